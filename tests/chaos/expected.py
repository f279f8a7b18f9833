"""What must be true of a call after everything that was done to it and to the workers
of its run.
"""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from typing import Any

from shared.db.pool import Connection
from shared.domain.ids import CallId, JobId, TenantId
from shared.domain.statuses import JobKind, JobStatus, StepStatus
from shared.domain.steps import BEFORE_TRANSCRIPT, STEPS_OF, Step
from shared.errors import ProviderRejected, ProviderUnavailable, RateLimited, WorkFailed

# Longer than a test: what passes here is the time that the test lets pass.
LONG_S = 600.0
MAX_ATTEMPTS = 2
MAX_CRASHES = 3
OPEN = (JobStatus.QUEUED, JobStatus.RUNNING)


@dataclass(frozen=True)
class Seen:
    """A call as its rows tell of it; `announced` counts its events, `stored` what was made of it.

    `indexed` names each chunk with the time at which it was marked as indexed.
    """

    call_status: str
    call_error: str | None
    job_id: JobId
    status: JobStatus
    attempts: int
    crashes: int
    snoozes: int
    fence: int
    error: str | None
    steps: dict[Step, StepStatus]
    errors: dict[Step, int]
    announced: Counter[str]
    kept: Counter[str]
    indexed: frozenset[str]

    @property
    def done(self) -> frozenset[Step]:
        return self.having(StepStatus.DONE)

    def having(self, *statuses: StepStatus) -> frozenset[Step]:
        return frozenset(step for step, status in self.steps.items() if status in statuses)


@dataclass(frozen=True)
class Trouble:
    """What happens once, and to which step. Limits and outages cost time, a fault of ours an
    attempt, a refusal the step.
    """

    vendor: str
    step: Step
    kind: str

    def answer(self) -> Exception:
        return _ANSWERS[self.kind]()

    def is_final(self, errors: int) -> bool:
        return self.kind == "refusal" or (self.kind == "fault" and errors + 1 >= MAX_ATTEMPTS)


_ANSWERS: dict[str, Callable[[], Exception]] = {
    "limit": lambda: RateLimited("limit", retry_after_s=LONG_S),
    "outage": lambda: ProviderUnavailable("down", retry_after_s=LONG_S),
    "fault": lambda: WorkFailed("our process died", retry_after_s=LONG_S),
    "refusal": lambda: ProviderRejected("refused", reason="refused"),
}
_STEPS = {
    "summarize": Step.SUMMARIZE,
    "detect_callback": Step.DETECT_CALLBACK,
    "extract_lead": Step.EXTRACT_LEAD,
    "write_document": Step.WRITE_DOCUMENT,
    "book": Step.SCHEDULE_CALLBACK,
}
# A calendar that refuses is not a failure: the callback is kept for a person.
TROUBLES = [
    Trouble(vendor, step, kind)
    for vendor, step in _STEPS.items()
    for kind in _ANSWERS
    if (vendor, kind) != ("book", "refusal")
]


