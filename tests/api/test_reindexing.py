"""A team's passages move to another model at the wire, and are found meanwhile."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Any, Protocol
from uuid import UUID

import pytest
from openai import AsyncOpenAI

from shared.db.pool import ALL_TENANTS, Database
from shared.db.reindexing import count_models_in_use
from shared.db.usage import Accounts
from shared.db.vectors import PgVectorIndex
from shared.domain.ids import CallId, TenantId
from shared.domain.reindexing import merged_by_place
from shared.domain.vectors import VectorEntry
from shared.errors import ProviderUnavailable
from shared.vendors.openai.embedder import OpenAIEmbedder
from tests.api.test_search import BOILER, CAFE, processed
from tests.conftest import ApiFactory
from tests.fakes.openai_server import SERVER_ERROR, FakeOpenAI
from tests.shared.conftest import (
    openai_client,
    openai_fake,
    openai_served,
    openai_settings,
    opened,
)
from tests.support.gates import paid_model
from tests.support.people import Team
from tests.support.runs import let_time_pass
from worker.resources import Resources
from worker.runner import run_job
from worker.upkeep import reindexing
from worker.upkeep.reindexing import give_calls

__all__ = ["openai_client", "openai_fake", "openai_served", "openai_settings", "opened"]

SMALL, LARGE = "text-embedding-3-small", "text-embedding-3-large"
DIMENSION = 256


class Workers(Protocol):
    def __call__(self, model: str) -> Resources:
        """Returns a worker that embeds by this model."""


@pytest.fixture
def worker_with(worker: Resources, database: Database, openai_client: AsyncOpenAI) -> Workers:
    def worker_with(model: str) -> Resources:
        embedder = OpenAIEmbedder(
            openai_client,
            paid_model(model, books=Accounts(database)),
            dimension=DIMENSION,
            timeout_s=5,
        )
        return replace(worker, providers=replace(worker.providers, embedder=embedder))

    return worker_with


@pytest.fixture
def large_api(
    open_api: ApiFactory, openai_served: tuple[FakeOpenAI, str], openai_fake: FakeOpenAI, team: Team
) -> AbstractAsyncContextManager[Team]:
    """The team, at an API whose settings name the large model."""

    @asynccontextmanager
    async def opened_api() -> AsyncIterator[Team]:
        async with open_api(
            OPENAI_API_KEY=openai_fake.key,
            OPENAI_BASE_URL=f"{openai_served[1]}/v1",
            OPENAI_EMBEDDING_MODEL=LARGE,
            OPENAI_EMBEDDING_DIMENSION=str(DIMENSION),
            TRANSCRIBER_PROVIDER="local",
            ANALYST_PROVIDER="local",
        ) as client:
            yield replace(team, client=client)

    return opened_api()


async def meant(team: Team, words: str) -> tuple[list[str], str | None]:
    """The calls whose transcript means this, the best first, and what was left out."""
    answer = await team.get("/api/search", q=words, mode="semantic", source="transcript")
    assert answer.status_code == 200, answer.text
    body = answer.json()
    return [each["call"]["id"] for each in body["passages"]], body["without_meaning"]


async def index_of(team: Team) -> dict[str, Any]:
    body: dict[str, Any] = (await team.get("/api/search/index")).json()
    return body


async def move_all(worker: Resources) -> int:
    """Gives calls and works on them until no more come; returns how many runs there were."""
    runs, idle = 0, 0
    # A run looks once more at what it passed before it ends.
    while idle < 3:
        wakeups = await give_calls(worker.database, worker.providers.embedder)
        for wakeup in wakeups:
            await run_job(worker, wakeup.job_id)
        runs, idle = runs + len(wakeups), 0 if wakeups else idle + 1
    return runs


def said(call: tuple[tuple[str, str], ...]) -> str:
    """What the fake's vectors of a transcript come closest to."""
    return " ".join(words for _, words in call)


