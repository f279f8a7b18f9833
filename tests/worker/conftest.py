"""Calls for a worker to work on."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from shared.db.agents import ensure_agent
from shared.db.pool import ALL_TENANTS, Database
from shared.db.tenants import insert_tenant
from shared.domain.ids import CallId, JobId, TenantId, new_id
from shared.domain.incoming import IncomingCall
from shared.intake.calls import record_call
from shared.vendors.elevenlabs.webhook import parse_event
from tests.support.calls import transcription
from tests.support.providers import Script
from worker.resources import Resources
from worker.runner import run_job

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
    async with database.connection(ALL_TENANTS) as conn:
        await insert_tenant(conn, TENANT, "Northside", "America/New_York")

    async def accept(conversation_id: str = "conv_1", **changes: object) -> tuple[CallId, JobId]:
        payload = transcription("agent_1", conversation_id, **changes)
        call = parse_event(payload)
        assert isinstance(call, IncomingCall)
        async with database.transaction(ALL_TENANTS) as conn:
            agent_id = await ensure_agent(conn, TENANT, external_id="agent_1", name="Front desk")
            accepted = await record_call(conn, TENANT, agent_id, call)
        assert accepted.receipt.call_id
        assert accepted.receipt.job_id
        return accepted.receipt.call_id, accepted.receipt.job_id

    return accept


async def run_until(
    resources: Resources, accept_call: AcceptCall, script: Script, step: str
) -> tuple[CallId, JobId, asyncio.Task[bool]]:
    """A new call and its run, which has begun the step and is held there until `script.block` lets
    it go.
    """
    entered = script.hold(step)
    call_id, job_id = await accept_call()
    running = asyncio.create_task(run_job(resources, job_id))
    await entered.wait()
    return call_id, job_id, running
