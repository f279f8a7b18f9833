"""From audio to transcript: it is cut at its silences, each part is transcribed once, and the parts
are merged.

Calls whose sender transcribed them are past this step when they arrive.
"""

import asyncio
import hashlib
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Protocol

from shared.audio.cutting_process import Cutter
from shared.audio.headerless import find_headerless
from shared.concurrency.gather import together
from shared.db.pool import Connection
from shared.db.recording_parts import Place, TranscribedPart, list_parts, upsert_part
from shared.db.recording_status import mark_transcribing
from shared.db.recordings import Recording
from shared.db.transcribed_audio import count_audio
from shared.domain.audio import Part, PartLimits, Plan
from shared.domain.ids import RecordingId
from shared.domain.part_times import Merged, joined, merge
from shared.domain.speech_measures import Measures, measure
from shared.domain.transcript import Speaker, Transcript
from shared.domain.transcript_bounds import bounded
from shared.errors import NotReadyYet, Permanent, RecordingUnusable, Transient
from shared.ports import Transcriber, Usage

LOOK_AGAIN_S = 30.0

Transaction = Callable[[], AbstractAsyncContextManager[Connection]]
TranscribedPlace = tuple[Part, TranscribedPart]


class Advanced(Protocol):
    async def __call__(self, conn: Connection, meta: dict[str, float], *, gained: bool) -> None: ...


@dataclass(frozen=True, slots=True)
class Piece:
    """A recording and where in the call it begins; without a plan it cannot be used, and `error`
    says why.
    """

    recording_id: RecordingId
    offset_s: float
    plan: Plan | None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Transcribed:
    """What came of a call's recordings: one transcript in call time, how they were cut, and how the
    conversation went.

    Seconds are the call's: `speech_s` is how long anybody speaks, `channel_speech_s` how long on
    each channel. `confidence` is how sure the model is of its words on the whole, 0 to 1; None
    where it does not say.
    """

    pieces: tuple[Piece, ...]
    duration_s: float
    speech_s: float
    channel_speech_s: tuple[float, ...]
    merged: Merged
    measures: Measures
    model: str
    usage: Usage
    confidence: float | None

    @property
    def recording_id(self) -> RecordingId:
        """Returns the id of the first recording that could be used."""
        return next(piece.recording_id for piece in self.pieces if piece.plan)


@dataclass(frozen=True, slots=True)
class Asking:
    """What goes with every part, and with it makes the question that is paid for once.

    `language_before` was requested before the call's language was known: those answers are still
    used.
    """

    language: str | None
    vocabulary: tuple[str, ...]
    language_before: str | None = None

    def about(self, part: Part, model: str) -> bytes:
        """Returns the hash of the question: the same sound asked about in the same way has the same
        hash.
        """
        return self._hash(part, model, self.language)

    def was_asked(self, part: Part, model: str, request_hash: bytes) -> bool:
        return request_hash in (
            self.about(part, model),
            self._hash(part, model, self.language_before),
        )

    def _hash(self, part: Part, model: str, language: str | None) -> bytes:
        question = [part.digest, model, language, self.vocabulary]
        return hashlib.sha256(json.dumps(question).encode()).digest()


def require_recordings(
    recordings: Sequence[Recording], *, waited_s: float, patience_s: float
) -> Sequence[Recording]:
    """Waits for a recording that has not arrived, up to `patience_s` after the call was
    received.
    """
    if recordings:
        return recordings
    if waited_s < patience_s:
        raise NotReadyYet(
            "The call came without a transcript and its recording has not arrived.",
            retry_after_s=LOOK_AGAIN_S,
        )
    raise RecordingUnusable(
        "The call came without a transcript and no recording followed. Let ElevenLabs send the"
        " transcript or the audio (workspace settings, post-call webhook).",
        reason="nothing_to_transcribe",
    )


async def transcribe(
    recordings: Sequence[tuple[Recording, Path]],
    asking: Asking,
    *,
    folder: Path,
    cutter: Cutter,
    transcriber: Transcriber,
    max_duration_s: float,
    slots: asyncio.Semaphore,
    at_once: int,
    transaction: Transaction,
    advanced: Advanced,
) -> Transcribed:
    """Transcribes recordings, which are given in the order of the call, into one transcript.

    Parts that were transcribed before, also by another worker, are not requested again. The parts'
    files go to `folder`. At most `at_once` of them wait for a slot, so that calls take turns.
    `advanced` is called in the transaction of each part. After the first failure no other part is
    begun, and those under way are finished and kept. A recording that cannot be used is passed over
    where there are others; raises RecordingUnusable where there are none, and BudgetSpent where the
    operator's cap on audio has too little left.
    """
    limits = replace(transcriber.limits, max_duration_s=max_duration_s)
    cuts = [
        await _cut_recording(cutter, recording, audio, folder / str(number), limits)
        for number, (recording, audio) in enumerate(recordings)
    ]
    if not any(isinstance(plan, Plan) for plan in cuts):
        raise next(error for error in cuts if isinstance(error, RecordingUnusable))
    pieces = _placed_pieces([recording for recording, _ in recordings], cuts)
    transcriptions = [
        _Transcription(
            recording, piece.plan, folder / str(number), asking, transcriber, transaction
        )
        for number, (piece, (recording, _)) in enumerate(zip(pieces, recordings, strict=True))
        if piece.plan
    ]
    watched = _Watched(transcriptions, advanced)
    async with transaction() as conn:
        await watched.resume(conn)
        for transcription in transcriptions:
            await transcription.count(conn)
    transcribed = [
        await transcription.all_parts(slots, watched, at_once=at_once)
        for transcription in transcriptions
    ]
    # This takes seconds for a recording of many hours, while the loop has to keep the leases.
    return await asyncio.to_thread(
        _merge_recordings, pieces, transcriptions, transcribed, model=transcriber.model
    )


