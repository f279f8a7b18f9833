"""Indexes the summary of a call."""

from dataclasses import dataclass
from typing import ClassVar

from shared.domain.ids import CallId
from shared.domain.insights import Summary
from shared.domain.statuses import ChunkSource
from shared.domain.steps import Step
from shared.domain.vectors import Chunk
from worker.chunking import chunk_summary
from worker.steps.index_text import IndexText


@dataclass(frozen=True)
class IndexSummary(IndexText[Summary]):
    name: ClassVar = Step.INDEX_SUMMARY
    source: ClassVar = ChunkSource.SUMMARY

    @staticmethod
    def chunks_of(call_id: CallId, text: Summary, language: str | None) -> list[Chunk]:
        return chunk_summary(call_id, text, language)
