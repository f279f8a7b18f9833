"""Callback times hold what is reached on the phrases of times.jsonl.

The "dev" phrases were made with the rules in view. The "test" phrases were written afterwards,
without sight of the rules, in four lots. On first sight 94.2 % of 173 were right and 1.2 % wrong
without a word; then 88.2 % of 76 and none; 95.3 % of 107 and 0.9 %; of 73 whole sentences in ten
languages, 74.0 % and none. What they missed was mended, so today's figure is higher than that of
phrases which have not been seen yet.

The sentences of times_callers.jsonl were written in nine rounds and labelled before they were
read. On first sight, before the mending of each round, 88, 72, 77, 82, 80, 72, 86, 74 and 87 % were
right in six languages, and 83, 85 and 60 % in Dutch, Hebrew, Arabic and Hindi. Most rounds look for
new constructions: the rules before them read 79 and 57 % of the first two.
"""

import json

import pytest

from tests.gold.times import GOLD, SPLITS, Verdict, misread, read_item, score_times, verdict
from tests.gold.times_recipes import CLOCKS, clock_items, development_items


@pytest.mark.parametrize("split", SPLITS)
def test_times_are_read_right_and_seldom_wrong(split: str) -> None:
    shares = score_times(split)
    assert shares["phrases"] >= {"dev": 600, "test": 150}[split]
    assert shares["right"] >= 0.99
    assert shares["silent"] <= 0.002


def test_sentences_of_callers_are_read_right_and_seldom_wrong() -> None:
    shares = score_times("callers")
    assert shares["phrases"] >= 2000
    assert shares["right"] >= 0.98
    assert shares["silent"] <= 0.002


@pytest.mark.parametrize("language", CLOCKS)
def test_clock_phrases_of_a_whole_day_are_read(language: str) -> None:
    items = list(clock_items(language))
    exact = [verdict(item, read_item(item)) is Verdict.EXACT for item in items]
    assert sum(exact) >= 0.99 * len(items), list(misread(items))[:20]


def test_the_file_holds_what_the_recipes_make() -> None:
    lines = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    made = [{"split": "dev", **item} for item in development_items()]
    assert [line for line in lines if line["split"] == "dev"] == made
