"""Peaks of recordings: an API process requests them, a worker stores them."""

from dataclasses import dataclass

from shared.db.pool import Connection
from shared.domain.audio import Peaks
from shared.domain.ids import RecordingId, TenantId


@dataclass(frozen=True, slots=True)
class StoredPeaks:
    """The answer to a request: `peaks`, or why there are none."""

    peaks: Peaks | None
    error: str | None


@dataclass(frozen=True, slots=True)
class RequestedPeaks:
    """A request that a worker has claimed, with what it needs to read the file."""

    recording_id: RecordingId
    tenant_id: TenantId
    audio_key: str
    media_type: str | None
    remote_url: str | None


async def find_peaks(
    conn: Connection, tenant_id: TenantId, recording_id: RecordingId, audio_key: str
) -> StoredPeaks | None:
    """Returns the stored peaks of this file; None while a worker has not made them."""
    row = await conn.fetchrow(
        """
        select per_s, duration_s, channels, error
        from recording_peaks
        where recording_id = $1 and tenant_id = $2 and audio_key = $3 and made_at is not null
        """,
        recording_id,
        tenant_id,
        audio_key,
    )
    if row is None:
        return None
    if row["error"]:
        return StoredPeaks(None, row["error"])
    return StoredPeaks(Peaks(row["per_s"], row["duration_s"], tuple(row["channels"])), None)


async def request_peaks(
    conn: Connection, tenant_id: TenantId, recording_id: RecordingId, audio_key: str
) -> None:
    """Requests the peaks of a file. A repeat changes nothing; a recording with another file than
    before is read again.
    """
    await conn.execute(
        """
        insert into recording_peaks (recording_id, tenant_id, audio_key)
        values ($1, $2, $3)
        on conflict (recording_id) do update
        set
            audio_key = excluded.audio_key, asked_at = now(), tried_at = null, made_at = null,
            per_s = null, duration_s = null, channels = null, error = null
        where recording_peaks.audio_key <> excluded.audio_key
            and recording_peaks.tenant_id = excluded.tenant_id
        """,
        recording_id,
        tenant_id,
        audio_key,
    )


async def take_requested(conn: Connection, *, retry_s: float) -> RequestedPeaks | None:
    """Claims the oldest request. One whose worker died is claimed again after `retry_s`."""
    row = await conn.fetchrow(
        """
        with next as (
            select recording_id
            from recording_peaks
            where made_at is null
                and (tried_at is null or tried_at < now() - make_interval(secs => $1))
            order by asked_at
            limit 1
            for update skip locked
        )
        update recording_peaks
        set tried_at = now()
        from next
        join recordings on recordings.id = next.recording_id
        where recording_peaks.recording_id = next.recording_id
        returning
            recording_peaks.recording_id, recording_peaks.tenant_id, recording_peaks.audio_key,
            recordings.media_type, recordings.remote_url
        """,
        retry_s,
    )
    return RequestedPeaks(**row) if row else None


async def release_request(conn: Connection, requested: RequestedPeaks) -> None:
    """Gives a request back, to be tried again."""
    await conn.execute(
        "update recording_peaks set tried_at = null where recording_id = $1 and tenant_id = $2 and"
        " made_at is null",
        requested.recording_id,
        requested.tenant_id,
    )


async def store_peaks(
    conn: Connection, requested: RequestedPeaks, peaks: Peaks | None, *, error: str | None = None
) -> None:
    """Stores the answer. Changes nothing when the recording has another file meanwhile."""
    await conn.execute(
        """
        update recording_peaks
        set made_at = now(), per_s = $4, duration_s = $5, channels = $6, error = $7
        where recording_id = $1 and tenant_id = $2 and audio_key = $3
        """,
        requested.recording_id,
        requested.tenant_id,
        requested.audio_key,
        peaks.per_s if peaks else None,
        peaks.duration_s if peaks else None,
        list(peaks.channels) if peaks else None,
        error,
    )
