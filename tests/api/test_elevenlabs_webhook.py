"""A call ends: what the webhook accepts, answers and keeps."""

import asyncio
import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from shared.db.pool import ALL_TENANTS, Database
from shared.db.rows import fetch_row
from shared.domain.ids import new_id
from shared.settings.load import Settings
from tests.conftest import ELEVENLABS_SECRET, ApiFactory
from tests.support.calls import WEBHOOK, sample, send, transcription
from tests.support.files import files
from tests.support.people import Team, sign_up
from tests.support.processes import until


async def count(database: Database, query: str, *arguments: Any) -> int:
    async with database.connection(ALL_TENANTS) as conn:
        return int(await conn.fetchval(query, *arguments))


async def test_call_ended_answers_202_with_ids_and_where_to_follow(
    client: httpx.AsyncClient, team: Team
) -> None:
    answer = await send(client, transcription(team.agent_id), secret=ELEVENLABS_SECRET)
    assert answer.status_code == 202, answer.text
    body = answer.json()
    assert body["status"] == "accepted"
    assert body["recording_id"] is None
    assert answer.headers["location"] == body["status_url"]
    job = (await team.get(f"/api/job/{body['job_id']}/status")).json()
    assert (job["status"], job["progress"], job["call_id"]) == ("queued", 0, body["call_id"])


async def test_call_ended_repeated_answers_the_same_ids(
    client: httpx.AsyncClient, team: Team, database: Database
) -> None:
    first = await send(client, transcription(team.agent_id), secret=ELEVENLABS_SECRET)
    again = await asyncio.gather(
        *(send(client, transcription(team.agent_id), secret=ELEVENLABS_SECRET) for _ in range(20))
    )
    assert {answer.text for answer in again} == {first.text}
    assert await count(database, "select count(*) from jobs") == 1
    assert await count(database, "select count(*) from transcripts") == 1


async def test_calls_that_end_at_once_share_transactions(
    client: httpx.AsyncClient, team: Team, database: Database
) -> None:
    events = [transcription(team.agent_id, f"conv_{number}") for number in range(20)]
    for number, event in enumerate(events):
        event["data"]["metadata"]["phone_call"]["call_sid"] = f"leg of {number}"
    answers = await asyncio.gather(
        *(send(client, event, secret=ELEVENLABS_SECRET) for event in events)
    )
    assert len({answer.json()["job_id"] for answer in answers}) == 20
    assert await count(database, "select count(distinct xmin::text) from calls") < 10


async def test_call_ended_told_in_another_event_joins_the_call(
    client: httpx.AsyncClient, team: Team
) -> None:
    first = await send(client, transcription(team.agent_id), secret=ELEVENLABS_SECRET)
    later = {**transcription(team.agent_id), "event_timestamp": 1795015999}
    second = await send(client, later, secret=ELEVENLABS_SECRET)
    assert second.json() == first.json()


@pytest.mark.parametrize(
    "name",
    [
        "post_call_transcription_docs",
        "post_call_transcription_twilio",
        "post_call_transcription_sip",
        "post_call_transcription_excluded_transcript",
        "post_call_audio",
        "seed_legacy",
    ],
)
async def test_every_documented_event_of_a_call_is_accepted(
    client: httpx.AsyncClient, team: Team, name: str
) -> None:
    payload = sample(name)
    registered = await team.post(
        "/api/agents", {"name": "Front desk", "agentId": payload["data"]["agent_id"]}
    )
    assert registered.status_code == 201, registered.text
    answer = await send(client, payload, secret=ELEVENLABS_SECRET)
    assert answer.status_code == 202, answer.text
    assert answer.json()["job_id"]
    assert bool(answer.json()["recording_id"]) == (name == "post_call_audio")


