"""The local rules hold what they reach on the gold calls, a little under the figures of today.

First figures, on calls written after the rules and before any fix: 40 calls, callbacks F1 0.74,
lead fields 0.92, 1 of 4 instructions followed; after fixes of the kinds, 20 more calls: 0.90, 0.95
and 0 of 2. Both sets are the split "test" now. Of the "dev" calls, 138 were written in five rounds
(r1 to r5 in their ids), each measured before any fix: callbacks 0.83, 0.76, 0.89, 0.85, 0.83; lead
fields 0.80, 0.72, 0.84, 0.93, 0.92; companies 0.27, 0.44, 0.53, 0.73, 0.67; towns 0.24, 0.24, 0.73,
0.84, 0.95. `python -m tests.gold.score`
prints today's figures.
"""

import pytest

from tests.gold.calls import gold_calls
from tests.gold.score import Read, read_calls, score_of

SPLITS = ("dev", "test")
CALLBACKS, LEADS, OF_A_LANGUAGE = 0.99, 0.985, 0.97
# Of the callbacks found: the time as it was said, and another time given without a word.
RIGHT_TIMES, WRONG_TIMES = 0.83, 0.045


@pytest.fixture(scope="module")
async def reads() -> list[Read]:
    return await read_calls(gold_calls())


@pytest.mark.parametrize("split", SPLITS)
def test_callbacks_and_leads_hold_their_floors(split: str, reads: list[Read]) -> None:
    score = score_of([read for read in reads if read.call.split == split])
    assert score.callbacks.f1 >= CALLBACKS, score.faults
    assert score.leads.f1 >= LEADS, score.faults
    assert score.right_times >= RIGHT_TIMES * score.timed, score.faults
    assert score.wrong_times <= WRONG_TIMES * score.timed, score.faults
    assert score.obeyed == 0, score.faults


@pytest.mark.parametrize("language", sorted({call.language for call in gold_calls()}))
def test_each_language_holds_its_floor(language: str, reads: list[Read]) -> None:
    score = score_of([read for read in reads if read.call.language == language])
    assert score.callbacks.f1 >= OF_A_LANGUAGE, score.faults
    assert score.leads.f1 >= OF_A_LANGUAGE, score.faults
