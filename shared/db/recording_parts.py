"""Transcripts of the parts of recordings, each stored as soon as it exists."""

from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from shared.db.pool import Connection
from shared.domain.ids import RecordingId, TenantId
from shared.domain.transcript import Transcript

_TRANSCRIPT = TypeAdapter(Transcript)

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class TranscribedPart:
    """The transcript of a part. `request_hash` is the hash of the whole request; times in
    `transcript` count from the start of the part.
    """

    request_hash: bytes
    transcript: Transcript
    model: str
    input_tokens: int = 0
    output_tokens: int = 0
    audio_s: float = 0.0


async def list_parts(
    conn: Connection, tenant_id: TenantId, recording_id: RecordingId
) -> dict[Place, TranscribedPart]:
    """Returns the parts by channel and position."""
    rows = await conn.fetch(
        """
        select
            channel, position, request_hash, transcript, model, input_tokens, output_tokens, audio_s
        from recording_parts
        where recording_id = $1 and tenant_id = $2
        """,
        recording_id,
        tenant_id,
    )
    return {
        (row["channel"], row["position"]): TranscribedPart(
            request_hash=row["request_hash"],
            transcript=_TRANSCRIPT.validate_python(row["transcript"]),
            model=row["model"],
            input_tokens=row["input_tokens"],
            output_tokens=row["output_tokens"],
            audio_s=row["audio_s"],
        )
        for row in rows
    }


async def upsert_part(
    conn: Connection,
    tenant_id: TenantId,
    recording_id: RecordingId,
    place: Place,
    part: TranscribedPart,
    *,
    raw: dict[str, Any] | None,
) -> None:
    """Stores a part, inside `claims.fenced`. Replaces the answer to a different request for the
    same part.
    """
    channel, position = place
    await conn.execute(
        """
        insert into recording_parts (
            recording_id, tenant_id, channel, position, request_hash, transcript, raw, model,
            input_tokens, output_tokens, audio_s
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        on conflict (recording_id, channel, position) do update
        set
            request_hash = excluded.request_hash, transcript = excluded.transcript,
            raw = excluded.raw, model = excluded.model, input_tokens = excluded.input_tokens,
            output_tokens = excluded.output_tokens, audio_s = excluded.audio_s
        """,
        recording_id,
        tenant_id,
        channel,
        position,
        part.request_hash,
        _TRANSCRIPT.dump_python(part.transcript, mode="json"),
        raw,
        part.model,
        part.input_tokens,
        part.output_tokens,
        part.audio_s,
    )
