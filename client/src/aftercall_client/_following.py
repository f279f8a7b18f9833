"""The place in streams that are read over several connections."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx
from pydantic import ValidationError

from aftercall_client._messages import Message
from aftercall_client._requests import Request, segment
from aftercall_client._retrying import RETRIED, Retries
from aftercall_client.chunks import AnswerChunk
from aftercall_client.errors import (
    AftercallError,
    AnswerFailed,
    ConnectionFailed,
    InvalidAnswer,
    Problem,
    StreamReset,
)
from aftercall_client.models import RecordedEvent


def is_temporary(error: Exception) -> bool:
    """Whether a stream may go on after an error."""
    if isinstance(error, Problem):
        return error.status in RETRIED or error.status >= 500
    return isinstance(error, httpx.TransportError | ConnectionFailed)


class Follower:
    """The place in the stream of events."""

    def __init__(self, retries: Retries, last_event_id: str | int | None) -> None:
        self._retries, self._failures = retries, 0
        self._last_id = str(last_event_id) if last_event_id is not None else None
        self._is_open = False
        self._retry_s = 0.0
        self._asked_s: float | None = None

    def headers(self) -> dict[str, str]:
        """Returns those that the next connection begins with."""
        return {"Accept": "text/event-stream"} | (
            {"Last-Event-ID": self._last_id} if self._last_id is not None else {}
        )

    def take(self, message: Message) -> RecordedEvent | None:
        """Returns the event of a message; None for one that is none, and for one that came before.
        Raises StreamReset and InvalidAnswer.
        """
        self._is_open, self._failures, self._asked_s = True, 0, None
        if message.retry_ms is not None:
            self._retry_s = message.retry_ms / 1000
        if message.event == "stream.reset":
            raise StreamReset(message.id or "0")
        if message.event == "stream.open":
            self._last_id = message.id or self._last_id
            return None
        event = _event_of(message)
        if self._last_id is not None and event.sequence <= int(self._last_id):
            return None
        self._last_id = str(event.sequence)
        return event

    def require_temporary(self, error: Exception) -> None:
        """Raises the error again unless the stream may go on after it. Before it was ever open, all
        tries of its request have been made.
        """
        if not self._is_open or not is_temporary(error):
            if isinstance(error, AftercallError):
                raise error
            raise ConnectionFailed(f"The stream broke: {type(error).__name__}") from error
        if isinstance(error, Problem):
            self._asked_s = error.retry_after_s

    def wait_s(self) -> float:
        """Returns the wait before the next connection."""
        self._failures += 1
        return max(self._retry_s, self._retries.wait_s(self._failures - 1, self._asked_s))


def _event_of(message: Message) -> RecordedEvent:
    try:
        body = json.loads(message.data)
        # A stream names two fields as browsers need them.
        fields = {**body, "sequence": body["id"], "id": body["event_id"]}
        fields.pop("event_id")
        return RecordedEvent.model_validate(fields)
    except (ValueError, KeyError, TypeError, ValidationError):
        raise InvalidAnswer(f"The stream sent a {message.event} that cannot be read") from None


class AnswerFollower:
    """The place in the stream of one answer.

    Only the last message of a step has an id, and a step that arrived in part is sent again whole:
    messages are held back until their step is complete.
    """

    def __init__(self, retries: Retries, answer_id: str | None, last_event_id: str | None) -> None:
        self._retries, self._failures = retries, 0
        self._answer_id, self._last_id = answer_id, last_event_id
        self._held: list[AnswerChunk] = []
        self.is_over = False

    @property
    def can_go_on(self) -> bool:
        """Whether the answer's id is known."""
        return self._answer_id is not None

    def request(self) -> Request:
        """Returns the request for what follows."""
        return Request(
            "GET",
            f"/api/answers/{segment(self._answer_id)}/stream",
            headers={"Last-Event-ID": self._last_id} if self._last_id is not None else {},
        )

    def take(self, message: Message) -> list[AnswerChunk]:
        """Returns the chunks of the step that ends with this message. Raises InvalidAnswer."""
        self._failures = 0
        if message.data != "[DONE]":
            try:
                chunk = AnswerChunk.model_validate_json(message.data)
            except ValidationError:
                raise InvalidAnswer("The answer has a part that cannot be read") from None
            if chunk.type == "start" and chunk.message_id is not None:
                self._answer_id = chunk.message_id
            self._held.append(chunk)
        if message.id is None:
            return []
        self._last_id, complete, self._held = message.id, self._held, []
        self.is_over = message.data == "[DONE]" or any(each.type == "finish" for each in complete)
        return complete

    def broke(self, error: Exception | None) -> float:
        """Drops what is incomplete, and returns the wait before the next connection. Raises the
        error again where there is none.
        """
        self._held = []
        is_worth_it = self.can_go_on and self._failures < self._retries.most
        if not is_worth_it or (error is not None and not is_temporary(error)):
            if isinstance(error, AftercallError):
                raise error
            raise ConnectionFailed("The answer broke off.") from error
        self._failures += 1
        return self._retries.wait_s(self._failures - 1)


def require_answer(chunk: AnswerChunk) -> None:
    """Raises AnswerFailed for the chunk that says so."""
    if chunk.type in {"error", "abort"}:
        raise AnswerFailed(chunk.error_text or "The answer was cancelled.")


@dataclass
class Patience:
    """Counts the time that a wait may take."""

    timeout_s: float
    every_s: float
    clock: Callable[[], float] = time.monotonic
    _started: float = field(init=False)

    def __post_init__(self) -> None:
        self._started = self.clock()

    def next_s(self) -> float:
        """Returns the time until the next look. Raises TimeoutError when no time is left."""
        left_s = self.timeout_s - (self.clock() - self._started)
        if left_s <= 0:
            raise TimeoutError(f"It was not over after {self.timeout_s:g} seconds.")
        return min(self.every_s, left_s)
