"""Writes log lines without ever raising, waiting or tearing a line."""

import os
import queue
import threading
from time import monotonic

MOST_LINES = 10_000
LINES_AT_ONCE = 500
RETRY_S = 0.5
CLOSE_TIMEOUT_S = 2.0


class LogSink:
    """Writes lines to a file descriptor from its own thread, in order. The caller closes it.

    A full disk or a stalled reader must not stop the program: lines that cannot be written now
    wait, up to `most_lines`; further ones are dropped, and their number is written as soon as
    writing works again.
    """

    def __init__(self, descriptor: int, *, most_lines: int = MOST_LINES) -> None:
        self._descriptor = descriptor
        self._most_lines = most_lines
        # A finalizer may log while this very thread puts a line, and only this queue is reentrant.
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._dropped, self._counting = 0, threading.RLock()
        self._close_by: float | None = None
        self._thread = threading.Thread(target=self._write_forever, name="log sink", daemon=True)
        self._thread.start()

    def write(self, line: str) -> int:
        """Queues one line with its end. Returns its length, as a text file does."""
        if self._lines.qsize() < self._most_lines:
            self._lines.put(line)
        else:
            with self._counting:
                self._dropped += 1
        return len(line)

    def flush(self) -> None:
        """Does nothing: queued lines are being written."""

    def close(self) -> None:
        """Waits for the queued lines, at most CLOSE_TIMEOUT_S; lines that cannot be written by then
        are lost.
        """
        self._close_by = monotonic() + CLOSE_TIMEOUT_S
        self._lines.put(None)
        self._thread.join(CLOSE_TIMEOUT_S)

    def _write_forever(self) -> None:
        while True:
            taken = [self._lines.get()]
            while len(taken) < LINES_AT_ONCE and not self._lines.empty():
                taken.append(self._lines.get_nowait())
            text = "".join(line for line in taken if line is not None)
            with self._counting:
                dropped, self._dropped = self._dropped, 0
            if dropped:
                text += f'{{"event": "log lines dropped", "level": "error", "count": {dropped}}}\n'
            if not self._write_whole(text.encode(errors="backslashreplace")) or None in taken:
                return

    def _write_whole(self, content: bytes) -> bool:
        """Tries until everything is written. Returns False when the sink is closed and its time is
        up.
        """
        left = memoryview(content)
        while left:
            try:
                left = left[os.write(self._descriptor, left) :]
            except OSError:
                if self._close_by is not None and monotonic() > self._close_by:
                    return False
                # This thread does nothing else, so it may wait.
                threading.Event().wait(RETRY_S)
        return True