async def test_passages_move_to_another_model_and_are_found_meanwhile(
    large_api: AbstractAsyncContextManager[Team],
    other_team: Team,
    worker_with: Workers,
    database: Database,
) -> None:
    async with large_api as team:
        first = await processed(team, worker_with(SMALL), "conv_1", BOILER)
        second = await processed(team, worker_with(SMALL), "conv_2", CAFE)
        await processed(other_team, worker_with(SMALL), "conv_3", BOILER)
        quote = (await team.get("/api/search/reindex/quote")).json()
        assert (quote["model"], quote["calls"], quote["passages"]) == (LARGE, 2, 6)
        assert quote["cost_microusd"] > 0
        found, left_out = await meant(team, said(BOILER))
        assert (found[0], left_out) == (first, None), "earlier vectors serve before a run"

        started = await team.post("/api/search/reindex", {})
        assert (started.status_code, started.json()["status"]) == (202, "running")
        again = await team.post("/api/search/reindex", {})
        assert (again.status_code, again.json()["code"]) == (409, "reindex_running")
        third = await processed(team, worker_with(LARGE), "conv_4", BOILER)
        async with database.transaction(ALL_TENANTS) as conn:
            await count_models_in_use(conn)
        found, left_out = await meant(team, said(CAFE))
        assert (found[0], sorted(found), left_out) == (second, sorted([first, second, third]), None)
        similar = (await team.get(f"/api/calls/{first}/similar")).json()["similar"]
        assert {each["call"]["id"] for each in similar} == {second, third}

        assert await move_all(worker_with(LARGE)) == 2
        after = await index_of(team)
        assert after["models"] == [{"model": LARGE, "dimension": DIMENSION, "passages": 9}]
        assert (after["reindex"]["status"], after["reindex"]["calls_done"]) == ("done", 2)
        assert (await meant(team, said(CAFE)))[0][0] == second
        assert (await team.get("/api/search/reindex/quote")).json()["passages"] == 0
        nothing = await team.post("/api/search/reindex", {})
        assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing_to_reindex")
    async with database.connection(ALL_TENANTS) as conn:
        rows = await conn.fetch(
            "select tenant_id, model, count(*) from chunk_vectors group by 1, 2"
        )
        assert {tuple(row) for row in rows} == {
            (UUID(team.tenant_id), LARGE, 9),
            (UUID(other_team.tenant_id), SMALL, 3),
        }
        statuses = await conn.fetch("select status from calls")
        assert {row["status"] for row in statuses} == {"ready"}


async def test_a_move_that_fails_half_way_pays_once(
    large_api: AbstractAsyncContextManager[Team],
    worker_with: Workers,
    database: Database,
    openai_fake: FakeOpenAI,
) -> None:
    class FailingOnce(PgVectorIndex):
        failed = 0

        async def upsert(
            self, tenant_id: TenantId, entries: Sequence[VectorEntry], *, model: str
        ) -> None:
            self.failed += 1
            if self.failed <= 3:
                raise ProviderUnavailable("the index is down")
            await super().upsert(tenant_id, entries, model=model)

    async with large_api as team:
        await processed(team, worker_with(SMALL), "conv_1", BOILER)
        await team.post("/api/search/reindex", {})
        asked = len(openai_fake.script.seen["embeddings"])
        large = worker_with(LARGE)
        failing = replace(
            large, providers=replace(large.providers, vector_index=FailingOnce(database))
        )
        (wakeup,) = await give_calls(database, large.providers.embedder)
        await run_job(failing, wakeup.job_id)
        assert (await index_of(team))["models"][0]["model"] == SMALL
        await let_time_pass(database)
        await run_job(failing, wakeup.job_id)
        assert await give_calls(database, large.providers.embedder) == []
        assert (await index_of(team))["models"] == [
            {"model": LARGE, "dimension": DIMENSION, "passages": 3}
        ]
        assert len(openai_fake.script.seen["embeddings"]) - asked == 3


async def test_a_cancelled_move_can_be_gone_on_with(
    large_api: AbstractAsyncContextManager[Team],
    worker_with: Workers,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reindexing, "MOST_OPEN", 1)
    async with large_api as team:
        calls = [
            await processed(team, worker_with(SMALL), f"conv_{each}", BOILER) for each in range(3)
        ]
        large = worker_with(LARGE)
        dear = await team.post("/api/search/reindex", {"max_cost_microusd": 0})
        assert (dear.status_code, dear.json()["code"]) == (400, "cost_above_limit")
        await team.post("/api/search/reindex", {})
        (wakeup,) = await give_calls(large.database, large.providers.embedder)
        assert await give_calls(large.database, large.providers.embedder) == []
        cancelled = await team.post("/api/search/reindex/cancel", {})
        assert (cancelled.json()["status"], cancelled.json()["calls_open"]) == ("cancelled", 1)
        assert (await team.post("/api/search/reindex/cancel", {})).status_code == 409
        await run_job(large, wakeup.job_id)
        assert await give_calls(large.database, large.providers.embedder) == []
        assert {each["model"] for each in (await index_of(team))["models"]} == {SMALL, LARGE}
        assert sorted((await meant(team, said(BOILER)))[0]) == sorted(calls)
        await team.post("/api/search/reindex", {})
        assert await move_all(large) == 2
        assert [each["model"] for each in (await index_of(team))["models"]] == [LARGE]


