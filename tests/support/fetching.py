"""Recordings that tests fetch, and what each fetching must leave behind."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from shared.download.fetcher import FetchedFile, RecordingFetcher, RemoteRecording
from shared.errors import (
    AftercallError,
)
from tests.fakes.raw_server import RawServer
from tests.fakes.twilio_server import (
    ACCOUNT_SID,
    API_KEY_SECRET,
    API_KEY_SID,
    AUTH_TOKEN,
    RECORDING_SID,
)

AUDIO = b"RIFF" + bytes(range(256)) * 800
STRONG, WEAK = 'ETag: "one"', 'ETag: W/"one"'
TWILIO_RECORDING = RemoteRecording(
    url="http://169.254.169.254/latest",
    twilio_account_sid=ACCOUNT_SID,
    twilio_recording_sid=RECORDING_SID,
    installation_owned=True,
)
KEY = {"TWILIO_API_KEY_SID": API_KEY_SID, "TWILIO_API_KEY_SECRET": API_KEY_SECRET}
TOKEN = {"TWILIO_ACCOUNT_SID": ACCOUNT_SID, "TWILIO_AUTH_TOKEN": AUTH_TOKEN}
OPEN = {"FETCH_ALLOW_HTTP": True, "FETCH_ALLOW_PRIVATE": True}

Build = Callable[..., RecordingFetcher]


def names(destination: Path) -> set[str]:
    return {path.name for path in destination.parent.iterdir()}


def link(server: RawServer, query: str = "?token=secret") -> RemoteRecording:
    return RemoteRecording(url=server.url + query)


async def refused(
    fetcher: RecordingFetcher, source: RemoteRecording, destination: Path
) -> AftercallError:
    """The error; nothing is left behind, and no message tells a query or a login."""
    with pytest.raises(AftercallError) as caught:
        await fetcher.fetch(source, destination)
    assert not destination.parent.exists() or names(destination) == set()
    assert not re.search(f"secret|token=|{AUTH_TOKEN}|{API_KEY_SECRET}", str(caught.value))
    return caught.value


def whole(destination: Path, fetched: FetchedFile, content: bytes = AUDIO) -> bool:
    told = (fetched.size_bytes, fetched.sha256) == (len(content), hashlib.sha256(content).digest())
    return told and destination.read_bytes() == content and names(destination) == {destination.name}
