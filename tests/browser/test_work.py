"""What people do with runs and with the team's settings, in a browser."""

from typing import Any

from playwright.async_api import Dialog, expect

from tests.browser.conftest import Visitor, shown
from tests.browser.test_people import TEXT, opened
from tests.browser.test_screens import violations
from tests.conftest import ELEVENLABS_SECRET
from tests.support.calls import SAMPLES, send, transcription
from tests.support.people import Team
from tests.support.processes import job_over
from tests.system.vendors import Vendors


async def test_a_run_is_a_chart_of_its_steps_and_is_repeated_from_one_of_them(
    visitor: Visitor, team: Team, fakes: Vendors
) -> None:
    page, calls = await opened(visitor, team, fakes)
    await shown(page, f"/calls/{calls[TEXT]}")
    await page.get_by_role("link", name="Runs and attempts").click()
    first = page.get_by_role("region", name="Run 1")
    for step in ("Summarize", "Find callbacks", "Write the document"):
        row = first.get_by_role("row", name=step)
        await expect(row.locator("rect.done")).to_have_count(1)
        await expect(row).to_contain_text("Done")
    page.on("dialog", lambda dialog: dialog.accept())
    await (
        first.get_by_role("row", name="Summarize")
        .get_by_role("button", name="From here again")
        .click()
    )
    second = page.get_by_role("region", name="Run 2")
    await expect(second.get_by_role("row", name="Summarize").locator("rect.done")).to_have_count(
        1, timeout=60_000
    )
    job = (await team.get(f"/api/calls/{calls[TEXT]}")).json()["job"]
    assert (await job_over(team, job["job_id"]))["status"] == "succeeded"
    runs = (await team.get(f"/api/job/{job['job_id']}/runs")).json()["runs"]
    again, before = ({step["step"]: step for step in run["steps"]} for run in runs)
    assert again["summarize"]["started_at"] > before["summarize"]["finished_at"]
    assert again["detect_callback"]["started_at"] == before["detect_callback"]["started_at"]
    await page.get_by_role("link", name="The call").click()
    await page.wait_for_url(f"**/calls/{calls[TEXT]}")


async def unusable(team: Team) -> dict[str, Any]:
    """A recording that ends before its sound begins. Returns its failed job."""
    created = (await team.post("/api/recordings", {})).json()
    path = f"/api/recordings/{created['recording_id']}"
    audio = (SAMPLES.parent.parent / "cli" / "samples" / "two_channel_call.wav").read_bytes()
    await team.client.put(
        f"{path}/media", content=audio[:44], headers={**team.headers, "Content-Type": "audio/wav"}
    )
    job = await job_over(team, (await team.post(f"{path}/finalize")).json()["job_id"])
    assert job["status"] == "failed"
    return job


async def test_several_runs_are_tried_again_after_a_question(visitor: Visitor, team: Team) -> None:
    jobs = [await unusable(team) for _ in range(2)]
    page = await visitor.sign_in()
    await shown(page, "/work?view=failed")
    rows = page.locator("tr[data-item]")
    await expect(rows).to_have_count(2)
    await page.locator("select[name=lane]").select_option("backfill")
    await page.get_by_role("button", name="Show").click()
    await expect(page.get_by_text("No runs here.").first).to_be_visible()
    await shown(page, "/work?view=failed")
    asked: list[str] = []

    async def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        await (dialog.accept() if len(asked) > 1 else dialog.dismiss())

    page.on("dialog", answer)
    await page.get_by_label("Select all runs on this page").check()
    again = page.locator("#bulk").get_by_role("button", name="Try again")
    await again.click()
    await again.click()
    await expect(page.get_by_role("status").first).to_contain_text("Done.")
    assert asked == ["Try the selected runs again?"] * 2
    for job in jobs:
        after = await job_over(team, job["job_id"])
        assert (after["status"], after["run"]) == ("failed", 2)


async def test_a_holiday_is_added_and_callbacks_keep_off_it(
    visitor: Visitor, team: Team, fakes: Vendors
) -> None:
    page = await visitor.sign_in()
    await shown(page, "/settings")
    holidays = page.get_by_role("region", name="Holidays of the team")
    # The day after the call, in which the caller says "tomorrow".
    await holidays.get_by_label("Day").fill("2026-11-19")
    await holidays.get_by_label("Name").fill("Outing <b>all</b>")
    await holidays.get_by_role("button", name="Add").click()
    await expect(page.get_by_role("status").first).to_contain_text("next business day")
    await expect(holidays.get_by_role("listitem")).to_contain_text("Outing <b>all</b>")
    turns = (("agent", "Northside Plumbing."), ("user", "Please call me back tomorrow."))
    event = transcription(team.agent_id, turns=turns)
    accepted = (await send(team.client, event, secret=ELEVENLABS_SECRET)).json()
    assert (await job_over(team, accepted["job_id"]))["status"] == "succeeded"
    callback = (await team.get(f"/api/calls/{accepted['call_id']}")).json()["callback"]
    assert callback["due_at"].startswith("2026-11-20")
    await holidays.get_by_role("button", name="Remove").click()
    await expect(holidays.get_by_text("None yet.")).to_be_visible()
    assert (await team.get("/api/tenant/holidays")).json()["holidays"] == []


