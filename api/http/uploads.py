"""Reads uploads in the forms that clients send: raw, in a form, or compressed; refuses files that
are no audio at once.

An upload is streamed: only its first kilobyte, and the head of a form's part, are ever in memory.
"""

import asyncio
import re
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email.message import Message

from fastapi import Request

from shared.audio.headerless import find_headerless, stated_type
from shared.audio.signatures import HEAD_BYTES, is_text, name_of
from shared.errors import InvalidRequest, NotAudio, PayloadTooLarge

MOST_TYPE_CHARS = 100
MOST_PARTS = 50
MOST_PART_HEAD_BYTES = 16 * 1024
MOST_FIELD_BYTES = 16 * 1024
# The library that reads a parameter from a header needs quadratic time.
MOST_HEADER_CHARS = 1000
# A file normally has one member; each empty one costs time and adds nothing to the count of bytes.
MOST_MEMBERS = 1000
INFLATED_BLOCK = 256 * 1024
GZIP = b"\x1f\x8b"
INFLATED = ("gzip", "x-gzip", "deflate")
ADVICE = (
    "send the file's bytes, as `curl --data-binary @call.wav -H 'Content-Type: audio/wav'` does"
)
# Media types of senders that state none; the last is curl's default for --data-binary.
_UNSTATED = (
    "application/octet-stream",
    "application/x-www-form-urlencoded",
    "application/gzip",
    "application/x-gzip",
)
_NO_AUDIO = re.compile(r"text/html|application/(?:json|pdf|zip|xml)|image/", re.IGNORECASE)
_BASE64 = re.compile(
    rb"data:[\w.+-]+/[\w.+-]+;base64,|UklGR|SUQz|T2dnU|ZkxhQ|//[uv7]|AAAA[A-Z]G|GkXfo"
)


@dataclass(slots=True)
class Upload:
    """An upload. `blocks` can be iterated once, and may raise InvalidRequest. `fields` of a form
    are complete after that.
    """

    media_type: str
    blocks: AsyncIterator[bytes]
    fields: dict[str, str] = field(default_factory=dict)


async def open_upload(request: Request) -> Upload:
    """Reads the beginning of an upload to identify its type.

    Raises InvalidRequest for an empty or broken upload, NotAudio for another type.
    """
    blocks: AsyncIterator[bytes] = request.stream()
    given = request.headers.get("content-encoding", "").lower().split(",")
    encodings = [encoding for each in given if (encoding := each.strip()) not in ("", "identity")]
    if len(encodings) > 1:
        raise NotAudio(f"The body is compressed more than once: {ADVICE}.")
    if encodings and encodings[0] not in INFLATED:
        raise NotAudio(f"The body has an unsupported compression ({encodings[0][:20]}): {ADVICE}.")
    most = request.app.state.resources.settings.ingest.max_recording_bytes
    if encodings:
        blocks = _inflated(blocks, most)
    said = request.headers.get("content-type", "")
    upload = Upload(said, blocks)
    name = _parameter(
        "content-disposition", request.headers.get("content-disposition", ""), "filename"
    )
    if said.lower().startswith("multipart/"):
        upload, name = await _file_of_form(blocks, said)
    head, upload.blocks = await _peeked(upload.blocks)
    if head.startswith(GZIP):
        head, upload.blocks = await _peeked(_inflated(upload.blocks, most))
    kind = upload.media_type.partition(";")[0].strip().lower()
    stated = stated_type(None if kind in _UNSTATED else upload.media_type, name)
    _require_audio(head, stated or "")
    upload.media_type = (
        stated[:MOST_TYPE_CHARS] if stated and stated.isprintable() else "application/octet-stream"
    )
    return upload


def _require_audio(head: bytes, media_type: str) -> None:
    if not head:
        raise InvalidRequest(f"The body is empty: {ADVICE}.")
    if _BASE64.match(head) and name_of(head) == "text":
        raise NotAudio(f"The body is audio written as Base64 text: {ADVICE}.")
    kind = name_of(head)
    if find_headerless(media_type) and not is_text(head):
        # The first bytes of this type may have any value.
        return
    if kind and (kind != "text" or _NO_AUDIO.match(media_type)):
        raise NotAudio(f"The body is {kind}, which cannot be read as audio: {ADVICE}.")


async def _peeked(blocks: AsyncIterator[bytes]) -> tuple[bytes, AsyncIterator[bytes]]:
    """Returns the first bytes, and an iterator over everything from the beginning."""
    head = bytearray()
    async for block in blocks:
        head += block
        if len(head) >= HEAD_BYTES:
            break

    async def whole() -> AsyncIterator[bytes]:
        if head:
            yield bytes(head)
        async for block in blocks:
            if block:
                yield block

    return bytes(head[:HEAD_BYTES]), whole()


