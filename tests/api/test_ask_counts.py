"""Counts of questions with alternatives and negations, and what is not counted."""

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
    answer = await asked(team, "how many calls were longer than a minute", **thread)
    (part,) = answer["parts"]
    assert part["text"] == "Not understood: “longer than a minute”."
    assert part["data"] == {"not_understood": ["longer than a minute"]}
    assert answer["note"] == "not_counted"
    assert answer["understood"]["unread"] == ["longer than a minute"]
    assert (answer["coverage"]["in_scope"], answer["coverage"]["read"]) == (1, 0)
    listed = await asked(team, "Which ones?", **thread)
    assert [part["kind"] for part in listed["parts"]] == ["fact", "item"]
