"""Updates what becomes known of a call while it is processed: status, title, numbers and notes."""

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
    """Adds each note once, up to a limit."""
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
    """Fills in the numbers that are not known yet."""
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
    """Sets the call's status. `ready_at` is when the call first became readable in full
    or in part.
    """
    await conn.execute(
        """
        update calls
        set
            status = $3, error = $4,
            ready_at = case
                when $3 in ('ready', 'partial') then coalesce(ready_at, now())
                else ready_at
            end
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
    """Sets the call's status at the end of a run, as `mark_call` does. Returns the resulting status
    and error. A call that failed at its sender is marked as failed, unless it is partly readable.
    """
    row = await fetch_row(
        conn,
        """
        update calls
        set
            status = case when $3 <> 'partial' and failure is not null then 'failed' else $3 end,
            error = case when $3 <> 'partial' then coalesce(failure, $4) else $4 end,
            ready_at = case
                when $3 = 'partial' or $3 = 'ready' and failure is null
                    then coalesce(ready_at, now())
                else ready_at
            end
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
    """Returns the write that marks a call as processing when a run begins. It clears the error of
    the previous run.
    """
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
    """Sets the status of a call without a run from its upload: failed with `error`, or received
    again when `error` is None because a new upload has begun.
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
    """Fills in the language and duration if the sender did not state them."""
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
    """Returns the write that sets the call's title, unless the sender gave one. It replaces a title
    from an earlier summary.
    """
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
    """Sets the call's language as a person stated it, in place of any earlier value."""
    await conn.execute(
        "update calls set language = $3 where id = $1 and tenant_id = $2",
        call_id,
        tenant_id,
        language,
    )


async def refresh_words(conn: Connection, call_id: CallId) -> None:
    """Stores the words that a call is searched by, as the end of its run does."""
    await conn.execute("select refresh_call_text($1)", call_id)
