"""The order of commands in `aftercall --help` is that of `cli.main`."""

import subprocess
import sys

LISTED = """
import {first}
import typer.main
from cli.main import app
print(" ".join(typer.main.get_group(app).commands))
"""


def test_commands_have_one_order_whatever_was_imported_first() -> None:
    orders = {
        subprocess.run(
            [sys.executable, "-c", LISTED.format(first=first)],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for first in ("cli.main", "cli.erase, cli.triggering")
    }
    (order,) = orders
    assert order.split()[0] == "up"
