"""What a sender knows of a call reaches the call, the lead and the callback."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from shared.db.pool import ALL_TENANTS, Database
from shared.domain.ids import JobId
from shared.domain.insights import Lead
from shared.domain.statuses import Source
from shared.domain.stored_texts import BookingReason
from shared.download.fetcher import RecordingFetcher
from shared.intake.recordings import record_recording
from shared.settings.load import Settings, load_settings
from shared.vendors.twilio.api import TwilioRecordings
from shared.vendors.twilio.webhook import parse_recording_event
from tests.conftest import ELEVENLABS_SECRET
from tests.fakes.serving import Fault, served
from tests.fakes.twilio_server import ACCOUNT_SID, AUTH_TOKEN, RECORDING_SID, FakeTwilio, Media
from tests.support.calls import send, transcription
from tests.support.gates import open_door
from tests.support.people import Team
from tests.support.providers import Script
from tests.support.sounds import SPEECH
from worker.numbers import NO_NUMBERS, NOT_ASKED
from worker.resources import Resources
from worker.runner import run_job

NO_PERSON = Lead(None, None, None, None, None, None, 0.1)
LEG = "CA" + "3d" * 16


async def processed(
    resources: Resources, client: httpx.AsyncClient, team: Team, **changes: Any
) -> dict[str, Any]:
    """The call as the API shows it when its run is over."""
    metadata = {
        "start_time_unix_secs": 1795015800,
        "timezone": "America/New_York",
        "phone_call": None,
    }
    event = transcription(team.agent_id, **{"metadata": metadata, **changes})
    answer = await send(client, event, secret=ELEVENLABS_SECRET)
    assert answer.status_code == 202, answer.text
    await run_job(resources, JobId(answer.json()["job_id"]))
    call: dict[str, Any] = (await team.get(f"/api/calls/{answer.json()['call_id']}")).json()
    return call


async def test_what_was_collected_fills_lead_and_callback(
    worker: Resources, client: httpx.AsyncClient, team: Team, script: Script
) -> None:
    script.lead = replace(NO_PERSON, name="Maria")
    collected = {
        "caller_phone_number": {"value": "+12025550117"},
        "caller_name": {"value": "Maria Lopez"},
        "caller_email": {"value": "maria@example.com"},
    }
    call = await processed(worker, client, team, analysis={"data_collection_results": collected})
    lead = call["lead"]["value"]
    assert (lead["name"], lead["phone"], lead["email"]) == (
        "Maria",
        "+12025550117",
        "maria@example.com",
    )
    assert lead["from_sender"] == ["phone", "email"]
    assert (call["callback"]["phone"], call["callback"]["name"]) == ("+12025550117", "Maria")
    assert script.bookings[0].email == "maria@example.com"


async def test_variables_fill_the_call_and_its_callback(
    worker: Resources, client: httpx.AsyncClient, team: Team, script: Script
) -> None:
    script.lead = NO_PERSON
    variables = {"system__caller_id": "+12025550143", "system__called_number": "+12025550100"}
    data = {"dynamic_variables": variables}
    call = await processed(worker, client, team, conversation_initiation_client_data=data)
    assert (call["from_number"], call["to_number"]) == ("+12025550143", "+12025550100")
    assert call["callback"]["phone"] == "+12025550143"
    assert call["lead"]["value"]["from_sender"] == []


@pytest.mark.parametrize("address", [None, "sip:1042@pbx.example.com", "anonymous"])
async def test_a_callback_without_any_number_says_so_and_is_in_no_calendar(
    worker: Resources, client: httpx.AsyncClient, team: Team, script: Script, address: str | None
) -> None:
    script.lead = NO_PERSON
    line = {
        "phone_call": {"direction": "inbound", "external_number": address},
        "start_time_unix_secs": 1795015800,
    }
    call = await processed(worker, client, team, metadata=line)
    assert (call["from_number"], call["callback"]["phone"]) == (None, None)
    assert call["callback"]["booking_error"] == BookingReason.NO_NUMBER
    assert (call["callback"]["status"], call["callback"]["reference"], script.bookings) == (
        "scheduled",
        None,
        [],
    )
    assert bool(call["notes"]) is (address is not None)


async def test_a_callback_with_an_email_alone_is_booked_and_still_says_what_is_missing(
    worker: Resources, client: httpx.AsyncClient, team: Team, script: Script
) -> None:
    script.lead = replace(NO_PERSON, email="maria@example.com")
    call = await processed(worker, client, team)
    assert (call["callback"]["booking_error"], len(script.bookings)) == (BookingReason.NO_NUMBER, 1)


async def test_a_mailbox_makes_no_lead_and_no_callback(
    worker: Resources, client: httpx.AsyncClient, team: Team, script: Script
) -> None:
    turns = [
        ("agent", "Hello?"),
        ("user", "You have reached Maria Lopez. Please call me back tomorrow at nine."),
    ]
    event = transcription(team.agent_id, turns=turns)
    result = {
        "tool_name": "voicemail_detection",
        "result": {"result_type": "voicemail_detection_success"},
    }
    event["data"]["transcript"].append({"role": "agent", "message": None, "tool_results": [result]})
    answer = (await send(client, event, secret=ELEVENLABS_SECRET)).json()
    await run_job(worker, JobId(answer["job_id"]))
    call = (await team.get(f"/api/calls/{answer['call_id']}")).json()
    assert (call["status"], call["outcome"], call["lead"], call["callback"]) == (
        "ready",
        "voicemail",
        None,
        None,
    )
    assert (script.calls["extract_lead"], script.calls["detect_callback"]) == (0, 0)
    step = next(each for each in call["job"]["steps"] if each["step"] == "extract_lead")
    assert (step["status"], step["meta"]["reason"]) == (
        "skipped",
        "a mailbox answered, not a person",
    )


async def a_machine_answered(
    worker: Resources, client: httpx.AsyncClient, team: Team, call: dict[str, Any]
) -> dict[str, Any]:
    """Says so after the call was processed, and returns the call after its run."""
    data = {
        "agent_id": team.agent_id,
        "conversation_id": call["external_id"],
        "answered_by": "machine_start",
    }
    verdict = {"type": "answering_machine_detection", "event_timestamp": 1, "data": data}
    answer = (await send(client, verdict, secret=ELEVENLABS_SECRET)).json()
    await run_job(worker, JobId(answer["job_id"]))
    return dict((await team.get(f"/api/calls/{answer['call_id']}")).json())


async def test_a_verdict_that_comes_after_the_words_takes_back_the_callback(
    worker: Resources, client: httpx.AsyncClient, team: Team
) -> None:
    call = await processed(worker, client, team)
    assert (call["callback"]["status"], call["outcome"]) == ("scheduled", None)
    call = await a_machine_answered(worker, client, team, call)
    assert (call["callback"]["status"], call["outcome"]) == ("cancelled", "voicemail")
    assert (call["status"], call["lead"]) == ("ready", None)


async def test_a_lead_that_a_person_corrected_stays_after_a_late_verdict(
    worker: Resources, client: httpx.AsyncClient, team: Team
) -> None:
    call = await processed(worker, client, team)
    lead_id = call["lead_id"]
    corrected = await team.patch(f"/api/leads/{lead_id}", {"name": "Maria L."})
    assert corrected.status_code == 200
    await a_machine_answered(worker, client, team, call)
    assert (await team.get(f"/api/leads/{lead_id}")).json()["name"] == "Maria L."


async def test_a_call_that_failed_at_its_sender_is_understood_and_stays_failed(
    worker: Resources, client: httpx.AsyncClient, team: Team
) -> None:
    error = {
        "error": {"code": 1011, "reason": "The connection broke."},
        "start_time_unix_secs": 1795015800,
    }
    call = await processed(worker, client, team, status="failed", metadata=error)
    assert (call["status"], call["job"]["status"]) == ("failed", "succeeded")
    assert (
        call["error"] == "The sender counts the call as failed: The connection broke. (code 1011)"
    )
    assert call["callback"]["phrase"]
    assert call["summary"]


@pytest.fixture
def twilio() -> FakeTwilio:
    return FakeTwilio(media={RECORDING_SID: Media(wav=SPEECH)})


@pytest.fixture
def asking(environ: dict[str, str], twilio: FakeTwilio) -> Iterator[Settings]:
    with served(twilio.app) as url:
        account = {
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "TWILIO_BASE_URL": url,
        }
        yield load_settings({**environ, **account})


@pytest.fixture
async def billed_to(worker: Resources, asking: Settings) -> AsyncIterator[Resources]:
    """A worker that fetches from Twilio and asks it for calls."""
    recordings = TwilioRecordings(asking.twilio, open_door())
    fetcher = RecordingFetcher(
        asking.fetch, asking.twilio, asking.elevenlabs, open_door(), max_bytes=10**7
    )
    yield replace(worker, settings=asking, twilio_recordings=recordings, fetcher=fetcher)
    await recordings.close()
    await fetcher.close()


async def recorded_leg(database: Database, team: Team) -> tuple[str, JobId]:
    fields = {
        "AccountSid": ACCOUNT_SID,
        "RecordingSid": RECORDING_SID,
        "CallSid": LEG,
        "RecordingStatus": "completed",
    }
    event = parse_recording_event(list(fields.items()))
    async with database.transaction(ALL_TENANTS) as conn:
        accepted = await record_recording(
            conn,
            team.tenant_id,  # type: ignore[arg-type]
            event,  # type: ignore[arg-type]
            installation_owned=True,
        )
    assert accepted.receipt.job_id
    return str(accepted.receipt.call_id), accepted.receipt.job_id


async def test_twilio_is_asked_once_who_called_whom(
    billed_to: Resources, twilio: FakeTwilio, team: Team, database: Database, script: Script
) -> None:
    script.lead = NO_PERSON
    twilio.calls[LEG] = {
        "from": "+12025550143",
        "to": "+12025550100",
        "direction": "inbound",
        "status": "completed",
    }
    call_id, job_id = await recorded_leg(database, team)
    await run_job(billed_to, job_id)
    call = (await team.get(f"/api/calls/{call_id}")).json()
    assert (call["source"], call["from_number"], call["to_number"], call["direction"]) == (
        Source.TWILIO,
        "+12025550143",
        "+12025550100",
        "inbound",
    )
    assert (call["status"], call["callback"]["phone"]) == ("ready", "+12025550143")
    assert (await team.post(f"/api/calls/{call_id}/reprocess", {})).status_code == 202
    await run_job(billed_to, job_id)
    assert twilio.script.count("call") == 1


@pytest.mark.parametrize(
    ("answer", "note"),
    [
        ({"from": "sip:1042@pbx", "to": "client:alice"}, NO_NUMBERS),
        (None, NOT_ASKED),
        (Fault("status", 503), NOT_ASKED),
        (Fault("status", 429), NOT_ASKED),
        ([1], NOT_ASKED),
    ],
)
async def test_a_call_is_processed_though_twilio_knows_no_number(
    billed_to: Resources, twilio: FakeTwilio, team: Team, database: Database, answer: Any, note: str
) -> None:
    if isinstance(answer, Fault):
        twilio.script.then("call", answer)
    elif answer is not None:
        twilio.calls[LEG] = answer
    call_id, job_id = await recorded_leg(database, team)
    await run_job(billed_to, job_id)
    call = (await team.get(f"/api/calls/{call_id}")).json()
    assert (call["status"], call["from_number"]) == ("ready", None)
    assert note in call["notes"]
