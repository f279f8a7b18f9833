"""Signed events that are not as documented: used where they can be, else kept, shown and tried
again.
"""

import json
from copy import deepcopy
from typing import Any

import httpx
import pytest

import shared.db.unused_events as limits
from shared.db.pool import ALL_TENANTS, Database
from shared.vendors.transcription.webhook import sign as sign_transcription
from shared.vendors.twilio.webhook import sign
from tests.conftest import ELEVENLABS_SECRET, ApiFactory
from tests.support.calls import send, transcription
from tests.support.odd_events import ODD, WISH, odd, plain
from tests.support.people import Team, sign_up
from tests.support.traces import otel

TWILIO = "/api/webhooks/twilio/recording"
PUBLIC = "https://calls.example.com"
TOKEN = "f" * 32
SECRET = "a secret of both"
HEX = "0123456789abcdef" * 2
ACCOUNT = f"AC{HEX}"


async def arrivals(team: Team) -> dict[str, Any]:
    body: dict[str, Any] = (await team.get("/api/missed-calls")).json()
    return body


async def test_every_odd_event_is_used_and_says_what_was_left_out(
    client: httpx.AsyncClient, team: Team
) -> None:
    for number, name in enumerate(ODD):
        answer = await send(
            client, odd(name, team.agent_id, f"conv_{number}"), secret=ELEVENLABS_SECRET
        )
        assert (answer.status_code, answer.json()["status"]) == (202, "accepted"), (
            name,
            answer.text,
        )
        call = (await team.get(f"/api/calls/{answer.json()['call_id']}")).json()
        assert WISH in call["transcript"]["text"], name
        assert all(isinstance(note, str) and WISH not in note for note in call["notes"])
    listed = (await team.get("/api/calls", limit=200)).json()["calls"]
    noted = {call["external_id"] for call in listed if call["notes"]}
    assert f"conv_{list(ODD).index('cost is an object')}" in noted
    assert (await arrivals(team))["unused"] == []


async def test_an_odd_event_of_an_unknown_agent_is_used_once_it_is_registered(
    client: httpx.AsyncClient, team: Team
) -> None:
    for name in ("n8n", "JSON in a body", "half an emoji", "fields at the top"):
        answer = await send(
            client, odd(name, "agent_new", f"conv_{name}"), secret=ELEVENLABS_SECRET
        )
        assert answer.status_code == 404, name
        assert "is stored" in answer.json()["detail"]
    registered = await team.post("/api/agents", {"name": "New", "external_id": "agent_new"})
    assert registered.json()["released_events"] == 4
    assert len((await team.get("/api/calls")).json()["calls"]) == 4


@pytest.mark.parametrize(
    "wrapped", ["[{}]", '{{"body": {}}}', '{{"type": "post_call_audio", "data": [{}]}}']
)
async def test_audio_in_an_odd_wrapping_is_held_and_released(
    client: httpx.AsyncClient, team: Team, wrapped: str
) -> None:
    data = {"agent_id": "agent_new", "conversation_id": "conv_1", "full_audio": "AAAA"}
    answer = await send(client, wrapped.format(json.dumps(data)).encode(), secret=ELEVENLABS_SECRET)
    assert "is stored" in answer.json()["detail"]
    registered = await team.post("/api/agents", {"name": "New", "external_id": "agent_new"})
    assert registered.json()["released_events"] == 1
    (call,) = (await team.get("/api/calls")).json()["calls"]
    detail = (await team.get(f"/api/calls/{call['id']}")).json()
    assert [recording["status"] for recording in detail["recordings"]] == ["uploaded"]


async def test_a_transcript_in_traces_is_a_call(client: httpx.AsyncClient, team: Team) -> None:
    event = otel()
    event["data"]["agent_id"] = team.agent_id
    answer = await send(client, event, secret=ELEVENLABS_SECRET)
    assert answer.status_code == 202, answer.text
    call = (await team.get(f"/api/calls/{answer.json()['call_id']}")).json()
    assert (call["outcome"], call["from_number"]) == ("ended_by_agent", "+12025550143")
    assert WISH in call["transcript"]["text"]


