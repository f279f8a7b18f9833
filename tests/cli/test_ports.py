"""Ports are chosen where no other program's connection can take them before a server listens."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.ports import CHOSEN, PortTaken, free_port
from tests.support.ports import unused_port

GIVEN_TO_CONNECTIONS = Path("/proc/sys/net/ipv4/ip_local_port_range")


@pytest.mark.parametrize("choose", [free_port, unused_port])
def test_a_chosen_port_is_free_and_is_never_given_to_an_outgoing_connection(
    choose: Callable[[], int],
) -> None:
    port = choose()
    with socket.create_server(("127.0.0.1", port)):
        pass
    first = (
        int(GIVEN_TO_CONNECTIONS.read_text().split()[0])
        if GIVEN_TO_CONNECTIONS.exists()
        else 49_152
    )
    assert port < first


def test_a_port_in_use_is_passed_over() -> None:
    with socket.create_server(("127.0.0.1", unused_port())) as listener:
        taken, free = listener.getsockname()[1], unused_port()
        both = range(taken, free + (1 if free > taken else -1), free - taken)
        assert {free_port(both) for _ in range(20)} == {free}
        with pytest.raises(PortTaken, match=f"from {taken} to {taken}"):
            free_port(range(taken, taken + 1))
    assert free_port() in CHOSEN
