"""Whole processes over real sockets."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.forked import installation
from tests.support.people import Team, sign_up
from tests.support.processes import Installation
from tests.system.vendors import Vendors, vendors


@pytest.fixture
def installed(environ: dict[str, str], tmp_path: Path) -> Iterator[Installation]:
    """Local providers; nothing runs yet."""
    with installation(environ, tmp_path / "logs") as installed:
        yield installed


@pytest.fixture
async def http(installed: Installation) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an API process that is up."""
    await installed.start_api()
    async with httpx.AsyncClient(base_url=installed.base_url, timeout=20) as client:
        yield client


@pytest.fixture
async def caller(http: httpx.AsyncClient) -> Team:
    return await sign_up(http, "north@example.com", "Northside Plumbing")


@pytest.fixture
def fakes() -> Iterator[Vendors]:
    with vendors() as fakes:
        yield fakes


@pytest.fixture
def hosted(environ: dict[str, str], fakes: Vendors, tmp_path: Path) -> Iterator[Installation]:
    """Every vendor hosted, at the fakes. Leases are short so that takeovers are; vendors' time
    limits are long, so that a request that a fake holds back is not sent again on a slow machine.
    """
    quick = {
        "LEASE_S": "6",
        "HEARTBEAT_S": "0.5",
        "WORKER_CONCURRENCY": "20",
        "CALCOM_TIMEOUT_S": "300",
        "PINECONE_TIMEOUT_S": "300",
    }
    with installation({**environ, **fakes.environ, **quick}, tmp_path / "logs") as installed:
        yield installed


@pytest.fixture
async def team(hosted: Installation) -> AsyncIterator[Team]:
    """Signed up at an API whose vendors are the fakes."""
    await hosted.start_api()
    async with httpx.AsyncClient(base_url=hosted.base_url, timeout=20) as client:
        yield await sign_up(client, "north@example.com", "Northside Plumbing")
