"""Counts the audio that a tenant sends to be transcribed, and enforces the operator's cap on it.

Days and months are those of UTC, by the database's clock.
"""

from dataclasses import dataclass

from shared.db.pool import Connection
from shared.db.rows import fetch_row
from shared.domain.ids import RecordingId, TenantId
from shared.errors import BudgetSpent


@dataclass(frozen=True, slots=True)
class AudioUse:
    """Minutes that were sent to be transcribed in this UTC day and month, and their caps."""

    day_minutes: float
    day_cap: int | None
    month_minutes: float
    month_cap: int | None


async def count_audio(
    conn: Connection,
    tenant_id: TenantId,
    recording_id: RecordingId,
    *,
    question: bytes,
    seconds: float,
) -> None:
    """Counts a recording's audio before it is sent, in a transaction. A repeated attempt, which has
    the same `question`, is not counted again.

    Raises BudgetSpent when the operator's cap has too little left; then the caller's transaction
    must end, which counts nothing.
    """
    # The day's row is locked to the end of the transaction, so that two calls never share a minute.
    counted = await conn.fetchval(
        """
        with counted as (
            update recordings
            set counted_for = $3
            where id = $2 and tenant_id = $1 and counted_for is distinct from $3
            returning tenant_id
        )
        insert into transcribed_audio (tenant_id, day, seconds)
        select tenant_id, (now() at time zone 'UTC')::date, $4
        from counted
        on conflict (tenant_id, day) do update
        set seconds = transcribed_audio.seconds + excluded.seconds
        returning 1
        """,
        tenant_id,
        recording_id,
        question,
        seconds,
    )
    if not counted:
        return
    used = await get_audio_use(conn, tenant_id)
    for period, cap, minutes in (
        ("day", used.day_cap, used.day_minutes),
        ("month", used.month_cap, used.month_minutes),
    ):
        if cap is not None and minutes > cap:
            left = max(0.0, cap - (minutes - seconds / 60))
            raise BudgetSpent(
                f"The operator's cap of {cap} minutes of audio for this {period} has {left:.1f}"
                f" minutes left, and this recording has {seconds / 60:.1f}. Ask the operator to"
                f" raise it (`aftercall tenants limit --{period}-minutes`), or wait for the next"
                f" {period}; then reprocess the call.",
                reason="minutes_spent",
            )


async def get_audio_use(conn: Connection, tenant_id: TenantId) -> AudioUse:
    row = await fetch_row(
        conn,
        """
        select
            coalesce(sum(seconds) filter (where day = (now() at time zone 'UTC')::date), 0) / 60
                as day,
            max(cap_day_minutes) as day_cap,
            coalesce(sum(seconds), 0) / 60 as month,
            max(cap_month_minutes) as month_cap
        from tenants
        left join transcribed_audio on transcribed_audio.tenant_id = tenants.id
        and day >= date_trunc('month', now() at time zone 'UTC')::date
        where tenants.id = $1
        """,
        tenant_id,
    )
    return AudioUse(row["day"], row["day_cap"], row["month"], row["month_cap"])
