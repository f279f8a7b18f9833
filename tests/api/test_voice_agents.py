"""Vapi and Retell: signatures, repeats, calls that never connected, and what nobody documented."""

import copy
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import httpx
import pytest

from api.webhooks.examples import RETELL_EVENTS, VAPI_EVENTS
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.ids import JobId
from shared.domain.incoming import IncomingCall
from shared.payloads.agent_turns import instant
from shared.vendors.retell import webhook as retell
from shared.vendors.vapi import webhook as vapi
from tests.support.people import Team
from worker.resources import Resources
from worker.runner import run_job

SECRET = "key_" + "5" * 32
SAID = "My boiler leaks. Please call me back tomorrow at three p m."


def by_retell(body: bytes, secret: str = SECRET, *, at: float | None = None) -> dict[str, str]:
    stamp = str(int((time.time() if at is None else at) * 1000))
    digest = hmac.new(secret.encode(), body + stamp.encode(), sha256).hexdigest()
    return {"X-Retell-Signature": f"v={stamp},d={digest}"}


def by_vapi_secret(body: bytes, secret: str = SECRET) -> dict[str, str]:
    return {"X-Vapi-Secret": secret}


def by_vapi_bearer(body: bytes, secret: str = SECRET) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def by_vapi_signature(body: bytes, secret: str = SECRET) -> dict[str, str]:
    return {"X-Vapi-Signature": hmac.new(secret.encode(), body, sha256).hexdigest()}


def by_vapi_stamped(
    body: bytes, secret: str = SECRET, *, at: float | None = None
) -> dict[str, str]:
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), stamp.encode() + b"." + body, sha256).hexdigest()
    return {"X-Vapi-Timestamp": stamp, "X-Vapi-Signature": f"sha256={digest}"}


@dataclass(frozen=True)
class Platform:
    source: str
    events: dict[str, Any]
    sign: Callable[..., dict[str, str]]

    def event(self, name: str) -> dict[str, Any]:
        return copy.deepcopy(dict(self.events[name]["value"]))

    @property
    def call(self) -> dict[str, Any]:
        return self.event(next(iter(self.events)))


RETELL = Platform("retell", RETELL_EVENTS, by_retell)
VAPI = Platform("vapi", VAPI_EVENTS, by_vapi_secret)
BOTH = pytest.mark.parametrize("platform", [RETELL, VAPI], ids=lambda each: each.source)


async def url_of(team: Team, platform: Platform, secret: str | None = SECRET) -> str:
    body = {"source": platform.source, "secret": secret}
    answer = await team.post("/api/webhook-endpoints", body)
    assert answer.status_code == 201, answer.text
    return httpx.URL(answer.json()["url"]).path


async def send(
    team: Team, path: str, event: Any, sign: Callable[..., dict[str, str]], **signing: Any
) -> httpx.Response:
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    headers = {"Content-Type": "application/json", **sign(body, **signing)}
    return await team.client.post(path, content=body, headers=headers)


@BOTH
async def test_a_call_is_recorded_and_understood(
    team: Team, worker: Resources, platform: Platform
) -> None:
    path = await url_of(team, platform)
    accepted = await send(team, path, platform.call, platform.sign)
    assert accepted.status_code == 202
    await run_job(worker, JobId(accepted.json()["job_id"]))
    call = (await team.get(f"/api/calls/{accepted.json()['call_id']}")).json()
    assert (call["source"], call["status"]) == (platform.source, "ready")
    assert (call["direction"], call["from_number"], call["to_number"]) == (
        "inbound",
        "+12025550143",
        "+12025550100",
    )
    assert call["duration_s"] == 42
    turns = call["transcript"]["turns"]
    assert [each["speaker"] for each in turns] == ["agent", "customer"]
    assert (turns[1]["text"], turns[1]["start_s"]) == (SAID, 2.9)
    agents = (await team.get("/api/agents")).json()
    assert "Front desk" in [each["name"] for each in agents]


@BOTH
async def test_a_repeat_returns_the_same_ids(team: Team, platform: Platform) -> None:
    path = await url_of(team, platform)
    first = await send(team, path, platform.call, platform.sign)
    again = await send(team, path, platform.call, platform.sign)
    assert first.json() == again.json()
    assert len((await team.get("/api/calls")).json()["calls"]) == 1