@pytest.mark.parametrize("name", ["call_initiation_failure_twilio", "call_initiation_failure_sip"])
async def test_a_call_that_never_started_is_recorded_without_a_job(
    client: httpx.AsyncClient, team: Team, name: str
) -> None:
    payload = sample(name)
    await team.post(
        "/api/agents", {"name": "Front desk", "external_id": payload["data"]["agent_id"]}
    )
    answer = await send(client, payload, secret=ELEVENLABS_SECRET)
    assert answer.status_code == 202
    assert answer.json()["job_id"] is None
    call = (await team.get(f"/api/calls/{answer.json()['call_id']}")).json()
    assert (call["status"], call["to_number"]) == ("failed", "+12025550143")
    assert call["error"] == "The call could not be started: busy."


async def test_an_event_of_an_unknown_type_is_answered_200(
    client: httpx.AsyncClient, team: Team
) -> None:
    payload = {"type": "voice_removal_notice", "data": {"voice_id": "v1"}}
    answer = await send(client, payload, secret=ELEVENLABS_SECRET)
    assert (answer.status_code, answer.json()) == (200, {"status": "ignored"})


async def test_the_acknowledgement_can_be_the_200_that_elevenlabs_documents(
    open_api: ApiFactory,
) -> None:
    async with open_api(ELEVENLABS_ACK_STATUS="200") as client:
        team = await sign_up(client, "a@example.com", "A")
        answer = await send(client, transcription(team.agent_id), secret=ELEVENLABS_SECRET)
    assert answer.status_code == 200


async def test_an_unknown_agent_gets_404_and_its_event_is_processed_once_it_is_registered(
    client: httpx.AsyncClient, team: Team, database: Database
) -> None:
    for _ in range(2):
        answer = await send(client, transcription("agent_new"), secret=ELEVENLABS_SECRET)
        assert answer.status_code == 404
        assert "POST /api/agents" in answer.json()["detail"]
        assert "is stored" in answer.json()["detail"]
    registered = await team.post("/api/agents", {"name": "New", "external_id": "agent_new"})
    assert registered.json()["released_events"] == 1
    calls = (await team.get("/api/calls")).json()["calls"]
    assert [call["external_id"] for call in calls] == ["conv_1"]
    repeat = await send(client, transcription("agent_new"), secret=ELEVENLABS_SECRET)
    assert repeat.json()["call_id"] == calls[0]["id"]
    assert await count(database, "select count(*) from inbound_events where status = 'held'") == 0


async def test_held_audio_is_released_with_its_agent(client: httpx.AsyncClient, team: Team) -> None:
    payload = sample("post_call_audio")
    await send(client, payload, secret=ELEVENLABS_SECRET)
    await team.post("/api/agents", {"name": "New", "external_id": payload["data"]["agent_id"]})
    call = (await team.get("/api/calls")).json()["calls"][0]
    detail = (await team.get(f"/api/calls/{call['id']}")).json()
    assert [recording["status"] for recording in detail["recordings"]] == ["uploaded"]


async def test_audio_that_an_earlier_version_held_does_not_keep_its_agent_from_being_registered(
    client: httpx.AsyncClient, team: Team, database: Database
) -> None:
    audio = sample("post_call_audio")
    agent_id = audio["data"]["agent_id"]
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            """
            insert into inbound_events (
                id, source, event_type, event_key, agent_external_id, status, payload
            )
            values ($1, 'elevenlabs', 'post_call_audio', 'audio:1', $2, 'held', $3)
            """,
            new_id(),
            agent_id,
            audio,
        )
    await send(client, transcription(agent_id), secret=ELEVENLABS_SECRET)
    answer = await team.post("/api/agents", {"name": "New", "external_id": agent_id})
    assert (answer.status_code, answer.json()["released_events"]) == (201, 2), answer.text
    assert [call["external_id"] for call in (await team.get("/api/calls")).json()["calls"]] == [
        "conv_1"
    ]
    assert await count(database, "select count(*) from inbound_events where status = 'held'") == 0


async def test_registering_and_delivering_at_once_loses_no_event(
    client: httpx.AsyncClient, team: Team
) -> None:
    for number in range(10):
        agent_id = f"agent_{number}"
        event = transcription(agent_id, f"conv_{number}")
        await asyncio.gather(
            send(client, event, secret=ELEVENLABS_SECRET),
            team.post("/api/agents", {"name": "Race", "external_id": agent_id}),
        )
    calls = (await team.get("/api/calls", limit=50)).json()["calls"]
    assert len(calls) == 10


