"""A question that is sent again with its `Idempotency-Key` gets the answer that it has."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest

from api.answers.runs import AnswerRuns, Ended
from shared.db.pool import Database
from shared.domain.answers.answer import Ending, Part
from shared.domain.ids import TenantId
from tests.api.test_ask import BOILER, processed
from tests.api.test_ask_streams import ENDING, events_of, running
from tests.support.people import Team, sign_up
from worker.resources import Resources

QUESTION = {"question": "How much is a new boiler?"}


async def sent(team: Team, body: dict[str, Any], key: str) -> httpx.Response:
    headers = {**team.headers, "Idempotency-Key": key}
    return await team.client.post("/api/ask", json=body, headers=headers)


async def threads(team: Team) -> list[Any]:
    found: list[Any] = (await team.get("/api/threads")).json()["threads"]
    return found


async def test_a_repeat_gets_the_answer_of_the_first_request(team: Team, worker: Resources) -> None:
    await processed(team, worker, "conv_1", BOILER)
    first = await sent(team, QUESTION, "one")
    again = await sent(team, QUESTION, '"one"')
    assert again.json() == first.json()
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    other = await sent(team, QUESTION, "two")
    assert other.json()["id"] != first.json()["id"]
    assert len(await threads(team)) == 2


@pytest.mark.parametrize("format", ["ui", "responses"])
async def test_a_repeat_is_streamed_from_the_beginning(
    team: Team, worker: Resources, format: str
) -> None:
    await processed(team, worker, "conv_1", BOILER)
    body = {**QUESTION, "stream": True, "format": format}
    first = await sent(team, body, "one")
    again = await sent(team, body, "one")
    assert again.headers["Idempotency-Replayed"] == "true"
    assert list(events_of(again.text)) == list(events_of(first.text))
    # The whole answer is the same one.
    whole = await sent(team, QUESTION, "one")
    assert whole.headers["Idempotency-Replayed"] == "true"
    assert len(await threads(team)) == 1


async def test_requests_at_once_are_one_question(team: Team, worker: Resources) -> None:
    await processed(team, worker, "conv_1", BOILER)
    answers = await asyncio.gather(*(sent(team, QUESTION, "one") for _ in range(5)))
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len(await threads(team)) == 1


async def test_an_answer_with_a_key_is_finished_without_a_reader(
    database: Database, team: Team
) -> None:
    actor, answer_id = await running(database, team)
    begun, goes_on = asyncio.Event(), asyncio.Event()

    async def work() -> AsyncIterator[Part | Ending]:
        begun.set()
        await goes_on.wait()
        yield ENDING

    runs = AnswerRuns(database, reconnect_s=0)
    run = runs.start(actor.tenant_id, answer_id, work(), goes_on=True)
    with runs.reading(run):
        await begun.wait()
    goes_on.set()
    last = [step async for step in run.follow()][-1]
    assert isinstance(last, Ended) and last.status == "done"


async def test_another_question_with_the_key_is_refused(team: Team) -> None:
    await sent(team, QUESTION, "one")
    for body in (
        {"question": "How many calls?"},
        {**QUESTION, "scope": {"direction": "inbound"}},
        {**QUESTION, "keep": False},
    ):
        answer = await sent(team, body, "one")
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")


async def test_what_was_cut_off_or_is_old_is_asked_again(team: Team, database: Database) -> None:
    tenant_id = TenantId(UUID(team.tenant_id))
    seen = {(await sent(team, QUESTION, "one")).json()["id"]}
    for change in (
        "status = 'cancelled', ending = null",
        "status = 'failed', ending = '{}'",
        "status = 'running', ending = null, touched_at = now() - interval '1 day'",
        "created_at = now() - interval '25 hours'",
    ):
        async with database.transaction(tenant_id) as conn:
            await conn.execute(f"update answers set {change} where request_key = 'one'")
        answer = await sent(team, QUESTION, "one")
        assert "Idempotency-Replayed" not in answer.headers
        seen.add(answer.json()["id"])
    assert len(seen) == 5


async def test_a_key_is_of_who_asked(team: Team) -> None:
    other = await sign_up(team.client, "other@example.com", "Other")
    first = await sent(team, QUESTION, "one")
    second = await sent(other, QUESTION, "one")
    assert "Idempotency-Replayed" not in second.headers
    assert second.json()["id"] != first.json()["id"]
