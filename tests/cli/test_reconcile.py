"""`aftercall reconcile`: what it asks, says and answers with."""

import io
from collections.abc import Iterator

import pytest
from rich.console import Console

from cli.reconcile import reconcile
from shared.settings.load import Settings, load_settings
from tests.fakes.elevenlabs_server import API_KEY, RATE_LIMITED, FakeElevenLabs
from tests.fakes.serving import served
from tests.support.people import Team


@pytest.fixture
def elevenlabs() -> FakeElevenLabs:
    return FakeElevenLabs()


@pytest.fixture
def asking(environ: dict[str, str], elevenlabs: FakeElevenLabs) -> Iterator[Settings]:
    with served(elevenlabs.app) as url:
        yield load_settings({**environ, "ELEVENLABS_BASE_URL": url, "ELEVENLABS_API_KEY": API_KEY})


async def said(settings: Settings) -> tuple[bool, str]:
    out = io.StringIO()
    complete = await reconcile(settings, Console(file=out, width=120))
    return complete, out.getvalue().strip()


async def test_reconcile_says_what_it_fetched_and_then_that_nothing_is_missing(
    asking: Settings, elevenlabs: FakeElevenLabs, team: Team
) -> None:
    for number in range(3):
        elevenlabs.ended(f"conv_{number}", team.agent_id)
    elevenlabs.ended("conv_else", "agent_of_nobody")
    unclaimed = "1 of agents or accounts that are not registered"
    assert await said(asking) == (
        True,
        f"elevenlabs: 3 fetched, 0 missing in 24 h (3 listed); {unclaimed}",
    )
    assert await said(asking) == (True, f"elevenlabs: 0 missing in 24 h (3 listed); {unclaimed}")
    assert (await team.get("/api/missed-calls")).json()["sources"][0]["arrived"] == 3


async def test_reconcile_says_why_a_sender_was_not_asked(
    asking: Settings, elevenlabs: FakeElevenLabs
) -> None:
    elevenlabs.script.then("list", RATE_LIMITED)
    assert await said(asking) == (
        False,
        "elevenlabs: ElevenLabs's rate limit is reached (429)",
    )


async def test_reconcile_says_what_is_not_configured(settings: Settings, asking: Settings) -> None:
    complete, text = await said(settings)
    assert (complete, "ELEVENLABS_API_KEY" in text) == (False, True)
    off = asking.model_copy(
        update={"missed_calls": asking.missed_calls.model_copy(update={"window_hours": 0})}
    )
    assert (await said(off))[0] is False
