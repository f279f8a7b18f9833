"""Makes the product unreliable in one place after the other, and sees that a test notices each
time.

    python -m tests.chaos.mutants [name ...]

Each mutant is a change of a line or two in a copy of the project, which the tests named with it
must not survive. The same tests pass on an unchanged copy first. Exits 1 when a mutant lives.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
COPIED = (
    *("api", "worker", "shared", "cli", "migrations", "tests", "docs"),
    *("pyproject.toml", "README.md", ".env.example"),
)
# Of what a mutant is tested with, and of all tests together.
TIMEOUT_S, WHOLE_TIMEOUT_S = 300, 1200


@dataclass(frozen=True)
class Mutant:
    """`before` stands in `file` exactly once; `tests` are what has to notice."""

    name: str
    file: str
    before: str
    after: str
    tests: tuple[str, ...]


RUNNER = "tests/worker/test_runner.py"
RETRIES = "tests/worker/test_retries.py"
INTERRUPTED = "tests/worker/test_interrupted_runs.py"
SCHEDULING = "tests/worker/test_scheduling.py"
CRASHES = "tests/chaos/test_crash_points.py"
ORDER = "tests/shared/queue/test_queue_order.py"
RECONCILER = "tests/worker/upkeep/test_sweeper.py"
LEASES = "tests/worker/test_lease_renewal.py"
WEBHOOK = "tests/api/test_elevenlabs_webhook.py"
PAID = "tests/worker/test_paid_answers.py"
INTERVENTIONS = "tests/api/test_interventions.py"
HEALTH = "tests/api/test_health.py"
ANY_ORDER = "tests/chaos/test_state_machine.py"

MUTANTS = (
    Mutant(
        "no fence",
        "shared/db/jobs/claims.py",
        "and fence = $2 and status = 'running' and call_id = call.id\n            for",
        "and $2::bigint is not null and call_id = call.id\n            for",
        (f"{CRASHES}::test_a_worker_that_wakes_after_it_was_replaced_does_no_harm",),
    ),
    Mutant(
        "a worker begins a step of a run that was cancelled",
        "shared/db/jobs/steps.py",
        "            from fence\n            cross join relaxed\n",
        "            from (select id, tenant_id from jobs where id = $1 and fence = $2) as fence\n"
        "            cross join relaxed\n",
        (ANY_ORDER,),
    ),
    Mutant(
        "a worker commits what it did for a run that was cancelled",
        "shared/db/jobs/claims.py",
        "and fence = $2 and status = 'running' and call_id = call.id\n            for",
        "and fence = $2 and call_id = call.id\n            for",
        (ANY_ORDER,),
    ),
    Mutant(
        "a worker gives back a run that is another's by now",
        "shared/db/jobs/claims.py",
        "        where id = $1 and fence = $2 and status = 'running'\n        returning id,"
        " tenant_id, wakeups, lane",
        "        where id = $1 and $2::bigint is not null and status = 'running'\n"
        "        returning id, tenant_id, wakeups, lane",
        (ANY_ORDER,),
    ),
    Mutant(
        "effect outside the transaction that marks its step",
        "worker/checkpoints.py",
        "            await self.write(*writes)\n        else:\n",
        "            effects = work.writes(value)\n"
        "            await self.write(*effects)\n"
        "            await self.write(*writes[: len(writes) - len(effects)])\n"
        "        else:\n",
        (f"{CRASHES}::test_a_kill_at_any_effect_loses_and_doubles_nothing",),
    ),
    Mutant(
        "lease by the worker's clock",
        "shared/db/jobs/claims.py",
        '        """\n        update jobs\n        set\n'
        "            status = 'running', fence = fence + 1, worker = $2,\n"
        "            lease_until = now() +",
        '        f"""\n        update jobs\n        set\n'
        "            status = 'running', fence = fence + 1, worker = $2,\n"
        "            lease_until = to_timestamp({__import__('time').time()}) +",
        (LEASES,),
    ),
    Mutant(
        "a run is claimed though another worker has it",
        "shared/db/jobs/claims.py",
        "            and coalesce(lease_until, '-infinity') < now()\n            and kind",
        "            and kind",
        (f"{RUNNER}::test_many_wakeups_at_once_walk_a_run_once", LEASES),
    ),
    Mutant(
        "a run is claimed before its time",
        "shared/db/jobs/claims.py",
        "            and not_before <= now()\n"
        "            and coalesce(lease_until, '-infinity') < now()\n            and kind",
        "            and coalesce(lease_until, '-infinity') < now()\n            and kind",
        (f"{RETRIES}::test_a_rate_limit_waits_as_told_and_costs_no_attempt",),
    ),
    Mutant(
        "no Retry-After",
        "worker/runner.py",
        "    if failure.retry_after_s is not None:\n",
        "    if failure.retry_after_s is not None and failure.counted is None:\n",
        (f"{RETRIES}::test_a_rate_limit_waits_as_told_and_costs_no_attempt",),
    ),
    Mutant(
        "waiting for a limit costs an attempt",
        "worker/checkpoints.py",
        '"rate_limited", final=False, counted=False',
        '"rate_limited", final=False, counted=True',
        (f"{RETRIES}::test_a_rate_limit_waits_as_told_and_costs_no_attempt",),
    ),
    Mutant(
        "crashes are not counted",
        "shared/db/jobs/claims.py",
        "crashes = crashes + (status = 'running')::int",
        "crashes = crashes",
        (f"{INTERRUPTED}::test_a_run_that_kills_its_worker_again_and_again_is_quarantined",),
    ),
    Mutant(
        "crashes are never forgotten",
        "shared/db/jobs/steps.py",
        "update jobs set crashes = 0 from fence",
        "update jobs set crashes = crashes from fence",
        (f"{INTERRUPTED}::test_crashes_are_forgotten_when_work_gets_done",),
    ),
    Mutant(
        "a shutdown leaves its runs to run out",
        "worker/runner.py",
        "            await stop(walking)\n            await asyncio.shield(_give_back(resources,"
        " claim))\n",
        "            await stop(walking)\n",
        (f"{INTERRUPTED}::test_at_shutdown_the_run_is_given_back_with_nothing_counted",),
    ),
    Mutant(
        "a repeat is recorded again",
        "shared/intake/events.py",
        "    if new:\n        return None\n",
        "    if new or not new:\n        return None\n",
        (WEBHOOK,),
    ),
    Mutant(
        "deleted calls come back",
        "shared/intake/events.py",
        "    if await is_erased(conn, tenant_id, event.source, event.external_id):\n"
        "        return Accepted(Receipt(), None, created=False)\n",
        "",
        (WEBHOOK, "tests/api/test_reading.py", "tests/shared/db/test_deletion.py"),
    ),
    Mutant(
        "dead workers' runs are not looked for",
        "shared/db/jobs/claims.py",
        "                where tenant_id = tenants.id\n                    and status in ('queued',"
        " 'running')",
        "                where tenant_id = tenants.id\n                    and status in"
        " ('queued')",
        (RECONCILER,),
    ),
    Mutant(
        "a wakeup that was not sent is believed",
        "shared/queue/queue.py",
        '            return False\n        self.metrics.wakeup_handled("sent"',
        '            return True\n        self.metrics.wakeup_handled("sent"',
        (RECONCILER,),
    ),
    Mutant(
        "a wakeup stays in the queue after it was taken",
        "shared/queue/scripts.py",
        "  redis.call('ZREM', queue, id)\n",
        "",
        (ORDER,),
    ),
    Mutant(
        "who sends most is served first",
        "shared/queue/scripts.py",
        "  local turn = math.max(taken, last) + 1\n",
        "  local turn = redis.call('ZCARD', queue) + 1\n",
        (ORDER,),
    ),
    Mutant(
        "cancelling does not stop the work",
        "shared/db/jobs/claims.py",
        "            where jobs.fence = claims.fence and status = 'running'\n        ),\n       "
        " renewed",
        "            where jobs.fence = claims.fence\n        ),\n        renewed",
        (LEASES,),
    ),
    Mutant(
        "a lease that cannot be renewed is kept",
        "worker/lease_renewal.py",
        "            if time.monotonic() - self._held[claim].renewed_at < self._lease_s\n",
        "",
        (LEASES,),
    ),
    Mutant(
        "a booking is made without looking whether it was",
        "shared/vendors/calcom/scheduler.py",
        "found = await self._find_booking(order, passage)\n            if found is None or (",
        "found = None\n            if found is None or (",
        ("tests/shared/providers/test_schedulers.py",),
    ),
    Mutant(
        "a part is paid for though it was transcribed",
        "worker/transcription.py",
        "            if answer and self._asking.was_asked(\n"
        "                part, self._transcriber.model, answer.request_hash\n"
        "            ):\n",
        "            if answer and answer.request_hash == b'':\n",
        (f"{CRASHES}::test_a_kill_while_a_recording_is_heard_loses_and_doubles_nothing",),
    ),
    Mutant(
        "an answer is paid for though it was stored",
        "shared/vendors/openai/billing.py",
        "    stored = await paid.stored_answer(request_hash)\n",
        "    stored = None\n",
        (PAID,),
    ),
    Mutant(
        "an answer outlives the run of its step",
        "shared/db/jobs/endings.py",
        "        used_answers_deleted(),\n",
        "",
        (PAID,),
    ),
    Mutant(
        "an answer is kept for a step that was done meanwhile",
        "shared/db/usage.py",
        " for share of job_steps",
        "",
        ("tests/shared/db/test_paid_answers.py",),
    ),
    Mutant(
        "a callback does not wait for a late lead",
        "worker/pipeline.py",
        "        if run.checkpoints.is_waiting(Step.EXTRACT_LEAD):\n            raise\n",
        "",
        (SCHEDULING,),
    ),
    Mutant(
        "a retry pays for everything again",
        "shared/intake/run_actions.py",
        "    forgetting = {*unfinished, *(with_followers([from_step]) if from_step else ())}\n",
        "    forgetting = set(STEPS_OF[job.kind])\n",
        (f"{INTERVENTIONS}::test_a_retry_does_only_what_failed",),
    ),
    Mutant(
        "an outage counts as an attempt",
        "worker/checkpoints.py",
        "_outage_code(error), final, counted=False, retry_after_s=wait_s, outage_s=outage_s",
        "_outage_code(error), final, counted=True, retry_after_s=wait_s, outage_s=outage_s",
        (f"{RETRIES}::test_an_outage_is_waited_out_by_the_clock_however_often_it_was_tried",),
    ),
    Mutant(
        "an outage is waited for without end",
        "worker/checkpoints.py",
        "    final = outage_s >= patience.outage_s\n",
        "    final = False\n",
        (f"{RETRIES}::test_an_outage_longer_than_patience_fails_and_says_how_long_it_lasted",),
    ),
    Mutant(
        "a log that is not read raises",
        "shared/telemetry/log_sink.py",
        "            with self._counting:\n                self._dropped += 1\n",
        "            raise queue.Empty\n",
        ("tests/shared/telemetry/test_log_sink.py",),
    ),
    Mutant(
        "a full disk ends what writes the log",
        "shared/telemetry/log_sink.py",
        "                if self._close_by is not None and monotonic() > self._close_by:\n",
        "                if self._close_by is None or monotonic() > self._close_by:\n",
        ("tests/shared/telemetry/test_log_sink.py",),
    ),
    Mutant(
        "a background task ends unnoticed",
        "shared/concurrency/tasks.py",
        "        task.add_done_callback(self._task_ended)\n",
        "",
        (
            "tests/shared/concurrency/test_tasks.py"
            "::test_a_background_task_that_ends_ends_its_process",
        ),
    ),
    Mutant(
        "readiness does not look whether work gets done",
        "api/routes/health.py",
        '        "work": _check_work(resources),\n',
        "",
        (f"{HEALTH}::test_readiness_is_refused_while_due_calls_of_a_tenant_stand_still",),
    ),
    Mutant(
        "a wrong ENCRYPTION_KEY is taken for a wrong signature",
        "shared/sealing.py",
        "        if refused and not opened:\n            raise refused\n",
        "",
        (f"{HEALTH}::test_a_wrong_encryption_key_is_503_for_the_sender_and_named_by_readiness",),
    ),
    Mutant(
        "a callback is kept only once its step is done",
        "worker/steps/detect_callback.py",
        "[callback_of_call(self.run.tenant.id, callback)] if callback else []",
        "[callback_of_call(self.run.tenant.id, callback)] if not callback else []",
        (f"{SCHEDULING}::test_a_callback_waits_for_a_lead_that_is_late",),
    ),
    Mutant(
        "whoever came first is served first",
        "shared/concurrency/fair_queue.py",
        "            tenant = min(served, key=lambda each: self._used_s[each])\n",
        "            tenant = served[0]\n",
        (
            "tests/shared/concurrency/test_fair_queue.py"
            "::test_a_neighbour_waits_for_one_piece_of_work_only",
        ),
    ),
    Mutant(
        "cancelling waits for a worker that stands still",
        "api/routes/jobs.py",
        "        unblocked(resources.database, conn),\n    ):\n        job = await cancel_run(",
        "    ):\n        job = await cancel_run(",
        (f"{INTERVENTIONS}::test_ending_a_run_does_not_wait_for_a_worker_that_stands_still",),
    ),
    Mutant(
        "a vendor's hours are believed at once",
        "shared/limits/lua/refusals.lua",
        "    duration = math.min(told, window * 2 ^ (count - 1))\n",
        "    duration = told\n",
        ("tests/shared/audio/test_pauses.py::test_a_time_of_hours_is_believed_as_it_proves_true",),
    ),
    Mutant(
        "an estimate of a limit holds for ever",
        "shared/limits/lua/limiter.lua",
        "  local grown = math.max(1, 2 ^ ((now - growing_from) / DOUBLES))\n",
        "  local grown = 1\n",
        ("tests/shared/limits/test_unknown_limits.py",),
    ),
    Mutant(
        "silent connections keep their places",
        "api/http/connections.py",
        "        going = self._owing_a_request(\n"
        "            newcomer, too_many + int(self.limits.connections * ROOM_SHARE)\n"
        "        )\n",
        "        going: list[BoundedProtocol] = []\n",
        (
            "tests/api/test_connections.py"
            "::test_silent_connections_make_room_the_longest_waiting_first",
        ),
    ),
    Mutant(
        "a NUL in an answer is handed on",
        "shared/domain/storable.py",
        "    if not suspect:\n",
        "    if suspect or not suspect:\n",
        ("tests/shared/domain/test_storable.py",),
    ),
    Mutant(
        "an empty document is one",
        "shared/vendors/openai/analyst.py",
        "    _refuse_empty(value)\n",
        "",
        ("tests/shared/vendors/test_openai_analyst.py::test_an_empty_document_is_not_one",),
    ),
    Mutant(
        "a worker that was replaced does not notice at the end of a step",
        "shared/db/jobs/claims.py",
        "    if held is None:\n        raise LeaseLost(RUN_LOST)\n",
        "    if held is None and not writes:\n        raise LeaseLost(RUN_LOST)\n",
        ("tests/shared/db/test_writes.py",),
    ),
    Mutant(
        "what a process answers may not hold ids of the database",
        "shared/concurrency/child.py",
        '    "asyncpg.pgproto.pgproto": {"UUID"},\n',
        "",
        (f"{RUNNER}::test_a_transcript_that_is_cut_in_a_process_of_its_own_is_indexed",),
    ),
)


