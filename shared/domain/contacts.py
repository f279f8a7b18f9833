"""Contacts: persons across their calls, with fields that are merged from these by rules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from shared.domain.ids import CallId


class ContactField(StrEnum):
    """What is known of a contact besides numbers and addresses."""

    NAME = "name"
    COMPANY = "company"
    PHONE = "phone"
    EMAIL = "email"
    SERVICE = "service"
    CITY = "city"
    LANGUAGE = "language"


class MergeRule(StrEnum):
    """How a field follows from calls that differ: the first value stays, the newest one replaces
    it, or all are kept.
    """

    FILL = "fill"
    OVERWRITE = "overwrite"
    KEEP_BOTH = "keep_both"


class KeyKind(StrEnum):
    """What identifies a contact."""

    NUMBER = "number"
    EMAIL = "email"


MOST_VALUES: Final = 5
LONGEST_VALUE: Final = 300


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What a call says of its contact. `on_line` says that the contact's number is that of the
    line, or that a person gave the call to the contact: then the caller is likely to be who they
    say they are. `corrected` are a person's values
    of the call's lead, as stored.
    """

    call_id: CallId
    at: datetime
    on_line: bool
    values: Mapping[str, str | None]
    corrected: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Given:
    value: str
    facts: CallFacts

    def stored(self) -> dict[str, Any]:
        return {
            "value": self.value,
            "call_id": str(self.facts.call_id),
            "at": self.facts.at.isoformat(),
            "on_line": self.facts.on_line,
        }


def merged_fields(
    calls: Iterable[CallFacts], rules: Mapping[ContactField, MergeRule]
) -> dict[str, list[dict[str, Any]]]:
    """Returns the values by field, as they are stored; the first one counts. The order of `calls`
    does not matter.

    What a person corrected of a lead has priority over the calls, and a number's own calls over
    those that only stated it.
    """
    ordered = sorted(calls, key=lambda each: (each.at, each.call_id))
    merged = {}
    for name in ContactField:
        corrections = [each.corrected[name] for each in ordered if name in each.corrected]
        if corrections:
            newest = max(corrections, key=lambda one: datetime.fromisoformat(one["at"]))
            # Null: a person said that it is not known.
            if newest["value"]:
                merged[str(name)] = [{key: newest[key] for key in ("value", "at", "by", "by_id")}]
            continue
        given = [
            _Given(value[:LONGEST_VALUE], each)
            for each in ordered
            if (value := (each.values.get(name) or "").strip())
        ]
        if values := _by_rule(given, rules.get(name, MergeRule.FILL)):
            merged[str(name)] = [each.stored() for each in values]
    return merged


def _by_rule(given: Sequence[_Given], rule: MergeRule) -> Sequence[_Given]:
    if not given:
        return ()
    surest = [each for each in given if each.facts.on_line] or given
    match rule:
        case MergeRule.FILL:
            return surest[:1]
        case MergeRule.OVERWRITE:
            return surest[-1:]
        case MergeRule.KEEP_BOTH:
            by_words: dict[str, _Given] = {}
            for each in (*surest, *given):
                by_words.setdefault(" ".join(each.value.casefold().split()), each)
            return tuple(by_words.values())[:MOST_VALUES]


def shown_value(
    name: str, fields: Mapping[str, Sequence[Mapping[str, Any]]], corrected: Mapping[str, Any]
) -> str | None:
    """Returns the value of a field that counts: a person's, else the first of its calls."""
    stored = corrected[name] if name in corrected else next(iter(fields.get(name, ())), None)
    value: str | None = stored["value"] if stored else None
    return value


def trusted_values(
    fields: Mapping[str, Sequence[Mapping[str, Any]]], corrected: Mapping[str, Any]
) -> dict[str, str | None]:
    """Returns the values that people gave, or calls of the contact's own lines: every caller can
    state a number.
    """
    of_calls = {
        name: stored[0]["value"]
        for name, stored in fields.items()
        if "call_id" not in stored[0] or stored[0].get("on_line")
    }
    return of_calls | {name: one["value"] for name, one in corrected.items()}


def opt_out_in_force(
    of_call: Mapping[str, Any] | None, decision: Mapping[str, Any] | None
) -> Mapping[str, Any] | None:
    """Returns why a contact is not to be called; None when they may be. `of_call` is the newest
    call in which they said so. A person's decision stands until a later call says otherwise.
    """
    decided_at = datetime.fromisoformat(decision["at"]) if decision else None
    if of_call and (decided_at is None or datetime.fromisoformat(of_call["at"]) > decided_at):
        return of_call
    if decision and decision["do_not_call"]:
        return {key: value for key, value in decision.items() if key != "do_not_call"}
    return None
