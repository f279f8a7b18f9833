"""A deleted tenant: it is shut at once, and nothing of it is left anywhere."""

from dataclasses import replace
from typing import cast
from uuid import UUID

import httpx
import pytest
from rich.console import Console

from cli import tenancy
from cli.ownership import assign
from cli.tenant_limits import print_tenants
from shared.db.calls import upsert_call
from shared.db.event_deliveries import claim_deliveries
from shared.db.inbound import HeldAudio, hold_inbound
from shared.db.pool import ALL_TENANTS, Database
from shared.db.recordings import held_stem
from shared.db.rows import fetch_row
from shared.db.tenant_deletion import STAYS, delete_tenant_row
from shared.db.twilio_accounts import assign_account
from shared.domain.access import Role
from shared.domain.ids import RecordingId, TenantId, new_id
from shared.domain.incoming import IncomingCall
from shared.domain.statuses import Source
from shared.errors import InvalidRequest
from shared.ports import VectorIndex
from shared.settings.load import Settings
from tests.api.accounts.people import person
from tests.api.erasure.places import delete_tenant, erase_all, make_call, make_settled
from tests.api.test_twilio_webhook import ACCOUNT, PUBLIC, TOKEN, post, recording
from tests.conftest import ELEVENLABS_SECRET, ApiFactory
from tests.shared.storage.recording_storage_suite import put, stems_of
from tests.support.calls import send, transcription
from tests.support.events import happens, new_target, queue_events
from tests.support.people import PASSWORD, Team
from tests.worker.upkeep.test_housekeeping import make_old
from tests.worker.upkeep.test_sweeper import Stubborn
from worker.resources import Resources
from worker.upkeep.housekeeping import remove_leftovers
from worker.upkeep.tenant_erasure import erase_one

SECRET = "wsec_of_northside"


async def tenant_tables(database: Database) -> list[str]:
    async with database.connection(ALL_TENANTS) as conn:
        rows = await conn.fetch(
            """
            select table_name::text as name
            from information_schema.columns
            where table_schema = current_schema() and column_name = 'tenant_id'
            order by 1
            """
        )
    return [row["name"] for row in rows]


async def counts(database: Database, tenant_id: str) -> dict[str, int]:
    found = {}
    for table in await tenant_tables(database):
        async with database.connection(ALL_TENANTS) as conn:
            found[table] = await conn.fetchval(
                f"select count(*) from {table} where tenant_id = $1", UUID(tenant_id)
            )
    return found


