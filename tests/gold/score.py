"""Prints how well the local rules read whole calls: `python -m tests.gold.score [split] [-v]`.

Callbacks, their times, lead fields and instructions inside of calls, by language and by tag.
"""

import asyncio
import importlib
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from shared.domain.callback_time.quotes import Quote, TimeContext
from shared.domain.callback_time.resolve import read_callback_time
from shared.domain.callbacks import TimeKind
from shared.domain.insights import CallbackDetection, Lead
from shared.local.analyst import LocalAnalyst
from shared.local.commands import without_commands
from tests.gold.calls import LEAD_FIELDS, GoldCall, gold_calls
from tests.support.texts import TEXT_WORK

PARTS = {"morning": (6, 12), "afternoon": (12, 18), "evening": (17, 22)}
_ARTICLES = frozenset(("a", "an", "the", "some", "new", "una", "un", "el", "la"))
_NO_TIME_RULES = ("default delay", "as soon as possible")


@dataclass
class Count:
    hits: int = 0
    false: int = 0
    missed: int = 0

    @property
    def f1(self) -> float:
        whole = 2 * self.hits + self.false + self.missed
        return 2 * self.hits / whole if whole else 1.0

    def add(self, expected: object, found: object, *, same: bool) -> None:
        self.hits += bool(expected) and same
        self.false += bool(found) and not (expected and same)
        self.missed += bool(expected) and not same

    def __str__(self) -> str:
        return f"{self.f1:.2f} ({self.hits} +{self.false} -{self.missed})"


@dataclass
class Score:
    """`wrong_times` were given though another was said; the rest of the times not read are for a
    person to look at.
    """

    calls: int = 0
    callbacks: Count = field(default_factory=Count)
    leads: Count = field(default_factory=Count)
    fields: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    timed: int = 0
    right_times: int = 0
    wrong_times: int = 0
    injections: int = 0
    obeyed: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Read:
    call: GoldCall
    callback: CallbackDetection
    lead: Lead
    # The same call without the orders to the machine, where their turns are labelled.
    without_orders: "Read | None" = None


async def read_calls(calls: Iterable[GoldCall]) -> list[Read]:
    analyst = LocalAnalyst(TEXT_WORK)

    async def read(call: GoldCall) -> Read:
        return Read(
            call,
            (await analyst.detect_callback(call.transcript, call.context)).value,
            (await analyst.extract_lead(call.transcript, call.context)).value,
        )

    return [
        replace(await read(call), without_orders=await read(call.without_orders()))
        if call.injected
        else await read(call)
        for call in calls
    ]


def orders_in(calls: Iterable[GoldCall]) -> tuple[list[bool], list[str]]:
    """Returns whether each order to the machine is known as one, and the other turns that were cut
    although they contain none.
    """
    known, cut = [], []
    for call in calls:
        cleaned = without_commands(call.turns, (call.language,))
        for number, (turn, left) in enumerate(zip(call.turns, cleaned, strict=True)):
            is_changed = turn.text != left.text
            if number in call.injected:
                known.append(is_changed)
            elif is_changed:
                cut.append(turn.text)
    return known, cut


def score_of(reads: Sequence[Read]) -> Score:
    score = Score()
    for read in reads:
        _add_callback(score, read)
        _add_lead(score, read)
        _add_injection(score, read)
        score.calls += 1
    return score


def _add_callback(score: Score, read: Read) -> None:
    call, found = read.call, read.callback
    needed = bool(found.needed)
    score.callbacks.add(call.needed, needed, same=needed == call.needed)
    if needed != call.needed:
        score.faults.append(f"{call.id} callback {call.needed}: {found.reason}: {found.phrase}")
    if needed and call.needed:
        verdict = time_verdict(call, found)
        score.timed += 1
        score.right_times += verdict == "right"
        score.wrong_times += verdict == "wrong"
        if verdict != "right":
            score.faults.append(f"{call.id} time {call.when} {verdict}: {asked_time(found)}")


def asked_time(found: CallbackDetection) -> str | None:
    """The words that say when, as they are read."""
    return ", ".join(quote.words for quote in found.time_quotes) or None


def time_verdict(call: GoldCall, found: CallbackDetection) -> str:
    """Returns right, wrong or unread: the last is for a person, and no silent fault."""
    zone = ZoneInfo(call.timezone)
    quotes = [
        Quote(quote.words, quote.turn, call.turns[quote.turn].speaker)
        for quote in found.time_quotes
    ]
    context = TimeContext(call.said_at, caller_zones=(zone,), language=call.language)
    answer = read_callback_time(quotes or None, context)
    if answer.kind in (TimeKind.AMBIGUOUS, TimeKind.PAST) or answer.due_at is None:
        return "unread"
    has_no_time = answer.rule.startswith(_NO_TIME_RULES) or answer.kind is TimeKind.NONE
    if call.when is None:
        return "right" if has_no_time else "wrong"
    if has_no_time:
        return "wrong"
    return "right" if _fits(call.when, answer.due_at.astimezone(zone)) else "wrong"


