"""Calls are accepted while everything is killed around them; afterwards everything is counted.

    python -m tests.chaos.storm [--seed 1] [--calls 2000] [--kills 100] [--redis 12] [--postgres
    6] [--wire 12]
                                [--vendors 30] [--disk 4] [--hostile 9]

An API and three workers run as processes over durable embedded servers, with the vendors faked at
the wire, while hundreds of silent connections take all places there are. A sender that keeps a
ledger delivers the calls, another tenant sends hostile events; the seed decides what happens when.
Fewer --calls mean less of everything. The disk of the data folder is filled where it can be one of
its own, which takes root on Linux.

Exits 1 when a call that was promised is lost, or its end did not reach a target of events under
exactly one id, anything is there twice, more was paid for again than
was in flight, an attempt was spent, a run is open a minute after the last call, or a call is not
ready a minute after a full disk has space again, or when an answer did not name the full disk.
"""

import argparse
import asyncio
import os
import random
import re
import secrets
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import asyncpg
import httpx

from cli.embedded import postgres_server, valkey_server
from cli.installation import APPLICATION_ROLE
from shared.concurrency.tasks import stop
from shared.db.migrate import migrate
from shared.domain.events import TERMINAL
from tests.chaos.ledger import Findings, Ledger, event, findings
from tests.chaos.proxy import Connect, proxied
from tests.chaos.small_disk import SmallDisk, small_disk
from tests.chaos.strangers import Silence
from tests.chaos.troubles import SETTLE_S, WORKERS, Sizes, Storm
from tests.fakes.receiver import CUT, Receiver, Request, answering, open_receiver
from tests.support.databases import as_application
from tests.support.events import new_target
from tests.support.people import sign_up
from tests.support.processes import installation
from tests.system.vendors import vendors

SENDERS = 8
# A sender would not go on for ever either when nothing of what it sent is done.
MOST_OPEN = 150
# More than the API's places.
SILENT, SLOW_HEADS = 280, 20
LATENCY_S = {"/chat/": 0.3, "/embeddings": 0.1}
SECRET = "wsec_" + "5" * 64
ENVIRON = {
    "JWT_SECRET": "J7w4Kz9TqLm2Xc8RvNb5Ys3Gd6Fh1Pt0",
    "ENCRYPTION_KEY": "E3r6Ty8Ui1Op4As7Df2Gh9Jk5Lz0Xc2V",
    "ELEVENLABS_WEBHOOK_SECRET": SECRET,
    "WORKER_CONCURRENCY": "10",
    "HTTP_CONNECTIONS": "256",
    "SIGNUP_OPEN": "direct",
    "OPENAI_TIMEOUT_S": "5",
    # The kills are the storm's, not the calls'.
    "MAX_CRASHES": "1000",
    "BACKOFF_MAX_S": "2",
    "BREAKER_OPEN_S": "3",
    "LOG_LEVEL": "warning",
    # A receiver of events is on this machine.
    "TARGET_ALLOW_HTTP": "true",
    "TARGET_ALLOW_PRIVATE": "true",
    "TARGET_TIMEOUT_S": "5",
}
# How many events the receiver refuses at first.
REFUSED_SHARE = 0.1
VENDOR_URLS = {
    "openai": "OPENAI_BASE_URL",
    "pinecone": "PINECONE_HOST",
    "calcom": "CALCOM_BASE_URL",
}


async def rage(storm: Storm, sizes: Sizes) -> None:
    """One thing after the other."""
    every = storm.happenings(sizes)
    for position, (name, happening) in enumerate(every):
        storm.progress = (position + 1) / len(every)
        storm.counts[name] += 1
        await happening()
        await asyncio.sleep(storm.choose.uniform(0.2, 1.8))


