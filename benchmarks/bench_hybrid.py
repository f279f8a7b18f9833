"""How long a hybrid search takes, by words and by meaning, through the function of the API's route.

    python benchmarks/bench_hybrid.py [--chunks 100000] [--others 20000]

One tenant has `--chunks` passages of 60 words, with vectors of 384 numbers and their transcripts;
ten tenants have the others. Questions ask for words of several frequencies. Their vectors are
drawn, so that no model is measured. Processor time is that of PostgreSQL's process, which has
shared_buffers of 1 GB, and of this one, which does what a process of the API does.
"""

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import asyncpg

sys.path.insert(0, str(Path(__file__).parent.parent))

from api.http.resources import Resources
from api.routes.search import search
from benchmarks.bench_search import MODEL, TOPICS, World, _cpu_ms, _halfvec
from benchmarks.bench_words import QUESTIONS, Passages, fill
from benchmarks.folders import data_folder
from cli.embedded import embedded_postgres
from shared.db.call_filters import CallFilter
from shared.db.migrate import migrate
from shared.db.pool import ALL_TENANTS, Connection, open_database
from shared.db.vectors import PgVectorIndex
from shared.domain.ids import TenantId
from shared.domain.vectors import Vector
from shared.ports import Answer
from shared.settings.database import DatabaseSettings
from tests.support.databases import as_application
from worker.upkeep.vector_codes import code_large_spaces

DIMENSION = 384
OTHER_TENANTS = 10
ROUNDS = 10
BATCH = 5_000
ASKED = ("middling word", "two words", "rare word", "other form of a word", "word that none has")


class DrawnEmbedder:
    """Draws a vector for each text."""

    model, dimension, max_batch = MODEL, DIMENSION, 1

    def __init__(self, world: World) -> None:
        self._world = world

    async def embed(self, texts: Sequence[str], *, purpose: str) -> Answer[tuple[Vector, ...]]:
        vectors = self._world.about(self._world.chance.integers(TOPICS, size=len(texts)))
        return Answer(tuple(tuple(vector.tolist()) for vector in vectors), MODEL)


async def measure(*, chunks: int = 100_000, others: int = 20_000) -> dict[str, float]:
    with ExitStack() as stack:
        folder = stack.enter_context(data_folder())
        url = stack.enter_context(embedded_postgres(folder, durable=False, shared_buffers="1GB"))
        await migrate(url, application_url=as_application(url))
        owner = await asyncpg.connect(url)
        sizes = [chunks, *[others // OTHER_TENANTS] * OTHER_TENANTS]
        world = World(DIMENSION)
        tenant_id = (await fill(owner, Passages(), sizes, transcripts=True))[0]
        await _add_vectors(owner, world)
        settings = DatabaseSettings(DATABASE_URL=as_application(url))
        async with open_database(settings, size=1) as database:
            await code_large_spaces(database)
            await owner.execute("vacuum analyze")
            async with database.connection(ALL_TENANTS) as conn:
                pid = await conn.fetchval("select pg_backend_pid()")
            resources = SimpleNamespace(
                database=database,
                embedder=DrawnEmbedder(world),
                vector_index=PgVectorIndex(database),
            )
            figures = await _searched(cast(Resources, resources), tenant_id, pid)
        await owner.close()
    return figures


async def _add_vectors(owner: Connection, world: World) -> None:
    await owner.set_type_codec("halfvec", encoder=_halfvec, decoder=bytes, format="binary")
    rows = await owner.fetch(
        """
        select chunks.tenant_id, chunks.id, call_id, calls.created_at
        from chunks
        join calls on calls.id = call_id
        """
    )
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        vectors = world.about(world.chance.integers(TOPICS, size=len(batch)))
        await owner.copy_records_to_table(
            "chunk_vectors",
            records=[
                (*row, MODEL, DIMENSION, "transcript", vector)
                for row, vector in zip(batch, vectors, strict=True)
            ],
            columns=[
                "tenant_id", "chunk_id", "call_id", "call_created_at", "model", "dimension",
                "source", "embedding",
            ],
        )  # fmt: skip
    await owner.execute(
        "update chunks set indexed_at = now(), model = $1, dimension = $2", MODEL, DIMENSION
    )


async def _searched(resources: Resources, tenant_id: TenantId, pid: int) -> dict[str, float]:
    now = datetime.now(UTC)
    scopes = {
        "all": CallFilter(),
        "month": CallFilter(since=now - timedelta(days=30)),
    }
    figures: dict[str, float] = {}
    for name, where in scopes.items():
        database_ms, api_ms, wall_ms = [], [], []
        for _ in range(ROUNDS):
            for kind in ASKED:
                began = time.perf_counter(), time.process_time(), _cpu_ms(pid)
                found = await search(tenant_id, resources, where, QUESTIONS[kind], mode="hybrid")
                database_ms.append(_cpu_ms(pid) - began[2])
                api_ms.append((time.process_time() - began[1]) * 1000)
                wall_ms.append((time.perf_counter() - began[0]) * 1000)
                if not found.passages or found.without_meaning:
                    raise RuntimeError(f"{kind}: {found.without_meaning or 'nothing was found'}")
        for what, took in (("postgres", database_ms), ("api", api_ms)):
            figures[f"hybrid_{name}_{what}_p50_ms"] = statistics.median(took)
            figures[f"hybrid_{name}_{what}_p95_ms"] = statistics.quantiles(took, n=20)[-1]
        figures[f"hybrid_{name}_wall_p95_ms"] = statistics.quantiles(wall_ms, n=20)[-1]
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chunks", type=int, default=100_000)
    parser.add_argument("--others", type=int, default=20_000)
    given = parser.parse_args()
    for name, value in asyncio.run(measure(chunks=given.chunks, others=given.others)).items():
        print(f"{name:40} {value:10.3f}")


if __name__ == "__main__":
    main()