async def test_a_schedule_is_made_run_changed_and_removed(visitor: Visitor, team: Team) -> None:
    visitor.meant += ("Applying inline style",)
    page = await visitor.sign_in()
    await shown(page, "/settings/schedules")
    await page.get_by_role("button", name="New schedule").click()
    form = page.get_by_role("dialog", name="New schedule")
    await form.get_by_role("textbox", name="Name").fill("Report <b>")
    await form.get_by_role("textbox", name="When").fill("61 * * * *")
    await form.get_by_role("combobox", name="What it does").select_option("Send an event")
    await form.get_by_role("textbox", name="Values").fill('{"report": "week"}')
    assert await violations(page) == []
    await form.get_by_role("button", name="Add the schedule").click()
    await expect(page.get_by_text("has a wrong minute")).to_be_visible()
    await form.get_by_role("textbox", name="When").fill("0 7 * * MON")
    await form.get_by_role("button", name="Add the schedule").click()
    await page.get_by_role("link", name="Report <b>").click()
    await page.get_by_role("button", name="Run now").click()
    await expect(page.get_by_role("row", name="The event was sent.")).to_be_visible()
    await page.get_by_role("button", name="Pause").click()
    await expect(page.get_by_text("Paused since")).to_be_visible()
    await page.get_by_role("button", name="Change", exact=True).click()
    form = page.get_by_role("dialog", name="Change the schedule")
    await form.get_by_role("textbox", name="Time zone").fill("Asia/Tokyo")
    await form.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Asia/Tokyo").first).to_be_visible()
    (made,) = (await team.get("/api/schedules")).json()["schedules"]
    assert made["action"] == {"kind": "event", "data": {"report": "week"}}
    assert (made["cron"], made["timezone"], made["enabled"]) == ("0 7 * * MON", "Asia/Tokyo", False)
    page.on("dialog", lambda dialog: dialog.accept())
    await page.get_by_role("button", name="Remove").click()
    await page.wait_for_url("**/settings/schedules")
    await expect(page.get_by_text("None yet.")).to_be_visible()


async def test_a_list_of_numbers_not_to_call_is_brought_as_a_file(
    visitor: Visitor, team: Team
) -> None:
    page = await visitor.sign_in()
    await shown(page, "/settings/calling")
    numbers = page.get_by_role("region", name="Numbers that are never called")
    file = {"name": "list.csv", "mimeType": "text/csv", "buffer": b"+12025550143,asked\nnobody\n"}
    await numbers.get_by_label("A table (CSV)").set_input_files(file)  # type: ignore[arg-type]
    await numbers.get_by_role("button", name="Add all").click()
    dialog = page.get_by_role("dialog", name="What became of the rows")
    await expect(dialog.get_by_role("listitem")).to_have_text("2: nobody (no telephone number)")
    await expect(dialog.locator("[data-count=added]")).to_have_text("1")
    await dialog.get_by_role("button", name="Close").click()
    await expect(numbers.get_by_role("listitem").first).to_contain_text("asked")


async def test_a_target_is_made_tested_and_disabled(visitor: Visitor, team: Team) -> None:
    visitor.meant += ("Applying inline style",)
    page = await visitor.sign_in()
    await shown(page, "/settings/targets")
    await page.get_by_role("button", name="New target").focus()
    await page.keyboard.press("Enter")
    form = page.get_by_role("dialog", name="New target")
    await form.get_by_role("textbox", name="Name").fill("CRM <b>all</b>")
    await form.get_by_role("textbox", name="URL").fill("https://receiver.invalid/hook")
    await form.get_by_role("checkbox", name="People").uncheck()
    await form.get_by_label("Everything").check()
    assert await violations(page) == []
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    secret = page.get_by_role("dialog", name="it is shown this once")
    await expect(secret.locator("code")).to_contain_text("whsec_")
    assert await violations(page) == []
    await secret.get_by_role("button", name="Close").click()
    (made,) = (await team.get("/api/event-targets")).json()["targets"]
    assert made["body"] == "full"
    assert made["types"] == ["call", "callback", "budget", "arrivals", "endpoint", "schedule"]

    await page.get_by_role("listitem").get_by_role("button", name="Test").click()
    await page.wait_for_url(f"**/settings/targets/{made['id']}")
    await expect(page.get_by_role("row", name="webhook.test")).to_be_visible()
    await page.get_by_role("button", name="Disable").click()
    await expect(page.get_by_text("A person disabled it.")).to_be_visible()
    await expect(page.get_by_role("button", name="Enable", exact=True)).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    await page.get_by_role("button", name="Remove").click()
    await page.wait_for_url("**/settings/targets")
    await expect(page.get_by_text("None yet.")).to_be_visible()

    # A vendor's template is tried before it is made.
    await page.get_by_role("button", name="New target").click()
    await form.get_by_role("combobox", name="Kind").select_option("Any API")
    await form.get_by_role("combobox", name="Template").select_option(
        "Airtable: a record for each call"
    )
    await expect(form.get_by_role("textbox", name="URL")).to_have_count(0)
    await form.get_by_role("textbox", name="Name").fill("Our table")
    await form.get_by_label("Personal access token").fill("pat-s3cr3t")
    await form.get_by_role("textbox", name="Base id").fill("app0123456789ABCD")
    await form.get_by_role("textbox", name="Table id").fill("tbl0123456789ABCD")
    await form.get_by_role("button", name="Show what would be sent").click()
    await expect(form.locator("pre")).to_contain_text("Bearer SECRET_token")
    await expect(form.locator("pre")).to_contain_text('"Name": "Maria Lopez"')
    await form.get_by_role("button", name="Add the target").click()
    await page.get_by_role("link", name="Our table").click()
    (made,) = (await team.get("/api/event-targets")).json()["targets"]
    assert made["types"] == ["call.ready", "call.partial", "call.failed"]
    await expect(page.get_by_text("Nothing delivered yet")).to_be_visible()
    await page.get_by_role("button", name="Show what would be sent").click()
    await expect(page.locator("#trial pre")).to_contain_text("PATCH https://api.airtable.com/v0/")
    assert await violations(page) == []