async def test_a_tenant_that_deletes_its_agent_keeps_no_other_tenants_calls_waiting(
    client: httpx.AsyncClient, team: Team, other_team: Team, database: Database
) -> None:
    async with database.transaction(ALL_TENANTS) as conn:
        await conn.execute("delete from agents where external_id = $1", team.agent_id)
        waits = asyncio.create_task(
            send(client, transcription(team.agent_id), secret=ELEVENLABS_SECRET)
        )
        await until(lambda: held_up(database))
        async with asyncio.timeout(5):
            answer = await send(
                client, transcription(other_team.agent_id), secret=ELEVENLABS_SECRET
            )
    assert (answer.status_code, answer.json()["status"]) == (202, "accepted")
    assert (await waits).status_code in (202, 404)


async def test_a_call_of_an_agent_that_is_being_deleted_is_recorded_without_it(
    client: httpx.AsyncClient, team: Team, database: Database
) -> None:
    """Too large to be recorded together with others, which would notice by itself."""
    event = transcription(team.agent_id, turns=[("user", "word " * 20_000)])
    async with database.transaction(ALL_TENANTS) as conn:
        await conn.execute("delete from agents where external_id = $1", team.agent_id)
        waits = asyncio.create_task(send(client, event, secret=ELEVENLABS_SECRET))
        await until(lambda: held_up(database))
    answer = await waits
    assert answer.status_code == 202, answer.text
    assert (await team.get(f"/api/calls/{answer.json()['call_id']}")).json()["agent_id"] is None


async def held_up(database: Database) -> int:
    async with database.connection(ALL_TENANTS) as conn:
        return int(await conn.fetchval("select count(*) from pg_locks where not granted"))


async def test_a_missing_signature_is_refused(
    client: httpx.AsyncClient, team: Team, database: Database
) -> None:
    answer = await send(client, transcription(team.agent_id), secret=None)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert await count(database, "select count(*) from calls") == 0


@pytest.mark.parametrize(
    "header",
    [
        "",
        "v0=abc",
        "t=abc,v0=abc",
        "t=1795015900",
        "t=99999999999999999999,v0=00",
        "t=-5,v0=00",
        "t=1,t=2,v0=00",
        "garbage",
        "t=1795015900,v0=é".encode().decode("latin-1"),
    ],
)
async def test_a_malformed_signature_is_refused(
    client: httpx.AsyncClient, team: Team, header: str
) -> None:
    body = transcription(team.agent_id)
    answer = await client.post(
        WEBHOOK, json=body, headers={b"ElevenLabs-Signature": header.encode("latin-1")}
    )
    assert answer.status_code == 401


@pytest.mark.parametrize("away", [timedelta(minutes=-31), timedelta(minutes=31)])
async def test_a_stale_or_future_signature_is_refused(
    client: httpx.AsyncClient, team: Team, away: timedelta
) -> None:
    answer = await send(
        client, transcription(team.agent_id), secret=ELEVENLABS_SECRET, at=datetime.now(UTC) + away
    )
    assert answer.status_code == 401
    assert "timestamp" in answer.json()["detail"]


async def test_a_forged_signature_is_refused(client: httpx.AsyncClient, team: Team) -> None:
    answer = await send(client, transcription(team.agent_id), secret="wsec_wrong")
    assert answer.status_code == 401


async def test_the_signature_is_checked_before_the_body_is_parsed(
    client: httpx.AsyncClient,
) -> None:
    answer = await send(client, b"{not json", secret="wsec_wrong")
    assert answer.status_code == 401


