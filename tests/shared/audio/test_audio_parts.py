"""Recordings of any kind and length come apart at their silences, and every time leads back into
the call.
"""

import json
import pickle
import struct
import wave
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from shared.audio.cut import PAD, cut
from shared.audio.write import FRAMES_PER_S
from shared.concurrency.processes import Processes
from shared.domain.audio import Part, PartLimits, Plan
from shared.errors import RecordingUnusable
from tests.shared.conftest import SAMPLE, WavWriter

RATE = 8_000
# A burst as long as a word or two, and where in the call it is heard.
Bursts = Sequence[tuple[float, float]]
Samples = npt.NDArray[np.int16]

FORMATS = {
    "call.flac": ("flac", "flac", 16_000),
    "call.mp3": ("mp3", "mp3", 16_000),
    "call.ogg": ("ogg", "libopus", 48_000),
    "call.webm": ("webm", "libopus", 48_000),
    "call.m4a": ("ipod", "aac", 16_000),
    "call.mulaw": ("wav", "pcm_mulaw", 8_000),
}


def channel(
    bursts: Bursts, seconds: float, *, level: float = 8000, noise: float = 0, rate: int = RATE
) -> Samples:
    """Bursts of a tone, with a trace of noise where it is asked for."""
    times = np.arange(round(seconds * rate)) / rate
    heard = np.zeros(len(times))
    for start_s, end_s in bursts:
        heard[(times >= start_s) & (times < end_s)] = 1
    sound = heard * level * np.sin(2 * np.pi * 440 * times)
    return np.asarray(
        sound + np.random.default_rng(5).normal(0, noise or 1e-9, len(times)), np.int16
    )


def write_wav(path: Path, *channels: Samples, rate: int = RATE) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(len(channels))
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.stack(channels, axis=1).astype("<i2").tobytes())
    return path


def encode(
    path: Path,
    samples: Samples,
    container: str,
    codec: str,
    rate: int,
    *,
    film: bool = False,
    layout: str = "mono",
) -> Path:
    """`samples` at 16 kHz, mono."""
    with av.open(str(path), "w", format=container) as file:
        pictures: Any = file.add_stream("mpeg4", rate=5) if film else None
        if pictures:
            pictures.width = pictures.height = 16
        stream = file.add_stream(codec, rate=rate, layout=layout)
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = 16_000
        for _ in range(20 if pictures else 0):
            picture = av.VideoFrame.from_ndarray(np.zeros((16, 16, 3), np.uint8), format="rgb24")
            file.mux(pictures.encode(picture))
        file.mux(stream.encode(frame))
        for each in (stream, pictures):
            if each:
                file.mux(each.encode(None))
    return path


def sound(folder: Path, part: Part) -> Samples:
    with av.open(str(folder / part.file)) as container:
        (stream,) = container.streams
        assert (stream.codec_context.name, stream.rate, stream.channels) == ("flac", 16_000, 1)
        return np.concatenate([frame.to_ndarray()[0] for frame in container.decode(stream)])


def heard_in_call(folder: Path, parts: Sequence[Part]) -> list[tuple[float, float]]:
    """Where in the call the bursts are that the parts' files hold; those a cut divides are put
    together.
    """
    bursts: list[tuple[float, float]] = []
    for part in parts:
        samples = sound(folder, part)
        loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > 1000)
        if not len(loud):
            continue
        # A tone passes zero; anything longer is a pause.
        breaks = np.flatnonzero(np.diff(loud) > 160)
        starts = np.concatenate([loud[:1], loud[breaks + 1]])
        ends = np.concatenate([loud[breaks], loud[-1:]])
        for start, end in zip(starts / 16_000, ends / 16_000, strict=True):
            found = part.call_time(start), part.call_time(end)
            if bursts and found[0] - bursts[-1][1] < 0.01:
                found = bursts.pop()[0], found[1]
            bursts.append(found)
    return bursts


def assert_same_bursts(found: Bursts, expected: Bursts, within_s: float = 0.02) -> None:
    assert np.asarray(found) == pytest.approx(np.asarray(expected), abs=within_s)