async def deliver_all(
    ledger: Ledger, storm: Storm, sizes: Sizes, raging: asyncio.Task[None]
) -> None:
    """Spread over the storm, but never so many that most only wait."""
    numbers = iter(range(sizes.calls))

    async def sender() -> None:
        for number in numbers:
            while (not raging.done() and number > storm.progress * sizes.calls) or (
                (await storm.open_runs() or 0) > MOST_OPEN
            ):
                await asyncio.sleep(0.1)
            name = f"conv_{number}"
            await ledger.deliver(name, event(ledger.agent_id, name, day=number))

    async with asyncio.TaskGroup() as group:
        for _ in range(SENDERS):
            group.create_task(sender())
    await raging
    await asyncio.gather(*storm.sending)


async def settle(storm: Storm) -> float:
    """Until nothing is open, a minute at most; returns how long it took."""
    began = time.monotonic()
    while time.monotonic() - began < SETTLE_S and await storm.open_runs() != 0:
        await asyncio.sleep(0.25)
    return time.monotonic() - began


def refusing_some(chance: random.Random) -> Callable[[Request], bytes | None]:
    """A receiver that fails for some events, and for each only once."""
    seen: set[str] = set()

    def answer(request: Request) -> bytes | None:
        is_new = request.id not in seen
        seen.add(request.id)
        if is_new and chance.random() < REFUSED_SHARE:
            return chance.choice([answering(500), answering(429, Retry_After="1"), CUT])
        return None

    return answer


async def settle_deliveries(storm: Storm) -> None:
    """Until no event waits, a minute at most."""
    began = time.monotonic()
    while time.monotonic() - began < SETTLE_S:
        conn = await asyncpg.connect(storm.postgres.url, timeout=10)
        waiting = await conn.fetchval(
            "select count(*) from event_deliveries where status = 'pending'"
        )
        await conn.close()
        if not waiting:
            return
        await asyncio.sleep(0.5)


async def misreported_calls(conn: asyncpg.Connection, receiver: Receiver) -> list[str]:
    """Calls of the team with the target whose end has no id at the receiver, or several."""
    ends: dict[str, set[str]] = {}
    for each in receiver.requests:
        body = each.json
        if body["type"] in TERMINAL:
            call = body["data"]["call"] or {"id": body["data"]["change"]["call_id"]}
            ends.setdefault(call["id"], set()).add(each.id)
    calls = await conn.fetch(
        "select id::text from calls where tenant_id = (select tenant_id from event_targets)"
    )
    return [
        f"call {row['id']}: {len(ends.get(row['id'], ()))} ids of its end at the receiver"
        for row in calls
        if len(ends.get(row["id"], ())) != 1
    ]


def repeated_questions(storm: Storm) -> int:
    """Chat requests that were made once more: the same question about the same call. Refused ones
    were not paid for.
    """
    script = storm.fakes.openai.script
    asked = Counter(
        question for each in script.seen["chat"] if len(question := _question(str(each.body))) == 2
    )
    return max(0, sum(count - 1 for count in asked.values()) - script.refused["chat"])


def _question(body: str) -> tuple[str, ...]:
    """The call and what is asked of it; less of a hostile one, which takes several questions for
    one answer.
    """
    found = (
        re.search(r"file (conv_\d+)", body),
        re.search(r"'json_schema': \{'name': '(\w+)'", body),
    )
    return tuple(each[1] for each in found if each)


@dataclass(frozen=True)
class Outcome:
    """What a storm did, and what was there afterwards."""

    seed: int
    counts: Counter[str]
    accepted: int
    refusals: Counter[str]
    found: Findings
    repeated: int
    in_flight: int
    took_s: float
    settled_s: float
    most_silent: int
    recovered_s: list[float]
    late: list[str]
    unnamed: list[str]
    disk_skipped: str | None
    events: int
    repeated_events: int
    misreported: list[str]

    @property
    def held(self) -> bool:
        found = self.found
        wrong = (
            found.lost
            or found.doubled
            or found.open
            or found.attempts
            or self.late
            or self.unnamed
            or self.misreported
        )
        return not wrong and self.repeated <= self.in_flight