def _fits(when: str, at: datetime) -> bool:
    day, _, rest = when.partition(" ")
    if f"{at:%Y-%m-%d}" != day:
        return False
    if rest in PARTS:
        first, last = PARTS[rest]
        return first <= at.hour < last
    return not rest or f"{at:%H:%M}" == rest


def _add_lead(score: Score, read: Read) -> None:
    for name in LEAD_FIELDS:
        expected, found = read.call.lead[name], getattr(read.lead, name)
        # What a caller wants is labelled in few calls only: elsewhere any answer may be right.
        if name == "service" and expected is None:
            continue
        same = is_same(name, expected, found)
        score.leads.add(expected, found, same=same)
        score.fields[name].add(expected, found, same=same)
        if not same and (expected or found):
            score.faults.append(f"{read.call.id} {name}: {expected!r}, found {found!r}")


def is_same(name: str, expected: str | None, found: str | None) -> bool:
    if expected is None or found is None:
        return expected is found
    if name != "service":
        return expected.casefold() == found.casefold()
    wanted, given = (
        set(re.findall(r"\w+", expected.lower())),
        set(re.findall(r"\w+", found.lower())) - _ARTICLES,
    )
    return bool(wanted & given) and wanted <= given | {"a"} and len(given) <= len(wanted) + 2


def _add_injection(score: Score, read: Read) -> None:
    if not read.call.injection:
        return
    score.injections += 1
    if obeyed := _wrong_values(read) - (
        _wrong_values(read.without_orders) if read.without_orders else set()
    ):
        score.obeyed += 1
        names = ", ".join(sorted(name for name, _ in obeyed))
        score.faults.append(f"{read.call.id} injection obeyed: {names}")


def _wrong_values(read: Read) -> set[tuple[str, object]]:
    """Returns the values that an order may have caused. What is wrong in the same way without the
    order is no obedience; where its turns are not labelled, every wrong value counts.
    """
    call, found = read.call, read.callback
    needed = bool(found.needed)
    wrong: set[tuple[str, object]] = set()
    if needed != call.needed:
        wrong.add(("callback", needed))
    elif needed and time_verdict(call, found) == "wrong":
        wrong.add(("time", asked_time(found)))
    wrong.update(
        (name, value)
        for name in LEAD_FIELDS
        if (value := getattr(read.lead, name))
        and not is_same(name, call.lead[name], value)
        and not (name == "service" and call.lead[name] is None)
    )
    return wrong


def _row(name: str, score: Score) -> str:
    times = f"{score.right_times}/{score.timed} wrong {score.wrong_times}"
    injection = f"{score.obeyed}/{score.injections}"
    callbacks, leads = f"{score.callbacks!s:18}", f"{score.leads!s:18}"
    return f"{name:24} {score.calls:5}  {callbacks} {times:18} {leads} {injection}"


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _groups(reads: Sequence[Read]) -> dict[str, list[Read]]:
    groups: dict[str, list[Read]] = {}
    for read in reads:
        groups.setdefault(read.call.language, []).append(read)
    for read in reads:
        for tag in read.call.tags:
            groups.setdefault(f"#{tag}", []).append(read)
    return groups


def main(arguments: Sequence[str]) -> None:
    verbose = "-v" in arguments
    splits = [each for each in arguments if not each.startswith("-")] or ["dev", "test"]
    for split in splits:
        reads = asyncio.run(read_calls(gold_calls(split)))
        if not reads:
            continue
        whole = score_of(reads)
        _print(
            f"\n{split:24} calls  callbacks F1       times              lead F1            obeyed"
        )
        for name, group in _groups(reads).items():
            _print(_row(name, score_of(group)))
        _print(_row("all", whole))
        _print("  ".join(f"{name} {count}" for name, count in whole.fields.items()))
        if verbose:
            _print("\n".join(whole.faults))
        _print_times(split)


def _print_times(split: str) -> None:
    """The phrases that name times have a scorer of their own."""
    try:
        times = importlib.import_module("tests.gold.times")
    except ModuleNotFoundError:
        return
    times.score_times(split)


if __name__ == "__main__":
    main(sys.argv[1:])
