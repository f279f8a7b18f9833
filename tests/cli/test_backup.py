"""Backup and restore: what comes back, what stays deleted, and what is refused before anything is
touched.
"""

import errno
import io
import json
import tarfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from rich.console import Console

from cli.archive import MANIFEST, Manifest, reading
from cli.backup import back_up
from cli.restore import Restored, restore
from shared.db.backup import ArchiveRefused, Table, list_tables, read_table, snapshot
from shared.db.inbound import HeldAudio, hold_inbound
from shared.db.migrate import migrate, migrations
from shared.db.pool import ALL_TENANTS, Database, open_database
from shared.db.recordings import held_stem
from shared.domain.ids import JobId, RecordingId, new_id
from shared.providers.open import open_storage
from shared.queue.queue import open_queue
from shared.settings.load import Settings, load_settings
from tests.conftest import ELEVENLABS_SECRET, ApiFactory, Servers
from tests.shared.storage.recording_storage_suite import put, stems_of
from tests.support.calls import send, transcription
from tests.support.databases import as_application
from tests.support.events import queue_events
from tests.support.files import files
from tests.support.people import Team
from tests.support.sounds import SPEECH
from worker.resources import Resources
from worker.runner import run_job


@pytest.fixture
def environ(environ: dict[str, str], tmp_path: Path) -> dict[str, str]:
    return {**environ, "AFTERCALL_DATA_DIR": str(tmp_path / "data")}


@pytest.fixture
def elsewhere(environ: dict[str, str], empty_url: str, tmp_path: Path) -> dict[str, str]:
    """Another machine: an empty database and an empty folder."""
    return {
        **environ,
        "DATABASE_URL": as_application(empty_url),
        "DATABASE_MIGRATE_URL": empty_url,
        "AFTERCALL_DATA_DIR": str(tmp_path / "elsewhere"),
    }


