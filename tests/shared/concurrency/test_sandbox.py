"""A process that reads strangers' files has no secrets, no network, no other processes and no other
files.
"""

import ctypes
import errno
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from asyncpg.pgproto import pgproto

from shared.concurrency.child import PASSED_ON, Child, _PlainUnpickler, pickled
from shared.concurrency.processes import Processes, _Unusable
from shared.concurrency.sandbox import Walls, enclose, gaps
from shared.domain.audio import Span
from shared.domain.transcript import Speaker, Turn
from shared.errors import WorkFailed

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="other systems cannot enclose a process so"
)

_libc = ctypes.CDLL(None, use_errno=True)
SECRET = "a-secret-of-the-worker"


def environment() -> dict[str, str]:
    return dict(os.environ)


def environment_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/environ").read_bytes()


def open_files() -> list[str]:
    return [str(path.readlink()) for path in Path("/proc/self/fd").iterdir() if path.exists()]


def outcome(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except OSError as error:
        return errno.errorcode[error.errno or 0]
    return "done"


def attempts(parent: int) -> dict[str, str]:
    """What became of each thing that a decoder has no need for."""

    def raw(number: int, *arguments: int) -> Callable[[], None]:
        def call() -> None:
            if _libc.syscall(number, *arguments) < 0:
                raise OSError(ctypes.get_errno(), "refused")

        return call

    numbers = {"x86_64": (101, 310, 302, 425), "aarch64": (117, 270, 261, 425)}[os.uname().machine]
    ptrace, read_memory, set_limit, io_uring = numbers
    tried: dict[str, Callable[[], object]] = {
        "inet": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
        "inet6": lambda: socket.socket(socket.AF_INET6, socket.SOCK_DGRAM),
        "unix": lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM),
        "netlink": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
        "pair": socket.socketpair,
        "exec": lambda: os.execv("/bin/true", ["true"]),
        "subprocess": lambda: subprocess.run([sys.executable, "-c", ""], check=False),
        "fork": os.fork,
        "kill parent": lambda: os.kill(parent, 0),
        "kill group": lambda: os.kill(0, 0),
        "trace parent": raw(ptrace, 16, parent, 0, 0),
        "read parent": raw(read_memory, parent, 0, 0, 0, 0, 0),
        "limit parent": raw(set_limit, parent, 7, 0, 0),
        "io_uring": raw(io_uring, 1, 0),
    }
    return {name: outcome(attempt) for name, attempt in tried.items()}


