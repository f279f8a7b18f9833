"""Serves the API's description as a page from packaged files: it loads nothing from
another host.
"""

from http import HTTPStatus
from pathlib import Path

from fastapi import HTTPException, Response
from starlette.responses import FileResponse

from api.http.router import Router

router = Router(include_in_schema=False)

FOLDER = Path(__file__).parents[1] / "static" / "docs"
PAGE = "docs.html"
MEDIA_TYPES = {
    "docs.js": "text/javascript",
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "favicon-32x32.png": "image/png",
}
HEADERS = {
    # The pictures in the style sheet are data.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    # Requested again after an upgrade, because the paths do not change.
    "Cache-Control": "no-cache",
}


@router.get("/docs")
async def docs() -> Response:
    """Returns the page; its script reads `/openapi.json`."""
    return _packaged_file(PAGE, "text/html")


@router.get("/docs/{name}")
async def docs_file(name: str) -> Response:
    """Returns a file of the page."""
    if name not in MEDIA_TYPES:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return _packaged_file(name, MEDIA_TYPES[name])


def _packaged_file(name: str, media_type: str) -> Response:
    return FileResponse(FOLDER / name, media_type=media_type, headers=HEADERS)