async def fill(database: Database, team: Team) -> None:
    """Puts a row into the tables that a plain call leaves empty."""
    target = await new_target(team)
    await team.post(f"/api/event-targets/{target['id']}/test", {})
    await team.post("/api/api-keys", {"name": "crm"})
    await team.post("/api/invitations", {"email": "invited@example.com"})
    await team.post("/api/webhook-endpoints", {"secret": "wsec_first_secret"})
    await team.client.post(
        "/api/recordings", headers={**team.headers, "Idempotency-Key": "once"}, json={}
    )
    async with database.connection(ALL_TENANTS) as conn:
        job = await fetch_row(
            conn,
            "select call_id, id from jobs where tenant_id = $1 limit 1",
            UUID(team.tenant_id),
        )
        call_id, job_id = job["call_id"], job["id"]
        await team.post(f"/api/calls/{call_id}/shares", {})
        await team.post("/api/ask", {"question": "list every call"})
        await team.post("/api/views", {"list": "calls", "name": "Late", "filters": {}})
        user_id = await conn.fetchval(
            "select id from users where tenant_id = $1", UUID(team.tenant_id)
        )
        recording_id = await conn.fetchval("select id from recordings where call_id = $1", call_id)
        for statement, values in (
            (
                "insert into recovery_codes (tenant_id, user_id, code_hash) values ($1, $2, $3)",
                (user_id, bytes(32)),
            ),
            (
                "insert into past_runs (job_id, run, tenant_id, status, attempts, crashes, snoozes,"
                " not_before, lane, options, created_at, finished_at)"
                " values ($2, 1, $1, 'failed', 1, 0, 0, now(), 'live', '{}', now(), now())",
                (job_id,),
            ),
            (
                "insert into past_run_steps (job_id, run, tenant_id, step, status, attempt, errors,"
                " meta) values ($2, 1, $1, 'summarize', 'done', 1, 0, '{}')",
                (job_id,),
            ),
            (
                "insert into elevenlabs_keys (tenant_id, key_sealed) values ($1, $2)",
                (b"sealed",),
            ),
            (
                "insert into twilio_accounts (account_sid, tenant_id, claimed_by)"
                " values ($2, $1, 'operator')",
                (ACCOUNT,),
            ),
            (
                "insert into paid_answers (tenant_id, call_id, step, request_hash, answer)"
                " values ($1, $2, 'summarize', $3, '{}')",
                (call_id, bytes(32)),
            ),
            (
                "insert into vector_cuts (tenant_id, model, dimension, cuts)"
                " values ($1, 'm', 1, array['[0]'::halfvec])",
                (),
            ),
            ("insert into contact_backfills (tenant_id) values ($1)", ()),
            (
                "insert into reindex_runs (id, tenant_id, model, dimension)"
                " values (gen_random_uuid(), $1, 'm', 1)",
                (),
            ),
            (
                "insert into spending (tenant_id, day, cost_microusd) values ($1, current_date, 1)",
                (),
            ),
            (
                "insert into usage_days (tenant_id, day, provider, model, requests, input_tokens,"
                " cached_tokens, output_tokens, audio_s, cost_microusd, failure_cost_microusd,"
                " priced) values ($1, current_date, 'openai', 'm', 1, 1, 0, 1, 0, 1, 0, true)",
                (),
            ),
            (
                "insert into usage_sums select tenant_id, day, day, provider, model, 1, 1, 0, 1, 0,"
                " 1, 0, true from usage_days where tenant_id = $1",
                (),
            ),
            (
                "insert into figure_days select $1, current_date, null, 1, 0, 0, 0, 0, 0, 0, 0",
                (),
            ),
            (
                "insert into figure_times select $1, 'day', current_date, null, 'ready', '{1}'",
                (),
            ),
            (
                "insert into step_attempts (job_id, run, step, attempt, tenant_id, started_at)"
                " values ($2, 1, 'summarize', 1, $1, now())",
                (job_id,),
            ),
            (
                "insert into tenant_holidays values ($1, current_date, 'Outing')",
                (),
            ),
            (
                "insert into webhook_deliveries select id, tenant_id, now(), 'accepted', '', 1,"
                " now() from webhook_endpoints where tenant_id = $1",
                (),
            ),
            (
                "insert into recording_peaks (recording_id, tenant_id, audio_key)"
                " values ($2, $1, 'key')",
                (recording_id,),
            ),
            (
                "insert into transcribed_audio (tenant_id, day, seconds)"
                " values ($1, current_date, 60)",
                (),
            ),
            (
                "insert into usage_ledger (id, tenant_id, call_id, provider, model, input_tokens,"
                " cached_tokens, output_tokens, audio_s, cost_microusd, priced, outcome)"
                " values (gen_random_uuid(), $1, $2, 'openai', 'm', 1, 0, 1, 0, 1, true,"
                " 'answered')",
                (call_id,),
            ),
            (
                "insert into budget_reservations (id, tenant_id, cost_microusd, expires_at)"
                " values (gen_random_uuid(), $1, 1, now())",
                (),
            ),
            (
                "insert into agent_calling values ($1, 'ask', 'agent_1', 'phnum_1', 'twilio',"
                " '{US}', '09:00', '20:00', 2, '1 hour', '1 day', 50)",
                (),
            ),
            (
                "insert into agent_calls (id, tenant_id, callback_id, state, number, agent_id,"
                " next_at) select gen_random_uuid(), $1, id, 'placing', '+12025550143', 'agent_1',"
                " now() from callbacks where tenant_id = $1 limit 1",
                (),
            ),
            (
                "insert into calendar_feeds (id, tenant_id, user_id, whose, token_hash)"
                " select gen_random_uuid(), $1, id, 'team', sha256('t') from users"
                " where tenant_id = $1 limit 1",
                (),
            ),
            (
                "insert into schedules (id, tenant_id, name, cron, action, missed, next_at)"
                " values (gen_random_uuid(), $1, 'n', '@daily', 'event', 'skip', now())",
                (),
            ),
            (
                "insert into schedule_occurrences (schedule_id, due_at, tenant_id, status)"
                " select id, now(), $1, 'ran' from schedules where tenant_id = $1 limit 1",
                (),
            ),
            ("insert into do_not_call (tenant_id, number) values ($1, '+12025550143')", ()),
            (
                "insert into missed_calls (tenant_id, source, listed, arrived, fetched, missing)"
                " values ($1, 'elevenlabs', 1, 1, 0, 0)",
                (),
            ),
            (
                "insert into recording_parts (recording_id, tenant_id, channel, position,"
                " request_hash, transcript, model) values ($2, $1, 0, 0, $3, '{}', 'm')",
                (recording_id, bytes(32)),
            ),
            (
                "insert into unused_events (id, tenant_id, source, kind, reason, key, body)"
                " values (gen_random_uuid(), $1, 'elevenlabs', 'stored', 'r', 'k', '{}')",
                (),
            ),
            (
                "insert into event_delivery_bodies (delivery_id, tenant_id, body)"
                " select id, tenant_id, '{}' from event_deliveries where tenant_id = $1"
                " on conflict do nothing",
                (),
            ),
        ):
            await conn.execute(statement, UUID(team.tenant_id), *values)