def copy_of_project(folder: Path) -> None:
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, folder / name)


def passes(folder: Path, tests: tuple[str, ...], timeout_s: float = TIMEOUT_S) -> bool:
    """Without the cache of the bytecode, whose times are too coarse for changes that come in quick
    succession.
    """
    command = [
        sys.executable,
        "-B",
        "-m",
        "pytest",
        "-x",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:randomly",
        *tests,
    ]
    environ = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        ended = subprocess.run(
            command,
            cwd=folder,
            env=environ,
            capture_output=True,
            timeout=timeout_s,
            check=False,
            text=True,
        )
    except subprocess.TimeoutExpired:
        return False
    if ended.returncode not in (0, 1):
        raise SystemExit(f"the tests could not be run:\n{ended.stdout}\n{ended.stderr}")
    return ended.returncode == 0


def survives(folder: Path, mutant: Mutant) -> bool:
    file = folder / mutant.file
    original = file.read_text()
    if original.count(mutant.before) != 1:
        raise SystemExit(
            f"“{mutant.name}”: what it changes stands {original.count(mutant.before)} times there"
        )
    file.write_text(original.replace(mutant.before, mutant.after))
    try:
        return passes(folder, mutant.tests)
    finally:
        file.write_text(original)


def verdicts(wanted: Sequence[Mutant] = MUTANTS) -> Iterator[tuple[Mutant, bool]]:
    """Each mutant, and whether it was caught. Raises SystemExit when the tests fail without one."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy_of_project(folder)
        if not passes(
            folder,
            tuple(sorted({test for mutant in wanted for test in mutant.tests})),
            WHOLE_TIMEOUT_S,
        ):
            raise SystemExit("The tests fail without any mutant; nothing can be said of them.")
        for mutant in wanted:
            yield mutant, not survives(folder, mutant)


def main() -> int:
    wanted = [mutant for mutant in MUTANTS if not sys.argv[1:] or mutant.name in sys.argv[1:]]
    if not wanted:
        print(
            "No mutant has this name. There are:",
            *sorted(mutant.name for mutant in MUTANTS),
            sep="\n  ",
        )
        return 2
    caught = 0
    for mutant, was_caught in verdicts(wanted):
        caught += was_caught
        print(f"{'caught' if was_caught else 'LIVES '}  {mutant.name}", flush=True)
    print(f"{caught} of {len(wanted)} mutants caught")
    return 0 if caught == len(wanted) else 1


if __name__ == "__main__":
    sys.exit(main())
