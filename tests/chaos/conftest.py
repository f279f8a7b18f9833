"""Worlds of calls that workers die over, one for each way a call can come."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest
import structlog
from redis.asyncio import Redis

from shared.db.calls import upsert_call
from shared.db.pool import ALL_TENANTS
from shared.db.recordings import insert_recording, stem_of
from shared.domain.ids import CallId, JobId, RecordingId, new_id
from shared.domain.incoming import IncomingCall
from shared.domain.statuses import RecordingStatus, Source
from shared.errors import ProviderUnavailable, RateLimited
from shared.intake.runs import start_run
from tests.chaos.points import Points
from tests.chaos.worlds import Accept, World
from tests.support.providers import Script
from tests.support.sounds import bursts
from tests.worker.conftest import TENANT, AcceptCall, accept_call
from worker.resources import Resources

__all__ = ["accept_call"]

TURNS = (("agent", "Northside Plumbing."), ("user", "Please call me back tomorrow at three p m."))
TWO_PARTS = bursts([(0.5, 3.5), (6.5, 9.5)], seconds=10)

OpenWorld = Callable[..., Awaitable[World]]


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Thousands of runs say nothing worth keeping, and saying it takes as long as they do."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("critical"))
    yield
    structlog.reset_defaults()


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    """Workers that sleep keep their connections."""
    return {**environ, "DATABASE_POOL_MAX": "60"}


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(redis_url) as redis:
        yield redis


@pytest.fixture
def accept_sent(accept_call: AcceptCall) -> Accept:
    """Calls whose sender transcribed them."""

    async def accept(conversation_id: str) -> tuple[CallId, JobId]:
        return await accept_call(conversation_id, turns=TURNS)

    return accept


@pytest.fixture
def accept_recorded(accept_call: AcceptCall, worker: Resources) -> Accept:
    """Calls that have to be heard, in two parts."""

    async def accept(name: str) -> tuple[CallId, JobId]:
        recording_id = RecordingId(new_id())
        stem = stem_of(TENANT, recording_id)
        stored = await worker.storage.write(
            stem, _whole(TWO_PARTS), media_type="audio/wav", max_bytes=2**20
        )
        async with worker.database.transaction(ALL_TENANTS) as conn:
            call_id = await upsert_call(
                conn, TENANT, None, IncomingCall(Source.UPLOAD, "upload", name, name)
            )
            await insert_recording(
                conn,
                TENANT,
                recording_id,
                call_id=call_id,
                status=RecordingStatus.UPLOADED,
                audio_key=stored.key,
            )
            job_id, _ = await start_run(conn, TENANT, call_id)
        return call_id, job_id

    return accept


async def _whole(audio: bytes) -> AsyncIterator[bytes]:
    yield audio


def smooth() -> Script:
    return Script()


def troubled() -> Script:
    """One vendor is at its limit, one is down, once each: the run is postponed, then postponed
    again.
    """
    script = Script()
    script.fail = {
        "summarize": [RateLimited("limit", retry_after_s=0)],
        "embed": [ProviderUnavailable("down")],
    }
    return script


@pytest.fixture
def open_world(worker: Resources) -> OpenWorld:
    """A world that knows what an undisturbed run does and what vendors are asked in it."""

    async def open_world(accept: Accept, script: Callable[[], Script] = smooth) -> World:
        world = World(worker, accept, script)
        story = await world.story()
        while not await story.is_over():
            points = Points()
            await (await story.walk(points))
            world.effects += points.seen
            await story.let_time_pass()
        world.asked_once = story.script.calls
        assert await story.violations() == []
        return world

    return open_world