async def test_a_kept_event_is_shown_to_the_agents_tenant_alone(
    client: httpx.AsyncClient, team: Team, other_team: Team, database: Database
) -> None:
    broken = {
        "type": "post_call_transcription",
        "data": {"agent_id": team.agent_id, "transcript": [{"role": "user"}]},
    }
    assert (await send(client, broken, secret=ELEVENLABS_SECRET)).json()["status"] == "stored"
    assert (await send(client, b"{not json", secret=ELEVENLABS_SECRET)).json()["status"] == "stored"
    mine, others = await arrivals(team), await arrivals(other_team)
    (shown,) = mine["unused"]
    assert (shown["source"], shown["kind"], shown["times"], shown["can_be_tried"]) == (
        "elevenlabs",
        "stored",
        1,
        True,
    )
    assert "/data/conversation_id" in shown["reason"]
    assert others["unused"] == []
    assert mine["unclaimed"] == others["unclaimed"] == {"stored": 1, "ignored": 0}
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select type from events where type = 'event.stored'")


async def test_kept_and_ignored_events_are_in_the_metrics(open_api: ApiFactory) -> None:
    async with open_api(METRICS_TOKEN="t" * 32) as client:
        await send(client, b"{not json", secret=ELEVENLABS_SECRET)
        await send(client, {"type": "voice_removed", "data": {}}, secret=ELEVENLABS_SECRET)
        metrics = (
            await client.get("/metrics", headers={"Authorization": f"Bearer {'t' * 32}"})
        ).text
    assert 'aftercall_events_total{outcome="stored",source="elevenlabs"} 1.0' in metrics
    assert 'aftercall_events_total{outcome="ignored",source="elevenlabs"} 1.0' in metrics
    assert "aftercall_stored_events 1.0" in metrics


async def test_an_event_that_concerns_no_call_is_counted_by_its_type(
    client: httpx.AsyncClient, team: Team
) -> None:
    endpoint = (await team.post("/api/webhook-endpoints", {"secret": "wsec_first_secret"})).json()
    path = httpx.URL(endpoint["url"]).path
    for name in ("voice_removed", "voice_removed", "flows_run_finished"):
        answer = await send(
            client, {"type": name, "data": {}}, secret="wsec_first_secret", path=path
        )
        assert (answer.status_code, answer.json()) == (200, {"status": "ignored"})
    shown = {
        each["event_type"]: (each["kind"], each["times"])
        for each in (await arrivals(team))["unused"]
    }
    assert shown == {"voice_removed": ("ignored", 2), "flows_run_finished": ("ignored", 1)}


async def test_a_type_this_version_does_not_know_is_kept_when_it_concerns_a_call(
    client: httpx.AsyncClient, team: Team
) -> None:
    event = {**plain(team.agent_id), "type": "conversation_scored"}
    assert (await send(client, event, secret=ELEVENLABS_SECRET)).json()["status"] == "stored"
    (shown,) = (await arrivals(team))["unused"]
    assert "no event of this type" in shown["reason"]


async def test_words_in_no_known_form_are_kept_and_not_called_silence(
    client: httpx.AsyncClient, team: Team
) -> None:
    event = plain(team.agent_id)
    event["data"]["transcript"] = [{"role": "user", "utterance": WISH}]
    assert (await send(client, event, secret=ELEVENLABS_SECRET)).json()["status"] == "stored"
    (shown,) = (await arrivals(team))["unused"]
    assert "none has text that could be read" in shown["reason"]
    assert (await team.get("/api/calls")).json()["calls"] == []


async def test_a_kept_event_is_shown_with_its_type_and_conversation(
    client: httpx.AsyncClient, team: Team
) -> None:
    endpoint = (await team.post("/api/webhook-endpoints", {"secret": "wsec_first_secret"})).json()
    path = httpx.URL(endpoint["url"]).path
    for number, name in enumerate(("conversation_scored", "call +1 202 555 0143")):
        event = {**plain(team.agent_id, f"conv_{number}"), "type": name}
        assert (await send(client, event, secret=ELEVENLABS_SECRET)).json()["status"] == "stored"
        assert (await send(client, event, secret="wsec_first_secret", path=path)).json()[
            "status"
        ] == "stored"
    await send(client, b"{no json", secret="wsec_first_secret", path=path)
    shown = [
        (each["event_type"], each["conversation_id"]) for each in (await arrivals(team))["unused"]
    ]
    assert sorted(shown, key=str) == sorted(
        [("conversation_scored", "conv_0"), (None, "conv_1")] * 2 + [(None, None)], key=str
    )


