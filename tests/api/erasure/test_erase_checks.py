"""The certificate: each store is asked, whatever is left is found, and can be removed."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
from rich.console import Console
from typer.testing import CliRunner

from api.webhooks.outage_spool import EventSpool
from cli.backup import back_up
from cli.erase_checks import print_certificate, run, verify
from cli.main import app
from cli.restore import restore
from shared.db.call_deletion import delete_call
from shared.db.inbound import hold_inbound
from shared.db.pool import ALL_TENANTS, Database, open_database
from shared.db.vectors import PgVectorIndex
from shared.domain.ids import CallId, TenantId, new_id
from shared.providers.open import open_storage
from shared.settings.load import Settings, load_settings
from tests.api.erasure.places import delete_tenant, erase_all, make_call
from tests.api.erasure.test_spool_erasure import conversation, set_aside
from tests.shared.storage.recording_storage_suite import put, stems_of
from tests.support.databases import as_application
from tests.support.people import Team
from worker.resources import Resources

QUIET = Console(quiet=True)


async def delete(database: Database, team: Team, call_id: CallId) -> None:
    async with database.transaction(ALL_TENANTS) as conn:
        await delete_call(conn, TenantId(UUID(team.tenant_id)), call_id)


async def left(settings: Settings) -> dict[str, int]:
    certificate = await verify(settings)
    return {name: store.left for name, store in certificate.stores.items() if store.left}


async def test_a_certificate_states_that_nothing_is_left(
    team: Team, other_team: Team, worker: Resources, database: Database, settings: Settings
) -> None:
    await delete(database, team, await make_call(team, worker, "conv_1"))
    await make_call(other_team, worker, "conv_of_others")
    pending = await verify(settings)
    assert (pending.is_complete, pending.pending) == (False, 1)
    await delete_tenant(team)
    await erase_all(worker)
    certificate = await verify(settings)
    assert certificate.is_complete
    assert certificate.deleted_calls == 1
    assert certificate.deleted_tenants == [team.tenant_id]
    assert certificate.ledger_sha256 == pending.ledger_sha256
    assert certificate.stores["vectors"].checked > 0
    document = json.loads(certificate.as_json())
    assert document["result"] == "nothing left"
    for personal in ("conv_1", "Northside", "+1202", "north@example.com"):
        assert personal not in certificate.as_json()
    console = Console(record=True, width=200)
    print_certificate(console, certificate)
    assert "Nothing is left." in console.export_text()


async def test_each_store_is_asked_and_emptied(
    team: Team,
    other_team: Team,
    worker: Resources,
    database: Database,
    owner_database: Database,
    settings: Settings,
) -> None:
    call_id = await make_call(team, worker, "conv_1")
    (stem,) = await stems_of(worker.storage)
    await make_call(other_team, worker, "kept")
    await delete(database, team, call_id)
    await erase_all(worker)
    assert await left(settings) == {}

    await put(worker.storage, stem, b"back")
    assert await left(settings) == {"audio": 1}
    await put(worker.storage, f"{team.tenant_id}/{new_id()}", b"of a living tenant")
    await set_aside(_spool(settings), conversation(team.agent_id, "conv_1"))
    assert await left(settings) == {"audio": 1, "spooled events": 1}
    async with owner_database.connection(ALL_TENANTS) as conn:
        await conn.execute("alter table calls disable trigger calls_stay_deleted")
        await conn.execute(
            "insert into calls (id, tenant_id, source, external_id)"
            " values ($1, $2, 'elevenlabs', 'conv_1')",
            call_id,
            UUID(team.tenant_id),
        )
        await conn.execute("alter table calls enable trigger calls_stay_deleted")
        # A vector that came back with its row.
        await conn.execute(
            """
            with restored as (
                insert into chunks (
                    id, tenant_id, call_id, source, position, text, char_start, char_end, model,
                    dimension
                )
                select chunk_ids[1], tenant_id, $1, 'summary', 0, 't', 0, 1, 'm', 3
                from erasures
                returning *
            )
            insert into chunk_vectors
            select tenant_id, id, model, dimension, created_at, call_id, source, '[1,0,0]'
            from restored
            """,
            call_id,
        )
    assert await left(settings) == {
        "rows of calls": 1, "vectors": 1, "audio": 1, "spooled events": 1,
    }  # fmt: skip
    removed = await run(settings)
    assert (removed.calls, removed.audio, removed.events) == (1, 1, 1)
    assert removed.pending == 1
    await erase_all(worker)
    assert (await verify(settings)).is_complete
    assert len(await stems_of(worker.storage)) == 2


async def test_leftovers_of_a_deleted_tenant_are_found(
    team: Team, worker: Resources, database: Database, settings: Settings
) -> None:
    await delete_tenant(team)
    await erase_all(worker)
    await put(worker.storage, f"{team.tenant_id}/{new_id()}", b"left")
    async with database.connection(ALL_TENANTS) as conn:
        await hold_inbound(
            conn,
            source="elevenlabs",
            event_type="post_call_transcription",
            event_key="held",
            agent_external_id=team.agent_id,
            payload={"data": {}},
        )
        await conn.execute(
            "insert into tenants (id, name) values ($1, 'Back')", UUID(team.tenant_id)
        )
        await conn.execute(
            "insert into spending (tenant_id, day, cost_microusd) values ($1, current_date, 1)",
            UUID(team.tenant_id),
        )
    certificate = await verify(settings)
    assert certificate.tables_left == {"tenants": 1, "spending": 1}
    assert await left(settings) == {
        "rows of tenants": 2, "audio": 1, "held and unread events": 1,
    }  # fmt: skip
    removed = await run(settings)
    assert (removed.tenants, removed.audio, removed.events, removed.pending) == (1, 1, 1, 1)
    await erase_all(worker)
    assert (await verify(settings)).is_complete


async def test_a_certificate_may_be_about_one_tenant(
    team: Team, other_team: Team, worker: Resources, database: Database, settings: Settings
) -> None:
    await delete(database, team, await make_call(team, worker, "conv_1"))
    await delete(database, other_team, await make_call(other_team, worker, "conv_1"))
    certificate = await verify(settings, UUID(team.tenant_id))
    assert (certificate.deleted_calls, certificate.pending) == (1, 1)
    assert certificate.tenant == team.tenant_id


@pytest.mark.parametrize("only_list", [False, True])
async def test_a_restored_backup_brings_no_deleted_tenant_back(
    team: Team,
    other_team: Team,
    worker: Resources,
    database: Database,
    settings: Settings,
    environ: dict[str, str],
    empty_url: str,
    tmp_path: Path,
    only_list: bool,
) -> None:
    """By the list that the restore makes of the database that it replaces, or by one that was
    written before the machine was lost.
    """
    await make_call(team, worker, "conv_1")
    await make_call(other_team, worker, "kept")
    backup, deletions = tmp_path / "backup.tar", tmp_path / "list.tar"
    await back_up(settings, backup, QUIET)
    await delete_tenant(team)
    await erase_all(worker)
    await back_up(settings, deletions, QUIET, only_deletions=True)
    if only_list:
        place = {
            "DATABASE_URL": as_application(empty_url),
            "DATABASE_MIGRATE_URL": empty_url,
            "AFTERCALL_DATA_DIR": str(tmp_path / "elsewhere"),
        }
        settings = load_settings({**environ, **place})
        found = await restore(settings, backup, QUIET, deletions=[deletions])
    else:
        found = await restore(settings, backup, QUIET, force=True)
    assert (found.tenants_deleted_again, found.recordings + found.there_already) == (1, 1)
    certificate = await verify(settings)
    assert not certificate.is_complete
    assert {"tenants", "agents"} <= set(certificate.tables_left)
    conn = await asyncpg.connect(settings.database.owner_url)
    try:
        assert await conn.fetchval("select count(*) from sessions where tenant_id = $1",
                                   UUID(team.tenant_id)) == 0  # fmt: skip
    finally:
        await conn.close()
    async with open_database(settings.database) as restored:
        await erase_all(_at(worker, settings, restored))
    assert (await verify(settings)).is_complete


def test_the_command_exits_with_1_while_something_is_left(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    answer = CliRunner().invoke(app, ["erase", "verify", "--json"])
    assert (answer.exit_code, json.loads(answer.output)["result"]) == (0, "nothing left")
    spool = EventSpool(load_settings(environ))
    spool.prepare()
    _insert_open_erasure(environ["DATABASE_MIGRATE_URL"])
    answer = CliRunner().invoke(app, ["erase", "verify", "--json"])
    assert (answer.exit_code, json.loads(answer.output)["pending"]) == (1, 1)


def _insert_open_erasure(url: str) -> None:
    async def insert() -> None:
        conn = await asyncpg.connect(url)
        await conn.execute(
            "insert into erasures (id, tenant_id, call_id, source, external_id, chunk_ids,"
            " recording_ids) values ($1, $1, $1, 'upload', 'x', '{}', '{}')",
            new_id(),
        )
        await conn.close()

    asyncio.run(insert())


def _spool(settings: Settings) -> EventSpool:
    spool = EventSpool(settings)
    spool.prepare()
    return spool


def _at(worker: Resources, settings: Settings, database: Database) -> Resources:
    """The worker of a restored installation."""
    return replace(
        worker,
        settings=settings,
        database=database,
        storage=open_storage(settings),
        providers=replace(worker.providers, vector_index=PgVectorIndex(database)),
    )


async def test_files_in_a_bucket_are_found_and_deleted(
    team: Team, worker: Resources, environ: dict[str, str], s3_environ: dict[str, str]
) -> None:
    settings = load_settings({**environ, **s3_environ})
    at_bucket = replace(worker, settings=settings, storage=open_storage(settings))
    await make_call(team, at_bucket, "conv_1")
    (stem,) = await stems_of(at_bucket.storage)
    await delete_tenant(team)
    await erase_all(at_bucket)
    assert await stems_of(at_bucket.storage) == []
    assert (await verify(settings)).is_complete
    await put(at_bucket.storage, stem, b"back")
    assert await left(settings) == {"audio": 1}
    assert (await run(settings)).audio == 1
    assert (await verify(settings)).is_complete
