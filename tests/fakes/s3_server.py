"""An S3 server on a socket: moto, whose buckets are in memory."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

BUCKET = "recordings"


@contextmanager
def s3_server() -> Iterator[str]:
    """Its address; the bucket is there."""
    from moto.server import ThreadedMotoServer  # noqa: PLC0415 - takes a second to import

    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        url = f"http://{host}:{port}"
        httpx.put(f"{url}/{BUCKET}").raise_for_status()
        yield url
    finally:
        server.stop()


def unfinished_uploads(url: str) -> str:
    """The server's own list of uploads in parts that were neither completed nor aborted."""
    return httpx.get(f"{url}/{BUCKET}", params={"uploads": ""}).text


def objects(url: str, prefix: str) -> list[str]:
    listed = httpx.get(f"{url}/{BUCKET}", params={"list-type": "2", "prefix": prefix}).text
    return re.findall(r"<Key>([^<]+)</Key>", listed)


def put_object(url: str, key: str) -> None:
    httpx.put(f"{url}/{BUCKET}/{key}", content=b"x").raise_for_status()