@BOTH
async def test_a_call_that_never_connected_is_kept_as_failed(
    team: Team, platform: Platform
) -> None:
    path = await url_of(team, platform)
    accepted = (await send(team, path, platform.event("not connected"), platform.sign)).json()
    assert accepted["job_id"] is None
    call = (await team.get(f"/api/calls/{accepted['call_id']}")).json()
    assert (call["status"], call["outcome"]) == ("failed", "no_answer")
    assert (call["direction"], call["to_number"]) == ("outbound", "+12025550143")


@pytest.mark.parametrize(
    ("reason", "outcome", "status"),
    [
        ("voicemail_reached", "voicemail", "received"),
        ("dial_busy", "busy", "failed"),
        ("dial_failed", "failed", "failed"),
        ("dial_of_a_new_kind", "failed", "failed"),
        ("agent_hangup", "ended_by_agent", "received"),
        ("call_transfer", "transferred", "received"),
        ("a_new_reason", None, "received"),
    ],
)
def test_retells_reasons(reason: str, outcome: str | None, status: str) -> None:
    event = RETELL.call
    event["call"]["disconnection_reason"] = reason
    call = retell.parse_body(json.dumps(event).encode())
    assert isinstance(call, IncomingCall)
    assert (call.outcome, bool(call.failure)) == (outcome, status == "failed")


@pytest.mark.parametrize(
    ("reason", "outcome", "status"),
    [
        ("voicemail", "voicemail", "received"),
        ("customer-busy", "busy", "failed"),
        ("twilio-failed-to-connect-call", "failed", "failed"),
        ("call.start.error-get-phone-number", "failed", "failed"),
        ("assistant-forwarded-call", "transferred", "received"),
        ("silence-timed-out", None, "received"),
        ("assistant-ended-call-with-hangup-task", "ended_by_agent", "received"),
        ("call.ringing.sip-inbound-caller-hungup-before-call-connect", "no_answer", "failed"),
        ("call.ringing.of-a-new-kind", "failed", "failed"),
        ("call-start-error-neither-assistant-nor-server-set", "failed", "failed"),
        ("call.in-progress.error-vapifault-transport-never-connected", "failed", "failed"),
        ("a-new-reason", None, "received"),
    ],
)
def test_vapis_reasons(reason: str, outcome: str | None, status: str) -> None:
    event = VAPI.call
    event["message"]["endedReason"] = reason
    call = vapi.parse_body(json.dumps(event).encode())
    assert isinstance(call, IncomingCall)
    assert (call.outcome, bool(call.failure)) == (outcome, status == "failed")


@pytest.mark.parametrize(
    ("reason", "is_error"),
    [
        ("silence-timed-out", False),
        ("exceeded-max-duration", False),
        ("assistant-join-timed-out", True),
        ("call.in-progress.error-vapifault-worker-died", True),
    ],
)
def test_a_silent_line_is_no_error(reason: str, is_error: bool) -> None:
    event = VAPI.call
    event["message"]["endedReason"] = reason
    call = vapi.parse_body(json.dumps(event).encode())
    assert isinstance(call, IncomingCall)
    assert (call.failure, bool(call.sender_error)) == (None, is_error)


@pytest.mark.parametrize(
    ("given", "understood"),
    [
        (1795015800000, "2026-11-18T15:30:00+00:00"),
        (1795015800, "2026-11-18T15:30:00+00:00"),
        (1795015800.25, "2026-11-18T15:30:00.250000+00:00"),
        ("1795015800000", "2026-11-18T15:30:00+00:00"),
        ("1795015800", "2026-11-18T15:30:00+00:00"),
        ("2026-11-18T15:30:00Z", "2026-11-18T15:30:00+00:00"),
        ("2026-11-18T16:30:00+01:00", "2026-11-18T15:30:00+00:00"),
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59Z", None),
        (0, None),
        (5, None),
        (True, None),
        ("20261118", "2026-11-18T00:00:00+00:00"),
        ("99999999999999", None),
    ],
)
def test_times_are_read_in_milliseconds_seconds_and_as_texts(
    given: Any, understood: str | None
) -> None:
    at = instant(given)
    assert (at and at.isoformat()) == understood


