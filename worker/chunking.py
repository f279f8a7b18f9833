"""Cuts a call's texts into pieces for search: by sentence, with overlap, and with the times they were said."""

from uuid import uuid5

from semantic_text_splitter import MarkdownSplitter, TextSplitter

from shared.domain.ids import CallId, ChunkId
from shared.domain.insights import Document, Summary
from shared.domain.statuses import ChunkSource
from shared.domain.transcript import Transcript, Turn
from shared.domain.vectors import Chunk

# About 500 tokens with an overlap of 50, at four characters a token.
CHUNK_CHARS = 2000
OVERLAP_CHARS = 200


def chunk_transcript(call_id: CallId, transcript: Transcript) -> list[Chunk]:
    """Breaks fall between turns where they can; each chunk carries the span of time of its turns."""
    spans = _turn_spans(transcript)
    pieces = TextSplitter(CHUNK_CHARS, OVERLAP_CHARS).chunk_indices(transcript.text)
    chunks = []
    for position, (start, text) in enumerate(pieces):
        said = [turn for turn, first, last in spans if first < start + len(text) and last > start]
        starts = [turn.start_s for turn in said if turn.start_s is not None]
        ends = [turn.end_s for turn in said if turn.end_s is not None]
        chunks.append(
            Chunk(
                id=_chunk_id(call_id, ChunkSource.TRANSCRIPT, position),
                call_id=call_id,
                source=ChunkSource.TRANSCRIPT,
                position=position,
                text=text,
                char_start=start,
                char_end=start + len(text),
                start_s=min(starts, default=None),
                end_s=max(ends, default=None),
            )
        )
    return chunks


def chunk_summary(call_id: CallId, summary: Summary) -> list[Chunk]:
    """The summary as people read it, in one piece unless it is very long."""
    text = "\n".join([summary.title, summary.text, *summary.key_points, *summary.next_steps]).strip()
    pieces = TextSplitter(CHUNK_CHARS, OVERLAP_CHARS).chunk_indices(text)
    return _plain(call_id, ChunkSource.SUMMARY, pieces)


def chunk_document(call_id: CallId, document: Document) -> list[Chunk]:
    """Along the headings."""
    pieces = MarkdownSplitter(CHUNK_CHARS, OVERLAP_CHARS).chunk_indices(document.markdown)
    return _plain(call_id, ChunkSource.DOCUMENT, pieces)


def _plain(call_id: CallId, source: ChunkSource, pieces: list[tuple[int, str]]) -> list[Chunk]:
    return [
        Chunk(
            id=_chunk_id(call_id, source, position),
            call_id=call_id,
            source=source,
            position=position,
            text=text,
            char_start=start,
            char_end=start + len(text),
        )
        for position, (start, text) in enumerate(pieces)
    ]


def _chunk_id(call_id: CallId, source: ChunkSource, position: int) -> ChunkId:
    return ChunkId(uuid5(call_id, f"{source}:{position}"))


def _turn_spans(transcript: Transcript) -> list[tuple[Turn, int, int]]:
    """Each turn with its first and last character in `transcript.text`."""
    spans, position = [], 0
    for turn in transcript.turns:
        end = position + len(f"{turn.who}: {turn.text}")
        spans.append((turn, position, end))
        position = end + 1
    return spans
