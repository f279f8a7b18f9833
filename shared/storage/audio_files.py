"""What every storage of recordings agrees on: how a file is named, and how a body is counted on its
way.
"""

import hashlib
import re
from collections.abc import AsyncIterator

from shared.errors import PayloadTooLarge, ProviderRejected, RecordingUnusable

_ID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
# A recording's id, by itself or under its tenant's; a Twilio recording's SIDs under its tenant's
# id; and held audio.
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
# The first name of each is the usual one.
MEDIA_TYPES = {extension: media_type for media_type, extension in reversed(EXTENSIONS.items())}
ALL_EXTENSIONS = tuple(sorted({*EXTENSIONS.values(), UNKNOWN_EXTENSION}))


def key_of(stem: str, media_type: str) -> str:
    """Where the file lies. What a sender says of it only chooses among our own extensions."""
    known = EXTENSIONS.get(media_type.partition(";")[0].strip().lower(), UNKNOWN_EXTENSION)
    return f"{checked_stem(stem)}.{known}"


def keys_of(stem: str) -> list[str]:
    """Everywhere the file of a stem may lie."""
    return [f"{checked_stem(stem)}.{extension}" for extension in ALL_EXTENSIONS]


def checked_stem(stem: str) -> str:
    """Raises ProviderRejected for what we did not make ourselves, so that no input ever becomes a
    path.
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
    """The stem of a key; None for what is not ours."""
    stem, _, extension = key.partition(".")
    return stem if STEM.fullmatch(stem) and extension in ALL_EXTENSIONS else None


def media_type_of(key: str) -> str:
    """One of ours, whatever a sender said it was."""
    return MEDIA_TYPES.get(key.rpartition(".")[2], "application/octet-stream")


def flat(stem: str) -> str:
    """A stem as one name."""
    return checked_stem(stem).replace("/", "_")


def missing() -> RecordingUnusable:
    return RecordingUnusable("The recording's audio is not there any more.", reason="missing")


class MeasuredBody:
    """Hands blocks on, and knows how many bytes and which hash went by. To be iterated once."""

    def __init__(self, body: AsyncIterator[bytes], *, max_bytes: int) -> None:
        self._body = body
        self._max_bytes = max_bytes
        self._digest = hashlib.sha256()
        self.size_bytes = 0

    @property
    def sha256(self) -> bytes:
        return self._digest.digest()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Raises PayloadTooLarge, and whatever the body raises."""
        async for block in self._body:
            self.size_bytes += len(block)
            if self.size_bytes > self._max_bytes:
                raise PayloadTooLarge(
                    f"The recording is larger than the {self._max_bytes} bytes allowed."
                )
            self._digest.update(block)
            yield block
