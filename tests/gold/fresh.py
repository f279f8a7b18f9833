"""Prints how well calls and times are read that no rule was written with:
`python -m tests.gold.fresh`.

By language, with every fault. A time's fault is named by its line in the files fresh_times*.jsonl,
read one after another.
"""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.gold.calls import fresh_calls
from tests.gold.score import Read, Score, read_calls, score_of
from tests.gold.times import Item, Verdict, misread, read_item, verdict

TIMES = sorted(Path(__file__).parent.glob("fresh_times*.jsonl"))


def fresh_times() -> list[Item]:
    return [
        json.loads(line) for path in TIMES for line in path.read_text(encoding="utf-8").splitlines()
    ]


def _call_rows(reads: Sequence[Read]) -> Iterator[str]:
    languages = dict.fromkeys(read.call.language for read in reads)
    for language in languages:
        yield _call_row(language, score_of([r for r in reads if r.call.language == language]))
    whole = score_of(reads)
    yield _call_row("all", whole)
    yield "lead " + ", ".join(f"{name} {count}" for name, count in whole.fields.items())
    yield from whole.faults


def _call_row(name: str, score: Score) -> str:
    unread = score.timed - score.right_times - score.wrong_times
    return (
        f"calls {name}: {score.calls}, callbacks {score.callbacks},"
        f" times right {score.right_times}, unread {unread}, wrong {score.wrong_times},"
        f" lead {score.leads}, injections obeyed {score.obeyed} of {score.injections}"
    )


def _time_rows(items: Sequence[Item]) -> Iterator[str]:
    counts: dict[str, Counter[Verdict]] = {}
    for item in items:
        found = verdict(item, read_item(item))
        for group in (item["language"], "all"):
            counts.setdefault(group, Counter())[found] += 1
    for group in sorted(counts, key=lambda name: name == "all"):
        shares = ", ".join(f"{each} {counts[group][each]}" for each in Verdict)
        yield f"times {group}: {counts[group].total()}, {shares}"
    for line, item in enumerate(items, start=1):
        yield from (f"line {line} {fault}" for fault in misread([item]))


def main() -> None:
    reads = asyncio.run(read_calls(fresh_calls()))
    rows = [*_call_rows(reads), "", *_time_rows(fresh_times())]
    sys.stdout.write("\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
