"""What a test needs to delete a tenant: calls with audio, and a worker that does the work."""

from typing import Any
from uuid import UUID

from shared.db.pool import ALL_TENANTS, Database
from shared.db.recordings import insert_recording, stem_of
from shared.domain.ids import CallId, RecordingId, TenantId, new_id
from shared.domain.statuses import RecordingStatus
from tests.conftest import ELEVENLABS_SECRET
from tests.shared.storage.recording_storage_suite import put
from tests.support.calls import send, transcription
from tests.support.people import PASSWORD, Team
from worker.resources import Resources
from worker.runner import run_job
from worker.upkeep.sweeper import complete_deletions
from worker.upkeep.tenant_erasure import erase_one


async def make_call(team: Team, worker: Resources, conversation_id: str, **changes: Any) -> CallId:
    """A call with results and audio."""
    event = transcription(team.agent_id, conversation_id, **changes)
    answer = (await send(team.client, event, secret=ELEVENLABS_SECRET)).json()
    await run_job(worker, UUID(answer["job_id"]))  # type: ignore[arg-type]
    call_id, tenant_id = CallId(UUID(answer["call_id"])), TenantId(UUID(team.tenant_id))
    recording_id = RecordingId(new_id())
    file = await put(worker.storage, stem_of(tenant_id, recording_id), b"audio")
    async with worker.database.connection(ALL_TENANTS) as conn:
        await insert_recording(
            conn,
            tenant_id,
            recording_id,
            call_id=call_id,
            status=RecordingStatus.UPLOADED,
            audio_key=file.key,
        )
    return call_id


async def delete_tenant(team: Team, name: str = "Northside Plumbing", **changes: Any) -> Any:
    body = {"name": name, "password": PASSWORD, **changes}
    return await team.client.request("DELETE", "/api/tenant", headers=team.headers, json=body)


async def make_settled(database: Database) -> None:
    """As if everything had been deleted some minutes ago."""
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "update erasures set created_at = created_at - interval '5 minutes', not_before = now()"
        )
        await conn.execute(
            "update erased_tenants set deleted_at = deleted_at - interval '5 minutes',"
            " not_before = now()"
        )


async def erase_all(worker: Resources) -> None:
    """Does what the workers do within some minutes."""
    await erase_one(worker)
    await make_settled(worker.database)
    await complete_deletions(worker, limit=1000)
    await erase_one(worker)
