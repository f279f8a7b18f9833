"""Reads JSON too large for memory: it is parsed without its long strings, which stay in the file
and are read later.
"""

import base64
import binascii
import re
import secrets
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from shared.domain.incoming import LeftOut
from shared.errors import InvalidRequest, PayloadTooLarge
from shared.payloads.tolerant import read_json, read_text

LONG_BYTES = 64 * 1024
BLOCK_BYTES = 256 * 1024
QUOTE = ord('"')
WHITESPACE = b" \t\r\n"

# Possessive and atomic, so that no backtracking state is stored: a string can be as long as the
# block.
_INSIDE = re.compile(rb'(?>[^"\\]++|\\.)*+', re.DOTALL)
_WHOLE_ESCAPES = re.compile(rb'(?>[^\\]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+')
LONGEST_ESCAPE = len(rb"\uffff")


@dataclass(frozen=True, slots=True)
class Skimmed:
    """A payload without its long strings. `left_out` is indexed by the placeholders in the payload,
    which cannot be guessed.
    """

    payload: Any
    left_out: Mapping[str, LeftOut]
    notes: tuple[str, ...] = ()


def skim(file: BinaryIO, *, max_bytes: int, long_bytes: int = LONG_BYTES) -> Skimmed:
    """Parses a file without its long strings. Blocks. Raises InvalidRequest, and PayloadTooLarge
    for more than `max_bytes` besides the long strings.
    """
    scanner = _Scanner(long_bytes)
    file.seek(0)
    while block := file.read(BLOCK_BYTES):
        scanner.feed(block)
        if len(scanner.text) > max_bytes:
            raise PayloadTooLarge(
                f"The event is larger than the {max_bytes} bytes allowed apart from its audio."
            )
    payload, notes = read_json(scanner.finish())
    return Skimmed(payload, scanner.left_out, notes)


def restored(skimmed: Skimmed, file: BinaryIO, *, max_bytes: int, but: Container[str] = ()) -> Any:
    """Returns the payload with its long strings, except `but`. Blocks. Raises InvalidRequest and
    PayloadTooLarge.
    """
    wanted = {text: place for text, place in skimmed.left_out.items() if text not in but}
    if sum(place.end - place.start for place in wanted.values()) > max_bytes:
        raise PayloadTooLarge(
            f"The event is larger than the {max_bytes} bytes allowed apart from its audio."
        )
    if not wanted:
        return skimmed.payload
    strings = {}
    for text, place in wanted.items():
        file.seek(place.start)
        strings[text] = read_text(file.read(place.end - place.start))
    return _put_back(skimmed.payload, strings)


def decoded(audio_base64: str | LeftOut, file: BinaryIO | None) -> Iterator[bytes]:
    """Decodes the audio block by block; `file` contains it. Blocks. Raises InvalidRequest."""
    if isinstance(audio_base64, LeftOut):
        if file is None:
            raise ValueError("what was left out is in a file")
        pieces = _unescaped(file, audio_base64)
    else:
        pieces = iter((audio_base64.encode(),))
    return _from_base64(pieces)


class _Scanner:
    """Separates strings from the text around them, across blocks. It checks nothing else."""

    def __init__(self, long_bytes: int) -> None:
        self.text = bytearray()
        self.left_out: dict[str, LeftOut] = {}
        self._long_bytes = long_bytes
        self._mark = secrets.token_hex(16)
        self._offset = 0
        self._inside = False
        self._escape_cut = False
        self._start = 0
        # None when the string is too long.
        self._literal: bytearray | None = None

    def feed(self, block: bytes) -> None:
        position = 0
        while position < len(block):
            position = (
                self._go_inside(block, position)
                if self._inside
                else self._go_outside(block, position)
            )
        self._offset += len(block)

    def finish(self) -> bytes:
        if self._inside:
            raise InvalidRequest("The body is not valid JSON.")
        return bytes(self.text)

    def _go_outside(self, block: bytes, position: int) -> int:
        end = block.find(b'"', position) + 1
        if not end:
            self.text += block[position:]
            return len(block)
        self.text += block[position:end]
        self._inside, self._literal, self._start = True, bytearray(), self._offset + end
        return end

    def _go_inside(self, block: bytes, position: int) -> int:
        found = _INSIDE.match(block, position + self._escape_cut)
        end = found.end() if found else position
        self._escape_cut = end < len(block) and block[end] != QUOTE
        if end == len(block) or self._escape_cut:
            self._keep_piece(block[position:])
            return len(block)
        self._keep_piece(block[position:end])
        if self._literal is None:
            stand_in = f"{self._mark}:{len(self.left_out)}"
            self.left_out[stand_in] = LeftOut(self._start, self._offset + end)
            self._literal = bytearray(stand_in.encode())
        self.text += self._literal + b'"'
        self._inside = False
        return end + 1

    def _keep_piece(self, piece: bytes) -> None:
        if self._literal is not None:
            self._literal += piece
            if len(self._literal) > self._long_bytes:
                self._literal = None


def _put_back(value: Any, strings: Mapping[str, str]) -> Any:
    match value:
        case str():
            return strings.get(value, value)
        case list():
            return [_put_back(item, strings) for item in value]
        case dict():
            return {strings.get(key, key): _put_back(item, strings) for key, item in value.items()}
        case _:
            return value


def _unescaped(file: BinaryIO, place: LeftOut) -> Iterator[bytes]:
    """Reads a string between its quotes; an escape that a block splits is carried into the next
    one.
    """
    position, rest = place.start, b""
    while position < place.end:
        file.seek(position)
        block = file.read(min(BLOCK_BYTES, place.end - position))
        position += len(block)
        piece = rest + block
        found = _WHOLE_ESCAPES.match(piece)
        end = found.end() if found and position < place.end else len(piece)
        if not block or len(piece) - end >= LONGEST_ESCAPE:
            raise InvalidRequest("The body is not valid JSON.")
        rest = piece[end:]
        yield read_text(piece[:end]).encode()


def _from_base64(pieces: Iterable[bytes]) -> Iterator[bytes]:
    rest, ended, empty = b"", False, True
    for piece in pieces:
        rest += piece.translate(None, WHITESPACE)
        if ended and rest:
            raise InvalidRequest("The audio is not valid base64.")
        block, rest = rest[: len(rest) // 4 * 4], rest[len(rest) // 4 * 4 :]
        if block:
            try:
                sound = base64.b64decode(block, validate=True)
            except (binascii.Error, ValueError) as error:
                raise InvalidRequest("The audio is not valid base64.") from error
            yield sound
            ended, empty = block.endswith(b"="), False
    if rest or empty:
        raise InvalidRequest("The audio is not valid base64.")
