"""Calls that never arrived: found at their sender, recorded once, whatever comes late or breaks
off.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.db.call_deletion import delete_call
from shared.db.missed_calls import take_check
from shared.db.pool import ALL_TENANTS, Database
from shared.db.rows import fetch_row
from shared.domain.ids import CallId, JobId
from shared.domain.missed_calls import CheckCounts
from shared.domain.statuses import Source
from shared.errors import (
    AccountRefused,
    ProviderMalformed,
    ProviderRejected,
    ProviderUnavailable,
    RateLimited,
)
from shared.settings.load import Settings, load_settings
from shared.vendors.elevenlabs.api import ElevenLabsConversations
from shared.vendors.twilio.api import TwilioRecordings
from tests.conftest import ELEVENLABS_SECRET
from tests.fakes import elevenlabs_server
from tests.fakes.elevenlabs_server import API_KEY, SAID, FakeElevenLabs
from tests.fakes.serving import Fault, served
from tests.fakes.twilio_server import ACCOUNT_SID, AUTH_TOKEN, FakeTwilio
from tests.support.calls import send, transcription
from tests.support.gates import open_door
from tests.support.people import Team
from worker.resources import Resources
from worker.runner import run_job
from worker.upkeep.missed_calls import Checking, Findings, check_next, check_source, checking_of

LEG = "CA" + "4d" * 16


def sid(number: int) -> str:
    return f"RE{number:032x}"


@pytest.fixture
def elevenlabs() -> Iterator[FakeElevenLabs]:
    yield FakeElevenLabs()


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    yield FakeTwilio()


@pytest.fixture
def asking(
    environ: dict[str, str], elevenlabs: FakeElevenLabs, twilio: FakeTwilio
) -> Iterator[Settings]:
    """The settings of an installation that may ask both fakes."""
    with served(elevenlabs.app) as elevenlabs_url, served(twilio.app) as twilio_url:
        both = {
            "ELEVENLABS_BASE_URL": elevenlabs_url,
            "ELEVENLABS_API_KEY": API_KEY,
            "TWILIO_BASE_URL": twilio_url,
        }
        account = {"TWILIO_ACCOUNT_SID": ACCOUNT_SID, "TWILIO_AUTH_TOKEN": AUTH_TOKEN}
        yield load_settings({**environ, **both, **account})


@pytest.fixture
async def billed_to(worker: Resources, asking: Settings) -> AsyncIterator[Resources]:
    """A worker's resources with clients of the fakes."""
    conversations, recordings = (
        ElevenLabsConversations(asking.elevenlabs, open_door()),
        TwilioRecordings(asking.twilio, open_door()),
    )
    yield replace(
        worker, settings=asking, conversations=conversations, twilio_recordings=recordings
    )
    await conversations.close()
    await recordings.close()


@pytest.fixture
def checking(billed_to: Resources) -> Checking:
    return checking_of(billed_to)


async def checked(checking: Checking, source: Source = Source.ELEVENLABS) -> CheckCounts:
    """The sum over all tenants."""
    found = await check_source(checking, source)
    assert found
    return found.total


async def of_tenant(team: Team) -> dict[str, dict[str, Any]]:
    """What the tenant is told of each source."""
    return {
        each.pop("source"): each for each in (await team.get("/api/missed-calls")).json()["sources"]
    }


async def calls_of(team: Team) -> list[dict[str, Any]]:
    return list((await team.get("/api/calls")).json()["calls"])


async def job_of(database: Database, conversation_id: str) -> JobId:
    async with database.connection(ALL_TENANTS) as conn:
        query = "select jobs.id from jobs join calls on calls.id = call_id where external_id = $1"
        return JobId(await conn.fetchval(query, conversation_id))


async def count(database: Database, table: str) -> int:
    async with database.connection(ALL_TENANTS) as conn:
        return int(await conn.fetchval(f"select count(*) from {table}"))


