"""Transcripts: versioned; the highest version of a call is the current one."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg
from pydantic import TypeAdapter

from shared.db.pool import Connection
from shared.domain.access import Actor
from shared.domain.ids import CallId, RecordingId, TenantId, new_id
from shared.domain.speech_measures import Measures
from shared.domain.transcript import LeftOut, Segment, Transcript, Turn, Word
from shared.errors import NotFound

_TURNS = TypeAdapter(tuple[Turn, ...])
_WORDS = TypeAdapter(tuple[Word, ...])
_SEGMENTS = TypeAdapter(tuple[Segment, ...])
_LEFT_OUT = TypeAdapter(LeftOut)
_MEASURES = TypeAdapter(Measures)

# JSON with more items than these is read and written in a thread.
LARGE_CHARS = 256 * 1024
LARGE_COUNT = 4000


@dataclass(frozen=True, slots=True)
class TranscribedAudio:
    """Data about the transcription of a recording. `dropped_words` were invented by the model over
    silence; `silence_s` of `duration_s` are without speech. `channel_speech_s` is the speech per
    channel in seconds; its sum may exceed the call's length when speakers overlap. `recording_id`
    is the first of several. `channel_dropped_s` seconds of it have no words and
    `channel_dropped_words` words were removed; both are empty for older transcripts.
    """

    recording_id: RecordingId
    duration_s: float
    measures: Measures
    dropped_words: int
    silence_s: float
    channel_speech_s: tuple[float, ...] = ()
    channel_dropped_s: tuple[float, ...] = ()
    channel_dropped_words: tuple[int, ...] = ()


EDITED = "edited"


@dataclass(frozen=True, slots=True)
class StoredTranscript:
    """A stored transcript. `origin` says who made this version: a sender, a model, or `EDITED` for
    a person.
    """

    version: int
    origin: str
    created_at: datetime
    transcript: Transcript


@dataclass(frozen=True, slots=True)
class TranscriptVersion:
    """A version without its text."""

    version: int
    origin: str
    created_at: datetime
    language: str | None
    turn_count: int
    # Who edited it, since that is stored.
    actor: str | None
    actor_id: str | None
    actor_name: str | None


async def insert_transcript(
    conn: Connection,
    tenant_id: TenantId,
    call_id: CallId,
    transcript: Transcript,
    *,
    origin: str,
    audio: TranscribedAudio | None = None,
    as_new_version: bool = False,
    sent_at: datetime | None = None,
) -> bool:
    """Inserts a transcript unless the call has one; returns False then. `origin` says who made it
    (sender or model).

    With `as_new_version` it becomes the next version; the call must be locked. `sent_at` is when
    the sender made the event that contained it.
    """
    written = await _written_json(transcript)
    return bool(
        await conn.fetchval(
            """
            insert into transcripts (
                id, tenant_id, call_id, origin, language, text, turns, words, segments,
                recording_id, duration_s, measures, dropped_words, silence_s, left_out,
                channel_speech_s, sent_at, channel_dropped_s, channel_dropped_words, version
            )
            values (
                $1, $2, $3, $4, $5, $6, $7::text::jsonb, $8::text::jsonb, $9::text::jsonb, $10, $11,
                $12, $13, $14, $16, $17, $18, $19, $20,
                case when $15 then (
                    select coalesce(max(version), 0) + 1
                    from transcripts
                    where call_id = $3 and tenant_id = $2
                ) else 1 end
            )
            on conflict (call_id, version) do nothing
            returning 1
            """,
            new_id(),
            tenant_id,
            call_id,
            origin,
            transcript.language,
            transcript.text,
            written.turns,
            written.words,
            written.segments,
            audio.recording_id if audio else None,
            audio.duration_s if audio else None,
            _MEASURES.dump_python(audio.measures, mode="json") if audio else None,
            audio.dropped_words if audio else 0,
            audio.silence_s if audio else None,
            as_new_version,
            (
                _LEFT_OUT.dump_python(transcript.left_out, mode="json")
                if transcript.left_out
                else None
            ),
            list(audio.channel_speech_s) if audio else None,
            sent_at,
            list(audio.channel_dropped_s) if audio else None,
            list(audio.channel_dropped_words) if audio else None,
        )
    )


@dataclass(frozen=True, slots=True)
class CurrentVersion:
    """The newest version: its origin, its sender's time and the length of its text."""

    origin: str
    sent_at: datetime | None
    words: int


async def find_current_version(
    conn: Connection, tenant_id: TenantId, call_id: CallId
) -> CurrentVersion | None:
    row = await conn.fetchrow(
        "select origin, sent_at, array_length(regexp_split_to_array(trim(text), '\\s+'), 1) as"
        " words from transcripts where call_id = $1 and tenant_id = $2 order by version desc"
        " limit 1",
        call_id,
        tenant_id,
    )
    return CurrentVersion(row["origin"], row["sent_at"], row["words"] or 0) if row else None


