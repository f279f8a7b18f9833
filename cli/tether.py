"""Runs one program and stops it when the process that started us is gone, however that died.

Started by path with `python -I -S`, so it may use nothing but the standard library. Our standard
input is a pipe whose other end only the parent holds: end of file means that the parent is dead.

    tether.py SIGNAL UID:GID|- COMMAND...
"""

import os
import signal
import subprocess
import sys
import threading
from types import FrameType

GRACE_S = 30


class Tether:
    def __init__(self, stop_signal: signal.Signals) -> None:
        self._stop_signal = stop_signal
        self._child: subprocess.Popen[bytes] | None = None
        self._stopping = False

    def stop(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        self._stopping = True
        if self._child is not None and self._child.poll() is None:
            self._child.send_signal(self._stop_signal)

    def run(self, command: list[str], uid: int | None, gid: int | None) -> int:
        # The handlers are set before the child starts, so that no signal in between is lost.
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self.stop)
        self._child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            user=uid,
            group=gid,
            extra_groups=None if uid is None else [],
        )
        if self._stopping:
            self.stop()
        threading.Thread(target=self._end_with_parent, daemon=True).start()
        code = self._child.wait()
        return code if code >= 0 else 128 - code

    def _end_with_parent(self) -> None:
        while os.read(0, 1024):
            pass
        self.stop()
        if self._child is not None:
            try:
                self._child.wait(GRACE_S)
            except subprocess.TimeoutExpired:
                self._child.kill()


def main(arguments: list[str]) -> int:
    stop_signal, owner, *command = arguments
    uid, gid = (None, None) if owner == "-" else (int(part) for part in owner.split(":"))
    return Tether(signal.Signals[stop_signal]).run(command, uid, gid)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
