"""A Twilio recording: told about, fetched from Twilio's media host, heard, and understood."""

from typing import Any
from urllib.parse import urlencode

from shared.vendors.twilio.webhook import sign
from tests.conftest import ELEVENLABS_SECRET
from tests.fakes.twilio_server import ACCOUNT_SID, AUTH_TOKEN, RECORDING_SID, Media
from tests.support.calls import SAMPLES, send, transcription
from tests.support.people import Team
from tests.support.processes import Installation, job_over, until
from tests.system.vendors import Vendors

PATH = "/api/webhooks/twilio/recording"
LEG = "CA0123456789abcdef0123456789abcdef"
DUAL = (SAMPLES.parent.parent / "cli" / "samples" / "two_channel_call.wav").read_bytes()
SAID = "I am Maria Lopez, 503 555 0142. Can someone call me back tomorrow at three p m?"


async def ready_recording(
    hosted: Installation, team: Team, recording_sid: str = RECORDING_SID, began: str = "15:30:00"
) -> dict[str, Any]:
    """What the API answers to Twilio's callback."""
    await team.post("/api/twilio-accounts", {"account_sid": ACCOUNT_SID})
    fields = [
        ("AccountSid", ACCOUNT_SID),
        ("CallSid", LEG),
        ("RecordingSid", recording_sid),
        ("RecordingStatus", "completed"),
        ("RecordingStartTime", f"Wed, 18 Nov 2026 {began} +0000"),
    ]
    signature = sign(f"{hosted.base_url}{PATH}", fields, secret=AUTH_TOKEN)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature}
    answer = await team.client.post(PATH, content=urlencode(fields).encode(), headers=headers)
    assert answer.status_code == 202, answer.text
    body: dict[str, Any] = answer.json()
    return body


def speaks(fakes: Vendors) -> None:
    fakes.twilio.media[RECORDING_SID] = Media(wav=DUAL, dual=DUAL)
    # The recorded leg is on the first channel: the customer's.
    fakes.openai.transcripts["channel-0"] = [(0.0, 2.5, SAID)]
    fakes.openai.transcripts["channel-1"] = [(0.6, 1.6, "Good morning.")]


async def test_a_two_channel_recording_is_fetched_and_every_speaker_is_right(
    hosted: Installation, fakes: Vendors, team: Team
) -> None:
    hosted.environ["OPENAI_TRANSCRIBE_MODEL"] = "whisper-1"
    speaks(fakes)
    hosted.start_worker()
    accepted = await ready_recording(hosted, team)
    job = await job_over(team, accepted["job_id"])
    assert job["status"] == "succeeded", job
    call = (await team.get(f"/api/calls/{accepted['call_id']}")).json()
    assert [turn["speaker"] for turn in call["transcript"]["turns"]] == ["customer", "agent"]
    # Without a number of the caller the team's time zone gives the country.
    assert call["callback"]["phone"] == "+15035550142"
    assert [(each["status"], each["size_bytes"]) for each in call["recordings"]] == [
        ("completed", len(DUAL))
    ]


async def test_a_recording_lies_under_its_tenant_and_account(
    hosted: Installation, fakes: Vendors, team: Team
) -> None:
    speaks(fakes)
    hosted.start_worker()
    await job_over(team, (await ready_recording(hosted, team))["job_id"])
    folder = hosted.logs.parent / "recordings"
    stored = [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]
    assert stored == [f"{team.tenant_id}/{ACCOUNT_SID}/{RECORDING_SID}.wav"]


async def test_a_recording_that_is_not_ready_is_waited_for(
    hosted: Installation, fakes: Vendors, team: Team
) -> None:
    hosted.start_worker()
    accepted = await ready_recording(hosted, team)

    async def job() -> dict[str, Any]:
        answer: dict[str, Any] = (await team.get(f"/api/job/{accepted['job_id']}/status")).json()
        return answer

    waiting = await until(job, lambda answer: answer["snoozes"] > 0)
    assert (waiting["status"], waiting["attempts"], waiting["error_code"]) == (
        "queued",
        0,
        "not_ready",
    )


async def test_a_call_that_was_done_already_still_gets_its_recording(
    hosted: Installation, fakes: Vendors, team: Team
) -> None:
    speaks(fakes)
    hosted.start_worker()
    call = (await send(team.client, transcription(team.agent_id), secret=ELEVENLABS_SECRET)).json()
    await job_over(team, call["job_id"])
    attached = await ready_recording(hosted, team)
    assert attached["call_id"] == call["call_id"]
    assert attached["job_id"] != call["job_id"]
    job = await job_over(team, attached["job_id"])
    assert (job["status"], [step["step"] for step in job["steps"]]) == (
        "succeeded",
        ["fetch_recording"],
    )
    assert fakes.openai.script.count("transcriptions") == 0
    detail = (await team.get(f"/api/calls/{call['call_id']}")).json()
    assert (detail["status"], detail["recordings"][0]["status"]) == ("ready", "completed")


async def test_a_second_recording_of_a_call_is_joined_to_the_first(
    hosted: Installation, fakes: Vendors, team: Team
) -> None:
    """It comes when the call is ready, and began before the other did."""
    hosted.environ["OPENAI_TRANSCRIBE_MODEL"] = "whisper-1"
    speaks(fakes)
    earlier = "RE" + "3d" * 16
    fakes.twilio.media[earlier] = Media(wav=DUAL, dual=DUAL)
    hosted.start_worker()
    first = await ready_recording(hosted, team)
    await job_over(team, first["job_id"])
    fakes.openai.transcripts["channel-0"] = [(0.0, 2.5, "Before I was put on hold.")]
    second = await ready_recording(hosted, team, earlier, "15:28:00")
    assert second["call_id"] == first["call_id"]
    await job_over(team, second["job_id"])

    async def call() -> dict[str, Any]:
        answer: dict[str, Any] = (await team.get(f"/api/calls/{first['call_id']}")).json()
        return answer

    ready = await until(
        call, lambda found: found["status"] == "ready" and found["transcript"]["version"] == 2
    )
    turns = ready["transcript"]["turns"]
    assert [turn["speaker"] for turn in turns] == ["customer", "agent", "customer", "agent"]
    assert [round(turn["start_s"]) for turn in turns] == [0, 3, 120, 123]
    assert {(each["status"], each["offset_s"]) for each in ready["recordings"]} == {
        ("completed", 0),
        ("completed", 120),
    }


async def test_a_worker_killed_while_it_fetches_is_replaced(
    hosted: Installation, fakes: Vendors, team: Team
) -> None:
    speaks(fakes)
    fakes.twilio.script.trap("wav", lambda _: True)
    hosted.start_worker("doomed")
    accepted = await ready_recording(hosted, team)

    async def hanging() -> int:
        return fakes.hanging

    await until(hanging)
    hosted.kill("doomed")
    fakes.release()
    hosted.start_worker("successor")
    assert (await job_over(team, accepted["job_id"]))["status"] == "succeeded"
    recordings = [path for path in (hosted.logs.parent / "recordings").rglob("*") if path.is_file()]
    assert [path.name for path in recordings] == [f"{RECORDING_SID}.wav"]
    assert list((hosted.logs.parent / "fetching").iterdir()) == []