@st.composite
def calls(draw: st.DrawFn) -> tuple[list[tuple[float, float]], float]:
    """Bursts and silences of any length, and how long the recording is."""
    bursts: list[tuple[float, float]] = []
    at = 0.0
    for silence_s, length_s in draw(
        st.lists(st.tuples(st.floats(0.3, 6), st.floats(0.15, 4)), min_size=1, max_size=6)
    ):
        bursts.append((at + silence_s, at + silence_s + length_s))
        at += silence_s + length_s
    return bursts, at + draw(st.floats(0, 5))


@given(call=calls(), noise=st.sampled_from([0, 20]), max_seconds=st.sampled_from([3.0, 8.0, 600.0]))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_burst_is_found_where_it_was(
    tmp_path: Path, call: tuple[list[tuple[float, float]], float], noise: float, max_seconds: float
) -> None:
    bursts, seconds = call
    path = write_wav(tmp_path / "call.wav", channel(bursts, seconds, noise=noise))
    plan = cut(path, tmp_path / "parts", PartLimits(max_seconds=max_seconds))
    assert plan.duration_s == pytest.approx(seconds, abs=0.01)
    assert_same_bursts(heard_in_call(tmp_path / "parts", plan.parts), bursts)
    for part in plan.parts:
        assert part.duration_s <= max_seconds
        assert len(sound(tmp_path / "parts", part)) == pytest.approx(
            part.duration_s * 16_000, abs=320
        )
        assert part.call_end_s <= plan.duration_s + 1e-9
    written_s = sum(part.duration_s for part in plan.parts)
    assert sum(plan.silence_s) == pytest.approx(plan.duration_s - written_s, abs=0.01)


@given(call=calls())
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_cut_falls_into_a_burst(
    tmp_path: Path, call: tuple[list[tuple[float, float]], float]
) -> None:
    """Bursts of 4 s at most with silences between them: parts of 7 s always have one to cut at."""
    bursts, seconds = call
    path = write_wav(tmp_path / "call.wav", channel(bursts, seconds))
    parts = cut(path, tmp_path / "parts", PartLimits(max_seconds=7)).parts
    assume(len(parts) > 1)
    edges = [edge for part in parts for edge in (part.call_start_s, part.call_end_s)]
    assert not [
        (edge, start_s)
        for edge in edges
        for start_s, end_s in bursts
        if start_s + 0.02 < edge < end_s - 0.02
    ]


def test_without_a_pause_the_quietest_moment_is_cut(tmp_path: Path) -> None:
    loud = channel([(0, 12)], 12)
    loud[int(4.5 * RATE) : int(4.55 * RATE)] //= 20
    parts = cut(write_wav(tmp_path / "call.wav", loud), tmp_path, PartLimits(max_seconds=5)).parts
    assert parts[0].call_end_s == pytest.approx(4.53, abs=0.04)
    assert all(part.duration_s <= 5 for part in parts)
    assert [part.position for part in parts] == list(range(len(parts)))


def test_parts_keep_to_their_bytes_however_badly_they_compress(tmp_path: Path) -> None:
    noise = np.random.default_rng(3).integers(-30000, 30000, 40 * 16_000, np.int16)
    limits = PartLimits(max_bytes=300_000)
    parts = cut(
        write_wav(tmp_path / "call.wav", noise, rate=16_000), tmp_path / "parts", limits
    ).parts
    sizes = [(tmp_path / "parts" / part.file).stat().st_size for part in parts]
    assert len(parts) >= 5
    assert sizes == [part.size_bytes for part in parts]
    assert max(sizes) <= 300_000


def test_limits_that_no_part_can_keep_are_refused() -> None:
    with pytest.raises(ValueError, match="second"):
        PartLimits(max_bytes=40_000)


def test_long_silences_are_left_out_and_short_ones_kept(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "call.wav", channel([(5, 6), (7.5, 8.5), (20, 21)], 30, noise=20))
    plan = cut(path, tmp_path, PartLimits())
    (part,) = plan.parts
    pad_s = PAD / FRAMES_PER_S
    edges = [
        edge
        for span in part.spans
        for edge in (span.call_start_s, span.call_start_s + span.duration_s)
    ]
    assert edges == pytest.approx([5 - pad_s, 8.5 + pad_s, 20 - pad_s, 21 + pad_s], abs=0.03)
    assert [part.call_time(stretch.start_s) for stretch in part.speech] == pytest.approx(
        [5, 7.5, 20], abs=0.03
    )
    assert sum(plan.silence_s) == pytest.approx(30 - part.duration_s, abs=0.01)


