"""Runs everything that proves the promises in figures, and writes the table in docs/figures.md.

    python benchmarks/figures.py
        [--only accept,queue,recovery,limits,sign_ins,initiation,lists,streams,listeners,
            search,hybrid,crashes,storm,mutants]
        [--seed 1]

One run on one machine; half an hour when nothing is left out. What is left out keeps the figures it
had. Exits 1 when a goal is missed.
"""

import argparse
import asyncio
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import psutil

from benchmarks import (
    bench_accept,
    bench_hybrid,
    bench_initiation,
    bench_limits,
    bench_listeners,
    bench_lists,
    bench_queue,
    bench_recovery,
    bench_search,
    bench_sign_ins,
    bench_streams,
)
from tests.chaos.mutants import verdicts
from tests.chaos.storm import blow, report
from tests.chaos.troubles import Sizes

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "docs" / "figures.md"
STORM = Sizes()


@dataclass(frozen=True)
class Goal:
    """A row of the table: what is measured, and what it has to be."""

    figure: str
    says: str
    unit: str = ""
    at_most: float | None = None
    at_least: float | None = None

    def is_met(self, value: float) -> bool:
        return (self.at_most is None or value <= self.at_most) and (
            self.at_least is None or value >= self.at_least
        )

    @property
    def described(self) -> str:
        if self.at_most is not None:
            return f"≤ {self.at_most:g} {self.unit}".rstrip()
        return f"≥ {self.at_least:g} {self.unit}".rstrip() if self.at_least is not None else ""


@dataclass(frozen=True)
class Part:
    """What one command measures."""

    name: str
    command: str
    measure: Callable[[], dict[str, float]]
    goals: tuple[Goal, ...]


