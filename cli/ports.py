"""Ports to listen on."""

import errno
import random
import socket

from shared.errors import AftercallError

# Below what Linux (32768) and macOS (49152) give to outgoing connections: one of those could be
# taken by any program's next connection between the choice and the moment a server listens on it.
CHOSEN = range(20_000, 26_000)


class PortTaken(AftercallError):
    """Another program listens on the port, or this account may not."""


def require_free_port(host: str, port: int) -> None:
    """Raises PortTaken. It is called before anything is started, so that the error is visible and
    not only in a log.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            of_port = error.errno in (errno.EADDRINUSE, errno.EACCES)
            advice = (
                "Choose another with --port, as in `make up PORT=3002`."
                if of_port
                else "Give an address of this machine with --host."
            )
            raise PortTaken(
                f"Cannot listen on {host}:{port}: {error.strerror}. {advice}"
            ) from error


def free_port(among: range = CHOSEN) -> int:
    """A port of 127.0.0.1 on which nothing listens now. Raises PortTaken if all are in use."""
    for port in random.sample(among, len(among)):
        try:
            require_free_port("127.0.0.1", port)
        except PortTaken:
            continue
        return port
    raise PortTaken(f"Every port from {among.start} to {among.stop - 1} is in use on 127.0.0.1.")