async def test_kept_events_go_with_the_call_that_they_name(
    client: httpx.AsyncClient, team: Team, other_team: Team
) -> None:
    for each in (team, other_team):
        endpoint = (
            await each.post("/api/webhook-endpoints", {"secret": "wsec_first_secret"})
        ).json()
        for conversation in ("conv_1", "conv_2"):
            event = {**plain("agent_of_both", conversation), "type": "conversation_scored"}
            await send(
                client, event, secret="wsec_first_secret", path=httpx.URL(endpoint["url"]).path
            )
    answer = await send(client, plain(team.agent_id), secret=ELEVENLABS_SECRET)
    deleted = await client.delete(f"/api/calls/{answer.json()['call_id']}", headers=team.headers)
    assert deleted.status_code in (200, 202, 204)
    assert [each["conversation_id"] for each in (await arrivals(team))["unused"]] == ["conv_2"]
    assert len((await arrivals(other_team))["unused"]) == 2


@pytest.mark.parametrize("lines", [False, True], ids=["an array", "lines"])
async def test_several_events_in_one_body_are_kept_with_a_reason_that_says_so(
    client: httpx.AsyncClient, team: Team, *, lines: bool
) -> None:
    endpoint = (await team.post("/api/webhook-endpoints", {"secret": "wsec_first_secret"})).json()
    events = [plain(team.agent_id, f"conv_{number}") for number in range(3)]
    body = "\n".join(map(json.dumps, events)).encode() if lines else json.dumps(events).encode()
    path = httpx.URL(endpoint["url"]).path
    assert (await send(client, body, secret="wsec_first_secret", path=path)).json()[
        "status"
    ] == "stored"
    (shown,) = (await arrivals(team))["unused"]
    assert shown["reason"] == "The body holds several events; send each by itself."
    assert (await send(client, body, secret=ELEVENLABS_SECRET)).json()["status"] == "stored"
    assert len((await arrivals(team))["unused"]) == (1 if lines else 2)


async def test_what_an_earlier_version_could_not_read_is_used_by_a_replay(
    client: httpx.AsyncClient, team: Team, database: Database
) -> None:
    """As after an upgrade: the body lies there and can be read by now."""
    endpoint = (await team.post("/api/webhook-endpoints", {"secret": "wsec_first_secret"})).json()
    path = httpx.URL(endpoint["url"]).path
    for body in (b'{"a": 1}', b'{"b": 1}'):
        await send(client, body, secret="wsec_first_secret", path=path)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "update unused_events set body = $1 where body = $2",
            json.dumps(plain("agent_9")).encode(),
            b'{"b": 1}',
        )
    for expected in ({"used": 1, "left": 1}, {"used": 0, "left": 1}):
        answer = await team.post("/api/missed-calls/replay", {})
        assert (answer.status_code, answer.json()) == (200, expected)
    (call,) = (await team.get("/api/calls")).json()["calls"]
    assert call["external_id"] == "conv_1"
    assert len((await arrivals(team))["unused"]) == 1


async def test_a_replay_touches_nothing_of_another_tenant(
    client: httpx.AsyncClient, team: Team, other_team: Team, database: Database
) -> None:
    endpoint = (await team.post("/api/webhook-endpoints", {"secret": "wsec_first_secret"})).json()
    await send(client, b"{}", secret="wsec_first_secret", path=httpx.URL(endpoint["url"]).path)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "update unused_events set body = $1", json.dumps(plain("agent_9")).encode()
        )
    assert (await other_team.post("/api/missed-calls/replay", {})).json() == {"used": 0, "left": 0}
    assert (await team.post("/api/missed-calls/replay", {})).json() == {"used": 1, "left": 0}


