"""How completely and how fast the local vector index finds the nearest of a tenant's chunks,
compared with the approximate index over all tenants that it replaced.

    python benchmarks/bench_search.py [--chunks 100000] [--tenants 50] [--dimension 384] [--ours]

Tenants have sizes by Zipf's law. Vectors lie in topics; a tenant uses eight of 200, and one in ten
of its vectors is of another topic. Questions are about topics of the tenant (`in`), or about topics
that others have (`off`). The truth is computed with numpy from what is stored. Processor time is
that of PostgreSQL's process, which has shared_buffers of 1 GB. Tenants with 100,000 vectors of 384
numbers and more have codes; `exactly` is the largest tenant before that. `--ours` leaves out the
index that was replaced, which takes twenty minutes to build for a million chunks.
"""

import argparse
import asyncio
import statistics
import struct
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.folders import data_folder
from cli.embedded import embedded_postgres
from shared.db.migrate import migrate
from shared.db.pool import ALL_TENANTS, Connection, Database, open_database
from shared.db.vectors import PgVectorIndex
from shared.domain.ids import CallId, ChunkId, TenantId, new_id
from shared.domain.statuses import ChunkSource
from shared.domain.vectors import VectorEntry
from shared.settings.database import DatabaseSettings
from tests.support.databases import as_application
from worker.upkeep.vector_codes import code_large_spaces

MODEL = "measured"
TOPICS, TOPICS_EACH = 200, 8
CHUNKS_EACH_CALL = 10
QUESTIONS, LIMIT = 40, 10
BATCH = 20_000
# Vectors of e5 have a mean that is nearly as long as they are.
MEAN_LENGTH, TOPIC_LENGTH = 2.5, 1.0

Vectors = np.ndarray
Find = Callable[[TenantId, Sequence[float]], Awaitable[list[ChunkId]]]


@dataclass
class Tenant:
    id: TenantId
    topics: Vectors
    chunk_ids: list[ChunkId]
    vectors: list[Vectors]


def normalized(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True))


class World:
    """Draws vectors, the same for the same arguments."""

    def __init__(self, dimension: int) -> None:
        self.chance = np.random.default_rng(7)
        self.dimension = dimension
        self.mean = normalized(self.chance.normal(size=dimension)) * MEAN_LENGTH
        self.centres = normalized(self.chance.normal(size=(TOPICS, dimension))) * TOPIC_LENGTH

    def about(self, topics: Vectors) -> Vectors:
        noise = normalized(self.chance.normal(size=(len(topics), self.dimension)))
        return normalized(self.mean + self.centres[topics] + noise)


def sizes_of(tenants: int, chunks: int) -> list[int]:
    weights = [1 / rank for rank in range(1, tenants + 1)]
    return [max(LIMIT, int(chunks * weight / sum(weights))) for weight in weights]


def _halfvec(vector: Vectors) -> bytes:
    """pgvector's binary format."""
    return struct.pack(">hh", len(vector), 0) + vector.astype(">f2").tobytes()


async def fill(conn: Connection, world: World, sizes: Sequence[int]) -> list[Tenant]:
    """Writes the vectors of tenants, interleaved as calls arrive, as the tables' owner."""
    await conn.set_type_codec("halfvec", encoder=_halfvec, decoder=bytes, format="binary")
    # The texts are not searched here.
    await conn.execute("set session_replication_role = replica")
    tenants = [
        Tenant(TenantId(new_id()), world.chance.choice(TOPICS, TOPICS_EACH, replace=False), [], [])
        for _ in sizes
    ]
    await conn.executemany(
        "insert into tenants (id, name) values ($1, 'Measured')", [(each.id,) for each in tenants]
    )
    owners = world.chance.permutation(np.repeat(np.arange(len(sizes)), sizes))
    for start in range(0, len(owners), BATCH):
        batch = owners[start : start + BATCH]
        own = np.array(
            [tenants[owner].topics[world.chance.integers(TOPICS_EACH)] for owner in batch]
        )
        other = world.chance.integers(TOPICS, size=len(batch))
        vectors = world.about(np.where(world.chance.random(len(batch)) < 0.1, other, own))
        rows = []
        for owner, vector in zip(batch, vectors, strict=True):
            tenant, chunk_id = tenants[owner], ChunkId(new_id())
            if len(tenant.chunk_ids) % CHUNKS_EACH_CALL == 0:
                call_id = CallId(new_id())
            tenant.chunk_ids.append(chunk_id)
            tenant.vectors.append(vector.astype(np.float16))
            rows.append((tenant.id, chunk_id, MODEL, call_id, "transcript", vector))
        await conn.copy_records_to_table(
            "measured_vectors",
            records=rows,
            columns=["tenant_id", "chunk_id", "model", "call_id", "source", "embedding"],
        )
    return tenants


