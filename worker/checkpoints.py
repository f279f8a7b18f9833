"""One run's steps: each done at most once, its result and its record committed together."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import structlog

from shared.db.events import insert_event
from shared.db.jobs import Claim, StepView, fenced, mark_progress
from shared.db.pool import Connection, Database
from shared.db.steps import mark_step_over, mark_step_running
from shared.domain.statuses import Step, StepStatus
from shared.errors import NotReadyYet, Permanent, ProviderMalformed, RateLimited, Transient

T = TypeVar("T")

log = structlog.get_logger()


class StepStopped(Exception):
    """Nothing that depends on this step can go on in this run; why is recorded."""


@dataclass(frozen=True, slots=True)
class Checkpoint(Generic[T]):
    """How a step is done, kept, and found again.

    `save` writes the effect in the transaction that marks the step done; `load` reads it back when an
    earlier attempt of the run got that far. `meta` goes on the step's row: model, tokens, counts.
    """

    step: Step
    work: Callable[[], Awaitable[T]]
    save: Callable[[Connection, T], Awaitable[None]]
    load: Callable[[Connection], Awaitable[T]]
    meta: Callable[[T], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Failure:
    """`final` steps are not tried again; `counted` ones use up attempts."""

    error: Transient | Permanent
    final: bool
    counted: bool


class Checkpoints:
    """Runs a claim's steps and remembers how each of them failed."""

    def __init__(
        self,
        database: Database,
        claim: Claim,
        steps: dict[Step, StepView],
        *,
        switched_off: frozenset[Step],
        max_attempts: int,
    ) -> None:
        self._database = database
        self._claim = claim
        self._steps = steps
        self._switched_off = switched_off
        self._max_attempts = max_attempts
        self.failures: dict[Step | None, Failure] = {}

    @asynccontextmanager
    async def fenced(self) -> AsyncIterator[Connection]:
        """A transaction that commits only while this worker owns the run. Raises LeaseLost."""
        async with fenced(self._database, self._claim) as conn:
            yield conn

    def reached(self, step: Step) -> bool:
        """Whether an earlier attempt of the run started this step or skipped it."""
        return step in self._steps

    async def reach(self, checkpoint: Checkpoint[T]) -> T:
        """The step's result, from this attempt or an earlier one. Raises StepStopped, LeaseLost."""
        step = checkpoint.step
        match self._steps[step].status if step in self._steps else StepStatus.PENDING:
            case StepStatus.DONE:
                async with self._database.connection() as conn:
                    return await checkpoint.load(conn)
            case StepStatus.SKIPPED | StepStatus.FAILED:
                raise StepStopped
        if step in self._switched_off:
            await self.skip(step, "switched off by the tenant")
            raise StepStopped
        return await self._attempt(checkpoint)

    async def skip(self, step: Step, reason: str) -> None:
        async with self.fenced() as conn:
            await mark_step_over(conn, self._claim, step, StepStatus.SKIPPED, meta={"reason": reason})

    async def _attempt(self, checkpoint: Checkpoint[T]) -> T:
        claim, step, started = self._claim, checkpoint.step, time.monotonic()
        async with self.fenced() as conn:
            attempt = await mark_step_running(conn, claim, step)
            await self._tell(conn, "step.started", step, attempt=attempt)
        try:
            value = await checkpoint.work()
        except (Transient, Permanent) as error:
            await self._record_failure(step, error)
            raise StepStopped from error
        async with self.fenced() as conn:
            await checkpoint.save(conn, value)
            await mark_step_over(conn, claim, step, StepStatus.DONE, meta=checkpoint.meta(value))
            await mark_progress(conn, claim)
            await self._tell(conn, "step.done", step, attempt=attempt)
        log.info("step done", step=step, attempt=attempt, elapsed_ms=round((time.monotonic() - started) * 1000))
        return value

    async def _record_failure(self, step: Step, error: Transient | Permanent) -> None:
        earlier = self._steps[step].errors if step in self._steps else 0
        failure = _judge(error, earlier_errors=earlier, max_attempts=self._max_attempts)
        self.failures[step] = failure
        status = StepStatus.FAILED if failure.final else StepStatus.PENDING
        async with self.fenced() as conn:
            await mark_step_over(
                conn,
                self._claim,
                step,
                status,
                error=str(error),
                error_code=code_of(error),
                counted=failure.counted,
            )
            await self._tell(conn, "step.failed" if failure.final else "step.postponed", step, code=code_of(error))
        log.warning("step failed", step=step, code=code_of(error), final=failure.final)

    async def _tell(self, conn: Connection, event_type: str, step: Step, **data: Any) -> None:
        claim = self._claim
        await insert_event(
            conn,
            claim.tenant_id,
            event_type,
            call_id=claim.call_id,
            job_id=claim.job_id,
            data={"step": step, **data},
        )


def code_of(error: Transient | Permanent) -> str:
    """A stable word for programs."""
    match error:
        case Permanent():
            return error.reason
        case RateLimited():
            return "rate_limited"
        case NotReadyYet():
            return "not_ready"
        case ProviderMalformed():
            return "malformed_answer"
        case _:
            return "provider_unavailable"


def _judge(error: Transient | Permanent, *, earlier_errors: int, max_attempts: int) -> Failure:
    """A limit or a missing part only costs time; a malformed answer is asked for once more."""
    if isinstance(error, Permanent):
        return Failure(error, final=True, counted=True)
    if isinstance(error, RateLimited | NotReadyYet):
        return Failure(error, final=False, counted=False)
    patience = 2 if isinstance(error, ProviderMalformed) else max_attempts
    return Failure(error, final=earlier_errors + 1 >= patience, counted=True)
