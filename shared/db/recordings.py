"""Recordings: the audio of calls. The bytes are in a `RecordingStorage`."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from shared.db.calls import lock_call
from shared.db.pool import Connection
from shared.domain.file_versions import FileVersion
from shared.domain.ids import CallId, RecordingId, TenantId
from shared.domain.statuses import RecordingStatus
from shared.domain.transcript import Speaker
from shared.errors import NotFound

# What `_recording_of_row` reads.
COLUMNS = """
    id, tenant_id, call_id, status, size_bytes, media_type, duration_s, channels, error, remote_url,
    account_sid, recording_sid, conversation_id, audio_stem, audio_key, audio_deleted_at, speakers,
    speech_s, transcribed_s, installation_owned, endpoint_id, started_at, offset_s, cut_off,
    created_at
"""


@dataclass(frozen=True, slots=True)
class Recording:
    """The audio of a call. `audio_stem` is the place of its file in the storage; `audio_key` is the
    file's key, once it is stored.

    `speakers` says who speaks on which channel; None when not given. `speech_s` is the number of
    seconds with speech, once the recording is cut; `transcribed_s` is how many of these are
    transcribed. `offset_s` is where the recording begins in the call's time, once it is part of the
    transcript; `cut_off` says that it ends too early. With `installation_owned` the installation's
    own credentials may fetch it, otherwise those of the endpoint through which it arrived.
    """

    id: RecordingId
    tenant_id: TenantId
    call_id: CallId | None
    status: RecordingStatus
    size_bytes: int | None
    media_type: str | None
    duration_s: float | None
    channels: int | None
    error: str | None
    remote_url: str | None
    account_sid: str | None
    recording_sid: str | None
    conversation_id: str | None
    audio_stem: str
    audio_key: str | None
    audio_deleted_at: datetime | None
    speakers: tuple[Speaker, ...] | None
    speech_s: float | None
    transcribed_s: float | None
    installation_owned: bool
    endpoint_id: str | None
    started_at: datetime | None
    offset_s: float | None
    cut_off: bool
    created_at: datetime

    @property
    def began_at(self) -> datetime:
        """Returns the start that the sender stated, otherwise the time at which its
        event arrived.
        """
        return self.started_at or self.created_at

    @property
    def is_remote(self) -> bool:
        """Returns whether the audio is to be fetched from a remote address."""
        return bool(self.remote_url or self.recording_sid or self.conversation_id)


async def insert_recording(
    conn: Connection,
    tenant_id: TenantId,
    recording_id: RecordingId,
    *,
    call_id: CallId,
    status: RecordingStatus,
    media_type: str | None = None,
    size_bytes: int | None = None,
    sha256: bytes | None = None,
    remote_url: str | None = None,
    account_sid: str | None = None,
    recording_sid: str | None = None,
    conversation_id: str | None = None,
    speakers: Sequence[Speaker] | None = None,
    audio_stem: str | None = None,
    audio_key: str | None = None,
    installation_owned: bool = False,
    endpoint_id: str | None = None,
    started_at: datetime | None = None,
) -> None:
    """Inserts a recording. Its audio will be stored at `audio_stem`, by default named by the
    tenant's id and its own id; with `audio_key` it is stored already.
    """
    await conn.execute(
        """
        insert into recordings (
            id, tenant_id, call_id, status, media_type, size_bytes, sha256, remote_url, account_sid,
            recording_sid, conversation_id, speakers, audio_stem, audio_key, installation_owned,
            endpoint_id, started_at
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
        """,
        recording_id,
        tenant_id,
        call_id,
        status,
        media_type,
        size_bytes,
        sha256,
        remote_url,
        account_sid,
        recording_sid,
        conversation_id,
        list(speakers) if speakers else None,
        audio_stem
        or stem_of(tenant_id, recording_id, account_sid=account_sid, recording_sid=recording_sid),
        audio_key,
        installation_owned,
        endpoint_id,
        started_at,
    )


def stem_of(
    tenant_id: TenantId,
    recording_id: RecordingId,
    *,
    account_sid: str | None = None,
    recording_sid: str | None = None,
) -> str:
    """Returns where the audio is stored: in a folder per tenant, for a Twilio recording under its
    checked SIDs. No part of the path is free text from a user.
    """
    return (
        f"{tenant_id}/{account_sid}/{recording_sid}"
        if recording_sid
        else f"{tenant_id}/{recording_id}"
    )


def held_stem(recording_id: RecordingId) -> str:
    """Returns the stem of audio whose tenant is not known yet."""
    return f"held/{recording_id}"


async def find_recording_by_sid(
    conn: Connection, tenant_id: TenantId, recording_sid: str
) -> Recording | None:
    row = await conn.fetchrow(
        # Of a constant of ours.
        f"""
        select {COLUMNS}
        from recordings
        where recording_sid = $1 and tenant_id = $2
        """,  # noqa: S608
        recording_sid,
        tenant_id,
    )
    return _recording_of_row(row) if row else None


async def find_recording_by_url(
    conn: Connection, tenant_id: TenantId, call_id: CallId, remote_url: str
) -> RecordingId | None:
    found = await conn.fetchval(
        "select id from recordings where call_id = $1 and tenant_id = $2 and remote_url = $3"
        " limit 1",
        call_id,
        tenant_id,
        remote_url,
    )
    return RecordingId(found) if found else None


async def list_remote_versions(
    conn: Connection, tenant_id: TenantId, remote_url: str, *, first_id: str
) -> list[tuple[str, FileVersion | None]]:
    """Returns the external ids of the calls with a recording from this address, newest first, with
    the version of the fetched file; None where nothing was fetched yet. If the call with `first_id`
    was deleted, each of its files is listed.
    """
    rows = await conn.fetch(
        """
        select calls.external_id, recordings.size_bytes, remote_etag, remote_modified
        from recordings
        join calls on calls.id = recordings.call_id
        where recordings.tenant_id = $1 and md5(remote_url) = md5($2) and remote_url = $2
        order by recordings.created_at desc
        limit 100
        """,
        tenant_id,
        remote_url,
    )
    deleted = await conn.fetchval(
        "select remote_versions from erasures where tenant_id = $1 and source = 'upload' and"
        " external_id = $2",
        tenant_id,
        first_id,
    )
    known = [
        (
            str(row["external_id"]),
            (
                FileVersion(row["remote_etag"], row["remote_modified"], row["size_bytes"])
                if row["size_bytes"]
                else None
            ),
        )
        for row in rows
    ]
    return [*known, *((first_id, FileVersion(**version)) for version in deleted or ())]


async def find_tenant_of_recording(conn: Connection, recording_id: RecordingId) -> TenantId | None:
    """Finds the tenant of a recording among all that are not deleted. For callers that may name
    any recording of the installation.
    """
    found = await conn.fetchval(
        """
        select tenant_id
        from recordings
        join tenants on tenants.id = recordings.tenant_id
        where recordings.id = $1 and tenants.deleted_at is null
        """,
        recording_id,
    )
    return TenantId(found) if found else None


async def get_recording(
    conn: Connection, tenant_id: TenantId, recording_id: RecordingId
) -> Recording:
    row = await conn.fetchrow(
        # Of a constant of ours.
        f"""
        select {COLUMNS}
        from recordings
        where id = $1 and tenant_id = $2
        """,  # noqa: S608
        recording_id,
        tenant_id,
    )
    if row is None:
        raise NotFound("There is no such recording.")
    return _recording_of_row(row)


async def lock_recording(
    conn: Connection, tenant_id: TenantId, recording_id: RecordingId
) -> tuple[Recording, CallId]:
    """Locks the recording's call, then its row, and reads it. Raises NotFound.

    A change of status is published to the call's followers, which waits for a concurrent deletion.
    """
    call_id = (await get_recording(conn, tenant_id, recording_id)).call_id
    if call_id is None:
        raise NotFound("There is no such recording.")
    await lock_call(conn, tenant_id, call_id)
    return await get_recording(conn, tenant_id, recording_id), call_id


async def list_recordings(
    conn: Connection, tenant_id: TenantId, call_id: CallId
) -> list[Recording]:
    """Returns the recordings, newest first."""
    rows = await conn.fetch(
        # Of a constant of ours.
        f"""
        select {COLUMNS}
        from recordings
        where call_id = $1 and tenant_id = $2
        order by created_at desc, id desc
        limit 20
        """,  # noqa: S608
        call_id,
        tenant_id,
    )
    return [_recording_of_row(row) for row in rows]


# This many rows are searched for recordings with stored audio.
SAMPLED_ROWS = 5000


async def sample_audio_keys(conn: Connection, *, limit: int) -> list[str]:
    """Returns audio keys of all tenants: of the newest recordings with stored audio, and of as many
    from a random time on.

    An id begins with its time of creation.
    """
    ends = await conn.fetchrow("""
        select
            (select id from recordings order by id limit 1) as first,
            (select id from recordings order by id desc limit 1) as last
        """)
    if ends is None or ends["first"] is None:
        return []
    first, last = ends["first"].int, ends["last"].int
    somewhere = UUID(int=first + secrets.randbelow(last - first + 1))
    rows = await conn.fetch(
        "(select audio_key from (select audio_key from recordings order by id desc limit $2) as"
        " newest where audio_key is not null limit $1) union (select audio_key from (select"
        " audio_key from recordings where id >= $3 order by id limit $2) as others where audio_key"
        " is not null limit $1)",
        max(1, limit // 2),
        SAMPLED_ROWS,
        somewhere,
    )
    return [row["audio_key"] for row in rows]


def _recording_of_row(row: asyncpg.Record) -> Recording:
    return Recording(
        id=row["id"],
        tenant_id=row["tenant_id"],
        call_id=row["call_id"],
        status=RecordingStatus(row["status"]),
        size_bytes=row["size_bytes"],
        media_type=row["media_type"],
        duration_s=row["duration_s"],
        channels=row["channels"],
        error=row["error"],
        remote_url=row["remote_url"],
        account_sid=row["account_sid"],
        recording_sid=row["recording_sid"],
        conversation_id=row["conversation_id"],
        audio_stem=row["audio_stem"],
        audio_key=row["audio_key"],
        audio_deleted_at=row["audio_deleted_at"],
        speakers=(
            tuple(Speaker(speaker) for speaker in row["speakers"]) if row["speakers"] else None
        ),
        speech_s=row["speech_s"],
        transcribed_s=row["transcribed_s"],
        installation_owned=row["installation_owned"],
        endpoint_id=row["endpoint_id"],
        started_at=row["started_at"],
        offset_s=row["offset_s"],
        cut_off=row["cut_off"],
        created_at=row["created_at"],
    )