GOALS: dict[str, tuple[Goal, ...]] = {
    "accept": (
        Goal("accept_p50_ms", "accepting at 200 requests/s, worker busy: median", "ms", at_most=3),
        Goal("accept_p99_ms", "the same, 99th percentile", "ms", at_most=10),
        Goal(
            "accept_to_bare_ratio",
            "accepted/s of one process, with PostgreSQL on the same cores, to a bare FastAPI"
            " endpoint",
            at_least=0.7,
        ),
        Goal("accept_cpu_ms", "processor time of the API for each", "ms"),
        Goal("postgres_cpu_ms", "processor time of PostgreSQL for each", "ms"),
        Goal("bare_cpu_ms", "processor time of the bare endpoint for each", "ms"),
        Goal("api_mib", "memory of the API after some ten thousand calls", "MiB"),
        Goal("redis_dead_p99_ms", "accepting with Redis dead, 99th percentile", "ms", at_most=20),
        Goal("redis_dead_refused", "refused with Redis dead", at_most=0),
        Goal(
            "postgres_dead_lost",
            "answered with 202 while PostgreSQL was killed, and lost",
            at_most=0,
        ),
    ),
    "queue": (
        Goal("aftercall: pickup_p50_ms", "pickup by an idle worker: median", "ms", at_most=3),
        Goal("aftercall: pickup_p99_ms", "the same, 99th percentile", "ms", at_most=20),
        Goal("arq: pickup_p50_ms", "the same, arq's own worker: median", "ms"),
        Goal("aftercall: slot_use_percent", "slots in use with steps of 100 ms", "%", at_least=95),
        Goal("arq: slot_use_percent", "the same, arq's own worker", "%"),
        Goal("aftercall: drained_per_s", "drained by the queue alone, jobs that do nothing", "/s"),
        Goal("arq: drained_per_s", "the same, arq's own worker", "/s"),
        Goal("arq 10 ms: drained_per_s", "the same, arq asking every 10 ms", "/s"),
        Goal("aftercall: enqueue_ms", "sending a wakeup", "ms"),
        Goal("arq: enqueue_ms", "the same, arq's enqueue_job", "ms"),
    ),
    "recovery": (
        Goal("recovery_p50_s", "SIGKILL of a worker to its runs going on: median", "s"),
        Goal("recovery_p99_s", "the same, 99th percentile", "s", at_most=6),
        Goal(
            "other_tenant_s", "a tenant's first step behind another's 10 000 calls", "s", at_most=1
        ),
        Goal("worker_mib", "memory of the worker that has these before it", "MiB"),
    ),
    "limits": (
        Goal(
            "limit_worst_window_percent",
            "worst rolling window, of a vendor's limit",
            "%",
            at_most=100,
        ),
        Goal("limit_use_percent", "of the limit in use under demand", "%", at_least=90),
        Goal("met_limit_use_percent", "of a limit that is only met", "%", at_least=90),
        Goal(
            "met_limit_refused_percent",
            "refused by a limit that is only met, once learned",
            "%",
            at_most=8,
        ),
        Goal(
            "at_once_stated_use_percent",
            "of 8 calls at once, stated, answers of 0.5 and 1 s",
            "%",
            at_least=90,
        ),
        Goal("at_once_stated_refused_percent", "refused meanwhile", "%", at_most=0),
        Goal(
            "at_once_met_use_percent",
            "of 8 calls at once, only met, answers of 0.5 and 1 s",
            "%",
            at_least=90,
        ),
        Goal(
            "single_429_pace_percent",
            "pace half a window after a single 429, of that of before",
            "%",
            at_least=90,
        ),
        Goal("storm_extra_calls_percent", "calls lost to a storm of 429s", "%", at_most=1),
    ),
    "sign_ins": (
        Goal(
            "sign_in_p50_ms",
            "other requests while 60 people sign in at once: median",
            "ms",
            at_most=200,
        ),
        Goal("sign_in_p95_ms", "the same, 95th percentile", "ms", at_most=200),
        Goal("sign_in_p50_ratio", "the median, to the same in quiet"),
        Goal("sign_in_p95_ratio", "the 95th percentile, to the same in quiet"),
        Goal("sign_in_put_off_percent", "sign-ins that were asked to come again", "%"),
        Goal("sign_in_wrongly_answered", "answered wrongly", at_most=0),
    ),
    "initiation": (
        Goal(
            "initiation_p50_ms",
            "what is stored of a caller, for the agent of a call that begins, worker busy: median",
            "ms",
        ),
        Goal("initiation_p99_ms", "the same, 99th percentile", "ms", at_most=50),
        Goal(
            "initiation_unrecognized_percent",
            "known callers who were not looked up in time",
            "%",
            at_most=1,
        ),
        Goal("initiation_errors", "answered with an error", at_most=0),
    ),
    "lists": (
        Goal(
            "lists_large_worst_p95_ms",
            "the slowest list or filter of a team with 600 000 of a million calls, 95th percentile",
            "ms",
            at_most=100,
        ),
        Goal("lists_large_p50_ms", "the median of all of them", "ms"),
        Goal("pages_large_worst_p95_ms", "its slowest page, 95th percentile", "ms", at_most=200),
        Goal("lists_small_worst_p95_ms", "the same lists of a team with 20", "ms", at_most=100),
        Goal("pages_small_worst_p95_ms", "its slowest page, 95th percentile", "ms", at_most=200),
    ),
    "streams": (
        Goal("streams", "open streams of events on one API process", at_least=500),
        Goal("streams_lost", "events that a stream missed", at_most=0),
        Goal("streams_foreign", "events of another team", at_most=0),
        Goal("streams_delay_p50_ms", "delay of an event: median", "ms"),
        Goal("streams_delay_p95_ms", "the same, 95th percentile", "ms"),
        Goal("streams_memory_kib", "memory of the API for each stream", "KiB"),
        Goal("streams_idle_cpu_percent", "processor of the API while nothing happens", "%"),
        Goal("streams_cpu_ms", "processor time of the API for an event of a stream", "ms"),
        Goal("streams_others_p95_ratio", "other requests meanwhile, 95th percentile, to quiet"),
    ),
    "listeners": (
        Goal(
            "listeners",
            "open streams on one API process at 200 events/s, while Valkey is killed and the API"
            " is stopped and killed",
            at_least=1000,
        ),
        Goal("listeners_missed", "events that a stream missed", at_most=0),
        Goal("listeners_doubled", "events that a stream got twice", at_most=0),
        Goal("listeners_delay_p50_ms", "delay of an event before that: median", "ms"),
        Goal("listeners_delay_p95_ms", "the same, 95th percentile", "ms"),
        Goal("listeners_cpu_percent", "processor of the API before that", "%"),
        Goal("listeners_memory_before_mib", "memory of the API before the streams", "MiB"),
        Goal("listeners_memory_open_mib", "the same with the streams open", "MiB"),
        Goal(
            "listeners_memory_peak_mib",
            "the most while all of them resume at once",
            "MiB",
            at_most=512,
        ),
    ),
    "search": (
        Goal(
            "ours: first tenant (222261), in: recall",
            "of a tenant's 10 nearest of 222 261 passages found, of a million of 50 tenants",
            at_least=0.98,
        ),
        Goal(
            "ours: first tenant (222261), in: cpu_p95_ms",
            "processor time of such a search, 95th percentile",
            "ms",
            at_most=80,
        ),
        Goal("ours: first tenant (222261), in: cpu_p50_ms", "the same, median", "ms"),
        Goal(
            "exactly: first tenant (222261), in: cpu_p95_ms",
            "of the same searches before these passages had codes, 95th percentile",
            "ms",
        ),
        Goal("exactly: first tenant (222261), in: cpu_p50_ms", "the same, median", "ms"),
        Goal(
            "ours: second tenant (111130), in: recall",
            "the same, of a tenant with 111 130 passages",
            at_least=0.98,
        ),
        Goal(
            "ours: second tenant (111130), in: cpu_p95_ms", "its processor time", "ms", at_most=80
        ),
        Goal(
            "ours: tenth tenant (22226), in: recall",
            "the same, of a tenant with 22 226 passages",
            at_least=0.99,
        ),
        Goal("ours: tenth tenant (22226), in: cpu_p95_ms", "its processor time", "ms", at_most=50),
        Goal("ours: insert_cpu_ms", "processor time of inserting a call's ten vectors", "ms"),
    ),
    "hybrid": (
        Goal(
            "hybrid_all_postgres_p95_ms",
            "processor time of PostgreSQL of a hybrid search of 100 000 passages, 95th percentile",
            "ms",
            at_most=50,
        ),
        Goal("hybrid_all_api_p95_ms", "of the API for it", "ms"),
        Goal(
            "hybrid_month_postgres_p95_ms",
            "of PostgreSQL, in a month of these",
            "ms",
            at_most=50,
        ),
    ),
    "crashes": (
        Goal("crash_scenarios", "crash points: kills, pairs of kills, late wake-ups", at_least=500),
        Goal("crash_violations", "of these anything lost or doubled", at_most=0),
        Goal("crash_took_s", "time they take", "s", at_most=120),
    ),
    "storm": (
        Goal("storm_calls", "calls accepted while everything is killed", at_least=2000),
        Goal("storm_worker_kills", "worker SIGKILLs meanwhile", at_least=100),
        Goal("storm_redis_kills", "Redis kills and flushes meanwhile", at_least=10),
        Goal("storm_postgres_kills", "PostgreSQL kills meanwhile", at_least=5),
        Goal("storm_lost", "lost", at_most=0),
        Goal("storm_doubled", "effects doubled", at_most=0),
        Goal("storm_open", "open a minute after the last call", at_most=0),
        Goal(
            "storm_repeated_percent",
            "paid for again, of the steps in flight at a kill",
            "%",
            at_most=100,
        ),
    ),
    "mutants": (
        Goal("mutants", "ways the product was made unreliable", at_least=10),
        Goal("mutants_alive", "of these not noticed by a test", at_most=0),
    ),
}


