"""Regular cleanup: deletes calls and audio after their retention, abandoned uploads, leftover files
and expired held events.

It is separate from the sweeper's round, because a scan of a large bucket would delay its wakeups.
"""

import asyncio
from functools import partial
from uuid import UUID

import structlog

from shared.db import event_delivery_log
from shared.db.audio_retention import list_orphans, take_expired_audio
from shared.db.audit import Entry, insert_entries, prune_entries
from shared.db.call_deletion import delete_call
from shared.db.call_status import mark_upload_outcome
from shared.db.events import insert_event
from shared.db.expired_links import delete_expired_links
from shared.db.idempotency import delete_expired_keys
from shared.db.inbound import drop_withdrawn, withdraw_held
from shared.db.incoming_deliveries import DAYS_STORED, MOST_STORED, delete_old_deliveries
from shared.db.paid_answers import delete_stale_answers
from shared.db.pool import ALL_TENANTS
from shared.db.recordings import held_stem
from shared.db.retention import list_expired_calls, take_unstarted_uploads
from shared.db.schedules import delete_old_occurrences
from shared.db.sessions import delete_old_sessions
from shared.db.tenant_deletion import forget_erased_tenants
from shared.db.threads import delete_answers_without_thread, delete_expired_threads
from shared.db.unused_events import drop_old_unused
from shared.domain.ids import CallId, TenantId
from shared.errors import AftercallError, NotFound
from shared.storage.partial_files import sweep_folder
from shared.telemetry.logs import where
from worker.resources import Resources
from worker.upkeep.part_retention import delete_expired_events, delete_expired_parts

log = structlog.get_logger()

EVERY_S = 3600.0
# Longer than any upload, download or run: an unknown file of this age is a leftover.
ABANDONED_S = 86_400.0
BATCH = 200
EXPIRED_BATCH = 5000
# For this time failed steps may be tried again without paying for their answers again.
ANSWER_DAYS = 7


async def run_housekeeping(resources: Resources) -> None:
    """Runs at once, then hourly, until cancelled. Every worker does this: rows are claimed, and the
    rest is idempotent.
    """
    while True:
        for chore in CHORES:
            try:
                await chore(resources)
            # If this loop ended, nothing would be deleted any more.
            except Exception as error:  # noqa: BLE001
                log.warning(
                    "chore failed",
                    chore=chore.__name__,
                    error=type(error).__name__,
                    where=where(error),
                )
        await asyncio.sleep(EVERY_S)


async def drop_held_events(resources: Resources) -> None:
    """Deletes held events of agents that were not registered in time, with their audio."""
    days = resources.settings.ingest.held_event_days
    while True:
        async with resources.database.connection(ALL_TENANTS) as conn:
            gone = await withdraw_held(conn, older_than_days=days, limit=BATCH)
        for each in gone:
            if each.recording_id:
                await resources.storage.delete(held_stem(each.recording_id))
        if gone:
            async with resources.database.connection(ALL_TENANTS) as conn:
                await drop_withdrawn(conn, gone)
            log.warning(
                "held events dropped, their agents were not registered in time",
                count=len(gone),
                days=days,
            )
        if len(gone) < BATCH:
            return


async def drop_unused_events(resources: Resources) -> None:
    days = resources.settings.ingest.held_event_days
    async with resources.database.connection(ALL_TENANTS) as conn:
        gone = await drop_old_unused(conn, older_than_days=days)
    if gone:
        log.warning("events dropped that could not be used", count=gone, days=days)


async def drop_stale_answers(resources: Resources) -> None:
    async with resources.database.connection(ALL_TENANTS) as conn:
        await delete_stale_answers(conn, older_than_days=ANSWER_DAYS)


async def drop_expired(resources: Resources) -> None:
    """Deletes stored answers of idempotency keys, sessions, one-time links and links to calls that
    are over.
    """
    for delete in (
        delete_expired_keys,
        delete_old_sessions,
        partial(delete_expired_links, table="one_time_links"),
        partial(delete_expired_links, table="call_shares"),
    ):
        gone = EXPIRED_BATCH
        while gone == EXPIRED_BATCH:
            async with resources.database.connection(ALL_TENANTS) as conn:
                gone = await delete(conn, limit=EXPIRED_BATCH)


async def drop_old_answers(resources: Resources) -> None:
    """Deletes threads that were not used for as long as calls are stored, and answers that belong
    to none and cannot be resumed any more.
    """
    settings = resources.settings
    for delete in (
        partial(delete_answers_without_thread, older_than_s=settings.ask.resume_s),
        partial(delete_expired_threads, max_days=settings.storage.call_retention_days),
    ):
        gone = BATCH
        while gone == BATCH:
            async with resources.database.connection(ALL_TENANTS) as conn:
                gone = await delete(conn, limit=BATCH)


async def drop_old_deliveries(resources: Resources) -> None:
    async with resources.database.connection(ALL_TENANTS) as conn:
        await delete_old_deliveries(conn, days=DAYS_STORED, most=MOST_STORED)


async def drop_old_event_deliveries(resources: Resources) -> None:
    """Deletes what was sent to targets, and later that it was."""
    for delete in (event_delivery_log.delete_old_bodies, event_delivery_log.delete_old_deliveries):
        gone = EXPIRED_BATCH
        while gone == EXPIRED_BATCH:
            async with resources.database.connection(ALL_TENANTS) as conn:
                gone = await delete(conn, limit=EXPIRED_BATCH)


