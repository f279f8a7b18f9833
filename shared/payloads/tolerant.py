"""Reads JSON bodies of senders within bounds, and names errors in them by JSON Pointer."""

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from shared.errors import InvalidRequest

ModelT = TypeVar("ModelT", bound=BaseModel)

# Its only form in JSON.
NUL = b"\\u0000"
# A NUL, or a number that may be too large and is read as infinite.
_SUSPECT = re.compile(rb"\\u0000|[eE]\+?[0-9]{3}|(?<![0-9])[0-9]{300}")
REPLACED = "Characters or numbers that cannot be stored were replaced."
# Relays wrap an event in one of these, or in a list of one.
WRAPPERS = ("data", "body", "payload", "event", "json", "message")
DEEPEST_WRAPPING = 5
# Each round removes all errors, and may uncover others behind them.
MOST_ROUNDS = 8
MOST_NOTES = 20
DEEPEST = 250
LONGEST_INTEGER = 1000


def parse_json(body: bytes) -> dict[str, Any]:
    """Parses a JSON object. Raises InvalidRequest for anything else."""
    payload, _ = read_json(body)
    if not isinstance(payload, dict):
        raise InvalidRequest("The body must be a JSON object.", code="invalid_json")
    return payload


def read_json(body: bytes) -> tuple[Any, tuple[str, ...]]:
    """Returns the value, which PostgreSQL can store, and notes on what was replaced in it. Raises
    InvalidRequest.

    NUL characters are dropped. Halves of surrogate pairs and invalid UTF-8 become the replacement
    character, NaN and Infinity become null, because they occur in values that are only passed on.
    """
    try:
        payload = from_json(body, allow_inf_nan=False)
    except ValueError:
        return _mended(body), (REPLACED,)
    # Hardly any body contains such a value, and walking through a long one takes time.
    return (_storable_value(payload, DEEPEST) if _SUSPECT.search(body) else payload), ()


def read_text(literal: bytes) -> str:
    """Reads a JSON string without its quotes as `read_json` does. Raises InvalidRequest."""
    try:
        text: Any = from_json(b'"' + literal + b'"')
    except ValueError:
        text = _mended(b'"' + literal + b'"')
    if not isinstance(text, str):
        raise InvalidRequest("The body is not valid JSON.", code="invalid_json")
    return text.replace("\0", "")


class SeveralEvents(InvalidRequest):
    """A body has several events. Each has its own result, so they must be sent one by one."""

    def __init__(self) -> None:
        super().__init__("The body holds several events; send each by itself.")


def are_several(value: Any, is_event: Callable[[Mapping[str, Any]], bool]) -> bool:
    return (
        isinstance(value, list)
        and len(value) > 1
        and all(isinstance(each, dict) and is_event(each) for each in value[:2])
    )


def read_body(body: bytes) -> tuple[Any, tuple[str, ...]]:
    """Reads a body as `read_json` does. Raises SeveralEvents when there is a JSON object in each
    line.
    """
    try:
        return read_json(body)
    except InvalidRequest:
        lines = [line for line in body.split(b"\n", 3)[:3] if line.strip()][:2]
        if len(lines) == 2 and all(_is_object(line) for line in lines):
            raise SeveralEvents from None
        raise


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(read_json(line)[0], dict)
    except InvalidRequest:
        return False


def unwrapped(value: Any, is_event: Callable[[Mapping[str, Any]], bool]) -> dict[str, Any]:
    """Returns the event from a relay's wrapper: a list of one, an object or JSON text under one of
    WRAPPERS.

    Raises InvalidRequest when there is none, and SeveralEvents when there are more.
    """
    for _ in range(DEEPEST_WRAPPING):
        if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
            value, _ = read_json(value.encode("utf-8", "replace"))
        elif isinstance(value, list) and len(value) == 1:
            value = value[0]
        elif are_several(value, is_event):
            raise SeveralEvents
        elif isinstance(value, dict) and is_event(value):
            return value
        elif isinstance(value, dict):
            inner = (
                value[name] for name in WRAPPERS if isinstance(value.get(name), dict | list | str)
            )
            value = next(inner, None)
        else:
            break
    raise InvalidRequest("The body contains no known event.")


