"""A worker is killed at every effect of an agent's call: before and after the request, and before
and after each commit. Each callback gets one call, and the call that arrives closes it.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from shared.concurrency.tasks import stop
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.ids import AgentCallId
from shared.errors import Unavailable
from shared.settings.load import Settings, load_settings
from shared.vendors.elevenlabs.outbound import ElevenLabsOutbound, OutboundCall
from tests.chaos.points import PointedDatabase, Points
from tests.conftest import ELEVENLABS_SECRET
from tests.fakes.elevenlabs_server import FakeElevenLabs
from tests.fakes.serving import served
from tests.support.agent_calls import AGENT, OWN_KEY, agent_calls_back, due_callback, number_awake
from tests.support.calls import send, transcription
from tests.support.gates import open_door
from tests.support.people import Team
from worker.resources import Resources
from worker.upkeep.agent_calls import AgentCaller


class PointedOutbound(ElevenLabsOutbound):
    """Requests are effects: sent before, answered after."""

    def __init__(self, settings: Settings, points: Points) -> None:
        super().__init__(settings.elevenlabs, open_door())
        self._points = points

    async def place(self, call: OutboundCall, *, key: str | None) -> str:
        place = super().place
        return await self._points.effect("place", lambda: place(call, key=key))

    async def find(
        self, call_id: AgentCallId, agent_id: str, *, since: datetime, key: str | None
    ) -> str | None:
        find = super().find
        return await self._points.effect(
            "find", lambda: find(call_id, agent_id, since=since, key=key)
        )


@pytest.fixture
def elevenlabs() -> FakeElevenLabs:
    return FakeElevenLabs(agents={OWN_KEY: [AGENT]})


@pytest.fixture
def asking(environ: dict[str, str], elevenlabs: FakeElevenLabs) -> Iterator[Settings]:
    with served(elevenlabs.app) as url:
        yield load_settings({**environ, "ELEVENLABS_BASE_URL": url})
        elevenlabs.script.release()


async def round_until_killed(worker: Resources, settings: Settings, points: Points) -> None:
    """One round of a worker, which ends where `points` says."""
    outbound = PointedOutbound(settings, points)
    database = PointedDatabase(worker.database, points)
    caller = AgentCaller(replace(worker, settings=settings, database=database), outbound)
    running = asyncio.create_task(caller.round())
    stopped = asyncio.create_task(points.stopped.wait())
    await asyncio.wait({running, stopped}, return_when=asyncio.FIRST_COMPLETED)
    points.kill()
    for task in (stopped, running):
        try:
            await stop(task)
        except* Unavailable:
            pass
    await outbound.close()


async def later(database: Database) -> None:
    """Leases and pauses are over, and the vendor's list does not lag behind any more."""
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update callbacks set agent_look_at = null")
        await conn.execute(
            """
            update agent_calls
            set
                next_at = now(), created_at = created_at - interval '11 minutes',
                ended_at = ended_at - interval '11 minutes'
            """
        )


async def call_arrives(team: Team, database: Database, conversation_id: str) -> None:
    event = transcription(team.agent_id, conversation_id)
    accepted = await send(team.client, event, secret=ELEVENLABS_SECRET)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "update calls set status = 'ready' where id = $1", accepted.json()["call_id"]
        )


async def test_a_kill_at_any_effect_places_one_call_and_closes_the_callback_once(
    team: Team, worker: Resources, database: Database, asking: Settings, elevenlabs: FakeElevenLabs
) -> None:
    await agent_calls_back(
        team, database, worker.sealer, daily_limit=1000, max_tries=1, pause_min=5
    )
    placing = await effects_of_a_life(team, worker, database, asking, elevenlabs)
    assert placing.count("place") == 1
    moments = [(each, before) for each in range(1, len(placing) + 1) for before in (True, False)]
    assert len(moments) >= 8
    for count, (effect, before) in enumerate(moments, start=1):
        number = f"{number_awake()[1][:-2]}{count:02}"
        await due_callback(team, database, f"asks_{count}", number=number)
        killed = Points(effect, before=before)
        await round_until_killed(worker, asking, killed)
        if not killed.stopped.is_set():
            # The effect belongs to the part after the call.
            await call_arrives(team, database, elevenlabs.placed[-1]["conversation_id"])
            await round_until_killed(worker, asking, Points(effect, before=before))
        for _ in range(3):
            await later(database)
            await round_until_killed(worker, asking, Points())
        placed = [each for each in elevenlabs.placed if each["to_number"] == number]
        assert len(placed) == 1, (placing[effect - 1], before)
        await call_arrives(team, database, placed[0]["conversation_id"])
        await round_until_killed(worker, asking, Points())
    assert {each["status"] for each in await rows(database, "callbacks")} == {"done"}
    calls = await rows(database, "agent_calls")
    assert {each["state"] for each in calls} <= {"reached", "not_placed"}
    reached = [each["callback_id"] for each in calls if each["state"] == "reached"]
    assert len(reached) == len(set(reached)) == len(moments) + 1


async def effects_of_a_life(
    team: Team, worker: Resources, database: Database, asking: Settings, elevenlabs: FakeElevenLabs
) -> list[str]:
    """What a worker does for a callback, from the intent to the end."""
    await due_callback(team, database, "asks_0", number=number_awake()[1])
    points = Points()
    await round_until_killed(worker, asking, points)
    await call_arrives(team, database, elevenlabs.placed[-1]["conversation_id"])
    settling = Points()
    await round_until_killed(worker, asking, settling)
    return max(points.seen, settling.seen, key=len)


async def rows(database: Database, table: str) -> list[dict[str, Any]]:
    async with database.connection(ALL_TENANTS) as conn:
        return [dict(row) for row in await conn.fetch(f"select * from {table}")]
