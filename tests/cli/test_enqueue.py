"""`aftercall enqueue-test-job`: whose recording it is, what a job id means, and the way through the
worker.
"""

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from rich.console import Console

from cli.account import EMAIL
from cli.enqueue import Order, TwilioIds, enqueue, twilio_ids
from cli.ownership import assign_twilio
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.ids import JobId
from shared.download.fetcher import RecordingFetcher
from shared.errors import Conflict, InvalidRequest, NotFound
from shared.settings.load import Settings, load_settings
from tests.api.test_reused_addresses import NEARBY, Host
from tests.cli.test_commands import aftercall
from tests.fakes.serving import served
from tests.fakes.twilio_server import ACCOUNT_SID, AUTH_TOKEN, RECORDING_SID, FakeTwilio, Media
from tests.support.gates import open_door
from tests.support.people import Team, sign_up
from tests.support.sounds import SPEECH
from worker.resources import Resources
from worker.runner import run_job

PATH = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Recordings/{RECORDING_SID}"


@pytest.fixture
def twilio() -> Iterator[tuple[FakeTwilio, str]]:
    fake = FakeTwilio(media={RECORDING_SID: Media(wav=SPEECH, dual=SPEECH)})
    with served(fake.app) as url:
        yield fake, url


@pytest.fixture
def environ(environ: dict[str, str], twilio: tuple[FakeTwilio, str]) -> dict[str, str]:
    return {**environ, "TWILIO_BASE_URL": twilio[1], "TWILIO_AUTH_TOKEN": AUTH_TOKEN}


@pytest.fixture
def order(twilio: tuple[FakeTwilio, str]) -> Order:
    return Order(
        f"{twilio[1]}{PATH}", from_number="+1 555 123 4567", to_number="+15557654321", duration_s=45
    )


def changed(order: Order, **changes: Any) -> Order:
    return Order(**{**{name: getattr(order, name) for name in Order.__slots__}, **changes})


async def said(order: Order, settings: Settings, *, wait: bool = False) -> str:
    console = Console(file=io.StringIO(), width=200)
    assert await enqueue(order, settings, console, wait=wait)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


async def rows(database: Database, table: str) -> int:
    async with database.connection(ALL_TENANTS) as conn:
        return int(await conn.fetchval(f"select count(*) from {table}"))


async def only_job(database: Database) -> JobId:
    async with database.connection(ALL_TENANTS) as conn:
        return JobId(await conn.fetchval("select id from jobs"))


def test_only_the_configured_twilios_recordings_are_fetched_with_credentials() -> None:
    ids = TwilioIds(ACCOUNT_SID, RECORDING_SID)
    base = "https://api.twilio.com"
    for url in (
        f"{base}{PATH}",
        f"{base}{PATH}.mp3",
        f"HTTPS://API.twilio.com{PATH.replace('0a', '0A')}",
    ):
        assert twilio_ids(url, base) == ids
    for url in (
        f"https://api.twilio.com.example{PATH}",
        f"https://evil@x{PATH}",
        f"{base}{PATH}/x",
        f"{base}/a.mp3",
    ):
        assert twilio_ids(url, base) is None


async def test_a_twilio_recording_goes_through_everything(
    team: Team,
    order: Order,
    settings: Settings,
    database: Database,
    worker: Resources,
    twilio: tuple[FakeTwilio, str],
) -> None:
    told = await said(order, settings)
    job_id = await only_job(database)
    assert f"/api/job/{job_id}/status" in told
    await run_job(worker, job_id)
    call = (await team.get("/api/calls")).json()["calls"][0]
    assert (call["status"], call["from_number"], call["duration_s"]) == (
        "ready",
        "+15551234567",
        45,
    )
    assert twilio[0].script.count("wav") == 1
    again = await said(order, settings, wait=True)
    assert "Maria's boiler leaks." in again


async def test_a_job_id_again_is_the_same_job_and_another_runs_the_recording_again(
    team: Team, order: Order, settings: Settings, database: Database, worker: Resources
) -> None:
    first = await said(changed(order, job_id="one"), settings)
    await run_job(worker, await only_job(database))
    assert [
        line
        for line in (await said(changed(order, job_id="one"), settings)).splitlines()
        if "Job" in line
    ] == [line for line in first.splitlines() if "Job" in line]
    status = f"/api/job/{await only_job(database)}/status"
    assert (await team.get(status)).json()["status"] == "succeeded"
    await said(changed(order, job_id="two"), settings)
    assert (await team.get(status)).json()["status"] == "queued"
    await run_job(worker, await only_job(database))
    assert (await team.get(status)).json()["status"] == "succeeded"
    assert (await rows(database, "recordings"), await rows(database, "calls")) == (1, 1)
    runs = (await team.get(status.replace("/status", "/runs"))).json()["runs"]
    assert [(run["run"], run["requested_as"], run["status"]) for run in runs] == [
        (2, "two", "succeeded"),
        (1, "one", "succeeded"),
    ]
    begun = [
        next(step["started_at"] for step in run["steps"] if step["step"] == "summarize")
        for run in runs
    ]
    assert begun[1] < runs[1]["finished_at"] < begun[0]