async def drop_old_occurrences(resources: Resources) -> None:
    """Deletes old records of what schedules did."""
    gone = EXPIRED_BATCH
    while gone == EXPIRED_BATCH:
        async with resources.database.connection(ALL_TENANTS) as conn:
            gone = await delete_old_occurrences(conn, limit=EXPIRED_BATCH)


async def prune_audit_log(resources: Resources) -> None:
    """Deletes entries of the audit log past their retention."""
    days = resources.settings.auth.audit_retention_days
    gone = EXPIRED_BATCH
    while gone == EXPIRED_BATCH:
        async with resources.database.transaction(ALL_TENANTS) as conn:
            gone = await prune_entries(conn, older_than_days=days, limit=EXPIRED_BATCH)


async def forget_deleted_tenants(resources: Resources) -> None:
    """Deletes old entries of the ledger of deletions: it outlives backups, and not more."""
    days = resources.settings.storage.erasure_ledger_days
    gone = BATCH
    while gone == BATCH:
        async with resources.database.transaction(ALL_TENANTS) as conn:
            gone = await forget_erased_tenants(conn, older_than_days=days, limit=BATCH)


async def delete_expired_audio(resources: Resources) -> None:
    """Deletes expired audio; transcripts remain. A file that cannot be deleted now is left to
    `remove_leftovers`, for which its row does not count.
    """
    await resources.storage.check()
    max_days = resources.settings.storage.retention_days
    while True:
        async with resources.database.transaction(ALL_TENANTS) as conn:
            expired = await take_expired_audio(conn, max_days=max_days, limit=BATCH)
            for audio in expired:
                await insert_event(
                    conn,
                    audio.tenant_id,
                    "recording.audio_deleted",
                    call_id=audio.call_id,
                    data={"recording_id": str(audio.recording_id)},
                )
            await insert_entries(
                conn,
                [(_retained(audio.tenant_id, "audio", audio.recording_id), 1) for audio in expired],
            )
        if not expired:
            return
        for audio in expired:
            try:
                for stem in audio.stems:
                    await resources.storage.delete(stem)
            except AftercallError as error:
                log.warning(
                    "audio not deleted yet",
                    recording_id=str(audio.recording_id),
                    error=type(error).__name__,
                )
        resources.metrics.age_reached("audio", len(expired))
        log.info("audio deleted after its retention", count=len(expired))


async def delete_expired_calls(resources: Resources) -> None:
    """Deletes expired calls as a user would: the sweeper removes their vectors and files, and a
    repeated delivery does not recreate the call.
    """
    failed: list[CallId] = []
    max_days = resources.settings.storage.call_retention_days
    while True:
        async with resources.database.connection(ALL_TENANTS) as conn:
            batch = await list_expired_calls(conn, max_days=max_days, limit=BATCH, skip=failed)
        if not batch:
            return
        deleted = 0
        for call in batch:
            try:
                async with resources.database.transaction(call.tenant_id) as conn:
                    await delete_call(conn, call.tenant_id, call.call_id)
                    entry = _retained(call.tenant_id, "call", call.call_id)
                    await insert_entries(conn, [(entry, 1)])
                deleted += 1
            except NotFound:
                # Another worker or a user has deleted it already.
                continue
            except AftercallError as error:
                failed.append(call.call_id)
                log.warning(
                    "expired call not deleted yet",
                    call_id=str(call.call_id),
                    error=type(error).__name__,
                )
        resources.metrics.age_reached("call", deleted)
        log.info("calls deleted after their retention", count=deleted)


def _retained(tenant_id: TenantId, what: str, object_id: UUID) -> Entry:
    """Returns the audit entry of a deletion by age."""
    return Entry(
        actor="worker",
        tenant_id=tenant_id,
        action=f"delete {what} after its retention",
        object=str(object_id),
        outcome="done",
    )


async def give_up_uploads(resources: Resources) -> None:
    """Marks an abandoned upload as an error and its call as failed; continuing the upload resets
    both.
    """
    hours = resources.settings.storage.upload_expiry_h
    while True:
        async with resources.database.transaction(ALL_TENANTS) as conn:
            unstarted = await take_unstarted_uploads(conn, older_than_h=hours, limit=BATCH)
            for upload in unstarted:
                await mark_upload_outcome(
                    conn, upload.tenant_id, upload.call_id, error=upload.error
                )
        resources.metrics.age_reached("upload", len(unstarted))
        if len(unstarted) < BATCH:
            return


async def remove_leftovers(resources: Resources, *, older_than_s: float = ABANDONED_S) -> None:
    """Removes files of dead processes, and files without a recording or held event."""
    unfinished = await resources.storage.discard_unfinished(older_than_s=older_than_s)
    unfinished += await sweep_folder(
        resources.settings.runtime.fetching_dir, older_than_s=older_than_s
    )
    orphans = 0
    async for stems in resources.storage.stored(older_than_s=older_than_s):
        async with resources.database.connection(ALL_TENANTS) as conn:
            orphaned = await list_orphans(conn, stems)
        for stem in orphaned:
            await resources.storage.delete(stem)
            orphans += 1
    if unfinished or orphans:
        log.info("leftovers removed", unfinished=unfinished, orphans=orphans)


CHORES = (
    drop_held_events,
    drop_unused_events,
    drop_stale_answers,
    drop_expired,
    drop_old_answers,
    drop_old_deliveries,
    drop_old_event_deliveries,
    drop_old_occurrences,
    prune_audit_log,
    forget_deleted_tenants,
    give_up_uploads,
    delete_expired_calls,
    delete_expired_audio,
    delete_expired_parts,
    delete_expired_events,
    remove_leftovers,
)
