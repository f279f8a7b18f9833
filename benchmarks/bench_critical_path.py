"""From 202 to ready, against the critical path of the pipeline's graph, with vendors of fixed
latency.

    python benchmarks/bench_critical_path.py [--calls 20]

The whole installation runs as processes; the vendors are faked at the wire and answer after a fixed
time. The critical path is what the slowest branch spends waiting for vendors:

    summarize or write_document:  chat + embeddings + upsert
    callback:                     chat + booking looked up + booking made

Exits 1 when the median is above 1.1 times the critical path.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.folders import data_folder
from cli.embedded import embedded_postgres, embedded_valkey
from tests.fakes.calcom_server import FakeCalCom
from tests.fakes.openai_server import FakeOpenAI
from tests.fakes.pinecone_server import FakePinecone
from tests.fakes.serving import served
from tests.fakes.slow import Slow
from tests.support.calls import send, transcription
from tests.support.databases import database_urls, migrate_both
from tests.support.people import Team, sign_up
from tests.support.processes import Installation, installation, until

CHAT_S, EMBED_S, UPSERT_S, BOOK_S = 1.0, 0.2, 0.1, 0.15
CRITICAL_S = max(CHAT_S + EMBED_S + UPSERT_S, CHAT_S + 2 * BOOK_S)
GOAL = 1.1
SECRET = "wsec_" + "b" * 64


@contextmanager
def environment() -> Iterator[dict[str, str]]:
    """Embedded servers and slow vendors."""
    openai, pinecone, calcom = FakeOpenAI(), FakePinecone(dimension=1536), FakeCalCom()
    with ExitStack() as stack:
        serve = stack.enter_context
        folder = serve(data_folder())
        openai_url = serve(served(Slow(openai.app, {"/chat/": CHAT_S, "/embeddings": EMBED_S})))
        pinecone_url = serve(served(Slow(pinecone.app, {"/vectors/upsert": UPSERT_S})))
        calcom_url = serve(served(Slow(calcom.app, {"/v2/bookings": BOOK_S})))
        yield {
            **database_urls(serve(embedded_postgres(folder))),
            "REDIS_URL": serve(embedded_valkey(folder)),
            "AFTERCALL_DATA_DIR": str(folder),
            "JWT_SECRET": "J7w4Kz9TqLm2Xc8RvNb5Ys3Gd6Fh1Pt0",
            "ENCRYPTION_KEY": "E3r6Ty8Ui1Op4As7Df2Gh9Jk5Lz0Xc2V",
            "ELEVENLABS_WEBHOOK_SECRET": SECRET,
            "SIGNUP_OPEN": "direct",
            "OPENAI_API_KEY": "sk-bench",
            "OPENAI_BASE_URL": f"{openai_url}/v1",
            "PINECONE_API_KEY": "pc-bench",
            "PINECONE_HOST": pinecone_url,
            "CALCOM_API_KEY": "cal_bench",
            "CALCOM_BASE_URL": f"{calcom_url}/v2",
            "CALCOM_EVENT_TYPE_ID": str(calcom.event_type_id),
        }


async def measure(installed: Installation, calls: int) -> list[float]:
    """Seconds from recorded to ready, one call at a time, the first two left out."""
    await installed.start_api()
    installed.start_worker()
    async with httpx.AsyncClient(base_url=installed.base_url, timeout=20) as client:
        team = await sign_up(client, "bench@example.com", "Bench")
        return [await one_call(team, number) for number in range(calls + 2)][2:]


async def one_call(team: Team, number: int) -> float:
    """Each call asks for another day, so that every booking is made."""
    begun = {"start_time_unix_secs": 1795015800 + 86400 * number, "timezone": "America/New_York"}
    event = transcription(team.agent_id, f"conv_{number}", metadata=begun)
    accepted = (await send(team.client, event, secret=SECRET)).json()

    async def call() -> dict[str, Any]:
        answer: dict[str, Any] = (await team.get(f"/api/calls/{accepted['call_id']}")).json()
        return answer

    ready = await until(
        call, lambda answer: answer["status"] in ("ready", "partial", "failed"), every_s=0.25
    )
    if ready["status"] != "ready" or not ready["callback"]["reference"]:
        raise AssertionError(f"the call went wrong: {ready['error']}")
    times = (datetime.fromisoformat(ready[name]) for name in ("created_at", "ready_at"))
    created_at, ready_at = times
    return (ready_at - created_at).total_seconds()


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--calls", type=int, default=20)
    calls = parser.parse_args().calls
    with (
        environment() as environ,
        tempfile.TemporaryDirectory() as logs,
        installation(environ, Path(logs)) as installed,
    ):
        asyncio.run(migrate_both(environ))
        taken = sorted(asyncio.run(measure(installed, calls)))
    median = statistics.median(taken)
    print(f"critical path {CRITICAL_S * 1000:.0f} ms, {len(taken)} calls one after another")
    print(f"202 to ready: median {median * 1000:.0f} ms, slowest {taken[-1] * 1000:.0f} ms")
    print(
        f"ratio to the critical path: median {median / CRITICAL_S:.3f}, slowest"
        f" {taken[-1] / CRITICAL_S:.3f}"
    )
    print(f"goal: median at most {GOAL}")
    return 0 if median <= GOAL * CRITICAL_S else 1


if __name__ == "__main__":
    sys.exit(main())
