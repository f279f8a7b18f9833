"""JSON bodies of senders: parsed within bounds, and what is wrong with them named by JSON Pointer."""

from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json

from shared.errors import InvalidRequest

# The one way to spell it in JSON.
NUL = b"\\u0000"


def parse_json(body: bytes) -> dict[str, Any]:
    """Raises InvalidRequest. NUL characters are dropped: PostgreSQL cannot store them."""
    try:
        payload = from_json(body, allow_inf_nan=False)
    except ValueError as error:
        raise InvalidRequest("The body is not valid JSON.", code="invalid_json") from error
    if not isinstance(payload, dict):
        raise InvalidRequest("The body must be a JSON object.", code="invalid_json")
    # Nearly no body has one, and walking through a long one takes time.
    if NUL in body:
        payload = _without_nul(payload)
    return {str(key): value for key, value in payload.items()}


def pointers(error: ValidationError, *, below: str = "") -> tuple[tuple[str, str], ...]:
    """For `InvalidRequest.fields`; `below` is the pointer of what was validated."""
    return tuple((below + _pointer(detail["loc"]), detail["msg"]) for detail in error.errors()[:20])


def _pointer(location: tuple[int | str, ...]) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in location)


def _without_nul(value: Any) -> Any:
    match value:
        case str():
            return value.replace("\0", "")
        case list():
            return [_without_nul(item) for item in value]
        case dict():
            return {key.replace("\0", ""): _without_nul(item) for key, item in value.items()}
        case _:
            return value
