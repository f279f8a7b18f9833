"""`aftercall backup`: all rows and recordings of an installation in one file, while it runs."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO

from rich.console import Console

from cli.archive import ArchiveWriter, Manifest, writing
from shared.db.backup import (
    ArchiveRefused,
    Sink,
    each_audio_key,
    list_applied,
    list_held_stems,
    list_sequences,
    list_tables,
    read_table,
    snapshot,
)
from shared.db.pool import ALL_TENANTS, Database, open_database
from shared.errors import RecordingUnusable
from shared.ports import RecordingStorage
from shared.providers.open import open_storage
from shared.settings.load import Settings
from shared.storage.audio_files import keys_of

DELETIONS = "erasures"
DELETED_TENANTS = "erased_tenants"
DELETED_SENDERS = "erased_senders"


async def back_up(
    settings: Settings,
    target: Path,
    console: Console,
    *,
    recordings: bool = True,
    only_deletions: bool = False,
) -> Manifest:
    """Writes the archive and prints its contents; returns its manifest. Raises AftercallError."""
    storage, source = open_storage(settings), settings.database.as_owner()
    with writing(target) as archive:
        async with snapshot(source.owner_url) as conn:
            made_at, applied = datetime.now(UTC), await list_applied(conn)
            if not applied:
                raise ArchiveRefused("There is nothing to back up: the database is empty.")
            tables = [
                table
                for table in await list_tables(conn)
                if not only_deletions or table.name in (DELETIONS, DELETED_TENANTS, DELETED_SENDERS)
            ]
            rows: dict[str, int] = {}
            for table in tables:
                with archive.table(table.name) as file:
                    rows[table.name] = await read_table(conn, table, _writing_to(file))
            sequences = await list_sequences(conn)
        audio = _Audio(storage, archive)
        if recordings and not only_deletions:
            async with open_database(source, size=1) as database:
                await audio.add_all(_stored_keys(database, storage))
        manifest = Manifest(
            version=version("aftercall"),
            made_at=made_at.isoformat(timespec="seconds"),
            migrations=applied,
            tables={table.name: list(table.columns) for table in tables},
            rows=rows,
            sequences=sequences,
            recordings=audio.count,
            recording_bytes=audio.size_bytes,
            missing=audio.missing,
            without_recordings=not recordings,
            only_deletions=only_deletions,
        )
        await asyncio.to_thread(archive.finish, manifest)
    console.print(_backup_line(manifest, target), soft_wrap=True, markup=False)
    return manifest


def _writing_to(file: IO[bytes]) -> Sink:
    async def write(block: bytes) -> None:
        await asyncio.to_thread(file.write, block)

    return write


class _Audio:
    """Copies recordings into the archive and counts them."""

    def __init__(self, storage: RecordingStorage, archive: ArchiveWriter) -> None:
        self._storage, self._archive = storage, archive
        self.count = self.size_bytes = self.missing = 0

    async def add_all(self, keys: AsyncIterator[str]) -> None:
        """Copies all recordings. One that was deleted meanwhile, for example by its age, counts as
        missing.
        """
        async for key in keys:
            try:
                async with self._storage.opened(key) as path:
                    self.size_bytes += await asyncio.to_thread(self._archive.add_audio, key, path)
            except RecordingUnusable:
                self.missing += 1
                continue
            self.count += 1


async def _stored_keys(database: Database, storage: RecordingStorage) -> AsyncIterator[str]:
    async for key in each_audio_key(database):
        yield key
    async with database.connection(ALL_TENANTS) as conn:
        held = await list_held_stems(conn)
    for stem in held:
        yield await _key_of_held(storage, stem)


async def _key_of_held(storage: RecordingStorage, stem: str) -> str:
    """Returns the key of a held recording; its event does not state the type of its file."""
    *others, last = keys_of(stem)
    for key in others:
        try:
            await storage.read(key)
        except RecordingUnusable:
            continue
        return key
    return last


def _backup_line(manifest: Manifest, target: Path) -> str:
    if manifest.only_deletions:
        return (
            f"{target}: {manifest.rows[DELETIONS]} deleted calls,"
            f" {manifest.rows.get(DELETED_TENANTS, 0)} deleted tenants."
        )
    audio = f"{manifest.recordings} recordings ({manifest.recording_bytes / 2**20:.1f} MiB)"
    lines = [
        f"{target}: {manifest.rows['calls']} calls, {manifest.rows[DELETIONS]} deletions, "
        + ("without recordings" if manifest.without_recordings else audio)
    ]
    if manifest.missing:
        lines.append(
            f"{manifest.missing} recordings are missing in the storage; `aftercall doctor` says"
            " where."
        )
    lines.append(
        "Keep ENCRYPTION_KEY (in .env, or secrets.json in the data folder) in another place: the"
        " backup does not contain it."
    )
    return "\n".join(lines)
