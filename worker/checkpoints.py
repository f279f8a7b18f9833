"""Runs the steps of one run: each is done at most once, and its result and its record are committed
together.
"""

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

import structlog

from shared.concurrency.tenant_scope import billing_to
from shared.db.events import events_of_run, insert_event
from shared.db.jobs.claims import Claim, fenced, fenced_writes, mark_progress
from shared.db.jobs.jobs import StepView
from shared.db.jobs.steps import mark_step_advanced, mark_steps_running, run_got_on, step_over
from shared.db.paid_answers import delete_answers
from shared.db.pool import Connection, Database
from shared.db.writes import Write
from shared.domain.statuses import StepStatus
from shared.domain.steps import Step
from shared.domain.stored_texts import SkipReason
from shared.domain.usage import BilledTo
from shared.errors import (
    AccountRefused,
    BookingUnknown,
    LeaseLost,
    NotReadyYet,
    NotStored,
    Permanent,
    ProviderMalformed,
    ProviderTimeout,
    RateLimited,
    SecretUnreadable,
    Transient,
    Unavailable,
    VendorPaused,
    WorkFailed,
    is_disk_full,
)
from shared.telemetry.metrics import Metrics, outcome_of
from shared.telemetry.tracing import Tracing

T = TypeVar("T")

# The fields of a step's meta that are published; none contains spoken words.
PROGRESS = ("speech_s", "transcribed_s")
LOGGED = ("transcript_chars", "duration_s", "confidence")

log = structlog.get_logger()


class StepStopped(Exception):
    """No step that depends on this one can continue in this run; the reason is recorded."""


class PipelineStep(ABC, Generic[T]):
    """Defines how a step of a run is done, stored and loaded.

    The writes from `writes` are committed together with the mark that the step is done; `save` is
    for effects that have to read first, in the same transaction.
    """

    name: ClassVar[Step]

    @abstractmethod
    async def work(self) -> T:
        """Does the work. Raises Transient and Permanent errors, which end this attempt."""

    @abstractmethod
    async def load(self, conn: Connection) -> T:
        """Returns the result of an earlier attempt of the run."""

    @abstractmethod
    def meta(self, value: T) -> dict[str, Any]:
        """Returns facts for the step's row: model, tokens, counts."""

    def writes(self, value: T) -> Sequence[Write]:
        del value
        return ()

    async def save(self, conn: Connection, value: T) -> None:
        """Stores the result. Overridden only where `writes` is not enough."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed step. `final` steps are not tried again; `counted` ones use up attempts.

    `outage_s` is how long the vendor's outage has lasted; None without an outage.
    """

    message: str
    code: str
    final: bool
    counted: bool
    retry_after_s: float | None = None
    outage_s: float | None = None


@dataclass(frozen=True, slots=True)
class Patience:
    """The limits of a step: it fails after `attempts` errors of its own work, or after an outage of
    `outage_s`.
    """

    attempts: int
    outage_s: float