UNUSABLE = [
    (b"{not json", ""),
    (b"[]", ""),
    (b"null", ""),
    (b"", ""),
    (b'{"data": NaN}', ""),
    (b"[" * 5000, ""),
    (b"{}", ""),
    (b'{"type": 5}', ""),
    (b'{"data": {"conversation_id": "c"}}', "/data/agent_id"),
    (b'{"type": "post_call_transcription", "data": {"agent_id": "a"}}', "/data/conversation_id"),
    (b'{"data": {"agent_id": "", "conversation_id": "c"}}', "/data/agent_id"),
    (
        b'{"type": "post_call_audio", "data": {"agent_id": "a", "conversation_id": "c"}}',
        "/data/full_audio",
    ),
]


@pytest.mark.parametrize(("body", "field"), UNUSABLE)
async def test_a_signed_event_that_cannot_be_used_is_kept(
    client: httpx.AsyncClient, database: Database, body: bytes, field: str
) -> None:
    for _ in range(2):
        answer = await send(client, body, secret=ELEVENLABS_SECRET)
        assert (answer.status_code, answer.json()["status"]) == (202, "stored"), answer.text
    async with database.connection(ALL_TENANTS) as conn:
        kept = await fetch_row(conn, "select body, reason, times from unused_events")
    assert (kept["body"], kept["times"]) == (body, 2)
    assert field in kept["reason"]


@pytest.mark.parametrize(("body", "field"), UNUSABLE)
async def test_an_unsigned_event_that_cannot_be_used_gets_400(
    open_api: ApiFactory, body: bytes, field: str
) -> None:
    async with open_api(AFTERCALL_ENV="development", ELEVENLABS_WEBHOOK_SECRET="") as client:
        answer = await send(client, body, secret=None)
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert not field or field in [problem["pointer"] for problem in answer.json()["errors"]]


async def test_nul_characters_do_not_break_the_database(
    client: httpx.AsyncClient, team: Team
) -> None:
    turns = (("user", "call me\0 back"),)
    answer = await send(client, transcription(team.agent_id, turns=turns), secret=ELEVENLABS_SECRET)
    assert answer.status_code == 202
    call = (await team.get(f"/api/calls/{answer.json()['call_id']}")).json()
    assert call["transcript"]["turns"][0]["text"] == "call me back"


async def test_bad_base64_audio_is_kept_as_it_came_and_leaves_no_file(
    client: httpx.AsyncClient, team: Team, settings: Settings
) -> None:
    payload = sample("post_call_audio")
    payload["data"] |= {"agent_id": team.agent_id, "full_audio": "!!!!"}
    answer = await send(client, payload, secret=ELEVENLABS_SECRET)
    assert (answer.status_code, answer.json()["status"]) == (202, "stored")
    assert files(settings) == []


async def test_repeated_audio_keeps_one_file(
    client: httpx.AsyncClient, team: Team, settings: Settings
) -> None:
    payload = sample("post_call_audio")
    payload["data"]["agent_id"] = team.agent_id
    first = await send(client, payload, secret=ELEVENLABS_SECRET)
    again = await send(client, payload, secret=ELEVENLABS_SECRET)
    assert again.json() == first.json()
    assert files(settings) == [f"{team.tenant_id}/{first.json()['recording_id']}.mp3"]


async def test_both_secrets_are_good_while_one_is_rotated(open_api: ApiFactory) -> None:
    async with open_api(ELEVENLABS_WEBHOOK_SECRET="wsec_new,wsec_old") as client:
        team = await sign_up(client, "a@example.com", "A")
        answers = [
            await send(client, transcription(team.agent_id, f"conv_{secret}"), secret=secret)
            for secret in ("wsec_new", "wsec_old", "wsec_older")
        ]
    assert [answer.status_code for answer in answers] == [202, 202, 401]


async def test_a_tenants_own_url_names_the_tenant_and_registers_its_agents(
    client: httpx.AsyncClient, team: Team, other_team: Team
) -> None:
    endpoint = (await team.post("/api/webhook-endpoints", {"secret": "wsec_first_secret"})).json()
    path = httpx.URL(endpoint["url"]).path
    event = transcription("agent_never_seen")
    refused = await send(client, event, secret=ELEVENLABS_SECRET, path=path)
    assert refused.status_code == 401
    accepted = await send(client, event, secret="wsec_first_secret", path=path)
    assert accepted.status_code == 202
    assert "agent_never_seen" in [
        agent["external_id"] for agent in (await team.get("/api/agents")).json()
    ]
    assert (await other_team.get(f"/api/calls/{accepted.json()['call_id']}")).status_code == 404


