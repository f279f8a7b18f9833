"""What people read: lists, one call, calls like it, and what a deletion leaves."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx
import pytest

from shared.db.callbacks import Callback, callback_of_call
from shared.db.pool import ALL_TENANTS, Database
from shared.db.writes import execute_write
from shared.domain.ids import CallbackId, CallId, JobId, TenantId, new_id
from shared.domain.statuses import CallbackStatus
from shared.errors import ProviderRejected
from shared.local.embedder import MODEL
from tests.conftest import ELEVENLABS_SECRET, ApiFactory
from tests.fakes import pinecone_server as pinecone
from tests.fakes.pinecone_server import FakePinecone
from tests.fakes.serving import Fault, served
from tests.support.calls import send, transcription
from tests.support.files import files
from tests.support.people import Team, sign_up
from tests.support.providers import Script
from worker.resources import Resources
from worker.runner import run_job
from worker.upkeep.sweeper import sweep_runs


async def accept(team: Team, conversation_id: str = "conv_1", **changes: Any) -> dict[str, Any]:
    event = transcription(team.agent_id, conversation_id, **changes)
    answer = await send(team.client, event, secret=ELEVENLABS_SECRET)
    assert answer.status_code == 202, answer.text
    accepted: dict[str, Any] = answer.json()
    return accepted


async def process(worker: Resources, accepted: dict[str, Any]) -> None:
    await run_job(worker, JobId(UUID(accepted["job_id"])))


async def ids_of_calls(team: Team, **filters: Any) -> list[str]:
    answer = await team.get("/api/calls", **filters)
    assert answer.status_code == 200, answer.text
    return [call["external_id"] for call in answer.json()["calls"]]


async def pages(team: Team, path: str, noun: str, **params: Any) -> list[list[dict[str, Any]]]:
    found, cursor = [], None
    while True:
        given = {**params, "cursor": cursor} if cursor else params
        page = (await team.get(path, **given)).json()
        found.append(page[noun])
        if not (cursor := page["next_cursor"]):
            return found


async def test_calls_are_filtered(team: Team, worker: Resources, database: Database) -> None:
    done = await accept(team, "conv_done")
    await process(worker, done)
    await accept(team, "conv_new", metadata={"phone_call": {"external_number": "+44 20 7946 0001"}})
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "update calls set created_at = '2026-01-01T00:00Z' where external_id = 'conv_done'"
        )
    agent = (await team.get("/api/agents")).json()[0]["id"]
    for filters, expected in (
        ({}, ["conv_new", "conv_done"]),
        ({"status": "ready"}, ["conv_done"]),
        ({"status": "received"}, ["conv_new"]),
        ({"agent_id": agent}, ["conv_new", "conv_done"]),
        ({"agent_id": str(new_id())}, []),
        ({"since": "2026-01-01T00:00:00Z", "until": "2026-01-01T01:00:00+01:00"}, []),
        ({"since": "2026-01-01T00:00:00Z", "until": "2026-01-01T00:00:01Z"}, ["conv_done"]),
        ({"since": "2026-01-01T00:00:01Z"}, ["conv_new"]),
        ({"phone": "+442079460001"}, ["conv_new"]),
        ({"phone": "+12025550100"}, ["conv_done"]),
        ({"phone": "' or 1=1 --"}, []),
    ):
        assert await ids_of_calls(team, **filters) == expected, filters


async def test_pages_of_calls_have_no_gaps_or_repeats_while_calls_arrive(
    team: Team, database: Database
) -> None:
    names = [f"conv_{number}" for number in range(7)]
    for name in names:
        await accept(team, name)
    async with database.connection(ALL_TENANTS) as conn:
        # Several calls of one instant: only their ids order them.
        await conn.execute("update calls set created_at = '2026-01-01T00:00Z'")
    seen, cursor = [], ""
    for number in range(4):
        page = (
            await team.get("/api/calls", limit=2, **({"cursor": cursor} if cursor else {}))
        ).json()
        seen += [call["external_id"] for call in page["calls"]]
        cursor = page["next_cursor"]
        await accept(team, f"late_{number}")
    assert cursor is None
    assert seen == names[::-1]


async def test_wrong_questions_are_refused(team: Team) -> None:
    for path in ("/api/calls", "/api/callbacks"):
        for cursor in ("x", "", "é", "a" * 5000, "MjAyNi0wMS0wMXww", "\0"):
            answer = await team.client.get(f"{path}?cursor={quote(cursor)}", headers=team.headers)
            assert (answer.status_code, answer.headers["content-type"]) == (
                400,
                "application/problem+json",
            ), cursor
        for limit in (0, -1, 201, "many", 10**30):
            assert (await team.get(path, limit=limit)).status_code == 422, limit
        for limit in (1, 200):
            assert (await team.get(path, limit=limit)).status_code == 200
        assert (await team.get(path, status="nonsense")).status_code == 422
    assert (await team.get("/api/calls", since="2026-01-01T00:00:00")).status_code == 422
    assert (await team.get("/api/calls", phone="\0")).status_code == 422
    assert (await team.get("/api/calls", since="0001-01-01T00:00:00+14:00")).status_code == 422
    assert (
        await team.get("/api/callbacks", due_before="9999-12-31T23:59:59-14:00")
    ).status_code == 422


async def add_callback(team: Team, database: Database, name: str, due_at: str | None) -> None:
    call_id = CallId(UUID((await accept(team, name))["call_id"]))
    async with database.connection(ALL_TENANTS) as conn:
        callback = Callback(
            id=CallbackId(new_id()),
            call_id=call_id,
            status=CallbackStatus.SCHEDULED if due_at else CallbackStatus.AMBIGUOUS,
            due_at=await conn.fetchval("select $1::text::timestamptz", due_at),
            timezone="UTC",
            candidates=(),
            rule="asked",
            reason=name,
            phrase=None,
            phone=None,
            name=None,
            provider=None,
            reference=None,
            booking_error=None,
            created_at=await conn.fetchval("select now()"),
        )
        await execute_write(conn, callback_of_call(TenantId(UUID(team.tenant_id)), callback))


async def test_callbacks_come_soonest_first_page_by_page(team: Team, database: Database) -> None:
    dues = {
        "last": "2031-01-01T00:00Z",
        "twin_1": "2030-01-01T00:00Z",
        "unclear": None,
        "twin_2": "2030-01-01T00:00Z",
    }
    for name, due_at in dues.items():
        await add_callback(team, database, name, due_at)
    found = await pages(team, "/api/callbacks", "callbacks", limit=1)
    assert [[callback["reason"] for callback in page] for page in found] == [
        ["unclear"], ["twin_1"], ["twin_2"], ["last"]
    ]  # fmt: skip


async def test_callbacks_are_filtered(team: Team, database: Database) -> None:
    await add_callback(team, database, "soon", "2030-01-01T00:00Z")
    await add_callback(team, database, "late", "2031-01-01T00:00Z")
    await add_callback(team, database, "unclear", None)
    for filters, expected in (
        ({"due_before": "2030-01-01T00:00:00Z"}, []),
        ({"due_before": "2030-01-01T00:00:01Z"}, ["soon"]),
        ({"status": "ambiguous"}, ["unclear"]),
        ({"status": "scheduled"}, ["soon", "late"]),
        ({"status": "done"}, []),
    ):
        answer = (await team.get("/api/callbacks", **filters)).json()["callbacks"]
        assert [callback["reason"] for callback in answer] == expected, filters


async def test_a_call_that_was_not_processed_yet_shows_what_the_sender_said(team: Team) -> None:
    accepted = await accept(team)
    call = (await team.get(f"/api/calls/{accepted['call_id']}")).json()
    assert (call["status"], call["ready_at"], call["job"]["status"]) == ("received", None, "queued")
    assert [
        call[part] for part in ("summary", "callback_detection", "lead", "document", "callback")
    ] == [None] * 5
    assert call["recordings"] == []
    assert call["transcript"]["turns"][0]["speaker"] == "agent"
    assert (call["from_number"], call["to_number"]) == ("+12025550143", "+12025550100")


async def test_a_processed_call_shows_every_part(team: Team, worker: Resources) -> None:
    accepted = await accept(team)
    await process(worker, accepted)
    call = (await team.get(f"/api/calls/{accepted['call_id']}")).json()
    assert (call["status"], call["error"], call["title"]) == ("ready", None, "A leaking boiler")
    assert call["ready_at"] is not None
    assert call["summary"]["value"]["text"] == "Maria's boiler leaks."
    assert call["callback_detection"]["value"]["requested_time"] == "tomorrow at three p m"
    assert call["lead"]["value"]["name"] == "Maria Lopez"
    assert call["document"]["markdown"].startswith("# A leaking boiler")
    assert (call["callback"]["status"], call["callback"]["due_at"]) == (
        "scheduled",
        "2026-11-19T20:00:00Z",
    )


async def test_job_status_tells_how_far_a_run_is(team: Team, worker: Resources) -> None:
    accepted = await accept(team)
    before = (await team.get(f"/api/job/{accepted['job_id']}/status")).json()
    await process(worker, accepted)
    after = (await team.get(f"/api/job/{accepted['job_id']}/status")).json()
    assert (before["progress"], {step["status"] for step in before["steps"]}) == (0, {"pending"})
    assert (after["status"], after["progress"], after["error"]) == ("succeeded", 100, None)
    assert [step["step"] for step in after["steps"]] == [step["step"] for step in before["steps"]]
    assert {step["status"] for step in after["steps"]} == {"done", "skipped"}


async def test_a_run_that_failed_once_says_so_and_waits(
    team: Team, worker: Resources, script: Script
) -> None:
    script.fail["write_document"] = [ValueError("no")]
    accepted = await accept(team)
    await process(worker, accepted)
    job = (await team.get(f"/api/job/{accepted['job_id']}/status")).json()
    assert (job["status"], job["error_code"], job["attempts"]) == ("queued", "internal_error", 1)
    assert 0 < job["progress"] < 100


async def test_a_run_that_failed_or_was_cancelled_is_not_done(
    team: Team, worker: Resources, script: Script
) -> None:
    accepted = await accept(team)
    cancelled = (await team.post(f"/api/job/{accepted['job_id']}/cancel")).json()
    assert (cancelled["status"], cancelled["progress"]) == ("cancelled", 0)
    script.fail["write_document"] = [ProviderRejected("no", reason="refused")]
    retried = (await team.post(f"/api/job/{accepted['job_id']}/retry")).json()
    await process(worker, retried)
    job = (await team.get(f"/api/job/{accepted['job_id']}/status")).json()
    assert job["status"] == "failed"
    left = [step["step"] for step in job["steps"] if step["status"] not in ("done", "skipped")]
    assert left == ["write_document"]
    assert 50 < job["progress"] < 100


async def test_similar_calls_are_a_conflict_before_the_call_is_indexed(team: Team) -> None:
    accepted = await accept(team)
    answer = await team.get(f"/api/calls/{accepted['call_id']}/similar")
    assert (answer.status_code, answer.headers["content-type"]) == (409, "application/problem+json")


async def test_similar_calls_are_this_tenants_other_calls(
    team: Team, other_team: Team, database: Database
) -> None:
    first, second, stranger = (
        await accept(team, "c1"),
        await accept(team, "c2"),
        await accept(other_team, "c3"),
    )
    async with database.connection(ALL_TENANTS) as conn:
        for owner, accepted in ((team, first), (team, second), (other_team, stranger)):
            await conn.execute(
                """
                with indexed as (
                    insert into chunks (
                        id, tenant_id, call_id, source, position, text, char_start, char_end,
                        model, dimension, indexed_at
                    )
                    values ($1, $2, $3, 'summary', 0, 'a boiler', 0, 8, $4, 2, now())
                    returning *
                )
                insert into chunk_vectors
                select tenant_id, id, model, dimension, created_at, call_id, source, '[1,0]'
                from indexed
                """,
                new_id(),
                UUID(owner.tenant_id),
                UUID(accepted["call_id"]),
                MODEL,
            )
    answer = (await team.get(f"/api/calls/{first['call_id']}/similar")).json()
    assert answer["compared_by"] == "summary"
    assert [
        (found["call"]["id"], found["score"], found["excerpt"]) for found in answer["similar"]
    ] == [(second["call_id"], 1.0, "a boiler")]


@pytest.mark.parametrize(
    ("endpoint", "fault"),
    [
        ("fetch", pinecone.SERVER_ERROR),
        ("fetch", Fault("status", 200, {}, {"unexpected": True})),
        ("fetch", pinecone.MALFORMED),
        ("query", pinecone.UNAVAILABLE),
        ("query", Fault("status", 200, {}, {"results": []})),
        ("query", pinecone.UNAUTHORIZED),
        ("query", Fault("status", 429, {"retry-after": "1"})),
        ("query", Fault("status", 429)),
        ("fetch", Fault("status", 429, {"retry-after": "-1"})),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{value.kind} {value.status}",
)
async def test_similar_calls_are_503_with_a_time_to_come_back_only_while_the_index_fails(
    open_api: ApiFactory, database: Database, endpoint: str, fault: Fault
) -> None:
    fake, chunk_id = FakePinecone(384), str(new_id())
    with served(fake.app) as url:
        async with open_api(PINECONE_API_KEY="pc-test", PINECONE_HOST=url) as client:
            team = await sign_up(client, "a@example.com", "A")
            accepted = await accept(team)
            async with database.connection(ALL_TENANTS) as conn:
                await conn.execute(
                    """
                    insert into chunks (
                        id, tenant_id, call_id, source, position, text, char_start, char_end, model,
                        dimension, indexed_at
                    )
                    values ($1, $2, $3, 'summary', 0, 'a boiler', 0, 8, $4, 384, now())
                    """,
                    UUID(chunk_id),
                    UUID(team.tenant_id),
                    UUID(accepted["call_id"]),
                    MODEL,
                )
            about = {"call_id": accepted["call_id"], "model": MODEL, "source": "summary"}
            record = {"id": chunk_id, "values": [1.0] + [0.0] * 383, "metadata": about}
            fake.namespaces[f"tenant-{team.tenant_id}"] = {chunk_id: record}
            fake.script.then(endpoint, fault)
            answer, afterwards = [
                await team.get(f"/api/calls/{accepted['call_id']}/similar") for _ in range(2)
            ]
    assert (answer.status_code, int(answer.headers["retry-after"]) > 0) == (503, True), answer.text
    assert afterwards.status_code == 200, afterwards.text


async def test_a_deleted_call_leaves_no_row_no_vector_and_no_file(
    team: Team, worker: Resources, database: Database
) -> None:
    accepted = await accept(team)
    recording = (await team.post("/api/recordings", {})).json()
    audio = await team.client.put(
        httpx.URL(recording["upload_url"]).path, content=b"sound", headers=team.headers
    )
    assert audio.status_code == 200
    await process(worker, accepted)
    for call_id in (accepted["call_id"], recording["call_id"]):
        assert (await team.delete(f"/api/calls/{call_id}")).status_code == 204
        assert (await team.get(f"/api/calls/{call_id}")).status_code == 404
        assert (await team.delete(f"/api/calls/{call_id}")).status_code == 404
    await sweep_runs(worker)
    assert files(worker.settings) == []
    tables = (
        "calls jobs job_steps transcripts insights leads lead_calls callbacks documents chunks"
        " recordings inbound_events"
    )
    async with database.connection(ALL_TENANTS) as conn:
        for table in tables.split():
            assert await conn.fetchval(f"select count(*) from {table}") == 0, table
        left = await conn.fetch("select type, call_id, job_id, data from events")
    # Those who follow the stream are told which call is gone, and nothing else of it.
    assert {(row["type"], row["call_id"], row["job_id"]) for row in left} == {
        ("call.deleted", None, None)
    }
    assert sorted(row["data"]["call_id"] for row in left) == sorted(
        (accepted["call_id"], recording["call_id"])
    )


async def test_nothing_that_was_said_or_dialled_is_logged(
    team: Team, worker: Resources, script: Script, capsys: pytest.CaptureFixture[str]
) -> None:
    script.fail["extract_lead"] = [ValueError("Maria Lopez, +1 503 555 0142")]
    accepted = await accept(team)
    await process(worker, accepted)
    for path in ("", "/similar"):
        await team.get(f"/api/calls/{accepted['call_id']}{path}", phone="+12025550143")
    await accept(team, "conv_2", metadata={"phone_call": {"call_sid": "x" * 5000}})
    await team.delete(f"/api/calls/{accepted['call_id']}")
    said = capsys.readouterr().out
    assert "step done" in said
    for private in ("503 555", "5035550142", "2025550143", "Maria", "boiler", "Northside"):
        assert private not in said


async def test_what_a_sender_calls_a_call_may_be_very_long(team: Team) -> None:
    """Indexed columns have a limit of their own in PostgreSQL."""
    noise = "".join(str(new_id()) for _ in range(500))
    phone = {"call_sid": noise, "external_number": noise, "agent_number": noise}
    await accept(
        team,
        metadata={"phone_call": phone, "timezone": noise, "main_language": noise},
        agent_name=noise,
    )
    assert await ids_of_calls(team) == ["conv_1"]