class Checkpoints:
    """Runs the steps of a claimed run and remembers how each of them failed."""

    def __init__(
        self,
        database: Database,
        claim: Claim,
        steps: dict[Step, StepView],
        *,
        switched_off: frozenset[Step],
        patience: Patience,
        metrics: Metrics,
        tracing: Tracing,
    ) -> None:
        self._database = database
        self._claim = claim
        self._steps = steps
        self._switched_off = switched_off
        self._patience = patience
        self._metrics = metrics
        self._tracing = tracing
        # Every write locks the run's row: waiting here uses neither a connection nor PostgreSQL.
        self._writing = asyncio.Lock()
        self._beginning: list[Step] = []
        self._marking: asyncio.Task[dict[Step, int]] | None = None
        self._deferred: list[Write] = []
        # Whether this attempt made any permanent progress.
        self.gained = False
        # A step that failed permanently in an earlier attempt still counts in this one's outcome.
        self.failures: dict[Step | None, Failure] = {
            step: Failure(
                view.error or "failed", view.error_code or "failed", final=True, counted=True
            )
            for step, view in steps.items()
            if view.status is StepStatus.FAILED
        }

    @asynccontextmanager
    async def fenced(self) -> AsyncIterator[Connection]:
        """Opens a transaction that commits only while this worker owns the run. Raises
        LeaseLost.
        """
        async with (
            self._writing,
            self._with_deferred() as writes,
            fenced(self._database, self._claim, *writes) as conn,
        ):
            yield conn

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """Yields a connection for one statement that checks the fence itself."""
        async with self._writing, self._database.connection(self._claim.tenant_id) as conn:
            yield conn

    def is_over(self, step: Step) -> bool:
        """Returns whether an earlier attempt of the run finished, skipped or gave up this step."""
        over = (StepStatus.DONE, StepStatus.SKIPPED, StepStatus.FAILED)
        return step in self._steps and self._steps[step].status in over

    def is_waiting(self, step: Step) -> bool:
        """Returns whether this attempt postponed the step, which is tried again."""
        failure = self.failures.get(step)
        return failure is not None and not failure.final

    async def run_step(self, work: PipelineStep[T]) -> T:
        """Returns the step's result, from this attempt or an earlier one. Raises StepStopped,
        LeaseLost.
        """
        step = work.name
        match self._steps[step].status if step in self._steps else StepStatus.PENDING:
            case StepStatus.DONE:
                async with self._database.connection(self._claim.tenant_id) as conn:
                    return await work.load(conn)
            case StepStatus.SKIPPED | StepStatus.FAILED:
                raise StepStopped
        if step in self._switched_off:
            self.skip(step, SkipReason.SWITCHED_OFF)
            raise StepStopped
        try:
            return await self._measured_attempt(work)
        except (StepStopped, LeaseLost, Unavailable):
            raise
        except Exception:
            # A bug, or a value that cannot be stored: the same answer would lead to it again.
            async with self.fenced() as conn:
                await delete_answers(conn, self._claim.tenant_id, self._claim.call_id, step)
            raise

    def skip(self, step: Step, reason: SkipReason) -> None:
        """Marks a step as skipped with the run's next commit."""
        self.defer(step_over(step, StepStatus.SKIPPED, meta={"reason": reason}))

    def defer(self, write: Write) -> None:
        """Commits a write with the run's next commit, for what another attempt would find again."""
        self._deferred.append(write)

    async def write(self, *writes: Write) -> None:
        """Commits all writes or none, and only while this worker owns the run. Raises LeaseLost."""
        async with self.connection() as conn, self._with_deferred() as deferred:
            await fenced_writes(conn, self._claim, *deferred, *writes)

    async def write_deferred(self) -> None:
        """Commits what still waits for a commit. Raises LeaseLost."""
        if self._deferred:
            await self.write()

    @asynccontextmanager
    async def _with_deferred(self) -> AsyncIterator[list[Write]]:
        """Yields the deferred writes to be committed in this block. They wait again if it fails."""
        writes, self._deferred = self._deferred, []
        try:
            yield writes
        except BaseException:
            self._deferred = writes + self._deferred
            raise

    async def advanced(
        self, step: Step, conn: Connection, meta: dict[str, Any], *, gained: bool
    ) -> None:
        """Stores the progress of a running step, inside `fenced`; `gained` says that more of it is
        done.
        """
        await mark_step_advanced(conn, self._claim, step, meta, gained=gained)
        if gained:
            self.gained = True
            await mark_progress(conn, self._claim)
            claim = self._claim
            await insert_event(
                conn,
                claim.tenant_id,
                "step.progress",
                call_id=claim.call_id,
                job_id=claim.job_id,
                data={"step": step, **{name: meta[name] for name in PROGRESS if name in meta}},
            )

    async def _measured_attempt(self, work: PipelineStep[T]) -> T:
        """Makes and measures one attempt at a step. Raises the attempt's errors."""
        started, fault = time.monotonic(), None
        with self._tracing.span(f"step {work.name}", step=work.name):
            try:
                return await self._attempt_step(work)
            except BaseException as error:
                fault = error
                raise
            finally:
                elapsed_s = time.monotonic() - started
                self._metrics.steps.labels(work.name, outcome_of(fault)).observe(elapsed_s)

    async def _attempt_step(self, work: PipelineStep[T]) -> T:
        claim, step, started = self._claim, work.name, time.monotonic()
        # Steps that begin at the same moment are marked in one round trip. All steps of a run are
        # cancelled together, so no step remains without the task that it shares.
        self._beginning.append(step)
        self._marking = self._marking or asyncio.create_task(self._mark_beginning())
        attempt = (await self._marking)[step]
        log.debug("step begun", step=step, attempt=attempt)
        try:
            billed_to = BilledTo(
                claim.tenant_id, claim.call_id, claim.job_id, step, attempt, claim.has_answers
            )
            with billing_to(billed_to):
                value = await work.work()
        except (Transient, Permanent) as error:
            await self._record_failure(step, error)
            raise StepStopped from error
        except OSError as error:
            if not is_disk_full(error):
                raise
            await self._record_failure(
                step, NotStored("This worker's disk is full; free some space.")
            )
            raise StepStopped from error
        meta = work.meta(value)
        writes = (
            step_over(step, StepStatus.DONE, meta=meta),
            *run_got_on(claim),
            events_of_run(
                ("step.done", {"step": step, "attempt": attempt}), *_ANNOUNCED.get(step, ())
            ),
            *work.writes(value),
        )
        if type(work).save is PipelineStep.save:
            await self.write(*writes)
        else:
            async with (
                self._writing,
                self._with_deferred() as deferred,
                fenced(self._database, claim, *deferred, *writes) as conn,
            ):
                await work.save(conn, value)
        self.gained = True
        facts = {name: meta[name] for name in LOGGED if meta.get(name) is not None}
        elapsed_ms = round((time.monotonic() - started) * 1000)
        log.info("step done", step=step, attempt=attempt, elapsed_ms=elapsed_ms, **facts)
        return value

    async def _mark_beginning(self) -> dict[Step, int]:
        # Branches that started together reach their first step within one iteration of the event
        # loop.
        await asyncio.sleep(0)
        steps, self._beginning, self._marking = self._beginning, [], None
        async with self.connection() as conn, self._with_deferred() as deferred:
            return await mark_steps_running(conn, self._claim, steps, *deferred)

    async def _record_failure(self, step: Step, error: Transient | Permanent) -> None:
        failure = failure_of(
            error, self._steps.get(step), self._patience, unattended_s=self._claim.overdue_s
        )
        self.failures[step] = failure
        status = StepStatus.FAILED if failure.final else StepStatus.PENDING
        await self.write(
            step_over(
                step,
                status,
                error=failure.message,
                error_code=failure.code,
                counted=failure.counted,
                outage_s=failure.outage_s,
            ),
            events_of_run(
                (
                    "step.failed" if failure.final else "step.postponed",
                    {"step": step, "code": failure.code},
                )
            ),
        )
        log.warning("step failed", step=step, code=failure.code, final=failure.final)


