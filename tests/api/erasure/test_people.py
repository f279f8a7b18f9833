"""A person's data is exported and deleted, over all calls of a tenant and of no other."""

from typing import Any
from uuid import UUID

import pytest

from api.routes import people
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.people import Identity, e164_of
from tests.api.erasure.places import erase_all, make_call
from tests.shared.storage.recording_storage_suite import stems_of
from tests.support.people import Team
from worker.resources import Resources

MARIA, OTHER = "+12025550143", "+12025550199"


def phone_call(external: str, direction: str = "inbound", leg: str = "1") -> dict[str, Any]:
    return {
        "metadata": {
            "start_time_unix_secs": 1795015800,
            "call_duration_secs": 42,
            "phone_call": {
                "type": "twilio",
                "direction": direction,
                "agent_number": "+12025550100",
                "external_number": external,
                "call_sid": "CA" + leg * 32,
            },
        },
        "turns": [("user", "Hello.")],
    }


async def count(database: Database, table: str) -> int:
    async with database.connection(ALL_TENANTS) as conn:
        return int(await conn.fetchval(f"select count(*) from {table}"))


async def calls_of(team: Team) -> list[str]:
    found = (await team.get("/api/calls")).json()["calls"]
    return sorted(call["external_id"] for call in found)


async def test_all_calls_of_a_number_are_deleted_and_no_others(
    team: Team, other_team: Team, worker: Resources, database: Database
) -> None:
    await make_call(team, worker, "inbound", **phone_call(MARIA))
    await make_call(team, worker, "outbound", **phone_call(MARIA, "outbound", "2"))
    await make_call(team, worker, "somebody", **phone_call(OTHER, leg="3"))
    await make_call(other_team, worker, "of_others", **phone_call(MARIA, leg="4"))
    # As another sender writes it.
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "update calls set to_number = '+1 (202) 555-0143' where external_id = 'outbound'"
        )
    answer = (await team.post("/api/people/erase", {"phone": "+1 202 555 0143"})).json()
    assert (len(answer["calls"]), answer["remaining"]) == (2, 0)
    assert (await calls_of(team), await calls_of(other_team)) == (["somebody"], ["of_others"])
    again = (await team.post("/api/people/erase", {"phone": MARIA})).json()
    assert again == {"calls": [], "remaining": 0, "stays_on_do_not_call": False}
    await erase_all(worker)
    assert len(await stems_of(worker.storage)) == 2
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select count(*) from erasures where erased_at is null") == 0
        on_record = await conn.fetchval(
            "select count(*) from audit_log where action = 'delete call of a person'"
        )
    assert on_record == 2


async def test_a_tenants_own_number_is_nobodys(team: Team, worker: Resources) -> None:
    await make_call(team, worker, "inbound", **phone_call(MARIA))
    answer = (await team.post("/api/people/erase", {"phone": "+12025550100"})).json()
    assert answer == {"calls": [], "remaining": 0, "stays_on_do_not_call": False}


async def test_a_number_that_was_only_stated_counts(
    team: Team, worker: Resources, database: Database
) -> None:
    """For a callback or a lead, and in the national form when the tenant's country is known."""
    for position, name in enumerate(("for_callback", "for_lead", "in_contact", "nowhere"), 1):
        await make_call(team, worker, name, **phone_call(OTHER, leg=str(position)))
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            """
            insert into callbacks (id, tenant_id, call_id, status, rule, reason, phone)
            select gen_random_uuid(), tenant_id, id, 'ambiguous', 'r', 'r', '(202) 555-0143'
            from calls
            where external_id = 'for_callback'
            on conflict (call_id) do update
            set phone = excluded.phone;
            update lead_calls set phone = '202 555 0143'
            where call_id = (select id from calls where external_id = 'for_lead');
            update calls set contact = '{"phone": "+12025550143"}' where external_id = 'in_contact'
            """
        )
    await team.patch("/api/tenant", {"country": "US"})
    answer = (await team.post("/api/people/erase", {"phone": "2025550143"})).json()
    assert (len(answer["calls"]), await calls_of(team)) == (3, ["nowhere"])


async def test_the_lead_goes_with_the_persons_calls(
    team: Team, worker: Resources, database: Database
) -> None:
    await make_call(team, worker, "first")
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update lead_calls set said_email = ' Maria@Example.com '")
        assert await conn.fetchval("select count(*) from leads") == 1
    answer = (await team.post("/api/people/erase", {"email": "maria@example.com"})).json()
    assert len(answer["calls"]) == 1
    assert (await count(database, "leads"), await count(database, "lead_calls")) == (0, 0)


async def test_many_calls_take_several_requests(team: Team, database: Database) -> None:
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            """
            insert into calls (id, tenant_id, source, external_id, direction, from_number)
            select gen_random_uuid(), $1, 'upload', number::text, 'inbound', $2
            from generate_series(1, 250) as number
            """,
            UUID(team.tenant_id),
            MARIA,
        )
    found = [(await team.post("/api/people/erase", {"phone": MARIA})).json() for _ in range(3)]
    assert [len(each["calls"]) for each in found] == [people.BATCH, 50, 0]
    assert [each["remaining"] for each in found] == [50, 0, 0]


async def test_an_export_holds_everything_about_a_person(
    team: Team, other_team: Team, worker: Resources
) -> None:
    call_id = await make_call(team, worker, "first")
    await make_call(team, worker, "somebody", **phone_call(OTHER, leg="3"))
    await make_call(other_team, worker, "of_others")
    answer = await team.post("/api/people/export", {"phone": MARIA})
    assert answer.headers["content-type"] == "application/json"
    document = answer.json()
    assert document["person"] == {"phone": MARIA, "email": None}
    (only,) = document["calls"]
    assert only["call"]["id"] == str(call_id)
    assert "boiler" in only["transcripts"][0]["text"]
    assert {one["kind"] for one in only["insights"]} == {"summary", "callback", "lead"}
    assert only["documents"][0]["markdown"]
    assert only["callback"]["status"] == "scheduled"
    assert only["lead"]["confidence"] > 0
    link = only["recordings"][0]["audio_url"].partition("/api/")[2]
    assert (await team.get(f"/api/{link}")).content == b"audio"
    assert team.tenant_id not in answer.text
    nobody = (await team.post("/api/people/export", {"email": "nobody@example.com"})).json()
    assert nobody["calls"] == []


async def test_an_export_has_as_many_pages_as_it_needs(
    team: Team, worker: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "PAGE", 1)
    for position in range(1, 4):
        await make_call(team, worker, f"c{position}", **phone_call(MARIA, leg=str(position)))
    document = (await team.post("/api/people/export", {"phone": MARIA})).json()
    assert sorted(one["call"]["external_id"] for one in document["calls"]) == ["c1", "c2", "c3"]


@pytest.mark.parametrize(
    ("body", "status"),
    [({}, 422), ({"phone": "twelve"}, 400), ({"phone": "2025550143"}, 400), ({"email": " "}, 400)],
)
async def test_what_names_nobody_is_refused(team: Team, body: dict[str, str], status: int) -> None:
    for route in ("erase", "export"):
        assert (await team.post(f"/api/people/{route}", body)).status_code == status


def test_numbers_are_compared_however_they_are_written() -> None:
    person = Identity(e164_of("+49 30 123456"), None, "DE")
    assert person.is_in(["030 123456"], [])
    assert person.is_in([None, "004930123456"], [])
    assert not person.is_in(["030 123457", "x"], ["a@example.com"])
    assert not Identity(None, "a@example.com").is_in(["a@example.com"], ["b@example.com"])
