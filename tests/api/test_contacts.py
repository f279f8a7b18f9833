"""Contacts: whose a call is, what people decide, and what stays of it."""

import asyncio
import json
from dataclasses import replace
from typing import Any
from uuid import UUID

from shared.db.contact_backfills import backfill_contacts
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.ids import TenantId
from tests.api.test_leads import called_from
from tests.api.test_reading import accept, pages, process
from tests.support.people import Team
from tests.support.providers import Script
from worker.resources import Resources

MARIA, OTHER = "+15035550142", "+15035550199"


async def make_call(
    team: Team,
    worker: Resources,
    conversation: str,
    number: str | None = MARIA,
    *,
    language: str | None = None,
    **changes: Any,
) -> str:
    line = called_from(number) if number else {"phone_call": None}
    metadata = {**line, "main_language": language}
    accepted = await accept(team, conversation, metadata=metadata, **changes)
    await process(worker, accepted)
    call_id: str = accepted["call_id"]
    return call_id


async def contacts_of(team: Team, **filters: Any) -> list[dict[str, Any]]:
    answer = await team.get("/api/contacts", **filters)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["contacts"]
    return found


async def run_again(team: Team, worker: Resources, call_id: str) -> None:
    answer = await team.post(f"/api/calls/{call_id}/reprocess", {"steps": ["extract_lead"]})
    assert answer.status_code == 202, answer.text
    await process(worker, answer.json())


async def test_calls_of_a_number_are_one_contact(
    team: Team, other_team: Team, worker: Resources
) -> None:
    first = await make_call(team, worker, "conv_1")
    second = await make_call(team, worker, "conv_2")
    await make_call(team, worker, "conv_3", OTHER)
    await make_call(other_team, worker, "conv_4")
    [contact] = await contacts_of(team, phone="+1 503 555 0142")
    assert (contact["numbers"], contact["call_count"]) == ([MARIA], 2)
    [source] = contact["fields"]["name"]["sources"]
    assert contact["name"] == contact["fields"]["name"]["value"] == source["value"]
    assert (source["by"], source["call_id"]) == ("call", first)
    assert contact["last_summary"]["call_id"] == second
    assert contact["open_callback"]["callback"]["state"]
    await run_again(team, worker, second)
    again = await contacts_of(team, phone=MARIA)
    assert {**again[0], "updated_at": ""} == {**contact, "updated_at": ""}
    detail = (await team.get(f"/api/contacts/{contact['id']}")).json()
    assert [call["call_id"] for call in detail["calls"]] == [second, first]
    assert {entry["kind"] for entry in detail["timeline"]} == {
        "call", "callback", "callback_change"
    }  # fmt: skip
    assert (await other_team.get(f"/api/contacts/{contact['id']}")).status_code == 404
    [page, rest] = await pages(team, "/api/contacts", "contacts", limit=1)
    assert [each["numbers"] for each in (*page, *rest)] == [[OTHER], [MARIA]]


async def test_contacts_are_found(team: Team, worker: Resources, script: Script) -> None:
    script.lead = replace(script.lead, name=None)
    call_id = await make_call(team, worker, "conv_1")
    await make_call(team, worker, "conv_2", OTHER, turns=[("user", "Thanks, that was all.")])
    [maria] = await contacts_of(team, call_id=call_id)
    await team.patch(f"/api/contacts/{maria['id']}", {"name": "Maria Lopés", "do_not_call": True})
    for filters, numbers in (
        ({"q": "lopéz x"}, []),
        ({"q": "Mária lopes"}, [MARIA]),
        ({"q": "lo"}, [MARIA]),
        ({"q": "555-0199"}, [OTHER]),
        ({"q": "nobody"}, []),
        ({"do_not_call": "true"}, [MARIA]),
        ({"do_not_call": "false"}, [OTHER]),
        ({"open_callback": "true"}, [MARIA]),
        ({"open_callback": "false"}, [OTHER]),
    ):
        assert [each["numbers"] for each in await contacts_of(team, **filters)] == (
            [[number] for number in numbers]
        ), filters


async def test_a_withheld_number_makes_no_contact(
    team: Team, worker: Resources, script: Script
) -> None:
    script.lead = replace(script.lead, phone=None)
    for position, number in enumerate(("anonymous", "+266696687", "Restricted")):
        await make_call(
            team, worker, f"conv_{position}", number, turns=[("user", "Hello, who is there?")]
        )
    assert await contacts_of(team) == []


async def test_concurrent_first_calls_make_one_contact(team: Team, worker: Resources) -> None:
    accepted = [
        await accept(team, f"conv_{position}", metadata=called_from(MARIA)) for position in range(4)
    ]
    await asyncio.gather(*(process(worker, each) for each in accepted))
    [contact] = await contacts_of(team)
    assert contact["call_count"] == 4


