"""Makes vendors' JSON storable in PostgreSQL: without NUL and without halves of surrogate pairs."""

import json
import re
from typing import Any, TypeVar

TextT = TypeVar("TextT", str, bytes)

_SUSPECT = re.compile(r"\\u0000|\\u[dD][89a-fA-F]")
_SUSPECT_BYTES = re.compile(rb"\\u0000|\\u[dD][89a-fA-F]")


def without_unstorable(content: TextT) -> TextT:
    """Returns the JSON unchanged, unless a text in it cannot be stored: then NUL is left out, and
    half a surrogate pair becomes the replacement character. A value that is no JSON is returned
    unchanged.
    """
    suspect = (
        _SUSPECT.search(content) if isinstance(content, str) else _SUSPECT_BYTES.search(content)
    )
    if not suspect:
        return content
    try:
        cleaned = json.dumps(_storable_text(json.loads(content)))
    except (ValueError, RecursionError):
        return content
    return cleaned if isinstance(content, str) else cleaned.encode()


def _storable_text(value: Any) -> Any:
    match value:
        case str():
            return (
                value.replace("\0", "")
                .encode("utf-16", "surrogatepass")
                .decode("utf-16", "replace")
            )
        case list():
            return [_storable_text(item) for item in value]
        case dict():
            return {_storable_text(key): _storable_text(item) for key, item in value.items()}
        case _:
            return value
