"""What people do together: share a call, compare versions, give a callback to a colleague, save a
view.
"""

from playwright.async_api import expect

from tests.browser.conftest import Visitor, shown
from tests.browser.test_people import TEXT, opened
from tests.browser.test_screens import violations
from tests.support.people import Team
from tests.system.vendors import Vendors

RECORDED = 1


async def test_a_call_is_shared_by_a_link_and_the_link_is_ended(
    visitor: Visitor, team: Team, fakes: Vendors
) -> None:
    page, calls = await opened(visitor, team, fakes)
    await shown(page, f"/calls/{calls[RECORDED]}")
    await page.get_by_role("button", name="Share…").click()
    dialog = page.get_by_role("dialog", name="Share the call by a link")
    await dialog.get_by_label("Ends after").select_option("a day")
    await dialog.get_by_label("The recording may be played").check()
    await dialog.get_by_role("button", name="Make the link").click()
    made = page.get_by_role("dialog", name="Pass this link on")
    address = (await made.locator("#share-link").inner_text()).strip()
    await made.get_by_role("button", name="Close").click()
    shares = page.locator("section", has=page.get_by_role("heading", name="Shared by link"))
    await expect(shares).to_contain_text("with the recording")

    stranger = await visitor.open()
    await shown(stranger, address[address.index("/shared/") :])
    await expect(stranger.get_by_role("heading", name="Summary")).to_be_visible()
    await expect(stranger.locator("[data-wave] canvas").first).to_be_attached(timeout=60_000)
    words = stranger.locator(".turn .words span[data-start]")
    await words.last.click()
    await expect(words.last).to_have_class("now")
    # axe sets styles of its own while it measures.
    visitor.meant += ("Applying inline style",)
    assert await violations(stranger) == []
    assert await stranger.context.cookies() == []

    await page.reload()
    await expect(shares).to_contain_text("last opened")
    await shares.get_by_role("button", name="End the link").click()
    await expect(shares).to_have_count(0)
    answer = await stranger.reload()
    assert answer is not None
    assert answer.status == 404
    await expect(stranger.get_by_role("heading", name="This link shows nothing")).to_be_visible()


async def test_two_versions_of_a_transcript_are_compared(
    visitor: Visitor, team: Team, fakes: Vendors
) -> None:
    page, calls = await opened(visitor, team, fakes)
    call = (await team.get(f"/api/calls/{calls[TEXT]}")).json()
    turns = call["transcript"]["turns"]
    turns[1]["text"] = turns[1]["text"].replace("Maria", "Mary")
    answer = await team.put(f"/api/calls/{calls[TEXT]}/transcript", {"turns": turns})
    assert answer.status_code == 202
    await shown(page, f"/calls/{calls[TEXT]}")
    await page.get_by_role("link", name="Version 2 of 2: what changed").click()
    await expect(page.get_by_role("deletion")).to_have_text(["removed: Maria "])
    await expect(page.get_by_role("insertion")).to_have_text(["new: Mary "])
    visitor.meant += ("Applying inline style",)
    assert await violations(page) == []
    await page.get_by_label("Later").select_option("1")
    await page.get_by_role("button", name="Compare").click()
    await expect(page.get_by_text("All turns have the same speakers and words.")).to_be_visible()


async def test_a_callback_is_given_to_a_colleague(
    visitor: Visitor, team: Team, fakes: Vendors
) -> None:
    page, calls = await opened(visitor, team, fakes)
    invited = (await team.post("/api/invitations", {"email": "ana@example.com"})).json()
    joined = await team.client.post(
        "/api/auth/join",
        json={
            "token": invited["link"].rpartition("=")[2],
            "name": "Ana Ruiz",
            "password": "copper kettle on the stairs",
        },
    )
    assert joined.status_code == 201
    await shown(page, "/")
    item = page.locator(f'.callback:has(a[href="/calls/{calls[TEXT]}"])')
    await item.get_by_role("button", name="Assign…").click()
    dialog = page.get_by_role("dialog", name="Who calls back?")
    await dialog.get_by_label("Person").select_option("Ana Ruiz")
    await dialog.get_by_role("button", name="Assign", exact=True).click()
    await expect(item).to_contain_text("Whose: Ana Ruiz")
    callbacks = (await team.get("/api/callbacks")).json()["callbacks"]
    (mine,) = [one for one in callbacks if one["call_id"] == calls[TEXT]]
    assert mine["assignee"]["name"] == "Ana Ruiz"


async def test_a_view_is_saved_for_the_team_and_calls_are_exported(
    visitor: Visitor, team: Team, fakes: Vendors
) -> None:
    page, calls = await opened(visitor, team, fakes)
    await shown(page, "/calls?callback=open&q=maria")
    await page.get_by_role("button", name="Save this view").click()
    dialog = page.get_by_role("dialog", name="Save this view")
    await dialog.get_by_label("Name").fill("Maria's")
    await dialog.get_by_label("For the whole team").check()
    await dialog.get_by_role("button", name="Save", exact=True).click()
    view = page.get_by_role("link", name="Maria's (team)")
    await expect(view).to_be_visible()
    await shown(page, "/calls")
    await view.click()
    await expect(page.get_by_label("Words, names, numbers")).to_have_value("maria")
    await page.locator(f'[data-select="{calls[TEXT]}"]').check()
    async with page.expect_download() as started:
        await page.get_by_role("link", name="Export (CSV)").click()
    table = (await (await started.value).path()).read_text(encoding="utf-8-sig")
    assert calls[TEXT] in table
    assert calls[RECORDED] not in table
    await page.get_by_role("button", name="Delete the view Maria's").click()
    await expect(view).to_have_count(0)
    assert (await team.get("/api/views")).json()["views"] == []
