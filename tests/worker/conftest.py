"""Calls for a worker to work on."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from shared.db.agents import ensure_agent
from shared.db.pool import Database
from shared.db.tenants import insert_tenant
from shared.domain.ids import CallId, JobId, TenantId, new_id
from shared.domain.incoming import IncomingCall
from shared.intake import record_call
from shared.senders.elevenlabs import parse_event
from tests.support.calls import transcription
from worker.resources import Resources

TENANT = TenantId(new_id())


@pytest.fixture
def resources(worker: Resources) -> Resources:
    return worker


@pytest.fixture
def another_worker(resources: Resources) -> Resources:
    return replace(resources, worker="another-worker")


AcceptCall = Callable[..., Awaitable[tuple[CallId, JobId]]]


@pytest.fixture
async def accept_call(database: Database) -> AcceptCall:
    """Records a call as the API would; keywords change the event's data."""
    async with database.connection() as conn:
        await insert_tenant(conn, TENANT, "Northside", "America/New_York")

    async def accept(conversation_id: str = "conv_1", **changes: object) -> tuple[CallId, JobId]:
        payload = transcription("agent_1", conversation_id, **changes)
        call = parse_event(payload)
        assert isinstance(call, IncomingCall)
        async with database.transaction() as conn:
            agent_id = await ensure_agent(conn, TENANT, external_id="agent_1", name="Front desk")
            accepted = await record_call(conn, TENANT, agent_id, call)
        assert accepted.receipt.call_id
        assert accepted.receipt.job_id
        return accepted.receipt.call_id, accepted.receipt.job_id

    return accept