async def deliver(
    client: httpx.AsyncClient, team: Team, conversation_id: str, **changes: Any
) -> dict[str, Any]:
    answer = await send(
        client, transcription(team.agent_id, conversation_id, **changes), secret=ELEVENLABS_SECRET
    )
    body: dict[str, Any] = answer.json()
    return body


async def test_before_the_first_check_nothing_is_known_to_be_missing_or_not(
    checking: Checking, elevenlabs: FakeElevenLabs, team: Team
) -> None:
    unknown = dict.fromkeys(("listed", "arrived", "fetched", "missing", "checked_at"))
    assert await of_tenant(team) == {
        source: {**unknown, "failing": False} for source in ("elevenlabs", "twilio")
    }
    assert await checked(checking) == CheckCounts()
    told = (await of_tenant(team))["elevenlabs"]
    assert (told["listed"], told["missing"]) == (0, 0)


async def test_a_call_whose_webhook_was_lost_is_fetched_and_understood(
    checking: Checking,
    billed_to: Resources,
    elevenlabs: FakeElevenLabs,
    team: Team,
    database: Database,
) -> None:
    for number in range(5):
        elevenlabs.ended(f"conv_{number}", team.agent_id)
    await deliver(team.client, team, "conv_1")
    assert await checked(checking) == CheckCounts(listed=5, arrived=1, fetched=4)
    await run_job(billed_to, await job_of(database, "conv_0"))
    (call,) = [each for each in await calls_of(team) if each["external_id"] == "conv_0"]
    assert call["status"] == "ready"
    detail = (await team.get(f"/api/calls/{call['id']}")).json()
    assert detail["transcript"]["turns"][0]["text"] == elevenlabs_server.SAID


async def test_a_second_check_finds_everything_here(
    checking: Checking, elevenlabs: FakeElevenLabs, team: Team, database: Database
) -> None:
    elevenlabs.ended("conv_1", team.agent_id)
    await checked(checking)
    assert await checked(checking) == CheckCounts(listed=1, arrived=1)
    assert (await of_tenant(team))["elevenlabs"]["arrived"] == 1
    assert await count(database, "jobs") == 1


async def test_a_webhook_that_comes_after_all_changes_nothing(
    checking: Checking,
    billed_to: Resources,
    elevenlabs: FakeElevenLabs,
    team: Team,
    database: Database,
) -> None:
    elevenlabs.ended("conv_1", team.agent_id)
    await checked(checking)
    job_id = await job_of(database, "conv_1")
    await run_job(billed_to, job_id)
    late = await deliver(team.client, team, "conv_1", turns=[("user", SAID)])
    assert late["job_id"] == str(job_id)
    await run_job(billed_to, job_id)
    for table in ("calls", "jobs", "transcripts", "documents", "callbacks"):
        assert await count(database, table) == 1, table


async def test_what_is_still_on_its_way_too_old_or_not_done_is_not_missing(
    checking: Checking, elevenlabs: FakeElevenLabs, team: Team
) -> None:
    elevenlabs.ended("conv_young", team.agent_id, ago_s=60)
    elevenlabs.ended("conv_old", team.agent_id, ago_s=25 * 3600)
    for status in ("in-progress", "processing", "initiated", "failed"):
        elevenlabs.ended(f"conv_{status}", team.agent_id, status=status)
    assert await checked(checking) == CheckCounts()


async def test_one_entry_that_is_nonsense_does_not_stop_the_check(
    checking: Checking, elevenlabs: FakeElevenLabs, twilio: FakeTwilio, team: Team
) -> None:
    await team.post("/api/twilio-accounts", {"account_sid": ACCOUNT_SID})
    for name in ("conv_1", "conv_2"):
        elevenlabs.ended(name, team.agent_id)
    elevenlabs.conversations["conv_1"]["metadata"]["call_duration_secs"] = 1e300
    for number in range(3):
        twilio.recorded(sid(number), f"CA{number:032x}")
    twilio.listed[0]["duration"] = "9" * 300
    twilio.listed[1]["start_time"] = "Fri, 01 Jan 99999999999999999999 00:00:00 GMT"
    assert await checked(checking) == CheckCounts(listed=1, fetched=1)
    assert await checked(checking, Source.TWILIO) == CheckCounts(listed=1, fetched=1)


