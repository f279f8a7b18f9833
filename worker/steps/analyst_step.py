"""The common parts of the steps that query the analyst."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from shared.db.insights import insight_of_call
from shared.db.pool import Connection
from shared.db.writes import Write
from shared.domain.transcript import Transcript
from shared.ports import Analyst, Answer, CallContext
from worker.checkpoints import PipelineStep
from worker.run import Run
from worker.silence import SilenceAnalyst

T = TypeVar("T")


@dataclass(frozen=True)
class AnalystStep(PipelineStep[Answer[T]]):
    """A step that is one question to the analyst; the result is its answer with its cost."""

    run: Run
    transcript: Transcript

    @abstractmethod
    async def ask(self, analyst: Analyst, context: CallContext) -> Answer[T]: ...

    @abstractmethod
    async def find(self, conn: Connection) -> T:
        """Finds the result of an earlier attempt."""

    async def work(self) -> Answer[T]:
        return await self.ask(
            analyst_of(self.run, self.transcript), self.run.context(self.transcript)
        )

    async def load(self, conn: Connection) -> Answer[T]:
        """Loads the answer; its cost is on the step's row already."""
        return Answer(await self.find(conn), model="")

    def writes(self, value: Answer[T]) -> Sequence[Write]:
        return insight_writes(value)

    def meta(self, value: Answer[T]) -> dict[str, Any]:
        return answer_meta(value)


def analyst_of(run: Run, transcript: Transcript) -> Analyst:
    return run.providers.analyst if transcript.turns else SilenceAnalyst()


def insight_writes(answer: Answer[Any]) -> list[Write]:
    return [insight_of_call(answer.value, model=answer.model, prompt_version=answer.prompt_version)]


def answer_meta(answer: Answer[Any]) -> dict[str, Any]:
    """Returns the cost and, where the analyst states one, the confidence."""
    confidence = getattr(answer.value, "confidence", None)
    return {
        "model": answer.model,
        "prompt_version": answer.prompt_version,
        "input_tokens": answer.usage.input_tokens,
        "output_tokens": answer.usage.output_tokens,
        "audio_s": answer.usage.audio_s,
        **({} if confidence is None else {"confidence": confidence}),
    }
