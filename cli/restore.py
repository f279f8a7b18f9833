"""`aftercall restore`: restores an installation from a backup, without the calls that were deleted
since.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from cli.archive import Archive, reading
from cli.backup import DELETED_SENDERS, DELETED_TENANTS, DELETIONS, back_up
from cli.up import worker_alive
from shared.db.backup import (
    ArchiveRefused,
    add_erased_senders,
    connected,
    delete_again,
    delete_tenants_again,
    each_audio_key,
    has_tenants,
    list_held_stems,
    load,
    make_schema,
)
from shared.db.migrate import migrate, migrations
from shared.db.pool import ALL_TENANTS, Database, open_database
from shared.db.roles import create_application_role
from shared.errors import RecordingUnusable
from shared.ports import RecordingStorage
from shared.providers.open import open_storage
from shared.sealing import Sealer
from shared.settings.load import Settings
from shared.storage.audio_files import find_stem, keys_of, media_type_of
from shared.vitals import secrets_problem


@dataclass(slots=True)
class Restored:
    """Counts of a restore; `missing` recordings are neither in the archive nor in the storage."""

    deleted_again: int = 0
    tenants_deleted_again: int = 0
    recordings: int = 0
    there_already: int = 0
    missing: int = 0


async def restore(
    settings: Settings,
    source: Path,
    console: Console,
    *,
    force: bool = False,
    deletions: Sequence[Path] = (),
) -> Restored:
    """Replaces everything in the database and prints the result. Raises AftercallError before it
    changes anything; after that it may be run again.
    """
    url, application_url = settings.database.owner_url, settings.database.application_url
    with ExitStack() as stack:
        archive = stack.enter_context(reading(source))
        await asyncio.to_thread(_require_usable, archive, source)
        later = [stack.enter_context(reading(path)) for path in deletions]
        for each in later:
            _require_known(each)
            await asyncio.to_thread(each.require_whole)
        if await worker_alive(settings.queue):
            raise ArchiveRefused("A worker is running. Stop the API and all workers, then restore.")
        for path in await _save_deletions(settings, url, force=force):
            later.append(stack.enter_context(reading(path)))
            _require_known(later[-1])
        await make_schema(url, list(archive.manifest.migrations))
        await load(
            url,
            archive.manifest.ordered_tables,
            archive.manifest.sequences,
            lambda name: _decoded_blocks(archive, name),
        )
        await migrate(url, application_url=application_url)
        found = Restored()
        for each in later:
            # Lists of earlier releases name no tenants.
            tables = each.manifest.tables
            if columns := tables.get(DELETED_TENANTS):
                blocks = _decoded_blocks(each, DELETED_TENANTS)
                found.tenants_deleted_again += await delete_tenants_again(url, columns, blocks)
            if columns := tables.get(DELETED_SENDERS):
                await add_erased_senders(url, columns, _decoded_blocks(each, DELETED_SENDERS))
            columns = tables[DELETIONS]
            found.deleted_again += await delete_again(
                url, columns, _decoded_blocks(each, DELETIONS)
            )
        async with open_database(settings.database, size=1) as database:
            await _restore_audio(settings, database, archive, found)
            async with database.connection(ALL_TENANTS) as conn:
                problem = await secrets_problem(conn, Sealer(settings.auth))
        _report_restored(console, archive, found, problem)
    return found


def _require_usable(archive: Archive, source: Path) -> None:
    if archive.manifest.only_deletions:
        raise ArchiveRefused(
            f"{source} holds deletions only: pass it with --deletions, together with a whole"
            " backup."
        )
    _require_known(archive)
    archive.require_whole()


def _require_known(archive: Archive) -> None:
    """Raises ArchiveRefused for a backup of a newer version, or of one with different
    migrations.
    """
    known = {migration.name: migration.checksum for migration in migrations()}
    for name, checksum in archive.manifest.migrations.items():
        if known.get(name) != checksum:
            raise ArchiveRefused(
                f"The backup was made by Aftercall {archive.manifest.version}, whose schema"
                f" ({name}) this version does not know. Restore it with that version or a newer"
                " one."
            )


async def _save_deletions(settings: Settings, url: str, *, force: bool) -> list[Path]:
    """Writes the list of deleted calls of the database that is about to be replaced, and returns
    that file and those of earlier restores, one of which may have been interrupted. Raises
    ArchiveRefused without `force` for a database that is in use.
    """
    async with connected(url) as conn:
        used = await has_tenants(conn)
        if used and not force:
            raise ArchiveRefused(
                "The database is not empty: a restore replaces everything in it. Give --force to do"
                " that; calls that were deleted there stay deleted."
            )
        if settings.database.application_url:
            # A new server has no role yet. Two URLs of different databases are refused here.
            await create_application_role(conn, settings.database.application_url)
    folder = settings.runtime.data_dir
    if used:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        target = folder / f"deletions-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.tar"
        await back_up(settings, target, Console(quiet=True), only_deletions=True)
    return await asyncio.to_thread(lambda: sorted(folder.glob("deletions-*.tar")))


async def _restore_audio(
    settings: Settings, database: Database, archive: Archive, found: Restored
) -> None:
    """Restores missing files to which rows refer, except those of calls that were deleted again."""
    storage = open_storage(settings)
    settings.runtime.fetching_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    async for key in each_audio_key(database):
        await _restore_file(settings, storage, archive, key, found)
    async with database.connection(ALL_TENANTS) as conn:
        held = await list_held_stems(conn)
    for stem in held:
        key = next(
            (key for key in keys_of(stem) if archive.audio_size(key) is not None), keys_of(stem)[0]
        )
        await _restore_file(settings, storage, archive, key, found)


async def _restore_file(
    settings: Settings, storage: RecordingStorage, archive: Archive, key: str, found: Restored
) -> None:
    size, stem = archive.audio_size(key), find_stem(key)
    try:
        there = await storage.read(key)
    except RecordingUnusable:
        there = None
    if there and size in (None, there.size_bytes):
        found.there_already += 1
        return
    if size is None or stem is None:
        found.missing += 1
        return
    with tempfile.TemporaryDirectory(
        dir=settings.runtime.fetching_dir, prefix="restore-"
    ) as folder:
        file = Path(folder) / "audio"
        await asyncio.to_thread(archive.copy_audio, key, file)
        await storage.keep(stem, file, media_type=media_type_of(key))
    found.recordings += 1


async def _decoded_blocks(archive: Archive, table: str) -> AsyncIterator[bytes]:
    blocks = archive.blocks_of_table(table)
    while block := await asyncio.to_thread(next, blocks, b""):
        yield block


def _report_restored(
    console: Console, archive: Archive, found: Restored, problem: str | None
) -> None:
    manifest = archive.manifest
    lines = [
        (
            f"Restored as of {manifest.made_at}: {manifest.rows['calls']} calls, of which"
            f" {found.deleted_again} had been deleted since and are deleted again."
        ),
        f"Recordings: {found.recordings} restored, {found.there_already} were there already.",
        (
            "Calls that were deleted after the backup and whose deletion is in no database or file"
            " that was given here are back. API keys, passwords and settings are as they were then."
        ),
    ]
    console.print("\n".join(lines), soft_wrap=True, markup=False)
    if found.tenants_deleted_again:
        console.print(
            f"{found.tenants_deleted_again} tenants had been deleted since: they are shut, and the"
            " workers delete what belongs to them. `aftercall erase verify` states when that is"
            " done.",
            soft_wrap=True,
        )
    if found.missing:
        console.print(
            f"{found.missing} recordings are missing: they are neither in the backup nor in the"
            " storage. Their calls keep their results.",
            style="yellow",
            soft_wrap=True,
        )
    if problem:
        console.print(problem, style="red", soft_wrap=True, markup=False)