async def test_a_stated_address_does_not_make_a_caller_somebody_else(
    team: Team, worker: Resources, script: Script
) -> None:
    """Only a call without a number belongs to the contact of the address that it states."""
    script.lead = replace(script.lead, phone=None, email="Maria@example.com")
    first = await make_call(team, worker, "conv_1")
    second = await make_call(team, worker, "conv_2", OTHER)
    web = await make_call(team, worker, "conv_3", number=None)
    [maria] = await contacts_of(team, email="maria@example.com")
    detail = (await team.get(f"/api/contacts/{maria['id']}")).json()
    assert (detail["numbers"], detail["emails"]) == ([MARIA], ["maria@example.com"])
    assert {call["call_id"]: call["on_line"] for call in detail["calls"]} == {
        first: True,
        web: False,
    }
    [other] = await contacts_of(team, call_id=second)
    assert (other["numbers"], other["emails"]) == ([OTHER], [])
    # Who loses an address to its contact by hand gets it with later calls.
    path = f"/api/contacts/{maria['id']}/split"
    by_address = (await team.post(path, {"emails": ["Maria@example.com"]})).json()
    assert (by_address["numbers"], by_address["call_count"]) == ([], 1)


async def test_calls_from_before_get_contacts(
    team: Team, worker: Resources, database: Database
) -> None:
    for position in range(3):
        await make_call(team, worker, f"conv_{position}")
    waiting = await accept(team, "conv_waiting", metadata=called_from(OTHER))
    [before] = await contacts_of(team)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("delete from contacts")
        await conn.execute(
            "insert into contact_backfills (tenant_id, created_at) values ($1, now() - interval '1"
            " day')",
            UUID(team.tenant_id),
        )
    tenant_id = TenantId(UUID(team.tenant_id))
    seen = [await backfill_contacts(database, tenant_id, limit=2) for _ in range(3)]
    assert seen == [2, 2, 0]
    [after] = await contacts_of(team)
    differing = {name for name in before if before[name] != after[name]}
    assert differing <= {"id", "created_at", "updated_at"}
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select count(*) from contact_backfills") == 0
    await process(worker, waiting)
    assert len(await contacts_of(team)) == 2


async def test_what_a_person_corrected_stays(team: Team, worker: Resources) -> None:
    call_id = await make_call(team, worker, "conv_1")
    [contact] = await contacts_of(team)
    path = f"/api/contacts/{contact['id']}"
    said = contact["name"]
    body = {"name": "Marie L.", "language": "fr", "notes": "Prefers mornings."}
    patched = (await team.patch(path, body)).json()
    await run_again(team, worker, call_id)
    await make_call(team, worker, "conv_2")
    detail = (await team.get(path)).json()
    assert (detail["name"], detail["notes"]) == ("Marie L.", "Prefers mornings.")
    assert detail["fields"]["language"]["value"] == "fr"
    assert detail["corrected"]["name"]["machine"] == said
    assert detail["corrected"]["name"] == patched["corrected"]["name"]
    assert [each["kind"] for each in detail["timeline"]].count("correction") == 2
    undone = (await team.client.delete(f"{path}/corrections/name", headers=team.headers)).json()
    assert (undone["name"], undone["corrected"].keys()) == (said, {"language"})
    assert (await team.patch(path, {})).status_code == 422
    assert (await team.patch(path, {"numbers": [OTHER]})).status_code == 422


async def test_a_corrected_lead_is_the_contacts_too(team: Team, worker: Resources) -> None:
    await make_call(team, worker, "conv_1")
    [lead] = (await team.get("/api/leads")).json()["leads"]
    await team.patch(f"/api/leads/{lead['id']}", {"name": "Maria Lopes"})
    [contact] = await contacts_of(team)
    assert contact["name"] == "Maria Lopes"
    assert contact["fields"]["name"]["sources"][0]["by"] == "user"


async def test_the_teams_rules_say_which_value_counts(team: Team, worker: Resources) -> None:
    await make_call(team, worker, "conv_1")
    second = await make_call(team, worker, "conv_2")
    answer = await team.patch("/api/tenant", {"contact_rules": {"name": "overwrite"}})
    assert answer.json()["contact_rules"]["name"] == "overwrite"
    await run_again(team, worker, second)
    [contact] = await contacts_of(team)
    assert contact["fields"]["name"]["sources"][0]["call_id"] == second
    refused = await team.patch("/api/tenant", {"contact_rules": {"name": "newest"}})
    assert refused.status_code == 422


