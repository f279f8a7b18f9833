"""Reads answers: models of those that succeed, errors of the others."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import httpx
from pydantic import TypeAdapter, ValidationError

from aftercall_client._model import Model
from aftercall_client.errors import OF_STATUS, InvalidAnswer, Problem, ServerFailed, WrongField

M = TypeVar("M", bound=Model)


def read(answer: httpx.Response, model: type[M]) -> M:
    """Returns the body as a model. Raises InvalidAnswer."""
    try:
        return model.model_validate_json(answer.content)
    except ValidationError as error:
        raise _invalid_answer(answer, error) from None


def read_list(answer: httpx.Response, model: type[M]) -> list[M]:
    """Returns the body as a list of models. Raises InvalidAnswer."""
    try:
        return TypeAdapter(list[model]).validate_json(answer.content)  # type: ignore[valid-type]
    except ValidationError as error:
        raise _invalid_answer(answer, error) from None


def read_object(answer: httpx.Response) -> dict[str, Any]:
    """Returns the body as the JSON object that it is. Raises InvalidAnswer."""
    body = _json_of(answer)
    if not isinstance(body, dict):
        raise InvalidAnswer(f"{_request_place(answer)}: the body is no JSON object")
    return body


def problem_of(answer: httpx.Response) -> Problem:
    """Returns the error that an answer stands for, whatever its body is."""
    body = _json_of(answer)
    body = body if isinstance(body, dict) else {}
    kind = OF_STATUS.get(answer.status_code) or (
        ServerFailed if answer.status_code >= 500 else Problem
    )
    errors = body.get("errors")
    return kind(
        answer.status_code,
        code=_text_or_none(body.get("code")),
        title=_text_or_none(body.get("title")),
        detail=_text_or_none(body.get("detail")),
        request_id=answer.headers.get("x-request-id") or _text_or_none(body.get("request_id")),
        errors=tuple(
            WrongField(str(each.get("pointer", "")), str(each.get("detail", "")))
            for each in (errors if isinstance(errors, list) else [])
            if isinstance(each, dict)
        ),
        retry_after_s=retry_after_s(answer.headers.get("retry-after")),
    )


def retry_after_s(value: str | None, now: datetime | None = None) -> float | None:
    """Returns the seconds of a Retry-After, which has seconds or a date. None for no such header,
    and for one that cannot be read.
    """
    if not value:
        return None
    if value.isascii() and value.isdecimal():
        return float(value[:9])
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return max(0.0, (at - (now or datetime.now(UTC))).total_seconds())


def _json_of(answer: httpx.Response) -> Any:
    """Returns the body; None for what is no JSON, or is nested too deeply."""
    try:
        return json.loads(answer.content)
    except (ValueError, RecursionError):
        return None


def _text_or_none(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _invalid_answer(answer: httpx.Response, error: ValidationError) -> InvalidAnswer:
    # What a field holds may be of a person; where it stands is not.
    places = [".".join(map(str, each["loc"])) or "body" for each in error.errors()[:5]]
    return InvalidAnswer(f"{_request_place(answer)}: unexpected {', '.join(places)}")


def _request_place(answer: httpx.Response) -> str:
    return f"{answer.request.method} {answer.request.url.path} answered {answer.status_code}"
