"""The file that `aftercall backup` writes: a tar with the rows of every table, recordings, and a
manifest at its end.

    database/<table>.copy.gz  rows in the format of PostgreSQL's COPY
    recordings/<key>          audio as it was received
    manifest.json             version, migrations, counts; it is the last member, so that a file
                              without it is incomplete
"""

import gzip
import json
import os
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path
from typing import IO, Self

from shared.db.backup import ArchiveRefused, Table

FORMAT = 1
MANIFEST = "manifest.json"
BLOCK = 2**20


@dataclass(frozen=True, slots=True)
class Manifest:
    """The archive's contents. `rows` are counts by table; `recordings` are files in the archive,
    `missing` those that were not found. With `only_deletions` the archive contains only the list of
    deleted calls.
    """

    version: str
    made_at: str
    migrations: dict[str, str]
    tables: dict[str, list[str]]
    rows: dict[str, int]
    sequences: dict[str, int]
    recordings: int = 0
    recording_bytes: int = 0
    missing: int = 0
    without_recordings: bool = False
    only_deletions: bool = False
    format: int = FORMAT

    @property
    def ordered_tables(self) -> list[Table]:
        return [Table(name, tuple(columns)) for name, columns in self.tables.items()]


def _row_member(table: str) -> str:
    return f"database/{table}.copy.gz"


def _audio_member(key: str) -> str:
    return f"recordings/{key}"


@dataclass(slots=True)
class ArchiveWriter:
    """Writes an archive. Its methods block; rows are stored in `made_in` until their
    size is known.
    """

    tar: tarfile.TarFile
    made_in: Path

    @contextmanager
    def table(self, name: str) -> Iterator[IO[bytes]]:
        """Yields a file for rows, which becomes a member at the end of the block."""
        with tempfile.TemporaryFile(dir=self.made_in) as waiting:
            with gzip.GzipFile(fileobj=waiting, mode="wb", compresslevel=6, mtime=0) as rows:
                yield rows  # type: ignore[misc] # has what a file for writing needs
            self._add_file(_row_member(name), waiting.tell(), waiting)

    def add_audio(self, key: str, path: Path) -> int:
        with path.open("rb") as audio:
            size = os.fstat(audio.fileno()).st_size
            self._add_file(_audio_member(key), size, audio)
        return size

    def finish(self, manifest: Manifest) -> None:
        text = json.dumps(asdict(manifest), indent=2).encode()
        self._add_file(MANIFEST, len(text), BytesIO(text))

    def _add_file(self, name: str, size: int, content: IO[bytes]) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        content.seek(0)
        self.tar.addfile(member, content)
        # Otherwise it would remember each of a million recordings.
        self.tar.members = []  # type: ignore[attr-defined]


@contextmanager
def writing(target: Path) -> Iterator[ArchiveWriter]:
    """Opens an archive for writing. It is written completely or not at all, and only its owner can
    read it. Raises ArchiveRefused when it exists or cannot be written.
    """
    part = target.with_name(f".{target.name}.part")
    if target.exists():
        raise ArchiveRefused(f"{target} exists already: choose another name.")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                    yield ArchiveWriter(tar, target.parent)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise ArchiveRefused(f"{target} cannot be written: {error.strerror}.") from error


@dataclass(slots=True)
class Archive:
    """An archive that is complete according to its manifest; `places` are offset and size. Its
    methods block.
    """

    tar: tarfile.TarFile
    manifest: Manifest
    places: dict[str, tuple[int, int]] = field(repr=False)

    def blocks_of_table(self, name: str) -> Iterator[bytes]:
        """Yields the blocks of a table. Raises ArchiveRefused for a damaged archive."""
        try:
            with gzip.GzipFile(fileobj=self._open_member(_row_member(name))) as rows:
                while block := rows.read(BLOCK):
                    yield block
        except (OSError, EOFError, zlib.error) as error:
            raise ArchiveRefused(
                f"The backup is damaged: the rows of {name} cannot be read."
            ) from error

    def require_whole(self) -> None:
        """Reads all rows to check them. Raises ArchiveRefused."""
        for name, expected in self.manifest.rows.items():
            found = sum(block.count(b"\n") for block in self.blocks_of_table(name))
            if found != expected:
                raise ArchiveRefused(
                    f"The backup is damaged: {name} has {found} rows and should have {expected}."
                )

    def audio_size(self, key: str) -> int | None:
        place = self.places.get(_audio_member(key))
        return place[1] if place else None

    def copy_audio(self, key: str, to: Path) -> None:
        audio = self._open_member(_audio_member(key))
        with to.open("wb") as file:
            while block := audio.read(BLOCK):
                file.write(block)

    def _open_member(self, name: str) -> IO[bytes]:
        if name not in self.places:
            raise ArchiveRefused(f"The backup is damaged: {name} is not in it.")
        member = tarfile.TarInfo(name)
        member.offset_data, member.size = self.places[name]
        content = self.tar.extractfile(member)
        assert content is not None  # noqa: S101 - it is a plain file
        return content

    @classmethod
    def of(cls, tar: tarfile.TarFile, path: Path) -> Self:
        places: dict[str, tuple[int, int]] = {}
        manifest = None
        while (member := tar.next()) is not None:
            places[member.name] = (member.offset_data, member.size)
            if member.name == MANIFEST and (content := tar.extractfile(member)):
                given = json.loads(content.read())
                if given.get("format") != FORMAT:
                    raise ArchiveRefused(
                        f"{path} was made by a version with another format of backups:"
                        f" {given.get('version')}."
                    )
                manifest = Manifest(**given)
            tar.members = []  # type: ignore[attr-defined]
        if manifest is None:
            raise ArchiveRefused(
                f"{path} is not a complete backup: it has no manifest, so it may be cut off."
            )
        return cls(tar, manifest, places)


@contextmanager
def reading(path: Path) -> Iterator[Archive]:
    """Opens an archive for reading. Raises ArchiveRefused for a file that is not a complete
    archive, or cannot be read.
    """
    try:
        file = path.open("rb")
    except FileNotFoundError as error:
        raise ArchiveRefused(f"The file {path} does not exist.") from error
    except OSError as error:
        raise ArchiveRefused(f"{path} cannot be read: {error.strerror}.") from error
    with ExitStack() as stack:
        stack.enter_context(file)
        try:
            tar = stack.enter_context(tarfile.open(fileobj=file, mode="r:"))
            archive = Archive.of(tar, path)
        except (tarfile.TarError, ValueError, TypeError) as error:
            raise ArchiveRefused(f"{path} is not a complete backup of Aftercall.") from error
        yield archive