async def test_a_call_in_work_is_moved_in_a_later_round(
    large_api: AbstractAsyncContextManager[Team], worker_with: Workers, database: Database
) -> None:
    async with large_api as team:
        calls = [
            await processed(team, worker_with(SMALL), f"conv_{each}", BOILER) for each in range(2)
        ]
        tenant_id, large = TenantId(UUID(team.tenant_id)), worker_with(LARGE)
        async with database.connection(tenant_id) as conn:
            await conn.execute(
                "update jobs set status = 'queued', finished_at = null where call_id = $1",
                UUID(calls[0]),
            )
        await team.post("/api/search/reindex", {})
        assert await move_all(large) == 1
        assert (await index_of(team))["reindex"]["status"] == "running"
        async with database.connection(tenant_id) as conn:
            await conn.execute(
                "update jobs set status = 'succeeded', finished_at = now() where call_id = $1",
                UUID(calls[0]),
            )
        assert await move_all(large) == 1
        assert (await index_of(team))["reindex"]["status"] == "done"


async def test_a_call_that_cannot_be_moved_is_reported_and_stays_found(
    large_api: AbstractAsyncContextManager[Team],
    worker_with: Workers,
    openai_fake: FakeOpenAI,
) -> None:
    async with large_api as team:
        call_id = await processed(team, worker_with(SMALL), "conv_1", BOILER)
        await team.post("/api/search/reindex", {})
        refused = replace(SERVER_ERROR, status=400)
        openai_fake.script.then("embeddings", refused, refused, refused)
        assert await move_all(worker_with(LARGE)) == 1
        run = (await index_of(team))["reindex"]
        assert (run["status"], run["calls_failed"], run["calls_done"]) == ("done", 1, 0)
        assert (await meant(team, said(BOILER)))[0] == [call_id]
        assert (await team.get(f"/api/calls/{call_id}")).json()["status"] == "ready"


async def test_words_still_find_what_no_model_can_be_asked_for(
    team: Team, worker_with: Workers
) -> None:
    """This API has no key for the model of earlier vectors."""
    call_id = await processed(team, worker_with(LARGE), "conv_1", BOILER)
    body = (await team.get("/api/search", q="boiler", source="transcript")).json()
    assert call_id in [each["call"]["id"] for each in body["passages"]]
    assert LARGE in body["without_meaning"]


async def test_models_in_use_are_counted_and_others_forgotten(
    team: Team, worker_with: Workers, database: Database
) -> None:
    await processed(team, worker_with(SMALL), "conv_1", BOILER)
    async with database.transaction(ALL_TENANTS) as conn:
        await conn.execute(
            "insert into index_models (tenant_id, model, dimension, used_at)"
            " values ($1, 'new', 3, now()), ($1, 'old', 3, now() - interval '2 hours')",
            UUID(team.tenant_id),
        )
        await count_models_in_use(conn)
        rows = await conn.fetch("select model, passages from index_models order by model")
    assert [tuple(row) for row in rows] == [("new", None), (SMALL, 3)]


def test_places_in_rankings_of_different_sizes_are_merged() -> None:
    ids = [CallId(UUID(int=each)) for each in range(6)]
    few, many = ids[:2], ids[2:]
    # The best of a fifth is about the fifth best of all.
    assert merged_by_place([(few, 20), (many, 80)]) == [*many[:3], few[0], many[3], few[1]]
    assert merged_by_place([(few, None), (many, 80)])[:4] == [few[0], many[0], few[1], many[1]]
    assert merged_by_place([(few, 20)]) == few
    assert merged_by_place([]) == []


async def test_the_page_of_search_starts_follows_and_cancels_the_move(
    large_api: AbstractAsyncContextManager[Team], worker_with: Workers
) -> None:
    async with large_api as team:
        page = (await team.get("/settings/search")).text
        assert f"<code>{LARGE}</code>" in page
        assert "/api/search/reindex" not in page
        await processed(team, worker_with(SMALL), "conv_1", BOILER)
        page = (await team.get("/settings/search")).text
        assert "3 passages have vectors of another model." in page
        most = (await team.get("/api/search/reindex/quote")).json()["cost_microusd"]
        assert f'name="max_cost_microusd" data-type="number" value="{most}"' in page
        started = await team.post("/api/search/reindex", {"max_cost_microusd": most})
        assert started.status_code == 202
        page = (await team.get("/settings/search")).text
        assert "POST /api/search/reindex/cancel" in page
        assert '<progress max="1" value="0"' in page
        assert "every 5s" in page
        assert (await team.post("/api/search/reindex/cancel")).status_code == 200
        page = (await team.get("/settings/search")).text
        assert ">Cancelled<" in page
        assert "Move the passages" in page
