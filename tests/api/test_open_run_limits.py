"""When more work is refused, to whom, and when they are told to come back."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import SecretStr

from api.http.open_run_limits import LONGEST_RETRY_S, Admission
from shared.db.pool import ALL_TENANTS, Database, open_database
from shared.db.tenants import insert_tenant
from shared.domain.ids import TenantId, new_id
from shared.errors import TooManyRuns, Unavailable
from shared.settings.admission import AdmissionSettings
from shared.settings.load import Settings
from tests.conftest import ELEVENLABS_SECRET, ApiFactory
from tests.support.calls import send, transcription
from tests.support.people import sign_up

RECORDING = {"recording_url": "https://example.com/call.mp3"}


async def a_tenant(
    database: Database, *, queued: int = 0, done: int = 0, age_s: float = 0
) -> TenantId:
    """With so many runs; the open ones are so old, the others were finished a moment ago."""
    tenant_id = TenantId(new_id())
    async with database.transaction(ALL_TENANTS) as conn:
        await insert_tenant(conn, tenant_id, "Northside", "UTC")
        for number in range(queued + done):
            call_id = new_id()
            await conn.execute(
                "insert into calls (id, tenant_id, source, external_id) values ($1, $2,"
                " 'upload', $3)",
                call_id,
                tenant_id,
                f"call {number}",
            )
            await conn.execute(
                """
                insert into jobs (
                    id, tenant_id, call_id, kind, status, created_at, not_before, finished_at
                )
                values (
                    $1, $2, $3, 'process_call', $4, now() - make_interval(secs => $5),
                    now() - make_interval(secs => $5), case when $4 = 'succeeded' then now() end
                )
                """,
                new_id(),
                tenant_id,
                call_id,
                "queued" if number < queued else "succeeded",
                age_s,
            )
    return tenant_id


@pytest.fixture
def admission(database: Database) -> Callable[..., Admission]:
    """Its own refreshes are asked for, so nothing depends on when they come."""

    def admission(clock: Callable[[], float] = time.monotonic, **limits: Any) -> Admission:
        settings = AdmissionSettings.model_validate({name.upper(): n for name, n in limits.items()})
        return Admission(database, settings, clock=clock)

    return admission


async def test_a_tenant_with_too_much_open_is_told_to_come_back_when_it_is_done(
    database: Database, admission: Callable[..., Admission]
) -> None:
    tenant_id = await a_tenant(database, queued=9, done=30)
    door = admission(max_open_runs_per_tenant=10)
    await door.refresh()
    await door.require_room(tenant_id)
    with pytest.raises(TooManyRuns) as refused:
        await door.require_room(tenant_id, 3)
    # 30 in 300 s; three too many.
    assert refused.value.retry_after_s == 30


async def test_a_tenants_limit_is_nobody_elses(
    database: Database, admission: Callable[..., Admission]
) -> None:
    noisy, quiet = await a_tenant(database, queued=10), await a_tenant(database)
    door = admission(max_open_runs_per_tenant=10)
    await door.refresh()
    with pytest.raises(TooManyRuns):
        await door.require_room(noisy)
    await door.require_room(quiet)


async def test_what_is_let_in_between_two_counts_is_counted(
    database: Database, admission: Callable[..., Admission]
) -> None:
    tenant_id = await a_tenant(database)
    door = admission(max_open_runs_per_tenant=2)
    await door.refresh()
    await door.require_room(tenant_id, 2)
    await door.refresh()
    with pytest.raises(TooManyRuns):
        await door.require_room(tenant_id)


async def test_with_too_much_open_in_all_recordings_are_refused_before_webhooks(
    database: Database, admission: Callable[..., Admission]
) -> None:
    tenant_id = await a_tenant(database, queued=4)
    door = admission(max_open_runs=4)
    await door.refresh()
    with pytest.raises(Unavailable) as refused:
        await door.require_room(tenant_id)
    assert refused.value.retry_after_s == LONGEST_RETRY_S
    door.require_room_for_webhook()
    await a_tenant(database, queued=4)
    await door.refresh()
    with pytest.raises(Unavailable):
        door.require_room_for_webhook()


async def test_when_work_waits_for_too_long_recordings_are_refused(
    database: Database, admission: Callable[..., Admission]
) -> None:
    await a_tenant(database, queued=1, age_s=100)
    newcomer = await a_tenant(database)
    door = admission(max_waiting_age_s=60)
    await door.refresh()
    with pytest.raises(Unavailable):
        await door.require_room(newcomer)
    door.require_room_for_webhook()


async def test_who_comes_back_when_told_is_not_refused_by_what_was_so_before(
    database: Database, admission: Callable[..., Admission]
) -> None:
    """On an installation where nobody asked meanwhile, and so nobody counted."""
    tenant_id = await a_tenant(database, queued=10, age_s=100)
    passed_s = 0.0
    door = admission(
        lambda: time.monotonic() + passed_s, max_open_runs_per_tenant=10, max_waiting_age_s=60
    )
    await door.refresh()
    with pytest.raises(Unavailable) as refused:
        await door.require_room(tenant_id)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update jobs set status = 'succeeded', finished_at = now()")
    passed_s = refused.value.retry_after_s
    await door.require_room(tenant_id)
    await door.close()


async def test_who_comes_seldom_finds_the_limit_in_force(
    database: Database, admission: Callable[..., Admission]
) -> None:
    tenant_id = await a_tenant(database, queued=10)
    passed_s = 0.0
    door = admission(lambda: time.monotonic() + passed_s, max_open_runs_per_tenant=10)
    for _ in range(3):
        with pytest.raises(TooManyRuns):
            await door.require_room(tenant_id, 10)
        passed_s += 60
    await door.close()


async def test_without_a_database_nobody_is_refused_after_a_pause(settings: Settings) -> None:
    url = SecretStr("postgresql://nobody@127.0.0.1:1/none")
    async with open_database(
        settings.database.model_copy(update={"url": url}), awaited=True
    ) as away:
        door = Admission(away, AdmissionSettings.model_validate({"MAX_OPEN_RUNS_PER_TENANT": 1}))
        await door.require_room(TenantId(new_id()))
        await door.close()


async def test_a_tenant_at_its_limit_gets_429_for_recordings_and_202_for_webhooks(
    open_api: ApiFactory,
) -> None:
    async with open_api(MAX_OPEN_RUNS_PER_TENANT="1") as client:
        team = await sign_up(client, "a@example.com", "A")
        assert (await team.post("/api/process-recording", RECORDING)).status_code == 202
        refused = [
            await team.post(
                "/api/process-recording", {"recording_url": "https://example.com/other.mp3"}
            ),
            await team.post("/api/batch-process", {"recordings": [RECORDING]}),
            await team.post("/api/recordings", {}),
        ]
        told = await send(client, transcription(team.agent_id), secret=ELEVENLABS_SECRET)
    assert [answer.status_code for answer in refused] == [429, 429, 429]
    assert all(int(answer.headers["retry-after"]) > 0 for answer in refused)
    assert "MAX_OPEN_RUNS_PER_TENANT" in refused[0].json()["detail"]
    assert told.status_code == 202