async def mark_said_again(
    conn: Connection, tenant_id: TenantId, call_id: CallId, text: str, *, sent_at: datetime
) -> None:
    """Records that the sender repeated the newest version's text in a newer event."""
    await conn.execute(
        """
        update transcripts
        set sent_at = $4
        where call_id = $1
            and tenant_id = $2
            and text = $3
            and sent_at < $4
            and version = (
                select max(version)
                from transcripts
                where call_id = $1 and tenant_id = $2
            )
        """,
        call_id,
        tenant_id,
        text,
        sent_at,
    )


async def has_said(conn: Connection, tenant_id: TenantId, call_id: CallId, text: str) -> bool:
    """Returns whether any version of the call's transcript has this text."""
    return bool(
        await conn.fetchval(
            "select exists (select 1 from transcripts where call_id = $1 and tenant_id = $2 and"
            " text = $3)",
            call_id,
            tenant_id,
            text,
        )
    )


async def find_transcript(
    conn: Connection, tenant_id: TenantId, call_id: CallId
) -> Transcript | None:
    row = await conn.fetchrow(
        """
        select language, turns::text, words::text, segments::text, left_out
        from transcripts
        where call_id = $1 and tenant_id = $2
        order by version desc
        limit 1
        """,
        call_id,
        tenant_id,
    )
    return await _transcript_in_thread(row) if row else None


async def find_transcribed_audio(
    conn: Connection, tenant_id: TenantId, call_id: CallId
) -> TranscribedAudio | None:
    """Returns the data of the newest transcript; None when it was not made from a stored recording,
    or when an edit changed its speakers or times.
    """
    row = await conn.fetchrow(
        """
        select
            recording_id, duration_s, measures, dropped_words, silence_s, channel_speech_s,
            channel_dropped_s, channel_dropped_words
        from transcripts
        where call_id = $1 and tenant_id = $2
        order by version desc
        limit 1
        """,
        call_id,
        tenant_id,
    )
    if row is None or row["measures"] is None or row["recording_id"] is None:
        return None
    return TranscribedAudio(
        recording_id=RecordingId(row["recording_id"]),
        duration_s=row["duration_s"],
        measures=_MEASURES.validate_python(row["measures"]),
        dropped_words=row["dropped_words"],
        silence_s=row["silence_s"],
        channel_speech_s=tuple(row["channel_speech_s"] or ()),
        channel_dropped_s=tuple(row["channel_dropped_s"] or ()),
        channel_dropped_words=tuple(row["channel_dropped_words"] or ()),
    )


async def insert_edited(
    conn: Connection,
    tenant_id: TenantId,
    call_id: CallId,
    transcript: Transcript,
    *,
    same_times: bool,
    actor: Actor | None = None,
) -> int:
    """Inserts an edited transcript as the next version and returns its number. The call must be
    locked and have a version already.

    Fields that an edit does not contain are copied from the previous version; measures are copied
    only if speakers and times are the same.
    """
    written = await _written_json(transcript)
    return int(
        await conn.fetchval(
            """
            insert into transcripts (
                id, tenant_id, call_id, version, origin, language, text, turns, words, segments,
                recording_id, duration_s, measures, dropped_words, silence_s, left_out,
                channel_speech_s, channel_dropped_s, channel_dropped_words, actor, actor_id
            )
            select
                $3, tenant_id, call_id, version + 1, $4, $5, $6, $7::text::jsonb, $8::text::jsonb,
                $9::text::jsonb, recording_id, duration_s, case when $10 then measures end,
                dropped_words, silence_s, left_out, channel_speech_s, channel_dropped_s,
                channel_dropped_words, $11, $12
            from transcripts
            where call_id = $1 and tenant_id = $2
            order by version desc
            limit 1
            returning version
            """,
            call_id,
            tenant_id,
            new_id(),
            EDITED,
            transcript.language,
            transcript.text,
            written.turns,
            written.words,
            written.segments,
            same_times,
            actor.kind if actor else None,
            (actor.user_id or actor.key_id) if actor else None,
        )
    )


async def has_transcript(conn: Connection, tenant_id: TenantId, call_id: CallId) -> bool:
    return bool(
        await conn.fetchval(
            "select exists (select 1 from transcripts where call_id = $1 and tenant_id = $2)",
            call_id,
            tenant_id,
        )
    )


async def find_current(
    conn: Connection, tenant_id: TenantId, call_id: CallId
) -> StoredTranscript | None:
    row = await conn.fetchrow(
        """
        select
            version, origin, created_at, language, turns::text, words::text, segments::text,
            left_out
        from transcripts
        where call_id = $1 and tenant_id = $2
        order by version desc
        limit 1
        """,
        call_id,
        tenant_id,
    )
    return await _stored_transcript(row) if row else None