def test_quiet_speech_over_steady_noise_is_kept(tmp_path: Path) -> None:
    """Noise at -52 dB, speech 14 dB above it, after a long and loud beginning."""
    samples = channel([(20, 21)], 40, level=560, noise=82) + channel([(0, 5)], 40)
    plan = cut(write_wav(tmp_path / "call.wav", samples), tmp_path, PartLimits())
    assert [span.call_start_s for span in plan.parts[0].spans] == pytest.approx(
        [0, 20 - PAD / FRAMES_PER_S], abs=0.05
    )


@pytest.mark.parametrize("noise", [0, 10, 100])
def test_a_recording_of_silence_has_no_parts(tmp_path: Path, noise: float) -> None:
    silence = channel([], 12, noise=noise)
    plan = cut(
        write_wav(tmp_path / "call.wav", silence, silence[::-1]), tmp_path / "parts", PartLimits()
    )
    assert (plan.parts, plan.treated_as, plan.silence_s) == ((), 2, (12.0, 12.0))
    assert not list((tmp_path / "parts").iterdir())


def test_clicks_are_no_speech(tmp_path: Path) -> None:
    clicks = [(at, at + 0.03) for at in (2.0, 5.0, 9.0)]
    assert not cut(
        write_wav(tmp_path / "call.wav", channel(clicks, 12)), tmp_path, PartLimits()
    ).parts


def test_channels_come_apart(tmp_path: Path) -> None:
    agent, customer = channel([(1, 3)], 20), channel([(10, 12)], 20)
    plan = cut(write_wav(tmp_path / "call.wav", agent, customer), tmp_path, PartLimits())
    assert (plan.channels, plan.treated_as, plan.mono_as_stereo) == (2, 2, False)
    assert [(part.channel, part.position) for part in plan.parts] == [(0, 0), (1, 0)]
    for part, burst in zip(plan.parts, [(1, 3), (10, 12)], strict=True):
        assert_same_bursts(heard_in_call(tmp_path, [part]), [burst])


@pytest.mark.parametrize("gain", [1.0, 0.25, 2.0, -1.0])
@pytest.mark.parametrize("noise", [0, 15])
def test_mono_written_on_two_channels_is_one(tmp_path: Path, gain: float, noise: float) -> None:
    one = channel([(1, 4), (9, 11)], 15)
    other = np.asarray(
        one * gain + np.random.default_rng(1).normal(0, noise or 1e-9, len(one)), np.int16
    )
    plan = cut(
        write_wav(tmp_path / "call.wav", one, other), tmp_path / "parts", PartLimits(max_seconds=3)
    )
    assert (plan.channels, plan.treated_as, plan.mono_as_stereo, len(plan.silence_s)) == (
        2,
        1,
        True,
        1,
    )
    assert {part.channel for part in plan.parts} == {0}
    assert sorted(path.name for path in (tmp_path / "parts").iterdir()) == [
        part.file for part in plan.parts
    ]
    assert_same_bursts(heard_in_call(tmp_path / "parts", plan.parts), [(1, 4), (9, 11)])


@pytest.mark.parametrize("faint", [0.0, 0.03])
def test_a_silent_channel_or_crosstalk_is_no_copy(tmp_path: Path, faint: float) -> None:
    one = channel([(1, 4)], 6)
    plan = cut(
        write_wav(tmp_path / "call.wav", one, np.asarray(one * faint, np.int16)),
        tmp_path,
        PartLimits(),
    )
    assert (plan.treated_as, plan.mono_as_stereo) == (2, False)


def test_the_sample_is_two_people(tmp_path: Path) -> None:
    expected = json.loads(SAMPLE.with_suffix(".json").read_text())["turns"]
    plan = cut(SAMPLE, tmp_path, PartLimits())
    for number, speaker in enumerate(("agent", "customer")):
        (part,) = [part for part in plan.parts if part.channel == number]
        begun = [part.call_time(stretch.start_s) for stretch in part.speech]
        for turn in expected:
            if turn["speaker"] == speaker:
                assert min(abs(start_s - turn["start_s"]) for start_s in begun) < 0.1


@pytest.mark.parametrize("name", FORMATS)
def test_formats_are_read(tmp_path: Path, name: str) -> None:
    bursts = [(1.0, 2.0), (6.0, 7.5)]
    path = encode(tmp_path / name, channel(bursts, 10, rate=16_000), *FORMATS[name])
    plan = cut(path, tmp_path / "parts", PartLimits())
    # Lossy formats begin with a little silence of their own, and smear the edges.
    assert_same_bursts(heard_in_call(tmp_path / "parts", plan.parts), bursts, within_s=0.08)


