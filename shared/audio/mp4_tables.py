"""What an MP4 file says of its samples, looked at before FFmpeg makes memory of it.

FFmpeg keeps an entry for each sample that a table claims, and for each again in every edit: two
kilobytes are enough to claim gigabytes.
"""

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import IO

MOST_BOXES = 1_000_000
MOST_EDITS = 100
# Boxes of boxes, and the bytes before the first of them. FFmpeg takes a table wherever it stands.
_PARENTS = {
    **dict.fromkeys(
        (b"moov", b"trak", b"edts", b"mdia", b"minf", b"stbl", b"moof", b"traf", b"mvex", b"dinf"),
        0,
    ),
    **dict.fromkeys((b"udta", b"tref", b"wave", b"sinf", b"schi"), 0),
    b"meta": 4,
}
# Where in each the number of its entries stands.
_COUNTS_AT = {b"stsz": 8, b"stz2": 8, b"elst": 4, b"trun": 4}


def claims_too_much(path: Path) -> bool:
    """Returns whether an MP4 file states more samples than it has bytes, or more edits than any
    program makes. Returns False for other files.
    """
    size_bytes = path.stat().st_size
    samples = 0
    with path.open("rb") as file:
        for number, (kind, count) in enumerate(_boxes(file, size_bytes)):
            # A compressed header could hold any table; current programs write none.
            if number > MOST_BOXES or kind == b"cmov" or (kind == b"elst" and count > MOST_EDITS):
                return True
            if kind in (b"stsz", b"stz2", b"trun"):
                samples += count
                if samples > size_bytes:
                    return True
    return False


def _boxes(file: IO[bytes], size_bytes: int) -> Iterator[tuple[bytes, int]]:
    """Yields each box's kind, and its number of entries where that matters. A box ends where its
    parent does, as in FFmpeg.
    """
    at, ends = 0, [size_bytes]
    while ends:
        if at + 8 > ends[-1]:
            at = ends.pop()
            continue
        file.seek(at)
        head = file.read(16)
        length, kind = struct.unpack(">I4s", head[:8])
        begins = 8
        if length == 1:
            length, begins = int.from_bytes(head[8:16], "big"), 16
        end = min(at + length, ends[-1]) if length else ends[-1]
        number = 0
        if kind in _COUNTS_AT:
            file.seek(at + begins + _COUNTS_AT[kind], os.SEEK_SET)
            number = int.from_bytes(file.read(4).ljust(4, b"\0"), "big")
        yield kind, number
        if kind in _PARENTS:
            ends.append(end)
            at += begins + _PARENTS[kind]
        elif length and length < begins:
            at = ends.pop()
        else:
            at = end
