"""A hosted model whose quotes are not quite verbatim loses no callback and gives no wrong time.

A perfect answer is that of the local rules for calls in which they find the labelled time; each is
then spoiled in the ways in which models spoil quotes.
"""

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from shared.domain.insights import CallbackDetection
from shared.vendors.openai.evidence import checked_callback, said_in
from tests.gold.calls import GoldCall, gold_calls
from tests.gold.score import read_calls, time_verdict

Spoil = Callable[[GoldCall, CallbackDetection], CallbackDetection]
ENGLISH = [call for call in gold_calls() if call.language == "en" and call.needed and call.when]
FILLERS = re.compile(r"\b(?:um|uh|er|like|well|okay),?\s+", re.IGNORECASE)
NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip


def _changed(text: str | None, change: Callable[[str], str]) -> str | None:
    return change(text) if text else text


def _everywhere(change: Callable[[str], str]) -> Spoil:
    return lambda _, found: replace(
        found,
        phrase=_changed(found.phrase, change),
        requested_time=_changed(found.requested_time, change),
    )


def _digits(text: str) -> str:
    plain = re.sub(r"\b([ap])[. ]?m\b\.?", r"\1m", text)
    return re.sub(r"[A-Za-z]+", lambda word: str(NUMBERS.get(word[0].lower(), word[0])), plain)


def _only_the_hour(_: GoldCall, found: CallbackDetection) -> CallbackDetection:
    return replace(
        found, requested_time=_changed(found.requested_time, lambda x: " ".join(x.split()[-2:]))
    )


def _with_the_next_turn(call: GoldCall, found: CallbackDetection) -> CallbackDetection:
    assert found.turn is not None
    following = call.turns[found.turn + 1].text if found.turn + 1 < len(call.turns) else ""
    return replace(found, phrase=f"{found.phrase} {following}")


def _with_a_label(call: GoldCall, found: CallbackDetection) -> CallbackDetection:
    assert found.turn is not None
    speaker = call.turns[found.turn].speaker
    return replace(found, phrase=f"[{found.turn}] {speaker}: {found.phrase}")


def _cut_in_the_middle(text: str) -> str:
    words = text.split()
    return " ".join(words) if len(words) < 7 else " ".join((*words[:3], "...", *words[-3:]))


SPOILS: dict[str, Spoil] = {
    "verbatim": lambda _, found: found,
    "case and punctuation": _everywhere(lambda text: re.sub(r"[,.?!]", "", text).upper()),
    "typographic": _everywhere(lambda text: text.replace("'", "’").replace("-", "–") + " …"),
    "fillers left out": _everywhere(lambda text: FILLERS.sub("", text)),
    "numbers as digits": _everywhere(_digits),
    "callback": _everywhere(lambda text: re.sub(r"\bcall (?:me )?back\b", "callback", text)),
    "words left out": _everywhere(_cut_in_the_middle),
    "another word form": _everywhere(lambda text: re.sub(r"\bcall\b", "calling", text)),
    "no time": lambda _, found: replace(found, requested_time=None),
    "only the hour": _only_the_hour,
    "wrong turn": lambda _, found: replace(found, turn=0),
    "no turn": lambda _, found: replace(found, turn=None),
    "the next turn too": _with_the_next_turn,
    "a label": _with_a_label,
    "translated": lambda _, found: replace(
        found, phrase="llámeme mañana a las tres", requested_time="mañana a las tres"
    ),
    "an instant": lambda _, found: replace(found, requested_time="2026-12-24T23:45:00Z"),
    "paraphrased": lambda _, found: replace(
        found, phrase="The customer would like to be contacted again soon"
    ),
    "nothing quoted": lambda _, found: replace(found, phrase=None, turn=None),
}


@pytest.fixture(scope="module")
async def perfect() -> list[tuple[GoldCall, CallbackDetection]]:
    found = [(read.call, read.callback) for read in await read_calls(ENGLISH)]
    good = [
        (call, replace(detection, time_quotes=()))
        for call, detection in found
        if detection.needed and time_verdict(call, detection) == "right"
    ]
    assert len(good) > 20
    return good


@pytest.mark.parametrize("kind", SPOILS)
async def test_no_callback_is_lost_and_no_time_is_wrong(
    kind: str, perfect: list[tuple[GoldCall, CallbackDetection]]
) -> None:
    verdicts: Counter[str] = Counter()
    for call, answer in perfect:
        spoiled = SPOILS[kind](call, answer)
        found, _ = checked_callback(spoiled, said_in(call.transcript))
        assert found.needed
        verdicts["unread" if found.unproved else time_verdict(call, found)] += 1
    assert verdicts["wrong"] == 0, json.dumps(verdicts)
    proved = kind not in ("translated", "an instant", "paraphrased", "nothing quoted")
    assert verdicts["right"] >= (0.8 * len(perfect) if proved else 0), json.dumps(verdicts)
