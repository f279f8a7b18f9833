"""What becomes known of a call while it is processed: status, title, numbers and notes."""

from collections.abc import Sequence

from shared.db.pool import Connection
from shared.db.rows import fetch_row
from shared.db.writes import Write
from shared.domain.ids import CallId, TenantId
from shared.domain.statuses import CallOutcome, CallStatus


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
