"""Transcripts, versioned; the highest version of a call is the current one."""

from dataclasses import dataclass

import asyncpg
from pydantic import TypeAdapter

from shared.db.pool import Connection
from shared.domain.ids import CallId, RecordingId, TenantId, new_id
from shared.domain.speech_measures import Measures
from shared.domain.transcript import Segment, Transcript, Turn, Word

_TURNS = TypeAdapter(tuple[Turn, ...])
_WORDS = TypeAdapter(tuple[Word, ...])
_SEGMENTS = TypeAdapter(tuple[Segment, ...])
_MEASURES = TypeAdapter(Measures)


@dataclass(frozen=True, slots=True)
class Listening:
    """How a transcript came out of a recording. `dropped_words` were invented where nobody spoke; `silence_s`, over
    all channels, was not listened to.
    """

    recording_id: RecordingId
    duration_s: float
    measures: Measures
    dropped_words: int
    silence_s: float


async def insert_transcript(
    conn: Connection,
    tenant_id: TenantId,
    call_id: CallId,
    transcript: Transcript,
    *,
    origin: str,
    listening: Listening | None = None,
) -> bool:
    """Keeps the first one; False when the call has a transcript. `origin`: who made it (sender or model)."""
    return bool(
        await conn.fetchval(
            "insert into transcripts (id, tenant_id, call_id, origin, language, text, turns, words, segments,"
            " recording_id, duration_s, measures, dropped_words, silence_s)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
            " on conflict (call_id, version) do nothing returning 1",
            new_id(),
            tenant_id,
            call_id,
            origin,
            transcript.language,
            transcript.text,
            _TURNS.dump_python(transcript.turns, mode="json"),
            _WORDS.dump_python(transcript.words, mode="json"),
            _SEGMENTS.dump_python(transcript.segments, mode="json"),
            listening.recording_id if listening else None,
            listening.duration_s if listening else None,
            _MEASURES.dump_python(listening.measures, mode="json") if listening else None,
            listening.dropped_words if listening else 0,
            listening.silence_s if listening else None,
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


async def find_listening(conn: Connection, tenant_id: TenantId, call_id: CallId) -> Listening | None:
    """Of the newest transcript; None when it came from no recording of ours."""
    row = await conn.fetchrow(
        "select recording_id, duration_s, measures, dropped_words, silence_s from transcripts"
        " where call_id = $1 and tenant_id = $2 order by version desc limit 1",
        call_id,
        tenant_id,
    )
    if row is None or row["measures"] is None or row["recording_id"] is None:
        return None
    return Listening(
        recording_id=RecordingId(row["recording_id"]),
        duration_s=row["duration_s"],
        measures=_MEASURES.validate_python(row["measures"]),
        dropped_words=row["dropped_words"],
        silence_s=row["silence_s"],
    )


def _transcript(row: asyncpg.Record) -> Transcript:
    return Transcript(
        turns=_TURNS.validate_python(row["turns"]),
        language=row["language"],
        words=_WORDS.validate_python(row["words"]),
        segments=_SEGMENTS.validate_python(row["segments"]),
    )
