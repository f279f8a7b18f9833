"""Questions about calls without a hosted model: counted, listed, and shown as passages."""

from typing import Any
from uuid import UUID

from shared.domain.ids import JobId
from tests.conftest import ELEVENLABS_SECRET
from tests.support.calls import CALLBACK_TURNS, send, transcription
from tests.support.people import Team
from worker.resources import Resources
from worker.runner import run_job

BOILER = (
    ("agent", "Northside Heating, good morning."),
    ("user", "How much is a new boiler?"),
    ("agent", "A new boiler is twelve hundred and fifty dollars, fitted."),
    ("user", "Fine. I also want a refund for the last visit."),
)
CAFE = (
    ("agent", "Northside Heating, hello."),
    ("user", "I was at your café yesterday and lost an umbrella."),
)


async def processed(
    team: Team, worker: Resources, conversation_id: str, turns: Any, **changes: Any
) -> str:
    event = transcription(team.agent_id, conversation_id, turns=turns, **changes)
    accepted = (await send(team.client, event, secret=ELEVENLABS_SECRET)).json()
    await run_job(worker, JobId(UUID(accepted["job_id"])))
    return str(accepted["call_id"])


async def asked(team: Team, question: str, **body: Any) -> dict[str, Any]:
    answer = await team.post("/api/ask", {"question": question, **body})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_needle_is_answered_with_its_passage_and_second(
    team: Team, worker: Resources
) -> None:
    call_id = await processed(team, worker, "conv_1", BOILER)
    await processed(team, worker, "conv_2", CAFE)
    answer = await asked(team, "How much is a new boiler?")
    first = answer["parts"][0]
    assert (first["kind"], first["citations"][0]["call_id"]) == ("passage", call_id)
    assert first["text"] == "A new boiler is twelve hundred and fifty dollars, fitted."
    assert (first["citations"][0]["turn"], first["citations"][0]["start_s"]) == (2, 12.0)
    assert first["citations"][0]["url"] == f"/calls/{call_id}#t=12,18"
    assert answer["note"] == "no_model"
    assert not answer["written"]
    assert answer["coverage"]["in_scope"] == 2


async def test_counts_are_exact(team: Team, worker: Resources) -> None:
    for number in range(3):
        await processed(team, worker, f"conv_{number}", BOILER)
    await processed(team, worker, "conv_cafe", CAFE)
    answer = await asked(team, "how many calls mention a refund")
    assert answer["parts"][0]["data"]["count"] == 3
    # All of them came from one number.
    answer = await asked(team, "how many callers asked for a refund")
    assert answer["parts"][0]["data"] == {
        "count": 1,
        "of": "callers",
        "calls": 3,
        "words": ["refund…"],
        "spoken_by": "anyone",
    }
    assert answer["coverage"] == {
        "in_scope": 4,
        "read": 4,
        "without_transcript": 0,
        "left_out": {},
    }


async def test_callbacks_of_a_day_are_listed(team: Team, worker: Resources) -> None:
    await processed(team, worker, "conv_1", CALLBACK_TURNS)
    await processed(team, worker, "conv_2", CAFE)
    answer = await asked(team, "list every open callback")
    print(answer["text"])
    (item,) = [part for part in answer["parts"] if part["kind"] == "item"]
    assert item["data"]["name"] == "Maria Lopez"
