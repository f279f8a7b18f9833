"""The base of every group of settings, and the kinds of addresses in them.

A message about an invalid address says what is expected and never repeats the value, which may
contain a password.
"""

import json
import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, SecretStr

_ADDRESS = re.compile(r"https?://[^/?#@\s]+(/[^?#\s]*)?")
_ADDRESS_EXPECTED = (
    "must be an http or https address such as https://example.com, without user name, password,"
    " query and fragment"
)
DATABASE_SCHEMES = ("postgresql://", "postgres://")
REDIS_SCHEMES = ("redis://", "rediss://", "unix://")


class Group(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


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


def _has_port_that_can_be(url: str) -> bool:
    try:
        port = urlsplit(url).port
    except ValueError:
        return False
    return port != 0


Address = Annotated[str, AfterValidator(_address)]
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
Choice = Literal["auto", "openai", "azure", "local"]
LONGEST_REQUEST_S = 800  # must be below the 900 s for which a budget reserves a request's money
