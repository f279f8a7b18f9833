"""A filesystem of its own for a data folder, small enough to be filled to the last byte."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SIZE_MIB = 1024


class SmallDisk:
    """`skipped` says why the disk cannot be filled; None where it can."""

    def __init__(self, folder: Path, skipped: str | None) -> None:
        self.folder = folder
        self.skipped = skipped
        self._filling = folder / "filling"

    def fill(self) -> None:
        with self._filling.open("wb", buffering=0) as file:
            free = os.statvfs(self.folder)
            for size in (max(1, free.f_bavail * free.f_frsize - 2**20), 65536, 512):
                block = memoryview(bytes(min(size, 2**24)))
                try:
                    while True:
                        file.write(block)
                except OSError:
                    continue

    def hand_over(self, path: Path) -> Path:
        """What fills it becomes this file, somewhere on it."""
        return self._filling.rename(path)

    def free(self) -> None:
        self._filling.unlink(missing_ok=True)


@contextmanager
def small_disk(folder: Path, *, size_mib: int = SIZE_MIB) -> Iterator[SmallDisk]:
    """Mounts a tmpfs on `folder` where this process may; elsewhere the folder is only a folder.

    What is on it is gone afterwards.
    """
    folder.mkdir(parents=True)
    skipped = _mount(folder, size_mib)
    try:
        yield SmallDisk(folder, skipped)
    finally:
        if skipped is None:
            # Lazily: a process that was killed a moment ago may still have a file open.
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _mount(folder: Path, size_mib: int) -> str | None:
    """Returns why it cannot."""
    if sys.platform != "linux":
        return "only Linux has a tmpfs"
    if os.geteuid() != 0:
        return "only root may mount a tmpfs"
    command = [
        "mount",
        "-t",
        "tmpfs",
        "-o",
        f"size={size_mib}m,mode=711",
        "aftercall-storm",
        str(folder),
    ]
    mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    return mounted.stderr.strip() or None if mounted.returncode else None
