"""How well three worker processes keep to one limit, and what a storm of 429s costs, counted by the vendor.

    python benchmarks/bench_limits.py

A minute is scaled to ten seconds; of six one is a storm, with a Retry-After of a third of it. The vendor is faked
at the wire and notes when each request arrives. The processes ask without pause for embeddings through the whole
stack, with more requests at once than the limit allows.

Exits 1 when any window holds more than the limit, less than 90 % of it is used, or a storm costs 1 % of all calls.
"""

import argparse
import asyncio
import contextlib
import sys
import time
from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path

import structlog
from starlette.types import Receive, Scope, Send

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.folders import data_folder
from cli.embedded import embedded_valkey
from shared.errors import Transient
from shared.providers.gate import open_gate
from shared.providers.hosted.openai_client import open_client
from shared.providers.hosted.openai_embedder import OpenAIEmbedder
from shared.providers.paid import PaidModel
from shared.providers.shared_limits import Bounds
from shared.settings import LimitSettings, OpenAISettings, QueueSettings
from tests.fakes.serving import served
from tests.support.gates import Books

WINDOW_S = 10.0
PROCESSES, ASKERS = 3, 30
LIMIT = 500
ANSWER_S = 0.1
RUN_S, STORM_RUN_S = 40.0, 60.0
STORM_FROM_S, STORM_TO_S, RETRY_AFTER_S = 12.0, 22.0, 3

ANSWER = b'{"data": [{"index": 0, "embedding": [1.0]}], "usage": {"prompt_tokens": 1}}'


class Vendor:
    """Notes when requests arrive, and answers 429 while it storms."""

    def __init__(self, *, storms: bool) -> None:
        self.arrived: list[float] = []
        self.refused = 0
        self._storms = storms

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            pass
        self.arrived.append(time.monotonic())
        since_s = self.arrived[-1] - self.arrived[0]
        refused = self._storms and STORM_FROM_S <= since_s < STORM_TO_S
        self.refused += refused
        await asyncio.sleep(ANSWER_S)
        headers = [(b"content-type", b"application/json")]
        if refused:
            headers.append((b"retry-after", str(RETRY_AFTER_S).encode()))
        await send({"type": "http.response.start", "status": 429 if refused else 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{}" if refused else ANSWER})


async def ask_until(embedder: OpenAIEmbedder, until: float) -> None:
    """As runs do: told to come back later, it comes back later."""
    while time.monotonic() < until:
        try:
            await embedder.embed(["one"])
        except Transient as error:
            await asyncio.sleep(error.retry_after_s or 1.0)


async def run_worker(vendor_url: str, redis_url: str, run_s: float) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("error"))
    queue = QueueSettings.model_validate({"REDIS_URL": redis_url})
    openai = OpenAISettings.model_validate({"OPENAI_API_KEY": "sk-bench", "OPENAI_BASE_URL": f"{vendor_url}/v1"})
    async with (
        open_gate(queue, LimitSettings.model_validate({}), window_s=WINDOW_S) as gate,
        open_client(openai) as client,
    ):
        limiter = gate.limiter("openai", "m", "sk-bench", Bounds((LIMIT, 0, 0), concurrency=64))
        paid = PaidModel("openai", "m", limiter, None, Books())
        embedder = OpenAIEmbedder(client, paid, dimension=1, timeout_s=10)
        until = time.monotonic() + run_s
        await asyncio.gather(*(ask_until(embedder, until) for _ in range(ASKERS)))


async def watched(*, storms: bool, run_s: float) -> Vendor:
    """What a vendor saw of all the processes."""
    vendor = Vendor(storms=storms)
    with (
        data_folder() as folder,
        served(vendor) as vendor_url,
        embedded_valkey(folder, durable=False) as redis_url,
    ):
        arguments = [__file__, "--worker", vendor_url, redis_url, str(run_s)]
        workers = [await asyncio.create_subprocess_exec(sys.executable, *arguments) for _ in range(PROCESSES)]
        try:
            codes = [await worker.wait() for worker in workers]
        finally:
            for worker in workers:
                with contextlib.suppress(ProcessLookupError):
                    worker.kill()
    if any(codes):
        raise SystemExit(f"a worker failed: {codes}")
    return vendor


def worst_window(arrived: Sequence[float]) -> int:
    return max(bisect_left(arrived, at + WINDOW_S) - index for index, at in enumerate(arrived))


def use(arrived: Sequence[float]) -> float:
    """Of the limit, after the first window and before the last: what all processes had time to ask for."""
    start, end = arrived[0] + WINDOW_S, arrived[0] + RUN_S - WINDOW_S
    count = bisect_left(arrived, end) - bisect_left(arrived, start)
    return count / (LIMIT * (end - start) / WINDOW_S)


async def measure() -> dict[str, float]:
    """All in per cent."""
    steady = await watched(storms=False, run_s=RUN_S)
    storm = await watched(storms=True, run_s=STORM_RUN_S)
    arrived = sorted(steady.arrived)
    return {
        "limit_worst_window_percent": round(100 * worst_window(arrived) / LIMIT, 1),
        "limit_use_percent": round(100 * use(arrived), 1),
        "storm_extra_calls_percent": round(100 * storm.refused / len(storm.arrived), 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worker", nargs=3, metavar=("VENDOR_URL", "REDIS_URL", "SECONDS"), help=argparse.SUPPRESS)
    worker = parser.parse_args().worker
    if worker:
        asyncio.run(run_worker(worker[0], worker[1], float(worker[2])))
        return
    figures = asyncio.run(measure())
    print(f"{PROCESSES} processes, {LIMIT} requests in {WINDOW_S:g} s")
    print(f"  worst rolling window  {figures['limit_worst_window_percent']:6.1f} % of the limit (at most 100)")
    print(f"  use under demand      {figures['limit_use_percent']:6.1f} % of the limit (at least 90)")
    print(f"  calls lost to a storm {figures['storm_extra_calls_percent']:6.2f} % of all calls (less than 1)")
    kept = figures["limit_worst_window_percent"] <= 100 and figures["limit_use_percent"] >= 90
    sys.exit(0 if kept and figures["storm_extra_calls_percent"] < 1 else 1)


if __name__ == "__main__":
    main()