async def measured(find: Find, tenant: Tenant, questions: Vectors, pid: int) -> dict[str, float]:
    stored = normalized(np.stack(tenant.vectors).astype(np.float32))
    recalls, cpu_ms, wall_ms = [], [], []
    for question in questions:
        scores = stored @ question.astype(np.float32)
        # Equal scores may come in any order.
        least = np.sort(scores)[-LIMIT]
        truth = {tenant.chunk_ids[at] for at in np.flatnonzero(scores >= least - 1e-4)}
        cpu, wall = _cpu_ms(pid), time.perf_counter()
        found = await find(tenant.id, question.tolist())
        wall_ms.append((time.perf_counter() - wall) * 1000)
        cpu_ms.append(_cpu_ms(pid) - cpu)
        recalls.append(len(truth & set(found)) / LIMIT)
    return {
        "recall": statistics.mean(recalls),
        "worst": min(recalls),
        "cpu_p50_ms": statistics.median(cpu_ms),
        "cpu_p95_ms": statistics.quantiles(cpu_ms, n=20)[-1],
        "wall_p95_ms": statistics.quantiles(wall_ms, n=20)[-1],
    }


def _cpu_ms(pid: int) -> float:
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6


async def measure(
    *, chunks: int = 100_000, tenants: int = 50, dimension: int = 384, ours_only: bool = False
) -> dict[str, float]:
    with ExitStack() as stack:
        folder = stack.enter_context(data_folder())
        url = stack.enter_context(embedded_postgres(folder, durable=False, shared_buffers="1GB"))
        await migrate(url, application_url=as_application(url))
        owner = await asyncpg.connect(url)
        world = World(dimension)
        await owner.execute(
            "create table measured_vectors (tenant_id uuid, chunk_id uuid, model text,"
            " call_id uuid, source text, embedding halfvec)"
        )
        made = await fill(owner, world, sizes_of(tenants, chunks))
        await owner.execute("set maintenance_work_mem = '1GB'")
        figures = await _ours(owner, url, world, made)
        if not ours_only:
            figures |= await _replaced(owner, world, made)
        await owner.close()
    return figures


def _cases(world: World, made: list[Tenant]) -> list[tuple[str, Tenant, Vectors]]:
    chosen = {
        "first": made[0],
        "second": made[min(1, len(made) - 1)],
        "tenth": made[min(9, len(made) - 1)],
        "last": made[-1],
    }
    cases = []
    for name, tenant in chosen.items():
        others = np.setdiff1d(np.arange(TOPICS), tenant.topics)
        for kind, topics in (("in", tenant.topics), ("off", others)):
            questions = world.about(world.chance.choice(topics, QUESTIONS))
            cases.append((f"{name} tenant ({len(tenant.chunk_ids)}), {kind}", tenant, questions))
    return cases


async def _ours(owner: Connection, url: str, world: World, made: list[Tenant]) -> dict[str, float]:
    await owner.execute(
        """
        insert into chunk_vectors (
            tenant_id, chunk_id, model, dimension, call_created_at, call_id, source, embedding
        )
        select
            tenant_id, chunk_id, model, vector_dims(embedding), now(), call_id, source, embedding
        from measured_vectors
        """
    )
    await owner.execute("set session_replication_role = origin")
    started = time.perf_counter()
    await owner.execute("reindex table chunk_vectors")
    figures = {"ours: built_s": time.perf_counter() - started}
    settings = DatabaseSettings(DATABASE_URL=as_application(url))
    async with open_database(settings, size=1) as database:
        index = PgVectorIndex(database)
        async with database.connection(ALL_TENANTS) as conn:
            pid = await conn.fetchval("select pg_backend_pid()")

        async def find(tenant_id: TenantId, vector: Sequence[float]) -> list[ChunkId]:
            found = await index.nearest(tenant_id, tuple(vector), model=MODEL, limit=LIMIT)
            return [match.id for match in found]

        cases = _cases(world, made)
        await owner.execute("vacuum analyze chunk_vectors")
        name, tenant, questions = cases[0]
        seen = await measured(find, tenant, questions, pid)
        figures |= {f"exactly: {name}: {what}": value for what, value in seen.items()}
        started = time.perf_counter()
        await code_large_spaces(database)
        figures["ours: coded_s"] = time.perf_counter() - started
        await owner.execute("vacuum analyze chunk_vectors")
        for name in ("short", "long", "coded"):
            size = await owner.fetchval(f"select pg_relation_size('chunk_vectors_{name}')")
            figures[f"ours: {name}_index_mib"] = size / 2**20
        for name, tenant, questions in cases:
            seen = await measured(find, tenant, questions, pid)
            figures |= {f"ours: {name}: {what}": value for what, value in seen.items()}
        figures["ours: insert_cpu_ms"] = await _inserted_ms(owner, database, index, world, pid)
    return figures


