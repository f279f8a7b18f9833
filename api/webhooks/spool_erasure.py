"""Removes spooled events of deleted calls and tenants from the disk."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import structlog

from api.webhooks.outage_spool import EventSpool, SpooledEvent
from api.webhooks.voice_agents import PLATFORMS
from shared.db.erased_events import (
    is_conversation_erased,
    is_name_erased,
    is_recording_of_erased,
    is_transcript_of_erased,
)
from shared.db.pool import ALL_TENANTS, Connection, Database
from shared.domain.ids import RecordingId
from shared.domain.incoming import IncomingCall, UnknownEvent
from shared.domain.statuses import Sender
from shared.errors import InvalidRequest
from shared.payloads.tolerant import read_json
from shared.telemetry.logs import where
from shared.vendors.elevenlabs import webhook as elevenlabs
from shared.vendors.transcription import webhook as transcription
from shared.vendors.twilio import webhook as twilio

EVERY_S = 600.0

log = structlog.get_logger()


async def run_spool_erasure(spool: EventSpool, database: Database) -> None:
    """Runs until cancelled. Every API process does this; removing a file twice is no error."""
    while True:
        try:
            if count := await forget_erased(spool, database):
                log.info("spooled events of deleted calls removed", count=count)
        # If this loop ended, events of deleted calls would stay on the disk.
        except Exception as error:  # noqa: BLE001
            log.warning("spool not checked", error=type(error).__name__, where=where(error))
        await asyncio.sleep(EVERY_S)


async def forget_erased(spool: EventSpool, database: Database) -> int:
    """Removes the waiting and set-aside events of deleted calls and tenants; returns how many."""
    found = await list_erased_files(spool, database)
    for path in found:
        await asyncio.to_thread(spool.drop, path)
    return len(found)


async def list_erased_files(spool: EventSpool, database: Database) -> list[Path]:
    """Returns the files of the spool that belong to deleted calls and tenants."""
    found = []
    for path in await asyncio.to_thread(spool.everything):
        try:
            event = await asyncio.to_thread(spool.read, path)
        except FileNotFoundError:
            continue
        except ValueError:
            log.debug("spooled event cannot be read", file=path.name)
            continue
        async with database.connection(ALL_TENANTS) as conn:
            if await _is_erased(conn, event):
                found.append(path)
    return found


async def _is_erased(conn: Connection, event: SpooledEvent) -> bool:
    try:
        named = await asyncio.to_thread(_named_in, event)
    except InvalidRequest:
        named = Named()
    owner = event.owner
    if owner.tenant_id:
        return await is_name_erased(conn, owner.tenant_id, owner.source, named.call) or (
            named.recording_id is not None
            and await is_transcript_of_erased(conn, named.recording_id)
        )
    match owner.source:
        case Sender.TWILIO:
            return await is_recording_of_erased(conn, named.account, named.call)
        case Sender.TRANSCRIPTION:
            return named.recording_id is not None and await is_transcript_of_erased(
                conn, named.recording_id
            )
        case _:
            return await is_conversation_erased(conn, named.account, named.call)


@dataclass(frozen=True, slots=True)
class Named:
    """What an event names: the agent or account of its sender, and the sender's id of the call or
    recording, or our own of a recording.
    """

    account: str | None = None
    call: str | None = None
    recording_id: RecordingId | None = None


def _named_in(event: SpooledEvent) -> Named:
    """Raises InvalidRequest."""
    sender = event.owner.source
    match sender:
        case Sender.TWILIO:
            fields = dict(twilio.parse_form(event.body))
            return Named(fields.get("AccountSid"), fields.get("RecordingSid"))
        case Sender.TRANSCRIPTION:
            result = transcription.parse_event(*read_json(event.body))
            return (
                Named()
                if isinstance(result, UnknownEvent)
                else Named(None, None, result.recording_id)
            )
        case Sender.VAPI | Sender.RETELL:
            call = PLATFORMS[sender].parse(event.body)
            return Named(None, call.external_id) if isinstance(call, IncomingCall) else Named()
        case _:
            value, _ = read_json(event.body)
            named = elevenlabs.named_in(value)
            return Named(named.agent_id, named.conversation_id)
