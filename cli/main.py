"""The `aftercall` command."""

import errno
import io
import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, NoReturn

from cli import (
    agents,
    audit,
    erase,
    listening,
    operations,
    questions,
    reindexing,
    running,
    tenants,
    triggering,
    users,
)
from cli.app import app, errors
from cli.arguments import OptionInvalid
from shared.errors import AftercallError, SettingsInvalid

__all__ = ["app", "main"]

# The order of `aftercall --help`. Modules register their commands when they are imported, which
# another module may have done before in another order.
_MODULES = [
    module.__name__
    for module in (
        *(running, operations, questions, reindexing, listening, triggering),
        *(users, agents, audit, tenants, erase),
    )
]


def _rank(callback: Callable[..., Any] | None) -> int:
    return _MODULES.index(callback.__module__) if callback else 0


app.registered_commands.sort(key=lambda command: _rank(command.callback))
app.registered_groups.sort(
    key=lambda group: (
        _rank(group.typer_instance.registered_commands[0].callback) if group.typer_instance else 0
    )
)


def main() -> None:
    """Runs a command and ends the process with its exit code."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        # A signal that is ignored, as by nohup, stays so.
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _exit_at_signal)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Names of people have letters that a terminal's encoding may not have.
            stream.reconfigure(errors="backslashreplace")
    try:
        _run_command()
    except SystemExit as ended:
        if "obstore" in sys.modules:
            # Threads of obstore that take Python's lock during its shutdown sometimes abort the
            # process before Python 3.13, and the exit code is lost.
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
            os._exit(ended.code if isinstance(ended.code, int) else int(ended.code is not None))
        raise


def _exit_at_signal(number: int, _frame: FrameType | None) -> NoReturn:
    """Ends the command as an exit does, so that it removes what it has begun and stops what it has
    started. A second signal ends it at once.
    """
    signal.signal(number, signal.SIG_DFL)
    sys.exit(128 + number)


def _run_command() -> NoReturn:
    """Runs the command and prints our errors as text. Returns 2 for wrong settings and options, 1
    for other errors.
    """
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
        sys.exit(0)
    except SettingsInvalid as error:
        errors.print("These settings are wrong or missing:", style="bold red")
        for line in str(error).splitlines():
            errors.print(f"  {line}", soft_wrap=True)
        sys.exit(2)
    except AftercallError as error:
        errors.print(str(error), soft_wrap=True)
        sys.exit(2 if isinstance(error, OptionInvalid) else 1)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        errors.print(f"What the command prints or writes has no room: {error.strerror}.")
        # What is left in the buffer has none either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


if __name__ == "__main__":
    main()