def validated(
    model: type[ModelT], payload: MutableMapping[str, Any]
) -> tuple[ModelT, tuple[str, ...]]:
    """Validates the readable part; unreadable values are removed from `payload` and named in the
    notes.

    Raises InvalidRequest when a required value is missing or cannot be read.
    """
    left_out: dict[str, int] = {}
    wrong: dict[str, str] = {}
    for _ in range(MOST_ROUNDS):
        try:
            # Notes contain field names of our own models, never the sender's.
            named = [
                f"{name} could not be read and was left out."
                for name, count in left_out.items()
                if count == 1
            ]
            counted = [
                f"{name} could not be read {count} times and was left out."
                for name, count in left_out.items()
                if count > 1
            ]
            return model.model_validate(payload), merged(named, counted)
        except ValidationError as error:
            problems = error
        if not _leave_out(payload, problems, left_out):
            break
        # A required value that was left out is not missing.
        wrong |= {_pointer(each["loc"]): each["msg"] for each in problems.errors()}
    fields = tuple((place, wrong.get(place, text)) for place, text in pointers(problems))
    raise InvalidRequest("The event lacks required fields.", fields=fields)


def pointers(error: ValidationError, *, below: str = "") -> tuple[tuple[str, str], ...]:
    """Returns the errors for `InvalidRequest.fields`; `below` is the pointer of the validated
    value.
    """
    return tuple((below + _pointer(detail["loc"]), detail["msg"]) for detail in error.errors()[:20])


def merged(*notes: Iterable[str]) -> tuple[str, ...]:
    """Merges notes: each once, up to a limit."""
    return tuple(dict.fromkeys(note for some in notes for note in some))[:MOST_NOTES]


def _leave_out(
    payload: MutableMapping[str, Any], error: ValidationError, left_out: dict[str, int]
) -> bool:
    """Removes invalid values and returns whether there were any. An entry of a list without a
    required field is removed as a whole.
    """
    shortened: dict[int, list[Any]] = {}
    done = False
    for detail in error.errors(include_url=False, include_context=False, include_input=False):
        location = list(detail["loc"])
        if detail["type"] == "missing":
            while location and not isinstance(location[-1], int):
                location.pop()
        holder, key = _holder_of(payload, location)
        if holder is None:
            continue
        if isinstance(holder, list):
            shortened[id(holder)] = holder
            holder[key] = _GONE
        else:
            holder.pop(key, None)
        done = True
        name = ".".join("[]" if isinstance(part, int) else part for part in location).replace(
            ".[]", "[]"
        )
        left_out[name] = left_out.get(name, 0) + 1
    for items in shortened.values():
        items[:] = [item for item in items if item is not _GONE]
    return done


_GONE = object()


def _holder_of(payload: Any, location: list[int | str]) -> tuple[Any, Any]:
    """Returns the container of the value, and its key; None for a value that is removed already."""
    holder = payload
    for part in location[:-1]:
        try:
            holder = holder[part]
        except (KeyError, IndexError, TypeError):
            return None, None
    key = location[-1] if location else None
    there = (isinstance(holder, dict) and key in holder) or (
        isinstance(holder, list)
        and isinstance(key, int)
        and key < len(holder)
        and holder[key] is not _GONE
    )
    return (holder, key) if there else (None, None)


def _pointer(location: tuple[int | str, ...]) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in location)


def _mended(body: bytes) -> Any:
    """Repairs what JSON does not allow: halves of surrogate pairs, NaN, control characters in
    texts, a byte order mark, UTF-16.
    """
    try:
        text = body.decode(json.detect_encoding(body), "replace").removeprefix("\ufeff")
        return _storable_value(json.loads(text, strict=False, parse_int=_integer), DEEPEST)
    except (ValueError, RecursionError) as error:
        raise InvalidRequest("The body is not valid JSON.", code="invalid_json") from error


def _integer(digits: str) -> int | None:
    """Parses an integer; returns None for one that Python refuses because it would take
    too long.
    """
    return int(digits) if len(digits) <= LONGEST_INTEGER else None


def _storable_value(value: Any, levels: int) -> Any:
    """Returns a storable value. Raises RecursionError beyond the number of levels that the JSON
    writer here supports.
    """
    if not levels:
        raise RecursionError
    match value:
        case str():
            return _storable_text(value)
        case float():
            return value if math.isfinite(value) else None
        case list():
            return [_storable_value(item, levels - 1) for item in value]
        case dict():
            return {
                _storable_text(key): _storable_value(item, levels - 1)
                for key, item in value.items()
            }
        case _:
            return value


def _storable_text(text: str) -> str:
    text = text.replace("\0", "")
    return (
        text
        if text.isascii()
        else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    )
