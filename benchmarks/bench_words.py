"""How long a search by words takes in a tenant's passages, and what keeping their words costs.

    python benchmarks/bench_words.py [--chunks 100000] [--tenants 50]

Tenants have sizes by Zipf's law, and so have the words of passages, 60 each. Processor time is that
of PostgreSQL's process.
"""

import argparse
import asyncio
import json
import statistics
import sys
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.bench_search import CHUNKS_EACH_CALL, _cpu_ms, sizes_of
from benchmarks.folders import data_folder
from cli.embedded import embedded_postgres
from shared.db.call_filters import CallFilter
from shared.db.migrate import migrate
from shared.db.passages import find_by_words
from shared.db.pool import ALL_TENANTS, Connection, Database, open_database
from shared.domain.ids import CallId, ChunkId, TenantId, new_id
from shared.domain.search_query import read_search
from shared.local.said_contacts import contacts_in_search
from shared.settings.database import DatabaseSettings
from tests.support.databases import as_application

VOCABULARY, WORDS_EACH = 30_000, 60
ROUNDS = 20
BATCH = 5_000


def word(rank: int) -> str:
    """Returns the word of a rank, in letters: "worda", "wordb", ..., "wordaa"."""
    letters = ""
    rank += 1
    while rank:
        rank, letter = divmod(rank - 1, 26)
        letters = chr(97 + letter) + letters
    return f"word{letters}"


# The first words by Zipf's law stand in most passages. A blank ends a word.
QUESTIONS = {
    "word of most passages": f"{word(0)} ",
    "middling word": f"{word(130)} ",
    "two words": f"{word(130)} {word(160)} ",
    "rare word": f"{word(3000)} ",
    "beginning of words": word(130),
    "other form of a word": f"{word(130)}s ",
    "misspelt word": f"wrod{word(130)[4:]} ",
    "word that none has": "xylophone ",
    "number": "503-555-0142",
}


class Passages:
    """Draws texts, the same for the same arguments."""

    def __init__(self) -> None:
        self.chance = np.random.default_rng(7)
        weights = 1 / np.arange(1, VOCABULARY + 1)
        self.weights = weights / weights.sum()
        self.words = np.array([word(rank) for rank in range(VOCABULARY)])

    def draw(self, count: int) -> list[str]:
        ranks = self.chance.choice(VOCABULARY, size=(count, WORDS_EACH), p=self.weights)
        texts = []
        for row in ranks:
            said = self.words[row]
            texts.append(f"customer: {' '.join(said[:30])}\nagent: {' '.join(said[30:])}")
        return texts


def turns(texts: list[str]) -> str:
    """Returns the turns of texts, as transcripts have them."""
    lines = (line.split(": ", 1) for text in texts for line in text.split("\n"))
    return json.dumps(
        [
            {"speaker": who, "text": said, "start_s": 12.0 * place, "end_s": 12.0 * place + 11}
            for place, (who, said) in enumerate(lines)
        ]
    )