async def get_version(
    conn: Connection, tenant_id: TenantId, call_id: CallId, version: int
) -> StoredTranscript:
    """Returns a version. Raises NotFound."""
    row = await conn.fetchrow(
        """
        select
            version, origin, created_at, language, turns::text, words::text, segments::text,
            left_out
        from transcripts
        where call_id = $1 and tenant_id = $2 and version = $3
        """,
        call_id,
        tenant_id,
        version,
    )
    if row is None:
        raise NotFound("The call's transcript has no such version.", code="unknown_version")
    return await _stored_transcript(row)


async def get_turns(
    conn: Connection, tenant_id: TenantId, call_id: CallId, version: int
) -> tuple[Turn, ...]:
    """Returns the turns of a version. Raises NotFound."""
    turns: str | None = await conn.fetchval(
        "select turns::text from transcripts where call_id = $1 and tenant_id = $2 and version ="
        " $3",
        call_id,
        tenant_id,
        version,
    )
    if turns is None:
        raise NotFound("The call's transcript has no such version.", code="unknown_version")
    return await _turns_in_thread(turns)


async def list_current_turns(
    conn: Connection, tenant_id: TenantId, call_ids: Sequence[CallId]
) -> dict[CallId, tuple[Turn, ...]]:
    """Returns the turns of the current transcripts, without the times of words, which are many
    times as large. Calls without a transcript are missing from the result.
    """
    rows = await conn.fetch(
        """
        select distinct on (call_id) call_id, turns::text
        from transcripts
        where call_id = any($1) and tenant_id = $2
        order by call_id, version desc
        """,
        list(call_ids),
        tenant_id,
    )
    return {CallId(row["call_id"]): await _turns_in_thread(row["turns"]) for row in rows}


async def list_versions(
    conn: Connection, tenant_id: TenantId, call_id: CallId
) -> list[TranscriptVersion]:
    """Returns the versions, newest first."""
    rows = await conn.fetch(
        """
        select
            version, origin, transcripts.created_at, language,
            jsonb_array_length(turns) as turn_count, actor, actor_id,
            coalesce(users.name, users.email, api_keys.name) as actor_name
        from transcripts
        left join users on users.id = actor_id and users.tenant_id = $2
        left join api_keys on api_keys.id = actor_id and api_keys.tenant_id = $2
        where call_id = $1 and transcripts.tenant_id = $2
        order by version desc
        limit 1000
        """,
        call_id,
        tenant_id,
    )
    return [
        TranscriptVersion(
            version=row["version"],
            origin=row["origin"],
            created_at=row["created_at"],
            language=row["language"],
            turn_count=row["turn_count"],
            actor=row["actor"],
            actor_id=str(row["actor_id"]) if row["actor_id"] else None,
            actor_name=row["actor_name"],
        )
        for row in rows
    ]


async def _turns_in_thread(turns: str) -> tuple[Turn, ...]:
    if len(turns) < LARGE_CHARS:
        return _TURNS.validate_json(turns)
    return await asyncio.to_thread(_TURNS.validate_json, turns)


async def _stored_transcript(row: asyncpg.Record) -> StoredTranscript:
    return StoredTranscript(
        row["version"], row["origin"], row["created_at"], await _transcript_in_thread(row)
    )


async def _transcript_in_thread(row: asyncpg.Record) -> Transcript:
    """Parses a transcript in a thread: a day of words takes seconds, which would block the event
    loop.
    """
    if len(row["turns"]) + len(row["words"]) + len(row["segments"]) < LARGE_CHARS:
        return _transcript_of_row(row)
    return await asyncio.to_thread(_transcript_of_row, row)


def _transcript_of_row(row: asyncpg.Record) -> Transcript:
    return Transcript(
        turns=_TURNS.validate_json(row["turns"]),
        language=row["language"],
        words=_WORDS.validate_json(row["words"]),
        segments=_SEGMENTS.validate_json(row["segments"]),
        left_out=_LEFT_OUT.validate_python(row["left_out"]) if row["left_out"] else None,
    )


@dataclass(frozen=True, slots=True)
class _Written:
    turns: str
    words: str
    segments: str


async def _written_json(transcript: Transcript) -> _Written:
    if len(transcript.turns) + len(transcript.words) + len(transcript.segments) < LARGE_COUNT:
        return _write_json(transcript)
    return await asyncio.to_thread(_write_json, transcript)


def turns_json(transcript: Transcript) -> str:
    """Returns the turns as JSON in their stored form."""
    return _TURNS.dump_json(transcript.turns).decode()


def _write_json(transcript: Transcript) -> _Written:
    return _Written(
        turns_json(transcript),
        _WORDS.dump_json(transcript.words).decode(),
        _SEGMENTS.dump_json(transcript.segments).decode(),
    )


async def list_current_versions(
    conn: Connection, tenant_id: TenantId, calls: Sequence[CallId]
) -> dict[CallId, int]:
    """Returns the number of the newest version of each call's transcript."""
    rows = await conn.fetch(
        """
        select call_id, max(version) as version
        from transcripts
        where tenant_id = $1 and call_id = any($2)
        group by call_id
        """,
        tenant_id,
        list(calls),
    )
    return {CallId(row["call_id"]): row["version"] for row in rows}
