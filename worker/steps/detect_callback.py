"""Detects whether the caller wants to be called back, and lists the callback at once: the lead and
a calendar may take hours.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from shared.db.callbacks import Callback, callback_of_call
from shared.db.insights import get_insight
from shared.db.pool import Connection
from shared.db.writes import Write
from shared.domain.insights import CallbackDetection
from shared.domain.statuses import BookingState
from shared.domain.steps import Step
from shared.domain.transcript import Transcript
from shared.ports import Answer
from worker.checkpoints import PipelineStep
from worker.run import Run
from worker.steps.analyst_step import analyst_of, answer_meta, insight_writes
from worker.steps.schedule_callback import current_callback, unbooked_callback, withdrawn


@dataclass(frozen=True, slots=True)
class Detected:
    """The analyst's result, and the state of the callback until it is booked; None where it remains
    unchanged.
    """

    answer: Answer[CallbackDetection]
    callback: Callback | None


@dataclass(frozen=True)
class DetectCallback(PipelineStep[Detected]):
    name: ClassVar = Step.DETECT_CALLBACK

    run: Run
    transcript: Transcript

    async def work(self) -> Detected:
        """Detects a callback. If the caller wants none, the callback of an earlier transcript is
        withdrawn; one in a calendar is left to the step that knows the calendar.
        """
        run = self.run
        answer = await analyst_of(run, self.transcript).detect_callback(
            self.transcript, run.context(self.transcript)
        )
        before = await current_callback(run)
        if answer.value.needed is False:
            return Detected(answer, withdrawn(before) if before else None)
        in_calendar = before and (before.booking or before.booking_state is BookingState.UNKNOWN)
        if in_calendar or Step.SCHEDULE_CALLBACK in run.tenant.skipped_steps:
            return Detected(answer, None)
        callback = unbooked_callback(
            run.call, run.tenant, answer.value, None, transcript=self.transcript, zone=run.zone
        )
        # The step that schedules it adds name, number and booking to what stands already.
        return Detected(answer, None if before and callback.reads_as(before) else callback)

    async def load(self, conn: Connection) -> Detected:
        found = await get_insight(
            conn, self.run.tenant.id, self.run.call.id, kind=CallbackDetection
        )
        return Detected(Answer(found, model=""), None)

    def writes(self, value: Detected) -> Sequence[Write]:
        callback = value.callback
        return [
            *insight_writes(value.answer),
            *([callback_of_call(self.run.tenant.id, callback)] if callback else []),
        ]

    def meta(self, value: Detected) -> dict[str, Any]:
        return answer_meta(value.answer)