async def blow(seed: int, sizes: Sizes) -> Outcome:
    """Leaves its logs and its database behind when something is wrong, and says where."""
    folder = Path(tempfile.gettempdir()) / f"aftercall-storm-{secrets.token_hex(4)}"
    with small_disk(folder / "disk") as disk:
        async with AsyncExitStack() as stack:
            outcome = await _blow_in(await _prepared(seed, folder, disk, stack), seed, sizes, stack)
        if not outcome.held and not disk.skipped:
            shutil.copytree(
                disk.folder, folder / "left", ignore=shutil.ignore_patterns(".s.PGSQL*")
            )
    if outcome.held:
        shutil.rmtree(folder)
    else:
        print(f"The logs and the database are left in {folder}")
    return outcome


async def _blow_in(storm: Storm, seed: int, sizes: Sizes, stack: AsyncExitStack) -> Outcome:
    began = time.monotonic()
    supervising = asyncio.create_task(storm.supervise())
    silence = Silence(storm.installed.port, silent=SILENT, slow=SLOW_HEADS)
    receiver = await stack.enter_async_context(open_receiver())
    receiver.choose = refusing_some(random.Random(seed))
    await _blow(storm, sizes, silence, receiver, stack)
    settled_s = await settle(storm)
    await settle_deliveries(storm)
    await stop(supervising)
    conn = await asyncpg.connect(storm.postgres.url, timeout=10)
    booked = [
        str(each["metadata"]["aftercall_callback_id"]) for each in storm.fakes.calcom.bookings
    ]
    vectors = {vector for space in storm.fakes.pinecone.namespaces.values() for vector in space}
    found = await findings(conn, storm.ledgers, booked, vectors)
    misreported = await misreported_calls(conn, receiver)
    await conn.close()
    return Outcome(
        seed=seed,
        counts=storm.counts,
        accepted=sum(len(ledger.accepted) for ledger in storm.ledgers),
        refusals=sum((ledger.refusals for ledger in storm.ledgers), Counter()),
        found=found,
        repeated=repeated_questions(storm),
        in_flight=storm.in_flight,
        took_s=time.monotonic() - began,
        settled_s=settled_s,
        most_silent=silence.most_open,
        recovered_s=storm.recovered_s,
        late=storm.late,
        unnamed=storm.unnamed + [each for ledger in storm.ledgers for each in ledger.unnamed],
        disk_skipped=storm.disk.skipped,
        events=len({each.id for each in receiver.requests}),
        repeated_events=len(receiver.requests) - len({each.id for each in receiver.requests}),
        misreported=misreported,
    )


async def _prepared(seed: int, folder: Path, disk: SmallDisk, stack: AsyncExitStack) -> Storm:
    """Servers, wires and vendors; no process of ours runs yet."""
    data = disk.folder / "data"
    postgres = stack.enter_context(postgres_server(data))
    redis = stack.enter_context(valkey_server(data))
    fakes = stack.enter_context(vendors(LATENCY_S))
    at = urlsplit(redis.url)
    postgres_wire = await stack.enter_async_context(proxied(_to_postgres(postgres.url)))
    redis_wire = await stack.enter_async_context(proxied(_to(redis.url)))
    vendor_wires = {
        vendor: await stack.enter_async_context(proxied(_to(fakes.environ[name])))
        for vendor, name in VENDOR_URLS.items()
    }
    await migrate(postgres.url, application_url=as_application(postgres.url))
    environ = {
        **fakes.environ,
        **{
            VENDOR_URLS[
                vendor
            ]: f"http://127.0.0.1:{wire.port}{urlsplit(fakes.environ[VENDOR_URLS[vendor]]).path}"
            for vendor, wire in vendor_wires.items()
        },
        **ENVIRON,
        "DATABASE_URL": f"postgresql://{APPLICATION_ROLE}@127.0.0.1:{postgres_wire.port}/postgres",
        "REDIS_URL": f"redis://{at.username or ''}:{at.password}@127.0.0.1:{redis_wire.port}/0",
        "AFTERCALL_DATA_DIR": str(data),
    }
    # Logs as well go to the disk that will be full.
    installed = stack.enter_context(installation(environ, data / "logs"))
    wires = {"postgres": postgres_wire, "redis": redis_wire}
    return Storm(
        random.Random(seed),
        installed,
        fakes,
        postgres,
        redis,
        wires,
        vendor_wires,
        disk,
        postgres.url,
    )


