"""One lead for each person: what joins calls, what keeps them apart, and what a deletion takes."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.db.call_deletion import delete_call
from shared.db.calls import upsert_call
from shared.db.corrections import correct_lead
from shared.db.lead_lists import LeadFilter, StoredLead, list_leads
from shared.db.leads import find_reachable_lead_id, upsert_lead
from shared.db.pool import ALL_TENANTS, Database
from shared.db.tenants import insert_tenant
from shared.domain.access import Actor
from shared.domain.ids import ApiKeyId, CallId, TenantId, new_id
from shared.domain.incoming import IncomingCall
from shared.domain.insights import Lead
from shared.domain.statuses import Source

ANNA, BOB, OFFICE = "+15035550142", "+12125550187", "+442079460001"
TEAM = "+12025550100"
AT = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)


class People:
    """A tenant's calls, each begun a minute after the one before."""

    def __init__(self, database: Database, tenant_id: TenantId) -> None:
        self.database, self.tenant_id, self.count = database, tenant_id, 0

    async def call(
        self, number: str | None, *, direction: str | None = "inbound", **said: Any
    ) -> CallId:
        self.count += 1
        ours_called = direction not in (None, "inbound")
        call = IncomingCall(
            source=Source.ELEVENLABS,
            event_type="call",
            event_key=str(self.count),
            external_id=f"conv_{self.count}",
            direction=direction if direction in ("inbound", "outbound") else None,
            from_number=TEAM if ours_called else number,
            to_number=number if ours_called else TEAM,
            started_at=AT + timedelta(minutes=self.count) - timedelta(days=30),
        )
        async with self.database.transaction(ALL_TENANTS) as conn:
            call_id = await upsert_call(conn, self.tenant_id, None, call)
            await upsert_lead(conn, self.tenant_id, call_id, lead(**said))
        return call_id

    async def says(self, call_id: CallId, **said: Any) -> None:
        async with self.database.transaction(ALL_TENANTS) as conn:
            await upsert_lead(conn, self.tenant_id, call_id, lead(**said))

    async def analysed(self, call_id: CallId, version: int, *unverified: str) -> None:
        """Stores the analyst's answer, with the fields that it could not check."""
        async with self.database.transaction(ALL_TENANTS) as conn:
            await conn.execute(
                """
                insert into insights (
                    id, tenant_id, call_id, kind, version, model, prompt_version, value
                )
                values ($1, $2, $3, 'lead', $4, 'model', '1', $5)
                """,
                new_id(),
                self.tenant_id,
                call_id,
                version,
                {"unverified": list(unverified)} if unverified else {},
            )

    async def delete(self, call_id: CallId) -> None:
        async with self.database.transaction(ALL_TENANTS) as conn:
            await delete_call(conn, self.tenant_id, call_id)

    # Frozen.
    async def leads(self, where: LeadFilter = LeadFilter()) -> list[StoredLead]:  # noqa: B008
        async with self.database.transaction(ALL_TENANTS) as conn:
            return await list_leads(
                conn, self.tenant_id, where, before=None, limit=100, most_calls=20
            )

    async def groups(self) -> list[set[CallId]]:
        return [{call.call_id for call in one.calls} for one in await self.leads()]


def lead(**said: Any) -> Lead:
    nothing: dict[str, Any] = dict.fromkeys(
        ("name", "phone", "email", "company", "service", "city")
    )
    return Lead(**{**nothing, "confidence": 0.5, "name": "Somebody", **said})


@pytest.fixture
async def people(database: Database) -> People:
    tenant_id = TenantId(new_id())
    async with database.connection(ALL_TENANTS) as conn:
        await insert_tenant(conn, tenant_id, "Northside", None)
    return People(database, tenant_id)


