"""The analyst that needs no key: rules and extracted sentences, the same answer every time."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from shared.domain.insights import CallbackDetection, Document, Lead, Summary
from shared.domain.transcript import Transcript
from shared.providers.local.callback_rules import detect_callback
from shared.providers.local.document import write_document
from shared.providers.local.lead_rules import extract_lead
from shared.providers.local.summary import summarize
from shared.providers.ports import Answer, CallContext

MODEL = "local-rules"
T = TypeVar("T")


class LocalAnalyst:
    """Implements `Analyst`. Works in threads, so that a long transcript never holds the event loop.

    It quotes and cannot translate: `answer_language` changes nothing but a note in the document that says so.
    """

    async def summarize(self, transcript: Transcript, context: CallContext) -> Answer[Summary]:
        return await _answer(lambda: _summary(transcript, context))

    async def detect_callback(self, transcript: Transcript, context: CallContext) -> Answer[CallbackDetection]:
        return await _answer(lambda: detect_callback(transcript))

    async def extract_lead(self, transcript: Transcript, context: CallContext) -> Answer[Lead]:
        return await _answer(lambda: extract_lead(transcript, context))

    async def write_document(self, transcript: Transcript, context: CallContext) -> Answer[Document]:
        return await _answer(lambda: _document(transcript, context))


async def _answer(work: Callable[[], T]) -> Answer[T]:
    return Answer(await asyncio.to_thread(work), MODEL)


def _summary(transcript: Transcript, context: CallContext) -> Summary:
    return summarize(transcript, extract_lead(transcript, context), detect_callback(transcript))


def _document(transcript: Transcript, context: CallContext) -> Document:
    callback, lead = detect_callback(transcript), extract_lead(transcript, context)
    summary = summarize(transcript, lead, callback)
    return write_document(transcript, context, summary=summary, callback=callback, lead=lead, model=MODEL)
