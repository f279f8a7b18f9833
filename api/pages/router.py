"""The router of the pages: people get errors as pages, and signing in leads back to where they
wanted to go.
"""

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute

from api.http.problems import status_of
from api.http.router import Router
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

        return handle


def _page_of(request: Request, error: AftercallError, *, partial: bool) -> Response:
    status, reader = status_of(error), reader_of_request(request)
    return render_error(reader, status.phrase, str(error), status=status, partial=partial)


class PageRouter(Router):
    """A router of pages; they are no part of the API's description."""

    def __init__(self, **given: Any) -> None:
        super().__init__(include_in_schema=False, route_class=PageRoute, **given)