async def test_no_more_is_kept_than_there_is_room_for(
    client: httpx.AsyncClient, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_STORED", 2)
    answers = [
        await send(client, f"{{{number}".encode(), secret=ELEVENLABS_SECRET) for number in range(3)
    ]
    assert [answer.status_code for answer in answers] == [202, 202, 503]
    assert int(answers[2].headers["retry-after"]) > 0
    again = await send(client, b"{0", secret=ELEVENLABS_SECRET)
    assert again.json()["status"] == "stored"
    endpoint = (await team.post("/api/webhook-endpoints", {"secret": "wsec_first_secret"})).json()
    own = await send(
        client, b"{0", secret="wsec_first_secret", path=httpx.URL(endpoint["url"]).path
    )
    assert own.json()["status"] == "stored"


async def test_of_an_event_too_large_to_be_kept_it_is_known_that_it_came(
    client: httpx.AsyncClient, team: Team
) -> None:
    data = {"agent_id": team.agent_id, "conversation_id": "conv_1", "full_audio": "!" * 2**21}
    answer = await send(client, {"type": "post_call_audio", "data": data}, secret=ELEVENLABS_SECRET)
    assert answer.json()["status"] == "stored"
    assert (await arrivals(team))["unclaimed"]["stored"] == 1


async def test_a_call_that_failed_at_its_sender_is_a_failed_call(
    client: httpx.AsyncClient, team: Team
) -> None:
    event = deepcopy(plain(team.agent_id))
    event["data"]["status"] = "failed"
    event["data"]["transcript"] = event["data"]["transcript"][:1]
    event["data"]["metadata"]["error"] = {
        "code": 1002,
        "reason": "This request exceeds your quota limit.",
    }
    answer = (await send(client, event, secret=ELEVENLABS_SECRET)).json()
    assert answer["job_id"] is None
    call = (await team.get(f"/api/calls/{answer['call_id']}")).json()
    assert call["status"] == "failed"
    assert (
        call["error"]
        == "The sender counts the call as failed: This request exceeds your quota limit. (code"
        " 1002)"
    )
    assert call["transcript"]["turns"]


async def test_a_machines_verdict_and_the_words_meet_in_one_call(
    client: httpx.AsyncClient, team: Team
) -> None:
    data = {"agent_id": team.agent_id, "conversation_id": "conv_1", "answered_by": "machine_start"}
    verdict = {"type": "answering_machine_detection", "event_timestamp": 1, "data": data}
    first = (await send(client, verdict, secret=ELEVENLABS_SECRET)).json()
    second = (await send(client, plain(team.agent_id), secret=ELEVENLABS_SECRET)).json()
    assert (second["call_id"], second["job_id"]) == (first["call_id"], first["job_id"])
    call = (await team.get(f"/api/calls/{first['call_id']}")).json()
    assert (call["outcome"], WISH in call["transcript"]["text"]) == ("voicemail", True)


def recorded(**fields: str) -> dict[str, str]:
    given = {
        "AccountSid": ACCOUNT,
        "RecordingSid": f"RE{HEX}",
        "CallSid": f"CA{HEX}",
        "RecordingStatus": "completed",
    }
    return {**given, **fields}


async def post_form(client: httpx.AsyncClient, fields: dict[str, str]) -> httpx.Response:
    signature = sign(PUBLIC + TWILIO, list(fields.items()), secret=TOKEN)
    return await client.post(TWILIO, data=fields, headers={"X-Twilio-Signature": signature})


async def test_a_recording_of_an_unknown_account_is_used_once_it_is_registered(
    open_api: ApiFactory,
) -> None:
    async with open_api(TWILIO_AUTH_TOKEN=TOKEN, PUBLIC_BASE_URL=PUBLIC) as client:
        team = await sign_up(client, "north@example.com", "Northside")
        fields = recorded(
            From="+12025550143", To="+12025550100", Direction="inbound", RecordingTrack="x" * 90_000
        )
        refused = await post_form(client, fields)
        assert refused.status_code == 404
        assert "is stored" in refused.json()["detail"]
        await team.post("/api/twilio-accounts", {"account_sid": ACCOUNT})
        (call,) = (await team.get("/api/calls")).json()["calls"]
        assert (call["from_number"], call["to_number"], call["direction"]) == (
            "+12025550143",
            "+12025550100",
            "inbound",
        )
        assert (await arrivals(team))["unclaimed"]["stored"] == 0


async def test_a_form_that_comes_later_tells_a_known_call_its_numbers(open_api: ApiFactory) -> None:
    async with open_api(TWILIO_AUTH_TOKEN=TOKEN, PUBLIC_BASE_URL=PUBLIC) as client:
        team = await sign_up(client, "north@example.com", "Northside")
        await team.post("/api/twilio-accounts", {"account_sid": ACCOUNT})
        first = (
            await post_form(client, recorded(RecordingStatus="in-progress", RecordingChannels="x"))
        ).json()
        await post_form(
            client, recorded(Caller="+12025550143", Called="+12025550100", Direction="outbound-api")
        )
        call = (await team.get(f"/api/calls/{first['call_id']}")).json()
    assert (call["from_number"], call["to_number"], call["direction"]) == (
        "+12025550143",
        "+12025550100",
        "outbound",
    )
    assert call["notes"] == ["RecordingChannels could not be read and was left out."]


async def test_a_transcription_is_used_where_part_of_it_cannot_be_read(
    open_api: ApiFactory,
) -> None:
    async with open_api(WEBHOOK_SECRET=SECRET) as client:
        team = await sign_up(client, "north@example.com", "Northside")
        await transcribed_in_part(client, team)


async def transcribed_in_part(client: httpx.AsyncClient, team: Team) -> None:
    created = (await team.post("/api/recordings", {"direction": "inbound"})).json()
    event = {
        "type": "transcription.completed",
        "data": {
            "recording_id": created["recording_id"],
            "text": None,
            "language": 5,
            "segments": [
                {"text": WISH, "start": 0, "end": 2, "speaker": "customer"},
                {"text": ["x"]},
                None,
            ],
        },
    }
    body = json.dumps({"payload": event}).encode()
    answer = await client.post(
        "/api/webhooks", content=body, headers=sign_transcription(body, secret=SECRET)
    )
    assert answer.status_code == 202, answer.text
    call = (await team.get(f"/api/calls/{answer.json()['call_id']}")).json()
    assert WISH in call["transcript"]["text"]
    assert len(call["notes"]) == 4


async def test_a_later_event_joins_as_the_next_version(
    client: httpx.AsyncClient, team: Team
) -> None:
    first = (await send(client, plain(team.agent_id), secret=ELEVENLABS_SECRET)).json()
    fuller = transcription(team.agent_id, turns=[("user", f"{WISH} My name is Maria Lopez.")])
    fuller["event_timestamp"] += 60
    second = (await send(client, fuller, secret=ELEVENLABS_SECRET)).json()
    assert second["call_id"] == first["call_id"]
    versions = (await team.get(f"/api/calls/{first['call_id']}/transcripts")).json()["versions"]
    assert [each["version"] for each in versions] == [2, 1]


async def test_a_leg_whose_conversation_failed_does_not_wait_for_ever(open_api: ApiFactory) -> None:
    async with open_api(TWILIO_AUTH_TOKEN=TOKEN, PUBLIC_BASE_URL=PUBLIC) as client:
        team = await sign_up(client, "north@example.com", "Northside")
        await team.post("/api/twilio-accounts", {"account_sid": ACCOUNT})
        leg = (await post_form(client, recorded(RecordingStatus="in-progress"))).json()
        event = deepcopy(plain(team.agent_id))
        event["data"] |= {"status": "failed", "transcript": []}
        event["data"]["metadata"]["phone_call"]["call_sid"] = f"CA{HEX}"
        answer = (await send(client, event, secret=ELEVENLABS_SECRET)).json()
        assert answer["call_id"] == leg["call_id"]
        call = (await team.get(f"/api/calls/{leg['call_id']}")).json()
    assert (call["status"], call["error"]) == (
        "failed",
        "The sender counts the call as failed: it gives no reason",
    )
