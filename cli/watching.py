"""Restarts a program whenever the code below some folders changes: for development."""

import shlex
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from watchfiles import PythonFilter, run_process


def run_watched(
    folders: Sequence[Path],
    command: Sequence[str],
    *,
    grace_s: float,
    changed: Callable[[int], None],
) -> None:
    """Runs until SIGINT or SIGTERM. The program is stopped by SIGINT and killed after `grace_s`;
    `changed` is called with the number of changed files.
    """
    # A signal is raised when it comes while the program is being started again.
    with suppress(KeyboardInterrupt):
        run_process(
            *folders,
            target=shlex.join(command),
            target_type="command",
            watch_filter=PythonFilter(),
            sigint_timeout=round(grace_s),
            callback=lambda changes: changed(len(changes)),
        )