def crashes() -> dict[str, float]:
    """The enumeration of tests/chaos, as `make test` runs it."""
    with tempfile.NamedTemporaryFile(suffix=".xml") as report_file:
        began = time.monotonic()
        command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile"]
        files = ["tests/chaos/test_crash_points.py", "tests/chaos/test_crash_pairs.py"]
        ended = subprocess.run(
            [*command, f"--junit-xml={report_file.name}", *files], cwd=ROOT, check=False
        )
        took_s = time.monotonic() - began
        noted = [
            float(each.attrib["value"])
            for each in ET.parse(report_file.name).iterfind(".//property")
        ]
    return {
        "crash_scenarios": sum(noted),
        "crash_violations": float(ended.returncode != 0),
        "crash_took_s": took_s,
    }


def storm(seed: int) -> dict[str, float]:
    outcome = asyncio.run(blow(seed, STORM))
    report(outcome)
    counts = outcome.counts
    return {
        "storm_calls": outcome.accepted,
        "storm_worker_kills": counts["worker SIGKILL"],
        "storm_redis_kills": counts["Redis kill -9"] + counts["Redis FLUSHALL"],
        "storm_postgres_kills": counts["PostgreSQL kill -9"],
        "storm_lost": len(outcome.found.lost),
        "storm_doubled": len(outcome.found.doubled),
        "storm_open": outcome.found.open,
        "storm_repeated_percent": 100 * outcome.repeated / max(1, outcome.in_flight),
    }