async def test_nothing_of_a_deleted_tenant_is_left(
    team: Team, other_team: Team, worker: Resources, database: Database
) -> None:
    for number in range(3):
        await make_call(team, worker, f"conv_{number}")
    await make_call(other_team, worker, "conv_of_others")
    await fill(database, team)
    before = await counts(database, team.tenant_id)
    assert [table for table in before if not before[table] and table not in STAYS] == []
    others = await counts(database, other_team.tenant_id)
    assert (await delete_tenant(team)).status_code == 202
    await erase_all(worker)
    after = await counts(database, team.tenant_id)
    assert {table for table in after if after[table]} == set(STAYS)
    assert await counts(database, other_team.tenant_id) == others
    assert [stem.split("/")[0] for stem in await stems_of(worker.storage)] == [other_team.tenant_id]
    async with database.connection(ALL_TENANTS) as conn:
        assert not await conn.fetchval("select 1 from tenants where id = $1", UUID(team.tenant_id))
        assert await conn.fetchval("select erased_at is not null from erased_tenants")


async def test_only_the_owner_with_name_and_password_deletes_a_tenant(
    team: Team, database: Database, settings: Settings
) -> None:
    wrong_name = await delete_tenant(team, "Southside")
    wrong_password = await delete_tenant(team, password="a guess of mine")
    assert (wrong_name.status_code, wrong_password.status_code) == (400, 401)
    for role in (Role.ADMIN, Role.MEMBER, Role.VIEWER):
        headers = await person(database, settings, team, role)
        refused = await delete_tenant(replace(team, headers=headers))
        assert refused.json()["code"] == "not_allowed"
    assert (await team.get("/api/tenant")).json()["name"] == "Northside Plumbing"


async def test_a_deleted_tenant_is_sent_no_more_events(team: Team, database: Database) -> None:
    await new_target(team)
    await happens(database, team, "call.ready")
    await queue_events(database)
    await delete_tenant(team)
    async with database.transaction(ALL_TENANTS) as conn:
        assert await claim_deliveries(conn, limit=9, lease_s=60) == []


async def test_a_deleted_tenant_is_shut_at_once(team: Team, other_team: Team) -> None:
    key = (await team.post("/api/api-keys", {"name": "crm"})).json()["api_key"]
    endpoint = (await team.post("/api/webhook-endpoints", {"secret": SECRET})).json()
    path = httpx.URL(endpoint["url"]).path
    answer = await delete_tenant(team)
    assert (answer.status_code, answer.json()["tenant_id"]) == (202, team.tenant_id)
    assert (await team.get("/api/me")).status_code == 401
    by_key = await team.client.get("/api/calls", headers={"Authorization": f"Bearer {key}"})
    assert by_key.status_code == 401
    login = {"email": "north@example.com", "password": PASSWORD}
    assert (await team.client.post("/api/auth/login", json=login)).status_code == 401
    event = transcription(team.agent_id)
    own = await send(team.client, event, secret=SECRET, path=path)
    shared = await send(team.client, event, secret=ELEVENLABS_SECRET)
    assert (own.status_code, shared.status_code) == (404, 404)
    assert (await other_team.get("/api/me")).status_code == 200


async def test_late_events_of_a_deleted_tenant_are_not_stored(
    team: Team, worker: Resources, database: Database
) -> None:
    await delete_tenant(team)
    await erase_all(worker)
    event = transcription(team.agent_id)
    refused = await send(team.client, event, secret=ELEVENLABS_SECRET)
    unusable = {"type": "post_call_transcription", "data": {"agent_id": team.agent_id}}
    also = await send(team.client, unusable, secret=ELEVENLABS_SECRET)
    assert (refused.status_code, also.status_code) == (404, 404)
    assert "stored" not in refused.text
    async with database.connection(ALL_TENANTS) as conn:
        for table in ("calls", "inbound_events", "unused_events"):
            assert not await conn.fetchval(f"select count(*) from {table}"), table


