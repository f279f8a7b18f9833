"""An S3 server on a socket: moto, whose buckets are in memory."""

import logging
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx

BUCKET = "recordings"


@contextmanager
def s3_server() -> Iterator[str]:
    """Its address; the bucket is there."""
    from moto.moto_server.werkzeug_app import (  # noqa: PLC0415
        DomainDispatcherApplication,
        create_backend_app,
    )
    from werkzeug.serving import make_server  # noqa: PLC0415

    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    server = make_server(
        "127.0.0.1", 0, _OneAtATime(DomainDispatcherApplication(create_backend_app)), threaded=True
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        url = f"http://127.0.0.1:{server.server_port}"
        httpx.put(f"{url}/{BUCKET}").raise_for_status()
        yield url
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


class _OneAtATime:
    """moto answers 500 when requests for one object overlap."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self._app = app
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        with self._lock:
            return list(self._app(environ, start_response))


def unfinished_uploads(url: str) -> str:
    """The server's own list of uploads in parts that were neither completed nor aborted."""
    return httpx.get(f"{url}/{BUCKET}", params={"uploads": ""}).text


def objects(url: str, prefix: str) -> list[str]:
    listed = httpx.get(f"{url}/{BUCKET}", params={"list-type": "2", "prefix": prefix}).text
    return re.findall(r"<Key>([^<]+)</Key>", listed)


def put_object(url: str, key: str) -> None:
    httpx.put(f"{url}/{BUCKET}/{key}", content=b"x").raise_for_status()
