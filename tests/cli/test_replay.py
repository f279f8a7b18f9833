"""`aftercall replay`: events of all tenants that could not be used are tried again."""

import io
import json

import httpx
from rich.console import Console

from cli.replay import replay
from shared.db.pool import ALL_TENANTS, Database
from shared.settings.load import Settings
from tests.conftest import ELEVENLABS_SECRET
from tests.support.calls import send
from tests.support.odd_events import plain
from tests.support.people import Team


async def run(settings: Settings) -> tuple[bool, str]:
    out = io.StringIO()
    return await replay(settings, Console(file=out, width=120)), out.getvalue()


async def test_replay_uses_what_can_be_used_now_and_says_what_is_left(
    client: httpx.AsyncClient, team: Team, settings: Settings, database: Database
) -> None:
    for number in range(3):
        await send(client, f"{{{number}".encode(), secret=ELEVENLABS_SECRET)
    async with database.connection(ALL_TENANTS) as conn:
        # As if this version could read what an earlier one kept: a known agent, and one that nobody
        # registered yet.
        for body, agent_id in ((b"{0", team.agent_id), (b"{1", "agent_new")):
            event = json.dumps(plain(agent_id, f"conv_{agent_id}")).encode()
            await conn.execute("update unused_events set body = $1 where body = $2", event, body)
    done, said = await run(settings)
    first_line = said.splitlines()[0]
    assert (done, first_line) == (False, "2 events used now, 1 event still cannot be used.")
    (call,) = (await team.get("/api/calls")).json()["calls"]
    assert call["external_id"] == f"conv_{team.agent_id}"
    assert (await team.post("/api/agents", {"name": "New", "external_id": "agent_new"})).json()[
        "released_events"
    ] == 1
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("delete from unused_events")
    assert await run(settings) == (True, "0 events used now, 0 events still cannot be used.\n")