@pytest.mark.parametrize(
    "sign", [by_vapi_secret, by_vapi_bearer, by_vapi_signature, by_vapi_stamped]
)
async def test_vapi_proves_itself_in_each_documented_way(
    team: Team, sign: Callable[..., dict[str, str]]
) -> None:
    path = await url_of(team, VAPI)
    assert (await send(team, path, VAPI.call, sign)).status_code == 202
    wrong = await send(team, path, VAPI.call, sign, secret="another secret")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "signature_mismatch")


@pytest.mark.parametrize("end", ["\n", " ", "ü", "\r\nX-Other: 1"])
async def test_a_secret_that_no_header_can_carry_is_refused(team: Team, end: str) -> None:
    """Every event would be refused, and no one would see why."""
    for path, body in (
        ("/api/webhook-endpoints", {"source": "vapi", "secret": SECRET + end}),
        ("/api/webhook-endpoints", {"source": "retell", "secret": SECRET + end}),
    ):
        assert (await team.post(path, body)).status_code == 422
    refused = await team.put("/api/tenant/elevenlabs-key", {"api_key": f"xi_12345678{end}"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/body/api_key")


@pytest.mark.parametrize(
    ("platform", "sign"), [(RETELL, by_retell), (VAPI, by_vapi_stamped)], ids=["retell", "vapi"]
)
async def test_an_old_signature_is_refused(
    team: Team, platform: Platform, sign: Callable[..., dict[str, str]]
) -> None:
    path = await url_of(team, platform)
    for at in (time.time() - 3601, time.time() + 3601):
        old = await send(team, path, platform.call, sign, at=at)
        assert (old.status_code, old.json()["code"]) == (401, "signature_too_old")


@BOTH
async def test_who_proves_nothing_is_refused(
    team: Team, other_team: Team, platform: Platform
) -> None:
    path = await url_of(team, platform)
    unsigned = await team.client.post(path, json=platform.call)
    assert (unsigned.status_code, unsigned.json()["code"]) == (401, "signature_missing")
    wrong = await send(team, path, platform.call, platform.sign, secret="another secret")
    assert wrong.status_code == 401
    without = await url_of(other_team, platform, None)
    refused = await send(team, without, platform.call, platform.sign, secret="")
    assert (refused.status_code, refused.json()["code"]) == (401, "no_secret_configured")
    elsewhere = path.replace(platform.source, "vapi" if platform is RETELL else "retell")
    assert (await send(team, elsewhere, platform.call, platform.sign)).status_code == 404
    for made in (team, other_team):
        assert (await made.get("/api/calls")).json()["calls"] == []


@pytest.mark.parametrize(
    ("platform", "event"),
    [
        (RETELL, {"event": "call_started", "call": {"call_id": "c"}}),
        (RETELL, {"event": "transcript_updated", "call": {"call_id": "c"}}),
        (RETELL, {"event": "an_event_of_next_year"}),
        (VAPI, {"message": {"type": "status-update", "status": "in-progress"}}),
        (VAPI, {"message": {"type": "a-message-of-next-year"}}),
    ],
)
async def test_other_events_are_ignored(
    team: Team, platform: Platform, event: dict[str, Any]
) -> None:
    answer = await send(team, await url_of(team, platform), event, platform.sign)
    assert (answer.status_code, answer.json()) == (200, {"status": "ignored"})


@BOTH
async def test_what_cannot_be_used_is_kept(
    team: Team, database: Database, platform: Platform
) -> None:
    path = await url_of(team, platform)
    event = platform.call
    holder = event.get("message", event)
    holder["call"].pop("id", None)
    holder["call"].pop("call_id", None)
    for body in (event, b"{", b"[1]"):
        answer = await send(team, path, body, platform.sign)
        assert answer.status_code == 202, answer.text
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select count(*) from unused_events where kind = 'stored'") == 3
    replayed = (await team.post("/api/missed-calls/replay")).json()
    assert replayed == {"used": 0, "left": 3}


@BOTH
async def test_odd_fields_cost_only_themselves(team: Team, platform: Platform) -> None:
    path = await url_of(team, platform)
    event = platform.call
    call = event["message"] if platform is VAPI else event["call"]
    call |= {
        "a_new_field": {"deep": [1]},
        "start_timestamp": "yesterday",
        "startedAt": {"at": 1},
        "analysis": [],
        "call_analysis": "x",
        "customer": {"number": 5},
        "telephony_identifier": 3,
        "duration_ms": -5,
        "durationSeconds": "many",
    }
    turns = call["artifact"]["messages"] if platform is VAPI else call["transcript_object"]
    words = "message" if platform is VAPI else "content"
    turns += [
        None, "x", {}, {"role": "user"}, {"role": "a new role", words: "Hello?"},
        {"role": "tool_calls", words: "secret"}, {"role": "user", words: 5},
    ]  # fmt: skip
    accepted = await send(team, path, event, platform.sign)
    assert accepted.status_code == 202, accepted.text
    found = (await team.get(f"/api/calls/{accepted.json()['call_id']}")).json()
    assert [each["speaker"] for each in found["transcript"]["turns"]] == [
        "agent",
        "customer",
        "unknown",
    ]


@BOTH
@pytest.mark.parametrize(
    "value",
    [10**400, 1e308, float("nan"), float("inf"), -1, 10**18, "9999-99", "0001-01-01T00:00:00+14:00",
     [], {}, True, None, "x" * 100_000],
    ids=lambda each: str(each)[:20],
)  # fmt: skip
def test_no_value_of_a_field_costs_the_call(platform: Platform, value: Any) -> None:
    event = platform.call
    holder = event["message"] if platform is VAPI else event["call"]
    named = {"type", "call", "artifact", "call_id", "transcript_object"}
    for name in holder.keys() - named:
        holder[name] = value
    turn = (holder["artifact"]["messages"] if platform is VAPI else holder["transcript_object"])[-1]
    turn["secondsFromStart"] = value
    turn["words"] = [{"start": value, "end": value}]
    parse = vapi.parse_body if platform is VAPI else retell.parse_body
    call = parse(json.dumps(event).encode())
    assert isinstance(call, IncomingCall)
    assert call.transcript
    assert call.transcript.turns[-1].text == SAID


async def test_retells_analysis_comes_after_the_call(team: Team) -> None:
    """Both events are of one call, which is processed once."""
    path, event = await url_of(team, RETELL), RETELL.call
    ended = copy.deepcopy(event)
    ended["event"] = "call_ended"
    del ended["call"]["call_analysis"]
    first = (await send(team, path, ended, by_retell)).json()
    second = (await send(team, path, event, by_retell)).json()
    assert first["call_id"] == second["call_id"]
    assert len((await team.get("/api/calls")).json()["calls"]) == 1


async def test_a_mailbox_that_the_analysis_finds_leaves_no_callback_and_no_lead(
    team: Team, worker: Resources
) -> None:
    """Retell says who answered with the analysis, after the call was processed."""
    path, event = await url_of(team, RETELL), RETELL.call
    ended = copy.deepcopy(event)
    ended["event"], ended["call"]["disconnection_reason"] = "call_ended", "agent_hangup"
    del ended["call"]["call_analysis"]
    first = (await send(team, path, ended, by_retell)).json()
    await run_job(worker, JobId(first["job_id"]))
    assert [each["status"] for each in await callbacks_of(team)] == ["scheduled"]
    assert len((await team.get("/api/leads")).json()["leads"]) == 1

    event["call"] |= {
        "disconnection_reason": "agent_hangup",
        "call_analysis": {"in_voicemail": True},
    }
    again = (await send(team, path, event, by_retell)).json()
    await run_job(worker, JobId(again["job_id"]))
    call = (await team.get(f"/api/calls/{first['call_id']}")).json()
    assert (call["outcome"], call["status"]) == ("voicemail", "ready")
    assert [each["status"] for each in await callbacks_of(team)] == ["cancelled"]
    assert (call["lead"], call["lead_id"]) == (None, None)
    assert (await team.get("/api/leads")).json()["leads"] == []


async def callbacks_of(team: Team) -> list[dict[str, Any]]:
    return list((await team.get("/api/callbacks")).json()["callbacks"])
