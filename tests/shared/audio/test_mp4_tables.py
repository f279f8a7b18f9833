"""MP4 files that claim more than they hold are refused before FFmpeg believes them."""

import struct
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from shared.audio import mp4_tables
from shared.audio.cutting_process import LEAST_TIMEOUT_S, MOST_TIMEOUT_S, timeout_for
from shared.audio.decode import probe
from shared.audio.mp4_tables import MOST_EDITS, claims_too_much
from shared.errors import RecordingUnusable


def box(kind: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I4s", len(body) + 8, kind) + body


def of_a_track(*tables: bytes) -> bytes:
    return box(b"moov", box(b"trak", box(b"mdia", box(b"minf", box(b"stbl", *tables)))))


def sizes(samples: int) -> bytes:
    return box(b"stsz", struct.pack(">III", 0, 1, samples))


def edits(number: int) -> bytes:
    return box(b"elst", struct.pack(">II", 0, number), bytes(12) * number)


HEAD = box(b"ftyp", b"M4A ") + box(b"mdat", bytes(1000))
LARGE = struct.pack(">I4sQ", 1, b"free", 16)
HIDING = struct.pack(">I4s", 2**31, b"free")


@pytest.mark.parametrize(
    "claim",
    [
        of_a_track(sizes(2**26)),
        of_a_track(box(b"stz2", struct.pack(">III", 0, 8, 2**26))),
        of_a_track(*[sizes(400)] * 10),
        box(b"moof", box(b"traf", box(b"trun", struct.pack(">II", 0, 2**26)))),
        box(b"moov", box(b"trak", box(b"edts", edits(MOST_EDITS + 1)))),
        box(b"moov", box(b"cmov", bytes(50))),
        LARGE + of_a_track(sizes(2**26)),
        # FFmpeg ends a box with the one it stands in, and takes a table wherever it stands.
        box(b"moov", HIDING) + of_a_track(sizes(2**26)),
        box(b"moov", box(b"udta", sizes(2**26))),
        box(b"moov", box(b"meta", bytes(4), sizes(2**26))),
        struct.pack(">I4s", 0, b"moov") + sizes(2**26),
    ],
)
def test_more_samples_than_bytes_or_endless_edits_are_refused(tmp_path: Path, claim: bytes) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(HEAD + claim)
    assert claims_too_much(path)
    with pytest.raises(RecordingUnusable):
        probe(path)


def test_a_file_of_boxes_only_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mp4_tables, "MOST_BOXES", 1000)
    path = tmp_path / "a.mp4"
    path.write_bytes(box(b"free") * 1002)
    assert claims_too_much(path)
    path.write_bytes(struct.pack(">I4s", 2**31, b"moov") * 1002)
    assert claims_too_much(path)


@pytest.mark.parametrize(
    "content", [b"", b"RIFF", bytes(5000), b"\xff" * 5000, HEAD, HEAD[:-3], of_a_track(sizes(20))]
)
def test_what_claims_nothing_of_the_kind_is_left_to_the_decoder(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "a"
    path.write_bytes(content)
    assert not claims_too_much(path)


@pytest.mark.parametrize(
    "options", [{}, {"movflags": "frag_keyframe+empty_moov"}, {"movflags": "faststart"}]
)
def test_what_is_written_by_others_is_read(tmp_path: Path, options: dict[str, str]) -> None:
    path = tmp_path / "a.m4a"
    with av.open(str(path), "w", format="mp4", options=options) as container:
        stream = container.add_stream("aac", rate=16_000, layout="mono")
        for start in range(0, 160_000, 1024):
            frame = av.AudioFrame.from_ndarray(
                np.zeros((1, 1024), np.float32), format="fltp", layout="mono"
            )
            frame.sample_rate, frame.pts = 16_000, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    assert probe(path).codec == "aac"


def test_a_small_file_gets_little_time_and_none_gets_more_than_half_an_hour() -> None:
    deadline: Callable[[int], float] = timeout_for
    assert (
        deadline(7_000)
        < LEAST_TIMEOUT_S + 1
        < deadline(50 * 2**20)
        < deadline(500 * 2**20)
        == MOST_TIMEOUT_S
    )
