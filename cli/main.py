"""The `aftercall` command."""

import os
import sys
from typing import NoReturn

# The order is that of `aftercall --help`.
from cli import running  # noqa: F401

# isort: split
from cli import operations  # noqa: F401

# isort: split
from cli import questions  # noqa: F401

# isort: split
from cli import reindexing  # noqa: F401

# isort: split
from cli import listening, triggering  # noqa: F401

# isort: split
from cli import users  # noqa: F401

# isort: split
from cli import agents  # noqa: F401

# isort: split
from cli import audit  # noqa: F401

# isort: split
from cli import tenants  # noqa: F401

# isort: split
from cli import erase  # noqa: F401
from cli.app import app, errors
from shared.errors import AftercallError, SettingsInvalid

__all__ = ["app", "main"]


def main() -> None:
    """Runs a command and ends the process with its exit code."""
    try:
        _run_command()
    except SystemExit as ended:
        if "obstore" in sys.modules:
            _end_without_finalizing(ended.code)
        raise


def _end_without_finalizing(code: str | int | None) -> NoReturn:
    """Ends the process at once. Threads of obstore that take Python's lock during its shutdown
    sometimes abort the process before Python 3.13, and the exit code is lost.
    """
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))


def _run_command() -> NoReturn:
    """Runs the command and prints our errors as text. Returns 2 for wrong settings, 1 for other
    errors.
    """
    try:
        app()
        sys.exit(0)
    except SettingsInvalid as error:
        errors.print("These settings are wrong or missing:", style="bold red")
        for line in str(error).splitlines():
            errors.print(f"  {line}", markup=False, soft_wrap=True)
        sys.exit(2)
    except AftercallError as error:
        errors.print(str(error), markup=False, soft_wrap=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