async def _inserted_ms(
    owner: Connection, database: Database, index: PgVectorIndex, world: World, pid: int
) -> float:
    """Returns the processor time of inserting the ten vectors of a call: the median of 30 calls."""
    tenant_id = TenantId(new_id())
    await owner.execute("insert into tenants (id, name) values ($1, 'Measured')", tenant_id)
    took = []
    for _ in range(30):
        call_id, chunk_ids = CallId(new_id()), [ChunkId(new_id()) for _ in range(CHUNKS_EACH_CALL)]
        async with database.transaction(tenant_id) as conn:
            await conn.execute(
                "insert into calls (id, tenant_id, source, external_id)"
                " values ($1, $2, 'upload', $3)",
                call_id,
                tenant_id,
                str(call_id),
            )
            await conn.executemany(
                """
                insert into chunks (
                    id, tenant_id, call_id, source, position, text, char_start, char_end
                )
                values ($1, $2, $3, 'transcript', $4, 'said', 0, 4)
                """,
                [(each, tenant_id, call_id, at) for at, each in enumerate(chunk_ids)],
            )
        vectors = world.about(world.chance.integers(TOPICS, size=CHUNKS_EACH_CALL))
        entries = [
            VectorEntry(chunk_id, call_id, ChunkSource.TRANSCRIPT, tuple(vector.tolist()))
            for chunk_id, vector in zip(chunk_ids, vectors, strict=True)
        ]
        before = _cpu_ms(pid)
        await index.upsert(tenant_id, entries, model=MODEL)
        took.append(_cpu_ms(pid) - before)
    return statistics.median(took)


async def _replaced(owner: Connection, world: World, made: list[Tenant]) -> dict[str, float]:
    """Measures one approximate index over all tenants, searched as before."""
    started = time.perf_counter()
    await owner.execute(
        f"create index on measured_vectors using hnsw ((embedding::halfvec({world.dimension}))"
        " halfvec_cosine_ops)"
    )
    figures = {"replaced: built_s": time.perf_counter() - started}
    await owner.execute("create index on measured_vectors (tenant_id)")
    await owner.execute("vacuum analyze measured_vectors")
    await owner.execute("set hnsw.iterative_scan = strict_order")
    kind = f"halfvec({world.dimension})"

    async def find(tenant_id: TenantId, vector: Sequence[float]) -> list[ChunkId]:
        rows = await owner.fetch(
            f"select chunk_id from measured_vectors where tenant_id = $1 and model = $2"
            f" order by embedding::{kind} <=> $3::text::{kind} limit {LIMIT}",
            tenant_id,
            MODEL,
            str(vector),
        )
        return [ChunkId(row["chunk_id"]) for row in rows]

    pid = await owner.fetchval("select pg_backend_pid()")
    for name, tenant, questions in _cases(world, made):
        seen = await measured(find, tenant, questions, pid)
        figures |= {f"replaced: {name}: {what}": value for what, value in seen.items()}
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chunks", type=int, default=100_000)
    parser.add_argument("--tenants", type=int, default=50)
    parser.add_argument("--dimension", type=int, default=384)
    parser.add_argument("--ours", action="store_true", help="leave out the replaced index")
    given = parser.parse_args()
    figures = asyncio.run(
        measure(
            chunks=given.chunks,
            tenants=given.tenants,
            dimension=given.dimension,
            ours_only=given.ours,
        )
    )
    for name, value in figures.items():
        print(f"{name:60} {value:10.3f}")


if __name__ == "__main__":
    main()
