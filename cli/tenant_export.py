"""`aftercall tenants export`: everything that belongs to a tenant, in one zip file."""

import asyncio
import os
import zipfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from cli.people import find_tenant
from shared.db.exports import KINDS, each_audio, each_call, each_row
from shared.db.pool import ALL_TENANTS, Database, open_database
from shared.domain.ids import TenantId
from shared.errors import InvalidRequest, RecordingUnusable
from shared.ports import RecordingStorage
from shared.providers.open import open_storage
from shared.settings.load import Settings

# Lines are handed to the thread that compresses them in portions of this size.
PORTION_BYTES = 2**20


async def export_tenant(settings: Settings, name: str, target: Path, console: Console) -> None:
    """Writes the file and prints what it holds. The file appears only when it is complete, and
    never replaces another. Raises InvalidRequest for an unknown tenant and for a file that exists.
    """
    if await asyncio.to_thread(target.exists):
        raise InvalidRequest(f"{target} exists already; name a new file.")
    async with open_database(settings.database, size=1) as database:
        async with database.connection(ALL_TENANTS) as conn:
            tenant_id = await find_tenant(conn, name)
        with _complete_file(target) as archive:
            counts = await _write_lines(settings, database, archive, tenant_id)
            audio, missing = await _write_audio(
                database, open_storage(settings), archive, tenant_id
            )
    listed = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    console.print(f"{target}: {listed}, {audio} audio files.", soft_wrap=True, markup=False)
    if missing:
        console.print(
            f"{missing} audio files are missing in the storage; `aftercall doctor` says where.",
            style="yellow",
            soft_wrap=True,
        )


@contextmanager
def _complete_file(target: Path) -> Iterator[zipfile.ZipFile]:
    """Opens a file that appears when it is complete. Raises InvalidRequest when it exists or cannot
    be written.
    """
    part = target.with_name(f".{target.name}.part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with (
                os.fdopen(descriptor, "wb") as file,
                zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
            ):
                yield archive
            # A link, unlike a rename, never replaces a file.
            os.link(part, target)
        finally:
            part.unlink(missing_ok=True)
    except FileExistsError as error:
        raise InvalidRequest(f"{target} exists already; name a new file.") from error
    except OSError as error:
        raise InvalidRequest(f"{target} cannot be written: {error.strerror}.") from error


async def _write_lines(
    settings: Settings, database: Database, archive: zipfile.ZipFile, tenant_id: TenantId
) -> dict[str, int]:
    """Writes a file of JSON lines for each kind; returns how many lines each has."""
    counts: dict[str, int] = {}
    for kind in KINDS:
        rows = each_row(database, kind, tenant_id)
        counts[kind] = await _write_file(archive, f"{kind}.jsonl", rows)
    calls = each_call(database, tenant_id, base_url=settings.runtime.public_base_url)
    counts["call"] = await _write_file(archive, "call.jsonl", calls)
    return counts


async def _write_file(archive: zipfile.ZipFile, name: str, lines: AsyncIterator[str]) -> int:
    count, portion = 0, bytearray()
    with archive.open(name, "w", force_zip64=True) as file:
        async for line in lines:
            portion += line.encode() + b"\n"
            count += 1
            if len(portion) >= PORTION_BYTES:
                await asyncio.to_thread(file.write, bytes(portion))
                portion.clear()
        await asyncio.to_thread(file.write, bytes(portion))
    return count


async def _write_audio(
    database: Database, storage: RecordingStorage, archive: zipfile.ZipFile, tenant_id: TenantId
) -> tuple[int, int]:
    """Writes the audio under the ids of the recordings, uncompressed. Returns how many files there
    are, and how many are missing.
    """
    written = missing = 0
    async for recording_id, key in each_audio(database, tenant_id):
        try:
            audio = await storage.read(key)
        except RecordingUnusable:
            missing += 1
            continue
        _, dot, extension = key.rpartition("/")[2].rpartition(".")
        info = zipfile.ZipInfo(f"audio/{recording_id}{dot}{extension if dot else ''}")
        info.external_attr = 0o600 << 16
        with archive.open(info, "w", force_zip64=True) as file:
            async for block in audio.whole():
                await asyncio.to_thread(file.write, block)
        written += 1
    return written, missing
