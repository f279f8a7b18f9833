"""Finds audio that has expired and files that no row refers to."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.db.pool import Connection
from shared.domain.ids import CallId, RecordingId, TenantId


@dataclass(frozen=True, slots=True)
class ExpiredAudio:
    """Audio that has expired. `stems` says where its file may be."""

    recording_id: RecordingId
    tenant_id: TenantId
    call_id: CallId
    stems: frozenset[str]


async def take_expired_audio(
    conn: Connection, *, max_days: int | None, limit: int
) -> list[ExpiredAudio]:
    """Marks as deleted the audio of calls without an open run that are older than the tenant's
    limit.

    A tenant's limit in days is its own number or `max_days`, whichever is smaller; with neither its
    audio is stored without limit. Rows that another worker has locked are left to that worker;
    calls that another transaction is changing are left to the next round. The caller deletes the
    files.
    """
    rows = await conn.fetch(
        """
        with expired as (
            select recordings.id, recordings.audio_key
            from recordings
            join calls on calls.id = recordings.call_id
            join tenants on tenants.id = recordings.tenant_id
            where recordings.audio_key is not null
                and calls.created_at
                    < now() - make_interval(days => least(tenants.audio_retention_days, $1))
                and not exists (
                    select 1
                    from jobs
                    where jobs.call_id = calls.id and jobs.status in ('queued', 'running')
                )
            order by calls.created_at
            limit $2
            for no key update of calls, recordings skip locked
        ),
        unseen as (
            delete from recording_peaks
            using expired
            where recording_id = expired.id
        )
        update recordings
        set audio_key = null, audio_deleted_at = now(), updated_at = now()
        from expired
        where recordings.id = expired.id
        returning
            recordings.id, tenant_id, call_id, audio_stem,
            split_part(expired.audio_key, '.', 1) as key_stem
        """,
        max_days,
        limit,
    )
    return [
        ExpiredAudio(
            row["id"],
            row["tenant_id"],
            row["call_id"],
            frozenset({row["audio_stem"], row["key_stem"]}),
        )
        for row in rows
    ]


async def list_orphans(conn: Connection, stems: Sequence[str]) -> list[str]:
    """Returns which of these stems belong to no recording. A stem belongs to a recording that has
    an audio key, or that was changed within two days, because its file may be about to arrive.

    Held audio belongs to its event until a recording takes it over. Only folders of known and of
    deleted tenants are considered: an installation that was configured with the wrong database or
    bucket must not delete files of another one.
    """
    rows = await conn.fetch(
        """
        with held as (
            select 'held/' || (payload->'held_audio'->>'recording_id') as stem
            from inbound_events
            where status = 'held' and event_type = 'post_call_audio' and payload ? 'held_audio'
        )
        select stem
        from unnest($1::text[]) as stems (stem)
        where
            not exists (
                select 1
                from recordings
                where audio_stem = stem
                    and audio_deleted_at is null
                    and (audio_key is not null or updated_at > now() - interval '2 days')
            )
            and not exists (select 1 from held where held.stem = stems.stem)
            and case
                when stem like 'held/%' then
                    exists (select 1 from held)
                    or exists (select 1 from recordings where audio_stem like 'held/%')
                when position('/' in stem) > 0 then
                    exists (select 1 from tenants where id = split_part(stem, '/', 1)::uuid)
                    or exists (
                        select 1
                        from erased_tenants
                        where tenant_id = split_part(stem, '/', 1)::uuid
                    )
                else exists (select 1 from recordings where position('/' in audio_stem) = 0)
            end
        """,
        list(stems),
    )
    return [row["stem"] for row in rows]