async def test_nobody_gets_calls_of_an_agent_that_nobody_registered(
    checking: Checking, elevenlabs: FakeElevenLabs, team: Team
) -> None:
    elevenlabs.ended("conv_1", "agent_of_nobody")
    found = await check_source(checking, Source.ELEVENLABS)
    assert found
    assert (found.unclaimed, found.total.listed, await calls_of(team)) == (1, 0, [])


async def test_each_tenant_sees_its_own_figures(
    checking: Checking, elevenlabs: FakeElevenLabs, team: Team, other_team: Team
) -> None:
    elevenlabs.ended("conv_1", team.agent_id)
    elevenlabs.ended("conv_2", other_team.agent_id)
    elevenlabs.ended("conv_3", other_team.agent_id)
    await checked(checking)
    told = await of_tenant(other_team)
    assert told["elevenlabs"].pop("checked_at")
    assert told["elevenlabs"] == {
        "listed": 2,
        "arrived": 0,
        "fetched": 2,
        "missing": 0,
        "failing": False,
    }
    assert (told["twilio"]["listed"], told["twilio"]["checked_at"]) == (None, None)
    assert [call["external_id"] for call in await calls_of(team)] == ["conv_1"]


async def test_a_deleted_call_is_not_brought_back(
    checking: Checking, elevenlabs: FakeElevenLabs, team: Team, database: Database
) -> None:
    elevenlabs.ended("conv_1", team.agent_id)
    body = await deliver(team.client, team, "conv_1")
    assert (await team.delete(f"/api/calls/{body['call_id']}")).status_code == 204
    assert await checked(checking) == CheckCounts(listed=1, arrived=1)
    assert await count(database, "calls") == 0


async def test_a_recording_whose_callback_was_lost_is_fetched(
    checking: Checking, billed_to: Resources, twilio: FakeTwilio, team: Team, database: Database
) -> None:
    await team.post("/api/twilio-accounts", {"account_sid": ACCOUNT_SID})
    for number in range(3):
        twilio.recorded(sid(number), f"CA{number:032x}")
    twilio.recorded(sid(3), LEG, status="processing")
    twilio.recorded(sid(4), LEG, ago_s=25 * 3600)
    assert await checked(checking, Source.TWILIO) == CheckCounts(listed=3, fetched=3)
    assert await checked(checking, Source.TWILIO) == CheckCounts(listed=3, arrived=3)
    assert await count(database, "recordings") == 3
    assert await count(database, "jobs") == 3


async def test_a_recording_that_went_with_its_call_is_not_brought_back(
    checking: Checking, twilio: FakeTwilio, team: Team, database: Database
) -> None:
    await team.post("/api/twilio-accounts", {"account_sid": ACCOUNT_SID})
    payload = transcription(team.agent_id, "conv_1")
    payload["data"]["metadata"]["phone_call"]["call_sid"] = LEG
    body = (await send(team.client, payload, secret=ELEVENLABS_SECRET)).json()
    twilio.recorded(sid(1), LEG)
    await checked(checking, Source.TWILIO)
    assert (await team.delete(f"/api/calls/{body['call_id']}")).status_code == 204
    twilio.recorded(sid(2), LEG)
    assert await checked(checking, Source.TWILIO) == CheckCounts(listed=2, arrived=2)
    assert await count(database, "calls") == 0


