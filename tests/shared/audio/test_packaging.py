"""What surrounds the sound of a file decides nothing: tags, pictures, other tracks, the container,
the sender's words.

Each file is made here; where its like was met stands beside it.
"""

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from shared.audio.cut import cut
from shared.audio.cutting_process import Cutter
from shared.audio.headerless import find_headerless
from shared.audio.signatures import is_text, name_of
from shared.concurrency.processes import Processes
from shared.domain.audio import PartLimits, Plan
from shared.errors import Permanent, RecordingUnusable
from tests.shared.audio.test_audio_parts import channel, encode

SPEECH = channel([(1, 3)], 4, rate=16_000)


def heard(path: Path, media_type: str | None = None, name: str | None = None) -> Plan:
    return cut(path, path.parent / "parts", PartLimits(), find_headerless(media_type, name))


def assert_heard(plan: Plan, *, seconds: float = 4, channels: int = 1) -> None:
    assert plan.duration_s == pytest.approx(seconds, abs=0.3)
    assert (plan.channels, len(plan.parts) >= 1, plan.cut_off) == (channels, True, False)
    assert plan.parts[0].call_start_s == pytest.approx(0.4, abs=0.25)


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def tagged(path: Path, kind: str, codec: str, **tags: str) -> Path:
    with av.open(str(path), "w", format=kind) as container:
        container.metadata.update(tags)
        stream = container.add_stream(codec, rate=16_000, layout="mono")
        stream.metadata.update(language="eng", handler_name="MARKTRACK")
        frame = av.AudioFrame.from_ndarray(SPEECH.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = 16_000
        resampler = av.AudioResampler(
            format=stream.format, layout="mono", rate=16_000, frame_size=1024
        )
        for block in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(block))
        container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize(
    ("kind", "codec", "mark"),
    [
        # A title in Latin-1, as pydub's creative_common.mp4 has it (faster-whisper#61, PyAV#629).
        ("mp4", "aac", b"MARKTITLE"),
        # The name of a track.
        ("mp4", "aac", b"MARKTRACK"),
        ("matroska", "libopus", b"MARKTITLE"),
        ("matroska", "libopus", b"MARKTRACK"),
        ("flac", "flac", b"MARKTITLE"),
        ("mp3", "mp3", b"MARKTITLE"),
        ("wav", "pcm_s16le", b"MARKTITLE"),
        ("aiff", "pcm_s16be", b"MARKTITLE"),
        ("caf", "pcm_s16be", b"MARKTITLE"),
        ("avi", "pcm_s16le", b"MARKTITLE"),
    ],
)
def test_a_tag_of_any_bytes_is_no_reason(
    tmp_path: Path, kind: str, codec: str, mark: bytes
) -> None:
    rate = 48_000 if codec == "libopus" else 16_000
    path = (
        tagged(tmp_path / "call", kind, codec, title="MARKTITLE")
        if rate == 16_000
        else opus(tmp_path, kind)
    )
    content = path.read_bytes()
    assert mark in content
    path.write_bytes(content.replace(mark, (b"\xed\xff\xd8" * 6)[: len(mark)]))
    assert_heard(heard(path))


def opus(folder: Path, kind: str) -> Path:
    """Tagged in a second step."""
    plain, path = encode(folder / "plain", SPEECH, kind, "libopus", 48_000), folder / "call"
    with av.open(str(plain)) as source, av.open(str(path), "w", format=kind) as target:
        target.metadata.update(title="MARKTITLE")
        stream = target.add_stream_from_template(source.streams.audio[0])
        stream.metadata.update(title="MARKTRACK")
        for packet in source.demux(audio=0):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    return path