async def test_an_agent_of_a_deleted_tenant_may_be_claimed_by_another(
    team: Team, other_team: Team, worker: Resources, settings: Settings
) -> None:
    await delete_tenant(team)
    await erase_all(worker)
    await assign(settings, team.agent_id, "Southside Dental")
    accepted = await send(team.client, transcription(team.agent_id), secret=ELEVENLABS_SECRET)
    assert (await other_team.get(f"/api/calls/{accepted.json()['call_id']}")).status_code == 200


async def test_late_recordings_of_a_deleted_tenants_account_are_not_stored(
    open_api: ApiFactory, team: Team, database: Database
) -> None:
    async with database.connection(ALL_TENANTS) as conn:
        await assign_account(conn, TenantId(UUID(team.tenant_id)), ACCOUNT)
    await delete_tenant(team)
    async with open_api(TWILIO_AUTH_TOKEN=TOKEN, PUBLIC_BASE_URL=PUBLIC) as client:
        refused = await post(client, recording())
    assert (refused.status_code, refused.json()["code"]) == (404, "unknown_twilio_account")
    async with database.connection(ALL_TENANTS) as conn:
        assert not await conn.fetchval("select count(*) from unused_events")


async def test_a_call_that_was_being_recorded_meanwhile_is_deleted_too(
    team: Team, worker: Resources, database: Database
) -> None:
    await delete_tenant(team)
    await erase_one(worker)
    tenant_id = TenantId(UUID(team.tenant_id))
    async with database.transaction(ALL_TENANTS) as conn:
        event = IncomingCall(Source.UPLOAD, "test", "late", "late")
        await upsert_call(conn, tenant_id, None, event)
        assert not await delete_tenant_row(conn, tenant_id)
    await make_settled(database)
    await erase_one(worker)
    assert {
        table for table, count in (await counts(database, team.tenant_id)).items() if count
    } <= (set(STAYS))


async def test_files_in_the_folder_of_a_deleted_tenant_are_swept(
    team: Team, worker: Resources
) -> None:
    await put(worker.storage, f"{team.tenant_id}/{new_id()}", b"left behind")
    make_old(worker.settings.runtime.recordings_dir)
    await delete_tenant(team)
    await erase_all(worker)
    await remove_leftovers(worker)
    assert await stems_of(worker.storage) == []


async def test_held_events_of_a_deleted_tenant_go_with_their_audio(
    team: Team, worker: Resources, database: Database
) -> None:
    recording_id = RecordingId(new_id())
    await put(worker.storage, held_stem(recording_id), b"held")
    async with database.connection(ALL_TENANTS) as conn:
        await hold_inbound(
            conn,
            source="elevenlabs",
            event_type="post_call_audio",
            event_key="held",
            agent_external_id=team.agent_id,
            payload=HeldAudio(recording_id, 4, b"0" * 32).named_in({"data": {}}),
        )
    await delete_tenant(team)
    await erase_one(worker)
    assert await stems_of(worker.storage) == []
    async with database.connection(ALL_TENANTS) as conn:
        assert not await conn.fetchval("select count(*) from inbound_events")


async def test_a_tenant_is_complete_only_when_everything_outside_is_gone(
    team: Team, worker: Resources, database: Database
) -> None:
    await make_call(team, worker, "conv_1")
    await delete_tenant(team)
    index = Stubborn()
    away = replace(
        worker, providers=replace(worker.providers, vector_index=cast(VectorIndex, index))
    )
    await erase_one(away)
    await make_settled(database)
    assert await still_open(database) == [True]
    await erase_all(worker)
    assert await still_open(database) == [False]


async def still_open(database: Database) -> list[bool]:
    async with database.connection(ALL_TENANTS) as conn:
        rows = await conn.fetch("select erased_at is null as open from erased_tenants")
    return [row["open"] for row in rows]


async def test_the_command_lists_and_deletes_tenants(
    team: Team, other_team: Team, worker: Resources, database: Database, settings: Settings
) -> None:
    await make_call(team, worker, "conv_1")
    with pytest.raises(InvalidRequest):
        await tenancy.delete_tenant(settings, "Nobody")
    assert await tenancy.count_calls(settings, "Northside Plumbing") == 1
    await tenancy.delete_tenant(settings, "Northside Plumbing")
    console = Console(record=True, width=200)
    await print_tenants(settings, console)
    await tenancy.print_deletions(settings, console)
    listed = console.export_text()
    assert "Southside Dental" in listed
    assert "Northside" not in listed
    assert f"{team.tenant_id}, 1 calls left." in listed
    assert (await team.get("/api/me")).status_code == 401
    async with database.connection(ALL_TENANTS) as conn:
        assert (
            await conn.fetchval(
                "select object from audit_log where action = 'aftercall tenants delete'"
            )
            == team.tenant_id
        )
