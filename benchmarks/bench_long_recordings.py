"""Long recordings through the whole installation: the worker's memory, and what sets their time.

    python benchmarks/bench_long_recordings.py [--megabytes 500] [--hours 3]

Makes a WAV file of 500 MB and a 3-hour MP3 out of the shipped sample, with silences between the
calls, uploads both to the API, and lets a worker transcribe them with a service that is faked at
the wire and takes a fixed time for each part. Memory is that of the worker and of its processes:
the sum of their peaks, against what they held after a first, short call. Time is counted from the
moment the recording is cut to its transcript.

Exits 1 when the memory grows by more than 64 MB, or when the 3-hour recording, with a slot for each
of its parts, takes more than twice what a single part takes.
"""

import argparse
import asyncio
import math
import sys
import tempfile
import wave
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import av
import httpx
import numpy as np
import numpy.typing as npt
import psutil

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.folders import data_folder
from cli.embedded import embedded_postgres, embedded_valkey
from shared.audio.decode import decode
from shared.db.rows import fetch_row
from tests.fakes.openai_server import FakeOpenAI
from tests.fakes.serving import served
from tests.fakes.slow import Slow
from tests.support.databases import database_urls, migrate_both
from tests.support.people import Team, sign_up
from tests.support.processes import Installation, installation, until

SAMPLE = Path(__file__).parent.parent / "cli" / "samples" / "two_channel_call.wav"
RATE = 16_000
SILENCES_S = (1.0, 12.0, 3.0)
PART_TAKES_S = 5.0
MOST_GROWTH_MB = 64
MOST_TIMES_A_PART = 2.0
SLOTS = (16, 200)

Samples = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Passage:
    """`took_s` is from the moment it was cut to its transcript; `parts` are those of
    all channels.
    """

    parts: int
    duration_s: float
    took_s: float


def pattern() -> Samples:
    """A little over a minute: the sample three times, with silences of several lengths and a trace
    of noise.
    """
    call = decode(SAMPLE, RATE)
    pieces = [piece for s in SILENCES_S for piece in (call, np.zeros((2, int(s * RATE)), np.int16))]
    noise = np.random.default_rng(1).integers(
        -20, 20, (2, sum(piece.shape[1] for piece in pieces)), np.int16
    )
    return np.asarray(np.concatenate(pieces, axis=1) + noise, np.int16)


def write_wav(path: Path, size_bytes: int) -> None:
    block = pattern().T.astype("<i2").tobytes()
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        for _ in range(size_bytes // len(block)):
            file.writeframesraw(block)


def write_mp3(path: Path, seconds: float) -> None:
    """MP3 frames stand for themselves: the pattern is encoded once and repeated."""
    block = pattern()
    buffer = BytesIO()
    with av.open(
        buffer, "w", format="mp3", options={"write_xing": "0", "id3v2_version": "0"}
    ) as container:
        stream = container.add_stream("mp3", rate=RATE, layout="stereo")
        stream.bit_rate = 48_000
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(block), format="s16p", layout="stereo"
        )
        frame.sample_rate = RATE
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with path.open("wb") as file:
        for _ in range(int(seconds / (block.shape[1] / RATE)) + 1):
            file.write(buffer.getvalue())


@contextmanager
def environment() -> Iterator[dict[str, str]]:
    """Embedded servers, and a transcription service that takes its time."""
    openai = FakeOpenAI()
    with ExitStack() as stack:
        serve = stack.enter_context
        folder = serve(data_folder())
        openai_url = serve(served(Slow(openai.app, {"/audio/": PART_TAKES_S})))
        yield {
            **database_urls(serve(embedded_postgres(folder))),
            "REDIS_URL": serve(embedded_valkey(folder)),
            "AFTERCALL_DATA_DIR": str(folder),
            "JWT_SECRET": "J7w4Kz9TqLm2Xc8RvNb5Ys3Gd6Fh1Pt0",
            "ENCRYPTION_KEY": "E3r6Ty8Ui1Op4As7Df2Gh9Jk5Lz0Xc2V",
            "OPENAI_API_KEY": "sk-bench",
            "OPENAI_BASE_URL": f"{openai_url}/v1",
            "OPENAI_TRANSCRIBE_MODEL": "whisper-1",
            "OPENAI_MAX_CONNECTIONS": "200",
            "VECTOR_INDEX_PROVIDER": "local",
            "REQUEST_BODY_TIMEOUT_S": "120",
            "CUTTING_PROCESSES": "1",
            "SIGNUP_OPEN": "direct",
        }


