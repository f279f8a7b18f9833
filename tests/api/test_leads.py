"""The list of people who called."""

from typing import Any

from tests.api.test_reading import accept, pages, process
from tests.support.people import Team
from worker.resources import Resources


def called_from(number: str) -> dict[str, Any]:
    return {
        "phone_call": {
            "direction": "inbound",
            "external_number": number,
            "agent_number": "+12025550100",
        }
    }


async def test_a_second_call_of_a_number_is_the_same_lead_with_both_calls(
    team: Team, worker: Resources
) -> None:
    ids = []
    for conversation in ("conv_1", "conv_2"):
        accepted = await accept(team, conversation, metadata=called_from("+15035550142"))
        await process(worker, accepted)
        ids.append(accepted["call_id"])
    [lead] = (await team.get("/api/leads")).json()["leads"]
    assert (lead["call_count"], [call["call_id"] for call in lead["calls"]]) == (2, ids[::-1])
    assert lead["name"]
    assert lead["unverified"] == []
    assert {call["status"] for call in lead["calls"]} == {"ready"}
    for call_id in ids:
        assert (await team.get(f"/api/calls/{call_id}")).json()["lead_id"] == lead["id"]
    listed = (await team.get("/api/calls", lead_id=lead["id"])).json()["calls"]
    assert [call["id"] for call in listed] == ids[::-1]
    assert len((await team.get("/api/leads", phone="+15035550142")).json()["leads"]) == 1
    assert (await team.get("/api/leads", phone="+15035550143")).json()["leads"] == []
    assert (await team.delete(f"/api/calls/{ids[1]}")).status_code == 204
    [left] = (await team.get("/api/leads")).json()["leads"]
    assert (left["id"], [call["call_id"] for call in left["calls"]]) == (lead["id"], ids[:1])


async def test_leads_come_page_by_page_newest_first(team: Team, worker: Resources) -> None:
    for number in range(5):
        await process(
            worker,
            await accept(team, f"conv_{number}", metadata=called_from(f"+1503555010{number}")),
        )
    found = await pages(team, "/api/leads", "leads", limit=2)
    assert [len(page) for page in found] == [2, 2, 1]
    seen = [lead["last_call_at"] for page in found for lead in page]
    assert seen == sorted(seen, reverse=True)
    assert len({lead["id"] for page in found for lead in page}) == 5


async def test_leads_are_their_tenants(team: Team, other_team: Team, worker: Resources) -> None:
    await process(worker, await accept(team))
    [lead] = (await team.get("/api/leads")).json()["leads"]
    assert (await other_team.get("/api/leads")).json() == {"leads": [], "next_cursor": None}
    assert (await other_team.get("/api/calls", lead_id=lead["id"])).json()["calls"] == []
    assert (await other_team.get("/api/leads", phone=lead["phone"])).json()["leads"] == []
