"""How well callback times are read from the words of callers: `python -m tests.gold.times`."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from shared.domain.callback_time.quotes import Quote, TimeContext
from shared.domain.callback_time.resolve import read_callback_time
from shared.domain.callbacks import ReadTime, TimeKind
from shared.domain.transcript import Speaker

Item = dict[str, Any]

GOLD = Path(__file__).with_name("times.jsonl")
CALLERS = Path(__file__).with_name("times_callers.jsonl")
SPLITS = ("dev", "test")


class Verdict(StrEnum):
    """`accepted`: as the item's `accept` allows, or the same start of a window said otherwise.
    `ambiguous`: a person is asked although the words have one reading. `silent`: a time that is not
    the one that was said.
    """

    EXACT = "exact"
    ACCEPTED = "accepted"
    AMBIGUOUS = "ambiguous"
    SILENT = "silent"


def gold_times(split: str | None = None) -> list[Item]:
    items = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    return [item for item in items if split in {None, item["split"]}]


def caller_times() -> list[Item]:
    """Returns whole sentences of callers, with their labels written by hand."""
    return [json.loads(line) for line in CALLERS.read_text(encoding="utf-8").splitlines()]


def read_item(item: Item) -> ReadTime:
    zone = ZoneInfo(item["zone"])
    office = item.get("office_zone")
    context = TimeContext(
        said_at=datetime.fromisoformat(item["said_at"]).replace(tzinfo=zone),
        caller_zones=(zone,),
        office_zone=ZoneInfo(office) if office else None,
        country=item.get("country"),
        default_delay=timedelta(hours=1),
        language=item["language"],
    )
    speakers = item.get("speakers", [])
    quotes = [
        Quote(words, turn, Speaker(speakers[turn]) if speakers else Speaker.UNKNOWN)
        for turn, words in enumerate(item["quotes"])
    ]
    return read_callback_time(quotes, context)


def verdict(item: Item, answer: ReadTime) -> Verdict:
    found = _times_of(item, answer)
    for label in (item, *item.get("accept", [])):
        if answer.kind == label["kind"] and _agree(label, found):
            return Verdict.EXACT if label is item else Verdict.ACCEPTED
    if answer.kind in {TimeKind.AMBIGUOUS, TimeKind.PAST}:
        asks_a_person = item["kind"] in {TimeKind.AMBIGUOUS, TimeKind.PAST}
        return Verdict.ACCEPTED if asks_a_person else Verdict.AMBIGUOUS
    spans = {TimeKind.WINDOW, TimeKind.DAY}
    same_start = found[:1] == item["values"][:1] and bool(found)
    if answer.kind in spans and item["kind"] in spans and same_start:
        return Verdict.ACCEPTED
    return Verdict.SILENT


def _agree(label: Item, found: list[str]) -> bool:
    return not label.get("values") or label["values"] == found


def _times_of(item: Item, answer: ReadTime) -> list[str]:
    times = [answer.due_at, answer.due_until] if answer.due_at else [*answer.candidates]
    zone = ZoneInfo(item["zone"])
    return [f"{at.astimezone(zone):%Y-%m-%dT%H:%M}" for at in times if at]


def score_times(split: str | None = None) -> dict[str, float]:
    """Prints the shares per language and tag and returns them for the whole."""
    counts: dict[str, Counter[str]] = {"all": Counter()}
    for item in caller_times() if split == "callers" else gold_times(split):
        found = verdict(item, read_item(item))
        for group in ("all", f"language {item['language']}", f"tag {item['tag']}"):
            counts.setdefault(group, Counter())[found] += 1
    for group in sorted(counts):
        shares = _shares(counts[group])
        print(  # noqa: T201
            f"times/{split or 'all'} {group}: {counts[group].total()} phrases,"
            f" right {shares['right']:.3f} (exact {shares['exact']:.3f}),"
            f" ambiguous {shares['ambiguous']:.3f}, silent wrong {shares['silent']:.3f}"
        )
    return _shares(counts["all"]) | {"phrases": counts["all"].total()}


def _shares(counts: Counter[str]) -> dict[str, float]:
    total = counts.total() or 1
    shares = {str(each): counts[each] / total for each in Verdict}
    return shares | {"right": shares[Verdict.EXACT] + shares[Verdict.ACCEPTED]}


def misread(items: Iterable[Item]) -> Iterator[str]:
    """What was not read rightly, for people."""
    for item in items:
        answer = read_item(item)
        found = verdict(item, answer)
        if found in {Verdict.AMBIGUOUS, Verdict.SILENT}:
            wanted = f"{item['kind']} {item['values']}"
            got = f"{answer.kind} {_times_of(item, answer)} ({answer.rule})"
            yield f"{found}: {item['language']} {item['quotes']}: {wanted}, not {got}"


def main() -> None:
    for split in (*SPLITS, "callers"):
        score_times(split)
    print("\n".join(misread([*gold_times(), *caller_times()])))  # noqa: T201


if __name__ == "__main__":
    main()
