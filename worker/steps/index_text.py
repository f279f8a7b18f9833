"""Embeds a text's chunks in batches and puts them into the vector index; finished batches stay
finished. Three steps share this.

A new version of a text replaces the previous one: only changed chunks are embedded, and surplus
ones are removed.
"""

import asyncio
from abc import abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Generic, TypeVar

from shared.db.chunks import Placed, chunks_indexed, delete_chunks, upsert_chunks
from shared.db.pool import Connection
from shared.db.writes import Write, execute_write
from shared.domain.ids import CallId, ChunkId, TenantId
from shared.domain.insights import Document, Summary
from shared.domain.statuses import ChunkSource
from shared.domain.transcript import Transcript
from shared.domain.vectors import Chunk, VectorEntry
from shared.ports import Embedder, VectorIndex
from worker.checkpoints import PipelineStep
from worker.run import Run
from worker.transcription import Advanced

TextT = TypeVar("TextT", Transcript, Summary, Document)

CONCURRENT_BATCHES = 4
# Such a text is cut, and the numbers in it are read, within a few milliseconds. Summaries and
# documents are never much longer.
SHORT_CHARS = 5_000

Transaction = Callable[[], AbstractAsyncContextManager[Connection]]


@dataclass(frozen=True, slots=True)
class Indexed:
    """The number of indexed `chunks`, of which this attempt `embedded` some.

    `unmarked` chunks are in the index, and are to be marked when the step's end is committed.
    """

    chunks: int
    embedded: int
    input_tokens: int
    model: str
    unmarked: tuple[ChunkId, ...] = ()

    @property
    def facts(self) -> dict[str, Any]:
        """Returns the facts for the step's row."""
        return {
            "chunks": self.chunks,
            "embedded": self.embedded,
            "input_tokens": self.input_tokens,
            "model": self.model,
        }


@dataclass(frozen=True)
class IndexText(PipelineStep[Indexed | None], Generic[TextT]):
    """Cuts a text into chunks and puts their vectors into the index."""

    source: ClassVar[ChunkSource]

    run: Run
    text: TextT

    @staticmethod
    @abstractmethod
    def chunks_of(call_id: CallId, text: TextT, language: str | None) -> list[Chunk]:
        """Cuts the text. Runs in another process, so it must pickle."""

    async def work(self) -> Indexed:
        run = self.run
        short = not isinstance(self.text, Transcript) or len(self.text.text) <= SHORT_CHARS
        language = (
            self.text.language if isinstance(self.text, Transcript) else run.tenant.answer_language
        ) or run.call.language
        chunks = await run.resources.text_work.run(
            self.chunks_of, run.call.id, self.text, language, short=short, name="cutting the text"
        )

        async def place() -> Placed:
            async with run.checkpoints.connection() as conn:
                return await upsert_chunks(
                    conn,
                    run.claim,
                    self.source,
                    chunks,
                    model=run.providers.embedder.model,
                    dimension=run.providers.embedder.dimension,
                )

        return await index_chunks(
            run.tenant.id,
            chunks,
            place=place,
            embedder=run.providers.embedder,
            vector_index=run.providers.vector_index,
            transaction=run.checkpoints.fenced,
            advanced=partial(run.checkpoints.advanced, self.name),
            batch_size=run.resources.settings.providers.embed_batch,
        )

    async def load(self, conn: Connection) -> None:
        """Returns nothing, because no step depends on earlier indexing."""

    def writes(self, value: Indexed | None) -> Sequence[Write]:
        if not (value and value.unmarked):
            return []
        run, dimension = self.run, self.run.providers.embedder.dimension
        return [
            chunks_indexed(run.tenant.id, value.unmarked, model=value.model, dimension=dimension)
        ]

    def meta(self, value: Indexed | None) -> dict[str, Any]:
        return value.facts if value else {}


async def index_chunks(
    tenant_id: TenantId,
    chunks: Sequence[Chunk],
    *,
    place: Callable[[], Awaitable[Placed]],
    embedder: Embedder,
    vector_index: VectorIndex,
    transaction: Transaction,
    advanced: Advanced,
    batch_size: int,
) -> Indexed:
    """Indexes chunks. `chunks` are all current chunks of their source, which `place` stores.

    `advanced` is called in the transaction of each batch.

    Texts are stored first, so that every embedded text is known. Then surplus chunks are removed,
    from the index and after that from the table. Then batches are embedded, four at a time. A
    single batch is marked by the transaction that ends the step, because most texts have no more.
    """
    placed = await place()
    if placed.surplus:
        await vector_index.delete(tenant_id, placed.surplus)
        async with transaction() as conn:
            await delete_chunks(conn, tenant_id, placed.surplus)
    missing = [chunk for chunk in chunks if chunk.id not in placed.indexed]
    slots = asyncio.Semaphore(CONCURRENT_BATCHES)

    async def index_batch(batch: Sequence[Chunk]) -> int:
        async with slots:
            answer = await embedder.embed([chunk.text for chunk in batch])
            entries = [
                VectorEntry(chunk.id, chunk.call_id, chunk.source, vector)
                for chunk, vector in zip(batch, answer.value, strict=True)
            ]
            await vector_index.upsert(tenant_id, entries, model=embedder.model)
            if len(batches) > 1:
                async with transaction() as conn:
                    indexed = chunks_indexed(
                        tenant_id,
                        [chunk.id for chunk in batch],
                        model=embedder.model,
                        dimension=embedder.dimension,
                    )
                    await execute_write(conn, indexed)
                    await advanced(conn, {"chunks": len(chunks)}, gained=True)
            return answer.usage.input_tokens

    size = min(batch_size, embedder.max_batch)
    batches = [missing[start : start + size] for start in range(0, len(missing), size)]
    results = await asyncio.gather(*map(index_batch, batches), return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    tokens = sum(result for result in results if isinstance(result, int))
    unmarked = tuple(chunk.id for chunk in batches[0]) if len(batches) == 1 else ()
    return Indexed(len(chunks), len(missing), tokens, embedder.model, unmarked)
