"""Checks the names and values of headers that a tenant chooses."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# Set by the sender itself, or by the connection.
RESERVED = frozenset(
    {
        *("connection", "content-encoding", "content-length", "content-type", "expect", "host"),
        *("keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "user-agent"),
        *("webhook-id", "webhook-signature", "webhook-timestamp"),
    }
)


def header_name(name: str) -> str:
    if not _TOKEN.fullmatch(name):
        raise ValueError("is not the name of a header")
    if name.lower() in RESERVED:
        raise ValueError("is a header that Aftercall sets")
    return name


def header_value(value: str) -> str:
    if not value.isascii() or not value.isprintable():
        raise ValueError("may hold printable ASCII characters only")
    if value != value.strip():
        raise ValueError("must not begin or end with a space")
    return value


HeaderValue = Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(header_value)]
