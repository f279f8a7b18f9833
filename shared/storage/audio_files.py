"""Rules for every storage of recordings: how a file is named, and how a body is counted while it is
written.
"""

import hashlib
import re
from collections.abc import AsyncIterator

from shared.errors import PayloadTooLarge, ProviderRejected, RecordingUnusable

_ID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
# A recording's id, alone or under its tenant's id; a Twilio recording's SIDs under its tenant's id;
# and held audio.
STEM = re.compile(rf"{_ID}|{_ID}/{_ID}|{_ID}/AC[0-9a-f]{{32}}/RE[0-9a-f]{{32}}|held/{_ID}")

EXTENSIONS = {
    "audio/mpeg": "mp3",
    "audio/mp3": "mp3",
    "audio/wav": "wav",
    "audio/x-wav": "wav",
    "audio/wave": "wav",
    "audio/vnd.wave": "wav",
    "audio/ogg": "ogg",
    "audio/opus": "ogg",
    "application/ogg": "ogg",
    "audio/flac": "flac",
    "audio/x-flac": "flac",
    "audio/mp4": "m4a",
    "audio/x-m4a": "m4a",
    "audio/aac": "aac",
    "video/mp4": "mp4",
    "video/webm": "webm",
    "audio/webm": "webm",
}
UNKNOWN_EXTENSION = "audio"
# The first name of each is the default.
MEDIA_TYPES = {extension: media_type for media_type, extension in reversed(EXTENSIONS.items())}
ALL_EXTENSIONS = tuple(sorted({*EXTENSIONS.values(), UNKNOWN_EXTENSION}))


def key_of(stem: str, media_type: str) -> str:
    """Returns the key of the file. The sender's media type only selects one of our own
    extensions.
    """
    known = EXTENSIONS.get(media_type.partition(";")[0].strip().lower(), UNKNOWN_EXTENSION)
    return f"{checked_stem(stem)}.{known}"


def keys_of(stem: str) -> list[str]:
    """Returns all keys under which the file of a stem may be."""
    return [f"{checked_stem(stem)}.{extension}" for extension in ALL_EXTENSIONS]


def checked_stem(stem: str) -> str:
    """Returns the stem. Raises ProviderRejected for a stem that the product did not make, so that
    no input becomes a path.
    """
    if STEM.fullmatch(stem):
        return stem
    raise ProviderRejected("this is not a valid storage key of a recording", reason="invalid_key")


def checked_key(key: str) -> str:
    stem, _, extension = key.partition(".")
    checked_stem(stem)
    if extension in ALL_EXTENSIONS:
        return key
    raise ProviderRejected("this is not a valid storage key of a recording", reason="invalid_key")


def find_stem(key: str) -> str | None:
    """Returns the stem of a key; None for a foreign key."""
    stem, _, extension = key.partition(".")
    return stem if STEM.fullmatch(stem) and extension in ALL_EXTENSIONS else None


def media_type_of(key: str) -> str:
    """Returns one of our media types, whatever the sender stated."""
    return MEDIA_TYPES.get(key.rpartition(".")[2], "application/octet-stream")


def flat(stem: str) -> str:
    """Returns a stem as a single file name."""
    return checked_stem(stem).replace("/", "_")


def missing() -> RecordingUnusable:
    return RecordingUnusable("The recording's audio is not there any more.", reason="missing")


class MeasuredBody:
    """Passes blocks on and counts and hashes their bytes. It can be iterated once."""

    def __init__(self, body: AsyncIterator[bytes], *, max_bytes: int) -> None:
        self._body = body
        self._max_bytes = max_bytes
        self._digest = hashlib.sha256()
        self.size_bytes = 0

    @property
    def sha256(self) -> bytes:
        return self._digest.digest()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Iterates over the blocks. Raises PayloadTooLarge, and whatever the body raises."""
        async for block in self._body:
            self.size_bytes += len(block)
            if self.size_bytes > self._max_bytes:
                raise PayloadTooLarge(
                    f"The recording is larger than the {self._max_bytes} bytes allowed."
                )
            self._digest.update(block)
            yield block