def works_as_always() -> str:
    seen: list[int] = []
    threads = [threading.Thread(target=seen.append, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    os.kill(os.getpid(), 0)
    return "".join(map(str, sorted(seen)))


def files(tried: dict[str, Path]) -> dict[str, str]:
    def attempt(name: str, path: Path) -> object:
        return path.write_bytes(b"x") if "write" in name else path.read_bytes()

    return {name: outcome(partial(attempt, name, path)) for name, path in tried.items()}


@pytest.fixture
async def processes(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Processes]:
    monkeypatch.setenv("JWT_SECRET", SECRET)
    processes = Processes(1, memory_bytes=2**32)
    yield processes
    await processes.close()


async def run(processes: Processes, task: Callable[..., Any], *args: object) -> Any:
    return await processes.run(task, *args, timeout_s=30, name="test")


async def test_the_environment_holds_no_secret(processes: Processes) -> None:
    assert set(await run(processes, environment)) <= {*PASSED_ON, "HF_HUB_OFFLINE", "LC_CTYPE"}
    assert (
        SECRET.encode() not in Path(f"/proc/{await run(processes, os.getpid)}/environ").read_bytes()
    )


async def test_no_open_file_is_inherited(processes: Processes) -> None:
    inherited = os.open("/etc/hostname", os.O_RDONLY)
    os.set_inheritable(inherited, True)
    try:
        found = await run(processes, open_files)
    finally:
        os.close(inherited)
    assert not [name for name in found if "hostname" in name or name.startswith("socket:")]


async def test_network_and_other_processes_are_out_of_reach(processes: Processes) -> None:
    assert set((await run(processes, attempts, os.getpid())).values()) == {"EPERM"}
    assert await run(processes, works_as_always) == "012"


async def test_only_the_folders_that_were_named_are_within_reach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if any("files" in gap for gap in gaps()):
        pytest.skip("this kernel has no Landlock")
    monkeypatch.setenv("JWT_SECRET", SECRET)
    reads, writes, other = (tmp_path / name for name in ("reads", "writes", "other"))
    for folder in (reads, writes, other):
        folder.mkdir()
        (folder / "file").write_bytes(b"audio")
    # The tasks of these tests lie beside the tests.
    processes = Processes(
        1, walls=Walls(reads=(reads, Path(__file__).parents[2]), writes=(writes,))
    )
    (writes / "link").symlink_to(other / "file")
    tried = {
        "read": reads / "file",
        "write": writes / "new",
        "write where it reads": reads / "file",
        "read other": other / "file",
        "write other": other / "file",
        "read by a link": writes / "link",
        "read settings": Path(__file__).parents[3] / "pyproject.toml",
        "read the parent's environment": Path(f"/proc/{os.getpid()}/environ"),
        "read passwords": Path("/etc/passwd"),
    }
    try:
        became = await run(processes, files, tried)
    finally:
        await processes.close()
    assert [name for name, outcome in became.items() if outcome == "done"] == ["read", "write"]
    assert set(became.values()) == {"done", "EACCES"}


def loads(answer: object) -> object:
    return _PlainUnpickler(
        BytesIO(answer if isinstance(answer, bytes) else pickle.dumps(answer))
    ).load()


class Runs:
    """What a process that was taken over would answer with."""

    def __init__(self, *made_by: Any) -> None:
        self._made_by = made_by

    def __reduce__(self) -> Any:
        return self._made_by


@pytest.mark.parametrize(
    "answer",
    [
        Runs(os.system, ("true",)),
        Runs(eval, ("1",)),
        Runs(getattr, ("", "join")),
        Runs(subprocess.Popen, ("true",)),
        Runs(enclose, (None,)),
        Runs(Child, (print,)),
        b"\x80\x04\x8c\x1cshared.concurrency.processes\x8c\x07os.kill\x93.",
    ],
)
def test_an_answer_that_would_do_something_is_not_taken(answer: object) -> None:
    with pytest.raises(pickle.UnpicklingError):
        loads(answer)


def test_an_enum_is_taken_from_every_version_of_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python 3.11.2, which Debian 12 has, pickles members as a call of getattr."""
    monkeypatch.setattr(
        Speaker, "__reduce_ex__", lambda self, protocol: (getattr, (type(self), self.name))
    )
    said = [Turn(Speaker.AGENT, "Hello.")]
    assert b"getattr" in pickle.dumps(said)
    assert loads(pickled(said)) == said


def test_an_answer_of_data_is_taken() -> None:
    answer = [
        Span(0, 1, 2),
        _Unusable("no", "empty"),
        ValueError("x"),
        {"a": (1.5, None, b"x")},
        signal.SIGTERM.value,
    ]
    assert repr(loads(answer)) == repr(answer)


def test_an_id_is_taken_as_the_database_gives_it() -> None:
    identifier = pgproto.UUID("01938f5e-7b1c-7c3a-9d2e-5a0c9a4c1f10")
    assert loads(pickle.dumps(identifier)) == identifier


def answers_with_code() -> object:
    return Runs(os.system, ("true",))


def answers_what_cannot_be_made() -> object:
    return Runs(timedelta, (10**12,))


@pytest.mark.parametrize("task", [answers_with_code, answers_what_cannot_be_made])
async def test_a_process_whose_answer_is_refused_counts_as_dead(
    processes: Processes, task: Callable[[], object]
) -> None:
    with pytest.raises(WorkFailed, match="died"):
        await run(processes, task)
    assert await run(processes, works_as_always) == "012"