def test_the_sound_of_a_film_is_read(tmp_path: Path) -> None:
    path = encode(
        tmp_path / "film", channel([(1, 2)], 4, rate=16_000), "mp4", "aac", 16_000, film=True
    )
    plan = cut(path, tmp_path / "parts", PartLimits())
    assert_same_bursts(heard_in_call(tmp_path / "parts", plan.parts), [(1, 2)], within_s=0.08)


def test_packets_a_browser_left_out_are_silence(tmp_path: Path) -> None:
    """Opus sends nothing while nobody speaks; the file's clock goes on."""
    whole, path = tmp_path / "whole.webm", tmp_path / "call.webm"
    encode(whole, channel([(1, 2), (8, 9)], 10, rate=16_000), "webm", "libopus", 48_000)
    with av.open(str(whole)) as source, av.open(str(path), "w", format="webm") as target:
        stream = target.add_stream_from_template(source.streams.audio[0])
        for packet in source.demux(audio=0):
            if packet.pts is not None and not 3 < packet.pts * packet.time_base < 7:
                packet.stream = stream
                target.mux(packet)
    plan = cut(path, tmp_path / "parts", PartLimits())
    assert plan.duration_s == pytest.approx(10, abs=0.1)
    assert_same_bursts(
        heard_in_call(tmp_path / "parts", plan.parts), [(1, 2), (8, 9)], within_s=0.08
    )


def test_eight_channels_at_an_odd_rate_are_mixed_to_one(tmp_path: Path) -> None:
    silent = channel([], 8, rate=20_000)
    speaking = channel([(2, 3)], 8, rate=20_000)
    path = write_wav(tmp_path / "call.wav", *[silent] * 5, speaking, *[silent] * 2, rate=20_000)
    plan = cut(path, tmp_path, PartLimits())
    assert (plan.channels, plan.treated_as, plan.mixed_down, plan.mono_as_stereo) == (
        8,
        1,
        True,
        False,
    )
    assert_same_bursts(heard_in_call(tmp_path, plan.parts), [(2, 3)])


def test_a_plan_pickles_and_goes_to_json_and_back(tmp_path: Path) -> None:
    plan = cut(SAMPLE, tmp_path, PartLimits(max_seconds=5))
    assert pickle.loads(pickle.dumps(plan)) == plan
    assert TypeAdapter(Plan).validate_json(json.dumps(asdict(plan))) == plan


def test_cutting_again_gives_the_same_plan_and_files(tmp_path: Path) -> None:
    first = cut(SAMPLE, tmp_path, PartLimits(max_seconds=5))
    assert cut(SAMPLE, tmp_path, PartLimits(max_seconds=5)) == first
    assert len(list(tmp_path.iterdir())) == len(first.parts)


async def test_it_runs_in_a_process_of_its_own(tmp_path: Path, decoders: Processes) -> None:
    plan = await decoders.run(cut, SAMPLE, tmp_path, PartLimits(), timeout_s=30, name="cutting")
    assert plan.treated_as == 2


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"<html>expired</html>", "not_audio"),
        (bytes(range(256)) * 20, "damaged"),
    ],
)
def test_what_is_no_recording_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "call"
    path.write_bytes(content)
    assert refused(path) == reason


def test_a_recording_of_no_length_has_no_parts(tmp_path: Path) -> None:
    plan = cut(write_wav(tmp_path / "call.wav", channel([], 0)), tmp_path / "parts", PartLimits())
    assert (plan.duration_s, plan.parts, plan.cut_off) == (0, (), False)


@pytest.mark.parametrize("name", ["a.wav", "a.aiff", "a.flac", "a.webm"])
def test_of_a_cut_off_file_what_is_there_is_heard_and_marked(tmp_path: Path, name: str) -> None:
    codecs = {"wav": "pcm_s16le", "aiff": "pcm_s16be", "flac": "flac", "webm": "libopus"}
    kind = name.partition(".")[2]
    speaking = channel([(1, 29)], 30, rate=16_000, noise=500)
    path = encode(
        tmp_path / name, speaking, kind, codecs[kind], 48_000 if kind == "webm" else 16_000
    )
    whole = cut(path, tmp_path / "whole", PartLimits())
    assert (round(whole.duration_s), whole.cut_off) == (30, False)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    plan = cut(path, tmp_path / "parts", PartLimits())
    assert plan.cut_off
    assert 10 < plan.duration_s < 20
    assert sum(part.duration_s for part in plan.parts) > 9


