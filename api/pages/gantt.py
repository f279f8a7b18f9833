"""A run as a chart: each step a line, each attempt at it a bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from api.http.schemas import JobBody
from api.routes.jobs import AttemptBody
from shared.domain.statuses import StepStatus
from shared.domain.steps import Step

# So narrow that it is still seen.
LEAST_PERCENT = 0.5


@dataclass(frozen=True, slots=True)
class Bar:
    """An attempt: its place and width in percent of the whole. `status` is the step's, or `failed`
    for an attempt that was followed by another one.
    """

    status: str
    start: float
    width: float
    attempt: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Line:
    step: Step
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """The lines of a run, which took so many seconds from its first step to its last one."""

    lines: tuple[Line, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class _Span:
    step: Step
    status: str
    attempt: int
    start: datetime
    end: datetime


def chart_of(run: JobBody, attempts: Sequence[AttemptBody] = ()) -> Chart | None:
    """Returns the chart of a run with the attempts at its steps; None before its first step."""
    earlier = [
        _Span(
            each.step,
            "failed",
            each.attempt,
            each.started_at,
            # Of a lost worker no end is known.
            each.finished_at or each.started_at,
        )
        for each in reversed(attempts)
        if each.run == run.run
    ]
    now = datetime.now(UTC)
    last = [
        _Span(step.step, step.status, step.attempt, step.started_at, step.finished_at or now)
        for step in run.steps
        # A step that waits shows its attempts only.
        if step.started_at and step.status is not StepStatus.PENDING
    ]
    spans = [*earlier, *last]
    if not spans:
        return None
    first = min(span.start for span in spans)
    whole = max((max(span.end for span in spans) - first).total_seconds(), 0.001)

    def bar(span: _Span) -> Bar:
        seconds = max(0.0, (span.end - span.start).total_seconds())
        start = 100 * (span.start - first).total_seconds() / whole
        return Bar(
            status=span.status,
            start=min(start, 100 - LEAST_PERCENT),
            width=max(LEAST_PERCENT, 100 * seconds / whole),
            attempt=span.attempt,
            seconds=seconds,
        )

    order = [step.step for step in run.steps]
    named = sorted({span.step for span in spans}, key=order.index)
    return Chart(
        lines=tuple(
            Line(step, tuple(bar(span) for span in spans if span.step is step)) for step in named
        ),
        seconds=whole,
    )