def id3(*frames: tuple[bytes, bytes]) -> bytes:
    body = b"".join(
        name + struct.pack(">IH", len(content), 0) + content for name, content in frames
    )
    size = bytes((len(body) >> shift) & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + size + body


CHAPTER = b"one\0" + struct.pack(">IIII", 0, 1000, 0xFFFF_FFFF, 0xFFFF_FFFF)
CHAPTER += b"TIT2" + struct.pack(">IH", 4, 0) + b"\x03\xed\xff\xd8"


@pytest.mark.parametrize(
    "frame",
    [
        # A cover that is no picture at all (mutagen's fixtures, taglib's "bad APIC").
        (b"APIC", b"\x00image/png\0\x03cover\0" + b"\x89PNG\r\n" + b"\xff" * 500),
        (b"APIC", b"\x00image/jpeg\0\x03\0"),
        # A chapter whose title says UTF-8 and is none (podcasters' MP3 files).
        (b"CHAP", CHAPTER),
        # A comment with half of a UTF-16 letter (mutagen #258).
        (b"COMM", b"\x01eng\xff\xfe\0\0\xff\xfea\0\x3d\xd8"),
        (b"GEOB", b"\x00application/octet-stream\0name\0what\0" + bytes(2000)),
        (b"PRIV", b"www.example.com\0" + b"\xff" * 50),
        # More play counters than a number can count (mutagen bad-POPM-frame.mp3).
        (b"POPM", b"me\0" + b"\xff" * 20),
    ],
)
def test_what_an_mp3_file_carries_beside_its_sound_is_no_reason(
    tmp_path: Path, frame: tuple[bytes, bytes]
) -> None:
    sound = encode(tmp_path / "sound", SPEECH, "mp3", "mp3", 16_000).read_bytes()
    assert_heard(heard(written(tmp_path / "call", id3(frame) + sound + b"APETAGEX" + b"\xff" * 40)))


def test_a_film_whose_pictures_and_subtitles_are_broken_is_heard(tmp_path: Path) -> None:
    path = encode(tmp_path / "call.mkv", SPEECH, "matroska", "libopus", 48_000, film=True)
    assert_heard(heard(path))


def test_the_second_track_is_heard_where_the_first_is_of_an_unknown_kind(tmp_path: Path) -> None:
    path = tmp_path / "call.mov"
    with av.open(str(path), "w", format="mov") as container:
        streams = [container.add_stream("pcm_s16le", rate=16_000, layout="mono") for _ in range(2)]
        for stream in streams:
            frame = av.AudioFrame.from_ndarray(SPEECH.reshape(1, -1), format="s16", layout="mono")
            frame.sample_rate = 16_000
            container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
    content = path.read_bytes()
    assert content.count(b"sowt") == 2
    assert_heard(heard(written(path, content.replace(b"sowt", b"xyz0", 1))))


def test_sound_of_an_unknown_kind_is_refused_once(tmp_path: Path) -> None:
    path = encode(tmp_path / "call.mov", SPEECH, "mov", "pcm_s16le", 16_000)
    path.write_bytes(path.read_bytes().replace(b"sowt", b"xyz0", 1))
    with pytest.raises(RecordingUnusable, match="of a kind that is not read") as caught:
        heard(path)
    assert caught.value.reason == "codec"


def test_a_file_that_changes_between_one_channel_and_two_is_heard(tmp_path: Path) -> None:
    """As Icecast and concatenated MP3 files do."""
    first = encode(tmp_path / "one", SPEECH, "mp3", "mp3", 16_000).read_bytes()
    second = encode(tmp_path / "two", SPEECH, "mp3", "mp3", 16_000, layout="stereo").read_bytes()
    assert heard(written(tmp_path / "call", first + second)).duration_s == pytest.approx(8, abs=0.5)
    assert heard(written(tmp_path / "call", second + first)).duration_s == pytest.approx(8, abs=0.5)


@pytest.mark.parametrize(
    ("kind", "codec"),
    [
        ("avi", "pcm_s16le"),
        ("avi", "mp3"),
        ("mpegts", "aac"),
        ("mpegts", "mp2"),
        ("flv", "mp3"),
        ("wv", "wavpack"),
        ("tta", "tta"),
        ("ac3", "ac3"),
        ("eac3", "eac3"),
        ("latm", "aac"),
        ("adts", "aac"),
        ("voc", "pcm_u8"),
        ("au", "pcm_mulaw"),
        ("w64", "pcm_s16le"),
        ("caf", "pcm_s16be"),
        ("mpeg", "mp2"),
        ("wav", "adpcm_ima_wav"),
        ("wav", "adpcm_ms"),
        ("sox", "pcm_s32le"),
        ("ircam", "pcm_s16le"),
        ("mov", "alac"),
    ],
)
def test_containers_that_players_play_are_heard(tmp_path: Path, kind: str, codec: str) -> None:
    rate = {"ac3": 48_000, "eac3": 48_000}.get(codec, 22_050 if kind == "flv" else 16_000)
    path = encode(tmp_path / "call", SPEECH, kind, codec, rate)
    plan = heard(path)
    assert plan.duration_s == pytest.approx(4, abs=0.3)
    assert (len(plan.parts), plan.cut_off) == (1, False)


def raw(kind: str, codec: str, *, rate: int = 16_000) -> Callable[[Path], Path]:
    return lambda folder: encode(folder / "call", SPEECH, kind, codec, rate)


def pair(folder: Path) -> Path:
    both = np.stack([SPEECH, channel([(0, 0.5)], 4, rate=16_000) // 2], axis=1)
    return written(folder / "call", both.astype(">i2").tobytes())


@pytest.mark.parametrize(
    ("make", "media_type", "name", "channels"),
    [
        (raw("g722", "g722"), "audio/G722", None, 1),
        (
            raw("g722", "g722"),
            "application/octet-stream",
            "https://pbx.example/monitor/call.g722?token=1",
            1,
        ),
        (raw("mulaw", "pcm_mulaw", rate=8_000), "audio/PCMU", None, 1),
        (raw("mulaw", "pcm_mulaw", rate=8_000), "audio/basic", None, 1),
        (raw("mulaw", "pcm_mulaw", rate=8_000), "audio/x-mulaw;rate=8000;channels=1", None, 1),
        (pair, "audio/L16;rate=16000;channels=2", None, 2),
        (raw("mulaw", "pcm_mulaw", rate=8_000), None, "call.ulaw", 1),
        (raw("alaw", "pcm_alaw", rate=8_000), "audio/PCMA", None, 1),
        (raw("alaw", "pcm_alaw", rate=8_000), "audio/x-alaw-basic;rate=8000", None, 1),
        (raw("alaw", "pcm_alaw", rate=8_000), "binary/octet-stream", "/var/spool/call.alaw", 1),
        (raw("s16be", "pcm_s16be"), "audio/L16; rate=16000; channels=1", None, 1),
        (raw("s16be", "pcm_s16be", rate=8_000), 'audio/l16;rate="8000"', None, 1),
        (raw("s16le", "pcm_s16le"), "audio/pcm;rate=16000;encoding=signed-int;bits=16", None, 1),
        (raw("s16le", "pcm_s16le", rate=8_000), "audio/x-raw", None, 1),
        (raw("s16le", "pcm_s16le", rate=8_000), None, "call.sln", 1),
        (raw("s16le", "pcm_s16le"), None, "call.sln16", 1),
        (raw("u8", "pcm_u8", rate=8_000), "audio/L8;rate=8000", None, 1),
        (raw("g726", "g726", rate=8_000), "audio/G726-32", None, 1),
        # A container's own head is believed before any of these words.
        (raw("wav", "pcm_s16le"), "audio/gsm", None, 1),
        (raw("au", "pcm_mulaw", rate=8_000), "audio/basic", None, 1),
        (raw("ogg", "libopus", rate=48_000), "audio/pcm;rate=8000", "call.sln", 1),
        (raw("mp3", "mp3"), "audio/wav", "call.wav", 1),
    ],
)
def test_the_senders_words_serve_where_a_file_has_no_header(
    tmp_path: Path,
    make: Callable[[Path], Path],
    media_type: str | None,
    name: str | None,
    channels: int,
) -> None:
    plan = heard(make(tmp_path), media_type, name)
    assert plan.duration_s == pytest.approx(4, abs=0.3)
    assert (plan.channels, len(plan.parts) >= channels) == (channels, True)


def test_gsm_of_a_telephone_system_is_heard(tmp_path: Path) -> None:
    """FFmpeg writes none: 50 frames a second of 33 bytes, which begin with 0xD."""
    frame = b"\xd8\x20\xa2\xe1\x5a\x50" + b"\x00\x49\x24\x92\x49\x24" * 4 + b"\x50\x00\x49"
    plan = heard(written(tmp_path / "call", frame * 200), "audio/x-gsm")
    assert plan.duration_s == pytest.approx(4, abs=0.1)


@pytest.mark.parametrize(
    "media_type",
    [
        "audio/pcm;rate=0",
        "audio/pcm;rate=9999999",
        "audio/pcm;channels=99",
        "audio/unheard",
        "video/mp4",
        "x",
        None,
    ],
)
def test_words_that_say_nothing_of_use_are_passed_over(media_type: str | None) -> None:
    assert find_headerless(media_type, "call.raw") is None


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"%PDF-1.7\n" + bytes(50), "a PDF document"),
        (b"PK\x03\x04" + bytes(50), "a ZIP archive"),
        (b"\x1f\x8b\x08" + bytes(50), "a gzip archive"),
        (b"MThd" + bytes(50), "a MIDI file"),
        (b"\x02#!SILK_V3" + b"\x0c\x00" * 50, "a SILK voice message"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "a PNG picture"),
        (b"ADIF" + b"\xff" * 50, "an MPEG-4 (ADIF) stream"),
        (b"OFR " + b"\x0c\x00" * 50, "OptimFROG sound"),
        (b"hello, this is Maria\n" * 5, "text"),
        (
            "Größe".encode("latin-1") * 2
            + b" of a message in Latin-1, which an old server may well send\n",
            "text",
        ),
        (b'{"error": "expired"}', "a JSON message"),
        ("<p>expired</p>".encode("utf-16"), "a web page"),
    ],
)
def test_what_is_no_sound_is_called_by_its_name(tmp_path: Path, content: bytes, says: str) -> None:
    for media_type in (
        (None, "audio/pcm;rate=8000") if says in ("text", "a JSON message") else (None,)
    ):
        with pytest.raises(RecordingUnusable) as caught:
            heard(written(tmp_path / "call", content), media_type)
        assert says in str(caught.value)
        assert caught.value.reason == "not_audio"


