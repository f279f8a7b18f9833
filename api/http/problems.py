"""Turns every error into an RFC 9457 problem document, by one table."""

import math
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.problem_codes import CODES
from api.http.request_limits import TooManyRequests
from shared import errors
from shared.settings.load import Settings
from shared.telemetry.logs import where
from shared.vitals import disk_problem

MEDIA_TYPE = "application/problem+json"

STATUS_BY_ERROR: dict[type[errors.AftercallError], HTTPStatus] = {
    errors.InvalidRequest: HTTPStatus.BAD_REQUEST,
    errors.Unauthorized: HTTPStatus.UNAUTHORIZED,
    errors.Forbidden: HTTPStatus.FORBIDDEN,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.KeyReused: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.WeakPassword: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.PayloadTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.NotAudio: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    errors.TooManyRuns: HTTPStatus.TOO_MANY_REQUESTS,
    errors.TooManyAttempts: HTTPStatus.TOO_MANY_REQUESTS,
    errors.Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.BudgetSpent: HTTPStatus.PAYMENT_REQUIRED,
    errors.Transient: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.Permanent: HTTPStatus.BAD_GATEWAY,
}

# The values of examples.
REQUEST_ID = "5f0c1b7e9a3d4c628f10b2d7"
# The delay where the error states no time.
RETRY_AFTER_S = 5

log = structlog.get_logger()


class FieldProblem(BaseModel):
    """What is wrong in one field."""

    pointer: str = Field(
        description=(
            "Where: a JSON Pointer that begins with `/body`, `/query`, `/path` or `/header`."
        )
    )
    detail: str = Field(description="What is wrong there, for people.")


class Problem(BaseModel):
    """Why a request was refused or failed (an RFC 9457 problem document)."""

    type: str = Field(
        "about:blank", description="Always `about:blank`: `code` distinguishes problems."
    )
    title: str = Field(description="The status in words.")
    status: int = Field(description="The HTTP status.")
    code: str = Field(
        description="A stable word for programs, out of the list at the beginning of this document."
    )
    detail: str = Field(
        description="What happened and what to do, for people. Its wording may change."
    )
    request_id: str | None = Field(
        None,
        description="The answer's `X-Request-Id`, which the log lines of this request carry too.",
    )
    errors: list[FieldProblem] | None = Field(
        None, description="The fields that are wrong, by JSON Pointer."
    )


