"""Questions about calls without a hosted model: counted, listed, and shown as passages."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from shared.db.pool import ALL_TENANTS, Connection, Database
from shared.db.threads import MOST_ANSWERS
from shared.db.transcripts import insert_transcript
from shared.db.users import User, insert_user
from shared.domain.access import Role
from shared.domain.ids import CallId, JobId, TenantId, UserId, new_id
from shared.domain.transcript import Speaker, Transcript, Turn
from shared.settings.load import Settings
from tests.api.test_search import index_by_meaning
from tests.conftest import ELEVENLABS_SECRET
from tests.support.calls import CALLBACK_TURNS, send, transcription
from tests.support.people import Team, signed_in
from worker.resources import Resources
from worker.runner import run_job
from worker.upkeep.housekeeping import drop_old_answers
from worker.upkeep.part_retention import delete_expired_parts

NEW_YORK = ZoneInfo("America/New_York")
BOILER = (
    ("agent", "Northside Heating, good morning."),
    ("user", "How much is a new boiler?"),
    ("agent", "A new boiler is twelve hundred and fifty dollars, fitted."),
    ("user", "Fine. I also want a refund for the last visit."),
)
CAFE = (
    ("agent", "Northside Heating, hello."),
    ("user", "I was at your café yesterday and lost an umbrella."),
)


async def processed(
    team: Team, worker: Resources, conversation_id: str, turns: Any, **changes: Any
) -> str:
    event = transcription(team.agent_id, conversation_id, turns=turns, **changes)
    accepted = (await send(team.client, event, secret=ELEVENLABS_SECRET)).json()
    await run_job(worker, JobId(UUID(accepted["job_id"])))
    return str(accepted["call_id"])


async def asked(team: Team, question: str, **body: Any) -> dict[str, Any]:
    answer = await team.post("/api/ask", {"question": question, **body})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_needle_is_answered_with_its_passage_and_second(
    team: Team, worker: Resources
) -> None:
    call_id = await processed(team, worker, "conv_1", BOILER)
    await processed(team, worker, "conv_2", CAFE)
    answer = await asked(team, "How much is a new boiler?")
    first = answer["parts"][0]
    assert (first["kind"], first["citations"][0]["call_id"]) == ("passage", call_id)
    assert first["text"] == "A new boiler is twelve hundred and fifty dollars, fitted."
    assert (first["citations"][0]["turn"], first["citations"][0]["start_s"]) == (2, 12.0)
    assert first["citations"][0]["url"] == f"/calls/{call_id}#t=12,18"
    assert answer["note"] == "no_model"
    assert not answer["written"]
    assert answer["coverage"]["in_scope"] == 2


async def test_what_only_means_the_same_is_shown_by_the_turn_that_does(
    team: Team, worker: Resources, database: Database
) -> None:
    turns = (
        ("agent", "Good morning. How can I help you?"),
        ("user", "Hi, my name is Ana."),
        ("user", "¿Cuánto cuesta una caldera?"),
        ("agent", "Of course, one moment please."),
    )
    await processed(team, worker, "conv_1", turns)
    await index_by_meaning(team, database)
    answer = await asked(team, "What does a boiler cost?")
    assert answer["note"] == "no_shared_word"
    assert [part["citations"][0]["turn"] for part in answer["parts"]] == [2]


async def test_counts_are_exact(team: Team, worker: Resources) -> None:
    for number in range(3):
        await processed(team, worker, f"conv_{number}", BOILER)
    await processed(team, worker, "conv_cafe", CAFE)
    answer = await asked(team, "how many calls mention a refund")
    assert answer["parts"][0]["data"]["count"] == 3
    # All of them came from one number.
    answer = await asked(team, "how many callers asked for a refund")
    assert answer["parts"][0]["data"] == {
        "count": 1,
        "of": "callers",
        "calls": 3,
        "words": ["refund…"],
        "spoken_by": "customer",
    }
    assert answer["coverage"] == {
        "in_scope": 4,
        "read": 4,
        "without_transcript": 0,
        "left_out": {},
    }


async def test_callbacks_of_tomorrow_are_listed_exactly(team: Team, database: Database) -> None:
    """Tomorrow is the team's day: New York's, five hours behind UTC."""
    today = datetime.now(NEW_YORK).date()
    tomorrow = datetime.combine(today + timedelta(days=1), time.min, NEW_YORK)
    day, minute = timedelta(days=1), timedelta(minutes=1)
    times: dict[str, tuple[Any, ...]] = {
        "midnight": ("scheduled", tomorrow, None),
        "noon": ("scheduled", tomorrow + timedelta(hours=12), None),
        "last minute": ("scheduled", tomorrow + timedelta(hours=24) - minute, None),
        "window": ("scheduled", tomorrow - timedelta(hours=2), tomorrow + timedelta(hours=9)),
        "today": ("scheduled", tomorrow - minute, None),
        "until midnight": ("scheduled", tomorrow - timedelta(hours=9), tomorrow),
        "day after": ("scheduled", tomorrow + day + timedelta(hours=2), None),
        "done": ("done", tomorrow + timedelta(hours=12), None),
        "cancelled": ("cancelled", tomorrow + timedelta(hours=12), None),
        "ambiguous": ("ambiguous", None, None),
    }
    tenant_id = TenantId(UUID(team.tenant_id))
    async with database.transaction(tenant_id) as conn:
        for name, (status, due_at, due_until) in times.items():
            call_id = new_id()
            await insert_call(conn, tenant_id, CallId(call_id))
            await conn.execute(
                """
                insert into callbacks (
                    id, tenant_id, call_id, status, due_at, due_until, timezone, rule, reason, name,
                    time_kind, settled_at
                )
                values ($1, $2, $3, $4, $5, $6, 'UTC', '', '', $7,
                    case when $4 = 'ambiguous' then 'ambiguous' else 'instant' end,
                    case when $4 in ('done', 'cancelled') then now() end)
                """,
                new_id(),
                tenant_id,
                call_id,
                status,
                due_at,
                due_until,
                name,
            )
    for question in (
        "who wants to be called back tomorrow",
        "Wer möchte morgen zurückgerufen werden?",
        "¿Quién quiere que le llamen mañana?",
        "Qui veut être rappelé demain ?",
    ):
        answer = await asked(team, question)
        names = [part["data"]["name"] for part in answer["parts"] if part["kind"] == "item"]
        assert names == ["window", "midnight", "noon", "last minute"], question
        facts = [part["data"] for part in answer["parts"] if part["kind"] == "fact"]
        assert [fact["count"] for fact in facts] == [4, 1]
    answer = await asked(team, "how many callbacks are open?")
    assert answer["parts"][0]["data"]["count"] == 8


async def insert_call(
    conn: Connection,
    tenant_id: TenantId,
    call_id: CallId,
    *,
    number: str | None = None,
    started_at: datetime | None = None,
    said: str | None = None,
    duration_s: float | None = None,
) -> None:
    await conn.execute(
        """
        insert into calls (
            id, tenant_id, source, external_id, status, direction, from_number, started_at,
            duration_s
        )
        values ($1::uuid, $2, 'upload', $1::text, 'ready', 'inbound', $3, $4, $5)
        """,
        call_id,
        tenant_id,
        number,
        started_at,
        duration_s,
    )
    if said is not None:
        transcript = Transcript((Turn(Speaker.CUSTOMER, said),), "en")
        await insert_transcript(conn, tenant_id, call_id, transcript, origin="upload")
        await conn.execute(
            """
            insert into chunks (
                id, tenant_id, call_id, source, position, text, char_start, char_end
            )
            values ($1, $2, $3, 'transcript', 0, $4, 0, length($4))
            """,
            new_id(),
            tenant_id,
            call_id,
            transcript.text,
        )


async def test_a_count_says_how_it_counted(team: Team, database: Database) -> None:
    tenant_id = TenantId(UUID(team.tenant_id))
    october, refund = datetime(2026, 10, 31, 23, 30, tzinfo=NEW_YORK), "I want a refund."
    async with database.transaction(tenant_id) as conn:
        for number, started_at, said in (
            ("+12025550101", october, refund),
            ("+12025550101", october, "Are refunds possible?"),
            ("+12025550102", october, "REFUNDED?"),
            (None, october, refund),
            (None, october, refund),
            ("+12025550103", october + timedelta(hours=1), refund),
            ("+12025550104", october, "A fund is no re fund."),
            ("+12025550105", october, None),
        ):
            await insert_call(
                conn,
                tenant_id,
                CallId(new_id()),
                number=number,
                started_at=started_at,
                said=said,
            )
    answer = await asked(team, "how many callers asked for a refund in October 2026")
    assert answer["parts"][0]["data"] == {
        "count": 4,
        "of": "callers",
        "calls": 5,
        "words": ["refund…"],
        "spoken_by": "customer",
    }
    assert answer["text"] == (
        "4 callers in 5 calls, with refund… in a passage of the transcript, said by a customer,"
        " 2026-10-01 to 2026-10-31 (America/New_York)."
    )
    assert answer["coverage"] == {
        "in_scope": 7,
        "read": 6,
        "without_transcript": 1,
        "left_out": {"no_transcript": 1},
    }
    assert answer["understood"]["period"]["since"] == "2026-10-01T00:00:00-04:00"
    answer = await asked(team, "and in November 2026?", thread_id=answer["thread_id"])
    assert answer["parts"][0]["data"]["count"] == 1


async def test_lists_and_groups_and_timelines(team: Team, worker: Resources) -> None:
    boiler = await processed(team, worker, "conv_1", BOILER)
    cafe = await processed(team, worker, "conv_2", CAFE)

    def calls(answer: dict[str, Any]) -> list[str]:
        return [part["data"]["call_id"] for part in answer["parts"] if part["kind"] == "item"]

    assert calls(await asked(team, "which calls mention an umbrella")) == [cafe]
    assert calls(await asked(team, "list every call", scope={"call_id": boiler})) == [boiler]
    assert calls(await asked(team, "list every call", scope={"direction": "outbound"})) == []
    assert set(calls(await asked(team, "history of Maria Lopez"))) == {boiler, cafe}
    assert set(calls(await asked(team, "calls from (202) 555-0143"))) == set()
    assert set(calls(await asked(team, "calls from +1 (202) 555-0143"))) == {boiler, cafe}
    assert (await asked(team, "history of Napoleon Bonaparte"))["note"] == "unknown_caller"
    assert calls(await asked(team, "which leads are from Portland")) in ([boiler], [cafe])
    groups = (await asked(team, "what are the most common requests"))["parts"]
    assert [(part["data"]["name"], part["data"]["calls"]) for part in groups] == [("repair", 2)]
    summaries = await asked(team, "summarise these calls")
    assert (summaries["note"], summaries["written"]) == ("stored_summaries", False)
    assert set(calls(summaries)) == {boiler, cafe}


async def test_a_thread_keeps_its_scope(team: Team, worker: Resources) -> None:
    call_id = await processed(team, worker, "conv_1", BOILER)
    scope = {
        "ids": [call_id],
        "since": "2026-01-01T00:00:00Z",
        "direction": "inbound",
        "callback": ["none"],
    }
    first = await asked(team, "how many calls mention a refund", scope=scope)
    thread = {"thread_id": first["thread_id"]}
    await processed(team, worker, "conv_2", BOILER)
    again = await asked(team, "which calls mention a refund", **thread)
    assert (first["coverage"]["in_scope"], again["coverage"]["in_scope"]) == (1, 1)
    widened = await asked(team, "how many calls mention a refund", **thread, scope={})
    assert widened["coverage"]["in_scope"] == 2
    listed = await asked(team, "Which ones?", **thread, scope={})
    found = [part["data"]["call_id"] for part in listed["parts"] if part["kind"] == "item"]
    assert (len(found), call_id in found) == (2, True)
    both = {"call_id": call_id, "ids": [call_id]}
    refused = await team.post("/api/ask", {"question": "how many calls", "scope": both})
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_request")


async def test_a_thread_has_at_most_so_many_questions(team: Team, database: Database) -> None:
    thread = {"thread_id": (await asked(team, "how many calls"))["thread_id"]}
    async with database.connection(TenantId(UUID(team.tenant_id))) as conn:
        await conn.execute(
            """
            insert into answers (
                id, tenant_id, thread_id, user_id, question, plan, status, ending
            )
            select
                gen_random_uuid(), tenant_id, thread_id, user_id, question, plan, status, ending
            from answers cross join generate_series(1, $1::int)
            """,
            MOST_ANSWERS - 1,
        )
    refused = await team.post("/api/ask", {"question": "how many calls", **thread})
    assert (refused.status_code, refused.json()["code"]) == (400, "thread_full")
    await asked(team, "how many calls")


async def test_calls_that_were_not_searched_are_counted(
    team: Team, worker: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.answers.finding.MOST_CALLS", 1)
    for number in range(2):
        await processed(team, worker, f"conv_{number}", BOILER)
    answer = await asked(team, "How much is a new inbound boiler?")
    assert answer["coverage"]["left_out"] == {"too_many": 1}
    assert answer["coverage"]["read"] == 1


async def test_nothing_is_written_without_a_model(team: Team, worker: Resources) -> None:
    await processed(team, worker, "conv_1", BOILER)
    answer = await asked(team, "How fast are zeppelins?")
    assert (answer["written"], answer["note"]) == (False, "no_shared_word")
    assert answer["note_text"] == "No passage shares a word with your question."
    assert answer["cost"]["requests"] == 0


async def test_threads_are_of_who_asked(
    team: Team, other_team: Team, database: Database, settings: Settings, password_hash: str
) -> None:
    first = await asked(team, "how many calls are there")
    await asked(team, "and yesterday?", thread_id=first["thread_id"])
    unkept = await asked(team, "how many leads are there", keep=False)
    assert unkept["thread_id"] is None
    (thread,) = (await team.get("/api/threads")).json()["threads"]
    assert (thread["title"], thread["questions"]) == ("how many calls are there", 2)
    path = f"/api/threads/{thread['id']}"
    renamed = await team.patch(path, {"title": "Counts"})
    assert renamed.json()["title"] == "Counts"
    detail = (await team.get(path)).json()
    assert [each["question"] for each in detail["answers"]] == [
        "how many calls are there",
        "and yesterday?",
    ]
    tenant_id, viewer_id = TenantId(UUID(team.tenant_id)), UserId(new_id())
    async with database.connection(ALL_TENANTS) as conn:
        viewer = User(viewer_id, tenant_id, "v@example.com", password_hash, Role.VIEWER)
        await insert_user(conn, viewer)
    token = await signed_in(database, settings, tenant_id, viewer_id)
    colleague = replace(team, headers={"Authorization": f"Bearer {token}"})
    # Viewers may ask where they may read, and see no threads of others.
    assert (await asked(colleague, "how many calls are there"))["status"] == "done"
    for other in (colleague, other_team):
        assert (await other.get(path)).status_code == 404
        assert (await other.patch(path, {"title": "Mine"})).status_code == 404
        assert (await other.delete(path)).status_code == 404
        assert (await other.get(f"/api/answers/{first['id']}")).status_code == 404
        assert (await other.get(f"/api/answers/{first['id']}/stream")).status_code == 404
        refused = await other.post("/api/ask", {"question": "how many?", "thread_id": thread["id"]})
        assert (refused.status_code, refused.json()["code"]) == (404, "unknown_thread")
    assert (await team.delete(path)).status_code == 204
    assert (await team.get(f"/api/answers/{first['id']}")).status_code == 404


async def test_erasing_a_person_deletes_questions_that_name_them(
    team: Team, worker: Resources
) -> None:
    await processed(team, worker, "conv_1", CALLBACK_TURNS)
    about = [
        await asked(team, question)
        for question in ("history of Maria Lopez", "what happened with +1 202 555 0143?")
    ]
    kept = await asked(team, "how many calls are there")
    erased = await team.post("/api/people/erase", {"phone": "+12025550143"})
    assert erased.json()["remaining"] == 0
    for answer in about:
        assert (await team.get(f"/api/answers/{answer['id']}")).status_code == 404
    assert (await team.get(f"/api/answers/{kept['id']}")).status_code == 200
    assert [each["title"] for each in (await team.get("/api/threads")).json()["threads"]] == [
        "how many calls are there"
    ]


async def test_an_export_has_what_questions_and_answers_hold_of_a_person(
    team: Team, worker: Resources, database: Database
) -> None:
    own = await processed(team, worker, "conv_1", CALLBACK_TURNS)
    other = await processed(team, worker, "conv_2", BOILER)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "update calls set direction = 'inbound', from_number = '+14155550100' where id = $1",
            UUID(other),
        )
        await conn.execute("delete from lead_calls where call_id = $1", UUID(other))
        await conn.execute("update callbacks set phone = null where call_id = $1", UUID(other))
    named = await asked(team, "history of Maria Lopez")
    mixed = await asked(team, "list every call")
    await asked(team, "how many calls are there")
    document = (await team.post("/api/people/export", {"phone": "+12025550143"})).json()
    assert [each["call"]["id"] for each in document["calls"]] == [own]
    found = {each["question"]: each["parts"] for each in document["questions"]}
    assert found.keys() == {named["question"], mixed["question"]}
    parts = [part for each in found.values() for part in each]
    assert parts
    assert other not in str(parts)
    nothing = (await team.post("/api/people/export", {"email": "other@example.com"})).json()
    assert nothing["questions"] == []


@pytest.mark.parametrize(
    "body",
    [
        {"question": ""},
        {"question": " "},
        {"question": "x" * 501},
        {"question": "x\0"},
        {"question": "x", "format": "xml"},
        {"question": "x", "scope": {"unknown": 1}},
        {"question": "x", "max_cost_microusd": -1},
    ],
)
async def test_what_is_no_question_is_refused(team: Team, body: dict[str, Any]) -> None:
    refused = await team.post("/api/ask", body)
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"


async def test_threads_end_with_the_retention_of_calls(
    team: Team, worker: Resources, database: Database
) -> None:
    old, kept = [await asked(team, "how many calls are there") for _ in range(2)]
    unkept = await asked(team, "how many leads are there", keep=False)
    tenant_id = TenantId(UUID(team.tenant_id))
    async with database.connection(tenant_id) as conn:
        await conn.execute(
            "update ask_threads set updated_at = now() - interval '31 days' where id = $1",
            UUID(old["thread_id"]),
        )
        await conn.execute("update answers set touched_at = now() - interval '1 hour'")
    await drop_old_answers(worker)
    # The installation and the tenant keep calls for ever.
    assert (await team.get(f"/api/answers/{old['id']}")).status_code == 200
    assert (await team.get(f"/api/answers/{unkept['id']}")).status_code == 404
    assert (await team.patch("/api/tenant", {"call_retention_days": 30})).status_code == 200
    await drop_old_answers(worker)
    assert (await team.get(f"/api/answers/{old['id']}")).status_code == 404
    assert (await team.get(f"/api/answers/{kept['id']}")).status_code == 200


async def test_words_of_a_deleted_transcript_leave_answers(
    team: Team, worker: Resources, database: Database
) -> None:
    call_id = await processed(team, worker, "conv_1", BOILER)
    answer = await asked(team, "How much is a new boiler?")
    changed = await team.patch("/api/tenant", {"transcript_retention_days": 30})
    assert changed.status_code == 200, changed.text
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update calls set created_at = now() - interval '40 days'")
    await delete_expired_parts(worker)
    assert (await team.get(f"/api/calls/{call_id}")).status_code == 200
    assert (await team.get(f"/api/answers/{answer['id']}")).json()["parts"] == []