async def transcribed(team: Team, database_url: str, path: Path) -> Passage:
    """Uploads it and waits for its transcript."""
    created = (await team.post("/api/recordings", {})).json()
    url = f"/api/recordings/{created['recording_id']}"
    (
        await team.client.put(f"{url}/media", content=_blocks(path), headers=team.headers)
    ).raise_for_status()
    accepted = (await team.post(f"{url}/finalize")).json()

    async def job() -> dict[str, Any]:
        answer: dict[str, Any] = (await team.get(f"/api/job/{accepted['job_id']}/status")).json()
        return answer

    over = await until(
        job, lambda answer: answer["status"] in ("succeeded", "failed"), timeout_s=1200, every_s=0.5
    )
    step = next(step for step in over["steps"] if step["step"] == "transcribe")
    if step["status"] != "done":
        raise AssertionError(f"the recording went wrong: {over['error']}")
    connection = await asyncpg.connect(database_url)
    duration_s, first_at, done_at = await fetch_row(
        connection,
        """
        select
            duration_s,
            (
                select min(p.created_at)
                from recording_parts p
                where p.recording_id = r.id
            ),
            (
                select e.created_at
                from events e
                where e.type = 'recording.transcribed' and e.data->>'recording_id' = r.id::text
            )
        from recordings r
        where id = $1
        """,
        UUID(created["recording_id"]),
    )
    await connection.close()
    return Passage(
        parts=step["meta"]["parts"],
        duration_s=duration_s,
        # The first answer came one part's time after the first question.
        took_s=(done_at - first_at).total_seconds() + PART_TAKES_S,
    )


async def _blocks(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while block := await asyncio.to_thread(file.read, 2**18):
            yield block


class Memory:
    """Of a process and all it started, in MB; Linux only."""

    def __init__(self, pid: int) -> None:
        root = psutil.Process(pid)
        self._pids = [process.pid for process in (root, *root.children(recursive=True))]
        for each in self._pids:
            # Peaks count from now on.
            Path(f"/proc/{each}/clear_refs").write_text("5")
        self.before_mb = self._total("VmRSS")

    @property
    def growth_mb(self) -> float:
        return self._total("VmHWM") - self.before_mb

    def _total(self, name: str) -> float:
        return sum(_status_mb(pid, name) for pid in self._pids)


def _status_mb(pid: int, name: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) / 1024


async def measure(environ: dict[str, str], files: list[Path], logs: Path, slots: int) -> bool:
    with installation({**environ, "TRANSCRIBE_CONCURRENCY": str(slots)}, logs) as installed:
        await installed.start_api()
        installed.start_worker()
        async with httpx.AsyncClient(base_url=installed.base_url, timeout=120) as client:
            team = await sign_up(client, f"bench-{slots}@example.com", "Bench")
            short = await transcribed(team, environ["DATABASE_MIGRATE_URL"], SAMPLE)
            good = [
                await one(installed, team, environ["DATABASE_MIGRATE_URL"], path, slots, short)
                for path in files
            ]
    return all(good)


async def one(
    installed: Installation, team: Team, database_url: str, path: Path, slots: int, short: Passage
) -> bool:
    worker, api = (Memory(installed.processes[name].pid) for name in ("worker", "api"))
    found = await transcribed(team, database_url, path)
    report(path, found, worker=worker, api=api, slots=slots, short=short)
    in_time = found.parts > slots or found.took_s <= MOST_TIMES_A_PART * PART_TAKES_S
    return worker.growth_mb <= MOST_GROWTH_MB and in_time


def report(
    path: Path, found: Passage, *, worker: Memory, api: Memory, slots: int, short: Passage
) -> None:
    rounds = math.ceil(found.parts / slots)
    ratio = found.took_s / (rounds * PART_TAKES_S)
    print(
        f"{path.name}: {path.stat().st_size / 1e6:.0f} MB, {found.duration_s / 3600:.2f} h,"
        f" {found.parts} parts, {slots} slots; worker {worker.before_mb:.0f} MB before,"
        f" +{worker.growth_mb:.1f} MB at most (API +{api.growth_mb:.1f} MB)"
    )
    print(
        f"  cut to transcript {found.took_s:.1f} s, {ratio:.2f} times {rounds} x {PART_TAKES_S:g}"
        f" s; a call of {short.duration_s:.0f} s in {short.parts} parts took {short.took_s:.1f} s"
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megabytes", type=int, default=500)
    parser.add_argument("--hours", type=float, default=3)
    arguments = parser.parse_args()
    with (
        environment() as environ,
        tempfile.TemporaryDirectory(prefix="aftercall-bench-") as name,
    ):
        asyncio.run(migrate_both(environ))
        files = [Path(name) / "long.wav", Path(name) / "long.mp3"]
        write_wav(files[0], arguments.megabytes * 10**6)
        write_mp3(files[1], arguments.hours * 3600)
        few, many = SLOTS
        good = asyncio.run(measure(environ, files, Path(name) / f"logs-{few}", few))
        good &= asyncio.run(measure(environ, files[1:], Path(name) / f"logs-{many}", many))
    print(
        f"goal: at most +{MOST_GROWTH_MB} MB; with a slot for each part at most"
        f" {MOST_TIMES_A_PART:g} parts' time"
    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
