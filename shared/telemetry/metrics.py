"""Metrics for Prometheus: instruments that are created once per process and passed on.

No label contains a tenant, an id, or a value that a sender or a vendor may choose freely.
"""

import asyncio
import time
from collections import deque
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from shared.errors import (
    AccountRefused,
    BudgetSpent,
    NotReadyYet,
    Permanent,
    ProviderMalformed,
    ProviderRejected,
    ProviderTimeout,
    QuotaExhausted,
    RateLimited,
    RecordingUnusable,
    Transient,
    VendorPaused,
    WorkFailed,
)

QUICK_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
SLOW_S = (0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900)
LOOP_CHECK_S = 0.5
LAG_WINDOW_S = 60.0

_OUTCOMES: tuple[tuple[type[BaseException], str], ...] = (
    (RateLimited, "rate_limited"),
    (ProviderTimeout, "timeout"),
    (ProviderMalformed, "malformed"),
    (NotReadyYet, "not_ready"),
    (VendorPaused, "paused"),
    (QuotaExhausted, "quota_exhausted"),
    (AccountRefused, "account_refused"),
    (WorkFailed, "work_failed"),
    (Transient, "unavailable"),
    (BudgetSpent, "budget_spent"),
    (RecordingUnusable, "unusable"),
    (ProviderRejected, "rejected"),
    (Permanent, "rejected"),
    (asyncio.CancelledError, "cancelled"),
)


def outcome_of(error: BaseException | None) -> str:
    """Returns one of a few words, independent of the error's text and cause; `ok` for no error."""
    if error is None:
        return "ok"
    word = next((word for kind, word in _OUTCOMES if isinstance(error, kind)), None)
    return word or (outcome_of(error.__cause__) if error.__cause__ else "error")


@dataclass(frozen=True, slots=True)
class Backlog:
    """Open runs; `oldest_waiting_s` is how long the oldest run that may start now has been due,
    `stalled` how many are due and not worked on (see shared/db/jobs/stalled.py).
    """

    waiting: int
    postponed: int
    running: int
    oldest_waiting_s: float
    stalled: int
    stored_events: int = 0


@dataclass(frozen=True, slots=True)
class Metrics:
    """Records metrics, one method per event; histograms are observed where the time is measured."""

    registry: CollectorRegistry
    requests: Histogram
    events: Counter
    initiations: Counter
    runs: Counter
    steps: Histogram
    pickup: Histogram
    provider_requests: Histogram
    rate_limits: Counter
    leases_lost: Counter
    wakeups: Counter
    listed_calls: Counter
    loop_lag: Histogram
    backlog: Gauge
    oldest_waiting: Gauge
    stalled: Gauge
    free_disk: Gauge
    canary_up: Gauge
    canary_s: Gauge
    backlog_known: Gauge
    stored_events: Gauge
    expired: Counter
    deliveries: Counter
    schedules: Counter
    connections: Gauge

    def request_answered(self, route: str, method: str, status: int, elapsed_s: float) -> None:
        """Counts an answered request. `route` is the template, never the path; `method` one of a
        few.
        """
        self.requests.labels(route, method, f"{status // 100}xx").observe(elapsed_s)

    def event_received(self, source: str, outcome: str) -> None:
        """Counts an event. `outcome` is accepted, repeat, held, spooled, refused, kept (cannot be
        used yet) or ignored (concerns no call).
        """
        self.events.labels(source, outcome).inc()

    def initiation_answered(self, outcome: str) -> None:
        """Counts a question of a call's agent about its caller. `outcome` is known, unknown,
        unknown_agent; or why nothing was looked up: late, busy, too_many, database_away.
        """
        self.initiations.labels(outcome).inc()

    def run_ended(self, kind: str, outcome: str) -> None:
        """Counts the end of a run. `outcome` is succeeded, failed, postponed, given_back, lost,
        quarantined, or isolated: in its own process, whose metrics are not collected.
        """
        self.runs.labels(kind, outcome).inc()

    def provider_answered(
        self,
        provider: str,
        operation: str,
        model: str,
        error: BaseException | None,
        elapsed_s: float,
    ) -> None:
        self.provider_requests.labels(provider, operation, model, outcome_of(error)).observe(
            elapsed_s
        )
        if isinstance(error, RateLimited):
            self.rate_limits.labels(provider).inc()

    def wakeup_handled(self, outcome: str, count: int = 1) -> None:
        """Counts wakeups. `outcome` is sent, failed (Redis does not respond), dropped (backlog
        full) or repeated (by the sweeper).
        """
        self.wakeups.labels(outcome).inc(count)

    def call_listed(self, source: str, outcome: str) -> None:
        """Counts a listed call. `outcome` is arrived, fetched, missing or unclaimed."""
        self.listed_calls.labels(source, outcome).inc()

    def age_reached(self, what: str, count: int) -> None:
        """Counts expired items. `what` is call, audio, or another part of a call (deleted), or
        upload (given up).
        """
        self.expired.labels(what).inc(count)

    def event_delivered(self, outcome: str) -> None:
        """Counts a try to deliver an event. `outcome` is delivered, postponed, or failed after the
        last try.
        """
        self.deliveries.labels(outcome).inc()

    def schedule_due(self, outcome: str, count: int) -> None:
        """Counts occurrences of schedules. `outcome` is ran, skipped, or failed."""
        self.schedules.labels(outcome).inc(count)

    def show_backlog(self, found: Backlog | None) -> None:
        """Shows the backlog. None means that it could not be measured in time: the last values
        remain, and their age is shown.
        """
        self.backlog_known.set(found is not None)
        if found is None:
            return
        for state in ("waiting", "postponed", "running"):
            self.backlog.labels(state).set(getattr(found, state))
        self.oldest_waiting.set(found.oldest_waiting_s)
        self.stalled.set(found.stalled)
        self.stored_events.set(found.stored_events)

    def show_canary(self, *, up: bool, took_s: float | None) -> None:
        """Shows the last canary; None for one that is not over."""
        self.canary_up.set(up)
        if took_s is not None:
            self.canary_s.set(took_s)

    def show_connections(self, *, in_use: int, idle: int) -> None:
        self.connections.labels("in_use").set(in_use)
        self.connections.labels("idle").set(idle)


