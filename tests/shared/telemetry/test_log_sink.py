"""Log lines arrive whole and in order, and nobody who logs waits or fails, whatever the disk or the
reader does.
"""

import json
import os
import threading
from collections.abc import Iterator

import pytest

from shared.telemetry.log_sink import LogSink


class Outlet:
    """A pipe whose reader may stall."""

    def __init__(self) -> None:
        self.reader, self.writer = os.pipe()

    def read_all(self) -> list[str]:
        """Until it is closed at the other end."""
        os.close(self.writer)
        with os.fdopen(self.reader) as file:
            return file.read().splitlines()


@pytest.fixture
def outlet() -> Iterator[Outlet]:
    yield Outlet()


def test_lines_arrive_in_order(outlet: Outlet) -> None:
    sink = LogSink(outlet.writer)
    for number in range(1000):
        sink.write(f"{number}\n")
    sink.close()
    assert outlet.read_all() == [str(number) for number in range(1000)]


def test_what_cannot_be_written_waits_and_is_written_whole_afterwards(
    outlet: Outlet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk takes a part of a line, refuses the rest for a while, and then has room again."""
    write, tries, refused_again = os.write, 0, threading.Event()

    def on_a_full_disk(descriptor: int, content: bytes) -> int:
        nonlocal tries
        if descriptor != outlet.writer:
            return write(descriptor, content)
        tries += 1
        if tries == 1:
            return write(descriptor, bytes(content[:5]))
        if tries in (2, 3):
            if tries == 3:
                refused_again.set()
            raise OSError(28, "No space left on device")
        return write(descriptor, content)

    monkeypatch.setattr(os, "write", on_a_full_disk)
    sink = LogSink(outlet.writer)
    sink.write("a line of some length\n")
    assert refused_again.wait(10)
    sink.close()
    assert outlet.read_all() == ["a line of some length"]


def test_a_reader_that_stalls_costs_lines_and_not_time(outlet: Outlet) -> None:
    sink, line = LogSink(outlet.writer, most_lines=10), "x" * 200_000 + "\n"
    for _ in range(50):
        sink.write(line)
    with os.fdopen(os.dup(outlet.reader)) as file:
        arrived = [file.readline() for _ in range(2)]
        assert arrived == [line, line]
        while not (last := file.readline()).startswith("{"):
            assert last == line
    told = json.loads(last)
    assert told["event"] == "log lines dropped"
    assert told["count"] >= 30
    sink.close()
    outlet.read_all()
