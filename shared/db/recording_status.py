"""The status of a recording: uploaded, fetched, transcribed, or unusable."""

from shared.db.pool import Connection
from shared.db.recordings import get_recording
from shared.domain.file_versions import FileVersion
from shared.domain.ids import CallId, RecordingId, TenantId
from shared.domain.statuses import RecordingStatus
from shared.errors import Conflict


async def mark_recording(
    conn: Connection,
    tenant_id: TenantId,
    recording_id: RecordingId,
    status: RecordingStatus,
    *,
    since: tuple[RecordingStatus, ...],
    error: str | None = None,
) -> None:
    """Sets the status. Raises Conflict when the recording is in none of the `since` statuses."""
    found = await conn.fetchval(
        """
        update recordings
        set status = $3, error = $5, updated_at = now()
        where id = $1 and tenant_id = $2 and status = any($4)
        returning 1
        """,
        recording_id,
        tenant_id,
        status,
        list(since),
        error,
    )
    if not found:
        raise Conflict(f"The recording cannot become {status} now.", code="recording_in_work")


async def mark_uploading(conn: Connection, tenant_id: TenantId, recording_id: RecordingId) -> None:
    """Marks the start of an upload, also of a repeated one after a refused one. Raises Conflict for
    a recording that is in use.
    """
    found = await conn.fetchval(
        """
        update recordings
        set status = 'uploading', error = null, updated_at = now()
        where id = $1
            and tenant_id = $2
            and (
                status in ('pending', 'uploading', 'uploaded')
                or (
                    status = 'error'
                    and audio_key is null
                    and size_bytes is null
                    and num_nonnulls(remote_url, recording_sid, conversation_id) = 0
                )
            )
        returning 1
        """,
        recording_id,
        tenant_id,
    )
    if not found:
        raise Conflict("The recording cannot become uploading now.", code="recording_in_work")


async def mark_upload_refused(
    conn: Connection, tenant_id: TenantId, recording_id: RecordingId, error: str
) -> bool:
    """Marks an upload as refused. Returns whether the recording has failed, which is so when it has
    no earlier file; an earlier file remains usable.
    """
    failed = await conn.fetchval(
        """
        update recordings
        set
            status = case when audio_key is null then 'error' else 'uploaded' end,
            error = case when audio_key is null then $3 end, updated_at = now()
        where id = $1 and tenant_id = $2 and status = 'uploading'
        returning audio_key is null
        """,
        recording_id,
        tenant_id,
        error,
    )
    return bool(failed)


async def mark_uploaded(
    conn: Connection,
    tenant_id: TenantId,
    recording_id: RecordingId,
    *,
    size_bytes: int,
    sha256: bytes,
    media_type: str,
    audio_key: str,
    version: FileVersion = FileVersion(),  # noqa: B008 - frozen
) -> None:
    """Marks the recording as uploaded. `version` is the version of a fetched file that its host
    stated.

    Raises Conflict when no upload is in progress, NotFound when the call was deleted meanwhile.
    """
    found = await conn.fetchval(
        "update recordings set status = 'uploaded', size_bytes = $3, sha256 = $4, media_type = $5,"
        " audio_key = $6, audio_deleted_at = null, error = null, updated_at = now(),"
        " remote_etag = $7, remote_modified = $8"
        " where id = $1 and tenant_id = $2 and (status in ('pending', 'uploading', 'uploaded')"
        # Another upload of the same recording was refused at the same time.
        " or (status = 'error' and audio_key is null and size_bytes is null"
        " and num_nonnulls(remote_url, recording_sid, conversation_id) = 0)) returning 1",
        recording_id,
        tenant_id,
        size_bytes,
        sha256,
        media_type,
        audio_key,
        version.etag,
        version.modified,
    )
    if not found:
        await get_recording(conn, tenant_id, recording_id)
        raise Conflict(
            "The recording is being processed; create a new one.", code="recording_in_work"
        )


async def mark_fetching(conn: Connection, tenant_id: TenantId, recording_id: RecordingId) -> None:
    """Marks the recording as being fetched from its address."""
    await conn.execute(
        """
        update recordings
        set status = 'uploading', updated_at = now()
        where id = $1 and tenant_id = $2 and status = 'pending'
        """,
        recording_id,
        tenant_id,
    )


async def mark_transcribing(
    conn: Connection,
    tenant_id: TenantId,
    recording_id: RecordingId,
    *,
    speech_s: float,
    transcribed_s: float,
) -> None:
    """Marks the recording as being transcribed. Stores how many of its seconds are transcribed."""
    await conn.execute(
        """
        update recordings
        set status = 'transcribing', speech_s = $3, transcribed_s = $4, updated_at = now()
        where id = $1 and tenant_id = $2
        """,
        recording_id,
        tenant_id,
        speech_s,
        transcribed_s,
    )


