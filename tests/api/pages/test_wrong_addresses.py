"""People who follow a wrong link get a page with a way back, and programs a problem."""

import pytest

from tests.support.people import Team

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("/zzz", 404, "There is nothing at this address."),
        ("/calls/xyz", 404, "There is nothing at this address."),
        ("/settings/targets/xyz", 404, "There is nothing at this address."),
        ("/calls?status=<b>zzz", 422, "does not take: status."),
        ("/calls?q=" + "a" * 201, 422, "does not take: q (200 characters at most)."),
        ("/contacts?who=" + "a" * 321, 422, "who (320 characters at most)"),
        ("/ask?thread=xyz", 422, "does not take: thread."),
    ],
)
async def test_a_browser_gets_a_page(team: Team, address: str, status: int, says: str) -> None:
    answer = await team.client.get(address, headers={**team.headers, **BROWSER})
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert says in answer.text
    assert 'href="/"' in answer.text
    assert "zzz" not in answer.text


async def test_the_page_has_a_title_in_the_readers_language(team: Team) -> None:
    german = {**team.headers, **BROWSER, "Accept-Language": "de"}
    answer = await team.client.get("/zzz", headers=german)
    assert "<title>Das hat nicht geklappt · Aftercall</title>" in answer.text


@pytest.mark.parametrize("address", ["/zzz", "/api/zzz"])
async def test_a_program_gets_a_problem(team: Team, address: str) -> None:
    headers = BROWSER if address.startswith("/api/") else {}
    answer = await team.client.get(address, headers={**team.headers, **headers})
    assert answer.status_code == 404
    assert answer.json()["code"] == "no_such_route"
