"""What `aftercall doctor` finds out by looking at the work itself."""

import httpx

from cli.doctor import examine
from shared.db.pool import Database
from shared.settings import Settings, load_settings
from tests.conftest import ELEVENLABS_SECRET
from tests.support.calls import send, transcription
from tests.support.people import Team


async def findings_of(settings: Settings) -> dict[str, tuple[str, str]]:
    return {each.subject: (each.verdict, each.text) for each in (await examine(settings)).findings}


async def test_doctor_is_content_with_work_that_gets_done(settings: Settings, database: Database) -> None:
    found = await findings_of(settings)
    assert {subject: found[subject][0] for subject in ("Work", "Clock", "Stored secrets", "Disk")} == dict.fromkeys(
        ("Work", "Clock", "Stored secrets", "Disk"), "ok"
    )
    assert {"Waiting", "Index"}.isdisjoint(found)


async def test_doctor_judges_by_effect(
    client: httpx.AsyncClient, team: Team, settings: Settings, environ: dict[str, str], database: Database
) -> None:
    await team.post("/api/webhook-endpoints", {"secret": "wsec_0123456789abcdef"})
    await send(client, transcription(team.agent_id), secret=ELEVENLABS_SECRET)
    async with database.connection() as conn:
        await conn.execute(
            "update jobs set not_before = now() - interval '1 hour', error_code = 'provider_unavailable'"
        )
        await conn.execute("update calls set status = 'ready'")
        await conn.execute(
            "insert into chunks (id, tenant_id, call_id, source, position, text, char_start, char_end)"
            " select gen_random_uuid(), tenant_id, id, 'summary', 0, 'text', 0, 4 from calls"
        )
    found = await findings_of(
        load_settings({**environ, "ENCRYPTION_KEY": "another" * 8, "MIN_FREE_DISK_BYTES": "9" * 18})
    )
    assert found["Work"][0] == "problem"
    assert "1 runs are due and not worked on" in found["Work"][1]
    assert found["Stored secrets"][0] == "problem"
    assert "ENCRYPTION_KEY" in found["Stored secrets"][1]
    assert found["Disk"][0] == "problem"
    assert found["Waiting"] == ("warning", "Runs are being tried again because of: provider_unavailable (1)")
    assert found["Index"][0] == "warning"
