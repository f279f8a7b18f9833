"""Lost webhooks, whole processes: what senders list is fetched once, also when the worker dies
while it asks.
"""

from typing import Any

from shared.db.pool import ALL_TENANTS, Database
from tests.conftest import ELEVENLABS_SECRET
from tests.fakes.elevenlabs_server import SAID
from tests.fakes.twilio_server import ACCOUNT_SID, RECORDING_SID
from tests.support.calls import send, transcription
from tests.support.people import Team
from tests.support.processes import Installation, until
from tests.system.test_twilio import ready_recording, speaks
from tests.system.vendors import Vendors


async def calls_over(team: Team, database: Database, count: int) -> list[dict[str, Any]]:
    """What a recording is held back for, a transcript of its leg, does not come here."""

    async def calls() -> list[dict[str, Any]]:
        async with database.connection(ALL_TENANTS) as conn:
            await conn.execute(
                """
                update jobs
                set not_before = now(), wakeups = wakeups + 1,
                    woken_at = now() - interval '1 minute'
                where status = 'queued' and not_before > now() + interval '30 seconds'
                """
            )
        return list((await team.get("/api/calls")).json()["calls"])

    return await until(calls, lambda found: [call["status"] for call in found] == ["ready"] * count)


async def test_lost_webhooks_are_made_good_once_though_the_worker_dies_meanwhile(
    hosted: Installation, fakes: Vendors, team: Team, database: Database
) -> None:
    hosted.environ["OPENAI_TRANSCRIBE_MODEL"] = "whisper-1"
    for number in range(4):
        fakes.elevenlabs.ended(f"conv_{number}", team.agent_id)
    await team.post("/api/twilio-accounts", {"account_sid": ACCOUNT_SID})
    speaks(fakes)
    fakes.twilio.recorded(RECORDING_SID, "CA0123456789abcdef0123456789abcdef")
    asked = fakes.elevenlabs.script
    asked.trap("list", lambda _: asked.count("list") == 2)
    hosted.start_worker("doomed")

    async def hanging() -> int:
        return fakes.hanging

    await until(hanging)
    hosted.kill("doomed")
    fakes.release()
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update source_checks set due_at = now()")
    hosted.start_worker("successor")
    await calls_over(team, database, 5)
    for number in range(4):
        event = transcription(team.agent_id, f"conv_{number}", turns=[("user", SAID)])
        await send(team.client, event, secret=ELEVENLABS_SECRET)
    late = await ready_recording(hosted, team)
    assert late["recording_id"]
    await calls_over(team, database, 5)
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select count(*) from recordings") == 1
        for table in ("calls", "jobs", "transcripts", "documents"):
            assert await conn.fetchval(f"select count(*) from {table}") == 5, table