async def test_a_tenants_secret_is_rotated_without_losing_events(
    client: httpx.AsyncClient, team: Team
) -> None:
    endpoint = (await team.post("/api/webhook-endpoints", {"secret": "wsec_first_secret"})).json()
    path = httpx.URL(endpoint["url"]).path
    changed = await client.put(
        f"/api/webhook-endpoints/{endpoint['id']}/secret",
        json={"secret": "wsec_second_secret"},
        headers=team.headers,
    )
    assert changed.status_code == 204
    for number, secret in enumerate(("wsec_first_secret", "wsec_second_secret")):
        answer = await send(client, transcription("a", f"conv_{number}"), secret=secret, path=path)
        assert answer.status_code == 202
    stored = (await team.get("/api/webhook-endpoints")).text
    assert "wsec" not in stored
    ended = await team.delete(f"/api/webhook-endpoints/{endpoint['id']}/previous-secret")
    assert ended.status_code == 204
    for secret, status in (("wsec_first_secret", 401), ("wsec_second_secret", 202)):
        answer = await send(client, transcription("a", "conv_9"), secret=secret, path=path)
        assert answer.status_code == status


async def test_a_tenants_own_url_without_a_secret_refuses(
    client: httpx.AsyncClient, team: Team
) -> None:
    endpoint = (await team.post("/api/webhook-endpoints", {})).json()
    answer = await send(
        client, transcription("a"), secret=None, path=httpx.URL(endpoint["url"]).path
    )
    assert answer.status_code == 401


async def test_an_oversized_body_gets_413(open_api: ApiFactory) -> None:
    async with open_api(WEBHOOK_MAX_BYTES="2048") as client:
        answer = await send(
            client, transcription("agent_1", remark="x" * 4096), secret=ELEVENLABS_SECRET
        )
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")


async def test_deleted_calls_do_not_come_back(
    client: httpx.AsyncClient, team: Team, database: Database
) -> None:
    accepted = (await send(client, transcription(team.agent_id), secret=ELEVENLABS_SECRET)).json()
    assert (await team.delete(f"/api/calls/{accepted['call_id']}")).status_code == 204
    repeat = await send(client, transcription(team.agent_id), secret=ELEVENLABS_SECRET)
    assert (repeat.status_code, repeat.json()["call_id"]) == (202, None)
    audio = sample("post_call_audio")
    audio["data"] |= {"agent_id": team.agent_id, "conversation_id": "conv_1"}
    assert (await send(client, audio, secret=ELEVENLABS_SECRET)).json()["recording_id"] is None
    assert await count(database, "select count(*) from calls") == 0
    assert await count(database, "select count(*) from inbound_events") == 0


async def test_audio_is_kept_when_nobody_knows_whether_it_was_recorded(
    client: httpx.AsyncClient, team: Team, owner_database: Database, settings: Settings
) -> None:
    """A commit whose reply is lost looks like one that failed; a file too many is better than one
    too few.
    """
    async with owner_database.connection(ALL_TENANTS) as conn:
        await conn.execute("""
            create function server_goes() returns trigger language plpgsql as
                $$ begin raise exception using errcode = '57P01'; end $$; create constraint trigger
                server_goes after insert on recordings deferrable initially deferred for each row
                execute function server_goes()
            """)
    payload = sample("post_call_audio")
    audio = base64.b64encode(b"\0" * 300_000).decode()
    payload["data"] |= {"agent_id": team.agent_id, "full_audio": audio}
    endpoint = (await team.post("/api/webhook-endpoints", {"secret": "wsec_first_secret"})).json()
    path = f"{WEBHOOK}/{endpoint['id']}"
    answer = await send(client, payload, secret="wsec_first_secret", path=path)
    assert (answer.status_code, "retry-after" in answer.headers) == (503, True)
    assert len(files(settings)) == 1
