"""Starts programs: under which account, with which log, and never outliving this process."""

import os
import signal
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

TETHER = Path(__file__).with_name("tether.py")
LOG_LIMIT_BYTES = 10 * 2**20


@dataclass(frozen=True, slots=True)
class Owner:
    """The system account under which a program runs."""

    name: str
    uid: int
    gid: int


def tethered(
    command: list[str], *, stop_signal: signal.Signals, owner: Owner | None = None
) -> list[str]:
    """Returns the command in a form that ends when this process does; it needs a pipe as its
    standard input.
    """
    account = f"{owner.uid}:{owner.gid}" if owner else "-"
    return [sys.executable, "-I", "-S", str(TETHER), stop_signal.name, account, *command]


@contextmanager
def open_log(path: Path) -> Iterator[int]:
    """Returns a descriptor to append to; a log larger than LOG_LIMIT_BYTES is renamed to `.1`
    first.
    """
    with suppress(FileNotFoundError):
        if path.stat().st_size > LOG_LIMIT_BYTES:
            path.replace(path.with_name(path.name + ".1"))
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def tail(path: Path, *, lines: int = 20, offset: int = 0) -> str:
    try:
        with path.open(errors="replace") as file:
            file.seek(offset)
            return "".join(deque(file, lines)).rstrip()
    except OSError:
        return ""
