"""The base of every group of settings, and the kinds of addresses in them.

A message about an invalid address says what is expected and never repeats the value, which may
contain a password.
"""

import json
import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    SecretStr,
    ValidationInfo,
    field_validator,
)

_ADDRESS = re.compile(r"https?://[^/?#@\s]+(/[^?#\s]*)?")
_ADDRESS_EXPECTED = (
    "must be an http or https address such as https://example.com, without user name, password,"
    " query and fragment"
)
DATABASE_SCHEMES = ("postgresql://", "postgres://")
REDIS_SCHEMES = ("redis://", "rediss://", "unix://")


# What clocks, databases and waits take: a century of days, thirty years of seconds, and whole
# numbers that a float holds exactly.
MOST_DAYS, MOST_SECONDS, MOST = 36_500, 10**9, 2**53
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_ORIGIN = re.compile(r"https?://[^/?#@\s]+")
_KEY = re.compile(r"[!#-&(-~]+")


class Group(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    @field_validator("*", mode="before")
    @classmethod
    def _one_line(cls, given: object, info: ValidationInfo) -> object:
        is_json = info.field_name == "prices"
        if isinstance(given, str) and not is_json and _CONTROLS.search(given):
            raise ValueError("must not contain a line break or another control character")
        return given

    @field_validator("*", mode="after")
    @classmethod
    def _number_in_bounds(cls, given: object, info: ValidationInfo) -> object:
        if not isinstance(given, int | float) or isinstance(given, bool):
            return given
        name = str(info.field_name)
        most = MOST_DAYS if name.endswith("_days") else MOST
        if name.endswith(("_s", "_ms", "_h", "_hours")):
            most = MOST_SECONDS
        if not -most <= given <= most:
            raise ValueError(f"must be at most {most}")
        return given


def _address(given: str) -> str:
    if not (_ADDRESS.fullmatch(given) and _has_port_that_can_be(given)):
        raise ValueError(_ADDRESS_EXPECTED)
    return given


def _checked_host(given: str) -> str:
    _address(given if "://" in given else f"https://{given}")
    return given


def _database_url(given: SecretStr) -> SecretStr:
    url = given.get_secret_value()
    if not url.startswith(DATABASE_SCHEMES) or any(map(str.isspace, url)):
        raise ValueError(
            "must begin with postgresql:// or postgres://, as in"
            " postgresql://user:password@host:5432/database"
        )
    return given


def _redis_url(given: SecretStr) -> SecretStr:
    url = given.get_secret_value()
    if not (url.startswith(REDIS_SCHEMES) and _has_port_that_can_be(url)) or any(
        map(str.isspace, url)
    ):
        raise ValueError(
            "must begin with redis:// or rediss:// or unix://, as in redis://:password@host:6379/0"
        )
    return given


def _origins(given: tuple[str, ...]) -> tuple[str, ...]:
    """Returns origins as browsers send them. Raises ValueError."""
    origins = tuple(origin.rstrip("/").lower() for origin in given)
    if not all(origin == "*" or _ORIGIN.fullmatch(origin) for origin in origins):
        raise ValueError("must be origins such as https://app.example.com, without a path")
    return origins


def _host_names(given: tuple[str, ...]) -> tuple[str, ...]:
    if any(re.search(r"[/:@\s]", name) for name in given):
        raise ValueError("must be names such as calls.example.com, without https:// and port")
    return given


def _checked_key(given: SecretStr) -> SecretStr:
    if not _KEY.fullmatch(given.get_secret_value()):
        raise ValueError(
            "must be the key alone, without quotation marks, spaces and letters beyond ASCII"
        )
    return given


def _has_port_that_can_be(url: str) -> bool:
    try:
        port = urlsplit(url).port
    except ValueError:
        return False
    return port != 0


Address = Annotated[str, AfterValidator(_address)]
# What a vendor gives out and gets in a header.
Key = Annotated[SecretStr, AfterValidator(_checked_key)]
# The host of a service; without a scheme https is used.
Host = Annotated[str, AfterValidator(_checked_host)]
DatabaseUrl = Annotated[SecretStr, AfterValidator(_database_url)]
RedisUrl = Annotated[SecretStr, AfterValidator(_redis_url)]


def split_commas(value: object) -> object:
    return (
        [part.strip() for part in value.split(",") if part.strip()]
        if isinstance(value, str)
        else value
    )


def read_number(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def read_json(value: object) -> object:
    return json.loads(value) if isinstance(value, str) else value


def _log_level(value: object) -> object:
    """Accepts other programs' names for the same levels, in upper or lower case."""
    word = value.lower() if isinstance(value, str) else value
    return (
        {"warn": "warning", "fatal": "critical"}.get(word, word) if isinstance(word, str) else word
    )


LogLevel = Annotated[
    Literal["debug", "info", "warning", "error", "critical"], BeforeValidator(_log_level)
]
CommaSeparated = Annotated[tuple[str, ...], BeforeValidator(split_commas)]
Origins = Annotated[CommaSeparated, AfterValidator(_origins)]
HostNames = Annotated[CommaSeparated, AfterValidator(_host_names)]
Choice = Literal["auto", "openai", "azure", "local"]
LONGEST_REQUEST_S = 800  # must be below the 900 s for which a budget reserves a request's money
