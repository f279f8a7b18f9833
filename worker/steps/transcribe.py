"""From audio to transcript: cut at its silences, each part heard once, put together again.

Calls whose sender transcribed them are past this step when they arrive.
"""

import asyncio
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from shared.db.pool import Connection
from shared.db.recording_parts import HeardPart, Place, list_heard, upsert_heard
from shared.db.recordings import Recording, mark_listening
from shared.domain.audio import Part, Plan
from shared.domain.ids import RecordingId
from shared.domain.part_times import Merged, merge
from shared.domain.speech_measures import Measures, measure
from shared.domain.transcript import Speaker
from shared.domain.transcript_bounds import bounded
from shared.errors import NotReadyYet, Permanent, RecordingUnusable, Transient
from shared.providers.cutter import Cutter
from shared.providers.headerless import find_headerless
from shared.providers.ports import Transcriber, Usage
from shared.providers.together import together

LOOK_AGAIN_S = 30.0

Transaction = Callable[[], AbstractAsyncContextManager[Connection]]
Heard = tuple[Part, HeardPart]


class Advanced(Protocol):
    async def __call__(self, conn: Connection, meta: dict[str, float], *, gained: bool) -> None: ...


@dataclass(frozen=True, slots=True)
class Listened:
    """What came of a recording: its transcript in call time, how it was cut, and how the conversation went."""

    recording_id: RecordingId
    plan: Plan
    merged: Merged
    measures: Measures
    model: str
    usage: Usage


@dataclass(frozen=True, slots=True)
class Asking:
    """What goes with every part, and with it makes the question that is paid for once."""

    language: str | None
    vocabulary: tuple[str, ...]

    def about(self, part: Part, model: str) -> bytes:
        """The same sound asked about in the same way has the same hash."""
        question = [part.digest, model, self.language, self.vocabulary]
        return hashlib.sha256(json.dumps(question).encode()).digest()


def require_recording(recording: Recording | None, *, waited_s: float, patience_s: float) -> Recording:
    """Waits for a recording that has not arrived, up to `patience_s` after the call was received."""
    if recording is not None:
        return recording
    if waited_s < patience_s:
        raise NotReadyYet(
            "The call came without a transcript and its recording has not arrived.", retry_after_s=LOOK_AGAIN_S
        )
    raise RecordingUnusable(
        "The call came without a transcript and no recording followed. Let ElevenLabs send the transcript or the"
        " audio (workspace settings, post-call webhook).",
        reason="nothing_to_transcribe",
    )


async def transcribe(
    recording: Recording,
    audio: Path,
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
) -> Listened:
    """Parts that were heard before, also by another worker, are not asked about again.

    The parts' files go to `folder`. At most `at_once` of them wait for a slot, so that recordings take turns.
    `advanced` is told in the transaction of each part. After the first failure no other part is begun, and those
    under way are finished and kept.
    """
    said = find_headerless(recording.media_type, recording.remote_url)
    plan = await cutter.cut(audio, folder, replace(transcriber.limits, max_duration_s=max_duration_s), said)
    hearing = _Hearing(recording, plan, asking, transcriber, transaction, advanced)
    async with transaction() as conn:
        hearing.resume(await list_heard(conn, recording.tenant_id, recording.id))
        await hearing.tell(conn, gained=False)
    heard = await hearing.all_parts(folder, slots, at_once=at_once)
    # Seconds of work for a recording of many hours, and the loop keeps the leases.
    merged, measures = await asyncio.to_thread(_put_together, plan, heard, _speakers(recording, plan))
    return Listened(
        recording_id=recording.id,
        plan=plan,
        merged=merged,
        measures=measures,
        model=transcriber.model,
        usage=Usage(
            sum(answer.input_tokens for _, answer in heard),
            sum(answer.output_tokens for _, answer in heard),
            sum(answer.audio_s for _, answer in heard),
        ),
    )


def _put_together(
    plan: Plan, heard: Sequence[Heard], speakers: Mapping[int, Speaker] | None
) -> tuple[Merged, Measures]:
    merged = merge(plan, [(part, answer.transcript) for part, answer in heard], speakers=speakers)
    merged = replace(merged, transcript=bounded(merged.transcript))
    return merged, measure(merged.transcript.words or merged.transcript.turns, duration_s=plan.duration_s)


class _Hearing:
    """One recording on its way through the transcriber."""

    def __init__(
        self,
        recording: Recording,
        plan: Plan,
        asking: Asking,
        transcriber: Transcriber,
        transaction: Transaction,
        advanced: Advanced,
    ) -> None:
        self._recording = recording
        self._plan = plan
        self._asking = asking
        self._transcriber = transcriber
        self._transaction = transaction
        self._advanced = advanced
        self._heard: dict[Place, HeardPart] = {}
        self._failed: Transient | Permanent | None = None

    def resume(self, kept: Mapping[Place, HeardPart]) -> None:
        for part in self._plan.parts:
            answer = kept.get(_place(part))
            if answer and answer.asked == self._asking.about(part, self._transcriber.model):
                self._heard[_place(part)] = answer

    async def all_parts(self, folder: Path, slots: asyncio.Semaphore, *, at_once: int) -> list[Heard]:
        missing = [part for part in self._plan.parts if _place(part) not in self._heard]
        if missing:
            await together([self._in_turn(part, folder, slots) for part in missing], at_once=at_once)
        if self._failed:
            raise self._failed
        return [(part, self._heard[_place(part)]) for part in self._plan.parts]

    async def tell(self, conn: Connection, *, gained: bool) -> None:
        """How much of the speech is heard, for those who watch; `gained` when it is more than before."""
        parts = [part for part in self._plan.parts if _place(part) in self._heard]
        speech_s, heard_s = self._plan.heard_s, sum(part.duration_s for part in parts)
        recording = self._recording
        await mark_listening(conn, recording.tenant_id, recording.id, speech_s=speech_s, heard_s=heard_s)
        counts = {"parts": len(self._plan.parts), "parts_heard": len(parts)}
        meta = {**counts, "speech_s": round(speech_s, 3), "heard_s": round(heard_s, 3)}
        await self._advanced(conn, meta, gained=gained)

    async def _in_turn(self, part: Part, folder: Path, slots: asyncio.Semaphore) -> None:
        async with slots:
            if self._failed:
                return
            try:
                await self._hear(part, folder / part.file)
            except (Transient, Permanent) as error:
                self._failed = self._failed or error

    async def _hear(self, part: Part, file: Path) -> None:
        answer = await self._transcriber.transcribe(
            file, seconds=part.duration_s, language=self._asking.language, vocabulary=self._asking.vocabulary
        )
        heard = HeardPart(
            asked=self._asking.about(part, self._transcriber.model),
            transcript=answer.value,
            model=answer.model,
            input_tokens=answer.usage.input_tokens,
            output_tokens=answer.usage.output_tokens,
            audio_s=answer.usage.audio_s,
        )
        recording = self._recording
        async with self._transaction() as conn:
            await upsert_heard(conn, recording.tenant_id, recording.id, _place(part), heard, raw=answer.raw)
            # After the commit's lock is held, so that counts of parts that finish together only grow.
            self._heard[_place(part)] = heard
            await self.tell(conn, gained=True)


def _place(part: Part) -> Place:
    return part.channel, part.position


def _speakers(recording: Recording, plan: Plan) -> dict[int, Speaker] | None:
    """None where nobody said who is on which channel, or where there is one channel for all."""
    if recording.speakers is None or plan.treated_as != len(recording.speakers):
        return None
    return dict(enumerate(recording.speakers))