async def test_a_recording_that_could_not_be_fetched_is_fetched_by_another_job(
    team: Team,
    order: Order,
    settings: Settings,
    database: Database,
    worker: Resources,
    twilio: tuple[FakeTwilio, str],
) -> None:
    fake = twilio[0]
    logins, fake.logins = fake.logins, set()
    work = worker.settings.work.model_copy(update={"outage_patience_s": 0})
    hasty = replace(worker, settings=worker.settings.model_copy(update={"work": work}))
    await said(order, settings)
    await run_job(hasty, await only_job(database))
    console = Console(file=io.StringIO(), width=200)
    assert not await enqueue(order, settings, console, wait=True)
    fake.logins = logins
    await said(changed(order, job_id="again"), settings)
    await run_job(worker, await only_job(database))
    assert (await team.get("/api/calls")).json()["calls"][0]["status"] == "ready"


async def test_another_file_at_the_same_address_is_another_call(
    team: Team, environ: dict[str, str], database: Database, worker: Resources
) -> None:
    near = load_settings({**environ, **NEARBY})
    fetcher = RecordingFetcher(
        near.fetch, near.twilio, near.elevenlabs, open_door(), max_bytes=10**6
    )
    host = Host()
    with served(host.app) as url:
        order = Order(f"{url}/latest.wav", job_id="one")
        await said(order, near)
        await run_job(replace(worker, fetcher=fetcher), await only_job(database))
        await said(changed(order, job_id="two"), near)
        assert (await rows(database, "calls"), await rows(database, "past_runs")) == (1, 1)
        host.headers = {"ETag": '"2"'}
        await said(changed(order, job_id="three"), near)
    await fetcher.close()
    assert (await rows(database, "calls"), await rows(database, "recordings")) == (2, 2)


async def test_any_other_address_is_fetched_as_a_users(
    team: Team, settings: Settings, database: Database
) -> None:
    order = Order("https://files.example.com/call.mp3")
    await said(order, settings)
    accepted = await team.post("/api/process-recording", {"recording_url": order.recording_url})
    assert accepted.json()["job_id"] == str(await only_job(database))
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select remote_url from recordings") == order.recording_url


async def test_the_tenant_is_the_named_one_else_the_accounts(
    team: Team, other_team: Team, order: Order, settings: Settings
) -> None:
    with pytest.raises(NotFound, match=r"--tenant(.|\n)*Northside Plumbing(.|\n)*Southside Dental"):
        await said(order, settings)
    await assign_twilio(settings, ACCOUNT_SID, other_team.tenant_id)
    await said(order, settings)
    assert len((await other_team.get("/api/calls")).json()["calls"]) == 1
    for number, given in enumerate(("Northside Plumbing", team.tenant_id)):
        await said(changed(order, tenant=given, job_id=str(number)), settings)
    assert len((await team.get("/api/calls")).json()["calls"]) == 1
    with pytest.raises(NotFound, match="no such tenant"):
        await said(changed(order, tenant="Westside"), settings)


async def test_among_several_tenants_it_does_not_guess_even_with_the_account_that_up_made(
    client: httpx.AsyncClient, team: Team, order: Order, settings: Settings, database: Database
) -> None:
    local = await sign_up(client, EMAIL, "My team")
    with pytest.raises(NotFound, match="--tenant") as refused:
        await said(order, settings)
    for tenant in (local, team):
        assert tenant.tenant_id in str(refused.value)
    assert await rows(database, "calls") == 0


async def test_the_only_tenant_needs_no_name(team: Team, order: Order, settings: Settings) -> None:
    await said(order, settings)
    assert len((await team.get("/api/calls")).json()["calls"]) == 1


async def test_without_a_tenant_it_says_how_to_get_one(order: Order, settings: Settings) -> None:
    with pytest.raises(NotFound, match="/api/auth/signup"):
        await said(order, settings)


@pytest.mark.parametrize(
    ("changes", "option"),
    [
        ({"recording_url": "ftp://files.example.com/a"}, "--recording-url"),
        ({"recording_url": "http://[x"}, "--recording-url"),
        ({"from_number": "nobody"}, "--from"),
        ({"to_number": "x" * 99}, "--to"),
    ],
)
async def test_what_is_wrong_is_named(
    team: Team, order: Order, settings: Settings, changes: dict[str, str], option: str
) -> None:
    with pytest.raises(InvalidRequest, match=option):
        await said(changed(order, **changes), settings)


@pytest.mark.parametrize(
    "url", [None, "https://files.example.com/call.mp3"], ids=["twilio", "address"]
)
async def test_a_deleted_recording_does_not_come_back(
    team: Team, order: Order, settings: Settings, database: Database, url: str | None
) -> None:
    order = changed(order, recording_url=url or order.recording_url)
    await said(order, settings)
    call = (await team.get("/api/calls")).json()["calls"][0]
    await team.delete(f"/api/calls/{call['id']}")
    with pytest.raises(Conflict, match="deleted"):
        await said(changed(order, job_id="two"), settings)
    assert await rows(database, "calls") == 0


def test_without_servers_it_says_how_to_have_some(tmp_path: Any) -> None:
    result = aftercall(
        "enqueue-test-job", cwd=tmp_path, RECORDING_URL="https://files.example.com/a.mp3"
    )
    assert (result.returncode, "Traceback" in result.stderr) == (2, False)
    assert "DATABASE_URL: is required" in result.stderr
    assert "aftercall up" in result.stderr


def test_the_command_takes_its_options_from_the_environment(
    database_url: str, environ: dict[str, str], tmp_path: Any
) -> None:
    result = aftercall(
        "enqueue-test-job",
        "--no-wait",
        cwd=tmp_path,
        **environ,
        RECORDING_URL="https://files.example.com/a.mp3",
    )
    assert (result.returncode, "Traceback" in result.stderr) == (1, False)
    assert "/api/auth/signup" in result.stderr