def create_metrics() -> Metrics:
    """Creates the metrics in their own registry, so that two in one process do not conflict."""
    of = CollectorRegistry()
    ProcessCollector(registry=of)
    return Metrics(
        registry=of,
        requests=Histogram(
            "http_request_duration_seconds",
            "Requests answered, by the route's template.",
            ("route", "method", "status"),
            buckets=QUICK_S,
            registry=of,
        ),
        events=Counter("aftercall_events", "Webhook events.", ("source", "outcome"), registry=of),
        initiations=Counter(
            "aftercall_initiations",
            "Questions at the start of calls about the caller, by what was found.",
            ("outcome",),
            registry=of,
        ),
        runs=Counter(
            "aftercall_runs",
            "Attempts at a run, by how they ended.",
            ("kind", "outcome"),
            registry=of,
        ),
        steps=Histogram(
            "aftercall_step_duration_seconds",
            "Steps.",
            ("step", "outcome"),
            buckets=SLOW_S,
            registry=of,
        ),
        pickup=Histogram(
            "aftercall_pickup_delay_seconds",
            "From due to claimed.",
            ("kind",),
            buckets=QUICK_S,
            registry=of,
        ),
        provider_requests=Histogram(
            "aftercall_provider_request_duration_seconds",
            "Requests to providers, waits for their limits included.",
            ("provider", "operation", "model", "outcome"),
            buckets=SLOW_S,
            registry=of,
        ),
        rate_limits=Counter(
            "aftercall_rate_limited", "Requests that met a limit.", ("provider",), registry=of
        ),
        leases_lost=Counter(
            "aftercall_leases_lost",
            "Runs this worker no longer owned when it wrote or renewed.",
            registry=of,
        ),
        wakeups=Counter("aftercall_wakeups", "Wakeups to the queue.", ("outcome",), registry=of),
        listed_calls=Counter(
            "aftercall_listed_calls", "Calls that senders list.", ("source", "outcome"), registry=of
        ),
        loop_lag=Histogram(
            "aftercall_event_loop_lag_seconds",
            "How late the loop wakes a sleeper.",
            buckets=QUICK_S,
            registry=of,
        ),
        backlog=Gauge("aftercall_open_runs", "Runs that are not over.", ("state",), registry=of),
        oldest_waiting=Gauge(
            "aftercall_oldest_waiting_seconds", "How long the oldest run has been due.", registry=of
        ),
        stalled=Gauge(
            "aftercall_stalled_runs",
            "Due runs that no worker works on; see STALLED_AFTER_S.",
            registry=of,
        ),
        free_disk=Gauge(
            "aftercall_free_disk_bytes", "On the disk of AFTERCALL_DATA_DIR.", registry=of
        ),
        canary_up=Gauge(
            "aftercall_canary_up", "1 when the last canary call became ready in time.", registry=of
        ),
        canary_s=Gauge(
            "aftercall_canary_seconds", "From its arrival to the end of its run.", registry=of
        ),
        stored_events=Gauge(
            "aftercall_stored_events",
            "Signed events that cannot be used and are stored to be tried again.",
            registry=of,
        ),
        expired=Counter(
            "aftercall_expired",
            "Calls and audio deleted by age, and uploads that were never started.",
            ("what",),
            registry=of,
        ),
        deliveries=Counter(
            "aftercall_event_deliveries",
            "Tries to deliver events to targets.",
            ("outcome",),
            registry=of,
        ),
        schedules=Counter(
            "aftercall_schedule_occurrences",
            "Occurrences of tenants' schedules.",
            ("outcome",),
            registry=of,
        ),
        backlog_known=Gauge(
            "aftercall_open_runs_known", "1 when the three above are of now.", registry=of
        ),
        connections=Gauge(
            "aftercall_database_connections", "Of this process's pool.", ("state",), registry=of
        ),
    )


class LoopWatch:
    """Measures the delay of the event loop, and remembers the delays of the last minute."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._lately: deque[float] = deque(maxlen=round(LAG_WINDOW_S / LOOP_CHECK_S))

    @property
    def worst_s(self) -> float:
        """Returns the longest delay of the last minute."""
        return max(self._lately, default=0.0)

    def note(self, lag_s: float) -> None:
        self._metrics.loop_lag.observe(lag_s)
        self._lately.append(lag_s)

    async def run(self) -> None:
        """Runs until cancelled."""
        while True:
            due = time.monotonic() + LOOP_CHECK_S
            await asyncio.sleep(LOOP_CHECK_S)
            self.note(max(0.0, time.monotonic() - due))
