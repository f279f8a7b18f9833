"""What `aftercall doctor` finds out by looking at the work itself."""

from collections.abc import Iterator

import httpx
import pytest

from cli.demo import SHORT
from cli.doctor import examine
from shared.db.pool import ALL_TENANTS, Database
from shared.settings.load import Settings, load_settings
from tests.conftest import ELEVENLABS_SECRET
from tests.fakes.serving import Fault
from tests.support.calls import send, transcription
from tests.support.people import Team
from tests.system.vendors import Vendors, vendors


async def findings_of(settings: Settings, *, online: bool = False) -> dict[str, tuple[str, str]]:
    return {
        each.subject: (each.verdict, each.text)
        for each in (await examine(settings, online=online)).findings
    }


@pytest.fixture(scope="module")
def fakes() -> Iterator[Vendors]:
    with vendors() as fakes:
        yield fakes


MODELS = {
    "OPENAI_CHAT_MODEL": "gpt-4o",
    "OPENAI_TRANSCRIBE_MODEL": "whisper-1",
    "EMBEDDER_PROVIDER": "openai",
}
ASKED = ("OpenAI", "Pinecone", "Cal.com", "ElevenLabs", "Twilio")


def requests_to(fakes: Vendors) -> int:
    every = (fakes.openai, fakes.pinecone, fakes.calcom, fakes.twilio, fakes.elevenlabs)
    return sum(fake.script.count(endpoint) for fake in every for endpoint in list(fake.script.seen))


async def test_vendors_are_asked_online_only_and_once_each(
    environ: dict[str, str], fakes: Vendors
) -> None:
    configured = load_settings({**environ, **fakes.environ, **MODELS})
    before = requests_to(fakes)
    assert set(await findings_of(configured)).isdisjoint(ASKED)
    assert requests_to(fakes) == before
    found = await findings_of(configured, online=True)
    assert {vendor: found[vendor][0] for vendor in ASKED} == dict.fromkeys(ASKED, "ok")
    assert requests_to(fakes) == before + len(ASKED)


async def test_without_vendors_none_is_asked(settings: Settings) -> None:
    found = await findings_of(settings, online=True)
    assert found["Vendors"] == ("ok", "none is configured")


@pytest.mark.parametrize(
    ("vendor", "wrong", "verdict", "setting"),
    [
        ("OpenAI", {"OPENAI_BASE_URL": "http://127.0.0.1:1/v1"}, "problem", "OPENAI_BASE_URL"),
        ("Models", {"OPENAI_CHAT_MODEL": "gpt-none"}, "warning", "OPENAI_CHAT_MODEL"),
        ("Pinecone", {"PINECONE_HOST": "http://127.0.0.1:1"}, "problem", "PINECONE_HOST"),
        ("Pinecone", {"OPENAI_EMBEDDING_DIMENSION": "512"}, "problem", "dimension 1536"),
        ("Cal.com", {"CALCOM_EVENT_TYPE_ID": "51"}, "warning", "CALCOM_EVENT_TYPE_ID"),
        ("ElevenLabs", {"ELEVENLABS_API_KEY": "other"}, "problem", "ELEVENLABS_API_KEY"),
        ("Twilio", {"TWILIO_AUTH_TOKEN": "other"}, "problem", "TWILIO_AUTH_TOKEN"),
    ],
)
async def test_what_a_vendor_refuses_names_the_setting(
    environ: dict[str, str],
    fakes: Vendors,
    vendor: str,
    wrong: dict[str, str],
    verdict: str,
    setting: str,
) -> None:
    found = await findings_of(
        load_settings({**environ, **fakes.environ, **MODELS, **wrong}), online=True
    )
    assert found[vendor][0] == verdict
    assert setting in found[vendor][1]


@pytest.mark.parametrize(
    ("vendor", "endpoint", "setting"),
    [
        ("openai", "models", "OPENAI_API_KEY"),
        ("pinecone", "stats", "PINECONE_API_KEY"),
        ("calcom", "event_type", "CALCOM_API_KEY"),
    ],
)
async def test_a_refused_key_is_a_problem(
    environ: dict[str, str], fakes: Vendors, vendor: str, endpoint: str, setting: str
) -> None:
    getattr(fakes, vendor).script.then(
        endpoint, Fault("status", 401, {}, {"error": {"code": "unauthorized"}})
    )
    examination = await examine(load_settings({**environ, **fakes.environ, **MODELS}), online=True)
    assert [
        each for each in examination.findings if each.verdict == "problem" and setting in each.text
    ]
    assert examination.unusable


