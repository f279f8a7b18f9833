"""Whole calls with labels, and what the labels are derived from."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from shared.domain.transcript import Speaker, Transcript, Turn
from shared.ports import CallContext

CALLS = Path(__file__).parent / "calls.jsonl"
# Each set that was written without sight of the rules has a file of its own.
FRESH = sorted(Path(__file__).parent.glob("fresh_calls*.jsonl"))
ORDERS = Path(__file__).parent / "fresh_orders.jsonl"
LEAD_FIELDS = ("name", "phone", "email", "company", "service", "city")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# A Wednesday morning, in the zone of the call.
SAID_ON, SAID_AT = date(2026, 11, 18), (10, 30)


@dataclass(frozen=True)
class GoldCall:
    """`recipe` says how the callback's time follows from the moment of the call: `days` ahead or
    the coming `weekday` or a `date`, `at` a clock time or in a `part` of the day; or in `minutes`.
    """

    id: str
    split: str
    language: str
    tags: tuple[str, ...]
    timezone: str
    customer_number: str | None
    needed: bool
    recipe: dict[str, Any] | None
    when: str | None
    lead: dict[str, str | None]
    spoken_phone: str | None
    spoken_email: list[str] | None
    injection: bool
    # The numbers of the turns that give orders to the machine, or repeat them.
    injected: tuple[int, ...]
    turns: tuple[Turn, ...]

    @property
    def transcript(self) -> Transcript:
        return Transcript(self.turns, language=self.language)

    def without_orders(self) -> "GoldCall":
        """Returns the call as it would be if nobody had given orders to the machine."""
        turns = tuple(
            replace(turn, text="") if number in self.injected else turn
            for number, turn in enumerate(self.turns)
        )
        return replace(self, turns=turns)

    @property
    def said_at(self) -> datetime:
        zone = ZoneInfo(self.timezone)
        return datetime(SAID_ON.year, SAID_ON.month, SAID_ON.day, *SAID_AT, tzinfo=zone)

    @property
    def context(self) -> CallContext:
        return CallContext(
            happened_at=self.said_at.astimezone(UTC),
            timezone=self.timezone,
            language=self.language,
            customer_number=self.customer_number,
        )


@cache
def gold_calls(split: str | None = None) -> tuple[GoldCall, ...]:
    return tuple(call for call in _calls_in(CALLS) if split is None or call.split == split)


@cache
def fresh_orders() -> tuple[GoldCall, ...]:
    """Returns calls with orders to the machine, and calls with sentences that only look like them,
    in all languages of the lexicons.
    """
    return _calls_in(ORDERS)


@cache
def fresh_calls() -> tuple[GoldCall, ...]:
    """Returns calls that no rule was written with: they are measured, and hold no floor."""
    return tuple(call for path in FRESH for call in _calls_in(path))


def _calls_in(path: Path) -> tuple[GoldCall, ...]:
    return tuple(map(_call, map(json.loads, path.read_text(encoding="utf-8").splitlines())))


def _call(item: dict[str, Any]) -> GoldCall:
    return GoldCall(
        id=item["id"],
        split=item["split"],
        language=item["language"],
        tags=tuple(item["tags"]),
        timezone=item["timezone"],
        customer_number=item["customer_number"],
        needed=item["callback"]["needed"],
        recipe=item["callback"]["recipe"],
        when=item["callback"]["when"],
        lead=item["lead"],
        spoken_phone=item["spoken"]["phone"],
        spoken_email=item["spoken"]["email"],
        injection=item["injection"],
        injected=tuple(item.get("injected", ())),
        turns=tuple(Turn(Speaker(speaker), text) for speaker, text in item["turns"]),
    )


def derived_when(recipe: dict[str, Any]) -> str | None:
    """Returns what the recipe says: "2026-11-19 15:00", a day, a day and a part of it; None where
    it names no time.
    """
    if "minutes" in recipe:
        start = datetime(SAID_ON.year, SAID_ON.month, SAID_ON.day, *SAID_AT, tzinfo=UTC)
        return f"{start + timedelta(minutes=recipe['minutes']):%Y-%m-%d %H:%M}"
    day = _day(recipe)
    if day is None:
        return None
    suffix = recipe.get("at") or recipe.get("part")
    return f"{day} {suffix}" if suffix else str(day)


def _day(recipe: dict[str, Any]) -> date | None:
    if "date" in recipe:
        return date.fromisoformat(recipe["date"])
    if "weekday" in recipe:
        index = WEEKDAYS.index(recipe["weekday"])
        return next(
            day
            for day in (SAID_ON + timedelta(days=ahead) for ahead in range(1, 8))
            if day.weekday() == index
        )
    return SAID_ON + timedelta(days=recipe["days"]) if "days" in recipe else None
