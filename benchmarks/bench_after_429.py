"""What a single 429 of a vendor costs the calls that come after it, through the API and a worker as
processes.

    python benchmarks/bench_after_429.py [--calls 40] [--only pinecone.upsert]

For each operation of each vendor on the path of a call, and for a 429 with a Retry-After of a
second, without one and with one of an hour: a burst of calls before; ten calls of which one meets
the 429; and a burst after it, which begins when the ten are ready. Prints the pace after in percent
of the pace before.

Exits 1 when a pace after is below 90 % of the one before. Where both are a few seconds long, a busy
machine makes a difference of 10 % by itself: each burst is the quicker of two.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.bench_cpu import burst
from benchmarks.bench_critical_path import SECRET
from benchmarks.folders import data_folder
from cli.embedded import embedded_postgres, embedded_valkey
from tests.fakes.serving import Fault
from tests.support.databases import database_urls, migrate_both
from tests.support.people import sign_up
from tests.support.processes import Installation, installation
from tests.system.vendors import Vendors, vendors

GOAL = 0.9
OPERATIONS = ("openai.chat", "openai.embeddings", "pinecone.upsert", "calcom.list", "calcom.create")
REFUSALS = {
    "Retry-After 1": {"retry-after": "1"},
    "no Retry-After": {},
    "Retry-After 3600": {"retry-after": "3600"},
}


@contextmanager
def environment() -> Iterator[tuple[dict[str, str], Vendors]]:
    with ExitStack() as stack:
        folder = stack.enter_context(data_folder())
        fakes = stack.enter_context(vendors({"/chat/": 0.3, "/embeddings": 0.1}))
        yield (
            {
                **fakes.environ,
                **database_urls(stack.enter_context(embedded_postgres(folder))),
                "REDIS_URL": stack.enter_context(embedded_valkey(folder)),
                "AFTERCALL_DATA_DIR": str(folder),
                "JWT_SECRET": "J7w4Kz9TqLm2Xc8RvNb5Ys3Gd6Fh1Pt0",
                "ENCRYPTION_KEY": "E3r6Ty8Ui1Op4As7Df2Gh9Jk5Lz0Xc2V",
                "ELEVENLABS_WEBHOOK_SECRET": SECRET,
                "ELEVENLABS_API_KEY": "",
                "TWILIO_ACCOUNT_SID": "",
                "WORKER_CONCURRENCY": "10",
            },
            fakes,
        )


async def measure(installed: Installation, fakes: Vendors, calls: int, only: str) -> bool:
    await installed.start_api()
    installed.start_worker()
    numbers = iter(range(10_000))
    in_time = True
    async with httpx.AsyncClient(base_url=installed.base_url, timeout=60) as client:
        team = await sign_up(client, "bench@example.com", "Bench")
        await burst(team, installed, 10, next(numbers))

        async def pace() -> float:
            """Calls a second."""
            return calls / min(
                [await burst(team, installed, calls, next(numbers)) for _ in range(2)]
            )

        for operation in OPERATIONS:
            if only and operation != only:
                continue
            vendor, _, endpoint = operation.partition(".")
            for name, headers in REFUSALS.items():
                before = await pace()
                getattr(fakes, vendor).script.then(endpoint, Fault("status", 429, headers, {}))
                begun = time.monotonic()
                await burst(team, installed, 10, next(numbers))
                ten_s = time.monotonic() - begun
                after = await pace()
                in_time &= after >= GOAL * before
                print(
                    f"{operation}, {name}: {before:.1f} calls/s before, ten calls with the 429 in"
                    f" {ten_s:.1f} s, {after:.1f} calls/s after: {after / before:.0%}",
                    flush=True,
                )
    return in_time


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--calls", type=int, default=40)
    parser.add_argument("--only", default="", choices=("", *OPERATIONS))
    given = parser.parse_args()
    with (
        environment() as (environ, fakes),
        tempfile.TemporaryDirectory() as logs,
        installation(
            {name: value for name, value in environ.items() if value}, Path(logs)
        ) as installed,
    ):
        asyncio.run(migrate_both(environ))
        in_time = asyncio.run(measure(installed, fakes, given.calls, given.only))
    print(f"goal: at least {GOAL:.0%} of the pace before")
    return 0 if in_time else 1


if __name__ == "__main__":
    sys.exit(main())