# What the end of a step means to those who follow a call.
_ANNOUNCED: Mapping[Step, Sequence[tuple[str, dict[str, Any]]]] = {
    Step.WRITE_DOCUMENT: [("document.generated", {})],
    Step.INDEX_TRANSCRIPT: [("embeddings.generated", {"source": "transcript"})],
    Step.INDEX_SUMMARY: [("embeddings.generated", {"source": "summary"})],
    Step.INDEX_DOCUMENT: [("embeddings.generated", {"source": "document"})],
}


def failure_of(
    error: Transient | Permanent,
    before: StepView | None,
    patience: Patience,
    *,
    unattended_s: float = 0.0,
) -> Failure:
    """Returns what an error means for its step; `before` is the state after earlier attempts.

    `unattended_s` is how long the run was due before a worker claimed it, for example after a night
    without workers: that time does not count as an outage.

    A limit, an outage or a missing part costs time and no attempt; a malformed answer is requested
    once more.
    """
    errors = 1 + (before.errors if before else 0)
    wait_s = error.retry_after_s if isinstance(error, Transient) else None
    match error:
        case Permanent():
            return Failure(str(error), error.reason, final=True, counted=True)
        case RateLimited():
            return Failure(
                str(error), "rate_limited", final=False, counted=False, retry_after_s=wait_s
            )
        case NotReadyYet():
            return Failure(
                str(error), "not_ready", final=False, counted=False, retry_after_s=wait_s
            )
        case ProviderMalformed():
            final = errors >= min(2, patience.attempts)
            return Failure(
                str(error), "malformed_answer", final, counted=True, retry_after_s=wait_s
            )
        case WorkFailed():
            final = errors >= patience.attempts
            return Failure(str(error), "work_failed", final, counted=True, retry_after_s=wait_s)
    outage_s = max(0.0, ((before.failing_s if before else None) or 0.0) - unattended_s)
    final = outage_s >= patience.outage_s
    message = (
        f"{error} (tried for {outage_s / 3600:.1f} hours, OUTAGE_PATIENCE_S)"
        if final
        else str(error)
    )
    return Failure(
        message, _outage_code(error), final, counted=False, retry_after_s=wait_s, outage_s=outage_s
    )


def _outage_code(error: Transient) -> str:
    match error:
        case AccountRefused():
            return error.reason
        case NotStored() | BookingUnknown():
            return error.code
        case SecretUnreadable():
            return "secret_unreadable"
        case VendorPaused():
            return "vendor_paused"
        case ProviderTimeout():
            return "timeout"
        case _:
            return "provider_unavailable"


async def require(loading: Coroutine[Any, Any, T | None]) -> T:
    """Returns the stored result of a completed step."""
    value = await loading
    if value is None:
        raise LookupError("the result of a completed step is missing")
    return value
