"""Ports for the servers of tests."""

import os

from cli.ports import CHOSEN, free_port

# Above what `aftercall` chooses itself. Each process of pytest-xdist has its own, so that two tests
# cannot be given the same one before their servers listen.
OWN = 600
FIRST = CHOSEN.stop + OWN * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


def unused_port() -> int:
    """A port of 127.0.0.1 for a server that the test starts."""
    return free_port(range(FIRST, FIRST + OWN))