async def fill(
    owner: Connection, passages: Passages, sizes: list[int], *, transcripts: bool = False
) -> list[TenantId]:
    """Writes tenants, calls and chunks, interleaved as calls arrive, as the tables' owner. With
    `transcripts`, each call has the transcript of which its chunks are parts.
    """
    tenants = [TenantId(new_id()) for _ in sizes]
    await owner.executemany(
        "insert into tenants (id, name) values ($1, 'Measured')", [(each,) for each in tenants]
    )
    owners = passages.chance.permutation(
        np.repeat(np.arange(len(sizes)), [max(1, size // CHUNKS_EACH_CALL) for size in sizes])
    )
    begin = datetime.now(UTC) - timedelta(days=365)
    per_batch = BATCH // CHUNKS_EACH_CALL
    for start in range(0, len(owners), per_batch):
        calls = [(CallId(new_id()), tenants[owner]) for owner in owners[start : start + per_batch]]
        at = begin + timedelta(days=365 * start / len(owners))
        await owner.copy_records_to_table(
            "calls",
            records=[
                (call_id, tenant, "upload", str(call_id), "ready", "en", at)
                for call_id, tenant in calls
            ],
            columns=[
                "id", "tenant_id", "source", "external_id", "status", "language", "created_at",
            ],
        )  # fmt: skip
        texts = passages.draw(len(calls) * CHUNKS_EACH_CALL)
        of_calls = [
            texts[first : first + CHUNKS_EACH_CALL]
            for first in range(0, len(texts), CHUNKS_EACH_CALL)
        ]
        chunks = []
        for (call_id, tenant), of_call in zip(calls, of_calls, strict=True):
            begin_char = 0
            for place, text in enumerate(of_call):
                end_char = begin_char + len(text)
                chunks.append(
                    (
                        new_id(), tenant, call_id, "transcript", place, text, begin_char, end_char,
                        "en", at,
                    )
                )  # fmt: skip
                begin_char = end_char + 1
        await owner.copy_records_to_table(
            "chunks",
            records=chunks,
            columns=[
                "id", "tenant_id", "call_id", "source", "position", "text", "char_start",
                "char_end", "language", "placed_at",
            ],
        )  # fmt: skip
        if transcripts:
            await owner.copy_records_to_table(
                "transcripts",
                records=[
                    (
                        new_id(),
                        tenant,
                        call_id,
                        "measured",
                        "en",
                        "\n".join(of_call),
                        turns(of_call),
                    )
                    for (call_id, tenant), of_call in zip(calls, of_calls, strict=True)
                ],
                columns=["id", "tenant_id", "call_id", "origin", "language", "text", "turns"],
            )
    return tenants


async def measure(*, chunks: int = 100_000, tenants: int = 50) -> dict[str, float]:
    with ExitStack() as stack:
        folder = stack.enter_context(data_folder())
        url = stack.enter_context(embedded_postgres(folder, durable=False))
        await migrate(url, application_url=as_application(url))
        owner = await asyncpg.connect(url)
        passages, started = Passages(), time.perf_counter()
        pid = await owner.fetchval("select pg_backend_pid()")
        sizes = sizes_of(tenants, chunks)
        made = await fill(owner, passages, sizes)
        figures = {
            "filled_s": time.perf_counter() - started,
            "written_cpu_ms_each": _cpu_ms(pid) / chunks,
        }
        await owner.execute("vacuum analyze")
        for name in ("chunks_words", "search_words", "search_words_like"):
            size = await owner.fetchval("select pg_total_relation_size($1::regclass)", name)
            figures[f"{name}_mib"] = size / 2**20
        settings = DatabaseSettings(DATABASE_URL=as_application(url))
        async with open_database(settings, size=1) as database:
            chosen = {"first": 0, "tenth": min(9, len(made) - 1), "last": len(made) - 1}
            for name, at in chosen.items():
                figures |= await _searched(database, f"{name} tenant ({sizes[at]})", made[at])
            figures["call_inserted_cpu_ms"] = await _inserted_ms(database, passages, made[0])
        await owner.close()
    return figures


async def _searched(database: Database, name: str, tenant_id: TenantId) -> dict[str, float]:
    figures: dict[str, float] = {}
    async with database.connection(ALL_TENANTS) as conn:
        pid = await conn.fetchval("select pg_backend_pid()")
    month = CallFilter(since=datetime.now(UTC) - timedelta(days=30))
    cases = [(kind, typed, CallFilter()) for kind, typed in QUESTIONS.items()]
    cases += [(f"{kind}, a month", QUESTIONS[kind], month) for kind in list(QUESTIONS)[:2]]
    for kind, typed, where in cases:
        query = read_search(typed, contacts_in_search(typed))
        took, count = [], 0
        for _ in range(ROUNDS):
            before = _cpu_ms(pid)
            async with database.transaction(tenant_id) as conn:
                found = await find_by_words(
                    conn,
                    tenant_id,
                    query,
                    where,
                    sources=(),
                    until=datetime.now(UTC),
                    limit=200,
                )
            took.append(_cpu_ms(pid) - before)
            count = found.passages
        figures[f"{name}, {kind}: found"] = count
        figures[f"{name}, {kind}: cpu_p50_ms"] = statistics.median(took)
        figures[f"{name}, {kind}: cpu_p95_ms"] = statistics.quantiles(took, n=20)[-1]
    return figures


async def _inserted_ms(database: Database, passages: Passages, tenant_id: TenantId) -> float:
    """Returns the processor time of inserting the ten chunks of a call: the median of 30 calls."""
    took = []
    async with database.connection(tenant_id) as conn:
        pid = await conn.fetchval("select pg_backend_pid()")
        for _ in range(30):
            call_id = CallId(new_id())
            await conn.execute(
                "insert into calls (id, tenant_id, source, external_id)"
                " values ($1, $2, 'upload', $3)",
                call_id,
                tenant_id,
                str(call_id),
            )
            texts = passages.draw(CHUNKS_EACH_CALL)
            before = _cpu_ms(pid)
            await conn.execute(
                """
                insert into chunks (
                    id, tenant_id, call_id, source, position, text, char_start, char_end, language
                )
                select id, $1, $2, 'transcript', place, text, 0, length(text), 'en'
                from unnest($3::uuid[], $4::text[]) with ordinality as given (id, text, place)
                """,
                tenant_id,
                call_id,
                [ChunkId(new_id()) for _ in texts],
                texts,
            )
            took.append(_cpu_ms(pid) - before)
    return statistics.median(took)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chunks", type=int, default=100_000)
    parser.add_argument("--tenants", type=int, default=50)
    given = parser.parse_args()
    for name, value in asyncio.run(measure(chunks=given.chunks, tenants=given.tenants)).items():
        print(f"{name:70} {value:10.3f}")


if __name__ == "__main__":
    main()
