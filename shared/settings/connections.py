"""Limits of HTTP connections."""

from pydantic import Field

from shared.settings.group import Group


class ConnectionSettings(Group):
    """Limits of the API's connections; see api/http/connections.py."""

    connections: int = Field(
        4096,
        alias="HTTP_CONNECTIONS",
        description=(
            "Connections of one API process, idle ones included. When all are in use, the one that"
            " has been idle longest is closed. The number is smaller if `ulimit -n` is."
        ),
        ge=64,
        le=60_000,
    )
    head_timeout_s: float = Field(
        10,
        alias="HTTP_HEAD_TIMEOUT_S",
        description="Seconds for the first line and the headers of a request.",
        gt=0,
    )
