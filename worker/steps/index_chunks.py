"""Embeds a text's chunks in batches and puts them into the vector index; finished batches stay finished."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from shared.db.chunks import insert_chunks, list_indexed, mark_indexed
from shared.db.pool import Connection
from shared.domain.ids import CallId, TenantId
from shared.domain.vectors import Chunk, VectorEntry
from shared.providers.ports import Embedder, VectorIndex

CONCURRENT_BATCHES = 4

Transaction = Callable[[], AbstractAsyncContextManager[Connection]]


@dataclass(frozen=True, slots=True)
class Indexed:
    """How much was indexed, `chunks` in all and `embedded` of them by this attempt."""

    chunks: int
    embedded: int
    input_tokens: int
    model: str


async def index_chunks(
    tenant_id: TenantId,
    call_id: CallId,
    chunks: Sequence[Chunk],
    *,
    embedder: Embedder,
    vector_index: VectorIndex,
    transaction: Transaction,
    batch_size: int,
) -> Indexed:
    """Texts first, so that what is embedded is always known; then batch by batch, four at a time."""
    async with transaction() as conn:
        await insert_chunks(conn, tenant_id, chunks)
        finished = await list_indexed(conn, tenant_id, call_id, model=embedder.model)
    missing = [chunk for chunk in chunks if chunk.id not in finished]
    slots = asyncio.Semaphore(CONCURRENT_BATCHES)

    async def index_batch(batch: Sequence[Chunk]) -> int:
        async with slots:
            answer = await embedder.embed([chunk.text for chunk in batch])
            entries = [
                VectorEntry(chunk.id, chunk.call_id, chunk.source, vector)
                for chunk, vector in zip(batch, answer.value, strict=True)
            ]
            await vector_index.upsert(tenant_id, entries, model=embedder.model)
            async with transaction() as conn:
                await mark_indexed(
                    conn,
                    tenant_id,
                    [chunk.id for chunk in batch],
                    model=embedder.model,
                    dimension=embedder.dimension,
                )
            return answer.usage.input_tokens

    size = min(batch_size, embedder.max_batch)
    batches = [missing[start : start + size] for start in range(0, len(missing), size)]
    results = await asyncio.gather(*map(index_batch, batches), return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    tokens = sum(result for result in results if isinstance(result, int))
    return Indexed(chunks=len(chunks), embedded=len(missing), input_tokens=tokens, model=embedder.model)
