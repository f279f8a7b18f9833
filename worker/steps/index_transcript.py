"""Indexes the transcript of a call."""

from dataclasses import dataclass
from typing import ClassVar

from shared.domain.ids import CallId
from shared.domain.statuses import ChunkSource
from shared.domain.steps import Step
from shared.domain.transcript import Transcript
from shared.domain.vectors import Chunk
from worker.chunking import chunk_transcript
from worker.steps.index_text import IndexText


@dataclass(frozen=True)
class IndexTranscript(IndexText[Transcript]):
    name: ClassVar = Step.INDEX_TRANSCRIPT
    source: ClassVar = ChunkSource.TRANSCRIPT

    @staticmethod
    def chunks_of(call_id: CallId, text: Transcript, language: str | None) -> list[Chunk]:
        return chunk_transcript(call_id, text, language)
