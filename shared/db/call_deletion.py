"""Deletes calls, and prevents a late event from recreating a deleted call."""

from shared.db.call_legs import lock_leg
from shared.db.contacts import lock_contacts, settle_contact
from shared.db.leads import leave_lead, lock_lead_of_call
from shared.db.pool import Connection
from shared.db.rows import fetch_row
from shared.db.unused_events import delete_unused_of_conversation
from shared.domain.ids import CallId, ContactId, TenantId, new_id
from shared.domain.incoming import IncomingCall
from shared.domain.statuses import Source
from shared.errors import NotFound

STAYS_DELETED = "This call was deleted and cannot be recreated."


async def is_erased(
    conn: Connection, tenant_id: TenantId, source: Source, external_id: str
) -> bool:
    """Returns whether this call was deleted before. A repeated delivery must not recreate it."""
    return bool(
        await conn.fetchval(
            "select 1 from erasures where tenant_id = $1 and source = $2 and external_id = $3",
            tenant_id,
            source,
            external_id,
        )
    )


async def is_recording_erased(
    conn: Connection, tenant_id: TenantId, recording_sid: str, call_sid: str | None
) -> bool:
    """Returns whether the recording was deleted with its call, or belongs to a leg of a deleted
    call that no other call has.
    """
    return bool(
        await conn.fetchval(
            """
            select 1
            from erasures
            where tenant_id = $1
                and (
                    id in (select erasures_with_recordings(array[$2::text]))
                    or (
                        call_sid = $3
                        and not exists (select 1 from calls where tenant_id = $1 and call_sid = $3)
                    )
                )
            limit 1
            """,
            tenant_id,
            recording_sid,
            call_sid,
        )
    )


async def erase_with_leg(conn: Connection, tenant_id: TenantId, call: IncomingCall) -> bool:
    """Deletes a call whose leg was known only by a recording, when that recording was deleted.
    Returns whether the call is deleted.

    An erasure is stored under the call's own id, because the sender's audio arrives without the
    leg's SID; rows of the call that arrived since the deletion are deleted too. The caller locks
    the leg first.
    """
    leg = await conn.fetchrow(
        """
        select call_id, created_at
        from erasures
        where tenant_id = $1
            and call_sid = $2
            and source = 'twilio'
            and not exists (select 1 from calls where tenant_id = $1 and call_sid = $2)
        order by created_at desc
        limit 1
        """,
        tenant_id,
        call.call_sid,
    )
    if leg is None:
        return False
    known = await conn.fetchrow(
        "select id, created_at from calls where tenant_id = $1 and source = $2 and external_id = $3"
        " for update",
        tenant_id,
        call.source,
        call.external_id,
    )
    if known and known["created_at"] < leg["created_at"]:
        return False
    await conn.execute(
        """
        insert into erasures (
            id, tenant_id, call_id, source, external_id, call_sid, chunk_ids, recording_ids,
            erased_at
        )
        values ($1, $2, $3, $4, $5, $6, '{}', '{}', now())
        on conflict (tenant_id, source, external_id) do nothing
        """,
        new_id(),
        tenant_id,
        leg["call_id"],
        call.source,
        call.external_id,
        call.call_sid,
    )
    if known:
        await delete_call(conn, tenant_id, CallId(known["id"]))
    return True


async def delete_call(conn: Connection, tenant_id: TenantId, call_id: CallId) -> None:
    """Deletes every row of the call and the unused events that name it. Stores an erasure for its
    vectors and files. Raises NotFound.

    A worker that is processing the call finds its run missing and can commit nothing more.
    """
    if call_sid := await conn.fetchval(
        "select call_sid from calls where id = $1 and tenant_id = $2", call_id, tenant_id
    ):
        await lock_leg(conn, tenant_id, call_sid)
    # A separate statement, so that the next one sees the chunks of a worker for which this one
    # waited.
    locked = await conn.fetchval(
        "select 1 from calls where id = $1 and tenant_id = $2 for update", call_id, tenant_id
    )
    if not locked:
        raise NotFound("There is no such call.")
    lead_id = await lock_lead_of_call(conn, tenant_id, call_id)
    await lock_contacts(conn, tenant_id)
    contact_id = await conn.fetchval(
        "select contact_id from contact_calls where call_id = $1 and tenant_id = $2",
        call_id,
        tenant_id,
    )
    await _store_erasure(conn, tenant_id, call_id)
    gone = await fetch_row(
        conn,
        "delete from calls where id = $1 and tenant_id = $2"
        " returning source, external_id, agent_id, current_outcome",
        call_id,
        tenant_id,
    )
    await delete_unused_of_conversation(conn, tenant_id, gone["source"], gone["external_id"])
    await conn.execute(
        # The row that `call_id` would refer to is gone.
        """
        insert into events (tenant_id, type, data)
        values (
            $1, 'call.deleted',
            jsonb_build_object('call_id', $2::uuid, 'agent_id', $3::uuid, 'outcome', $4::text)
        )
        """,
        tenant_id,
        call_id,
        gone["agent_id"],
        gone["current_outcome"],
    )
    if lead_id:
        await leave_lead(conn, tenant_id, lead_id)
    if contact_id:
        await settle_contact(conn, tenant_id, ContactId(contact_id), added=-1)


async def _store_erasure(conn: Connection, tenant_id: TenantId, call_id: CallId) -> None:
    """Stores what has to be deleted outside of the database, and the names under which the call
    could arrive again. A second deletion adds to the first.
    """
    await conn.execute(
        """
        insert into erasures (
            id, tenant_id, call_id, source, external_id, call_sid, recording_sids, chunk_ids,
            recording_ids, audio_stems, remote_versions
        )
        select
            $3, $2, id, source, external_id, call_sid,
            array(
                select recording_sid
                from recordings
                where call_id = $1 and recording_sid is not null
            ),
            array(select id from chunks where call_id = $1),
            array(select id from recordings where call_id = $1),
            array(
                select audio_stem
                from recordings
                where call_id = $1
                union
                select split_part(audio_key, '.', 1)
                from recordings
                where call_id = $1 and audio_key is not null
            ),
            (
                select coalesce(
                    jsonb_agg(
                        jsonb_build_object(
                            'etag', remote_etag,
                            'modified', remote_modified,
                            'size_bytes', size_bytes
                        )
                    ),
                    '[]'
                )
                from recordings
                where call_id = $1 and remote_url is not null and size_bytes is not null
            )
        from calls
        where id = $1 and tenant_id = $2
        on conflict (tenant_id, source, external_id) do update
        set
            call_id = excluded.call_id, call_sid = coalesce(excluded.call_sid, erasures.call_sid),
            recording_sids = erasures.recording_sids || excluded.recording_sids,
            chunk_ids = erasures.chunk_ids || excluded.chunk_ids,
            recording_ids = erasures.recording_ids || excluded.recording_ids,
            audio_stems = erasures.audio_stems || excluded.audio_stems,
            remote_versions = erasures.remote_versions || excluded.remote_versions,
            not_before = now(), created_at = now(), erased_at = null
        """,
        call_id,
        tenant_id,
        new_id(),
    )
