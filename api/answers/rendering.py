"""Writes an answer as a stream, in the protocols that clients read already.

Events have ids: a client that was cut off sends the last one it has, and gets what follows.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Protocol
from uuid import UUID

from pydantic_core import to_json

from api.answers.bodies import (
    ENDING,
    CitationBody,
    CoverageBody,
    delta_of,
    part_body,
)
from api.answers.runs import Ended
from shared.concurrency.tasks import stop
from shared.db.threads import StoredAnswer, StoredPart
from shared.domain.answers import phrases
from shared.domain.ids import CallId

HEARTBEAT_S: Final = 15.0
# The id of the end, whatever the number of parts.
LAST_ID: Final = 999_999
Format = Literal["ui", "responses"]
Chunk = dict[str, Any]


class Renderer(Protocol):
    """Writes the steps of one answer; it is given all of them in their order."""

    def begin(self) -> list[Chunk]: ...

    def part(self, part: StoredPart) -> list[Chunk]: ...

    def end(self, ended: Ended) -> list[Chunk | Literal["[DONE]"]]: ...


def renderer_of(format: Format, answer: StoredAnswer) -> Renderer:
    return UiRenderer(answer) if format == "ui" else ResponsesRenderer(answer)


async def blocks(
    renderer: Renderer, steps: AsyncIterator[StoredPart | Ended], last_id: int
) -> AsyncGenerator[bytes, None]:
    """Yields a stream as text/event-stream, from after the event `last_id`; and a comment when
    there is none for HEARTBEAT_S.
    """
    chunks = renderer.begin()
    if last_id < 1:
        yield _block(1, chunks)
    waiting: asyncio.Queue[StoredPart | Ended | Exception] = asyncio.Queue(maxsize=100)

    async def read() -> None:
        try:
            async for step in steps:
                await waiting.put(step)
        except Exception as error:  # noqa: BLE001 - raised where the steps are taken
            await waiting.put(error)

    reading = asyncio.create_task(read())
    try:
        while True:
            try:
                async with asyncio.timeout(HEARTBEAT_S):
                    step = await waiting.get()
            except TimeoutError:
                yield b": still here\n\n"
                continue
            if isinstance(step, Exception):
                raise step
            if isinstance(step, Ended):
                yield _block(LAST_ID, renderer.end(step))
                return
            chunks = renderer.part(step)
            if step.position + 2 > last_id:
                yield _block(step.position + 2, chunks)
    finally:
        with suppress(Exception):
            await stop(reading)


def _block(event_id: int, chunks: Any) -> bytes:
    """Returns the events of one step. Only the last has the id, so that a step that arrived in part
    is sent again whole.
    """
    written = []
    for place, chunk in enumerate(chunks, 1):
        name = f"event: {chunk['type']}\n".encode() if "sequence_number" in chunk else b""
        data = chunk.encode() if isinstance(chunk, str) else to_json(chunk)
        number = f"id: {event_id}\n".encode() if place == len(chunks) else b""
        written.append(number + name + b"data: " + data + b"\n\n")
    return b"".join(written)


def _citations(part: StoredPart) -> list[CitationBody]:
    versions = {
        CallId(UUID(str(each["call_id"]))): each["version"] for each in part.body["citations"]
    }
    return part_body(part.body, versions).citations


def _ending_note(answer: StoredAnswer, ended: Ended) -> str | None:
    note = ENDING.validate_python(ended.ending).note if ended.status == "done" else None
    return phrases.note_text(note, str(answer.plan["language"])) if note else None


@dataclass
class UiRenderer:
    """The UI message stream of the AI SDK, version 1."""

    answer: StoredAnswer
    _sources: set[CallId] = field(default_factory=set)

    def begin(self) -> list[Chunk]:
        data = {"thread_id": self.answer.thread_id, "answer_id": self.answer.id}
        return [
            {"type": "start", "messageId": str(self.answer.id)},
            {"type": "data-answer", "id": "answer", "data": data},
        ]

    def part(self, part: StoredPart) -> list[Chunk]:
        citations = _citations(part)
        found: list[Chunk] = []
        for citation in citations:
            if citation.call_id not in self._sources:
                self._sources.add(citation.call_id)
                found.append(
                    {
                        "type": "source-document",
                        "sourceId": str(citation.call_id),
                        "mediaType": "text/plain",
                        "title": citation.title or "Call",
                    }
                )
        found += self._text_parts(
            f"part-{part.position}", str(part.body["kind"]), str(part.body["text"])
        )
        found += [
            {
                "type": "data-citation",
                "id": f"part-{part.position}-{number}",
                "data": {"part": part.position, **citation.model_dump(mode="json")},
            }
            for number, citation in enumerate(citations)
        ]
        if part.body["data"]:
            data = {"kind": part.body["kind"], **part.body["data"]}
            found.append({"type": "data-item", "id": f"part-{part.position}-data", "data": data})
        return found

    def end(self, ended: Ended) -> list[Chunk | Literal["[DONE]"]]:
        found: list[Chunk | Literal["[DONE]"]] = []
        if ended.status == "done":
            if note := _ending_note(self.answer, ended):
                found += self._text_parts("note", "fact", note)
            ending = ENDING.validate_python(ended.ending)
            coverage = {
                **ENDING.dump_python(ending, mode="json")["coverage"],
                "dropped": ending.dropped,
                "note": ending.note,
            }
            found.append({"type": "data-coverage", "id": "coverage", "data": coverage})
        elif ended.status == "failed":
            found.append({"type": "error", "errorText": (ended.ending or {}).get("detail", "")})
        else:
            found.append({"type": "abort"})
        return [*found, {"type": "finish"}, "[DONE]"]

    def _text_parts(self, name: str, kind: str, text: str) -> list[Chunk]:
        return [
            {"type": "text-start", "id": name},
            {"type": "text-delta", "id": name, "delta": delta_of(kind, text)},
            {"type": "text-end", "id": name},
        ]


@dataclass
class ResponsesRenderer:
    """The events of OpenAI's Responses API, with each citation as an annotation of the text."""

    answer: StoredAnswer
    _sequence: int = 0
    _text: str = ""
    _annotations: list[Chunk] = field(default_factory=list)

    def begin(self) -> list[Chunk]:
        item = {**self._item("in_progress"), "content": []}
        return [
            self._numbered_event("response.created", response=self._response("in_progress")),
            self._numbered_event("response.in_progress", response=self._response("in_progress")),
            self._numbered_event("response.output_item.added", output_index=0, item=item),
            self._numbered_event(
                "response.content_part.added",
                **self._content_place(),
                part={"type": "output_text", "text": "", "annotations": [], "logprobs": []},
            ),
        ]

    def part(self, part: StoredPart) -> list[Chunk]:
        start = len(self._text)
        found = self._delta(delta_of(str(part.body["kind"]), str(part.body["text"])))
        end = start + len(self._text[start:].rstrip())
        for citation in _citations(part):
            annotation = {
                "type": "url_citation",
                "url": citation.url,
                "title": citation.title or "Call",
                "start_index": start,
                "end_index": end,
            }
            found.append(
                self._numbered_event(
                    "response.output_text.annotation.added",
                    **self._content_place(),
                    annotation_index=len(self._annotations),
                    annotation=annotation,
                )
            )
            self._annotations.append(annotation)
        return found

    def end(self, ended: Ended) -> list[Chunk | Literal["[DONE]"]]:
        found: list[Chunk] = []
        if ended.status == "failed":
            return [
                self._numbered_event("response.failed", response=self._response("failed", ended))
            ]
        if ended.status == "cancelled":
            response = self._response("incomplete", ended)
            return [self._numbered_event("response.incomplete", response=response)]
        if note := _ending_note(self.answer, ended):
            found += self._delta(note)
        found.append(
            self._numbered_event(
                "response.output_text.done",
                **self._content_place(),
                text=self._text,
                logprobs=[],
            )
        )
        found.append(
            self._numbered_event(
                "response.content_part.done", **self._content_place(), part=self._content()
            )
        )
        found.append(
            self._numbered_event(
                "response.output_item.done", output_index=0, item=self._item("completed")
            )
        )
        found.append(
            self._numbered_event("response.completed", response=self._response("completed", ended))
        )
        return [*found]

    def _delta(self, delta: str) -> list[Chunk]:
        self._text += delta
        return [
            self._numbered_event(
                "response.output_text.delta", **self._content_place(), delta=delta, logprobs=[]
            )
        ]

    def _numbered_event(self, type: str, **fields: Any) -> Chunk:
        self._sequence += 1
        return {"type": type, "sequence_number": self._sequence - 1, **fields}

    def _content_place(self) -> Chunk:
        return {"item_id": f"msg_{self.answer.id.hex}", "output_index": 0, "content_index": 0}

    def _content(self) -> Chunk:
        return {
            "type": "output_text",
            "text": self._text,
            "annotations": self._annotations,
            "logprobs": [],
        }

    def _item(self, status: str) -> Chunk:
        return {
            "id": f"msg_{self.answer.id.hex}",
            "type": "message",
            "role": "assistant",
            "status": status,
            "content": [self._content()],
        }

    def _response(self, status: str, ended: Ended | None = None) -> Chunk:
        is_over = ended is not None
        metadata: dict[str, str] = {"answer_id": str(self.answer.id)}
        if self.answer.thread_id:
            metadata["thread_id"] = str(self.answer.thread_id)
        usage = None
        if ended is not None and ended.status == "done":
            ending = ENDING.validate_python(ended.ending)
            coverage = CoverageBody.model_validate(ended.ending["coverage"] if ended.ending else {})
            metadata["coverage"] = coverage.model_dump_json()
            metadata["dropped"] = str(sum(ending.dropped.values()))
            spent = ending.spent
            usage = {
                "input_tokens": spent.input_tokens,
                "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
                "output_tokens": spent.output_tokens,
                "output_tokens_details": {"reasoning_tokens": 0},
                "total_tokens": spent.input_tokens + spent.output_tokens,
            }
        error = None
        if status == "failed" and ended and ended.ending:
            error = {"code": "server_error", "message": ended.ending.get("detail", "")}
        return {
            "id": f"resp_{self.answer.id.hex}",
            "object": "response",
            "created_at": int(self.answer.created_at.timestamp()),
            "status": status,
            "model": "aftercall",
            "output": [self._item("completed")] if is_over and status == "completed" else [],
            "parallel_tool_calls": False,
            "tool_choice": "none",
            "tools": [],
            "error": error,
            "incomplete_details": None,
            "instructions": None,
            "metadata": metadata,
            "temperature": None,
            "top_p": None,
            "usage": usage,
        }


def event_ids(last_event_id: str | None) -> int:
    """Returns the number of the last event that a client has; 0 for none, or one that is not of
    such a stream.
    """
    if last_event_id and last_event_id.isascii() and last_event_id.isdecimal():
        return int(last_event_id[:9])
    return 0
