"""The router of the pages: people get errors as pages, and signing in leads back to where they
wanted to go.
"""

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from api.http.problems import status_of
from api.http.router import Router
from api.pages.problem_words import error_in
from api.pages.rendering import reader_of_request, render_error
from shared.errors import AftercallError, Unauthorized


class PageRoute(APIRoute):
    """A route whose failures are pages."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            partial = "hx-request" in request.headers
            try:
                return await handler(request)
            except Unauthorized as error:
                if not partial:
                    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
                    return RedirectResponse(f"/account?next={quote(here, safe='')}", 303)
                return _page_of(request, error, partial=True)
            except AftercallError as error:
                return _page_of(request, error, partial=partial)
            except RequestValidationError as error:
                return _page_of_address(request, error, partial=partial)

        return handle


def _page_of(request: Request, error: AftercallError, *, partial: bool) -> Response:
    status, reader = status_of(error), reader_of_request(request)
    return render_error(reader, error_in(reader, error), status=status, partial=partial)


def _page_of_address(request: Request, error: RequestValidationError, *, partial: bool) -> Response:
    """Says what of the address is wrong, without its values, and how long one may be."""
    if any(detail["loc"][0] == "path" for detail in error.errors()):
        return _no_page(request, partial=partial)
    reader = reader_of_request(request)
    wrong: dict[str, str] = {}
    for detail in error.errors():
        name = str(detail["loc"][1])
        wrong[name] = name
        if detail["type"] == "string_too_long":
            most = reader.ngettext(
                "%(num)s character at most",
                "%(num)s characters at most",
                detail["ctx"]["max_length"],
            )
            wrong[name] = f"{name} ({most % {'num': detail['ctx']['max_length']}})"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    said = reader.gettext("The address has a value that this page does not take: %(names)s.")
    return render_error(
        reader,
        said % {"names": ", ".join(sorted(wrong.values()))},
        status=status,
        partial=partial,
    )


def _no_page(request: Request, *, partial: bool) -> Response:
    status, reader = HTTPStatus.NOT_FOUND, reader_of_request(request)
    return render_error(
        reader,
        reader.gettext("There is nothing at this address."),
        status=status,
        partial=partial,
    )


def install(app: FastAPI) -> None:
    """Gives people who follow a wrong link a page; programs still get a problem."""
    as_problem = cast(
        Callable[[Request, Exception], Coroutine[Any, Any, Response]],
        app.exception_handlers[HTTPException],
    )

    async def answer(request: Request, error: Exception) -> Response:
        is_missing = isinstance(error, HTTPException) and error.status_code == HTTPStatus.NOT_FOUND
        wants_page = request.method in ("GET", "HEAD") and "text/html" in request.headers.get(
            "accept", ""
        )
        if is_missing and wants_page and not request.url.path.startswith("/api/"):
            return _no_page(request, partial=False)
        return await as_problem(request, error)

    app.add_exception_handler(HTTPException, answer)


class PageRouter(Router):
    """A router of pages; they are no part of the API's description."""

    def __init__(self, **given: Any) -> None:
        super().__init__(include_in_schema=False, route_class=PageRoute, **given)