async def test_calls_of_one_number_share_a_lead_with_the_newest_of_each_field(
    people: People,
) -> None:
    first = await people.call(ANNA, name="Anna Lopez", city="Portland", phone=ANNA)
    second = await people.call(ANNA, name=None, service="boiler repair", phone=ANNA, confidence=0.9)
    [anna] = await people.leads()
    assert [call.call_id for call in anna.calls] == [second, first]
    assert (anna.name, anna.city, anna.service, anna.confidence) == (
        "Anna Lopez",
        "Portland",
        "boiler repair",
        0.9,
    )
    assert anna.call_count == 2


async def test_a_field_is_unverified_if_the_call_that_it_comes_from_could_not_prove_it(
    people: People,
) -> None:
    first = await people.call(ANNA, name="Anna", company="Acme", city="Portland", phone=ANNA)
    await people.analysed(first, 1, "phone", "company", "city")
    second = await people.call(ANNA, name=None, city="Salem", phone=ANNA)
    await people.analysed(second, 1, "phone")
    [anna] = await people.leads()
    assert (anna.city, anna.unverified) == ("Salem", ("phone", "company"))
    await people.analysed(second, 2)
    [anna] = await people.leads()
    assert anna.unverified == ("company",)


async def test_an_outbound_call_is_the_called_persons(people: People) -> None:
    first = await people.call(ANNA)
    second = await people.call(ANNA, direction="outbound")
    assert await people.groups() == [{first, second}]


async def test_an_address_joins_calls_of_several_numbers_whatever_its_case(people: People) -> None:
    first = await people.call(ANNA, email="anna@example.com")
    second = await people.call(BOB, email=" Anna@Example.com")
    assert await people.groups() == [{first, second}]


async def test_two_addresses_at_one_number_are_two_people(people: People) -> None:
    anna = await people.call(OFFICE, email="anna@example.com")
    bob = await people.call(OFFICE, email="bob@example.com")
    # Without an address it is whoever called from there last.
    unknown = await people.call(OFFICE)
    assert await people.groups() == [{bob, unknown}, {anna}]


async def test_who_gives_an_address_later_is_the_person_of_the_number(people: People) -> None:
    first = await people.call(ANNA, city="Portland")
    second = await people.call(ANNA, email="anna@example.com")
    [anna] = await people.leads()
    assert {call.call_id for call in anna.calls} == {first, second}
    assert (anna.email, anna.city) == ("anna@example.com", "Portland")


async def test_a_call_can_show_that_two_leads_are_one_person_and_its_deletion_parts_them(
    people: People,
) -> None:
    nameless = await people.call(ANNA, city="Portland")
    address = await people.call(BOB, email="anna@example.com")
    assert await people.groups() == [{address}, {nameless}]
    link = await people.call(ANNA, email="anna@example.com", service="a boiler")
    assert await people.groups() == [{nameless, address, link}]
    await people.delete(link)
    assert await people.groups() == [{address}, {nameless}]
    assert [(one.email, one.city, one.service) for one in await people.leads()] == [
        ("anna@example.com", None, None),
        (None, "Portland", None),
    ]


@pytest.mark.parametrize(
    "withheld", [None, "anonymous", "+266696687", "sip:1042@pbx.example.com", "1042"]
)
async def test_what_is_nobodys_number_joins_nobody(people: People, withheld: str | None) -> None:
    first, second = await people.call(withheld), await people.call(withheld)
    assert await people.groups() == [{second}, {first}]


async def test_the_teams_own_number_joins_nobody(people: People) -> None:
    """It would make one person of everybody the team calls."""
    first = await people.call(ANNA)
    asks = await people.call(BOB, phone=TEAM)
    # From the team's number, and nobody said which way: it is the other end's call.
    called = await people.call(ANNA, direction="nobody said, and the team called")
    unknown = await people.call(None, phone=TEAM)
    assert await people.groups() == [{unknown}, {first, called}, {asks}]
    # Nobody said which way it went, and no end is known to be the team's: who called is the caller.
    assert {await people.call(BOB, direction=None), asks} in await people.groups()


async def test_a_number_that_was_said_joins_where_the_line_has_none(people: People) -> None:
    first = await people.call(ANNA)
    second = await people.call(None, phone=ANNA)
    assert await people.groups() == [{first, second}]


