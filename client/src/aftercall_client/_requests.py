"""One request as a value: built once, sent as often as its retries need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, Literal, TypeAlias
from urllib.parse import quote
from uuid import uuid4

from pydantic_core import to_jsonable_python

from aftercall_client._contents import Content

IDEMPOTENT: Final = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
KEY: Final = "Idempotency-Key"


class _Omitted(Enum):
    OMIT = "omitted"

    def __repr__(self) -> str:
        return "OMIT"


Omit: TypeAlias = Literal[_Omitted.OMIT]
# A field that is not sent, where null would mean something.
OMIT: Final = _Omitted.OMIT


@dataclass(frozen=True)
class Request:
    """What is to be sent. With `keyed` it gets an Idempotency-Key, which all its tries carry."""

    method: str
    path: str
    query: Mapping[str, Any] = field(default_factory=dict)
    json: Any = OMIT
    content: Content | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    keyed: bool = False
    key: str | None = None
    # How long its answer may take, where that is longer than usual.
    timeout_s: float = 0.0

    def __post_init__(self) -> None:
        if self.keyed and self.key is None:
            object.__setattr__(self, "key", str(uuid4()))

    @property
    def is_repeatable(self) -> bool:
        """Whether sending it twice does what sending it once does, and it can be sent twice."""
        is_safe = self.method in IDEMPOTENT or self.key is not None
        return is_safe and (self.content is None or self.content.is_repeatable)

    @property
    def has_json(self) -> bool:
        """Whether the body is JSON."""
        return self.json is not OMIT

    def all_headers(self) -> dict[str, str]:
        """Returns the headers without those of the client, such as the credential."""
        headers = dict(self.headers)
        if self.key is not None:
            headers[KEY] = self.key
        if self.content is not None:
            headers.setdefault("Content-Type", self.content.media_type)
            if self.content.size_bytes is not None:
                headers["Content-Length"] = str(self.content.size_bytes)
        return headers


def given(**fields: Any) -> dict[str, Any]:
    """Returns the fields that were given, as JSON. A name may end in an underscore that its field
    lacks.
    """
    return {
        name.removesuffix("_"): to_jsonable_python(value)
        for name, value in fields.items()
        if value is not OMIT
    }


def query_of(**parameters: Any) -> dict[str, Any]:
    """Returns parameters of a query; null is left out, as what was not given."""
    return {
        name: [_query_word(each) for each in value]
        if isinstance(value, list)
        else _query_word(value)
        for name, value in given(**parameters).items()
        if value is not None
    }


def _query_word(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def segment(value: object) -> str:
    """Returns a value as one segment of a path. Raises ValueError for one that is none."""
    text = str(value)
    if text in {"", ".", ".."}:
        raise ValueError("An id must not be empty.")
    return quote(text, safe="")


def byte_range(start: int | None, end: int | None) -> dict[str, str]:
    """Returns the header for the bytes from `start` to before `end`; a negative start counts from
    the end. Empty for all bytes.
    """
    if start is None and end is None:
        return {}
    if start is not None and start < 0:
        if end is not None:
            raise ValueError("With a negative start there is no end.")
        return {"Range": f"bytes={start}"}
    if end is not None and end <= (start or 0):
        raise ValueError("The end must come after the start.")
    return {"Range": f"bytes={start or 0}-{'' if end is None else end - 1}"}
