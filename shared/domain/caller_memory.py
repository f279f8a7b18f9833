"""What an agent gets at the start of a call: the caller's name, last summary and open callback, as
variables of its prompt.

Callers said most of it. It goes into a prompt, so it is data: one line each, of bounded length,
without characters that templates read.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shared.domain.languages import primary_language
from shared.domain.zones import find_zone

LONGEST_NAME: Final = 60
MOST_NAME_WORDS: Final = 5
LONGEST_FACT: Final = 80
LONGEST_REASON: Final = 200
LONGEST_SUMMARY: Final = 600
# Letters, with blanks, apostrophes, hyphens and full stops between them.
_NAME = re.compile(r"[^\W\d_]+(?:[ '’.-]{1,2}[^\W\d_]+)*\.?")


@dataclass(frozen=True, slots=True)
class CallerMemory:
    """What is stored of a caller. `zone` is the team's, for the time of the callback."""

    name: str | None = None
    company: str | None = None
    language: str | None = None
    call_count: int = 0
    last_call_at: datetime | None = None
    last_summary: str | None = None
    has_open_callback: bool = False
    callback_due_at: datetime | None = None
    callback_reason: str | None = None
    do_not_call: bool = False
    zone: str | None = None


UNKNOWN_CALLER: Final = CallerMemory()


def variables_of(memory: CallerMemory) -> dict[str, str]:
    """Returns all variables, each of them always: an empty text stands for what is not stored."""
    # An empty text for a sentence, an address or a number.
    line = one_line(memory.name, LONGEST_NAME + 1)
    is_name = len(line) <= LONGEST_NAME and len(line.split()) <= MOST_NAME_WORDS
    return {
        "is_known": _switch(memory.call_count > 0),
        "name": line if is_name and _NAME.fullmatch(line) else "",
        "company": one_line(memory.company, LONGEST_FACT),
        "language": language_of(memory) or "",
        "calls_count": str(memory.call_count),
        "last_call_at": _local_time(memory.last_call_at, memory.zone),
        "last_summary": one_line(memory.last_summary, LONGEST_SUMMARY),
        "open_callback": _switch(memory.has_open_callback),
        "open_callback_when": _local_time(memory.callback_due_at, memory.zone),
        "open_callback_reason": one_line(memory.callback_reason, LONGEST_REASON),
        "do_not_call": _switch(memory.do_not_call),
    }


def with_defaults(variables: Mapping[str, str], defaults: Mapping[str, str]) -> dict[str, str]:
    """Returns the variables with a team's own for its agents. Of a name in both, the team's value
    is used where ours is empty.
    """
    return {
        name: variables.get(name) or defaults.get(name, "") for name in {**variables, **defaults}
    }


def language_of(memory: CallerMemory) -> str | None:
    return primary_language(memory.language)


def one_line(text: str | None, longest: int) -> str:
    """Returns a text in one line, without braces and control characters, ended at a word."""
    plain = "".join(
        " " if char in "{}" or unicodedata.category(char)[0] in "CZ" else char
        for char in (text or "")[: 4 * longest]
    )
    line = " ".join(plain.split())
    if len(line) <= longest:
        return line
    cut = line[: longest - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"


def _switch(value: bool) -> str:
    return "true" if value else "false"


def _local_time(at: datetime | None, zone: str | None) -> str:
    if at is None:
        return ""
    found = find_zone(zone) if zone else None
    local = at.astimezone(found) if found else at
    return f"{local:%Y-%m-%d %H:%M} {zone if found else 'UTC'}"
