"""A worker is killed at every effect of a run, or sleeps there and wakes when it has
been replaced.
"""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from shared.concurrency.gather import together
from tests.chaos.conftest import OpenWorld, troubled
from tests.chaos.worlds import Accept, World

# A hundred runs each, some of which wait for leases to end.
AT_ONCE = 6

Note = Callable[[str, object], None]


def moments(world: World) -> list[tuple[int, bool]]:
    """Before and after each effect."""
    return [
        (effect, before) for effect in range(1, len(world.effects) + 1) for before in (True, False)
    ]


async def broken(stories: Sequence[Coroutine[Any, Any, list[str]]], note: Note) -> list[str]:
    """What was violated; how many scenarios there were is noted with the test's result."""
    note("scenarios", len(stories))
    return [violation for found in await together(stories, at_once=AT_ONCE) for violation in found]


async def killed(world: World, *deaths: tuple[int, bool]) -> list[str]:
    story = await world.story()
    for effect, before in deaths:
        await story.die_at(effect, before=before)
    await story.finish()
    return await story.violations()


async def slept(world: World, effect: int, before: bool) -> list[str]:
    story = await world.story()
    await story.sleep_through(effect, before=before)
    return await story.violations()


async def test_a_kill_at_any_effect_loses_and_doubles_nothing(
    open_world: OpenWorld, accept_sent: Accept, record_property: Note
) -> None:
    world = await open_world(accept_sent)
    assert len(world.effects) > 25
    assert await broken([killed(world, moment) for moment in moments(world)], record_property) == []


async def test_a_kill_while_a_recording_is_heard_loses_and_doubles_nothing(
    open_world: OpenWorld, accept_recorded: Accept, record_property: Note
) -> None:
    world = await open_world(accept_recorded)
    assert world.asked_once["transcribe"] == 2
    assert await broken([killed(world, moment) for moment in moments(world)], record_property) == []


async def test_a_kill_while_vendors_are_in_trouble_loses_and_doubles_nothing(
    open_world: OpenWorld, accept_sent: Accept, record_property: Note
) -> None:
    world = await open_world(accept_sent, troubled)
    assert world.asked_once["summarize"] == 2
    assert await broken([killed(world, moment) for moment in moments(world)], record_property) == []


async def test_a_worker_that_wakes_after_it_was_replaced_does_no_harm(
    open_world: OpenWorld, accept_sent: Accept, record_property: Note
) -> None:
    world = await open_world(accept_sent)
    assert await broken([slept(world, *moment) for moment in moments(world)], record_property) == []


async def test_a_worker_that_wakes_over_a_recording_does_no_harm(
    open_world: OpenWorld, accept_recorded: Accept, record_property: Note
) -> None:
    world = await open_world(accept_recorded)
    assert await broken([slept(world, *moment) for moment in moments(world)], record_property) == []
