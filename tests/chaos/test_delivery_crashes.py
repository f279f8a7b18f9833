"""A worker is killed at every effect of a delivery: before and after the request, and before and
after each commit.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest

from shared.concurrency.tasks import stop
from shared.db.pool import ALL_TENANTS, Database
from shared.outgoing.http import ANSWER_BYTES, Answer, OutgoingHttp, OutgoingRequest
from shared.sealing import Sealer
from shared.settings.load import Settings
from tests.chaos.points import PointedDatabase, Points
from tests.fakes.receiver import Receiver, open_receiver
from tests.support.events import happens, new_target
from tests.support.people import Team
from tests.support.processes import until
from worker.event_deliveries import Deliverer
from worker.resources import Resources


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    """The receiver is on this machine."""
    return {**environ, "TARGET_ALLOW_HTTP": "true", "TARGET_ALLOW_PRIVATE": "true"}


class PointedHttp(OutgoingHttp):
    """A request is an effect: sent before, answered after."""

    def __init__(self, settings: Settings, points: Points) -> None:
        super().__init__(settings.targets)
        self._points = points

    async def send(self, outgoing: OutgoingRequest, *, most_bytes: int = ANSWER_BYTES) -> Answer:
        return await self._points.effect(
            "post", lambda: super(PointedHttp, self).send(outgoing, most_bytes=most_bytes)
        )


@asynccontextmanager
async def delivering(
    settings: Settings, database: Database, worker: Resources, points: Points
) -> AsyncIterator[None]:
    http = PointedHttp(settings, points)
    pointed = PointedDatabase(database, points)
    deliverer = Deliverer(settings, pointed, Sealer(settings.auth), worker.metrics, http)
    running = asyncio.create_task(deliverer.run())
    try:
        yield
    finally:
        points.kill()
        await stop(running)
        await http.close()


async def rows(database: Database) -> list[dict[str, Any]]:
    async with database.connection(ALL_TENANTS) as conn:
        found = await conn.fetch("select event_id, status, failures from event_deliveries")
    return [dict(row) for row in found]


async def all_delivered(database: Database, count: int) -> bool:
    found = await rows(database)
    return len(found) == count and all(each["status"] == "delivered" for each in found)


async def killed_at(points: Points, database: Database, count: int) -> bool:
    """Whether the worker was stopped, or ended its work before."""
    return points.stopped.is_set() or await all_delivered(database, count)


async def test_a_kill_at_any_effect_of_a_delivery_loses_nothing(
    team: Team, worker: Resources, database: Database, settings: Settings
) -> None:
    async with open_receiver() as receiver:
        await new_target(team, receiver.url(), types=["call.ready"])
        await happens(database, team, "call.ready")
        points = Points()
        async with delivering(settings, database, worker, points):
            await until(lambda: all_delivered(database, 1))
            effects = list(points.seen)
        assert effects.count("post") == 1
        # Giving positions, queueing, claiming, storing the body, and the outcome.
        assert effects.count("commit") >= 5
        moments = [
            (effect, before) for effect in range(1, len(effects) + 1) for before in (True, False)
        ]
        for count, (effect, before) in enumerate(moments, start=2):
            await happens(database, team, "call.ready")
            points = Points(effect, before=before)
            async with delivering(settings, database, worker, points):
                await until(partial(killed_at, points, database, count))
            await lease_over(database)
            async with delivering(settings, database, worker, Points()):
                await until(partial(all_delivered, database, count))
    assert_each_has_one_id(receiver, await rows(database))


async def lease_over(database: Database) -> None:
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "update event_deliveries set next_at = now(), sending_until = null"
            " where status = 'pending'"
        )


def assert_each_has_one_id(receiver: Receiver, found: list[dict[str, Any]]) -> None:
    """Whatever was sent twice has the same id and the same bytes, and no kill counts as a failure
    of the receiver.
    """
    assert {each.id for each in receiver.requests} == {str(each["event_id"]) for each in found}
    assert len({(each.id, each.body) for each in receiver.requests}) == len(found)
    assert {each["failures"] for each in found} == {0}
    assert len(receiver.requests) > len(found), "no kill came between a request and its outcome"
