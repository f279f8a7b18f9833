"""Reads server-sent events (text/event-stream), and keeps the place in a stream of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from aftercall_client.errors import InvalidAnswer

MOST_BYTES: Final = 16 * 2**20


@dataclass(frozen=True)
class Message:
    """One message. `id` is that of its own, or none."""

    event: str
    data: str
    id: str | None = None
    retry_ms: int | None = None


@dataclass
class MessageReader:
    """Reads messages from parts of bytes. What has no empty line behind it is none yet.

    Lines end as the standard says, and not in the letters that `str.splitlines` knows: JSON may
    hold U+2028.
    """

    _parts: list[bytes] = field(default_factory=list)
    _size: int = 0
    _lines: list[bytes] = field(default_factory=list)

    def feed(self, part: bytes) -> Iterator[Message]:
        """Yields the messages that are complete with this part. Raises InvalidAnswer for a message
        that is too large.
        """
        self._parts.append(part)
        self._size += len(part)
        if self._size > MOST_BYTES:
            raise InvalidAnswer("A message of the stream is too large.")
        if b"\n" not in part and b"\r" not in part:
            return
        lines = b"".join(self._parts).splitlines(keepends=True)
        # The end of the last line may be still to come, also the second half of CR LF.
        rest = b"" if lines[-1].endswith(b"\n") else lines.pop()
        self._parts = [rest]
        for line in lines:
            if text := line.rstrip(b"\r\n"):
                self._lines.append(text)
            else:
                if (message := _parsed_message(self._lines)) is not None:
                    yield message
                self._lines = []
        self._size = len(rest) + sum(map(len, self._lines))


def _parsed_message(lines: list[bytes]) -> Message | None:
    """Returns the message of these lines; None for comments alone."""
    fields: dict[str, list[str]] = {}
    for line in lines:
        name, _, value = line.decode("utf-8", "replace").partition(":")
        fields.setdefault(name, []).append(value.removeprefix(" "))
    if "data" not in fields:
        return None
    retry = fields.get("retry", [""])[-1]
    return Message(
        event=fields.get("event", ["message"])[-1],
        data="\n".join(fields["data"]),
        id=fields["id"][-1] if "id" in fields else None,
        retry_ms=int(retry) if retry.isascii() and retry.isdecimal() and len(retry) < 9 else None,
    )