async def test_a_deletion_takes_only_what_came_from_that_call(people: People) -> None:
    first = await people.call(ANNA, name="Anna", city="Portland")
    second = await people.call(ANNA, name="Anna Lopez", email="anna@example.com", city=None)
    await people.delete(second)
    [anna] = await people.leads()
    assert (anna.name, anna.email, anna.city, anna.call_count) == ("Anna", None, "Portland", 1)
    await people.delete(first)
    assert await people.leads() == []
    async with people.database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select count(*) from leads") == 0


async def test_what_is_read_anew_replaces_what_the_call_said_before(people: People) -> None:
    first = await people.call(ANNA, email="wrong@example.com", city="Salem")
    second = await people.call(BOB, email="wrong@example.com")
    assert await people.groups() == [{first, second}]
    await people.says(first, email=None, city="Portland")
    assert await people.groups() == [{second}, {first}]
    assert [one.city for one in await people.leads()] == [None, "Portland"]


async def test_calls_of_one_person_at_once_make_one_lead(people: People) -> None:
    calls = await asyncio.gather(*(people.call(ANNA) for _ in range(8)))
    assert await people.groups() == [set(calls)]


async def test_another_tenants_calls_of_the_same_person_stay_apart(people: People) -> None:
    other = People(people.database, TenantId(new_id()))
    async with people.database.connection(ALL_TENANTS) as conn:
        await insert_tenant(conn, other.tenant_id, "Southside", None)
    mine = await people.call(ANNA, email="anna@example.com")
    theirs = await other.call(ANNA, email="anna@example.com")
    assert (await people.groups(), await other.groups()) == ([{mine}], [{theirs}])


async def test_leads_are_found_by_number_and_address(people: People) -> None:
    await people.call(ANNA, email="anna@example.com")
    await people.call(BOB, email="bob@example.com")
    assert [one.email for one in await people.leads(LeadFilter(numbers=(ANNA,)))] == [
        "anna@example.com"
    ]
    assert [one.email for one in await people.leads(LeadFilter(email="Bob@example.com"))] == [
        "bob@example.com"
    ]
    assert await people.leads(LeadFilter(numbers=(ANNA,), email="bob@example.com")) == []


async def test_a_call_names_only_a_lead_that_is_listed(people: People) -> None:
    silent, named = await people.call(None, name=None), await people.call(None, name="Anna")
    async with people.database.connection(ALL_TENANTS) as conn:
        found = [
            await find_reachable_lead_id(conn, people.tenant_id, each) for each in (silent, named)
        ]
    (listed,) = await people.leads()
    assert found == [None, listed.id]


async def test_corrections_go_along_when_a_lead_becomes_part_of_another(people: People) -> None:
    anonymous = await people.call(None, name="Anna")
    [lead] = await people.leads()
    actor = Actor(people.tenant_id, frozenset(), key_id=ApiKeyId(new_id()))
    async with people.database.transaction(ALL_TENANTS) as conn:
        await correct_lead(conn, actor, lead.id, {"company": "Lopez Bakery"})
    await people.call(ANNA, name="Anna")
    assert len(await people.leads()) == 2
    await people.says(anonymous, name="Anna", phone=ANNA)
    [joined] = await people.leads()
    assert joined.id != lead.id
    assert joined.company == "Lopez Bakery"


async def test_a_lead_that_keeps_calls_keeps_its_corrections(people: People) -> None:
    first = await people.call(ANNA, name="Anna")
    await people.call(ANNA, name="Anna")
    [lead] = await people.leads()
    actor = Actor(people.tenant_id, frozenset(), key_id=ApiKeyId(new_id()))
    async with people.database.transaction(ALL_TENANTS) as conn:
        await correct_lead(conn, actor, lead.id, {"name": "Anne"})
    await people.says(first, name="Anna", email="anna@example.com")
    await people.call(BOB, name="Bob")
    names = {one.name for one in await people.leads()}
    assert names == {"Anne", "Bob"}