def problem(
    status: HTTPStatus,
    detail: str,
    *,
    code: str,
    fields: tuple[tuple[str, str], ...] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    body = Problem(
        title=status.phrase,
        status=status,
        code=code,
        detail=detail,
        request_id=structlog.contextvars.get_contextvars().get("request_id"),
        errors=[FieldProblem(pointer=pointer, detail=text) for pointer, text in fields] or None,
    )
    return JSONResponse(
        body.model_dump(exclude_none=True),
        status,
        media_type=MEDIA_TYPE,
        headers=dict(headers) if headers else None,
    )


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Returns the OpenAPI entries for the problems of a route that most others do not have: see
    `api.http.description`.
    """
    return {status: {**described(status), "model": Problem} for status in statuses}


def described(status: int) -> dict[str, Any]:
    code, meaning = next(iter(CODES[status].items()))
    example = Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        code=code,
        detail=meaning,
        request_id=REQUEST_ID,
    )
    if status == HTTPStatus.UNPROCESSABLE_ENTITY:
        example.errors = [FieldProblem(pointer="/body/name", detail="Field required")]
    content = {
        "schema": {"$ref": "#/components/schemas/Problem"},
        "example": example.model_dump(mode="json", exclude_none=True),
    }
    return {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: content}}


def install(app: FastAPI) -> None:
    app.add_exception_handler(errors.AftercallError, _known_problem)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_middleware(LastResort)


def status_of(error: errors.AftercallError) -> HTTPStatus:
    """Returns the status of the nearest ancestor in the table."""
    for ancestor in type(error).__mro__:
        if status := STATUS_BY_ERROR.get(ancestor):
            return status
    return HTTPStatus.INTERNAL_SERVER_ERROR


async def _known_problem(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, errors.AftercallError)  # noqa: S101 - registered for this class only
    status = status_of(error)
    fields = error.fields if isinstance(error, errors.InvalidRequest) else ()
    detail = str(error)
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        # A full disk may cause errors that do not mention it: a database or Redis that does not
        # respond, a file that cannot be written.
        settings: Settings = request.app.state.resources.settings
        if disk := disk_problem(settings.runtime, settings.readiness):
            detail += f" {disk}"
    return refused(
        request,
        status,
        detail,
        code="provider_refused" if status is HTTPStatus.BAD_GATEWAY else error.code,
        fields=fields,
        headers=_headers_of(error),
        error=type(error).__name__,
    )


def refused(
    request: Request,
    status: HTTPStatus,
    detail: str,
    *,
    code: str,
    fields: tuple[tuple[str, str], ...] = (),
    headers: Mapping[str, str] | None = None,
    error: str | None = None,
) -> JSONResponse:
    """Logs a refusal and returns its problem document. Details and fields are not logged, because
    they may quote the request.
    """
    facts = {
        "route": _route_of(request.scope),
        "method": method_of(request.scope),
        "status": int(status),
    }
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.warning("request failed", **facts, code=code, error=error)
    else:
        log.info("request refused", **facts, code=code)
    return problem(status, detail, code=code, fields=fields, headers=headers)


def _headers_of(error: errors.AftercallError) -> dict[str, str]:
    match error:
        case errors.Unauthorized():
            return {"WWW-Authenticate": "Bearer"}
        case TooManyRequests(limit=limit):
            return {"Retry-After": str(math.ceil(limit.wait_s)), **limit.headers}
        case (
            errors.TooManyRuns(retry_after_s=seconds)
            | errors.TooManyAttempts(retry_after_s=seconds)
            | errors.KeyInUse(retry_after_s=seconds)
        ):
            return {"Retry-After": str(seconds)}
        case errors.Unavailable() | errors.Transient():
            return {"Retry-After": str(max(1, round(error.retry_after_s or RETRY_AFTER_S)))}
        case _:
            return {}


async def _invalid_request(request: Request, error: Exception) -> JSONResponse:
    """Returns 422 without repeating values: they may be numbers, addresses or passwords."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class only
    details = error.errors()[:20]
    if any(detail["type"] == "json_invalid" for detail in details):
        return refused(
            request, HTTPStatus.BAD_REQUEST, "The body is not valid JSON.", code="invalid_json"
        )
    taken = request.app.state.methods_of_fixed(request.url.path)
    if taken and any(detail["loc"][0] == "path" for detail in details):
        # Another route took the last word of this path for the value of its parameter.
        return _method_refused(request, taken)
    fields = tuple(
        ("/" + "/".join(str(part) for part in detail["loc"]), detail["msg"]) for detail in details
    )
    detail = "The request does not match this route's schema."
    return refused(
        request, HTTPStatus.UNPROCESSABLE_ENTITY, detail, code="invalid_fields", fields=fields
    )


async def _http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class only
    status = HTTPStatus(error.status_code)
    code, detail = _OF_THE_SERVER.get(status, (status.name.lower(), str(error.detail)))
    if status is HTTPStatus.BAD_REQUEST:
        # FastAPI's message for a body that is too deep for its parser.
        code, detail = "invalid_json", "The body is not valid JSON."
    taken = request.app.state.methods_of(request.url.path)
    if status is HTTPStatus.METHOD_NOT_ALLOWED and taken:
        # The router names the methods of one route, and a path may have several routes.
        return _method_refused(request, taken)
    return refused(request, status, detail, code=code, headers=dict(error.headers or {}))


def _method_refused(request: Request, taken: Iterable[str]) -> JSONResponse:
    status = HTTPStatus.METHOD_NOT_ALLOWED
    code, detail = _OF_THE_SERVER[status]
    return refused(request, status, detail, code=code, headers={"Allow": ", ".join(taken)})


_OF_THE_SERVER = {
    HTTPStatus.NOT_FOUND: ("no_such_route", "There is nothing at this address."),
    HTTPStatus.METHOD_NOT_ALLOWED: (
        "method_not_allowed",
        "This address does not accept that method.",
    ),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: (
        "json_required",
        "This route accepts JSON: send it with `Content-Type: application/json`.",
    ),
    HTTPStatus.REQUEST_TIMEOUT: ("body_too_slow", "The request body did not arrive in time."),
}
# A method may be any word, and senders choose it.
METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})


def method_of(scope: Scope) -> str:
    return scope["method"] if scope["method"] in METHODS else "other"


class LastResort:
    """ASGI middleware that answers an unknown error with 500; its message may contain anything, so
    only its type is logged.

    A handler for Exception is not used, because Starlette raises the error again after it and the
    server logs it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def send_noting(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, send_noting)
        except ClientDisconnect:
            log.info("client went away", route=_route_of(scope))
            if not started:
                # The client has disconnected and does not read it, but without a response the
                # request would count as an error of the server.
                answer = problem(
                    HTTPStatus.BAD_REQUEST,
                    "The connection ended before the request was complete.",
                    code="broken_off",
                )
                await answer(scope, receive, send)
        except Exception as error:  # noqa: BLE001 - the edge of a request: logged and answered
            log.error(
                "unexpected error",
                route=_route_of(scope),
                error=type(error).__name__,
                where=where(error),
            )
            if started:
                raise ConnectionAbortedError("the response was broken off") from None
            detail = "An internal error occurred; it was logged."
            answer = problem(HTTPStatus.INTERNAL_SERVER_ERROR, detail, code="internal_error")
            await answer(scope, receive, send)


def _route_of(scope: Scope) -> str:
    return str(getattr(scope.get("route"), "path", "unmatched"))
