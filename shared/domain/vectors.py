"""Text cut for search, and the vectors made of it."""

from dataclasses import dataclass

from shared.domain.ids import CallId, ChunkId
from shared.domain.statuses import ChunkSource


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a call's text.

    `id` is derived from call, source and position, so indexing twice replaces rather than doubles.
    `char_start`/`char_end` count in the source text; times are None where it has none.
    """

    id: ChunkId
    call_id: CallId
    source: ChunkSource
    position: int
    text: str
    char_start: int
    char_end: int
    start_s: float | None = None
    end_s: float | None = None


Vector = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class VectorEntry:
    """A chunk's vector as an index holds it; texts and names stay out of vendors' metadata."""

    id: ChunkId
    call_id: CallId
    source: ChunkSource
    vector: Vector


@dataclass(frozen=True, slots=True)
class VectorMatch:
    """`score` is cosine similarity, higher is nearer."""

    id: ChunkId
    call_id: CallId
    source: ChunkSource
    score: float