async def _blow(
    storm: Storm, sizes: Sizes, silence: Silence, receiver: Receiver, stack: AsyncExitStack
) -> None:
    await storm.installed.start_api()
    for number in range(WORKERS):
        storm.installed.start_worker(f"worker-{number}")
    client = await stack.enter_async_context(
        httpx.AsyncClient(base_url=storm.installed.base_url, timeout=20)
    )
    team = await sign_up(client, "storm@example.com", "Storm")
    strangers = await sign_up(client, "strangers@example.com", "Strangers")
    await new_target(team, receiver.url(), types=["call"])
    storm.ledger = Ledger(client, team.agent_id, SECRET, random.Random(storm.choose.random()))
    storm.hostile = Ledger(client, strangers.agent_id, SECRET, random.Random(storm.choose.random()))
    holding = asyncio.create_task(silence.hold())
    try:
        await deliver_all(storm.ledger, storm, sizes, asyncio.create_task(rage(storm, sizes)))
    finally:
        await stop(holding)


def report(outcome: Outcome) -> None:
    found = outcome.found
    for name, count in sorted(outcome.counts.items()):
        print(f"{count:6}  {name}")
    if outcome.disk_skipped:
        print(f"        the disk was NOT filled: {outcome.disk_skipped}")
    else:
        print(
            f"{max(outcome.recovered_s, default=0):6.1f}  s at most until all was ready after the"
            " disk had space again"
        )
    print(f"{outcome.most_silent:6}  silent connections and slow heads at once, all the time")
    print(
        f"{outcome.accepted:6}  calls accepted in {outcome.took_s:.0f} s; refused for a while:"
        f" {dict(outcome.refusals)}"
    )
    print(f"{len(found.lost):6}  lost")
    print(f"{len(found.doubled):6}  doubled")
    print(f"{found.open:6}  open {outcome.settled_s:.0f} s after the last call")
    print(f"{found.attempts:6}  attempts spent")
    print(f"{len(outcome.late):6}  not ready {SETTLE_S:.0f} s after the disk had space again")
    print(
        f"{outcome.events:6}  events at a target, {outcome.repeated_events} requests repeated an id"
    )
    print(f"{len(outcome.misreported):6}  calls whose end did not reach the target exactly once")
    print(f"{len(outcome.unnamed):6}  answers that did not name the full disk")
    print(
        f"{outcome.repeated:6}  questions paid for again, of {outcome.in_flight} steps in flight at"
        " a kill or a cut"
    )
    wrong = (found.lost, found.doubled, outcome.late, outcome.unnamed, outcome.misreported)
    for each in [one for ones in wrong for one in ones[:20]]:
        print(f"        {each}")
    print(
        "held"
        if outcome.held
        else f"NOT held; again with: python -m tests.chaos.storm --seed {outcome.seed}"
    )


def _to(url: str) -> Connect:
    at = urlsplit(url)
    return lambda: asyncio.open_connection(at.hostname, at.port)


def _to_postgres(
    url: str,
) -> Callable[[], Coroutine[Any, Any, tuple[asyncio.StreamReader, asyncio.StreamWriter]]]:
    """The embedded server listens on a socket in a folder."""
    folder = parse_qs(urlsplit(url).query)["host"][0]
    socket = os.path.join(folder, ".s.PGSQL.5432")  # noqa: PTH118
    return lambda: asyncio.open_unix_connection(socket)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    names = [each.name for each in fields(Sizes)]
    for name in names:
        parser.add_argument(f"--{name}", type=int)
    given = parser.parse_args()
    usual = Sizes().scaled(given.calls or Sizes().calls)
    sizes = Sizes(
        *(
            getattr(usual, name) if getattr(given, name) is None else getattr(given, name)
            for name in names
        )
    )
    print(f"seed {given.seed}: {sizes}", flush=True)
    outcome = asyncio.run(blow(given.seed, sizes))
    report(outcome)
    return 0 if outcome.held else 1


if __name__ == "__main__":
    sys.exit(main())
