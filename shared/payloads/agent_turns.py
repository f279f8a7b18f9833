"""Reads the turns of a call in the form that makers of voice agents share: a list of objects with
who spoke and what, and other objects between them.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from shared.domain.transcript import Speaker, Transcript, Turn
from shared.domain.transcript_bounds import bounded
from shared.payloads.facts import spoken

LONGEST_S = 10.0**7
LONGEST_TEXT = 200
# Of calls by voice agents.
FIRST_YEAR, LAST_YEAR = 2000, 2200
SPEAKERS: Mapping[str, Speaker] = {
    **dict.fromkeys(("agent", "assistant", "bot", "ai"), Speaker.AGENT),
    **dict.fromkeys(("user", "customer", "human", "caller"), Speaker.CUSTOMER),
    # Who the call was handed to is a person of the team's side.
    "transfer_target": Speaker.AGENT,
}
# Instructions, calls of tools and their results: nobody said them.
SILENT = frozenset(
    {
        "system",
        "developer",
        "tool",
        "tools",
        "function",
        "event",
        "tool_call",
        "tool_calls",
        "tool_call_result",
        "tool_call_invocation",
        "node_transition",
    }
)


def read_turns(given: Any, *, text: str, start: str, end: str | None = None) -> Transcript | None:
    """Returns the transcript; None when there is no list. `text` is the field of the words, `start`
    and `end` those of the seconds: a field of the turn, or `list.field` of its words.

    An unknown role is an unknown speaker, and an entry that cannot be read is left out.
    """
    if not isinstance(given, list):
        return None
    turns = []
    for each in given:
        if not isinstance(each, Mapping):
            continue
        role = str(each.get("role") or "").lower()
        said = each.get(text)
        if role in SILENT or not isinstance(said, str) or not (words := spoken(said).strip()):
            continue
        start_s = seconds(_field_of(each, start, 0))
        end_s = seconds(_field_of(each, end, -1)) if end else None
        if start_s is not None and end_s is not None and end_s < start_s:
            end_s = None
        turns.append(Turn(SPEAKERS.get(role, Speaker.UNKNOWN), words, start_s, end_s))
    return bounded(Transcript(tuple(turns)))


def _field_of(entry: Mapping[str, Any], path: str, position: int) -> Any:
    name, point, inner = path.partition(".")
    value = entry.get(name)
    if not point:
        return value
    chosen = value[position] if isinstance(value, list) and value else None
    return chosen.get(inner) if isinstance(chosen, Mapping) else None


def short_text(value: Any) -> str | None:
    """Returns a text of at most LONGEST_TEXT characters; None for a blank one and anything else."""
    return value[:LONGEST_TEXT] if isinstance(value, str) and value.strip() else None


def seconds(value: Any, scale: float = 1.0) -> float | None:
    """Returns a number of seconds from zero to some months; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 10**12:
        return None
    return value * scale if value * scale < LONGEST_S else None


def instant(value: Any) -> datetime | None:
    """Returns a time that is written by RFC 3339, or as Unix milliseconds or seconds, also in a
    text; None for anything else, and for one that is no time of a call, such as the year 1.
    """
    if isinstance(value, str) and re.fullmatch(r"[0-9]{9,14}(\.[0-9]{1,9})?", value):
        value = float(value)
    try:
        if isinstance(value, str):
            at = datetime.fromisoformat(value)
            at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
        elif isinstance(value, int | float) and 0 < value < 10**14:
            # Relays write seconds, which as milliseconds would be in 1970.
            at = datetime.fromtimestamp(value / (1 if value < 10**11 else 1000), UTC)
        else:
            return None
    except (ValueError, OverflowError):
        return None
    return at if FIRST_YEAR <= at.year < LAST_YEAR else None
