"""Work on a sender's text grows with its length and no faster, whatever stands in it."""

from collections.abc import AsyncIterator

import pytest

from shared.concurrency.processes import Processes
from shared.local.sentences import LONGEST
from tests.linear.patterns import slowest
from tests.linear.readers import READERS, grown

# A minute of pure computing.
pytestmark = pytest.mark.walk

# Several of the stretches in which sentences are read, and four times as many.
SHORT, FACTOR = 2000, 4
# Quadratic work takes sixteen times as long; short runs are measured badly.
MOST_GROWTH, NOISE_S = 10, 0.05
# Given stretches of sentences only (`sentences.matches`), or a request that is no longer.
STRETCHED = (
    "shared.local.",
    "shared.domain.callback_time.spoken_time.",
    "shared.domain.callback_time.grammar.",
)
LONG = 10_000
MOST_LONG_S, MOST_STRETCH_S = 0.3, 0.1


@pytest.fixture(scope="module")
async def stoppable() -> AsyncIterator[Processes]:
    processes = Processes(1)
    yield processes
    await processes.close()


@pytest.mark.timeout(320)
@pytest.mark.parametrize("name", READERS)
async def test_readers_take_linear_time(stoppable: Processes, name: str) -> None:
    found = await stoppable.run(
        grown, name, SHORT, FACTOR, MOST_GROWTH, NOISE_S, timeout_s=300, name=name
    )
    assert found == []


# There are hundreds of patterns, each of which has the limit below.
@pytest.mark.timeout(320)
async def test_patterns_take_linear_time(stoppable: Processes) -> None:
    found = await stoppable.run(_slowest_of_long, timeout_s=300, name="patterns")
    assert len(found) > 30
    assert {where: seconds for where, seconds in found.items() if seconds > MOST_LONG_S} == {}


@pytest.mark.timeout(320)
async def test_patterns_that_are_given_sentences_read_one_in_no_time(stoppable: Processes) -> None:
    found = await stoppable.run(_slowest_of_stretches, timeout_s=300, name="patterns")
    assert len(found) > 400
    assert {where: seconds for where, seconds in found.items() if seconds > MOST_STRETCH_S} == {}


def _slowest_of_long() -> dict[str, float]:
    return slowest(
        ("shared.", "worker.", "api."), but=STRETCHED, length=LONG, count=12, most_s=MOST_LONG_S
    )


def _slowest_of_stretches() -> dict[str, float]:
    return slowest(STRETCHED, but=(), length=LONGEST, count=60, most_s=MOST_STRETCH_S)
