"""PostgreSQL is frozen: it takes connections and answers nothing. Senders get their answer all the
same, and after the thaw each event counts once.
"""

from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest

from shared.db.pool import ALL_TENANTS, Database
from tests.api import test_twilio_webhook as of_twilio
from tests.api import test_voice_agents as of_agents
from tests.api.test_outage import nothing_waits
from tests.api.test_transcription_webhook import completed, deliver, uploaded
from tests.conftest import ELEVENLABS_SECRET, METRICS_TOKEN, ApiFactory
from tests.support.calls import CALLBACK_TURNS, WEBHOOK, send, transcription
from tests.support.doorway import Doorway
from tests.support.people import Team, sign_up
from tests.support.processes import until

OWN_SECRET = "a secret of the team's own"
Deliver = Callable[[], Awaitable[httpx.Response]]
# No limit of the database's own ends the wait, only the deadline of events.
PATIENT = {
    "DATABASE_STATEMENT_TIMEOUT_S": "3600",
    "DATABASE_ACQUIRE_TIMEOUT_S": "3600",
    "DATABASE_CONNECT_TIMEOUT_S": "3600",
}


@pytest.fixture
async def client(open_api: ApiFactory, door: Doorway) -> AsyncIterator[httpx.AsyncClient]:
    async with open_api(
        **PATIENT,
        DATABASE_URL=door.url,
        WEBHOOK_DEADLINE_S="0.3",
        WEBHOOK_SECRET=OWN_SECRET,
        TWILIO_AUTH_TOKEN=of_twilio.TOKEN,
        PUBLIC_BASE_URL=of_twilio.PUBLIC,
    ) as client:
        yield client


@pytest.fixture
async def caller(client: httpx.AsyncClient) -> Team:
    return await sign_up(client, "north@example.com", "Northside")


async def own_url(team: Team, source: str, secret: str = OWN_SECRET) -> str:
    made = await team.post("/api/webhook-endpoints", {"source": source, "secret": secret})
    path = httpx.URL(made.json()["url"]).path
    return path.removeprefix(httpx.URL(of_twilio.PUBLIC).path)


async def elevenlabs(team: Team) -> Deliver:
    return lambda: send(team.client, transcription(team.agent_id), secret=ELEVENLABS_SECRET)


async def elevenlabs_of_many_words(team: Team) -> Deliver:
    event = transcription(team.agent_id, turns=CALLBACK_TURNS * 2000)
    return lambda: send(team.client, event, secret=ELEVENLABS_SECRET)


async def elevenlabs_at_own_url(team: Team) -> Deliver:
    path = await own_url(team, "elevenlabs")
    return lambda: send(team.client, transcription("agent_x"), secret=OWN_SECRET, path=path)


async def twilio(team: Team) -> Deliver:
    await team.post("/api/twilio-accounts", {"accountSid": of_twilio.ACCOUNT})
    return lambda: of_twilio.post(team.client, of_twilio.recording())


async def twilio_at_own_url(team: Team) -> Deliver:
    path = await own_url(team, "twilio")
    return lambda: of_twilio.post(team.client, of_twilio.recording(), path=path, token=OWN_SECRET)


async def vapi(team: Team) -> Deliver:
    platform = of_agents.VAPI
    path = await own_url(team, platform.source, of_agents.SECRET)
    return lambda: of_agents.send(team, path, platform.call, platform.sign)


async def retell(team: Team) -> Deliver:
    platform = of_agents.RETELL
    path = await own_url(team, platform.source, of_agents.SECRET)
    return lambda: of_agents.send(team, path, platform.call, platform.sign)


async def transcripts(team: Team) -> Deliver:
    event = completed(await uploaded(team))
    return lambda: deliver(team.client, event, secret=OWN_SECRET)


async def transcripts_at_own_url(team: Team) -> Deliver:
    event, path = completed(await uploaded(team)), await own_url(team, "transcription")
    return lambda: deliver(team.client, event, secret=OWN_SECRET, path=path)


# How often each is recorded in the end: by the statement that was sent before the deadline and by
# the spool; at a team's own URL nothing is sent while whose it is cannot be read.
DOORS = [
    (elevenlabs, 2),
    (elevenlabs_of_many_words, 2),
    (elevenlabs_at_own_url, 1),
    (twilio, 2),
    (twilio_at_own_url, 1),
    (vapi, 1),
    (retell, 1),
    (transcripts, 2),
    (transcripts_at_own_url, 1),
]


@pytest.mark.parametrize(
    ("door_of", "times"), DOORS, ids=lambda each: getattr(each, "__name__", "")
)
async def test_a_signed_event_is_answered_while_the_database_is_frozen_and_counts_once(
    client: httpx.AsyncClient,
    caller: Team,
    door: Doorway,
    database: Database,
    door_of: Callable[[Team], Awaitable[Deliver]],
    times: int,
) -> None:
    deliver_event = await door_of(caller)
    door.freeze()
    answer = await deliver_event()
    door.thaw()
    assert (answer.status_code, answer.json().get("status")) == (202, "spooled"), answer.text
    await until(lambda: nothing_waits(client))
    await until(lambda: recorded(client), lambda count: count == times)
    assert await rows(database) == [1, 1, 1]


async def recorded(client: httpx.AsyncClient) -> int:
    """How often an event was recorded, or recognised as a repeat."""
    text = (await client.get("/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"})).text
    return sum(
        int(float(line.rpartition(" ")[2]))
        for line in text.splitlines()
        if line.startswith("aftercall_events_total")
        and ('"accepted"' in line or '"repeat"' in line)
    )


async def rows(database: Database) -> list[int]:
    async with database.connection(ALL_TENANTS) as conn:
        return [
            await conn.fetchval("select count(*) from calls"),
            await conn.fetchval("select count(*) from jobs"),
            await conn.fetchval("select count(distinct event_key) from inbound_events"),
        ]


async def test_a_url_that_was_never_seen_and_an_unsigned_event_are_not_spooled(
    client: httpx.AsyncClient, caller: Team, door: Doorway
) -> None:
    path = await own_url(caller, "elevenlabs")
    door.freeze()
    unknown = await send(
        client, transcription("agent_x"), secret=OWN_SECRET, path=f"{WEBHOOK}/unknown"
    )
    forged = await send(client, transcription("agent_x"), secret="another secret", path=path)
    ready = await client.get("/health/ready")
    door.thaw()
    assert (unknown.status_code, forged.status_code) == (503, 401)
    assert int(unknown.headers["retry-after"]) > 0
    assert (ready.status_code, ready.json()["spooled_events"]) == (503, 0)
    assert "3 s" in ready.json()["checks"]["postgres"]


async def test_an_event_of_a_url_that_was_removed_meanwhile_is_set_aside(
    client: httpx.AsyncClient, caller: Team, door: Doorway, database: Database
) -> None:
    path = await own_url(caller, "elevenlabs")
    door.freeze()
    answer = await send(client, transcription("agent_x"), secret=OWN_SECRET, path=path)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("delete from webhook_endpoints")
    door.thaw()
    assert answer.json()["status"] == "spooled"
    await until(lambda: nothing_waits(client))
    assert (await client.get("/health/ready")).json()["set_aside_events"] == 1
    assert await rows(database) == [0, 0, 0]