def mutants() -> dict[str, float]:
    caught = [was_caught for _, was_caught in verdicts()]
    return {
        "mutants": len(caught),
        "mutants_caught": sum(caught),
        "mutants_alive": len(caught) - sum(caught),
    }


def parts(seed: int) -> tuple[Part, ...]:
    measures: dict[str, tuple[str, Callable[[], dict[str, float]]]] = {
        "accept": (
            "python benchmarks/bench_accept.py",
            lambda: asyncio.run(bench_accept.measure()),
        ),
        "queue": ("python benchmarks/bench_queue.py", lambda: asyncio.run(bench_queue.measure())),
        "recovery": (
            "python benchmarks/bench_recovery.py",
            lambda: asyncio.run(bench_recovery.measure()),
        ),
        "limits": (
            "python benchmarks/bench_limits.py",
            lambda: asyncio.run(bench_limits.measure()),
        ),
        "sign_ins": ("python benchmarks/bench_sign_ins.py", bench_sign_ins.measure),
        "initiation": (
            "python benchmarks/bench_initiation.py",
            lambda: asyncio.run(bench_initiation.measure()),
        ),
        "lists": ("python benchmarks/bench_lists.py", bench_lists.measure),
        "streams": ("python benchmarks/bench_streams.py", bench_streams.measure),
        "listeners": ("python benchmarks/bench_listeners.py", bench_listeners.measure),
        "search": (
            "python benchmarks/bench_search.py --chunks 1000000 --ours",
            lambda: asyncio.run(bench_search.measure(chunks=1_000_000, ours_only=True)),
        ),
        "hybrid": (
            "python benchmarks/bench_hybrid.py",
            lambda: asyncio.run(bench_hybrid.measure()),
        ),
        "crashes": ("python -m pytest -n 2 --dist loadfile tests/chaos", crashes),
        "storm": ("make chaos", lambda: storm(seed)),
        "mutants": ("make mutants", mutants),
    }
    return tuple(Part(name, *how, GOALS[name]) for name, how in measures.items())


def machine() -> str:
    memory_gib = psutil.virtual_memory().total / 2**30
    return (
        f"{os.cpu_count()} cores ({_processor()}), {memory_gib:.0f} GiB, {platform.system()}"
        f" {platform.release()}, Python {platform.python_version()}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def table(every: tuple[Part, ...], found: dict[str, float]) -> str:
    lines = [
        "# Figures",
        "",
        (
            "Written by `python benchmarks/figures.py`, which runs each command below. What is"
            " compared is measured in one"
        ),
        "run, in rounds that alternate; medians are shown. The machine was shared with others.",
        "",
        f"- {datetime.now(UTC):%Y-%m-%d}: {machine()}",
        "",
        "| what | measured | goal | command |",
        "|---|---|---|---|",
    ]
    for part in every:
        for goal in part.goals:
            if (value := found.get(goal.figure)) is None:
                continue
            missed = "" if goal.is_met(value) else " **missed**"
            measured = f"{_number(value)} {goal.unit}".rstrip()
            lines.append(
                f"| {goal.says} | {measured}{missed} | {goal.described} | `{part.command}` |"
            )
    stored = json.dumps({name: round(value, 3) for name, value in sorted(found.items())})
    return "\n".join([*lines, "", f"<!-- {stored} -->", ""])


def _number(value: float) -> str:
    return (
        f"{value:,.0f}".replace(",", " ") if value >= 100 or value == int(value) else f"{value:.2f}"
    )


def earlier() -> dict[str, float]:
    """The figures of the table there is."""
    text = TABLE.read_text() if TABLE.exists() else ""
    found: dict[str, float] = json.loads(text.partition("<!-- ")[2].partition(" -->")[0] or "{}")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", type=lambda names: names.split(","))
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    every, found = parts(given.seed), earlier()
    for part in every:
        if given.only and part.name not in given.only:
            continue
        print(f"{part.name}: {part.command}", flush=True)
        found |= part.measure()
        TABLE.write_text(table(every, found))
    print(TABLE.read_text())
    goals = [goal for part in every for goal in part.goals]
    return (
        0 if all(goal.is_met(found[goal.figure]) for goal in goals if goal.figure in found) else 1
    )


if __name__ == "__main__":
    sys.exit(main())
