"""Twilio tells us of a recording: what is accepted, whose it is, and the call it joins."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import httpx
import pytest

from shared.db.pool import ALL_TENANTS, Database
from shared.vendors.twilio.webhook import Algorithm, sign
from tests.conftest import ELEVENLABS_SECRET, ApiFactory
from tests.support.calls import send, transcription
from tests.support.people import Team, sign_up

PATH = "/api/webhooks/twilio/recording"
PUBLIC = "https://calls.example.com/aftercall"
TOKEN = "12345678901234567890123456789012"
SHARED_KEY = "a webhook shared key"
ACCOUNT = "AC" + "0a" * 16
LEG = "CA0123456789abcdef0123456789abcdef"


def recording(status: str = "completed", **changes: str) -> list[tuple[str, str]]:
    fields = {
        "AccountSid": ACCOUNT,
        "CallSid": LEG,
        "RecordingSid": "RE" + "1b" * 16,
        "RecordingUrl": (
            f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Recordings/RE{'1b' * 16}"
        ),
        "RecordingStatus": status,
        "RecordingDuration": "41",
        "RecordingChannels": "2",
        "RecordingStartTime": "Wed, 18 Nov 2026 15:30:00 +0000",
        "ErrorCode": "0",
        **changes,
    }
    return [(name, value) for name, value in fields.items() if value]


async def post(
    client: httpx.AsyncClient,
    fields: list[tuple[str, str]],
    *,
    path: str = PATH,
    token: str = TOKEN,
    algorithm: Algorithm | None = None,
) -> httpx.Response:
    """Twilio names the algorithm only where it is the newer one."""
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Twilio-Signature": sign(
            f"{PUBLIC}{path}", fields, secret=token, algorithm=algorithm or Algorithm.HMAC_SHA1
        ),
    }
    if algorithm:
        headers["X-Twilio-Webhooks-Signature-Settings"] = f"algorithm={algorithm}"
    return await client.post(path, content=urlencode(fields).encode(), headers=headers)


@pytest.fixture
def open_twilio(open_api: ApiFactory) -> Any:
    return lambda **changes: open_api(
        TWILIO_AUTH_TOKEN=TOKEN, TWILIO_ACCOUNT_SID=ACCOUNT, PUBLIC_BASE_URL=PUBLIC, **changes
    )


async def registered(client: httpx.AsyncClient, email: str = "north@example.com") -> Team:
    team = await sign_up(client, email, "Northside")
    answer = await team.post("/api/twilio-accounts", {"accountSid": ACCOUNT})
    assert answer.status_code == 201, answer.text
    return team


async def test_a_completed_recording_starts_a_run_once(
    open_twilio: Any, database: Database
) -> None:
    async with open_twilio() as client:
        team = await registered(client)
        first, again = await post(client, recording()), await post(client, recording())
        assert (first.status_code, again.json()) == (202, first.json()), first.text
        body = first.json()
        assert body["job_id"]
        call = (await team.get(f"/api/calls/{body['call_id']}")).json()
    assert (call["source"], call["call_sid"], call["duration_s"]) == ("twilio", LEG, 41)
    assert [each["status"] for each in call["recordings"]] == ["pending"]
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select count(*) from jobs") == 1


async def test_a_recording_under_way_starts_nothing_yet(open_twilio: Any) -> None:
    async with open_twilio() as client:
        team = await registered(client)
        answer = await post(client, recording("in-progress", RecordingDuration=""))
        assert (answer.status_code, answer.json()["job_id"]) == (202, None)
        call = (await team.get(f"/api/calls/{answer.json()['call_id']}")).json()
    assert (call["status"], call["recordings"][0]["error"]) == ("received", None)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (recording("absent", RecordingDuration=""), "Twilio recorded nothing."),
        (
            recording(EncryptionDetails='{"type": "rsa", "encrypted_cek": "b2Zm"}'),
            "The recording is encrypted with a key of your own, which is not stored here.",
        ),
    ],
    ids=["absent", "encrypted"],
)
async def test_what_cannot_be_fetched_says_why_and_makes_no_job(
    open_twilio: Any, database: Database, fields: list[tuple[str, str]], reason: str
) -> None:
    async with open_twilio() as client:
        team = await registered(client)
        answer = await post(client, fields)
        assert (answer.status_code, answer.json()["job_id"]) == (202, None), answer.text
        call = (await team.get(f"/api/calls/{answer.json()['call_id']}")).json()
    assert (call["status"], call["error"]) == ("failed", reason)
    assert [(each["status"], each["error"]) for each in call["recordings"]] == [("error", reason)]
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select count(*) from jobs") == 0


async def test_a_recording_that_is_not_there_says_nothing_of_the_others(open_twilio: Any) -> None:
    async with open_twilio() as client:
        team = await registered(client)
        sound = await post(client, recording())
        await post(client, recording("failed", RecordingSid="RE" + "2c" * 16))
        call = (await team.get(f"/api/calls/{sound.json()['call_id']}")).json()
    assert {each["id"]: each["status"] for each in call["recordings"]}[
        sound.json()["recording_id"]
    ] == "pending"
    assert sorted(each["status"] for each in call["recordings"]) == ["error", "pending"]


async def test_a_conference_recording_comes_without_a_call(open_twilio: Any) -> None:
    async with open_twilio() as client:
        await registered(client)
        fields = recording(CallSid="", ConferenceSid="CF" + "2c" * 16)
        assert (await post(client, fields)).status_code == 202


@pytest.mark.parametrize("first", ["elevenlabs", "twilio"])
async def test_a_recording_and_its_elevenlabs_call_meet_whichever_comes_first(
    open_twilio: Any, first: str
) -> None:
    async with open_twilio() as client:
        team = await registered(client)
        if first == "elevenlabs":
            call = await send(client, transcription(team.agent_id), secret=ELEVENLABS_SECRET)
            sound = await post(client, recording())
        else:
            sound = await post(client, recording())
            call = await send(client, transcription(team.agent_id), secret=ELEVENLABS_SECRET)
        assert call.json()["call_id"] == sound.json()["call_id"]
        assert call.json()["job_id"] == sound.json()["job_id"]
        listed = (await team.get("/api/calls")).json()["calls"]
    assert [each["external_id"] for each in listed] == ["conv_1"]


OTHER_LEG = "CA" + "7f" * 16
AGENT, HUMAN = "+12125550100", "+12125550199"


def phone_call(**changes: str) -> dict[str, object]:
    return {
        "phone_call": {"type": "twilio", "direction": "inbound", "agent_number": AGENT, **changes}
    }


@pytest.mark.parametrize(
    ("metadata", "fields", "waits"),
    [
        ({"call_duration_secs": 9}, {}, False),
        (phone_call(), {}, False),
        (phone_call(type="sip_trunking", call_sid="SCL_1"), {}, False),
        (phone_call(call_sid=OTHER_LEG), {}, True),
        (phone_call(call_sid=OTHER_LEG), {"CallSid": "", "ConferenceSid": "CF" + "2c" * 16}, False),
        (phone_call(call_sid=OTHER_LEG), {"From": "+13125550155", "To": AGENT}, True),
        (phone_call(call_sid=OTHER_LEG), {"From": "+13125550155", "To": HUMAN}, False),
        (phone_call(call_sid=OTHER_LEG), {"From": "client:alice", "To": HUMAN}, False),
        (
            phone_call(call_sid=OTHER_LEG, direction="outbound"),
            {"From": AGENT, "To": "+13125550155"},
            True,
        ),
    ],
    ids=[
        "a widget's call",
        "a call without its leg",
        "a trunk's leg",
        "agents answer telephones",
        "a conference",
        "an agent's number",
        "a person's number",
        "a person's number, from a client",
        "an agent that calls",
    ],
)
async def test_a_recording_waits_only_where_its_conversation_can_still_come(
    open_twilio: Any,
    database: Database,
    metadata: dict[str, object],
    fields: dict[str, str],
    waits: bool,
) -> None:
    async with open_twilio() as client:
        team = await registered(client)
        told = transcription(team.agent_id, metadata=metadata)
        assert (await send(client, told, secret=ELEVENLABS_SECRET)).status_code == 202
        sound = await post(client, recording(**fields))
        assert sound.status_code == 202, sound.text
    async with database.connection(ALL_TENANTS) as conn:
        delayed = await conn.fetchval(
            "select not_before > now() + interval '30 s' from jobs where id = $1",
            UUID(sound.json()["job_id"]),
        )
    assert delayed is waits


async def test_an_unknown_account_gets_404_with_a_hint(open_twilio: Any) -> None:
    async with open_twilio() as client:
        answer = await post(client, recording())
    assert answer.status_code == 404
    assert "/api/twilio-accounts" in answer.json()["detail"]


async def test_an_account_belongs_to_one_tenant(open_twilio: Any) -> None:
    async with open_twilio() as client:
        team = await registered(client)
        other = await sign_up(client, "south@example.com", "Southside")
        assert (
            await other.post("/api/twilio-accounts", {"account_sid": ACCOUNT})
        ).status_code == 403
        assert (await other.delete(f"/api/twilio-accounts/{ACCOUNT}")).status_code == 404
        assert (await team.get("/api/twilio-accounts")).json() == {"account_sids": [ACCOUNT]}
        assert (await team.delete(f"/api/twilio-accounts/{ACCOUNT}")).status_code == 204


@pytest.mark.parametrize("wrong", ["token", "host", "body", "missing"])
async def test_a_request_twilio_did_not_sign_is_refused(open_twilio: Any, wrong: str) -> None:
    async with open_twilio() as client:
        await registered(client)
        signature = sign(
            f"{'https://other.example.com' if wrong == 'host' else PUBLIC}{PATH}",
            recording(),
            secret="not the token" if wrong == "token" else TOKEN,
        )
        sent = recording(RecordingDuration="99") if wrong == "body" else recording()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        headers |= {} if wrong == "missing" else {"X-Twilio-Signature": signature}
        answer = await client.post(PATH, content=urlencode(sent).encode(), headers=headers)
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("configured", "status"), [(SHARED_KEY, 202), ("another key", 401), ("", 401)]
)
async def test_signatures_by_sha256_need_the_shared_key(
    open_twilio: Any, configured: str, status: int
) -> None:
    async with open_twilio(TWILIO_WEBHOOK_KEY=configured) as client:
        await registered(client)
        answer = await post(client, recording(), token=SHARED_KEY, algorithm=Algorithm.HMAC_SHA256)
    assert answer.status_code == status, answer.text


async def test_the_auth_token_signs_nothing_by_sha256(open_twilio: Any) -> None:
    async with open_twilio(TWILIO_WEBHOOK_KEY=SHARED_KEY) as client:
        await registered(client)
        answer = await post(client, recording(), token=TOKEN, algorithm=Algorithm.HMAC_SHA256)
        assert answer.status_code == 401
        assert (await post(client, recording())).status_code == 202


async def test_sids_of_another_shape_are_not_used(open_twilio: Any) -> None:
    async with open_twilio() as client:
        await registered(client)
        answer = await post(client, recording(RecordingSid="RE../../etc/passwd"))
    assert (answer.status_code, answer.json()["status"], answer.json()["recording_id"]) == (
        202,
        "stored",
        None,
    )


async def test_a_tenants_own_url_needs_no_registered_account(open_twilio: Any) -> None:
    async with open_twilio() as client:
        team = await sign_up(client, "north@example.com", "Northside")
        secret = "another account's auth token"
        endpoint = (
            await team.post("/api/webhook-endpoints", {"source": "twilio", "secret": secret})
        ).json()
        path = endpoint["url"].removeprefix(PUBLIC)
        assert (await post(client, recording(), path=path)).status_code == 401
        answer = await post(client, recording(), path=path, token=secret)
        assert answer.status_code == 202
        elevenlabs = f"/api/webhooks/elevenlabs/call-ended/{endpoint['id']}"
        assert (
            await send(client, transcription("a"), secret=secret, path=elevenlabs)
        ).status_code == 404


async def test_a_recording_by_url_is_accepted_once(client: httpx.AsyncClient, team: Team) -> None:
    body = {"recordingUrl": "https://example.com/call.mp3?token=secret", "direction": "inbound"}
    first, again = (
        (await team.post("/api/process-recording", body)),
        (await team.post("/api/process-recording", body)),
    )
    assert (first.status_code, again.json()) == (202, first.json())
    assert first.headers["location"] == first.json()["status_url"]
    call = (await team.get(f"/api/calls/{first.json()['call_id']}")).text
    assert "token=secret" not in call


async def test_many_recordings_are_accepted_at_once(client: httpx.AsyncClient, team: Team) -> None:
    body = {
        "recordings": [
            {"recording_url": f"https://example.com/{number}.mp3"} for number in range(3)
        ]
    }
    answer = await team.post("/api/batch-process", body)
    assert answer.status_code == 202, answer.text
    assert len({each["job_id"] for each in answer.json()["accepted"]}) == 3


async def test_a_batch_waits_behind_live_calls_unless_it_says_otherwise(
    client: httpx.AsyncClient, team: Team
) -> None:
    one, other, third = (
        {"recording_url": f"https://example.com/{number}.mp3"} for number in range(3)
    )
    await team.post("/api/batch-process", {"recordings": [one, other | {"lane": "live"}]})
    await team.post("/api/process-recording", third)
    jobs = (await team.get("/api/jobs")).json()["jobs"]
    assert [job["lane"] for job in jobs] == ["live", "live", "backfill"]
    assert len((await team.get("/api/jobs", lane="backfill")).json()["jobs"]) == 1


@pytest.mark.parametrize(
    "body", [{}, {"recording_url": "ftp://example.com/a"}, {"recording_url": "not a url"}]
)
async def test_a_recording_must_be_named_one_way(
    client: httpx.AsyncClient, team: Team, body: dict[str, str]
) -> None:
    assert (await team.post("/api/process-recording", body)).status_code == 422