async def test_a_call_deleted_during_the_check_does_not_break_it_off(
    checking: Checking, twilio: FakeTwilio, team: Team, database: Database
) -> None:
    await team.post("/api/twilio-accounts", {"account_sid": ACCOUNT_SID})
    payload = transcription(team.agent_id, "conv_1")
    payload["data"]["metadata"]["phone_call"]["call_sid"] = LEG
    body = (await send(team.client, payload, secret=ELEVENLABS_SECRET)).json()
    twilio.recorded(sid(1), LEG)
    async with database.transaction(ALL_TENANTS) as conn:
        call_id = CallId(UUID(body["call_id"]))
        tenant_id = await conn.fetchval("select tenant_id from calls where id = $1", call_id)
        await delete_call(conn, tenant_id, call_id)
        check = asyncio.create_task(checked(checking, Source.TWILIO))
        while not await conn.fetchval("select 1 from pg_locks where not granted limit 1"):
            await asyncio.sleep(0.02)
    assert await check == CheckCounts(listed=1, arrived=1)
    assert await count(database, "calls") == 0


@pytest.mark.parametrize(
    "order", [(Source.TWILIO, Source.ELEVENLABS), (Source.ELEVENLABS, Source.TWILIO)]
)
async def test_a_call_that_both_senders_list_is_one_call(
    checking: Checking,
    elevenlabs: FakeElevenLabs,
    twilio: FakeTwilio,
    team: Team,
    database: Database,
    order: tuple[Source, Source],
) -> None:
    await team.post("/api/twilio-accounts", {"account_sid": ACCOUNT_SID})
    elevenlabs.ended("conv_1", team.agent_id)
    elevenlabs.conversations["conv_1"]["metadata"]["phone_call"] = {
        "type": "twilio",
        "call_sid": LEG,
    }
    twilio.recorded(sid(1), LEG)
    for source in order:
        assert await checked(checking, source) == CheckCounts(listed=1, fetched=1)
    assert [call["external_id"] for call in await calls_of(team)] == ["conv_1"]
    assert (await count(database, "recordings"), await count(database, "jobs")) == (1, 1)


async def test_a_check_killed_in_the_middle_is_begun_again_and_doubles_nothing(
    checking: Checking, elevenlabs: FakeElevenLabs, team: Team, database: Database
) -> None:
    for number in range(4):
        elevenlabs.ended(f"conv_{number}", team.agent_id)
    first_page = asyncio.Event()

    def stop_after_a_page(_: Findings) -> None:
        first_page.set()
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await check_source(checking, Source.ELEVENLABS, stop_after_a_page)
    assert (first_page.is_set(), await count(database, "calls")) == (True, 2)
    # Nobody else takes it while its worker may be alive.
    async with database.connection(ALL_TENANTS) as conn:
        assert await take_check(conn, [Source.ELEVENLABS], hold_s=60) is None
        await conn.execute("update source_checks set due_at = now() where source = 'elevenlabs'")
    found = await check_next(
        replace(checking, senders={Source.ELEVENLABS: checking.senders[Source.ELEVENLABS]})
    )
    assert found
    assert (found.total.arrived, found.total.fetched) == (2, 2)
    assert (await count(database, "calls"), await count(database, "jobs")) == (4, 4)


async def test_one_worker_at_a_time_checks_a_source(
    checking: Checking, elevenlabs: FakeElevenLabs, team: Team
) -> None:
    elevenlabs.ended("conv_1", team.agent_id)
    found = await asyncio.gather(*(check_next(checking) for _ in range(6)))
    assert sorted(each.source for each in found if each) == [Source.ELEVENLABS, Source.TWILIO]
    assert elevenlabs.script.count("list") == 1


async def test_figures_of_a_worker_that_was_overtaken_are_not_kept(
    checking: Checking, elevenlabs: FakeElevenLabs, team: Team, database: Database
) -> None:
    elevenlabs.ended("conv_1", team.agent_id)
    overtaken = asyncio.Event()

    async def overtake() -> None:
        async with database.connection(ALL_TENANTS) as conn:
            await conn.execute(
                "update source_checks set fence = fence + 1 where source = 'elevenlabs'"
            )
        overtaken.set()

    async with overtaking(elevenlabs, overtake):
        await checked(checking)
    assert overtaken.is_set()
    assert (await of_tenant(team))["elevenlabs"]["listed"] is None


