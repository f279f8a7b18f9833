"""Every error leaves as an RFC 9457 problem document, by one table."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import errors
from shared.logs import where
from shared.settings import Settings
from shared.vitals import disk_problem

MEDIA_TYPE = "application/problem+json"

STATUS_BY_ERROR: dict[type[errors.AftercallError], HTTPStatus] = {
    errors.InvalidRequest: HTTPStatus.BAD_REQUEST,
    errors.Unauthorized: HTTPStatus.UNAUTHORIZED,
    errors.Forbidden: HTTPStatus.FORBIDDEN,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.PayloadTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.NotAudio: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    errors.TooManyRuns: HTTPStatus.TOO_MANY_REQUESTS,
    errors.Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.BudgetSpent: HTTPStatus.PAYMENT_REQUIRED,
    errors.Transient: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.Permanent: HTTPStatus.BAD_GATEWAY,
}

# Where the error names no time.
RETRY_AFTER_S = 5

log = structlog.get_logger()


class FieldProblem(BaseModel):
    pointer: str
    detail: str


class Problem(BaseModel):
    """RFC 9457 problem document; `errors` names the offending fields by JSON Pointer."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] | None = None


def problem(
    status: HTTPStatus,
    detail: str,
    *,
    fields: tuple[tuple[str, str], ...] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    body = Problem(
        title=status.phrase,
        status=status,
        detail=detail,
        errors=[FieldProblem(pointer=pointer, detail=text) for pointer, text in fields] or None,
    )
    return JSONResponse(
        body.model_dump(exclude_none=True), status, media_type=MEDIA_TYPE, headers=dict(headers) if headers else None
    )


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """OpenAPI entries for the problems a route can answer with."""
    return {status: {**_described(status), "model": Problem} for status in statuses}


def _described(status: int) -> dict[str, Any]:
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: schema}}


def install(app: FastAPI) -> None:
    app.add_exception_handler(errors.AftercallError, _known)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_middleware(LastResort)
    describe = app.openapi
    app.openapi = lambda: _without_other_errors(describe())  # type: ignore[method-assign]


def _without_other_errors(document: dict[str, Any]) -> dict[str, Any]:
    """FastAPI adds plain JSON to each problem, and a shape of 422 that never leaves here."""
    for path in document["paths"].values():
        for operation in path.values():
            answers = operation["responses"]
            if "422" in answers:
                answers["422"] = _described(422)
            for answer in answers.values():
                if MEDIA_TYPE in answer.get("content", {}):
                    answer["content"].pop("application/json", None)
    for unused in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(unused, None)
    return document


def status_of(error: errors.AftercallError) -> HTTPStatus:
    """The status of the nearest ancestor in the table."""
    for ancestor in type(error).__mro__:
        if status := STATUS_BY_ERROR.get(ancestor):
            return status
    return HTTPStatus.INTERNAL_SERVER_ERROR


async def _known(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, errors.AftercallError)  # noqa: S101 - registered for this class only
    status = status_of(error)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.warning("request failed", route=_route_of(request.scope), status=int(status), error=type(error).__name__)
    fields = error.fields if isinstance(error, errors.InvalidRequest) else ()
    return problem(status, _detail_of(request, status, error), fields=fields, headers=_headers_of(error))


def _detail_of(request: Request, status: HTTPStatus, error: errors.AftercallError) -> str:
    """Returns the error's message. Adds a full disk, which may be behind errors that do not name it: a database or
    Redis that is away, a file that cannot be written.
    """
    if status is not HTTPStatus.SERVICE_UNAVAILABLE:
        return str(error)
    settings: Settings = request.app.state.resources.settings
    disk = disk_problem(settings.runtime, settings.readiness)
    return f"{error} {disk}" if disk else str(error)


def _headers_of(error: errors.AftercallError) -> dict[str, str]:
    match error:
        case errors.Unauthorized():
            return {"WWW-Authenticate": "Bearer"}
        case errors.TooManyRuns(retry_after_s=seconds):
            return {"Retry-After": str(seconds)}
        case errors.Unavailable() | errors.Transient():
            return {"Retry-After": str(max(1, round(error.retry_after_s or RETRY_AFTER_S)))}
        case _:
            return {}


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    """422 without echoing values: they may be numbers, addresses or passwords."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class only
    details = error.errors()[:20]
    if any(detail["type"] == "json_invalid" for detail in details):
        return problem(HTTPStatus.BAD_REQUEST, "The body is not valid JSON.")
    fields = tuple(("/" + "/".join(str(part) for part in detail["loc"]), detail["msg"]) for detail in details)
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "The request is not what this route accepts.", fields=fields)


async def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class only
    status = HTTPStatus(error.status_code)
    return problem(status, _DETAILS.get(status, str(error.detail)), headers=error.headers)


_DETAILS = {
    HTTPStatus.NOT_FOUND: "There is nothing at this address.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take that method.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "This route takes JSON: send it with `Content-Type: application/json`.",
    HTTPStatus.REQUEST_TIMEOUT: "The request body did not arrive in time.",
}


class LastResort:
    """ASGI middleware: 500 for an unknown error, whose message may hold anything, so only its type is logged.

    A handler for Exception would not do: Starlette raises the error again after it, for the server to log.
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
                # Nobody reads it, but it is counted as what it is: without an answer it would pass for a fault of ours.
                await problem(HTTPStatus.BAD_REQUEST, "The request was broken off.")(scope, receive, send)
        except Exception as error:  # noqa: BLE001 - the edge of a request: logged and answered
            log.error("unexpected error", route=_route_of(scope), error=type(error).__name__, where=where(error))  # noqa: TRY400 - see `where`
            if started:
                raise ConnectionAbortedError("the response was broken off") from None
            answer = problem(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong on our side; it was logged.")
            await answer(scope, receive, send)


def _route_of(scope: Scope) -> str:
    return str(getattr(scope.get("route"), "path", "unmatched"))