async def mark_transcribed(
    conn: Connection,
    tenant_id: TenantId,
    recording_id: RecordingId,
    *,
    duration_s: float | None = None,
    channels: int | None = None,
    offset_s: float = 0.0,
    cut_off: bool = False,
) -> None:
    """Marks the recording's words as part of the call's transcript, in which the recording begins
    at `offset_s`.
    """
    await conn.execute(
        """
        update recordings
        set
            status = 'transcribed', duration_s = coalesce($3, duration_s), error = null,
            channels = coalesce($4, channels), offset_s = $5, cut_off = $6, updated_at = now()
        where id = $1 and tenant_id = $2
        """,
        recording_id,
        tenant_id,
        duration_s,
        channels,
        offset_s,
        cut_off,
    )


async def mark_passed_over(
    conn: Connection, tenant_id: TenantId, recording_id: RecordingId, *, offset_s: float, error: str
) -> None:
    """Marks an unusable recording of a call with several; the other recordings make the
    transcript.
    """
    await conn.execute(
        """
        update recordings
        set status = 'error', error = $4, offset_s = $3, updated_at = now()
        where id = $1 and tenant_id = $2
        """,
        recording_id,
        tenant_id,
        offset_s,
        error,
    )


async def mark_unjoined(conn: Connection, tenant_id: TenantId, call_id: CallId) -> bool:
    """Marks recordings that arrived after others of their call were transcribed, so that they will
    be joined to these. Returns whether there are any.
    """
    rows = await conn.fetch(
        """
        update recordings
        set status = 'uploaded', error = null, updated_at = now()
        where call_id = $1
            and tenant_id = $2
            and recording_sid is not null
            and audio_key is not null
            and offset_s is null
            and status in ('uploaded', 'transcribed', 'completed')
            and exists (
                select 1
                from transcripts
                join recordings as first on first.id = transcripts.recording_id
                where transcripts.call_id = $1
                    and transcripts.tenant_id = $2
                    and first.recording_sid is not null
            )
        returning 1
        """,
        call_id,
        tenant_id,
    )
    return bool(rows)


async def mark_documenting(conn: Connection, tenant_id: TenantId, call_id: CallId) -> None:
    """Marks the recordings of a call whose document is being written."""
    await conn.execute(
        """
        update recordings
        set status = 'doc_generating', updated_at = now()
        where call_id = $1 and tenant_id = $2 and status = 'transcribed'
        """,
        call_id,
        tenant_id,
    )


async def mark_recordings_done(
    conn: Connection,
    tenant_id: TenantId,
    call_id: CallId,
    status: RecordingStatus,
    *,
    error: str | None = None,
) -> None:
    """Sets the final status of a run's recordings. Recordings that are still being fetched, that
    never arrived, or that the transcript had to omit are not changed.
    """
    await conn.execute(
        """
        update recordings
        set status = $3, error = $4, updated_at = now()
        where call_id = $1
            and tenant_id = $2
            and status in (
                'uploaded', 'transcribing', 'transcribed', 'doc_generating', 'completed', 'error'
            )
            and not (status = 'error' and (audio_key is null or offset_s is not null))
        """,
        call_id,
        tenant_id,
        status,
        error,
    )


async def mark_not_fetched(
    conn: Connection, tenant_id: TenantId, call_id: CallId, error: str | None
) -> None:
    """Marks, at the end of a failed run, the recordings that it did not fetch."""
    await conn.execute(
        """
        update recordings
        set status = 'error', error = $3, updated_at = now()
        where call_id = $1
            and tenant_id = $2
            and status in ('pending', 'uploading')
            and num_nonnulls(remote_url, recording_sid, conversation_id) > 0
        """,
        call_id,
        tenant_id,
        error,
    )


async def mark_unfetchable(
    conn: Connection, tenant_id: TenantId, recording_id: RecordingId, error: str
) -> None:
    """Marks a recording that its sender reported as unavailable. Other recordings of the call, and
    a recording that is stored already, are not changed.
    """
    await conn.execute(
        """
        update recordings
        set status = 'error', error = $3, updated_at = now()
        where id = $1 and tenant_id = $2 and status in ('pending', 'uploading')
        """,
        recording_id,
        tenant_id,
        error,
    )


async def mark_to_fetch(conn: Connection, tenant_id: TenantId, call_id: CallId) -> None:
    """Marks the recordings that the earlier run did not fetch as pending. Called before a run
    starts again.
    """
    await conn.execute(
        """
        update recordings
        set status = 'pending', error = null, updated_at = now()
        where call_id = $1
            and tenant_id = $2
            and status = 'error'
            and size_bytes is null
            and num_nonnulls(remote_url, recording_sid, conversation_id) > 0
        """,
        call_id,
        tenant_id,
    )
