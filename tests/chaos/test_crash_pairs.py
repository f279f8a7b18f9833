"""A worker is killed at every effect of a run, and its successor at every effect of
what was left.
"""

import pytest

from tests.chaos.conftest import OpenWorld
from tests.chaos.test_crash_points import Note, broken, killed
from tests.chaos.worlds import Accept

pytestmark = pytest.mark.walk


async def test_no_two_kills_lose_or_double_anything(
    open_world: OpenWorld, accept_sent: Accept, record_property: Note
) -> None:
    """After one effect is before the next: of a pair, only the first is told apart by it."""
    world = await open_world(accept_sent)
    count = len(world.effects)
    pairs = [
        ((first, True), (second, True))
        for first in range(1, count + 1)
        for second in range(1, count + 2 - first)
    ]
    assert await broken([killed(world, *pair) for pair in pairs], record_property) == []
