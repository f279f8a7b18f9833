"""With keys set the same path runs on OpenAI, Pinecone and Cal.com, whatever goes wrong at the
wire.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid5

import pytest

from shared.db.pool import ALL_TENANTS, Database
from shared.domain.steps import Step
from tests.conftest import ELEVENLABS_SECRET
from tests.fakes import calcom_server as calcom
from tests.fakes import openai_server as openai
from tests.fakes import pinecone_server as pinecone
from tests.fakes.serving import Fault
from tests.support.calls import SAMPLES, send, transcription
from tests.support.people import Team
from tests.support.processes import Installation, job_over, until
from tests.system.vendors import Vendors

WANTED = "I am Maria Lopez, 503 555 0142. Can someone call me back tomorrow at three p m?"

# Of a call that is sent whole; fetching is stopped in test_twilio.py.
STEPS = [step for step in Step if step not in (Step.FETCH_TRANSCRIPT, Step.FETCH_RECORDING)]


async def deliver(team: Team, conversation_id: str = "conv_1", **changes: Any) -> dict[str, Any]:
    answer = await send(
        team.client,
        transcription(team.agent_id, conversation_id, **changes),
        secret=ELEVENLABS_SECRET,
    )
    assert answer.status_code == 202, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_the_hosted_path_gives_the_same_results(
    hosted: Installation, fakes: Vendors, team: Team
) -> None:
    hosted.start_worker()
    first, second = (
        await deliver(team),
        await deliver(team, "conv_2", turns=(("user", "My boiler leaks again."),)),
    )
    for accepted in (first, second):
        assert (await job_over(team, accepted["job_id"]))["status"] == "succeeded"
    call = (await team.get(f"/api/calls/{first['call_id']}")).json()
    assert call["summary"]["model"] == "gpt-6-luna"
    assert call["callback"]["due_at"] == "2026-11-19T20:00:00Z"
    assert (call["callback"]["provider"], call["callback"]["reference"]) == ("calcom", "bk_1")
    assert call["lead"]["value"]["name"] == "Maria Lopez"
    chats, texts = (
        ("summarize", "detect_callback", "extract_lead", "write_document"),
        ("summary", "document", "transcript"),
    )
    assert set(call["usage"]["steps"]) == {*chats, *(f"index_{text}" for text in texts)}
    assert call["usage"]["priced"]
    assert call["usage"]["cost_microusd"] >= 7
    assert list(fakes.pinecone.namespaces) == [f"tenant-{team.tenant_id}"]
    similar = (await team.get(f"/api/calls/{first['call_id']}/similar")).json()["similar"]
    assert [match["call"]["id"] for match in similar] == [second["call_id"]]


BAD_MOMENTS = [
    ("openai", "chat", openai.RATE_LIMITED),
    ("openai", "chat", openai.SERVER_ERROR),
    ("openai", "chat", openai.OVERLOADED),
    ("openai", "chat", openai.MALFORMED),
    ("openai", "chat", openai.TRUNCATED),
    ("openai", "chat", openai.LENGTH),
    ("openai", "chat", openai.HANG),
    ("openai", "embeddings", openai.RATE_LIMITED),
    ("openai", "embeddings", openai.TRUNCATED),
    ("pinecone", "upsert", pinecone.RATE_LIMITED),
    ("pinecone", "upsert", pinecone.SERVER_ERROR),
    ("pinecone", "upsert", pinecone.MALFORMED),
]


async def test_a_vendors_bad_moment_only_costs_time(
    hosted: Installation, fakes: Vendors, team: Team
) -> None:
    """One after the other, each in a call of another week, so that every callback can be booked."""
    hosted.environ["OPENAI_TIMEOUT_S"] = "1"
    hosted.start_worker()
    for number, (vendor, endpoint, fault) in enumerate(BAD_MOMENTS, 1):
        getattr(fakes, vendor).script.then(endpoint, fault)
        begun = {
            "start_time_unix_secs": 1795015800 + number * 7 * 86400,
            "timezone": "America/New_York",
        }
        accepted = await deliver(team, f"conv_{number}", metadata=begun)
        job = await job_over(team, accepted["job_id"])
        attempts = 1 if fault.kind in ("malformed", "length") else 0
        assert (vendor, fault, job["status"], job["attempts"]) == (
            vendor,
            fault,
            "succeeded",
            attempts,
        )
        assert len(fakes.calcom.bookings) == number


async def test_no_credit_left_says_so_keeps_what_was_made_and_goes_on_once_there_is_some(
    hosted: Installation, fakes: Vendors, team: Team
) -> None:
    fakes.openai.script.then("embeddings", *[openai.QUOTA] * 300)
    hosted.start_worker()
    accepted = await deliver(team)

    async def job() -> dict[str, Any]:
        answer: dict[str, Any] = (await team.get(f"/api/job/{accepted['job_id']}/status")).json()
        return answer

    waiting = await until(
        job, lambda answer: answer["snoozes"] >= 2 and answer["status"] == "queued"
    )
    assert (waiting["status"], waiting["error_code"], waiting["attempts"]) == (
        "queued",
        "insufficient_quota",
        0,
    )
    assert "no quota left" in waiting["error"]
    call = (await team.get(f"/api/calls/{accepted['call_id']}")).json()
    assert call["summary"]["model"] == "gpt-6-luna"
    fakes.openai.script.reset()
    assert (await job_over(team, accepted["job_id"]))["status"] == "succeeded"


async def test_a_callback_is_listed_while_the_calendar_is_away_and_booked_once_it_is_back(
    hosted: Installation, fakes: Vendors, team: Team
) -> None:
    fakes.calcom.script.then("create", *[calcom.SERVER_ERROR] * 300)
    hosted.start_worker()
    accepted = await deliver(team)

    async def callbacks() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await team.get("/api/callbacks")).json()["callbacks"]
        return found

    (listed,) = await until(callbacks, lambda found: bool(found and found[0]["booking_error"]))
    assert (listed["due_at"], listed["provider"]) == ("2026-11-19T20:00:00Z", None)
    assert listed["booking_error"].startswith("Cal.com failed (500)")
    booking = listed["booking"]
    assert (booking["state"], booking["reason"]) == ("none", listed["booking_error"])
    fakes.calcom.script.reset()
    job = await job_over(team, accepted["job_id"])
    assert (job["status"], job["attempts"]) == ("succeeded", 0)
    (booked,) = await callbacks()
    assert (booked["provider"], booked["booking_error"]) == ("calcom", None)
    assert (booked["booking"]["state"], booked["booking"]["reason"]) == ("booked", None)
    assert len(fakes.calcom.bookings) == 1


async def test_a_callback_that_the_calendar_refuses_says_so_in_the_callback_and_in_its_step(
    hosted: Installation, fakes: Vendors, team: Team
) -> None:
    fakes.calcom.script.then("create", calcom.refused(calcom.TAKEN))
    hosted.start_worker()
    accepted = await deliver(team)
    assert (await job_over(team, accepted["job_id"]))["status"] == "succeeded"
    (callback,) = (await team.get("/api/callbacks")).json()["callbacks"]
    assert (callback["status"], callback["reference"], callback["booking"]["state"]) == (
        "scheduled",
        None,
        "refused",
    )
    assert "the time is taken" in callback["booking"]["reason"]
    steps = (await team.get(f"/api/job/{accepted['job_id']}/status")).json()["steps"]
    (step,) = (step for step in steps if step["step"] == "schedule_callback")
    assert (step["meta"]["booking"], step["meta"]["booking_error"]) == (
        "refused",
        callback["booking"]["reason"],
    )
    assert not fakes.calcom.bookings


@pytest.mark.parametrize(("endpoint", "headers"), [("list", {}), ("create", {"retry-after": "-5"})])
async def test_a_callback_is_booked_at_once_after_the_calendar_refused_a_request(
    hosted: Installation, fakes: Vendors, team: Team, endpoint: str, headers: dict[str, str]
) -> None:
    fakes.calcom.script.then(endpoint, Fault("status", 429, headers))
    hosted.start_worker()
    accepted = await deliver(team)
    job = await job_over(team, accepted["job_id"])
    assert (job["status"], job["attempts"]) == ("succeeded", 0)
    assert len(fakes.calcom.bookings) == 1
    # No more than the one that was refused and what booking takes, with one look-up again.
    assert (fakes.calcom.script.count("list"), fakes.calcom.script.count("create")) in (
        (2, 1),
        (1, 2),
        (2, 2),
    )


async def test_deleting_a_call_reaches_the_vendor_that_holds_its_vectors(
    hosted: Installation, fakes: Vendors, team: Team
) -> None:
    hosted.start_worker()
    accepted = await deliver(team)
    await job_over(team, accepted["job_id"])
    namespace = fakes.pinecone.namespaces[f"tenant-{team.tenant_id}"]
    assert namespace
    assert (await team.delete(f"/api/calls/{accepted['call_id']}")).status_code == 204

    async def left() -> int:
        return len(namespace)

    await until(left, lambda count: count == 0)


async def test_an_edit_killed_in_the_middle_makes_one_new_version_and_books_nothing_twice(
    hosted: Installation, fakes: Vendors, team: Team, database: Database
) -> None:
    hosted.start_worker("doomed")
    accepted = await deliver(
        team, turns=[("user", f"{n}. {'and so on ' * 150}") for n in range(4)] + [("user", WANTED)]
    )
    await job_over(team, accepted["job_id"])
    turns = (await team.get(f"/api/calls/{accepted['call_id']}")).json()["transcript"]["turns"]
    turns[4]["text"] = (
        "I am Maria Lopez, 503 555 0142. Can someone call me back next friday at five p m?"
    )
    fakes.openai.script.trap("chat", mentions("'name': 'Summary'"))
    fakes.pinecone.script.trap("upsert", mentions("'transcript'"))
    answer = await team.put(
        f"/api/calls/{accepted['call_id']}/transcript", {"turns": turns[2:], "base_version": 1}
    )
    assert answer.status_code == 202, answer.text

    async def stopped() -> int:
        return fakes.hanging

    await until(stopped, lambda hanging: hanging == 2)
    hosted.kill("doomed")
    fakes.release()
    hosted.start_worker("successor")
    assert (await job_over(team, accepted["job_id"]))["status"] == "succeeded"
    call = (await team.get(f"/api/calls/{accepted['call_id']}")).json()
    assert (call["status"], call["transcript"]["version"]) == ("ready", 2)
    assert [
        call[part]["version"] for part in ("summary", "callback_detection", "lead", "document")
    ] == [2, 2, 2, 2]
    assert call["callback"]["due_at"] != call["callback"]["booked_for"] == "2026-11-19T20:00:00Z"
    assert "2026-11-19 15:00" in call["callback"]["booking_error"]
    assert len(fakes.calcom.bookings) == 1
    async with database.connection(ALL_TENANTS) as conn:
        chunks = {str(row["id"]) for row in await conn.fetch("select id from chunks")}
    assert set(fakes.pinecone.namespaces[f"tenant-{team.tenant_id}"]) == chunks


def mentions(*needles: str) -> Callable[[Any], bool]:
    return lambda body: all(needle in str(body) for needle in needles)


async def test_a_worker_killed_in_the_middle_of_each_step_is_replaced_and_each_effect_stands_once(
    hosted: Installation, fakes: Vendors, team: Team, database: Database
) -> None:
    """One call for each step; every one of them is stopped inside that step by the vendor it waits
    for.
    """
    calls = {
        step: await _call_stopped_in(step, number, team, fakes) for number, step in enumerate(STEPS)
    }
    hosted.start_worker("doomed")

    async def stopped() -> tuple[int, int]:
        async with database.connection(ALL_TENANTS) as conn:
            over = await conn.fetchval(
                "select count(*) from job_steps where status in ('done', 'skipped')"
            )
        return fakes.hanging, over

    # Stopped everywhere at once: of 9 steps a call, those behind the stopped one are missing.
    await until(stopped, lambda now: now == (len(STEPS), 4 * (9 - 2) + 4 * (9 - 1)))
    asked = fakes.openai.script.count("chat")
    hosted.kill("doomed")
    fakes.release()
    hosted.start_worker("successor")
    for accepted in calls.values():
        assert (await job_over(team, accepted["job_id"]))["status"] == "succeeded"
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select count(*) from calls where status = 'ready'") == len(
            STEPS
        )
        assert await conn.fetchval("select count(*) from insights") == 3 * len(STEPS)
        assert await conn.fetchval("select count(*) from documents") == len(STEPS)
        chunks = {str(row["id"]) for row in await conn.fetch("select id from chunks")}
    assert set(fakes.pinecone.namespaces[f"tenant-{team.tenant_id}"]) == chunks
    assert sorted(_booked_for(booking) for booking in fakes.calcom.bookings) == sorted(
        str(uuid5(UUID(accepted["call_id"]), "callback")) for accepted in calls.values()
    )
    # Only what was in flight is asked again: four answers were lost with the worker, and one call
    # had none yet.
    assert fakes.openai.script.count("chat") == asked + 4 + 4
    # Vectors that the index was being given were kept, and paid for once.
    assert fakes.openai.script.count("embeddings") == 3 * len(STEPS)


async def _call_stopped_in(step: Step, number: int, team: Team, fakes: Vendors) -> dict[str, Any]:
    """Accepted, with a trap at the vendor that serves the step. Each wants to be called back on
    another day.
    """
    day = {"start_time_unix_secs": 1795015800 + 86400 * number, "timezone": "America/New_York"}
    said = (
        f"I am Maria Lopez, 503 555 0142, file {step}-0. Can someone call me back tomorrow at three"
        " p m?"
    )
    turns = (("user", said),)
    if step is Step.TRANSCRIBE:
        fakes.openai.transcripts["channel-0"] = [(0.0, 1.0, "Good morning.")]
        fakes.openai.transcripts["channel-1-part-0000"] = [(0.6, 4.6, said)]
        fakes.openai.transcripts["channel-1-part-0001"] = []
        fakes.openai.script.trap("transcriptions", lambda _: True)
        return await uploaded(team)
    chats = {
        Step.SUMMARIZE: "Summary",
        Step.DETECT_CALLBACK: "CallbackDetection",
        Step.EXTRACT_LEAD: "Lead",
        Step.WRITE_DOCUMENT: "Document",
    }
    if step in chats:
        fakes.openai.script.trap("chat", mentions(f"'name': '{chats[step]}'", f"file {step}-0"))
    accepted = await deliver(team, f"conv_{step}", turns=turns, metadata=day)
    if step is Step.SCHEDULE_CALLBACK:
        fakes.calcom.script.trap(
            "create", mentions(str(uuid5(UUID(accepted["call_id"]), "callback")))
        )
    elif step not in chats:
        fakes.pinecone.script.trap(
            "upsert", mentions(step.removeprefix("index_"), accepted["call_id"])
        )
    return accepted


async def uploaded(team: Team) -> dict[str, Any]:
    answer: dict[str, Any] = (await team.post(f"{await stored(team)}/finalize")).json()
    return answer


async def stored(team: Team) -> str:
    """The path of a recording whose media is here and which nobody works on yet."""
    about = {
        "direction": "inbound",
        "startedAt": "2026-12-15T15:30:00Z",
        "timezone": "America/New_York",
    }
    created = (await team.post("/api/recordings", about)).json()
    audio = (SAMPLES.parent.parent / "cli" / "samples" / "two_channel_call.wav").read_bytes()
    path = f"/api/recordings/{created['recording_id']}"
    await team.client.put(
        f"{path}/media", content=audio, headers={**team.headers, "Content-Type": "audio/wav"}
    )
    return path


def _booked_for(booking: dict[str, Any]) -> str:
    return str(booking["metadata"]["aftercall_callback_id"])
