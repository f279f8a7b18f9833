"""What a shared call shows of what people said and typed, which may be anything."""

import httpx
import pytest

from tests.api.pages.test_pages import HOSTILE
from tests.api.test_corrections import ok
from tests.conftest import ELEVENLABS_SECRET
from tests.support.calls import send, transcription
from tests.support.people import Team


@pytest.mark.parametrize("title", HOSTILE, ids=lambda title: title[:20])
async def test_what_was_said_and_typed_stays_text(
    client: httpx.AsyncClient, team: Team, title: str
) -> None:
    call = (await send(client, transcription(team.agent_id), secret=ELEVENLABS_SECRET)).json()
    path = f"/api/calls/{call['call_id']}"
    await team.post(f"/api/job/{call['job_id']}/cancel")
    turns = [{"speaker": "customer", "text": words} for words in HOSTILE]
    assert (await team.put(f"{path}/transcript", {"turns": turns})).status_code == 202
    await ok(team.patch(path, {"title": title[:300], "summary": title}))
    await team.patch("/api/me", {"name": HOSTILE[1]})
    share = (await team.post(f"{path}/shares", {})).json()
    inside = (await team.get(f"/calls/{call['call_id']}")).text
    outside = (await client.get(httpx.URL(share["url"]).path)).text
    for page in (inside, outside):
        assert "<script>alert" not in page
        assert "<img" not in page.replace('<img src="/static/', "")
        assert " onmouseover='" not in page
        assert 'href="javascript' not in page
    assert "{{ 7 * 7 }}" in outside
    assert "A" * 10_000 in outside
    # A turned direction ends with its own element.
    assert '<p class="words" dir="auto">\u202egnp.exe</p>' in outside
    if title.startswith("\u202e"):
        assert f'<h1 dir="auto">{title}</h1>' in outside


async def test_the_page_is_in_the_strangers_language(client: httpx.AsyncClient, team: Team) -> None:
    call = (await send(client, transcription(team.agent_id), secret=ELEVENLABS_SECRET)).json()
    share = (await team.post(f"/api/calls/{call['call_id']}/shares", {})).json()
    for language, word in (("en", "Transcript"), ("de", "Transkript"), ("es", "Transcripción")):
        for path in (httpx.URL(share["url"]).path, "/shared/wrong"):
            page = (await client.get(path, headers={"Accept-Language": language})).text
            assert f'<html lang="{language}" dir="ltr">' in page
            if path != "/shared/wrong":
                assert word in page
