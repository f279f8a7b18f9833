"""The parts of an answer that is streamed."""

from typing import Any

from pydantic import Field

from aftercall_client._model import Model


class AnswerChunk(Model):
    """A part of a streamed answer, in the UI message stream of the AI SDK.

    `text-delta` has `delta`; `data-answer` (ids), `data-citation`, `data-item` and `data-coverage`
    have `data`.
    """

    type: str
    id: str | None = None
    delta: str | None = None
    data: dict[str, Any] | None = None
    message_id: str | None = Field(None, alias="messageId")
    error_text: str | None = Field(None, alias="errorText")