def printed(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


async def backed_up(settings: Settings, target: Path, **options: bool) -> Manifest:
    return await back_up(settings, target, Console(file=io.StringIO()), **options)


async def restored(settings: Settings, source: Path, **options: Any) -> tuple[Restored, str]:
    console = Console(file=io.StringIO(), width=300)
    return await restore(settings, source, console, **options), printed(console)


async def upload(team: Team, worker: Resources) -> dict[str, Any]:
    created: dict[str, Any] = (await team.post("/api/recordings", {"title": "The boiler"})).json()
    headers = {**team.headers, "Content-Type": "audio/wav"}
    await team.client.put(httpx.URL(created["upload_url"]).path, content=SPEECH, headers=headers)
    started = await team.post(httpx.URL(created["finalize_url"]).path)
    await run_job(worker, JobId(UUID(started.json()["job_id"])))
    return created


async def every_row(url: str) -> dict[str, list[str]]:
    conn = await asyncpg.connect(url)
    try:
        return {
            table.name: [
                row["row"]
                for row in await conn.fetch(
                    f"select t::text as row from {table.name} as t order by t::text"
                )
            ]
            for table in await list_tables(conn)
        }
    finally:
        await conn.close()


async def test_everything_comes_back(
    team: Team,
    other_team: Team,
    worker: Resources,
    settings: Settings,
    environ: dict[str, str],
    elsewhere: dict[str, str],
    database: Database,
    tmp_path: Path,
) -> None:
    await upload(team, worker)
    await send(other_team.client, transcription(other_team.agent_id), secret=ELEVENLABS_SECRET)
    await team.post("/api/webhook-endpoints", {"secret": "wsec_" + "4" * 64})
    gone = (await other_team.get("/api/calls")).json()["calls"][0]
    await send(
        other_team.client, transcription(other_team.agent_id, "conv_2"), secret=ELEVENLABS_SECRET
    )
    await other_team.delete(f"/api/calls/{gone['id']}")
    # The API would give the events their positions after the backup.
    await queue_events(database)
    manifest = await backed_up(settings, tmp_path / "a.tar")
    assert (manifest.recordings, manifest.missing, manifest.rows["calls"]) == (1, 0, 2)
    assert (tmp_path / "a.tar").stat().st_mode & 0o777 == 0o600
    there = load_settings(elsewhere)
    found, said = await restored(there, tmp_path / "a.tar")
    assert (found.recordings, found.missing, found.deleted_again) == (1, 0, 0)
    assert "cannot be decrypted" not in said
    before, after = (
        await every_row(environ["DATABASE_MIGRATE_URL"]),
        await every_row(elsewhere["DATABASE_MIGRATE_URL"]),
    )
    assert after == before
    assert before["transcripts"]
    assert before["chunks"]
    for name in files(settings):
        assert (there.runtime.recordings_dir / name).read_bytes() == (
            settings.runtime.recordings_dir / name
        ).read_bytes()
    assert files(there) == files(settings) != []


async def test_a_restored_installation_goes_on(
    team: Team,
    worker: Resources,
    settings: Settings,
    elsewhere: dict[str, str],
    open_api: ApiFactory,
    tmp_path: Path,
) -> None:
    """Its sequences go on where they were, triggers fire again, and the same token is
    still good.
    """
    created = await upload(team, worker)
    await backed_up(settings, tmp_path / "a.tar")
    await restored(load_settings(elsewhere), tmp_path / "a.tar")
    async with open_api(
        **{name: elsewhere[name] for name in ("DATABASE_URL", "AFTERCALL_DATA_DIR")}
    ) as client:
        answer = await client.get(
            f"/api/recordings/{created['recording_id']}/media", headers=team.headers
        )
        assert answer.content == SPEECH
        assert (
            await client.post("/api/recordings", headers=team.headers, json={})
        ).status_code == 201
    conn = await asyncpg.connect(elsewhere["DATABASE_MIGRATE_URL"])
    assert (
        await conn.fetchval("select type from events order by id desc limit 1")
        == "recording.pending"
    )
    await conn.close()


async def test_a_database_that_is_used_is_replaced_only_when_forced_and_deleted_calls_stay_deleted(
    team: Team, worker: Resources, settings: Settings, environ: dict[str, str], tmp_path: Path
) -> None:
    kept, deleted = await upload(team, worker), await upload(team, worker)
    await send(team.client, transcription(team.agent_id, "conv_gone"), secret=ELEVENLABS_SECRET)
    gone = next(
        call
        for call in (await team.get("/api/calls")).json()["calls"]
        if call["source"] == "elevenlabs"
    )
    await backed_up(settings, tmp_path / "a.tar")
    for call_id in (deleted["call_id"], gone["id"]):
        assert (await team.delete(f"/api/calls/{call_id}")).status_code == 204
    await upload(team, worker)
    for name in files(settings):
        (settings.runtime.recordings_dir / name).unlink()
    before = await every_row(environ["DATABASE_MIGRATE_URL"])
    with pytest.raises(ArchiveRefused, match="--force"):
        await restored(settings, tmp_path / "a.tar")
    assert await every_row(environ["DATABASE_MIGRATE_URL"]) == before
    found, said = await restored(settings, tmp_path / "a.tar", force=True)
    assert (found.deleted_again, found.recordings, found.missing) == (2, 1, 0)
    assert "of which 2 had been deleted since and are deleted again" in said
    assert [call["id"] for call in (await team.get("/api/calls")).json()["calls"]] == [
        kept["call_id"]
    ]
    assert [Path(name).stem for name in files(settings)] == [kept["recording_id"]]
    await send(team.client, transcription(team.agent_id, "conv_gone"), secret=ELEVENLABS_SECRET)
    assert len((await team.get("/api/calls")).json()["calls"]) == 1


async def test_deletions_that_were_saved_apart_are_applied_where_the_database_was_lost(
    team: Team, worker: Resources, settings: Settings, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    await upload(team, worker)
    deleted = await upload(team, worker)
    await backed_up(settings, tmp_path / "a.tar")
    await team.delete(f"/api/calls/{deleted['call_id']}")
    manifest = await backed_up(settings, tmp_path / "d.tar", only_deletions=True)
    assert manifest.rows == {"erasures": 1, "erased_tenants": 0, "erased_senders": 0}
    with pytest.raises(ArchiveRefused, match="--deletions"):
        await restored(load_settings(elsewhere), tmp_path / "d.tar")
    found, _ = await restored(
        load_settings(elsewhere), tmp_path / "a.tar", deletions=[tmp_path / "d.tar"]
    )
    assert (found.deleted_again, found.recordings) == (1, 1)
    rows = await every_row(elsewhere["DATABASE_MIGRATE_URL"])
    assert (len(rows["calls"]), len(rows["erasures"])) == (1, 1)


async def test_a_restore_that_broke_off_may_be_run_again_and_forgets_no_deletion(
    team: Team,
    worker: Resources,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    deleted = await upload(team, worker)
    await backed_up(settings, tmp_path / "a.tar")
    await team.delete(f"/api/calls/{deleted['call_id']}")

    async def broken(*_: Any, **__: Any) -> None:
        raise ArchiveRefused("The power went.")

    with monkeypatch.context() as patched:
        patched.setattr("cli.restore.load", broken)
        with pytest.raises(ArchiveRefused, match="The power went"):
            await restored(settings, tmp_path / "a.tar", force=True)
    found, _ = await restored(settings, tmp_path / "a.tar")
    assert found.deleted_again == 1
    assert (await team.get("/api/calls")).json()["calls"] == []


async def test_recordings_that_are_nowhere_are_counted(
    team: Team, worker: Resources, settings: Settings, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    await upload(team, worker)
    await upload(team, worker)
    first, _ = files(settings)
    (settings.runtime.recordings_dir / first).unlink()
    console = Console(file=io.StringIO(), width=300)
    manifest = await back_up(settings, tmp_path / "a.tar", console)
    assert (manifest.recordings, manifest.missing) == (1, 1)
    assert "1 recordings are missing" in printed(console)
    found, said = await restored(load_settings(elsewhere), tmp_path / "a.tar")
    assert (found.recordings, found.missing) == (1, 1)
    assert "1 recordings are missing" in said


async def test_without_recordings_those_that_are_there_stay(
    team: Team, worker: Resources, settings: Settings, tmp_path: Path
) -> None:
    await upload(team, worker)
    manifest = await backed_up(settings, tmp_path / "a.tar", recordings=False)
    assert (manifest.recordings, manifest.without_recordings) == (0, True)
    found, _ = await restored(settings, tmp_path / "a.tar", force=True)
    assert (found.there_already, found.missing) == (1, 0)


async def test_a_bucket_is_backed_up_and_restored(
    team: Team,
    worker: Resources,
    environ: dict[str, str],
    elsewhere: dict[str, str],
    s3_environ: dict[str, str],
    settings: Settings,
    tmp_path: Path,
) -> None:
    created = await upload(team, worker)
    here = load_settings({**environ, **s3_environ})
    stem = f"{team.tenant_id}/{created['recording_id']}"
    await put(open_storage(here), stem, SPEECH)
    assert (await backed_up(here, tmp_path / "a.tar")).recordings == 1
    there = load_settings({**elsewhere, **s3_environ, "S3_PREFIX": uuid4().hex})
    found, _ = await restored(there, tmp_path / "a.tar")
    assert (found.recordings, await stems_of(open_storage(there))) == (1, [stem])


async def test_audio_that_waits_for_its_agent_comes_back(
    settings: Settings, elsewhere: dict[str, str], database: Database, tmp_path: Path
) -> None:
    recording_id = RecordingId(new_id())
    await put(open_storage(settings), held_stem(recording_id), b"held")
    async with database.connection(ALL_TENANTS) as conn:
        await hold_inbound(
            conn,
            source="elevenlabs",
            event_type="post_call_audio",
            event_key="k",
            agent_external_id="agent_new",
            payload=HeldAudio(recording_id, 4, b"0" * 32).named_in({"data": {}}),
        )
    await backed_up(settings, tmp_path / "a.tar")
    there = load_settings(elsewhere)
    await restored(there, tmp_path / "a.tar")
    assert await stems_of(open_storage(there)) == [held_stem(recording_id)]


async def test_a_backup_of_an_older_version_is_brought_up_to_date(
    environ: dict[str, str], elsewhere: dict[str, str], servers: Servers, tmp_path: Path
) -> None:
    name = f"older_{uuid4().hex}"
    conn = await asyncpg.connect(servers.postgres_url)
    await conn.execute(f"create database {name}")
    await conn.close()
    url = servers.database_url(name)
    await migrate(url, only=[migration.name for migration in migrations()][:13])
    conn = await asyncpg.connect(url)
    await conn.execute("insert into tenants (id, name) values ($1, 'Old team')", uuid4())
    await conn.close()
    await backed_up(load_settings({**environ, "DATABASE_MIGRATE_URL": url}), tmp_path / "old.tar")
    await restored(load_settings(elsewhere), tmp_path / "old.tar")
    async with (
        open_database(load_settings(elsewhere).database) as database,
        database.connection(ALL_TENANTS) as conn,
    ):
        row = await conn.fetchrow("select name, timezone, call_retention_days from tenants")
        assert row is not None
        # UTC was nobody's choice, as a later migration says.
        assert tuple(row) == ("Old team", None, None)
        assert await conn.fetchval("select count(*) from schema_migrations") == len(migrations())
    conn = await asyncpg.connect(servers.postgres_url)
    await conn.execute(f"drop database {name} with (force)")
    await conn.close()


@pytest.fixture
async def archive(team: Team, worker: Resources, settings: Settings, tmp_path: Path) -> Path:
    await upload(team, worker)
    await backed_up(settings, tmp_path / "a.tar")
    return tmp_path / "a.tar"


def changed(archive: Path, name: str, content: bytes | None) -> Path:
    """The archive with one member replaced, or without it."""
    other = archive.with_name("changed.tar")
    with tarfile.open(archive) as before, tarfile.open(other, "w") as after:
        for member in before:
            data = before.extractfile(member)
            assert data is not None
            body = data.read()
            if member.name == name:
                if content is None:
                    continue
                body = content
            member.size = len(body)
            after.addfile(member, io.BytesIO(body))
    return other


def manifest_of(archive: Path, **changes: Any) -> bytes:
    with tarfile.open(archive) as tar:
        data = tar.extractfile(MANIFEST)
        assert data is not None
        return json.dumps({**json.loads(data.read()), **changes}).encode()


async def test_what_is_not_a_whole_backup_is_refused_before_anything_is_touched(
    archive: Path, settings: Settings, environ: dict[str, str], tmp_path: Path
) -> None:
    before = await every_row(environ["DATABASE_MIGRATE_URL"])
    cut = tmp_path / "cut.tar"
    cut.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])
    other = tmp_path / "other.tar"
    other.write_bytes(b"not an archive")
    with tarfile.open(archive) as tar:
        calls = tar.extractfile("database/calls.copy.gz")
        assert calls is not None
        rows = calls.read()
    unknown = {"9999_of_tomorrow.sql": "0" * 64}
    for damaged, words in (
        (tmp_path / "none.tar", "does not exist"),
        (tmp_path, "cannot be read"),
        (other, "not a complete backup"),
        (cut, "not a complete backup"),
        (changed(archive, MANIFEST, None), "no manifest"),
    ):
        with pytest.raises(ArchiveRefused, match=words):
            await restored(settings, damaged, force=True)
    for name, content, words in (
        ("database/calls.copy.gz", None, "calls.copy.gz is not in it"),
        ("database/calls.copy.gz", rows[:-9], "rows of calls cannot be read"),
        (MANIFEST, manifest_of(archive, rows={"calls": 7}), "calls has 1 rows and should have 7"),
        (MANIFEST, manifest_of(archive, migrations=unknown), "newer one"),
        (MANIFEST, manifest_of(archive, format=2), "another format"),
    ):
        with pytest.raises(ArchiveRefused, match=words):
            await restored(settings, changed(archive, name, content), force=True)
    assert await every_row(environ["DATABASE_MIGRATE_URL"]) == before


async def test_a_running_worker_is_not_restored_under(archive: Path, settings: Settings) -> None:
    async with open_queue(settings.queue) as queue:
        await queue.report_worker("w", "alive", lasting_s=60)
        with pytest.raises(ArchiveRefused, match="A worker is running"):
            await restored(settings, archive, force=True)


async def test_another_key_is_reported(
    team: Team, settings: Settings, environ: dict[str, str], tmp_path: Path
) -> None:
    await team.post("/api/webhook-endpoints", {"secret": "wsec_" + "4" * 64})
    await backed_up(settings, tmp_path / "a.tar")
    _, said = await restored(
        load_settings({**environ, "ENCRYPTION_KEY": "F7g8H9j0K1l2Z3x4C5v6B7n8M9q0W1e2"}),
        tmp_path / "a.tar",
        force=True,
    )
    assert "cannot be decrypted with this ENCRYPTION_KEY" in said


async def test_a_backup_never_writes_over_another_file(archive: Path, settings: Settings) -> None:
    with pytest.raises(ArchiveRefused, match="exists already"):
        await backed_up(settings, archive)
    with pytest.raises(ArchiveRefused, match="cannot be written: No such file or directory"):
        await backed_up(settings, archive.parent / "nowhere" / "a.tar")
    assert sorted(path.name for path in archive.parent.iterdir()) == ["a.tar", "data"]


async def test_a_backup_that_fails_leaves_nothing_behind(
    settings: Settings, empty_url: str, tmp_path: Path
) -> None:
    with pytest.raises(ArchiveRefused, match="nothing to back up"):
        await backed_up(
            load_settings({**_environ_of(settings), "DATABASE_URL": empty_url}), tmp_path / "a.tar"
        )
    assert not list(tmp_path.glob("*a.tar*"))


def _environ_of(settings: Settings) -> dict[str, str]:
    return {
        "JWT_SECRET": "J7w4Kz9TqLm2Xc8RvNb5Ys3Gd6Fh1Pt0",
        "ENCRYPTION_KEY": "E3r6Ty8Ui1Op4As7Df2Gh9Jk5Lz0Xc2V",
        "AFTERCALL_DATA_DIR": str(settings.runtime.data_dir),
    }


@pytest.fixture
async def owned_url(servers: Servers) -> AsyncIterator[str]:
    """A database whose owner is no superuser, as hosted ones are; the extension is there."""
    name = f"owned_{uuid4().hex}"
    conn = await asyncpg.connect(servers.postgres_url)
    await conn.execute(f"create role {name} login")
    await conn.execute(f"create database {name} owner {name}")
    await conn.close()
    conn = await asyncpg.connect(servers.database_url(name))
    await conn.execute("create extension vector")
    await conn.close()
    yield servers.database_url(name).replace("postgres@", f"{name}@")
    conn = await asyncpg.connect(servers.postgres_url)
    await conn.execute(f"drop database {name} with (force)")
    await conn.execute(f"drop role {name}")
    await conn.close()


async def test_an_owner_who_is_no_superuser_restores_twice_and_backs_up(
    archive: Path, elsewhere: dict[str, str], owned_url: str, tmp_path: Path
) -> None:
    owned = load_settings(
        {
            name: owned_url if name == "DATABASE_URL" else value
            for name, value in elsewhere.items()
            if name != "DATABASE_MIGRATE_URL"
        }
    )
    await restored(owned, archive)
    await restored(owned, archive, force=True)
    assert (await backed_up(owned, tmp_path / "again.tar")).rows["calls"] == 1


async def test_a_restore_on_a_new_server_creates_the_application_s_role(
    archive: Path, elsewhere: dict[str, str]
) -> None:
    role, owner_url = f"late_{uuid4().hex}", elsewhere["DATABASE_MIGRATE_URL"]
    url = owner_url.replace("postgres@", f"{role}@")
    await restored(load_settings({**elsewhere, "DATABASE_URL": url}), archive)
    application = await asyncpg.connect(url)
    assert await application.fetchval("select count(*) from calls") == 0
    await application.execute(f"set aftercall.tenant_id = '{ALL_TENANTS}'")
    assert await application.fetchval("select count(*) from calls") == 1
    await application.close()
    owner = await asyncpg.connect(owner_url)
    await owner.execute(f"drop owned by {role}; drop role {role}")
    await owner.close()


async def test_a_disk_that_takes_no_rows_is_not_taken_for_the_database(
    settings: Settings,
) -> None:
    async def refuse(_block: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        async with snapshot(settings.database.owner_url) as conn:
            await read_table(conn, Table("schema_migrations", ("name",)), refuse)


async def test_what_fails_while_an_archive_is_read_is_not_the_archives(archive: Path) -> None:
    with pytest.raises(ValueError, match="of a row"), reading(archive):
        raise ValueError("of a row")
