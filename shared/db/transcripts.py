"""Transcripts, versioned; the highest version of a call is the current one."""

import asyncpg
from pydantic import TypeAdapter

from shared.db.pool import Connection
from shared.domain.ids import CallId, TenantId, new_id
from shared.domain.transcript import Segment, Transcript, Turn, Word

_TURNS = TypeAdapter(tuple[Turn, ...])
_WORDS = TypeAdapter(tuple[Word, ...])
_SEGMENTS = TypeAdapter(tuple[Segment, ...])


async def insert_transcript(
    conn: Connection, tenant_id: TenantId, call_id: CallId, transcript: Transcript, *, origin: str
) -> bool:
    """Keeps the first one; False when the call has a transcript. `origin`: who made it (sender or model)."""
    return bool(
        await conn.fetchval(
            "insert into transcripts (id, tenant_id, call_id, origin, language, text, turns, words, segments)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (call_id, version) do nothing returning 1",
            new_id(),
            tenant_id,
            call_id,
            origin,
            transcript.language,
            transcript.text,
            _TURNS.dump_python(transcript.turns, mode="json"),
            _WORDS.dump_python(transcript.words, mode="json"),
            _SEGMENTS.dump_python(transcript.segments, mode="json"),
        )
    )


async def has_transcript(conn: Connection, tenant_id: TenantId, call_id: CallId) -> bool:
    return bool(
        await conn.fetchval(
            "select exists (select 1 from transcripts where call_id = $1 and tenant_id = $2)", call_id, tenant_id
        )
    )


async def find_transcript(conn: Connection, tenant_id: TenantId, call_id: CallId) -> Transcript | None:
    row = await conn.fetchrow(
        "select language, turns, words, segments from transcripts where call_id = $1 and tenant_id = $2"
        " order by version desc limit 1",
        call_id,
        tenant_id,
    )
    return _transcript(row) if row else None


def _transcript(row: asyncpg.Record) -> Transcript:
    return Transcript(
        turns=_TURNS.validate_python(row["turns"]),
        language=row["language"],
        words=_WORDS.validate_python(row["words"]),
        segments=_SEGMENTS.validate_python(row["segments"]),
    )
