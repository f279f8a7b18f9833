"""From 202 to ready for a short call, in quiet and beside another tenant's long one, with the local providers.

    python benchmarks/bench_neighbours.py [--calls 6]

The other tenant has sent a call of 1,500 turns, one of 90,000 and 60 kB of text that is made to take long. Calls in
quiet and beside are measured in one run, one after the other.

Exits 1 when the median beside is more than twice the median in quiet, or when an attempt was spent.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.folders import data_folder
from cli.embedded import embedded_postgres, embedded_valkey
from shared.db.migrate import migrate
from tests.support.calls import send, transcription
from tests.support.people import Team, sign_up
from tests.support.processes import Installation, installation, until

SECRET = "wsec_" + "b" * 64
GOAL = 2.0
OVER = ("succeeded", "failed", "cancelled")
LONG_CALLS = {
    "three hours": [("user", f"I would like to know about boiler number {turn}, please.") for turn in range(1500)],
    "endless": [("user", f"x {turn}") for turn in range(90_000)],
    "hostile": [("user", text) for text in ("x." * 10_000, "aB1_" * 5000, "......!x" * 2500)],
}


async def measure(installed: Installation, calls: int) -> tuple[list[float], list[float], int]:
    """Returns seconds from recorded to ready in quiet and beside, and how many attempts were spent beside."""
    await installed.start_api()
    installed.start_worker()
    async with httpx.AsyncClient(base_url=installed.base_url, timeout=60) as client:
        long, short = await sign_up(client, "a@example.com", "A"), await sign_up(client, "b@example.com", "B")
        await one_call(short, "first")
        quiet = [await one_call(short, f"quiet_{number}") for number in range(calls)]
        jobs = [(await accept(long, name, turns=tuple(turns)))["job_id"] for name, turns in LONG_CALLS.items()]
        await until(lambda: job_of(long, jobs[0]), lambda job: job["status"] == "running")
        beside = [await one_call(short, f"beside_{number}") for number in range(calls)]
        if all([(await job_of(long, job))["status"] in OVER for job in jobs]):
            raise AssertionError("the long calls were over before the short ones: nothing was measured")
        for job in jobs:
            answer = await long.post(f"/api/job/{job}/cancel")
            print(f"cancelled in {answer.elapsed.total_seconds() * 1000:.0f} ms: {answer.status_code}")
    return [took for took, _ in quiet], [took for took, _ in beside], sum(spent for _, spent in beside)


async def accept(team: Team, conversation_id: str, **changes: Any) -> dict[str, str]:
    answer = await send(team.client, transcription(team.agent_id, conversation_id, **changes), secret=SECRET)
    answer.raise_for_status()
    accepted: dict[str, str] = answer.json()
    return accepted


async def job_of(team: Team, job_id: str) -> dict[str, Any]:
    job: dict[str, Any] = (await team.get(f"/api/job/{job_id}/status")).json()
    return job


async def one_call(team: Team, conversation_id: str) -> tuple[float, int]:
    accepted = await accept(team, conversation_id)
    job = await until(
        lambda: job_of(team, accepted["job_id"]), lambda job: job["status"] in OVER, timeout_s=300, every_s=0.1
    )
    call = (await team.get(f"/api/calls/{accepted['call_id']}")).json()
    if call["status"] != "ready":
        raise AssertionError(f"the call went wrong: {call['error']}")
    took = datetime.fromisoformat(call["ready_at"]) - datetime.fromisoformat(call["created_at"])
    return took.total_seconds(), job["attempts"] + job["crashes"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=6)
    calls = parser.parse_args().calls
    with ExitStack() as stack:
        folder = stack.enter_context(data_folder())
        environ = {
            "DATABASE_URL": stack.enter_context(embedded_postgres(folder)),
            "REDIS_URL": stack.enter_context(embedded_valkey(folder)),
            "AFTERCALL_DATA_DIR": str(folder),
            "JWT_SECRET": "j" * 32,
            "ENCRYPTION_KEY": "e" * 32,
            "ELEVENLABS_WEBHOOK_SECRET": SECRET,
            "SIGNUP_OPEN": "true",
        }
        logs = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        installed = stack.enter_context(installation(environ, logs))
        asyncio.run(migrate(environ["DATABASE_URL"]))
        quiet, beside, spent = asyncio.run(measure(installed, calls))
    ratio = statistics.median(beside) / statistics.median(quiet)
    for name, taken in (("in quiet", quiet), ("beside", beside)):
        print(f"202 to ready {name}: median {statistics.median(taken):.2f} s, slowest {max(taken):.2f} s")
    print(f"ratio: {ratio:.2f} (goal: at most {GOAL:g}), attempts spent: {spent}")
    return 0 if ratio <= GOAL and not spent else 1


if __name__ == "__main__":
    sys.exit(main())
