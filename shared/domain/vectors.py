"""Chunks of text for search, and their vectors."""

from dataclasses import dataclass

from shared.domain.ids import CallId, ChunkId
from shared.domain.statuses import ChunkSource
from shared.domain.transcript import Speaker


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a call's text.

    `id` is derived from call, source and position, so indexing twice replaces rather than doubles.
    `char_start`/`char_end` count in the source text; times are None where it has none. `speaker`
    says the first line of a transcript's chunk; `contacts` are the lexemes of the numbers and
    addresses in it (shared/local/said_contacts.py). `language` is what it is in, if known.
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
    speaker: Speaker | None = None
    contacts: tuple[str, ...] = ()
    language: str | None = None


Vector = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class VectorEntry:
    """A chunk's vector as an index stores it; texts and names are not part of vendors' metadata."""

    id: ChunkId
    call_id: CallId
    source: ChunkSource
    vector: Vector


@dataclass(frozen=True, slots=True)
class VectorMatch:
    """A match. `score` is cosine similarity, higher is nearer."""

    id: ChunkId
    call_id: CallId
    source: ChunkSource
    score: float
