"""What people do with the pages, from the first click to what the API then says."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.async_api import Page, expect

from tests.browser.conftest import Visitor, shown
from tests.browser.test_screens import filled
from tests.conftest import ELEVENLABS_SECRET
from tests.support.calls import send, transcription
from tests.support.people import Team
from tests.support.processes import job_over
from tests.system.vendors import Vendors

TEXT = 0


async def opened(visitor: Visitor, team: Team, fakes: Vendors) -> tuple[Page, list[str]]:
    calls = await filled(team, fakes)
    return await visitor.sign_in(), calls


async def test_callbacks_are_worked_off_by_keys_and_clicks(
    visitor: Visitor, team: Team, fakes: Vendors
) -> None:
    page, calls = await opened(visitor, team, fakes)
    items = page.locator(".callback")
    await expect(items).to_have_count(2)
    first = page.locator(f'.callback:has(a[href="/calls/{calls[TEXT]}"])')
    await first.get_by_role("link").first.focus()
    await page.keyboard.press("e")
    await expect(items).to_have_count(1)
    await page.get_by_role("button", name="Undo").click()
    await expect(items).to_have_count(2)

    await first.get_by_role("button", name="Move").click()
    dialog = page.get_by_role("dialog", name="Move the callback")
    # Ten o'clock on the clock of the browser, which is New York's.
    ten = (datetime.now(ZoneInfo("America/New_York")) + timedelta(days=4)).replace(
        hour=10, minute=0, second=0, microsecond=0
    )
    await dialog.get_by_label("When").fill(f"{ten:%Y-%m-%dT%H:%M}")
    await dialog.get_by_role("button", name="Move").click()
    await expect(first.locator("strong time").first).to_contain_text("10:00")
    call = (await team.get(f"/api/calls/{calls[TEXT]}")).json()
    assert datetime.fromisoformat(call["callback"]["due_at"]) == ten

    due_at = (datetime.now(UTC) - timedelta(hours=2)).isoformat()
    await team.post(f"/api/callbacks/{call['callback']['id']}/move", {"due_at": due_at})
    overdue = page.get_by_role("region", name="Overdue")
    await expect(overdue.locator(first)).to_have_count(1)
    await first.get_by_role("link").first.focus()
    await page.keyboard.press("s")
    await first.get_by_role("button", name="An hour").click()
    await expect(first).to_contain_text("Snoozed until")
    await expect(overdue).to_have_count(0)
    await page.get_by_role("button", name="Undo").click()
    await expect(overdue.locator(first)).to_have_count(1)

    await first.get_by_role("button", name="Take it").click()
    await expect(first).to_contain_text(f"Whose: {visitor.email}")
    await first.get_by_role("button", name="Note", exact=True).click()
    await page.get_by_role("dialog").get_by_label("Note").fill("Ring twice <b>please</b>")
    await page.get_by_role("dialog").get_by_role("button", name="Save").click()
    await expect(first).to_contain_text("Ring twice <b>please</b>")
    await shown(page, "/?whose=mine")
    await expect(items).to_have_count(1)


async def test_what_is_typed_while_another_person_was_faster_is_kept_and_saved(
    visitor: Visitor, team: Team, fakes: Vendors
) -> None:
    page, calls = await opened(visitor, team, fakes)
    first = page.locator(f'.callback:has(a[href="/calls/{calls[TEXT]}"])')
    callback = (await team.get(f"/api/calls/{calls[TEXT]}")).json()["callback"]
    await first.get_by_role("button", name="Note", exact=True).click()
    dialog = page.get_by_role("dialog", name="Note for the team")
    note = dialog.get_by_label("Note")
    await note.fill("Ring twice")
    await team.post(f"/api/callbacks/{callback['id']}/note", {"note": "Of a colleague"})
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("Somebody has changed this callback")
    await expect(first).to_contain_text("Of a colleague")
    assert await note.input_value() == "Ring twice"
    await dialog.get_by_role("button", name="Save").click()
    await expect(first).to_contain_text("Ring twice")
    await first.get_by_role("button", name="Note", exact=True).click()
    await expect(dialog.get_by_role("alert")).to_be_hidden()


async def test_what_was_understood_wrong_is_corrected_and_stays_so(
    visitor: Visitor, team: Team, fakes: Vendors
) -> None:
    page, calls = await opened(visitor, team, fakes)
    await shown(page, f"/calls/{calls[TEXT]}")
    caller = page.locator("section", has=page.get_by_role("heading", name="Caller"))
    await expect(caller).to_contain_text("Maria Lopez")
    await caller.get_by_role("button", name="Correct").click()
    dialog = page.get_by_role("dialog", name="Correct the caller")
    await dialog.get_by_label("Name").fill("Maria López")
    await dialog.get_by_role("button", name="Save").click()
    await expect(caller).to_contain_text("Maria López")
    again = (await team.post(f"/api/calls/{calls[TEXT]}/reprocess", {})).json()
    assert (await job_over(team, again["job_id"]))["status"] == "succeeded"
    await shown(page, f"/calls/{calls[TEXT]}")
    await expect(caller).to_contain_text("Maria López")
    await expect(caller).to_contain_text("The machine had:")
    await caller.get_by_role("button", name="Take the machine's").click()
    await expect(caller).not_to_contain_text("The machine had:")
    await expect(caller).to_contain_text("Maria Lopez")


async def test_a_turn_is_corrected_in_its_place(
    visitor: Visitor, team: Team, fakes: Vendors
) -> None:
    page, calls = await opened(visitor, team, fakes)
    # As a search in a terminal links to a second.
    await shown(page, f"/calls/{calls[TEXT]}#t=6.5")
    turn = page.locator("#turn-1")
    await expect(turn).to_have_class(re.compile(r"\bnow\b"))
    await turn.get_by_role("button", name="Correct").click()
    dialog = page.get_by_role("dialog", name="Correct what was said")
    words = dialog.get_by_label("Words")
    assert (await words.input_value()).startswith("Hi, my name is Maria Lopez.")
    await words.fill("Hi, my name is Maria Lopes. My boiler is leaking.")
    await dialog.get_by_role("button", name="Save").click()
    await expect(turn).to_contain_text("Maria Lopes")
    call = (await team.get(f"/api/calls/{calls[TEXT]}")).json()
    assert (call["transcript"]["version"], call["transcript"]["origin"]) == (2, "edited")


async def test_a_turn_typed_while_another_person_was_faster_is_kept_and_saved(
    visitor: Visitor, team: Team, fakes: Vendors
) -> None:
    page, calls = await opened(visitor, team, fakes)
    await shown(page, f"/calls/{calls[TEXT]}")
    turn = page.locator("#turn-1")
    await turn.get_by_role("button", name="Correct").click()
    dialog = page.get_by_role("dialog", name="Correct what was said")
    await dialog.get_by_label("Words").fill("Typed by the slower one.")
    transcript = (await team.get(f"/api/calls/{calls[TEXT]}")).json()["transcript"]
    turns = transcript["turns"]
    turns[0]["text"] = "Changed by the faster one."
    path = f"/api/calls/{calls[TEXT]}/transcript"
    edit = {"turns": turns, "base_version": transcript["version"]}
    assert (await team.put(path, edit)).status_code == 202
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("Somebody has changed this")
    await expect(page.locator("#turn-0")).to_contain_text("Changed by the faster one.")
    await dialog.get_by_role("button", name="Save").click()
    await expect(turn).to_contain_text("Typed by the slower one.")
    await expect(page.locator("#turn-0")).to_contain_text("Changed by the faster one.")


async def test_a_session_that_ends_in_the_middle_of_an_edit_costs_no_word(
    visitor: Visitor, team: Team, fakes: Vendors
) -> None:
    page, calls = await opened(visitor, team, fakes)
    await shown(page, f"/calls/{calls[TEXT]}")
    await page.locator("#turn-1").get_by_role("button", name="Correct").click()
    dialog = page.get_by_role("dialog", name="Correct what was said")
    await dialog.get_by_label("Words").fill("Typed before the session ended.")
    sessions = (await team.get("/api/me/sessions")).json()
    (browser,) = [one["id"] for one in sessions if one["kind"] == "browser"]
    assert (await team.delete(f"/api/me/sessions/{browser}")).status_code == 204
    await dialog.get_by_role("button", name="Save").click()
    ended = page.get_by_role("dialog", name="Your session has ended")
    await ended.wait_for()
    other = await page.context.new_page()
    await other.goto("/account")
    form = other.locator("#sign-in")
    await form.locator("[name=email]").fill(visitor.email)
    await form.locator("[name=password]").fill("correct horse")
    await form.get_by_role("button", name="Sign in", exact=True).click()
    await other.wait_for_url(lambda url: "/account" not in url)
    await ended.get_by_role("button", name="Close").click()
    assert await dialog.get_by_label("Words").input_value() == "Typed before the session ended."
    await dialog.get_by_role("button", name="Save").click()
    await expect(page.locator("#turn-1")).to_contain_text("Typed before the session ended.")


async def test_without_a_network_nothing_is_done_and_that_is_said(
    visitor: Visitor, team: Team, fakes: Vendors
) -> None:
    page, calls = await opened(visitor, team, fakes)
    first = page.locator(f'.callback:has(a[href="/calls/{calls[TEXT]}"])')
    visitor.meant += ("ERR_INTERNET_DISCONNECTED", "Failed to fetch")
    await page.context.set_offline(True)
    await first.get_by_role("button", name="Done").click()
    await expect(page.get_by_role("status").first).to_contain_text("does not answer")
    await expect(first).to_be_visible()
    await page.context.set_offline(False)
    await first.get_by_role("button", name="Done").click()
    await expect(first).to_have_count(0)


async def test_a_call_is_found_by_what_is_known_of_it(
    visitor: Visitor, team: Team, fakes: Vendors
) -> None:
    page, calls = await opened(visitor, team, fakes)
    await page.get_by_role("searchbox", name="Find a call").fill("(503) 555-0142")
    await page.keyboard.press("Enter")
    rows = page.locator("tbody tr")
    await expect(rows).to_have_count(2)
    await page.locator("select[name=callback]").select_option("open")
    await page.wait_for_url("**callback=open**")
    await page.get_by_label("Words, names, numbers").fill("nothing like this")
    await expect(page.get_by_text("No title, summary, name or number is like that")).to_be_visible()
    await page.get_by_label("Words, names, numbers").fill("maria")
    await expect(rows).to_have_count(2)
    await page.reload()
    await expect(rows).to_have_count(2)
    assert "q=maria" in page.url
    await rows.locator(f'a[href="/calls/{calls[TEXT]}"]').click()
    await expect(page.get_by_role("heading", level=1)).to_be_visible()


async def test_several_calls_are_deleted_at_once(
    visitor: Visitor, team: Team, fakes: Vendors
) -> None:
    page, _ = await opened(visitor, team, fakes)
    await shown(page, "/calls")
    page.on("dialog", lambda dialog: dialog.accept())
    await page.get_by_label("Select all calls on this page").check()
    await page.get_by_role("button", name="Delete", exact=True).click()
    await expect(page.get_by_text("No calls yet")).to_be_visible()
    assert (await team.get("/api/calls")).json()["calls"] == []


async def test_a_newcomer_is_led_to_the_first_call(
    visitor: Visitor, team: Team, fakes: Vendors
) -> None:
    words = "I am Maria Lopez, 503 555 0142. Can someone call me back tomorrow at three p m?"
    fakes.openai.transcripts["channel-0"] = [(0.0, 1.0, "Good morning.")]
    fakes.openai.transcripts["channel-1-part-0000"] = [(0.6, 4.6, words)]
    page = await visitor.sign_in()
    await page.wait_for_url("**/start")
    await expect(page.get_by_text("Waiting for your first call")).to_be_visible()
    await page.get_by_role("button", name="Send the test call").click()
    await page.wait_for_url("**/calls/*")
    await expect(page.locator(".turn")).not_to_have_count(0, timeout=60_000)
    await expect(page.get_by_role("heading", name="Callback")).to_be_visible(timeout=60_000)


async def test_people_and_keys_are_managed(visitor: Visitor, team: Team) -> None:
    page = await visitor.sign_in()
    await shown(page, "/settings/people")
    await page.get_by_role("button", name="Invite").click()
    dialog = page.get_by_role("dialog", name="Invite a person")
    await dialog.get_by_label("E-mail").fill("new@example.com")
    await dialog.get_by_role("button", name="Invite").click()
    await expect(page.locator("#the-link")).to_contain_text("/account#join=")
    await expect(page.get_by_text("new@example.com")).to_be_visible()
    await shown(page, "/settings/keys")
    await page.get_by_role("button", name="New key").click()
    dialog = page.get_by_role("dialog", name="New key")
    await dialog.get_by_label("Name").fill("crm")
    await dialog.get_by_label("write").uncheck()
    await dialog.get_by_role("button", name="Make it").click()
    await expect(page.locator("#the-key")).to_contain_text("ac_")
    (key,) = (await team.get("/api/api-keys")).json()
    assert (key["name"], key["scopes"]) == ("crm", ["read", "ingest"])
    await shown(page, "/settings")
    await page.get_by_label("Opens").fill("08:30")
    await page.get_by_label("Saturday").check()
    await page.get_by_role("button", name="Save").first.click()
    await expect(page.get_by_role("status").first).to_contain_text("Saved.")
    tenant = (await team.get("/api/tenant")).json()
    assert (tenant["opens"], tenant["business_days"]) == ("08:30:00", [0, 1, 2, 3, 4, 5])


async def test_a_word_that_is_clicked_is_heard_and_the_words_follow(
    visitor: Visitor, team: Team, fakes: Vendors
) -> None:
    page, calls = await opened(visitor, team, fakes)
    await shown(page, f"/calls/{calls[1]}")
    audio = page.locator("audio")
    await expect(page.locator("[data-wave] canvas").first).to_be_attached(timeout=60_000)
    words = page.locator(".turn .words span[data-start]")
    # Nothing but a click moves the player, until it may play.
    await page.evaluate(
        "() => { window.play = HTMLMediaElement.prototype.play;"
        " HTMLMediaElement.prototype.play = async function () {} }"
    )
    for word in (words.last, words.first, words.last):
        await word.click()
        await expect(word).to_have_class("now")
        start_s = float(await word.get_attribute("data-start") or "nan")
        assert abs(await audio.evaluate("(audio) => audio.currentTime") - start_s) <= 0.2
    await page.evaluate("() => { HTMLMediaElement.prototype.play = window.play }")
    await words.first.click()
    # It is played on until the words of the caller are the ones that are heard.
    await expect(words.last).to_have_class("now", timeout=30_000)
    await audio.evaluate("(audio) => audio.pause()")


async def test_two_browsers_see_each_others_changes(
    visitor: Visitor, team: Team, fakes: Vendors
) -> None:
    first, calls = await opened(visitor, team, fakes)
    second = await visitor.sign_in()
    for page in (first, second):
        await shown(page, "/")
        await expect(page.locator("body")).to_have_attribute("data-following", "true")
    item = f'.callback:has(a[href="/calls/{calls[TEXT]}"])'
    await first.locator(item).get_by_role("button", name="Done").click()
    await expect(second.locator(item)).to_have_count(0)
    await first.get_by_role("button", name="Undo").click()
    await expect(second.locator(item)).to_have_count(1)


async def test_a_call_appears_and_gets_ready_without_a_reload(
    visitor: Visitor, team: Team, fakes: Vendors
) -> None:
    page, _ = await opened(visitor, team, fakes)
    await shown(page, "/calls")
    await expect(page.locator("body")).to_have_attribute("data-following", "true")
    event = transcription(team.agent_id, "conv_live")
    accepted = (await send(team.client, event, secret=ELEVENLABS_SECRET)).json()
    row = page.locator(f'tr:has(a[href="/calls/{accepted["call_id"]}"])')
    await expect(row).to_contain_text("Ready", timeout=60_000)
