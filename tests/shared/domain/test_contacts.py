"""How a contact's fields follow from calls, and when a contact is not to be called."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.domain.contacts import (
    CallFacts,
    ContactField,
    MergeRule,
    merged_fields,
    opt_out_in_force,
)
from shared.domain.ids import CallId
from shared.domain.people import number_on_line

BEGIN = datetime(2026, 11, 1, tzinfo=UTC)


def call(day: int, *, on_line: bool = True, corrected: Any = None, **values: str) -> CallFacts:
    return CallFacts(
        CallId(UUID(int=day)), BEGIN + timedelta(days=day), on_line, values, corrected or {}
    )


def names(calls: list[CallFacts], rule: MergeRule) -> list[str]:
    found = merged_fields(calls, {ContactField.NAME: rule})
    assert found == merged_fields(reversed(calls), {ContactField.NAME: rule})
    return [each["value"] for each in found.get("name", [])]


def test_a_rule_says_which_value_counts() -> None:
    calls = [call(1), call(2, name="Maria"), call(3, name="Maria Lopez"), call(4, name=" maria ")]
    assert names(calls, MergeRule.FILL) == ["Maria"]
    assert names(calls, MergeRule.OVERWRITE) == ["maria"]
    assert names(calls, MergeRule.KEEP_BOTH) == ["Maria", "Maria Lopez"]
    assert names([call(1, name=" ")], MergeRule.FILL) == []


def test_calls_that_only_stated_the_number_come_last() -> None:
    calls = [call(1, on_line=False, name="Mallory"), call(2, name="Maria")]
    assert names(calls, MergeRule.FILL) == ["Maria"]
    assert names([*calls, call(3, on_line=False, name="Eve")], MergeRule.OVERWRITE) == ["Maria"]
    assert names(calls, MergeRule.KEEP_BOTH) == ["Maria", "Mallory"]
    assert names(calls[:1], MergeRule.FILL) == ["Mallory"]


def test_a_persons_correction_of_a_lead_has_priority() -> None:
    def corrected(value: str | None, at: datetime) -> dict[str, Any]:
        return {"name": {"value": value, "at": at.isoformat(), "by": "user", "by_id": "1"}}

    calls = [
        call(1, name="Maria"),
        call(2, name="Mary", corrected=corrected("Marie", BEGIN)),
        call(3, corrected=corrected("Maria L.", BEGIN + timedelta(hours=1))),
    ]
    assert names(calls, MergeRule.OVERWRITE) == ["Maria L."]
    unknown = call(4, corrected=corrected(None, BEGIN + timedelta(hours=2)))
    assert names([*calls, unknown], MergeRule.FILL) == []


def test_a_persons_decision_stands_until_a_later_call() -> None:
    of_call = {"by": "call", "at": BEGIN.isoformat()}
    lifted = {"do_not_call": False, "by": "user", "at": (BEGIN + timedelta(hours=1)).isoformat()}
    later = {"by": "call", "at": (BEGIN + timedelta(days=1)).isoformat()}
    by_person = {**lifted, "do_not_call": True}
    assert opt_out_in_force(None, None) is None
    assert opt_out_in_force(of_call, None) == of_call
    assert opt_out_in_force(of_call, lifted) is None
    assert opt_out_in_force(later, lifted) == later
    assert opt_out_in_force(None, by_person) == {"by": "user", "at": lifted["at"]}


@pytest.mark.parametrize(
    ("given", "country", "number"),
    [
        ("+15035550142", None, "+15035550142"),
        ("+1 (503) 555-0142", None, "+15035550142"),
        ("5035550142", "US", "+15035550142"),
        ("5035550142", None, None),
        ("00493012345678", None, "+493012345678"),
        ("sip:+493012345678@trunk.example", None, "+493012345678"),
        ("tel:+15035550142", None, "+15035550142"),
        *((word, "US", None) for word in ("anonymous", "Restricted", "unknown", "", None, "null")),
        ("sip:anonymous@anonymous.invalid", "US", None),
        ("+266696687", None, None),
        ("266696687", "LS", None),
        ("+7378742833", None, None),
        ("911", "US", None),
    ],
)
def test_a_withheld_number_is_none(
    given: str | None, country: str | None, number: str | None
) -> None:
    assert number_on_line(given, country) == number
