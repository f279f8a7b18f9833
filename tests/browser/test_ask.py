"""A person asks, and hears the words that prove the answer."""

from playwright.async_api import expect

from tests.browser.conftest import Visitor, shown
from tests.support.people import Team
from tests.support.processes import job_over
from tests.system.test_hosted import uploaded
from tests.system.vendors import Vendors

SAID = "A new boiler is twelve hundred and fifty dollars."


async def test_an_answer_is_written_and_its_words_are_played(
    visitor: Visitor, team: Team, fakes: Vendors
) -> None:
    fakes.openai.transcripts["channel-0-part-0000"] = [(0.0, 0.4, "Hello."), (1.0, 3.0, SAID)]
    fakes.openai.transcripts["channel-1-part-0000"] = [(0.5, 0.9, "Hi there.")]
    recorded = await uploaded(team)
    assert (await job_over(team, recorded["job_id"]))["status"] == "succeeded"
    page = await visitor.sign_in()
    await shown(page, "/ask")
    question = page.get_by_role("textbox", name="Your question")
    await question.fill("How much is a new boiler?")
    await question.press("Enter")
    await page.wait_for_url("**/ask?thread=*")
    answer = page.get_by_role("article", name="How much is a new boiler?")
    await expect(answer.get_by_text(SAID).first).to_be_visible()
    await expect(answer.get_by_text("1 of 1 calls were read.")).to_be_visible()
    button = answer.get_by_role("button", name="Play from").first
    from_s = float(await button.get_attribute("data-from") or "nan")
    until_s = float(await button.get_attribute("data-until") or "nan")
    assert 0.5 < until_s - from_s < 4
    await button.click()
    audio = page.locator("audio")
    await expect(audio).to_be_visible()
    # It stops by itself behind the words.
    await expect(audio).to_have_js_property("paused", False)
    await expect(audio).to_have_js_property("paused", True)
    assert until_s <= await audio.evaluate("(audio) => audio.currentTime") <= until_s + 5
    await question.fill("How many calls mention a boiler?")
    await question.press("Enter")
    await page.get_by_role("button", name="Which ones?").click()
    listed = page.get_by_role("article", name="Which ones?")
    await expect(listed.get_by_role("link").first).to_be_visible()
    await page.get_by_role("button", name="Rename").click()
    await page.get_by_role("textbox", name="Title").fill("Prices")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("heading", name="Prices", level=1)).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    await page.get_by_role("button", name="Delete").click()
    await page.wait_for_url("**/ask")
    await expect(page.get_by_text("You have not asked anything yet.")).to_be_visible()
