"""The audio of calls: stored first, then recorded, or held until its agent is registered."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any, BinaryIO

from api.http.resources import Resources
from shared.db.agents import Agent, ensure_agent, find_agent
from shared.db.inbound import HeldAudio, Holding, hold_inbound, lock_agent_id
from shared.db.pool import ALL_TENANTS, Connection
from shared.db.recordings import held_stem, stem_of
from shared.domain.ids import AgentId, RecordingId, TenantId, new_id
from shared.domain.incoming import IncomingAudio, IncomingCall
from shared.domain.visible import visible_name
from shared.errors import Conflict, InvalidRequest
from shared.intake.events import Accepted
from shared.intake.recordings import AUDIO_TYPE, record_audio
from shared.payloads.skimming import decoded
from shared.ports import StoredFile
from shared.storage.audio_files import key_of


async def accept_audio(
    resources: Resources,
    tenant_id: TenantId,
    event: IncomingAudio,
    body: BinaryIO | None,
    *,
    agent_id: AgentId | None,
    installation_owned: bool,
) -> Accepted:
    """Stores the audio, then records it; a file that is certainly not recorded is removed again.

    When the database does not respond the file stays: the commit may have succeeded although its
    reply was lost.
    """
    recording_id = RecordingId(new_id())
    stem = stem_of(tenant_id, recording_id)
    file = await _store_audio(resources, stem, event, body)
    try:
        async with resources.database.transaction(tenant_id) as conn:
            agent_id = agent_id or await agent_of_event(conn, tenant_id, event)
            accepted = await record_audio(
                conn,
                tenant_id,
                agent_id,
                event,
                recording_id=recording_id,
                file=file,
                installation_owned=installation_owned,
            )
    except (Conflict, InvalidRequest):
        await resources.storage.delete(stem)
        raise
    if not accepted.created:
        await resources.storage.delete(stem)
    return accepted


async def hold_audio(
    resources: Resources, event: IncomingAudio, payload: dict[str, Any], body: BinaryIO | None
) -> Holding:
    """Stores the audio and holds its event; see `hold`. When the event is not held, the file is
    removed.
    """
    recording_id = RecordingId(new_id())
    stem = held_stem(recording_id)
    file = await _store_audio(resources, stem, event, body)
    held = HeldAudio(recording_id, file.size_bytes, file.sha256)
    try:
        async with resources.database.transaction(ALL_TENANTS) as conn:
            holding = await hold(conn, event, held.named_in(payload), size_bytes=file.size_bytes)
    except (Conflict, InvalidRequest):
        await resources.storage.delete(stem)
        raise
    if holding is not Holding.HELD:
        await resources.storage.delete(stem)
    return holding


async def hold(
    conn: Connection,
    event: IncomingCall | IncomingAudio,
    payload: dict[str, Any],
    *,
    size_bytes: int = 0,
) -> Holding:
    """Holds the event, inside a transaction, unless its agent was registered while this waited for
    the lock.
    """
    external_id = event.agent_external_id or ""
    await lock_agent_id(conn, external_id)
    if await find_agent(conn, external_id):
        return Holding.CLAIMED
    return await hold_inbound(
        conn,
        source=event.source,
        event_type=event.event_type,
        event_key=event.event_key,
        agent_external_id=external_id,
        payload=payload,
        size_bytes=size_bytes,
    )


async def record_held_audio(
    conn: Connection, agent: Agent, event: IncomingAudio, held: HeldAudio
) -> Accepted:
    """Records held audio, inside a transaction; its file is not moved. The caller removes the file
    when it was not recorded.

    Only events that the installation's own account signed are ever held.
    """
    stem = held_stem(held.recording_id)
    return await record_audio(
        conn,
        agent.tenant_id,
        agent.id,
        event,
        recording_id=held.recording_id,
        file=StoredFile(key_of(stem, AUDIO_TYPE), held.size_bytes, held.sha256),
        audio_stem=stem,
        installation_owned=True,
    )


async def agent_of_event(
    conn: Connection, tenant_id: TenantId, event: IncomingCall | IncomingAudio
) -> AgentId:
    """Returns the tenant's agent that the event names, and creates it if it is missing."""
    external_id = event.agent_external_id or ""
    name = event.agent_name if isinstance(event, IncomingCall) else None
    return await ensure_agent(
        conn, tenant_id, external_id=external_id, name=visible_name(name) or external_id[:200]
    )


async def _store_audio(
    resources: Resources, stem: str, event: IncomingAudio, body: BinaryIO | None
) -> StoredFile:
    """Stores the audio. Raises InvalidRequest for invalid base64, PayloadTooLarge, and
    Unavailable.
    """
    limit = resources.settings.ingest.max_recording_bytes
    blocks = _in_threads(decoded(event.audio_base64, body))
    return await resources.storage.write(stem, blocks, media_type=AUDIO_TYPE, max_bytes=limit)


async def _in_threads(blocks: Iterator[bytes]) -> AsyncIterator[bytes]:
    while block := await asyncio.to_thread(next, blocks, b""):
        yield block
