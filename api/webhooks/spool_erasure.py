"""Removes spooled events of deleted calls and tenants from the disk."""

import asyncio
from pathlib import Path

import structlog

from api.webhooks.outage_spool import EventSpool, SpooledEvent
from shared.db.erased_events import is_conversation_erased, is_recording_of_erased
from shared.db.pool import ALL_TENANTS, Connection, Database
from shared.domain.statuses import Sender
from shared.errors import InvalidRequest
from shared.payloads.tolerant import read_json
from shared.telemetry.logs import where
from shared.vendors.elevenlabs import webhook as elevenlabs
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
        if event.sender is Sender.TWILIO:
            fields = dict(twilio.parse_form(event.body))
            return await is_recording_of_erased(
                conn, fields.get("AccountSid"), fields.get("RecordingSid")
            )
        value, _ = read_json(event.body)
        named = elevenlabs.named_in(value)
    except InvalidRequest:
        return False
    return await is_conversation_erased(conn, named.agent_id, named.conversation_id)
