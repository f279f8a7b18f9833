"""The files of the pages: scripts, styles and icons. Their addresses change with their content."""

import hashlib
from functools import cache
from http import HTTPStatus
from pathlib import Path

from fastapi import HTTPException, Response
from starlette.responses import FileResponse

from api.http.router import Router

router = Router(include_in_schema=False)

STATIC = Path(__file__).parents[1] / "static"
MEDIA_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".ogg": "audio/ogg",
    ".webmanifest": "application/manifest+json",
}
FOLDERS = ("pages", "vendor")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}


@cache
def _file_paths() -> frozenset[str]:
    """Returns the paths of all files, below the folder of static files."""
    return frozenset(
        f"{folder}/{path.name}"
        for folder in FOLDERS
        for path in (STATIC / folder).iterdir()
        if path.suffix in MEDIA_TYPES
    )


@cache
def _files_hash() -> str:
    """Returns a hash over all files: modules name each other by relative paths, so that a change of
    one changes the address of every one.
    """
    whole = hashlib.sha256()
    for name in sorted(_file_paths()):
        whole.update(name.encode())
        whole.update((STATIC / name).read_bytes())
    return whole.hexdigest()[:16]


def address(name: str) -> str:
    """Returns the address of a file such as `pages/app.js`. Raises KeyError for another file."""
    if name not in _file_paths():
        raise KeyError(name)
    return f"/static/{_files_hash()}/{name}"


@router.get("/static/{version}/{folder}/{name}")
async def static_file(version: str, folder: str, name: str) -> Response:
    """Returns a file. A page from before an upgrade asks for another version and gets this one,
    which the browser does not store then.
    """
    path = f"{folder}/{name}"
    if path not in _file_paths():
        raise HTTPException(HTTPStatus.NOT_FOUND)
    caching = "public, max-age=31536000, immutable" if version == _files_hash() else "no-cache"
    return FileResponse(
        STATIC / path,
        media_type=MEDIA_TYPES[Path(name).suffix],
        headers={**HEADERS, "Cache-Control": caching},
    )
