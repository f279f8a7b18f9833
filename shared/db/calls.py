"""Calls: recorded once, listed, read, deleted."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import asyncpg

from shared.db.leads import leave_lead, lock_lead_of_call
from shared.db.pool import Connection
from shared.db.rows import fetch_row
from shared.db.unused_events import delete_unused_of_conversation
from shared.db.writes import Write
from shared.domain.calls import Call
from shared.domain.ids import AgentId, CallId, LeadId, TenantId, new_id
from shared.domain.incoming import IncomingCall
from shared.domain.insights import Contact
from shared.domain.statuses import CallOutcome, CallStatus, Source
from shared.errors import Conflict, NotFound

STAYS_DELETED = "This call was deleted, and nothing brings it back."


@dataclass(frozen=True, slots=True)
class CallFilter:
    status: CallStatus | None = None
    agent_id: AgentId | None = None
    since: datetime | None = None
    until: datetime | None = None
    phone: str | None = None
    lead_id: LeadId | None = None


async def is_erased(
    conn: Connection, tenant_id: TenantId, source: Source, external_id: str
) -> bool:
    """Whether this call was deleted before; a sender's repeat must not bring it back."""
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
    """Whether it went with a call that was deleted, or is of a leg of which nothing
    else is left.
    """
    return bool(
        await conn.fetchval(
            """
            select 1
            from erasures
            where tenant_id = $1
                and (
                    recording_sids @> array[$2::text]
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
    """Whether a recording was all there was of the call's leg, and was deleted. Then so is this
    call, under its own name: its audio comes without the leg, and what came since goes too. Lock
    the leg before.
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


async def lock_leg(conn: Connection, tenant_id: TenantId, call_sid: str) -> None:
    """Until the transaction ends. First of all locks: a concurrent request for the same leg waits
    here.
    """
    await conn.execute("select lock_leg($1, $2)", tenant_id, call_sid)


async def find_call_by_sid(conn: Connection, tenant_id: TenantId, call_sid: str) -> CallId | None:
    """Returns the newest call of this telephone leg, of any sender."""
    found = await conn.fetchval(
        "select id from calls where tenant_id = $1 and call_sid = $2 order by created_at desc"
        " limit 1",
        tenant_id,
        call_sid,
    )
    return CallId(found) if found else None


async def find_tenant_of_sid(conn: Connection, call_sid: str) -> TenantId | None:
    """Across tenants; None also when two tenants have the leg, because then the owner is not
    certain.

    A call that came through the installation's own account goes before those at tenants' own URLs,
    where any tenant can name another's leg.
    """
    rows = await conn.fetch(
        """
        select tenant_id, bool_or(installation_owned) as installation_owned
        from calls
        where call_sid = $1
        group by tenant_id
        order by installation_owned desc
        limit 2
        """,
        call_sid,
    )
    if len(rows) == 2 and rows[0]["installation_owned"] == rows[1]["installation_owned"]:
        return None
    return TenantId(rows[0]["tenant_id"]) if rows else None


async def adopt_call(conn: Connection, tenant_id: TenantId, incoming: IncomingCall) -> None:
    """A call known only by its recording becomes the sender's own, so that both meet in one row."""
    await conn.execute(
        """
        update calls
        set source = $3, external_id = $4
        where tenant_id = $1
            and source = 'twilio'
            and call_sid = $2
            and not exists (
                select 1
                from calls
                where tenant_id = $1 and source = $3 and external_id = $4
            )
        """,
        tenant_id,
        incoming.call_sid,
        incoming.source,
        incoming.external_id,
    )


# How many of a tenant's newest calls `may_meet_conversation` looks at.
RECENT_CALLS = 500


async def may_meet_conversation(conn: Connection, tenant_id: TenantId, call_id: CallId) -> bool:
    """Whether an event of ElevenLabs may still come for a call of which only Twilio's leg is known.

    The two are joined by the leg's CallSid. So the leg must have one, and so must one of the
    tenant's recent ElevenLabs calls. Where the leg's numbers are known, one of them must be the
    number of an agent in such a call.
    """
    return bool(
        await conn.fetchval(
            """
            select
                exists (
                    select 1
                    from calls leg, (
                        select
                            source, call_sid,
                            case when direction = 'outbound' then from_number else to_number end as
                                agent
                        from calls
                        where tenant_id = $1
                        order by created_at desc, id desc
                        limit $3
                    ) recent
                    where leg.id = $2
                        and leg.tenant_id = $1
                        and leg.call_sid is not null
                        and recent.source = $4
                        and recent.call_sid like 'CA%'
                        and (
                            coalesce(leg.from_number, leg.to_number) is null
                            or recent.agent in (leg.from_number, leg.to_number)
                        )
                )
            """,
            tenant_id,
            call_id,
            RECENT_CALLS,
            Source.ELEVENLABS,
        )
    )


async def upsert_call(
    conn: Connection,
    tenant_id: TenantId,
    agent_id: AgentId | None,
    incoming: IncomingCall,
    *,
    installation_owned: bool = False,
) -> CallId:
    """One row per (tenant, source, external id). What an earlier event left open is filled in.

    `installation_owned`: it came through the installation's own account, so that its API key may
    fetch the rest. An agent that was deleted meanwhile is left out. Raises Conflict for a call that
    was deleted.
    """
    try:
        call_id = await conn.fetchval(
            """
            insert into calls (
                id, tenant_id, agent_id, source, external_id, status, direction, from_number,
                to_number, call_sid, started_at, duration_s, language, timezone, title, error,
                sender_data, installation_owned, outcome, notes, contact, failure, description
            )
            values (
                $1, $2,
                (select id from agents where id = $3 for key share), $4, $5, $6, $7, $8, $9, $10,
                $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23
            )
            on conflict (tenant_id, source, external_id) do update
            set
                agent_id = coalesce(calls.agent_id, excluded.agent_id),
                direction = coalesce(calls.direction, excluded.direction),
                from_number = coalesce(calls.from_number, excluded.from_number),
                to_number = coalesce(calls.to_number, excluded.to_number),
                call_sid = coalesce(calls.call_sid, excluded.call_sid),
                started_at = coalesce(calls.started_at, excluded.started_at),
                duration_s = coalesce(calls.duration_s, excluded.duration_s),
                language = coalesce(calls.language, excluded.language),
                timezone = coalesce(calls.timezone, excluded.timezone),
                title = coalesce(calls.title, excluded.title),
                description = coalesce(calls.description, excluded.description),
                sender_data = excluded.sender_data || calls.sender_data,
                outcome = coalesce(calls.outcome, excluded.outcome),
                notes = calls.notes || (
                    select coalesce(jsonb_agg(note), '[]')
                    from jsonb_array_elements(excluded.notes) as added (note)
                    where jsonb_array_length(calls.notes) < 20
                        and not calls.notes @> jsonb_build_array(note)
                ),
                contact = excluded.contact || calls.contact,
                failure = coalesce(calls.failure, excluded.failure),
                installation_owned = calls.installation_owned or excluded.installation_owned
            returning id
            """,
            new_id(),
            tenant_id,
            agent_id,
            incoming.source,
            incoming.external_id,
            CallStatus.FAILED if incoming.ended_with else CallStatus.RECEIVED,
            incoming.direction,
            incoming.from_number,
            incoming.to_number,
            incoming.call_sid,
            incoming.started_at,
            incoming.duration_s,
            incoming.language,
            incoming.timezone,
            incoming.title,
            incoming.ended_with,
            incoming.sender_data,
            installation_owned,
            incoming.outcome,
            list(incoming.notes),
            contact_json(incoming.contact),
            incoming.sender_error,
            incoming.description,
        )
    except asyncpg.CheckViolationError as error:
        if error.constraint_name == "calls_stay_deleted":
            raise Conflict(STAYS_DELETED, code="call_deleted") from error
        raise
    return CallId(call_id)


def contact_json(contact: Contact) -> dict[str, str]:
    """What is known of it, so that what one event tells is filled in by the next."""
    return {name: value for name, value in asdict(contact).items() if value}


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """What senders said of a call in addition to its words: why they count it as failed, and who
    called whom.
    """

    id: CallId
    failure: str | None
    from_number: str | None
    to_number: str | None
    direction: str | None
    contact: dict[str, str]

    @property
    def person(self) -> tuple[object, ...]:
        return self.from_number, self.to_number, self.direction, self.contact


async def find_known_facts(
    conn: Connection, tenant_id: TenantId, incoming: IncomingCall
) -> KnownFacts | None:
    """Of the call that an event is about, also while it is known only by the recording
    of its leg.
    """
    row = await conn.fetchrow(
        """
        select id, failure, from_number, to_number, direction, contact
        from calls
        where tenant_id = $1
            and ((source = $2 and external_id = $3) or (source = 'twilio' and call_sid = $4))
        order by source <> $2
        limit 1
        """,
        tenant_id,
        incoming.source,
        incoming.external_id,
        incoming.call_sid,
    )
    return KnownFacts(**row) if row else None


async def mark_failure(
    conn: Connection, tenant_id: TenantId, call_id: CallId, failure: str | None
) -> None:
    await conn.execute(
        "update calls set failure = $3 where id = $1 and tenant_id = $2 and failure is distinct"
        " from $3",
        call_id,
        tenant_id,
        failure,
    )


async def add_notes(
    conn: Connection, tenant_id: TenantId, call_id: CallId, notes: Sequence[str]
) -> None:
    """Adds each once, up to a limit."""
    await conn.execute(
        """
        update calls
        set
            notes = notes || (
                select coalesce(jsonb_agg(note), '[]')
                from unnest($3::text[]) as added (note)
                where not calls.notes @> jsonb_build_array(note)
            )
        where id = $1 and tenant_id = $2 and jsonb_array_length(notes) < 20
        """,
        call_id,
        tenant_id,
        list(dict.fromkeys(notes)),
    )


async def mark_numbers(
    conn: Connection,
    tenant_id: TenantId,
    call_id: CallId,
    *,
    from_number: str | None,
    to_number: str | None,
    direction: str | None,
    outcome: CallOutcome | None = None,
) -> None:
    """Fills in what is not known yet."""
    await conn.execute(
        """
        update calls
        set
            from_number = coalesce(from_number, $3), to_number = coalesce(to_number, $4),
            direction = coalesce(direction, $5), outcome = coalesce(outcome, $6)
        where id = $1 and tenant_id = $2
        """,
        call_id,
        tenant_id,
        from_number,
        to_number,
        direction,
        outcome,
    )


async def get_call(conn: Connection, tenant_id: TenantId, call_id: CallId) -> Call:
    row = await conn.fetchrow(
        """
        select
            id, tenant_id, agent_id, source, external_id, status, direction, from_number, to_number,
            call_sid, started_at, duration_s, language, timezone, title, error, created_at,
            ready_at, outcome, notes, contact, description
        from calls
        where id = $1 and tenant_id = $2
        """,
        call_id,
        tenant_id,
    )
    if row is None:
        raise NotFound("There is no such call.")
    return _call(row)


async def get_sender(
    conn: Connection, tenant_id: TenantId, call_id: CallId
) -> tuple[bool, str | None]:
    """Whether the installation's own workspace sent the call, and the title that its sender gave
    it: None also for one that a summary of ours named.
    """
    row = await fetch_row(
        conn,
        """
        select
            installation_owned,
            case
                when title not in (
                    select value ->> 'title'
                    from insights
                    where call_id = $1 and tenant_id = $2 and kind = 'summary'
                ) then title
            end as title
        from calls
        where id = $1 and tenant_id = $2
        """,
        call_id,
        tenant_id,
    )
    return row["installation_owned"], row["title"]


async def list_calls(
    conn: Connection,
    tenant_id: TenantId,
    where: CallFilter,
    *,
    before: tuple[datetime, CallId] | None,
    limit: int,
) -> list[Call]:
    """Newest first, from `before` (exclusive) on."""
    moment, last_id = before or (None, None)
    rows = await conn.fetch(
        """
        select
            id, tenant_id, agent_id, source, external_id, status, direction, from_number, to_number,
            call_sid, started_at, duration_s, language, timezone, title, error, created_at,
            ready_at, outcome, notes, contact, description
        from calls
        where tenant_id = $1
            and ($2::text is null or status = $2)
            and ($3::uuid is null or agent_id = $3)
            and ($4::timestamptz is null or created_at >= $4)
            and ($5::timestamptz is null or created_at < $5)
            and ($6::text is null or from_number = $6 or to_number = $6)
            and (
                $10::uuid is null
                or id in (
                    select call_id
                    from lead_calls
                    where lead_id = $10 and tenant_id = $1
                )
            )
            and ($7::timestamptz is null or (created_at, id) < ($7, $8::uuid))
        order by created_at desc, id desc
        limit $9
        """,
        tenant_id,
        where.status,
        where.agent_id,
        where.since,
        where.until,
        where.phone,
        moment,
        last_id,
        limit,
        where.lead_id,
    )
    return [_call(row) for row in rows]


async def get_sender_data(conn: Connection, tenant_id: TenantId, call_id: CallId) -> dict[str, Any]:
    """What the sender itself found in the call, as it said it. Raises NotFound."""
    data: dict[str, Any] | None = await conn.fetchval(
        "select sender_data from calls where id = $1 and tenant_id = $2", call_id, tenant_id
    )
    if data is None:
        raise NotFound("There is no such call.")
    return data


async def list_calls_by_id(
    conn: Connection, tenant_id: TenantId, ids: list[CallId]
) -> dict[CallId, Call]:
    """Calls that are gone are absent."""
    rows = await conn.fetch(
        """
        select
            id, tenant_id, agent_id, source, external_id, status, direction, from_number, to_number,
            call_sid, started_at, duration_s, language, timezone, title, error, created_at,
            ready_at, outcome, notes, contact, description
        from calls
        where id = any($1) and tenant_id = $2
        """,
        ids,
        tenant_id,
    )
    return {call.id: call for call in map(_call, rows)}


async def mark_call(
    conn: Connection,
    tenant_id: TenantId,
    call_id: CallId,
    status: CallStatus,
    *,
    error: str | None = None,
) -> None:
    """`ready_at` is when the call first became readable in full or in part."""
    await conn.execute(
        """
        update calls
        set
            status = $3, error = $4,
            ready_at = case when $3 in ('ready', 'partial') then coalesce(ready_at, now()) else
                ready_at end
        where id = $1 and tenant_id = $2
        """,
        call_id,
        tenant_id,
        status,
        error,
    )


async def mark_call_over(
    conn: Connection,
    tenant_id: TenantId,
    call_id: CallId,
    status: CallStatus,
    *,
    error: str | None = None,
) -> tuple[CallStatus, str | None]:
    """As `mark_call`, at the end of a run. Returns how it ended, and why: one that failed at its
    sender has failed, unless part of it can be read.
    """
    row = await fetch_row(
        conn,
        """
        update calls
        set
            status = case when $3 <> 'partial' and failure is not null then 'failed' else $3 end,
            error = case when $3 <> 'partial' then coalesce(failure, $4) else $4 end,
            ready_at = case when $3 = 'partial' or $3 = 'ready' and failure is null then
                coalesce(ready_at, now()) else ready_at end
        where id = $1 and tenant_id = $2
        returning status, error
        """,
        call_id,
        tenant_id,
        status,
        error,
    )
    return CallStatus(row["status"]), row["error"]


def call_processing() -> Write:
    """Of a run that begins: what the one before said of the call is over."""
    return Write(
        """
        update calls
        set status = 'processing', error = null
        from fence
        where calls.id = fence.call_id
        """
    )


async def mark_upload_outcome(
    conn: Connection, tenant_id: TenantId, call_id: CallId, *, error: str | None
) -> None:
    """A call without a run is known by its upload alone: it fails with that, and no longer when
    that begins again.
    """
    await conn.execute(
        """
        update calls
        set status = case when $3::text is null then 'received' else 'failed' end, error = $3
        where id = $1
            and tenant_id = $2
            and status in ('received', 'failed')
            and not exists (select 1 from jobs where jobs.call_id = calls.id)
        """,
        call_id,
        tenant_id,
        error,
    )


async def mark_described(
    conn: Connection,
    tenant_id: TenantId,
    call_id: CallId,
    *,
    language: str | None = None,
    duration_s: float | None = None,
) -> None:
    """Fills in what the sender did not say."""
    await conn.execute(
        """
        update calls
        set language = coalesce(language, $3), duration_s = coalesce(duration_s, $4)
        where id = $1 and tenant_id = $2
        """,
        call_id,
        tenant_id,
        language,
        duration_s,
    )


def call_titled(title: str) -> Write:
    """Names the call, unless its sender did: a title that a summary of ours gave is replaced."""
    return Write(
        """
        update calls
        set title = $1
        from fence
        where calls.id = fence.call_id
            and calls.tenant_id = fence.tenant_id
            and (
                title is null
                or title in (
                    select value ->> 'title'
                    from insights
                    where call_id = fence.call_id
                        and tenant_id = fence.tenant_id
                        and kind = 'summary'
                )
            )
        """,
        (title,),
    )


async def mark_spoken_in(
    conn: Connection, tenant_id: TenantId, call_id: CallId, language: str
) -> None:
    """What a person says of the call's language stands above what anybody thought before."""
    await conn.execute(
        "update calls set language = $3 where id = $1 and tenant_id = $2",
        call_id,
        tenant_id,
        language,
    )


async def lock_call(conn: Connection, tenant_id: TenantId, call_id: CallId) -> None:
    """Until the transaction ends, before its run is locked as everywhere. Raises NotFound."""
    if not await conn.fetchval(
        "select 1 from calls where id = $1 and tenant_id = $2 for no key update", call_id, tenant_id
    ):
        raise NotFound("There is no such call.")


async def delete_call(conn: Connection, tenant_id: TenantId, call_id: CallId) -> None:
    """Deletes every row of the call, and unused events that name it, and leaves an erasure for
    vectors and files. Raises NotFound.

    A worker that is busy with it finds its run gone and can commit nothing more.
    """
    if call_sid := await conn.fetchval(
        "select call_sid from calls where id = $1 and tenant_id = $2", call_id, tenant_id
    ):
        await lock_leg(conn, tenant_id, call_sid)
    # In a statement of its own, so that the next one sees the chunks of a worker it had to wait
    # for.
    locked = await conn.fetchval(
        "select 1 from calls where id = $1 and tenant_id = $2 for update", call_id, tenant_id
    )
    if not locked:
        raise NotFound("There is no such call.")
    lead_id = await lock_lead_of_call(conn, tenant_id, call_id)
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
                union select split_part(audio_key, '.', 1)
                from recordings
                where call_id = $1 and audio_key is not null
            ),
            (
                select
                    coalesce(
                        jsonb_agg(jsonb_build_object(
                            'etag', remote_etag, 'modified', remote_modified, 'size_bytes',
                            size_bytes
                        )), '[]'
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
    gone = await fetch_row(
        conn,
        "delete from calls where id = $1 and tenant_id = $2 returning source, external_id",
        call_id,
        tenant_id,
    )
    await delete_unused_of_conversation(conn, tenant_id, gone["source"], gone["external_id"])
    if lead_id:
        await leave_lead(conn, tenant_id, lead_id)


def _call(row: asyncpg.Record) -> Call:
    return Call(
        id=row["id"],
        tenant_id=row["tenant_id"],
        agent_id=row["agent_id"],
        source=Source(row["source"]),
        external_id=row["external_id"],
        status=CallStatus(row["status"]),
        direction=row["direction"],
        from_number=row["from_number"],
        to_number=row["to_number"],
        call_sid=row["call_sid"],
        started_at=row["started_at"],
        duration_s=row["duration_s"],
        language=row["language"],
        timezone=row["timezone"],
        title=row["title"],
        error=row["error"],
        created_at=row["created_at"],
        ready_at=row["ready_at"],
        outcome=CallOutcome(row["outcome"]) if row["outcome"] else None,
        notes=tuple(row["notes"]),
        contact=Contact(**row["contact"]),
        description=row["description"],
    )
