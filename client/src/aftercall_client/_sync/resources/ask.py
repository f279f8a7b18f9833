"""The resource ask. Written by `make docs`; do not edit."""

from __future__ import annotations

from uuid import UUID

from aftercall_client import models, params
from aftercall_client._answers import read
from aftercall_client._requests import OMIT, Omit, Request, given, segment
from aftercall_client._sync.sender import Sender


class Ask:
    """Requests about ask."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def question(
        self,
        question: str,
        *,
        scope: params.ScopeBodyParam | Omit | None = OMIT,
        thread_id: UUID | str | Omit | None = OMIT,
        max_cost_microusd: int | Omit | None = OMIT,
        keep: bool | Omit = OMIT,
        idempotency_key: str | None = None,
    ) -> models.AnswerBody:
        """Answers a question about one call, the calls of a filter, or all calls.

        Args:
            question: The question, in English, German, Spanish or French. Quoted words are
                looked for one after the other.
            scope: The calls that it is about: those of its thread if left out, else all
                calls.
            thread_id: The thread that it goes on with; without it a new one begins.
            max_cost_microusd: What the answer may cost at most, in micro-dollars.
            keep: Whether it is kept in a thread. Without a thread it is gone after minutes.
        """
        answer = self._sender.send(
            Request(
                "POST",
                "/api/ask",
                json=given(
                    question=question,
                    scope=scope,
                    thread_id=thread_id,
                    max_cost_microusd=max_cost_microusd,
                    keep=keep,
                ),
                keyed=True,
                key=idempotency_key,
                timeout_s=300.0,
            )
        )
        return read(answer, models.AnswerBody)

    def quote(
        self,
        question: str,
        *,
        scope: params.ScopeBodyParam | Omit | None = OMIT,
        thread_id: UUID | str | Omit | None = OMIT,
        max_cost_microusd: int | Omit | None = OMIT,
    ) -> models.CostQuoteBody:
        """Says what a question may read and cost, and how it is read, and asks no model.

        Args:
            question: The question, in English, German, Spanish or French. Quoted words are
                looked for one after the other.
            scope: The calls that it is about: those of its thread if left out, else all
                calls.
            thread_id: The thread that it goes on with; without it a new one begins.
            max_cost_microusd: What the answer may cost at most, in micro-dollars.
        """
        answer = self._sender.send(
            Request(
                "POST",
                "/api/ask/quote",
                json=given(
                    question=question,
                    scope=scope,
                    thread_id=thread_id,
                    max_cost_microusd=max_cost_microusd,
                ),
            )
        )
        return read(answer, models.CostQuoteBody)

    def answer(self, answer_id: UUID | str) -> models.AnswerBody:
        """Returns an answer as far as it is there. Citations say whether their transcript has
        changed since.
        """
        answer = self._sender.send(Request("GET", f"/api/answers/{segment(answer_id)}"))
        return read(answer, models.AnswerBody)
