"""The addresses from which recordings are fetched."""

from pydantic import Field

from shared.settings.group import Group


class FetchSettings(Group):
    """Recordings at other addresses. The two `allow_` switches let a user's URL reach what this
    machine can reach: for tests, and for intranets whose users are all trusted.
    """

    timeout_s: float = Field(
        1800, alias="FETCH_TIMEOUT_S", description="Seconds for one download of a recording.", gt=0
    )
    connect_timeout_s: float = Field(
        5,
        alias="FETCH_CONNECT_TIMEOUT_S",
        description="Seconds to connect to each address of the host.",
        gt=0,
    )
    min_bytes_per_s: int = Field(
        4096,
        alias="FETCH_MIN_BYTES_PER_S",
        description=(
            "Slowest accepted download in bytes per second, measured over FETCH_SPEED_WINDOW_S."
        ),
        ge=0,
    )
    speed_window_s: float = Field(
        20,
        alias="FETCH_SPEED_WINDOW_S",
        description="Seconds over which the speed of a download is measured.",
        gt=0,
    )
    allow_http: bool = Field(
        False, alias="FETCH_ALLOW_HTTP", description="Whether a user's URL may use http."
    )
    allow_private: bool = Field(
        False,
        alias="FETCH_ALLOW_PRIVATE",
        description=(
            "Unsafe. Whether a user's URL may reach this machine and its network, on any port."
        ),
    )
