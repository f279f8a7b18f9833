"""Sends call-ended events to one server and tells how it answered: a process of its own, so as not
to be in the way.

    python benchmarks/load.py --port 3001 --agent agent_1 --secret wsec_1 --seconds 10 (--rate
    200 | --connections 50)

With `--rate` events leave at fixed times, whatever came of those before, and latency counts from
the time an event should have left. With `--connections` each connection sends its next event when
the last one was answered. Every event is of another call. Prints one line of JSON.
"""

import argparse
import asyncio
import hmac
import json
import selectors
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

SAMPLE = (
    Path(__file__).parent.parent
    / "tests"
    / "samples"
    / "elevenlabs_post_call_transcription_twilio.json"
)
TIMEOUT_S = 30.0
AWAY = 0


@dataclass(slots=True)
class Answers:
    """Milliseconds of each answer, how many there were of each status, and which calls were
    accepted (202).
    """

    latencies_ms: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    accepted: list[str] = field(default_factory=list)

    def add(self, conversation_id: str, status: int, seconds: float) -> None:
        self.statuses[status] += 1
        self.latencies_ms.append(seconds * 1000)
        if status == 202:
            self.accepted.append(conversation_id)


class Events:
    """Signed requests, each of a call of its own."""

    def __init__(self, *, path: str, agent: str, secret: str) -> None:
        payload = json.loads(SAMPLE.read_bytes())
        payload["data"].update(agent_id=agent, conversation_id="CONVERSATION")
        payload["data"]["metadata"]["phone_call"]["call_sid"] = "CONVERSATION"

        self._body = json.dumps(payload).encode()
        self._path = path
        self._secret = secret.encode()

    def next(self) -> tuple[str, bytes]:
        conversation_id, stamp = f"conv_{uuid4().hex}", str(int(time.time()))
        body = self._body.replace(b"CONVERSATION", conversation_id.encode())
        signature = hmac.digest(self._secret, stamp.encode() + b"." + body, "sha256").hex()
        head = (
            f"POST {self._path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\nElevenLabs-Signature: t={stamp},v0={signature}\r\n\r\n"
        )
        return conversation_id, head.encode() + body


class Connection(asyncio.Protocol):
    """One request at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._received = b""
        self._status: asyncio.Future[int] | None = None

    @property
    def is_open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    async def send(self, request: bytes) -> int:
        """AWAY also when nothing is answered for long; the connection is closed then."""
        assert self._transport
        self._received = b""
        self._status = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        try:
            return await asyncio.wait_for(self._status, TIMEOUT_S)
        except TimeoutError:
            self._transport.abort()
            return AWAY

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(b"\r\n\r\n")
        if found and len(body) >= int(
            head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0]
        ):
            self._answer(int(head[9:12]))

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._answer(AWAY)

    def _answer(self, status: int) -> None:
        if self._status and not self._status.done():
            self._status.set_result(status)


async def connect(port: int) -> Connection:
    _, connection = await asyncio.get_running_loop().create_connection(
        Connection, "127.0.0.1", port
    )
    return connection


async def at_a_rate(port: int, events: Events, *, rate: float, seconds: float) -> Answers:
    answers, idle = Answers(), [await connect(port) for _ in range(16)]
    started = time.perf_counter() + 0.1

    async def open_one() -> Connection:
        """The server closes those that rest for some seconds."""
        while idle:
            if (connection := idle.pop()).is_open:
                return connection
        return await connect(port)

    async def one(due: float) -> None:
        connection = await open_one()
        conversation_id, request = events.next()
        status = await connection.send(request)
        answers.add(conversation_id, status, time.perf_counter() - due)
        if connection.is_open:
            idle.append(connection)

    async with asyncio.TaskGroup() as sending:
        for number in range(round(rate * seconds)):
            due = started + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            sending.create_task(one(due))
    return answers


async def as_fast_as_answered(
    port: int, events: Events, *, connections: int, seconds: float
) -> Answers:
    answers, over = Answers(), time.perf_counter() + seconds

    async def one_after_another(connection: Connection) -> None:
        while time.perf_counter() < over:
            conversation_id, request = events.next()
            begun = time.perf_counter()
            status = await connection.send(request)
            answers.add(conversation_id, status, time.perf_counter() - begun)
            if not connection.is_open:
                connection = await connect(port)

    opened = [await connect(port) for _ in range(connections)]
    await asyncio.gather(*(one_after_another(connection) for connection in opened))
    return answers


async def load(given: argparse.Namespace) -> dict[str, Any]:
    events = Events(path=given.path, agent=given.agent, secret=given.secret)
    begun, cpu = time.perf_counter(), time.process_time()
    if given.rate:
        answers = await at_a_rate(given.port, events, rate=given.rate, seconds=given.seconds)
    else:
        answers = await as_fast_as_answered(
            given.port, events, connections=given.connections, seconds=given.seconds
        )
    seconds = time.perf_counter() - begun
    return {
        "seconds": seconds,
        "cpu_share": (time.process_time() - cpu) / seconds,
        "latencies_ms": answers.latencies_ms,
        "statuses": answers.statuses,
        "accepted": answers.accepted,
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--path", default="/api/webhooks/elevenlabs/call-ended")
    parser.add_argument("--agent", required=True)
    parser.add_argument("--secret", required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--rate", type=float)
    parser.add_argument("--connections", type=int, default=50)
    # Waits by microseconds, where epoll rounds up to milliseconds.
    loop = asyncio.SelectorEventLoop(selectors.SelectSelector())
    try:
        json.dump(loop.run_until_complete(load(parser.parse_args())), sys.stdout)
    finally:
        loop.close()


if __name__ == "__main__":
    main()