def _mean_confidence(transcripts: Iterable[Transcript]) -> float | None:
    """Returns the mean of the log probabilities, weighted by their time, as a probability."""
    stated = [
        (each.end_s - each.start_s, each.logprob)
        for transcript in transcripts
        for each in transcript.confidences
        if each.logprob is not None and each.end_s > each.start_s
    ]
    if not stated:
        return None
    mean = sum(length_s * logprob for length_s, logprob in stated) / sum(
        length_s for length_s, _ in stated
    )
    return round(min(1.0, math.exp(mean)), 3)


async def _cut_recording(
    cutter: Cutter, recording: Recording, audio: Path, folder: Path, limits: PartLimits
) -> Plan | RecordingUnusable:
    try:
        return await cutter.cut(
            audio, folder, limits, find_headerless(recording.media_type, recording.remote_url)
        )
    except RecordingUnusable as error:
        return error


def _placed_pieces(
    recordings: Sequence[Recording], cuts: Sequence[Plan | RecordingUnusable]
) -> list[Piece]:
    """Places the recordings where their senders say that they began; otherwise one after
    the other.
    """
    pieces: list[Piece] = []
    first_at, end_s = recordings[0].started_at, 0.0
    for recording, found in zip(recordings, cuts, strict=True):
        stated = (
            (recording.started_at - first_at).total_seconds()
            if recording.started_at and first_at
            else None
        )
        offset_s = max(0.0, stated) if stated is not None else end_s
        plan, error = (found, None) if isinstance(found, Plan) else (None, str(found))
        pieces.append(Piece(recording.id, offset_s, plan, error))
        end_s = max(end_s, offset_s + plan.duration_s) if plan else end_s
    return pieces


def _merge_recordings(
    pieces: Sequence[Piece],
    transcriptions: Sequence["_Transcription"],
    transcribed: Sequence[Sequence[TranscribedPlace]],
    *,
    model: str,
) -> Transcribed:
    """Merges the parts of all recordings; the call's length counts from its first recording's
    beginning.
    """
    usable = [(piece.offset_s, piece.plan) for piece in pieces if piece.plan]
    parts = [
        (
            offset_s,
            merge(
                plan,
                [(part, answer.transcript) for part, answer in each],
                speakers=_speakers_by_channel(transcription.recording, plan),
            ),
        )
        for (offset_s, plan), transcription, each in zip(
            usable, transcriptions, transcribed, strict=True
        )
    ]
    duration_s = max(offset_s + plan.duration_s for offset_s, plan in usable)
    single = len(parts) == 1 and not parts[0][0]
    merged = parts[0][1] if single else joined(parts, duration_s=duration_s)
    merged = replace(merged, transcript=bounded(merged.transcript))
    by_channel = zip_longest(*(plan.channel_speech_s for _, plan in usable), fillvalue=0.0)
    answers = [answer for each in transcribed for _, answer in each]
    return Transcribed(
        pieces=tuple(pieces),
        duration_s=duration_s,
        speech_s=merged.speech_s,
        channel_speech_s=tuple(sum(each) for each in by_channel),
        merged=merged,
        measures=measure(merged.transcript.words or merged.transcript.turns, duration_s=duration_s),
        model=model,
        usage=Usage(
            sum(answer.input_tokens for answer in answers),
            sum(answer.output_tokens for answer in answers),
            sum(answer.audio_s for answer in answers),
        ),
        confidence=_mean_confidence(answer.transcript for answer in answers),
    )


