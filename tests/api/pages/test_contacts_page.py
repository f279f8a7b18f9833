"""The pages of contacts."""

import html

from tests.api.test_contacts import MARIA, OTHER, contacts_of, make_call
from tests.support.people import Team
from worker.resources import Resources


async def test_a_contact_shows_where_each_value_is_from(
    team: Team, other_team: Team, worker: Resources
) -> None:
    assert "No contacts yet" in (await team.get("/contacts")).text
    wish = [("user", "Please take me off your list.")]
    first = await make_call(team, worker, "conv_1", language="en-US")
    second = await make_call(team, worker, "conv_2", turns=wish)
    await make_call(team, worker, "conv_3", OTHER)
    [contact] = await contacts_of(team, phone=MARIA)
    [other] = await contacts_of(team, phone=OTHER)
    correction = {"city": "Salem", "notes": "Likes tea."}
    await team.patch(f"/api/contacts/{contact['id']}", correction)
    listed = html.unescape((await team.get("/contacts", show="no_calls")).text)
    assert f'href="/contacts/{contact["id"]}"' in listed
    assert "Do not call" in listed
    assert other["id"] not in listed
    assert other["id"] in (await team.get("/contacts", show="callback")).text
    page = html.unescape((await team.get(f"/contacts/{contact['id']}", other=OTHER[-4:])).text)
    for shown in (
        "Maria Lopez", wish[0][1], "Likes tea.", "Salem", "Take the machine's",
        f'href="/calls/{first}"', f'href="/calls/{second}"', f'href="tel:{MARIA}"',
        f'data-api="POST /api/contacts/{contact["id"]}/merge"', other["id"], 'name="call_ids"',
        "May be called again", '"language": "en"',
    ):  # fmt: skip
        assert shown in page, shown
    assert (await other_team.get(f"/contacts/{contact['id']}")).status_code == 404


async def test_calls_and_callbacks_lead_to_their_contact(team: Team, worker: Resources) -> None:
    call_id = await make_call(team, worker, "conv_1")
    [contact] = await contacts_of(team)
    assert f"/contacts/{contact['id']}" in (await team.get(f"/calls/{call_id}")).text
    assert "Do not call" not in (await team.get("/")).text
    await team.patch(f"/api/contacts/{contact['id']}", {"do_not_call": True})
    [callback] = (await team.get("/api/callbacks")).json()["callbacks"]
    assert (callback["call"]["contact_id"], callback["call"]["do_not_call"]) == (
        contact["id"],
        True,
    )
    today = (await team.get("/")).text
    assert f"/contacts/{contact['id']}" in today
    assert "Do not call" in today
    led = await team.get("/contacts", call_id=call_id)
    assert (led.status_code, led.headers["location"]) == (303, f"/contacts/{contact['id']}")
    await team.delete(f"/api/contacts/{contact['id']}")
    nothing = await team.get("/contacts", call_id=call_id)
    assert "This call has no contact" in nothing.text
