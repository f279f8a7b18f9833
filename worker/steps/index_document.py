"""Indexes the document of a call."""

from dataclasses import dataclass
from typing import ClassVar

from shared.domain.ids import CallId
from shared.domain.insights import Document
from shared.domain.statuses import ChunkSource
from shared.domain.steps import Step
from shared.domain.vectors import Chunk
from worker.chunking import chunk_document
from worker.steps.index_text import IndexText


@dataclass(frozen=True)
class IndexDocument(IndexText[Document]):
    name: ClassVar = Step.INDEX_DOCUMENT
    source: ClassVar = ChunkSource.DOCUMENT

    @staticmethod
    def chunks_of(call_id: CallId, text: Document, language: str | None) -> list[Chunk]:
        return chunk_document(call_id, text, language)
