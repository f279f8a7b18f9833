"""Serves the page on which people sign in, use one-time links and see their account, in their
language.
"""

from http import HTTPStatus
from pathlib import Path

from fastapi import HTTPException, Request, Response
from starlette.responses import FileResponse

from api.http.router import Router
from api.pages.rendering import reader_of_request, render_account

router = Router(include_in_schema=False)

FOLDER = Path(__file__).parents[1] / "static" / "account"
MEDIA_TYPES = {"account.js": "text/javascript", "account.css": "text/css"}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:;"
        " connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    # Requested again after an upgrade, because the paths do not change.
    "Cache-Control": "no-cache",
    "Vary": "Accept-Language, Cookie",
}


@router.get("/account")
async def account(request: Request) -> Response:
    """Returns the page; its script reads what it shows from the API."""
    return render_account(reader_of_request(request), HEADERS)


@router.get("/account/{name}")
async def account_file(name: str) -> Response:
    """Returns a file of the page."""
    if name not in MEDIA_TYPES:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return FileResponse(FOLDER / name, media_type=MEDIA_TYPES[name], headers=HEADERS)