@pytest.mark.parametrize(
    "head",
    [b"MP+\x07", b"MP+\x17", b"MPCK", b"RIFF\x00\x00\x00\x00WAVE", b"OggS", b"MAC ", b"\xff\xfb"],
)
def test_no_kind_that_is_read_has_a_name_that_refuses_it(head: bytes) -> None:
    """A Musepack file of mutagen's was refused by the name of its older versions."""
    assert name_of(head + bytes(100)) is None


def test_an_mp4_file_without_its_index_says_so(tmp_path: Path) -> None:
    whole = encode(tmp_path / "whole", SPEECH, "mp4", "aac", 16_000).read_bytes()
    with pytest.raises(RecordingUnusable, match=r"cut off: the index .* is missing") as caught:
        heard(written(tmp_path / "call", whole[: whole.index(b"moov") - 4]))
    assert caught.value.reason == "truncated"


@pytest.mark.parametrize("first", [b"{", b"[", b"<", b"<html"])
def test_telephone_sound_that_begins_with_a_bracket_is_no_page(first: bytes) -> None:
    noise = np.random.default_rng(1).integers(0x60, 0x100, 1024).astype(np.uint8).tobytes()
    assert is_text(first + noise) is (first == b"<html")


def test_a_wav_file_in_which_the_last_packet_is_short_is_not_cut_off(tmp_path: Path) -> None:
    path = encode(tmp_path / "call.wav", SPEECH, "wav", "adpcm_ima_wav", 16_000)
    assert not heard(written(path, path.read_bytes()[:-3])).cut_off


def raise_unicode_error(*_: Any) -> None:
    b"\xed".decode()


async def test_an_error_that_the_same_bytes_would_cause_again_is_final() -> None:
    processes = Processes(1)
    try:
        with pytest.raises(Permanent, match="reading failed \\(UnicodeDecodeError\\)"):
            await processes.run(raise_unicode_error, timeout_s=20, name="reading")
    finally:
        await processes.close()


async def test_the_process_takes_what_the_sender_said(tmp_path: Path) -> None:
    cutter = Cutter(1)
    try:
        path = raw("mulaw", "pcm_mulaw", rate=8_000)(tmp_path)
        plan = await cutter.cut(
            path, tmp_path / "parts", PartLimits(), find_headerless("audio/PCMU")
        )
    finally:
        await cutter.close()
    assert plan.duration_s == pytest.approx(4)
