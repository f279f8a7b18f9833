"""Answers as streams: in two protocols, each read by its own client; resumed, and given up."""

import asyncio
import json
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import httpx
import httpx2
import pytest
from openai import AsyncOpenAI, AsyncStream
from openai.types.responses import ResponseStreamEvent

from api.answers.runs import AnswerRuns, Ended, follow_stored
from shared.db.pool import Database
from shared.db.threads import StoredPart, get_answer, insert_answer
from shared.domain.access import Actor, Permission
from shared.domain.answers.answer import Coverage, Ending, Part
from shared.domain.ids import AnswerId, CallId, TenantId, UserId, new_id
from shared.settings.load import Settings
from tests.api.conftest import ServeFactory
from tests.api.test_ask import BOILER, CAFE, processed
from tests.fakes.openai_server import HANG, FakeOpenAI
from tests.fakes.serving import served
from tests.support.people import Team, settled
from tests.support.processes import until
from worker.resources import Resources

PRICE = "A new boiler is twelve hundred and fifty dollars, fitted."
QUESTION = {"question": "How much is a new boiler?", "stream": True}


def events_of(text: str) -> Iterator[tuple[int | None, Any]]:
    """The id and data of each event; comments are left out."""
    for block in text.split("\n\n"):
        fields = dict(line.partition(": ")[::2] for line in block.splitlines() if line[0] != ":")
        if "data" in fields:
            data = fields["data"]
            number = int(fields["id"]) if "id" in fields else None
            yield number, data if data == "[DONE]" else json.loads(data)


async def streamed(team: Team, **body: Any) -> httpx.Response:
    answer = await team.post("/api/ask", {**QUESTION, **body})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/event-stream")
    return answer


async def test_the_ui_message_stream(team: Team, worker: Resources) -> None:
    call_id = await processed(team, worker, "conv_1", BOILER)
    answer = await streamed(team)
    assert answer.headers["x-vercel-ai-ui-message-stream"] == "v1"
    events = [data for _, data in events_of(answer.text)]
    assert events[-1] == "[DONE]"
    types = [event["type"] for event in events[:-1]]
    assert types == [
        "start", "data-answer", "source-document", "text-start", "text-delta", "text-end",
        "data-citation", "text-start", "text-delta", "text-end", "data-coverage", "finish",
    ]  # fmt: skip
    citation = events[types.index("data-citation")]["data"]
    assert (citation["call_id"], citation["quote"], citation["start_s"]) == (call_id, PRICE, 12.0)
    coverage = events[types.index("data-coverage")]["data"]
    assert (coverage["in_scope"], coverage["read"]) == (1, 1)


async def test_the_responses_stream_is_read_by_openais_client(
    team: Team, worker: Resources
) -> None:
    call_id = await processed(team, worker, "conv_1", BOILER)
    transport = team.client._transport
    assert isinstance(transport, httpx.ASGITransport)
    inside = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=transport.app))
    async with AsyncOpenAI(
        api_key=team.headers["Authorization"].removeprefix("Bearer "),
        base_url="http://aftercall.test/api",
        http_client=inside,
    ) as client:
        stream = await client.post(
            "/ask",
            body={**QUESTION, "format": "responses"},
            cast_to=cast(Any, ResponseStreamEvent),
            stream=True,
            stream_cls=AsyncStream[ResponseStreamEvent],
        )
        events = [event async for event in stream]
    types = [event.type for event in events]
    assert (types[0], types[-1]) == ("response.created", "response.completed")
    assert [event.sequence_number for event in events] == list(range(len(events)))
    text = "".join(event.delta for event in events if event.type == "response.output_text.delta")
    completed = events[-1]
    assert completed.type == "response.completed"
    assert completed.response.output_text == text
    (output,) = completed.response.output
    assert output.type == "message"
    (content,) = output.content
    assert content.type == "output_text"
    (annotation,) = content.annotations
    assert annotation.type == "url_citation"
    assert annotation.url == f"/calls/{call_id}#t=12,18"
    assert text[annotation.start_index : annotation.end_index] == f"“{PRICE}”"


@pytest.fixture
async def server(
    serve_api: ServeFactory, database: Database, settings: Settings, password_hash: str
) -> AsyncIterator[Team]:
    async with serve_api() as client:
        yield await settled(client, database, settings, "e@example.com", "Eastside", password_hash)


MODULES = Path(os.environ.get("AI_SDK_DIR", "."))