async def test_merged_contacts_stay_merged(team: Team, worker: Resources) -> None:
    first = await make_call(team, worker, "conv_1")
    second = await make_call(team, worker, "conv_2", OTHER)
    [other], [maria] = await contacts_of(team, phone=OTHER), await contacts_of(team, phone=MARIA)
    await team.patch(f"/api/contacts/{other['id']}", {"city": "Salem", "name": "M."})
    await team.patch(f"/api/contacts/{maria['id']}", {"name": "Maria"})
    path = f"/api/contacts/{maria['id']}/merge"
    headers = {**team.headers, "Idempotency-Key": "merge-1"}
    for _ in range(2):
        merged = await team.client.post(path, headers=headers, json={"contact_id": other["id"]})
        assert merged.status_code == 200, merged.text
    for call_id in (first, second):
        await run_again(team, worker, call_id)
    await make_call(team, worker, "conv_3", OTHER)
    [contact] = await contacts_of(team)
    assert (contact["id"], contact["numbers"], contact["call_count"]) == (
        maria["id"],
        [MARIA, OTHER],
        3,
    )
    assert (contact["name"], contact["fields"]["city"]["value"]) == ("Maria", "Salem")
    assert (await team.post(path, {"contact_id": other["id"]})).status_code == 404
    assert (await team.post(path, {"contact_id": maria["id"]})).status_code == 400


async def test_split_contacts_stay_split(team: Team, worker: Resources) -> None:
    """A number goes with its later calls; of a single call, later calls do not follow."""
    first = await make_call(team, worker, "conv_1")
    second = await make_call(team, worker, "conv_2")
    third = await make_call(team, worker, "conv_3", OTHER)
    [other], [maria] = await contacts_of(team, phone=OTHER), await contacts_of(team, phone=MARIA)
    await team.post(f"/api/contacts/{maria['id']}/merge", {"contact_id": other["id"]})
    path = f"/api/contacts/{maria['id']}/split"
    by_number = (await team.post(path, {"numbers": [OTHER]})).json()
    by_call = (await team.post(path, {"call_ids": [second]})).json()
    for call_id in (second, third):
        await run_again(team, worker, call_id)
    fourth = await make_call(team, worker, "conv_4", OTHER)
    fifth = await make_call(team, worker, "conv_5")
    for contact_id, numbers, calls in (
        (by_number["id"], [OTHER], [fourth, third]),
        (by_call["id"], [], [second]),
        (maria["id"], [MARIA], [fifth, first]),
    ):
        detail = (await team.get(f"/api/contacts/{contact_id}")).json()
        assert detail["numbers"] == numbers
        assert [call["call_id"] for call in detail["calls"]] == calls
    everything = await team.post(path, {"numbers": [MARIA]})
    assert (everything.status_code, everything.json()["code"]) == (400, "nothing_to_split")
    assert (await team.post(path, {"call_ids": [third]})).status_code == 400
    assert len(await contacts_of(team)) == 3


async def test_merging_and_splitting_lift_no_wish_for_no_calls(
    team: Team, worker: Resources
) -> None:
    """One person asked for no calls, and another may be called again since."""
    wish = [("user", "Please take me off your list."), ("agent", "I will.")]
    for number in (MARIA, OTHER):
        await make_call(team, worker, f"conv_{number}", number, turns=wish)
    [other], [maria] = await contacts_of(team, phone=OTHER), await contacts_of(team, phone=MARIA)
    await team.patch(f"/api/contacts/{other['id']}", {"do_not_call": False})
    merge = {"contact_id": other["id"]}
    merged = (await team.post(f"/api/contacts/{maria['id']}/merge", merge)).json()
    assert merged["do_not_call"] is True

    lifted = (await team.patch(f"/api/contacts/{maria['id']}", {"do_not_call": False})).json()
    assert lifted["do_not_call"] is False
    await team.patch(f"/api/contacts/{maria['id']}", {"do_not_call": True})
    split = await team.post(f"/api/contacts/{maria['id']}/split", {"numbers": [OTHER]})
    assert split.json()["do_not_call"] is True
    assert len(await contacts_of(team, do_not_call="true")) == 2


async def test_a_decision_outlives_the_later_lifting_of_another(
    team: Team, worker: Resources
) -> None:
    for number in (MARIA, OTHER):
        await make_call(team, worker, f"conv_{number}", number)
    [other], [maria] = await contacts_of(team, phone=OTHER), await contacts_of(team, phone=MARIA)
    for contact, barred in ((maria, True), (other, True), (other, False)):
        await team.patch(f"/api/contacts/{contact['id']}", {"do_not_call": barred})
    merge = {"contact_id": maria["id"]}
    merged = (await team.post(f"/api/contacts/{other['id']}/merge", merge)).json()
    assert (merged["do_not_call"], merged["numbers"]) == (True, [MARIA, OTHER])


