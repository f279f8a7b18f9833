"""Deletion by age: calls with everything made of them, and uploads that nobody continued."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.db.pool import ALL_TENANTS, Database
from shared.db.retention import count_overdue_calls
from shared.domain.ids import JobId
from shared.providers.open import open_storage
from shared.settings.load import Settings, load_settings
from tests.conftest import ApiFactory
from tests.shared.storage.recording_storage_suite import stems_of
from tests.support.files import files
from tests.support.people import Team, sign_up
from tests.support.sounds import SPEECH
from worker.resources import Resources
from worker.runner import run_job
from worker.upkeep.housekeeping import delete_expired_calls, give_up_uploads
from worker.upkeep.sweeper import sweep_runs

PARTS = ("transcript", "document", "insight", "run", "event")


async def created(team: Team, title: str = "call") -> dict[str, Any]:
    answer: dict[str, Any] = (await team.post("/api/recordings", {"title": title})).json()
    return answer


async def put(team: Team, recording: dict[str, Any]) -> httpx.Response:
    headers = {**team.headers, "Content-Type": "audio/wav"}
    return await team.client.put(
        httpx.URL(recording["upload_url"]).path, content=SPEECH, headers=headers
    )


async def finished(team: Team, worker: Resources) -> dict[str, Any]:
    recording = await created(team)
    assert (await put(team, recording)).status_code == 200
    started = await team.post(httpx.URL(recording["finalize_url"]).path)
    await run_job(worker, JobId(UUID(started.json()["job_id"])))
    return recording


async def age(database: Database, *, days: float) -> None:
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "update calls set created_at = created_at - make_interval(secs => $1)", days * 86_400
        )
        await conn.execute(
            "update recordings set updated_at = updated_at - make_interval(secs => $1)",
            days * 86_400,
        )


def keeping(worker: Resources, environ: dict[str, str], **also: str) -> Resources:
    settings = load_settings({**environ, **also})
    return replace(worker, settings=settings, storage=open_storage(settings))


def expired(worker: Resources, what: str) -> float | None:
    return worker.metrics.registry.get_sample_value("aftercall_expired_total", {"what": what})


@pytest.mark.parametrize(
    ("own", "of_installation", "kept"),
    [
        (None, None, True),
        (30, None, True),
        (5, None, False),
        (None, 30, True),
        (None, 5, False),
        (30, 5, False),
        (5, 30, False),
    ],
)
async def test_a_call_is_kept_for_the_smaller_of_the_tenants_and_the_installations_days(
    team: Team,
    worker: Resources,
    database: Database,
    environ: dict[str, str],
    own: int | None,
    of_installation: int | None,
    kept: bool,
) -> None:
    assert (await team.patch("/api/tenant", {"call_retention_days": own})).status_code == 200
    recording = await finished(team, worker)
    await age(database, days=10)
    days = {"CALL_RETENTION_DAYS": str(of_installation)} if of_installation else {}
    await delete_expired_calls(keeping(worker, environ, **days))
    assert (await team.get(f"/api/calls/{recording['call_id']}")).status_code == (
        200 if kept else 404
    )


async def test_an_expired_call_goes_with_its_audio_its_rows_and_for_good(
    team: Team, worker: Resources, database: Database, settings: Settings
) -> None:
    await team.patch("/api/tenant", {"call_retention_days": 30})
    recording = await finished(team, worker)
    await age(database, days=31)
    await delete_expired_calls(worker)
    await sweep_runs(worker)
    assert files(settings) == []
    assert (await team.get(f"/api/recordings/{recording['recording_id']}")).status_code == 404
    assert expired(worker, "call") == 1
    async with database.connection(ALL_TENANTS) as conn:
        left = await conn.fetchrow(
            "select (select count(*) from calls) as calls, (select count(*) from transcripts) as"
            " transcripts, (select count(*) from erasures where external_id = $1) as erasures",
            recording["recording_id"],
        )
    assert left is not None
    assert dict(left) == {"calls": 0, "transcripts": 0, "erasures": 1}


async def test_an_expired_call_leaves_the_bucket_too(
    team: Team,
    worker: Resources,
    database: Database,
    environ: dict[str, str],
    s3_environ: dict[str, str],
) -> None:
    recording = await finished(team, worker)
    in_s3 = keeping(worker, environ, **s3_environ, CALL_RETENTION_DAYS="1")

    async def body() -> Any:
        yield SPEECH

    stem = f"{team.tenant_id}/{recording['recording_id']}"
    await in_s3.storage.write(stem, body(), media_type="audio/wav", max_bytes=len(SPEECH))
    await age(database, days=2)
    await delete_expired_calls(in_s3)
    await sweep_runs(in_s3)
    assert await stems_of(in_s3.storage) == []


async def test_a_call_that_is_worked_on_stays(
    team: Team, worker: Resources, database: Database, environ: dict[str, str]
) -> None:
    recording = await created(team)
    await put(team, recording)
    await team.post(httpx.URL(recording["finalize_url"]).path)
    await age(database, days=10)
    await delete_expired_calls(keeping(worker, environ, CALL_RETENTION_DAYS="1"))
    assert (await team.get(f"/api/calls/{recording['call_id']}")).status_code == 200


async def test_one_tenants_days_do_not_touch_anothers_calls(
    team: Team, other_team: Team, worker: Resources, database: Database
) -> None:
    await team.patch("/api/tenant", {"call_retention_days": 1})
    mine, theirs = await finished(team, worker), await finished(other_team, worker)
    await age(database, days=2)
    await delete_expired_calls(worker)
    assert (await team.get(f"/api/calls/{mine['call_id']}")).status_code == 404
    assert (await other_team.get(f"/api/calls/{theirs['call_id']}")).status_code == 200


async def test_more_than_a_batch_is_deleted_in_one_round(
    team: Team,
    worker: Resources,
    database: Database,
    environ: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("worker.upkeep.housekeeping.BATCH", 2)
    for _ in range(5):
        await created(team)
    await age(database, days=2)
    await delete_expired_calls(keeping(worker, environ, CALL_RETENTION_DAYS="1"))
    assert (await team.get("/api/calls")).json()["calls"] == []
    assert expired(worker, "call") == 5


async def test_a_call_that_cannot_be_deleted_does_not_keep_the_others(
    team: Team,
    worker: Resources,
    database: Database,
    owner_database: Database,
    environ: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("worker.upkeep.housekeeping.BATCH", 1)
    stuck, other = await created(team), await created(team)
    async with owner_database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "create function refuse() returns trigger language plpgsql as $$ begin if old.id ="
            f" '{stuck['call_id']}' then raise exception 'no' using errcode = '57014'; end if;"
            " return old; end $$"
        )
        await conn.execute(
            "create trigger refuse before delete on calls for each row execute function refuse()"
        )
    await age(database, days=2)
    await delete_expired_calls(keeping(worker, environ, CALL_RETENTION_DAYS="1"))
    assert (await team.get(f"/api/calls/{other['call_id']}")).status_code == 404
    async with database.connection(ALL_TENANTS) as conn:
        assert await count_overdue_calls(conn, max_days=1, grace_days=0) == 1
        assert await count_overdue_calls(conn, max_days=1, grace_days=2) == 0
        assert await count_overdue_calls(conn, max_days=None, grace_days=0) == 0


async def test_the_tenant_sees_what_holds_and_may_not_keep_longer(open_api: ApiFactory) -> None:
    async with open_api(CALL_RETENTION_DAYS="90", AUDIO_RETENTION_DAYS="30") as client:
        team = await sign_up(client, "ops@example.com", "Ops")
        before = (await team.get("/api/tenant")).json()
        assert (
            before["call_retention_days"],
            before["call_days_in_force"],
            before["audio_days_in_force"],
        ) == (None, 90, 30)
        answer = await team.patch("/api/tenant", {"call_retention_days": 7})
        assert (answer.json()["call_retention_days"], answer.json()["call_days_in_force"]) == (7, 7)
        for field, days in (("call_retention_days", 91), ("audio_retention_days", 31)):
            refused = await team.patch("/api/tenant", {field: days})
            assert refused.status_code == 400
            assert refused.json()["detail"] == f"{field} may be at most {days - 1} here."
        assert (await team.get("/api/tenant")).json()["call_days_in_force"] == 7


async def test_an_upload_that_never_came_is_an_error_and_may_still_come(
    team: Team, worker: Resources, database: Database
) -> None:
    recording = await created(team)
    await age(database, days=0.9)
    await give_up_uploads(worker)
    assert (await team.get(f"/api/calls/{recording['call_id']}")).json()["status"] == "received"
    await age(database, days=0.2)
    await give_up_uploads(worker)
    found = (await team.get(f"/api/recordings/{recording['recording_id']}")).json()
    assert (found["status"], found["error"]) == (
        "error",
        "No audio was uploaded within 24 hours. Upload it now, or delete the call.",
    )
    call = (await team.get(f"/api/calls/{recording['call_id']}")).json()
    assert (call["status"], call["error"]) == ("failed", found["error"])
    assert expired(worker, "upload") == 1
    assert (await put(team, recording)).status_code == 200
    assert (await team.get(f"/api/calls/{recording['call_id']}")).json()["status"] == "received"


async def test_an_upload_that_was_never_started_says_so_and_may_still_be(
    team: Team, worker: Resources, database: Database
) -> None:
    recording = await created(team)
    await put(team, recording)
    await age(database, days=2)
    await give_up_uploads(worker)
    call = (await team.get(f"/api/calls/{recording['call_id']}")).json()
    assert call["status"] == "failed"
    assert "not started within 24 hours" in call["error"]
    started = await team.post(httpx.URL(recording["finalize_url"]).path)
    assert started.status_code == 202
    assert (await team.get(f"/api/calls/{recording['call_id']}")).json()["status"] == "received"
    await run_job(worker, JobId(UUID(started.json()["job_id"])))
    done = (await team.get(f"/api/calls/{recording['call_id']}")).json()
    assert (done["status"], done["error"], done["recordings"][0]["error"]) == ("ready", None, None)


async def test_a_recording_that_is_awaited_from_elsewhere_is_not_given_up(
    team: Team, worker: Resources, database: Database
) -> None:
    """Its run says how long it waits."""
    await team.post("/api/process-recording", {"recording_url": "https://example.com/call.mp3"})
    await age(database, days=2)
    await give_up_uploads(worker)
    assert (await team.get("/api/calls")).json()["calls"][0]["status"] == "received"


async def test_parts_of_calls_have_days_of_their_own(team: Team) -> None:
    names = [f"{part}_retention_days" for part in PARTS]
    before = (await team.get("/api/tenant")).json()
    assert [before[name] for name in names] == [None] * 5
    changed = await team.patch("/api/tenant", dict.fromkeys(names, 30))
    assert [changed.json()[name] for name in names] == [30] * 5
    assert (await team.patch("/api/tenant", {names[0]: 0})).status_code == 422
    reset = (await team.patch("/api/tenant", {names[0]: None})).json()
    assert [reset[name] for name in names] == [None, *[30] * 4]
