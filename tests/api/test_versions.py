"""The versions of a transcript: who made them, and what changed between two of them."""

from typing import Any

from tests.api.pages.test_pages import HOSTILE
from tests.api.test_corrections import ok
from tests.api.test_editing import processed, put, turns_of
from tests.support.people import Team
from worker.resources import Resources


def marked(change: dict[str, Any]) -> str:
    """The words of a turn; removed ones in square brackets, new ones in braces."""
    marks = {"same": "{}", "removed": "[{}]", "inserted": "{{{}}}"}
    return "".join(marks[one["change"]].format(one["text"]) for one in change["words"])


async def edited(team: Team, worker: Resources) -> tuple[dict[str, Any], str]:
    """A call whose second turn was corrected, and the address of the change."""
    accepted = await processed(team, worker)
    turns = await turns_of(team, accepted)
    turns[1]["text"] = turns[1]["text"].replace("Maria", "Mary")
    turns[2]["speaker"] = "customer"
    assert (await put(team, accepted, {"turns": turns})).status_code == 202
    return accepted, f"/api/calls/{accepted['call_id']}/transcripts/2/changes"


async def test_a_version_says_who_made_it(team: Team, worker: Resources) -> None:
    accepted, _ = await edited(team, worker)
    await team.post(f"/api/job/{accepted['job_id']}/cancel")
    key = (await team.post("/api/api-keys", {"name": "crm"})).json()
    answer = await team.client.put(
        f"/api/calls/{accepted['call_id']}/transcript",
        headers={"Authorization": f"Bearer {key['api_key']}"},
        json={"turns": [{"speaker": "customer", "text": "Hello."}]},
    )
    assert answer.status_code == 202, answer.text
    versions = (await ok(team.get(f"/api/calls/{accepted['call_id']}/transcripts")))["versions"]
    assert [(one["version"], one["actor"], one["actor_name"]) for one in versions] == [
        (3, "key", "crm"),
        (2, "user", "north@example.com"),
        (1, None, None),
    ]
    assert versions[0]["actor_id"] == key["id"]


async def test_what_changed_is_shown_turn_by_turn_and_word_by_word(
    team: Team, other_team: Team, worker: Resources
) -> None:
    _, path = await edited(team, worker)
    found = await ok(team.get(path))
    assert (found["version"], found["since"], found["same_turns"]) == (2, 1, 3)
    words, speaker = found["changes"]
    assert marked(words).startswith("Hi, my name is [Maria ]{Mary }Lopez. My boiler")
    assert (words["before"], words["after"], words["start_s"]) == (1, 1, 6.0)
    assert (speaker["speaker_before"], speaker["speaker"]) == ("agent", "customer")
    assert [one["change"] for one in speaker["words"]] == ["same"]
    backwards = await ok(team.get(path.replace("/2/", "/1/"), since=2))
    assert marked(backwards["changes"][0]).startswith("Hi, my name is [Mary ]{Maria }Lopez.")
    assert (await ok(team.get(path, since=2)))["changes"] == []
    for wrong in ("/1/", "/3/"):
        answer = await team.get(path.replace("/2/", wrong))
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_version")
    assert (await other_team.get(path)).status_code == 404


async def test_the_page_marks_what_is_new_and_what_is_gone(team: Team, worker: Resources) -> None:
    accepted, _ = await edited(team, worker)
    call = f"/calls/{accepted['call_id']}"
    assert f'href="{call}/changes"' in (await team.get(call)).text
    page = (await team.get(f"{call}/changes")).text
    assert '<del><span class="visually-hidden">removed: </span>Maria </del>' in page
    assert '<ins><span class="visually-hidden">new: </span>Mary </ins>' in page
    assert '<ins><span class="visually-hidden">new: </span>Caller</ins>' in page
    assert "corrected by <bdi>north@example.com</bdi>" in page
    same = (await team.get(f"{call}/changes", version=2, since=2)).text
    assert "All turns have the same speakers and words." in same
    assert (await team.get(f"{call}/changes", version=9)).status_code == 404


async def test_what_was_typed_stays_text_there_too(team: Team, worker: Resources) -> None:
    accepted, _ = await edited(team, worker)
    await team.post(f"/api/job/{accepted['job_id']}/cancel")
    turns = [{"speaker": "customer", "text": words} for words in HOSTILE]
    assert (await put(team, accepted, {"turns": turns})).status_code == 202
    page = (await team.get(f"/calls/{accepted['call_id']}/changes")).text
    assert "<script>alert" not in page
    assert "<img" not in page.replace('<img src="/static/', "")
    assert "{{ 7 * 7 }}" in page
    assert "A" * 10_000 in page


async def test_one_version_has_nothing_to_compare(team: Team, worker: Resources) -> None:
    accepted = await processed(team, worker)
    page = await team.get(f"/calls/{accepted['call_id']}/changes")
    assert page.status_code == 200
    assert "There is only one version" in page.text
