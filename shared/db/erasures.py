"""Erasures: deleted calls whose vectors and files must still be removed from other stores."""

from dataclasses import dataclass
from uuid import UUID

from shared.db.pool import Connection
from shared.domain.ids import ChunkId, RecordingId, TenantId


@dataclass(frozen=True, slots=True)
class Erasure:
    """A deleted call. `settled` says that it was deleted so long ago that no worker can still be
    writing its vectors.

    `audio_stems` are its files; `recording_ids` name the recordings that were being fetched or
    uploaded at its deletion.
    """

    id: UUID
    tenant_id: TenantId
    chunk_ids: tuple[ChunkId, ...]
    recording_ids: tuple[RecordingId, ...]
    audio_stems: tuple[str, ...]
    attempts: int
    settled: bool


async def take_erasures(conn: Connection, *, retry_s: float, limit: int) -> list[Erasure]:
    """Takes open erasures that are due. Each is hidden from other workers for a few seconds, and
    for longer after each attempt, up to `retry_s`.
    """
    rows = await conn.fetch(
        """
        update erasures
        set
            attempts = attempts + 1,
            not_before = now() + make_interval(secs => least($1, 2 * 2 ^ least(attempts, 20)))
        where id in (
            select id
            from erasures
            where erased_at is null and not_before <= now()
            order by not_before
            limit $2
            for update skip locked
        )
        returning
            id, tenant_id, chunk_ids, recording_ids, audio_stems, attempts,
            created_at < now() - interval '2 minutes' as settled
        """,
        retry_s,
        limit,
    )
    return [
        Erasure(
            id=row["id"],
            tenant_id=row["tenant_id"],
            chunk_ids=tuple(row["chunk_ids"]),
            recording_ids=tuple(row["recording_ids"]),
            audio_stems=tuple(row["audio_stems"]),
            attempts=row["attempts"],
            settled=row["settled"],
        )
        for row in rows
    ]


async def mark_erased(conn: Connection, erasure_id: UUID) -> None:
    await conn.execute("update erasures set erased_at = now() where id = $1", erasure_id)