class _Watched:
    """Reports how much of the speech of a call's recordings is transcribed."""

    def __init__(self, transcriptions: Sequence["_Transcription"], advanced: Advanced) -> None:
        self._transcriptions = transcriptions
        self._advanced = advanced

    async def resume(self, conn: Connection) -> None:
        """Loads the parts that were transcribed before, and stores the progress."""
        for transcription in self._transcriptions:
            recording = transcription.recording
            transcription.resume(await list_parts(conn, recording.tenant_id, recording.id))
        for transcription in self._transcriptions:
            await self.report(conn, transcription, gained=False)

    async def report(
        self, conn: Connection, transcription: "_Transcription", *, gained: bool
    ) -> None:
        """Stores the progress. `gained` says that more of this recording is transcribed than
        before.
        """
        recording, speech_s = transcription.recording, transcription.plan.speech_s
        await mark_transcribing(
            conn,
            recording.tenant_id,
            recording.id,
            speech_s=speech_s,
            transcribed_s=speech_s * transcription.share,
        )
        all_s = sum(each.plan.speech_s for each in self._transcriptions)
        transcribed_s = sum(each.plan.speech_s * each.share for each in self._transcriptions)
        meta = {
            "parts": sum(len(each.plan.parts) for each in self._transcriptions),
            "parts_transcribed": sum(each.parts_transcribed for each in self._transcriptions),
            "speech_s": round(all_s, 3),
            "transcribed_s": round(transcribed_s, 3),
        }
        await self._advanced(conn, meta, gained=gained)


class _Transcription:
    """One recording on its way through the transcriber."""

    def __init__(
        self,
        recording: Recording,
        plan: Plan,
        folder: Path,
        asking: Asking,
        transcriber: Transcriber,
        transaction: Transaction,
    ) -> None:
        self.recording = recording
        self.plan = plan
        self._folder = folder
        self._asking = asking
        self._transcriber = transcriber
        self._transaction = transaction
        self._transcribed: dict[Place, TranscribedPart] = {}
        self._failed: Transient | Permanent | None = None

    @property
    def parts_transcribed(self) -> int:
        return len(self._transcribed)

    @property
    def share(self) -> float:
        """Returns the transcribed share of the audio to transcribe, by its length; 1 where there is
        nothing.
        """
        transcribed_s = sum(
            part.duration_s for part in self.plan.parts if _place_of(part) in self._transcribed
        )
        return transcribed_s / self.plan.transcribed_s if self.plan.parts else 1.0

    def resume(self, stored: Mapping[Place, TranscribedPart]) -> None:
        for part in self.plan.parts:
            answer = stored.get(_place_of(part))
            if answer and self._asking.was_asked(
                part, self._transcriber.model, answer.request_hash
            ):
                self._transcribed[_place_of(part)] = answer

    async def count(self, conn: Connection) -> None:
        """Counts the audio that is about to be sent. Raises BudgetSpent."""
        missing_s = sum(
            part.duration_s for part in self.plan.parts if _place_of(part) not in self._transcribed
        )
        if not missing_s:
            return
        question = hashlib.sha256()
        for part in self.plan.parts:
            question.update(self._asking.about(part, self._transcriber.model))
        recording = self.recording
        await count_audio(
            conn,
            recording.tenant_id,
            recording.id,
            question=question.digest(),
            seconds=missing_s,
        )

    async def all_parts(
        self, slots: asyncio.Semaphore, watched: _Watched, *, at_once: int
    ) -> list[TranscribedPlace]:
        missing = [part for part in self.plan.parts if _place_of(part) not in self._transcribed]
        if missing:
            await together(
                [self._in_turn(part, slots, watched) for part in missing], at_once=at_once
            )
        if self._failed:
            raise self._failed
        return [(part, self._transcribed[_place_of(part)]) for part in self.plan.parts]

    async def _in_turn(self, part: Part, slots: asyncio.Semaphore, watched: _Watched) -> None:
        async with slots:
            if self._failed:
                return
            try:
                await self._transcribe_part(part, watched)
            except (Transient, Permanent) as error:
                self._failed = self._failed or error

    async def _transcribe_part(self, part: Part, watched: _Watched) -> None:
        answer = await self._transcriber.transcribe(
            self._folder / part.file,
            seconds=part.duration_s,
            language=self._asking.language,
            vocabulary=self._asking.vocabulary,
        )
        transcribed = TranscribedPart(
            request_hash=self._asking.about(part, self._transcriber.model),
            transcript=answer.value,
            model=answer.model,
            input_tokens=answer.usage.input_tokens,
            output_tokens=answer.usage.output_tokens,
            audio_s=answer.usage.audio_s,
        )
        recording = self.recording
        async with self._transaction() as conn:
            await upsert_part(
                conn,
                recording.tenant_id,
                recording.id,
                _place_of(part),
                transcribed,
                raw=answer.raw,
            )
            # After the commit's lock is held, so that counts of parts that finish together only
            # grow.
            self._transcribed[_place_of(part)] = transcribed
            await watched.report(conn, self, gained=True)


def _place_of(part: Part) -> Place:
    return part.channel, part.position


def _speakers_by_channel(recording: Recording, plan: Plan) -> dict[int, Speaker] | None:
    """Returns the speakers by channel; None where they are not known, or where all share one
    channel. The second of two channels is known from the first.
    """
    named = recording.speakers
    if named and len(named) == 1 and plan.treated_as == 2 and named[0] in _OTHER:
        named = (named[0], _OTHER[named[0]])
    if named is None or plan.treated_as != len(named):
        return None
    return dict(enumerate(named))


_OTHER = {Speaker.AGENT: Speaker.CUSTOMER, Speaker.CUSTOMER: Speaker.AGENT}