async def _inflated(blocks: AsyncIterator[bytes], most_bytes: int) -> AsyncIterator[bytes]:
    """Decompresses gzip or zlib, in blocks of a limited size. Raises PayloadTooLarge,
    InvalidRequest.

    The decompressed size is limited here, because a small body can decompress to a very large one.
    """
    made = 0
    inflater, members, begun = zlib.decompressobj(wbits=47), 1, True
    async for block in blocks:
        rest = block
        while rest:
            begun = True
            try:
                inflated = inflater.decompress(rest, INFLATED_BLOCK)
            except zlib.error as error:
                raise InvalidRequest(f"The compressed body is damaged: {ADVICE}.") from error
            made += len(inflated)
            if made > most_bytes:
                raise PayloadTooLarge(
                    f"The recording is larger than the {most_bytes} bytes allowed."
                )
            if inflated:
                yield inflated
            else:
                # A reader of a block then never waits.
                await asyncio.sleep(0)
            rest = inflater.unconsumed_tail
            if inflater.eof:
                # gzip members may follow each other; any other data after them is padding and is
                # ignored.
                if inflater.unused_data and not inflater.unused_data.startswith(GZIP):
                    return
                members += 1
                if members > MOST_MEMBERS:
                    raise InvalidRequest(f"The compressed body has too many parts: {ADVICE}.")
                inflater, rest, begun = zlib.decompressobj(wbits=47), inflater.unused_data, False
    if begun and not inflater.eof:
        raise InvalidRequest(f"The compressed body is cut off: {ADVICE}.")


async def _file_of_form(
    blocks: AsyncIterator[bytes], content_type: str
) -> tuple[Upload, str | None]:
    """Returns the one file of a form and its name; other fields of the form are added to the
    upload's fields.
    """
    boundary = _parameter("content-type", content_type, "boundary")
    if not boundary or len(boundary) > 200:
        raise InvalidRequest(f"The form's boundary is missing: {ADVICE}.")
    form = _Form(blocks, boundary.encode())
    fields: dict[str, str] = {}
    found = await form.next_file(fields)
    if found is None:
        raise InvalidRequest("The form contains no file: send it as `curl -F file=@call.wav` does.")
    media_type, name = found

    async def only_file() -> AsyncIterator[bytes]:
        async for block in form.content():
            yield block
        if await form.next_file(fields) is not None:
            raise InvalidRequest("The form contains more than one file: send each by itself.")

    return Upload(media_type, only_file(), fields), name


class _Form:
    """Reads a multipart body (RFC 2046, RFC 7578) once, forward."""

    def __init__(self, blocks: AsyncIterator[bytes], boundary: bytes) -> None:
        self._blocks = blocks
        self._mark = b"\r\n--" + boundary
        # The first boundary is treated as if a line ended before it.
        self._held = bytearray(b"\r\n")
        self._parts = 0
        self._begun = False

    async def next_file(self, fields: dict[str, str]) -> tuple[str, str | None] | None:
        """Returns the media type and name of the next file, whose content follows; None at the end.
        Other parts are read.
        """
        while await self._next_part():
            head = Message()
            for line in (
                (await self._read_until(b"\r\n\r\n", MOST_PART_HEAD_BYTES))
                .decode("utf-8", "replace")
                .split("\r\n")
            ):
                key, _, value = line.partition(":")
                head[key.strip() or "x"] = value.strip()
            disposition = head.get("content-disposition", "")
            media_type = head.get("content-type", "")
            name = _parameter("content-disposition", disposition, "filename")
            if name is not None or media_type.lower().startswith(
                ("audio/", "video/", "application/octet-stream")
            ):
                return media_type, name
            text = bytearray()
            async for block in self.content():
                text += block
                if len(text) > MOST_FIELD_BYTES:
                    raise InvalidRequest(
                        "A field of the form is too long, or its file has no name."
                    )
            if called := _parameter("content-disposition", disposition, "name"):
                fields[called] = text.decode("utf-8", "replace")
        return None

    async def content(self) -> AsyncIterator[bytes]:
        """Yields the content of the part whose head was read, up to the next boundary."""
        while (at := self._held.find(self._mark)) < 0:
            # The boundary may have begun.
            if (sure := len(self._held) - len(self._mark)) > 0:
                yield bytes(self._held[:sure])
                del self._held[:sure]
            await self._more()
        if at:
            yield bytes(self._held[:at])
        del self._held[:at]

    async def _next_part(self) -> bool:
        """Moves behind a boundary's line, or returns that it was the last."""
        if not self._begun:
            self._begun = True
            async for _ in self.content():
                """What stands before the first boundary is ignored."""
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise InvalidRequest("The form has too many parts.")
        while len(self._held) < len(self._mark) + 2:
            await self._more()
        del self._held[: len(self._mark)]
        if self._held.startswith(b"--"):
            return False
        await self._read_until(b"\r\n", MOST_PART_HEAD_BYTES)
        # A part without any head begins with an empty line.
        self._held[:0] = b"\r\n" if self._held.startswith(b"\r\n") else b""
        return True

    async def _read_until(self, end: bytes, most_bytes: int) -> bytes:
        while (at := self._held.find(end)) < 0:
            if len(self._held) > most_bytes:
                raise InvalidRequest("The form is damaged: the head of a part does not end.")
            await self._more()
        found = bytes(self._held[:at])
        del self._held[: at + len(end)]
        return found

    async def _more(self) -> None:
        async for block in self._blocks:
            if block:
                self._held += block
                return
        raise InvalidRequest("The form is cut off: its last boundary is missing.")


def _parameter(header: str, value: str, name: str) -> str | None:
    """Returns a parameter of a header's value; None where it is missing or unreadable. RFC 2231's
    forms count too.

    Raises InvalidRequest for a header that is longer than any real one.
    """
    if len(value) > MOST_HEADER_CHARS:
        raise InvalidRequest(f"{header.title()} is longer than {MOST_HEADER_CHARS} characters.")
    message = Message()
    message[header] = value.replace("\r", " ").replace("\n", " ")
    try:
        found = message.get_param(name, header=header)
    except (TypeError, ValueError):
        # The library does not expect pieces that contradict each other.
        return None
    if isinstance(found, tuple):
        found = found[2]
    return found if isinstance(found, str) else None
