"""What one tenant sends costs another one nothing."""

import httpx

from tests.conftest import ELEVENLABS_SECRET
from tests.support.calls import send, transcription
from tests.support.people import Team, sign_up
from tests.support.processes import Installation, job_over, until

# In each of these one of the patterns or loops that a sender's text meets took minutes, or longer.
HOSTILE = (
    "x." * 5000,
    "aB1_" * 2500,
    "2026-11-28T" * 900,
    "......!x" * 1250,
    "okay, uh  " * 1000,
    "\u2028" * 10_000,
)
UNDERSTOOD = ("summarize", "detect_callback", "extract_lead", "write_document")


async def test_a_hostile_text_and_an_endless_call_hold_up_nobody_else(
    installed: Installation, http: httpx.AsyncClient, caller: Team
) -> None:
    installed.start_worker()
    neighbour = await sign_up(http, "south@example.com", "Southside")

    async def accept(team: Team, conversation_id: str, **changes: object) -> str:
        event = transcription(team.agent_id, conversation_id, **changes)
        answer = await send(http, event, secret=ELEVENLABS_SECRET)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["job_id"])

    async def status(job_id: str) -> str:
        return str((await caller.get(f"/api/job/{job_id}/status")).json()["status"])

    async def steps(job_id: str) -> dict[str, tuple[str, int]]:
        job = (await caller.get(f"/api/job/{job_id}/status")).json()
        return {step["step"]: (step["status"], step["attempt"]) for step in job["steps"]}

    await until(lambda: http.get("/health/ready"), lambda answer: answer.status_code == 200)
    turns = [("user" if number % 2 else "agent", f"x {number}") for number in range(90_000)]
    endless = await accept(caller, "endless", turns=tuple(turns))
    await until(lambda: status(endless), lambda now: now == "running")
    hostile = await accept(
        caller, "hostile", turns=(("agent", "May I call?"), *(("user", text) for text in HOSTILE))
    )
    short = await job_over(neighbour, await accept(neighbour, "short"))
    assert (short["status"], short["attempts"], short["crashes"]) == ("succeeded", 0, 0)
    assert await status(endless) == "running"
    assert (await http.get("/health/ready")).status_code == 200

    cancelled = await caller.post(f"/api/job/{endless}/cancel")
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
    await until(
        lambda: steps(hostile), lambda now: all(now[step] == ("done", 1) for step in UNDERSTOOD)
    )
    assert (await caller.post(f"/api/job/{hostile}/cancel")).json()["status"] == "cancelled"
    assert await status(endless) == "cancelled"
    call = (await caller.get(f"/api/calls/{cancelled.json()['call_id']}")).json()
    assert (len(call["transcript"]["turns"]), call["transcript"]["left_out"]["turns"]) == (
        20_000,
        70_000,
    )