async def test_who_wants_no_calls_stays_on_record_after_their_calls(
    team: Team, worker: Resources, database: Database
) -> None:
    kept, gone = [
        await make_call(team, worker, f"conv_{number}", number) for number in (MARIA, OTHER)
    ]
    [maria] = await contacts_of(team, phone=MARIA)
    notes = {"do_not_call": True, "notes": "Asked by letter.", "name": "Maria"}
    await team.patch(f"/api/contacts/{maria['id']}", notes)
    for call_id in (kept, gone):
        assert (await team.delete(f"/api/calls/{call_id}")).status_code == 204
    [contact] = await contacts_of(team)
    assert (contact["numbers"], contact["do_not_call"], contact["call_count"]) == ([MARIA], True, 0)
    assert (contact["name"], contact["notes"], contact["fields"]) == (None, None, {})
    assert contact["opt_out"]["by_id"] is None
    async with database.connection(ALL_TENANTS) as conn:
        stored = await conn.fetchval("select to_jsonb(contacts)::text from contacts")
    assert "Maria" not in stored
    assert "letter" not in stored
    await make_call(team, worker, "conv_later")
    [again] = await contacts_of(team)
    assert (again["id"], again["do_not_call"]) == (maria["id"], True)
    lifted = await team.patch(f"/api/contacts/{maria['id']}", {"do_not_call": False})
    assert lifted.json()["opt_out"] is None


async def test_a_person_is_exported_and_erased_with_their_contact(
    team: Team, worker: Resources, database: Database
) -> None:
    await make_call(team, worker, "conv_1")
    [contact] = await contacts_of(team)
    wish = {"notes": "Likes tea.", "do_not_call": True}
    await team.patch(f"/api/contacts/{contact['id']}", wish)
    exported = json.loads((await team.post("/api/people/export", {"phone": MARIA})).text)
    assert exported["contacts"][0]["corrected"]["notes"]["value"] == "Likes tea."
    assert exported["calls"][0]["contact"]["number"] == MARIA
    assert (await team.post("/api/people/erase", {"phone": MARIA})).json()["remaining"] == 0
    async with database.connection(ALL_TENANTS) as conn:
        for table in ("contacts", "contact_keys", "contact_calls"):
            assert await conn.fetchval(f"select count(*) from {table}") == 0


async def test_a_deleted_contact_leaves_its_calls(
    team: Team, other_team: Team, worker: Resources
) -> None:
    await make_call(team, worker, "conv_1")
    [contact] = await contacts_of(team)
    path = f"/api/contacts/{contact['id']}"
    assert (await other_team.delete(path)).status_code == 404
    assert (await other_team.patch(path, {"name": "Eve"})).status_code == 404
    assert (await team.delete(path)).status_code == 204
    assert (await contacts_of(team), (await team.delete(path)).status_code) == ([], 404)
    assert len((await team.get("/api/calls")).json()["calls"]) == 1


async def test_a_caller_opts_out_and_a_person_lifts_it(
    team: Team, worker: Resources, database: Database
) -> None:
    wish = [("user", "Please take me off your list."), ("agent", "I will.")]
    first = await make_call(team, worker, "conv_1", turns=wish)
    [contact] = await contacts_of(team, do_not_call="true")
    expected = {"by": "call", "call_id": first, "words": wish[0][1], "turn": 0, "by_id": None}
    assert {name: contact["opt_out"][name] for name in expected} == expected
    detail = (await team.get(f"/api/calls/{first}")).json()
    assert detail["callback_detection"]["value"]["opt_out"] == {"words": wish[0][1], "turn": 0}
    path = f"/api/contacts/{contact['id']}"
    lifted = (await team.patch(path, {"do_not_call": False})).json()
    assert (lifted["do_not_call"], lifted["opt_out"]) == (False, None)
    assert [each["text"] for each in lifted["timeline"] if each["kind"] == "opt_out"] == [
        wish[0][1]
    ]
    await run_again(team, worker, first)
    assert await contacts_of(team, do_not_call="true") == []
    later = await make_call(team, worker, "conv_2", turns=wish)
    async with database.connection(ALL_TENANTS) as conn:
        # It began after the decision.
        await conn.execute(
            "update calls set started_at = null, created_at = now() where id = $1", UUID(later)
        )
    await run_again(team, worker, later)
    [again] = await contacts_of(team, do_not_call="true")
    assert (again["id"], again["opt_out"]["call_id"]) == (contact["id"], later)