def test_more_than_eight_channels_are_refused(wav: WavWriter) -> None:
    assert refused(wav(*range(200, 209))) == "too_many_channels"


@pytest.mark.parametrize("rate", [1, 999, 4_000_000_000])
def test_sample_rates_that_would_fill_the_memory_are_refused(tmp_path: Path, rate: int) -> None:
    path = write_wav(tmp_path / "call.wav", channel([(0, 1)], 1))
    content = bytearray(path.read_bytes())
    content[24:28] = struct.pack("<I", rate)
    path.write_bytes(content)
    assert refused(path) in {"sample_rate", "damaged", "too_long"}


def test_a_declared_length_beyond_the_limit_is_refused(wav: WavWriter) -> None:
    assert refused(wav(440, seconds=5), PartLimits(max_duration_s=4)) == "too_long"


def test_a_small_file_that_grows_is_stopped(tmp_path: Path) -> None:
    """Hours of the same sample take next to nothing in FLAC; the header's length is taken out."""
    path = encode(tmp_path / "a.flac", np.zeros(600 * 16_000, np.int16), "flac", "flac", 16_000)
    content = bytearray(path.read_bytes())
    content[21] &= 0xF0
    content[22:26] = bytes(4)
    path.write_bytes(content)
    assert path.stat().st_size < 200_000
    assert refused(path, PartLimits(max_duration_s=60)) == "too_long"


def test_a_clock_that_jumps_for_hours_is_stopped(tmp_path: Path) -> None:
    whole, path = tmp_path / "whole.webm", tmp_path / "call.webm"
    encode(whole, channel([(0, 1)], 2, rate=16_000), "webm", "libopus", 48_000)
    with av.open(str(whole)) as source, av.open(str(path), "w", format="webm") as target:
        stream = target.add_stream_from_template(source.streams.audio[0])
        for packet in source.demux(audio=0):
            if packet.pts is not None:
                late = packet.pts * packet.time_base > 1
                packet.pts = packet.dts = packet.pts + (10_000_000 if late else 0)
                packet.stream = stream
                target.mux(packet)
    assert refused(path, PartLimits(max_duration_s=100)) == "too_long"


def test_hours_of_silence_are_not_listened_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it costs to tell speech from noise is spent on seconds that could hold either."""
    listened = 0
    percentile = np.percentile

    def counted(*args: Any) -> Any:
        nonlocal listened
        listened += 1
        return percentile(*args)

    monkeypatch.setattr("shared.audio.cut.np.percentile", counted)
    path = write_wav(tmp_path / "a.wav", channel([(1, 3)], 3600))
    plan = cut(path, tmp_path / "parts", PartLimits())
    assert (plan.duration_s, len(plan.parts), listened < 5) == (3600, 1, True)


def test_a_recording_that_takes_far_more_work_than_its_length_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = encode(tmp_path / "a.ogg", channel([(1, 2)], 20, rate=16_000), "ogg", "libopus", 48_000)
    monkeypatch.setattr("shared.audio.cut.EFFORT_S", 0.0)
    monkeypatch.setattr("shared.audio.cut.EFFORT_PER_S", 0.0)
    assert refused(path) == "effort"


def test_a_recording_that_changes_its_rate_again_and_again_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.audio.cut.MOST_SHAPES", 1)
    frames = b"".join(
        encode(
            tmp_path / f"{rate}.mp3", channel([(0, 1)], 1, rate=rate), "mp3", "mp3", rate
        ).read_bytes()
        for rate in (16_000, 24_000)
    )
    path = tmp_path / "a.mp3"
    path.write_bytes(frames)
    assert refused(path) == "damaged"


def refused(path: Path, limits: PartLimits | None = None) -> str:
    """The reason; and whatever was written has been taken away."""
    folder = path.parent / "parts"
    with pytest.raises(RecordingUnusable) as caught:
        cut(path, folder, limits or PartLimits())
    assert not folder.exists() or not list(folder.iterdir())
    return caught.value.reason
