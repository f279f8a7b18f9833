"""What a vendor answered is paid for once, whatever happens between its arrival and the commit of
its step.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest
from openai import AsyncOpenAI

from shared.db.calls import lock_call
from shared.db.pool import ALL_TENANTS, Database
from shared.db.tenants import get_tenant, update_tenant
from shared.db.usage import Accounts
from shared.db.vectors import PgVectorIndex
from shared.domain.ids import TenantId
from shared.domain.statuses import JobStatus
from shared.domain.steps import Step
from shared.domain.vectors import VectorEntry
from shared.errors import ProviderUnavailable
from shared.intake.runs import start_again
from shared.ports import Providers
from shared.settings.openai import OpenAISettings
from shared.vendors.openai.analyst import OpenAIAnalyst
from shared.vendors.openai.embedder import OpenAIEmbedder
from tests.chaos.points import Points
from tests.chaos.worlds import Story, World
from tests.fakes.openai_server import LENGTH, FakeOpenAI, says
from tests.shared.conftest import (
    Build,
    openai_client,
    openai_fake,
    openai_served,
    openai_settings,
    opened,
)
from tests.support.gates import paid_model
from tests.support.providers import Script
from tests.support.runs import job_of, let_time_pass
from tests.support.texts import TEXT_WORK
from tests.worker.conftest import TENANT, AcceptCall
from worker.resources import Resources
from worker.runner import run_job

__all__ = ["openai_client", "openai_fake", "openai_served", "openai_settings", "opened"]

# A call costs four questions and three requests for vectors.
REQUESTS = 4 + 3


@dataclass(frozen=True)
class OpenAI:
    """Reads and embeds for whoever keeps its books."""

    client: AsyncOpenAI
    settings: OpenAISettings
    fake: FakeOpenAI

    def asked(self, *, by: str = "") -> int:
        """How often; by one worker, whenever its requests arrive: those of a killed one are still
        on their way.
        """
        seen = [*self.fake.script.seen["chat"], *self.fake.script.seen["embeddings"]]
        return sum(not by or request.headers.get("x-worker") == by for request in seen)

    def of(self, worker: str) -> "OpenAI":
        return replace(self, client=self.client.with_options(default_headers={"x-worker": worker}))

    def serve(self, providers: Providers, database: Database) -> Providers:
        accounts, settings = Accounts(database), self.settings
        chat = paid_model(settings.chat_model, books=accounts)
        vectors = paid_model(settings.embedding_model, books=accounts)
        embedder = OpenAIEmbedder(
            self.client,
            vectors,
            dimension=settings.embedding_dimension,
            timeout_s=settings.timeout_s,
        )
        return replace(
            providers,
            analyst=OpenAIAnalyst(self.client, chat, settings, TEXT_WORK),
            embedder=embedder,
        )


@pytest.fixture
def openai(openai_client: AsyncOpenAI, openai_settings: Build, openai_fake: FakeOpenAI) -> OpenAI:
    return OpenAI(openai_client, openai_settings(), openai_fake)


@pytest.fixture
def hosted(resources: Resources, database: Database, openai: OpenAI) -> Resources:
    return replace(resources, providers=openai.serve(resources.providers, database))


async def kept(database: Database) -> Counter[str]:
    """How many answers, by step."""
    async with database.connection(ALL_TENANTS) as conn:
        return Counter([row["step"] for row in await conn.fetch("select step from paid_answers")])


@dataclass
class PaidStory(Story):
    """One whose workers ask OpenAI; `walked` is where each of them was stopped, or how
    it went on.
    """

    openai: OpenAI | None = None
    walked: list[Points] = field(default_factory=list)

    def worker(self, points: Points, name: str) -> Resources:
        assert self.openai
        self.walked.append(points)
        resources = super().worker(points, name)
        providers = self.openai.of(f"{self.job_id} {name}").serve(
            resources.providers, resources.database
        )
        return replace(resources, providers=providers)

    def asked_after_death(self) -> int:
        return self.openai.asked(by=f"{self.job_id} worker 1") if self.openai else 0

    async def paid_for(self) -> int:
        """How many of its answers are in the ledger."""
        async with self.world.database.connection(ALL_TENANTS) as conn:
            return int(
                await conn.fetchval(
                    "select count(*) from usage_ledger where job_id = $1", self.job_id
                )
            )


async def test_a_kill_before_any_effect_pays_again_only_for_what_was_not_kept(
    resources: Resources, accept_call: AcceptCall, openai: OpenAI
) -> None:
    world = World(resources, accept_call)

    async def paid_after(effect: int | None) -> tuple[int, int, list[str]]:
        """What was kept when the worker died there, what was asked after, and what is wrong."""
        story = PaidStory(world, *await accept_call(f"conv_{effect}"), Script(), openai=openai)
        await (story.die_at(effect, before=True) if effect else story.finish())
        kept = await story.paid_for()
        await story.finish()
        world.asked_once = world.asked_once or story.script.calls
        world.effects = world.effects or story.walked[0].seen
        return kept, story.asked_after_death(), await story.violations()

    assert await paid_after(None) == (REQUESTS, 0, [])
    for effect in range(1, len(world.effects) + 1):
        kept, asked, wrong = await paid_after(effect)
        assert (effect, kept + asked, wrong) == (effect, REQUESTS, [])


async def test_vectors_are_not_paid_for_again_when_the_index_failed(
    hosted: Resources, accept_call: AcceptCall, database: Database, openai: OpenAI
) -> None:
    class FailingOnce(PgVectorIndex):
        failed = False

        async def upsert(
            self, tenant_id: TenantId, entries: Sequence[VectorEntry], *, model: str
        ) -> None:
            if not self.failed:
                self.failed = True
                raise ProviderUnavailable("the index is down")
            await super().upsert(tenant_id, entries, model=model)

    _, job_id = await accept_call()
    hosted = replace(
        hosted, providers=replace(hosted.providers, vector_index=FailingOnce(database))
    )
    await run_job(hosted, job_id)
    await let_time_pass(database)
    await run_job(hosted, job_id)
    assert (await job_of(database, job_id)).status is JobStatus.SUCCEEDED
    assert openai.asked() == REQUESTS
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select count(*) from usage_ledger") == REQUESTS


async def test_what_is_done_is_kept_no_longer_and_paid_for_when_it_is_done_anew(
    hosted: Resources, accept_call: AcceptCall, database: Database, openai: OpenAI
) -> None:
    call_id, job_id = await accept_call()
    await run_job(hosted, job_id)
    assert not await kept(database)
    async with database.transaction(ALL_TENANTS) as conn:
        await lock_call(conn, TENANT, call_id)
        await start_again(conn, TENANT, call_id, [Step.DETECT_CALLBACK])
    await run_job(hosted, job_id)
    assert (await job_of(database, job_id)).status is JobStatus.SUCCEEDED
    assert openai.asked() == REQUESTS + 1


async def test_a_malformed_answer_is_not_kept_for_the_next_attempt(
    hosted: Resources, accept_call: AcceptCall, database: Database, openai: OpenAI
) -> None:
    _, job_id = await accept_call()
    openai.fake.script.then("chat", *[LENGTH] * 4)
    await run_job(hosted, job_id)
    assert not {Step.SUMMARIZE, Step.DETECT_CALLBACK} & (await kept(database)).keys()
    await let_time_pass(database)
    await run_job(hosted, job_id)
    assert (await job_of(database, job_id)).status is JobStatus.SUCCEEDED
    assert openai.asked() == REQUESTS + 4


async def test_an_answer_that_cannot_be_stored_is_not_found_again(
    hosted: Resources,
    accept_call: AcceptCall,
    database: Database,
    owner_database: Database,
    openai: OpenAI,
) -> None:
    _, job_id = await accept_call()
    async with database.connection(ALL_TENANTS) as conn:
        tenant = await get_tenant(conn, TENANT)
        await update_tenant(conn, replace(tenant, skipped_steps=frozenset(Step) - {Step.SUMMARIZE}))
    openai.fake.script.then(
        "chat", says({"title": "Refused", "text": "x", "key_points": [], "next_steps": []})
    )
    async with owner_database.connection(ALL_TENANTS) as conn:
        await conn.execute("alter table calls add constraint for_a_test check (title <> 'Refused')")
    await run_job(hosted, job_id)
    async with owner_database.connection(ALL_TENANTS) as conn:
        await conn.execute("alter table calls drop constraint for_a_test")
    job = await job_of(database, job_id)
    assert (job.status, job.error_code) == (JobStatus.QUEUED, "internal_error")
    await let_time_pass(database)
    await run_job(hosted, job_id)
    assert (await job_of(database, job_id)).status is JobStatus.SUCCEEDED
    assert openai.fake.script.count("chat") == 2