@dataclass
class Expected:
    """The model of one call. `waits` and `leased` say why nobody may work on a run that is open."""

    status: JobStatus = JobStatus.QUEUED
    attempts: int = 0
    crashes: int = 0
    snoozes: int = 0
    fence: int = 0
    waits: bool = False
    leased: bool = False
    deleted: bool = False
    edits: int = 0
    done: frozenset[Step] = frozenset()
    announced: Counter[str] = field(
        default_factory=lambda: Counter({"call.received": 1, "job.queued": 1})
    )

    @property
    def can_be_claimed(self) -> bool:
        if self.deleted:
            return False
        return (
            not self.waits
            if self.status is JobStatus.QUEUED
            else self.status is JobStatus.RUNNING and not self.leased
        )

    def keeps_from_retrying(self, from_step: Step | None) -> bool:
        """There is no audio that could be heard again."""
        match self.status:
            case JobStatus.RUNNING:
                return True
            case JobStatus.QUEUED:
                return from_step is not None
            case JobStatus.SUCCEEDED if from_step is None:
                return True
        return from_step in BEFORE_TRANSCRIPT

    def time_passed(self) -> None:
        self.waits = self.leased = False

    def cancelled(self) -> None:
        if self.status in OPEN:
            self._end(JobStatus.CANCELLED)

    def reopened(self, forgetting: Collection[Step]) -> None:
        """What the caller takes back is made once more, and everything counts from nothing."""
        self.status, self.waits, self.leased = JobStatus.QUEUED, False, False
        self.attempts = self.crashes = self.snoozes = 0
        self.fence += 1
        self.done -= frozenset(forgetting)
        self.announced["job.queued"] += 1

    def walked(self, before: Seen, after: Seen, trouble: Trouble | None, *, stopped: bool) -> None:
        """A worker claimed the run, met `trouble` and came to an end, or was `stopped` somewhere on
        its way.
        """
        self.fence += 1
        self.crashes += self.status is JobStatus.RUNNING
        self.status, self.leased = JobStatus.RUNNING, True
        self.worked(before, after, trouble, stopped=stopped)

    def worked(self, before: Seen, after: Seen, trouble: Trouble | None, *, stopped: bool) -> None:
        """As far as it may have come: a stopped worker's last word is committed or is not."""
        quarantined = self.crashes >= MAX_CRASHES
        assert after.done >= self.done, "what is done stays done"
        gained = after.done - self.done
        self.done = after.done
        self.announced.update(f"step.done {step}" for step in gained)
        # A batch of chunks is progress too, although its step is not done yet.
        if gained or after.indexed - before.indexed:
            assert not quarantined, "a run in quarantine was walked"
            self.crashes = 0
        if stopped and after.status is JobStatus.RUNNING:
            return
        final = trouble is not None and trouble.is_final(before.errors.get(trouble.step, 0))
        if trouble and not final:
            self._postpone(trouble)
        elif quarantined or trouble or before.having(StepStatus.FAILED):
            self._end(JobStatus.FAILED)
        else:
            self._end(JobStatus.SUCCEEDED)

    def woke(self, before: Seen, after: Seen) -> None:
        """The worker whose run it still is. If its database was away, it gave the run back with
        nothing counted.
        """
        if after.status is JobStatus.QUEUED:
            self.worked(before, replace(after, status=JobStatus.RUNNING), None, stopped=True)
            self.status, self.waits, self.leased = JobStatus.QUEUED, True, False
        else:
            self.worked(before, after, None, stopped=False)

    def _postpone(self, trouble: Trouble) -> None:
        self.status, self.waits, self.leased = JobStatus.QUEUED, True, False
        self.attempts += trouble.kind == "fault"
        self.snoozes += trouble.kind in ("limit", "outage")
        self.announced["job.postponed"] += 1

    def _end(self, status: JobStatus) -> None:
        self.status, self.leased, self.waits = status, False, False
        self.announced[f"job.{status}"] += 1
        self.announced["call.ready" if status is JobStatus.SUCCEEDED else "call.partial"] += 1

    def check(self, seen: Seen | None) -> None:
        if self.deleted:
            assert seen is None, "a deleted call is there"
            return
        assert seen is not None, "an accepted call is lost"
        self._check_run(seen)
        self._check_made(seen)
        if self.status not in OPEN:
            self._check_end(seen)

    def _check_run(self, seen: Seen) -> None:
        mine = (self.status, self.attempts, self.crashes, self.snoozes, self.fence, self.done)
        assert (
            seen.status,
            seen.attempts,
            seen.crashes,
            seen.snoozes,
            seen.fence,
            seen.done,
        ) == mine
        counted = ("job.", "call.", "step.done")
        assert (
            Counter(
                {name: count for name, count in seen.announced.items() if name.startswith(counted)}
            )
            == self.announced
        )

    def _check_made(self, seen: Seen) -> None:
        """A version for each time its step was done, and never two callbacks or two leads."""
        made = {
            "summary": self.announced["step.done summarize"],
            "callback": self.announced["step.done detect_callback"],
            "lead": self.announced["step.done extract_lead"],
            "document": self.announced["step.done write_document"],
            "transcript": 1 + self.edits,
            "callbacks": min(1, self.announced["step.done detect_callback"]),
            "leads": min(1, self.announced["step.done extract_lead"]),
        }
        assert seen.kept == Counter(made)

    def _check_end(self, seen: Seen) -> None:
        assert not seen.having(StepStatus.PENDING, StepStatus.RUNNING), (
            "a run that is over has an open step"
        )
        assert set(seen.steps) == set(STEPS_OF[JobKind.PROCESS_CALL])
        if self.status is JobStatus.SUCCEEDED:
            assert (seen.call_status, seen.call_error, seen.error) == ("ready", None, None)
            assert seen.having(StepStatus.DONE, StepStatus.SKIPPED) == set(seen.steps)
        else:
            assert seen.call_status == "partial"
            assert seen.call_error
            assert seen.error


async def look(conn: Connection, tenant_id: TenantId) -> dict[CallId, Seen]:
    """Every call of the tenant. Each has one run."""
    rows = await conn.fetch(_SEEN, tenant_id)
    seen = {CallId(row["call_id"]): _seen(row) for row in rows}
    assert len(seen) == len(rows), "a call has two runs"
    return seen


def _seen(row: Any) -> Seen:
    return Seen(
        call_status=row["call_status"],
        call_error=row["call_error"],
        job_id=JobId(row["job_id"]),
        status=JobStatus(row["status"]),
        attempts=row["attempts"],
        crashes=row["crashes"],
        snoozes=row["snoozes"],
        fence=row["fence"],
        error=row["error"],
        steps={Step(step): StepStatus(status) for step, status in row["steps"].items()},
        errors={Step(step): count for step, count in row["errors"].items()},
        announced=Counter(row["told"]),
        kept=Counter(row["kept"]),
        indexed=frozenset(row["indexed"]),
    )


_SEEN = """
select calls.id as call_id, calls.status as call_status, calls.error as call_error,
    jobs.id as job_id, jobs.status,
    attempts, crashes, snoozes, fence, jobs.error,
    (select coalesce(jsonb_object_agg(step, status), '{}') from job_steps
    where job_id = jobs.id) as steps,
    (select coalesce(jsonb_object_agg(step, errors), '{}') from job_steps
    where job_id = jobs.id) as errors,
    (select coalesce(jsonb_object_agg(name, count), '{}') from (
        select type || coalesce(' ' || (data ->> 'step'), '') as name, count(*) from events
        where call_id = calls.id and type not in ('call.updated', 'callback.changed')
        group by name) as counted) as told,
    (select coalesce(jsonb_object_agg(name, count), '{}') from (
        select kind as name, count(*) from insights where call_id = calls.id group by kind
        union all select 'document', count(*) from documents where call_id = calls.id
        union all select 'transcript', count(*) from transcripts where call_id = calls.id
        union all select 'callbacks', count(*) from callbacks where call_id = calls.id
        union all select 'leads', count(*) from lead_calls
            where call_id = calls.id) as counted) as kept,
    array(select id || ' ' || indexed_at from chunks where call_id = calls.id
    and indexed_at is not null) as indexed
from calls left join jobs on jobs.call_id = calls.id where calls.tenant_id = $1
"""