@pytest.mark.skipif(
    shutil.which("node") is None or not (MODULES / "node_modules" / "ai").is_dir(),
    reason="needs node, and AI_SDK_DIR, a folder in which `npm install ai` was run",
)
async def test_the_ui_message_stream_is_read_by_the_ai_sdk(server: Team, worker: Resources) -> None:
    await processed(server, worker, "conv_1", BOILER)
    script = Path(__file__).parents[1] / "support" / "clients" / "ai_sdk.mjs"
    process = await asyncio.create_subprocess_exec(
        "node",
        script,
        str(MODULES.resolve()),
        str(server.client.base_url).rstrip("/"),
        server.headers["Authorization"],
        QUESTION["question"],  # type: ignore[arg-type]
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    message = json.loads(out)
    assert message["role"] == "assistant"
    found = {part["type"]: part for part in message["parts"]}
    assert found["data-citation"]["data"]["quote"] == PRICE
    assert found["data-coverage"]["data"]["in_scope"] == 1
    assert found["source-document"]["mediaType"] == "text/plain"
    assert PRICE in next(part["text"] for part in message["parts"] if part["type"] == "text")


@pytest.mark.parametrize("format", ["ui", "responses"])
async def test_a_stream_is_resumed_after_the_last_event(
    team: Team, worker: Resources, format: str
) -> None:
    await processed(team, worker, "conv_1", BOILER)
    await processed(team, worker, "conv_2", CAFE)
    whole = list(events_of((await streamed(team, question="list all calls", format=format)).text))
    (thread,) = (await team.get("/api/threads")).json()["threads"]
    (answer,) = (await team.get(f"/api/threads/{thread['id']}")).json()["answers"]
    path = f"/api/answers/{answer['id']}/stream"
    ids = [number for number, _ in whole if number is not None]
    assert len(ids) == 5
    for last in ids:
        headers = {**team.headers, "Last-Event-ID": str(last)}
        again = await team.client.get(path, params={"format": format}, headers=headers)
        place = next(place for place, (number, _) in enumerate(whole) if number == last)
        if last == ids[-1]:
            # All of it was received; only the end is said again.
            assert list(events_of(again.text))[-1] == whole[-1]
        else:
            assert list(events_of(again.text)) == whole[place + 1 :]


def actor_of(team: Team, user_id: str) -> Actor:
    return Actor(
        TenantId(UUID(team.tenant_id)),
        frozenset({Permission.READ}),
        user_id=UserId(UUID(user_id)),
    )


async def running(database: Database, team: Team) -> tuple[Actor, AnswerId]:
    """An answer that is stored as running."""
    actor = actor_of(team, (await team.get("/api/me")).json()["user_id"])
    answer_id = AnswerId(new_id())
    async with database.transaction(actor.tenant_id) as conn:
        await insert_answer(
            conn, actor, answer_id, thread_id=None, question="q", plan={"language": "en"}
        )
    return actor, answer_id


ENDING = Ending(Coverage(1, 1, 0))


async def test_an_answer_without_a_reader_is_cancelled(database: Database, team: Team) -> None:
    actor, answer_id = await running(database, team)
    begun, cancelled = asyncio.Event(), asyncio.Event()

    async def work() -> AsyncIterator[Part | Ending]:
        yield Part("fact", "One.")
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.set()
            raise

    runs = AnswerRuns(database, reconnect_s=0)
    run = runs.start(actor.tenant_id, answer_id, work())
    with runs.reading(run):
        await begun.wait()
    await cancelled.wait()
    steps = [step async for step in run.follow()]
    assert steps[-1] == Ended("cancelled")
    async with database.connection(actor.tenant_id) as conn:
        assert (await get_answer(conn, actor, answer_id)).status == "cancelled"


async def test_a_reader_that_comes_back_in_time_goes_on(database: Database, team: Team) -> None:
    actor, answer_id = await running(database, team)
    goes_on = asyncio.Event()

    async def work() -> AsyncIterator[Part | Ending]:
        yield Part("fact", "One.")
        await goes_on.wait()
        yield Part("fact", "Two.")
        yield ENDING

    runs = AnswerRuns(database, reconnect_s=60)
    run = runs.start(actor.tenant_id, answer_id, work())
    with runs.reading(run):
        assert isinstance(await anext(run.follow()), StoredPart)
    # Another process follows by what is stored.
    elsewhere = follow_stored(database, actor, answer_id)
    first = await anext(elsewhere)
    with runs.reading(run):
        goes_on.set()
        steps = [step async for step in run.follow()]
    rest = [step async for step in elsewhere]
    assert isinstance(first, StoredPart)
    assert [first, *rest] == steps
    assert [step.body["text"] for step in steps if isinstance(step, StoredPart)] == [
        "One.",
        "Two.",
    ]
    assert runs.find(answer_id) is None


async def test_a_call_that_was_deleted_meanwhile_is_not_shown(
    database: Database, team: Team
) -> None:
    actor, answer_id = await running(database, team)

    async def work() -> AsyncIterator[Part | Ending]:
        yield Part("item", "gone", calls=(CallId(new_id()),))
        yield Part("fact", "kept")
        yield ENDING

    run = AnswerRuns(database, reconnect_s=60).start(actor.tenant_id, answer_id, work())
    steps = [step async for step in run.follow()]
    assert [step.body["text"] for step in steps if isinstance(step, StoredPart)] == ["kept"]


@pytest.mark.parametrize("stream", [True, False])
async def test_a_reader_that_hangs_up_cancels_the_request_to_the_model(
    stream: bool,
    serve_api: ServeFactory,
    database: Database,
    settings: Settings,
    worker: Resources,
    password_hash: str,
) -> None:
    fake = FakeOpenAI()
    with served(fake.app) as url:
        changes = {
            "OPENAI_API_KEY": "sk-test",
            "OPENAI_BASE_URL": f"{url}/v1",
            "TRANSCRIBER_PROVIDER": "local",
            "OPENAI_CHAT_MODEL": "gpt-5-mini",
            "ASK_RECONNECT_S": "0",
        }
        async with serve_api(**changes) as client:
            team = await settled(
                client, database, settings, "f@example.com", "Farside", password_hash
            )
            await processed(team, worker, "conv_1", BOILER)
            fake.script.then("chat", HANG)
            reading = asyncio.create_task(
                team.client.post(
                    "/api/ask", headers=team.headers, json={**QUESTION, "stream": stream}
                )
            )
            assert await asyncio.to_thread(fake.script.wait_for_hang, "chat")
            reading.cancel()
            tenant_id = TenantId(UUID(team.tenant_id))

            async def outcomes() -> list[str]:
                async with database.connection(tenant_id) as conn:
                    rows = await conn.fetch(
                        "select outcome from usage_ledger where model = 'gpt-5-mini'"
                    )
                return [row["outcome"] for row in rows]

            # Recorded as it may have been billed.
            await until(outcomes, lambda found: found == ["unanswered"])
        fake.script.release()