@asynccontextmanager
async def overtaking(elevenlabs: FakeElevenLabs, overtake: Any) -> AsyncIterator[None]:
    """While the list is asked for."""
    elevenlabs.script.then("list", Fault("hang"))

    async def when_asked() -> None:
        assert await asyncio.to_thread(elevenlabs.script.wait_for_hang, "list")
        await overtake()
        elevenlabs.script.release()

    task = asyncio.create_task(when_asked())
    yield
    await task


@pytest.mark.parametrize(
    ("fault", "raised", "again_in_s"),
    [
        (elevenlabs_server.RATE_LIMITED, RateLimited, 7),
        (elevenlabs_server.SERVER_ERROR, ProviderUnavailable, 3),
        (Fault("malformed"), ProviderMalformed, 300),
        (Fault("status", 401), AccountRefused, 300),
        (elevenlabs_server.redirect("https://elsewhere.example.com/"), ProviderRejected, 300),
    ],
)
async def test_a_sender_that_does_not_answer_is_asked_again_when_it_says(
    checking: Checking,
    elevenlabs: FakeElevenLabs,
    team: Team,
    database: Database,
    fault: Fault,
    raised: type[Exception],
    again_in_s: float,
) -> None:
    elevenlabs.script.then("list", fault)
    with pytest.raises(raised):
        await check_source(checking, Source.ELEVENLABS)
    async with database.connection(ALL_TENANTS) as conn:
        query = "select failed, due_at between now() + make_interval(secs => $1 - 2)"
        query += (
            " and now() + make_interval(secs => $1) from source_checks where source = 'elevenlabs'"
        )
        assert tuple(await fetch_row(conn, query, float(again_in_s))) == (True, True)
    assert "elevenlabs" not in (await team.get("/health/ready")).text


async def test_one_conversation_that_its_sender_fails_at_does_not_keep_the_others_away(
    checking: Checking, elevenlabs: FakeElevenLabs, team: Team, database: Database
) -> None:
    for number in range(5):
        elevenlabs.ended(f"conv_{number}", team.agent_id)
    elevenlabs.script.then("conversation", elevenlabs_server.SERVER_ERROR)
    assert await checked(checking) == CheckCounts(listed=5, fetched=4, missing=1)
    assert (await of_tenant(team))["elevenlabs"]["missing"] == 1
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select due_at < now() + interval '301 s' from source_checks")
    assert await checked(checking) == CheckCounts(listed=5, arrived=4, fetched=1)


async def test_a_sender_that_fails_at_every_conversation_is_not_asked_about_each(
    checking: Checking, elevenlabs: FakeElevenLabs, team: Team
) -> None:
    for number in range(9):
        elevenlabs.ended(f"conv_{number}", team.agent_id)
    elevenlabs.script.then("conversation", *[elevenlabs_server.SERVER_ERROR] * 9)
    with pytest.raises(ProviderUnavailable):
        await checked(checking)
    assert elevenlabs.script.count("conversation") == 3


async def test_a_list_that_does_not_end_is_not_called_complete(
    checking: Checking, elevenlabs: FakeElevenLabs, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was found so far stays."""
    monkeypatch.setattr("worker.upkeep.missed_calls.MAX_PAGES", 2)
    for number in range(5):
        elevenlabs.ended(f"conv_{number}", team.agent_id)
    with pytest.raises(ProviderMalformed, match="MISSED_CALLS_WINDOW_HOURS"):
        await check_source(checking, Source.ELEVENLABS)
    assert (await of_tenant(team))["elevenlabs"]["failing"]
    assert len(await calls_of(team)) == 4


async def test_twilios_next_page_is_asked_of_twilio_only(asking: Settings) -> None:
    recordings = TwilioRecordings(asking.twilio, open_door())
    for cursor in (
        "https://elsewhere.example.com/x",
        "//elsewhere.example.com/",
        "/2010-04-01/Accounts/AC1/Calls.json?a",
    ):
        with pytest.raises(ProviderRejected):
            await recordings.page(since=datetime.now(UTC), cursor=cursor)
    await recordings.close()
