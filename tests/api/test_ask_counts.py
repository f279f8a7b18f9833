"""Counts of questions with alternatives and negations, and what is not counted."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from shared.db.pool import Database
from shared.domain.ids import CallId, TenantId, new_id
from tests.api.test_ask import BOILER, asked, insert_call, processed
from tests.support.people import Team
from worker.resources import Resources


async def test_alternatives_and_negations_are_counted_as_they_are_asked(
    team: Team, database: Database
) -> None:
    tenant_id = TenantId(UUID(team.tenant_id))
    ids = [CallId(new_id()) for _ in range(5)]
    said = ("My boiler leaks.", "The heating is cold.", "Boiler and heating.", "A refund.", None)
    async with database.transaction(tenant_id) as conn:
        for call_id, words in zip(ids, said, strict=True):
            await insert_call(conn, tenant_id, call_id, said=words)
        await conn.execute(
            """
            insert into callbacks (
                id, tenant_id, call_id, status, timezone, rule, reason, time_kind
            )
            values ($1, $2, $3, 'ambiguous', 'UTC', '', '', 'ambiguous')
            """,
            new_id(),
            tenant_id,
            ids[0],
        )

    async def counted(question: str) -> int:
        value: int = (await asked(team, question))["parts"][0]["data"]["count"]
        return value

    assert await counted("How many calls mention boiler or heating?") == 3
    # Of the call without a transcript nobody knows.
    assert await counted("How many calls do not mention a boiler?") == 2
    assert await counted("how many calls mention heating but do not mention a boiler") == 1
    assert await counted("How many calls have no callback?") == 4
    for question in (
        "how many calls had a callback?",
        "wie viele Anrufe hatten einen Rückruf?",
        "¿cuántas llamadas tuvieron una devolución de llamada?",
        "combien d'appels ont eu un rappel ?",
        "how many calls with a callback do not mention a refund?",
        "how many calls had a callback but no refund?",
    ):
        assert await counted(question) == 1, question
    assert await counted("how many calls with a callback mention heating?") == 0
    listed = await asked(team, "which calls do not mention a boiler")
    items = [part["data"]["call_id"] for part in listed["parts"] if part["kind"] == "item"]
    assert set(items) == {str(ids[1]), str(ids[3])}
    assert listed["text"].startswith("2 calls, without boiler… in any passage.")


async def test_what_is_not_understood_is_said_and_not_counted(
    team: Team, worker: Resources
) -> None:
    await processed(team, worker, "conv_1", BOILER)
    first = await asked(team, "how many calls mention a boiler")
    thread = {"thread_id": first["thread_id"]}
    answer = await asked(team, "how many calls are about anything except boilers", **thread)
    (part,) = answer["parts"]
    assert part["text"] == "Not understood: “except boilers”."
    assert part["data"] == {"not_understood": ["except boilers"]}
    assert answer["note"] == "not_counted"
    assert answer["understood"]["unread"] == ["except boilers"]
    assert (answer["coverage"]["in_scope"], answer["coverage"]["read"]) == (1, 0)
    listed = await asked(team, "Which ones?", **thread)
    assert [part["kind"] for part in listed["parts"]] == ["fact", "item"]


async def test_people_are_denied_what_they_said_in_any_call(team: Team, database: Database) -> None:
    """Who asked in one call has asked, whatever was said in another."""
    tenant_id = TenantId(UUID(team.tenant_id))
    said = (
        ("+12025550101", "A refund."),
        ("+12025550101", "A boiler."),
        ("+12025550102", "A boiler."),
        ("+12025550103", None),
    )
    ids = [CallId(new_id()) for _ in said]
    async with database.transaction(tenant_id) as conn:
        for call_id, (number, words) in zip(ids, said, strict=True):
            await insert_call(conn, tenant_id, call_id, number=number, said=words)
        await conn.execute(
            """
            insert into callbacks (
                id, tenant_id, call_id, status, timezone, rule, reason, time_kind
            )
            values ($1, $2, $3, 'ambiguous', 'UTC', '', '', 'ambiguous')
            """,
            new_id(),
            tenant_id,
            ids[1],
        )
    for question in (
        "who did not ask for a refund?",
        "welche Kunden haben nicht nach einem Refund gefragt?",
        "¿quién no mencionó refund?",
        "qui n'a pas demandé de refund ?",
    ):
        answer = await asked(team, question)
        assert [each["call_id"] for each in _items(answer)] == [str(ids[2])], question
        assert answer["coverage"]["without_transcript"] == 1
    counted = await asked(team, "how many callers did not ask for a refund?")
    assert counted["text"] == "1 caller, without refund… in any passage, said by a customer."
    without = await asked(team, "which callers wanted no callback?")
    assert {each["call_id"] for each in _items(without)} == {str(ids[2]), str(ids[3])}
    assert without["text"].startswith("2 callers, without a callback.")
    both = await asked(team, "how many callers asked for a boiler but not for a refund?")
    assert both["parts"][0]["data"]["count"] == 1
    same = await asked(team, "how many callers asked for a boiler but wanted no callback?")
    assert same["parts"][0]["data"]["count"] == 1


async def test_lengths_of_calls_are_measured_and_say_of_which(
    team: Team, database: Database
) -> None:
    tenant_id = TenantId(UUID(team.tenant_id))
    lengths = (60.0, 300.0, 3900.0, None)
    ids = [CallId(new_id()) for _ in lengths]
    async with database.transaction(tenant_id) as conn:
        for number, (call_id, length) in enumerate(zip(ids, lengths, strict=True)):
            await insert_call(
                conn, tenant_id, call_id, number=f"+1202555010{number // 2}", duration_s=length,
                said="A boiler." if number else "A refund.",
            )  # fmt: skip
    average = await asked(team, "what is the average length of calls?")
    assert average["text"].splitlines() == [
        "23 min 40 s on average, in 3 calls.",
        "1 call without a known length: not included.",
    ]
    total = await asked(team, "how many minutes of calls mention a boiler?")
    assert total["parts"][0]["data"]["seconds"] == 4200
    longest = await asked(team, "longest call")
    assert [each["call_id"] for each in _items(longest)] == [str(ids[2])]
    assert longest["parts"][1]["text"].startswith("1 h 5 min · ")
    shortest = await asked(team, "die zwei kürzesten Anrufe")
    assert [each["call_id"] for each in _items(shortest)] == [str(ids[0]), str(ids[1])]
    for question, expected in (
        ("how many calls lasted longer than 5 minutes?", 1),
        ("wie viele Anrufe dauerten mindestens 5 Minuten?", 2),
        ("¿cuántas llamadas duraron menos de 5 minutos?", 1),
        ("combien d'appels ont duré au plus une heure ?", 2),
    ):
        counted = await asked(team, question)
        assert counted["parts"][0]["data"]["count"] == expected, question
        assert counted["parts"][1]["data"] == {"count": 1, "of": "calls", "without": "length"}
    often = await asked(team, "who called more than once?")
    assert [part["data"].get("calls") for part in often["parts"]] == [4, 2, 2]
    assert (await asked(team, "how many callers called twice?"))["parts"][0]["data"]["count"] == 2


async def test_days_are_compared_and_grouped(team: Team, database: Database) -> None:
    tenant_id = TenantId(UUID(team.tenant_id))
    november = datetime(2026, 11, 3, 12, tzinfo=UTC)
    moments = (november, november, november + timedelta(days=1), november - timedelta(days=14))
    ids = [CallId(new_id()) for _ in moments]
    async with database.transaction(tenant_id) as conn:
        for call_id, moment in zip(ids, moments, strict=True):
            await insert_call(conn, tenant_id, call_id, started_at=moment, said="A refund.")
    compared = await asked(
        team, "did more callers ask for a refund in November 2026 than in October 2026?"
    )
    assert [part["data"].get("count") for part in compared["parts"]] == [3, 1, None]
    assert compared["parts"][2]["text"] == "Difference: +2."
    assert compared["coverage"]["in_scope"] == 4
    assert compared["understood"]["compared"]["first"] == "2026-10-01"
    by_day = await asked(team, "how many calls per day in November 2026?")
    assert [(part["data"]["name"], part["data"]["calls"]) for part in by_day["parts"]] == [
        ("2026-11-03", 2),
        ("2026-11-04", 1),
    ]
    by_agent = await asked(team, "calls per agent")
    assert by_agent["parts"][0]["data"] == {"count": 4, "of": "calls", "without": "agent"}
    first = await asked(team, "since when do people ask for refunds?")
    assert [each["call_id"] for each in _items(first)] == [str(ids[3])]


def _items(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [part["data"] for part in answer["parts"] if part["kind"] == "item"]