async def test_doctor_looks_for_the_audio_that_rows_speak_of(
    client: httpx.AsyncClient, team: Team, settings: Settings
) -> None:
    wave = SHORT.read_bytes()
    for _ in range(3):
        created = (await team.post("/api/recordings", {})).json()
        path = httpx.URL(created["upload_url"]).path
        headers = {**team.headers, "content-type": "audio/wav"}
        assert (await client.put(path, content=wave, headers=headers)).status_code == 200
    assert (await findings_of(settings))["Audio files"] == ("ok", "3 checked, all present")
    kept = [path for path in settings.runtime.recordings_dir.rglob("*") if path.is_file()]
    kept[0].unlink()
    verdict, text = (await findings_of(settings))["Audio files"]
    assert (verdict, "1 of 3" in text, "AFTERCALL_DATA_DIR" in text) == ("problem", True, True)


async def test_doctor_is_content_with_work_that_gets_done(
    settings: Settings, database: Database
) -> None:
    found = await findings_of(settings)
    assert {
        subject: found[subject][0] for subject in ("Work", "Clock", "Stored secrets", "Disk")
    } == dict.fromkeys(("Work", "Clock", "Stored secrets", "Disk"), "ok")
    assert {"Waiting", "Stored events"}.isdisjoint(found)
    assert found["Index"] == ("ok", "chunks without vector: 0")


async def test_doctor_names_events_that_cannot_be_used(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    await send(client, b"{not json", secret=ELEVENLABS_SECRET)
    verdict, text = (await findings_of(settings))["Stored events"]
    assert (verdict, "1 signed events" in text, "aftercall replay" in text) == (
        "warning",
        True,
        True,
    )


async def test_doctor_judges_by_effect(
    client: httpx.AsyncClient,
    team: Team,
    settings: Settings,
    environ: dict[str, str],
    database: Database,
) -> None:
    await team.post("/api/webhook-endpoints", {"secret": "wsec_0123456789abcdef"})
    await send(client, transcription(team.agent_id), secret=ELEVENLABS_SECRET)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "update jobs set not_before = now() - interval '1 hour', error_code ="
            " 'provider_unavailable'"
        )
        await conn.execute("update calls set status = 'ready'")
        await conn.execute("""
            insert into chunks (
                id, tenant_id, call_id, source, position, text, char_start, char_end
            )
            select gen_random_uuid(), tenant_id, id, 'summary', 0, 'text', 0, 4
            from calls
            """)
    found = await findings_of(
        load_settings(
            {
                **environ,
                "ENCRYPTION_KEY": "F7g8H9j0K1l2Z3x4C5v6B7n8M9q0W1e2",
                "MIN_FREE_DISK_BYTES": str(2**53),
            }
        )
    )
    assert found["Work"][0] == "problem"
    assert "1 runs are due and not worked on" in found["Work"][1]
    assert found["Stored secrets"][0] == "problem"
    assert "ENCRYPTION_KEY" in found["Stored secrets"][1]
    assert found["Disk"][0] == "problem"
    assert found["Waiting"] == (
        "warning",
        "Runs are being tried again because of: provider_unavailable (1)",
    )
    assert found["Index"][0] == "warning"


async def test_calls_that_should_have_been_deleted_are_reported(
    environ: dict[str, str], team: Team, database: Database
) -> None:
    settings = load_settings({**environ, "CALL_RETENTION_DAYS": "30"})
    await send(team.client, transcription(team.agent_id), secret=ELEVENLABS_SECRET)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "update jobs set status = 'succeeded', finished_at = now(), lease_until = null"
        )
        await conn.execute("update calls set created_at = now() - interval '30 days 12 hours'")
        assert "Expired calls" not in await findings_of(settings)
        await conn.execute("update calls set created_at = now() - interval '31 days 1 hour'")
    found = await findings_of(settings)
    assert found["Expired calls"][0] == "problem"
    assert found["Retention"][1].startswith("calls are kept for 30 days")
