"""Recordings are opened, or refused with a reason a person can act on."""

from pathlib import Path

import av
import numpy as np
import pytest

from shared.audio import decode as audio
from shared.errors import RecordingUnusable
from tests.shared.conftest import SAMPLE, WavWriter


def test_probe_names_what_it_found(wav: WavWriter) -> None:
    info = audio.probe(wav(440, 660, seconds=2))
    assert info == audio.AudioInfo("wav", "pcm_s16le", channels=2, sample_rate=8000, duration_s=2.0)


def test_channels_come_apart_and_resampled(wav: WavWriter) -> None:
    left, right = audio.decode(wav(440, 660, seconds=2))
    assert len(left) == len(right) == 32_000
    assert [int(np.abs(np.fft.rfft(channel)).argmax()) for channel in (left, right)] == [880, 1320]


def test_telephone_wav_is_read() -> None:
    info = audio.probe(SAMPLE)
    assert (info.codec, info.channels, info.sample_rate) == ("pcm_mulaw", 2, 8000)
    assert SAMPLE.stat().st_size < 400_000


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\n<!DOCTYPE html><html>expired</html>", "not_audio"),
        (b'<?xml version="1.0"?><Error/>', "not_audio"),
        (b'{"error": "no such recording"}', "not_audio"),
        (bytes(range(256)) * 20, "damaged"),
        (b"#EXTM3U\n#EXTINF:10,\n/etc/hostname\n#EXT-X-ENDLIST\n", "not_audio"),
        (b"ffconcat version 1.0\nfile '/etc/hostname'\n", "not_audio"),
    ],
)
def test_what_is_no_recording_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "call"
    path.write_bytes(content)
    with pytest.raises(RecordingUnusable) as caught:
        audio.probe(path)
    assert caught.value.reason == reason


def test_a_cut_off_file_is_noticed(wav: WavWriter) -> None:
    path = wav(440, 660, seconds=2)
    assert not audio.probe(path).cut_off
    path.write_bytes(path.read_bytes()[:30_000])
    assert audio.probe(path).cut_off


def test_a_streamed_wav_without_length_is_read(wav: WavWriter) -> None:
    path = wav(440, 660)
    content = bytearray(path.read_bytes())
    content[4:8] = content[40:44] = b"\xff\xff\xff\xff"
    path.write_bytes(content)
    assert audio.probe(path).channels == 2
    assert len(audio.decode(path)) == 2


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordingUnusable) as caught:
        audio.probe(tmp_path / "gone.wav")
    assert caught.value.reason == "missing"


def test_too_many_channels_are_refused(wav: WavWriter) -> None:
    with pytest.raises(RecordingUnusable) as caught:
        audio.probe(wav(*range(200, 209)))
    assert caught.value.reason == "too_many_channels"


def test_a_film_without_sound_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height = 16, 16
        frame = av.VideoFrame.from_ndarray(np.zeros((16, 16, 3), np.uint8), format="rgb24")
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with pytest.raises(RecordingUnusable) as caught:
        audio.probe(path)
    assert caught.value.reason == "no_audio"


def film(path: Path, codec: str, *, sound: bool) -> Path:
    with av.open(str(path), "w") as container:
        pictures = container.add_stream(codec, rate=10)
        pictures.width, pictures.height, pictures.pix_fmt = 64, 64, "yuv420p"
        tone = container.add_stream("aac", rate=16_000, layout="mono") if sound else None
        picture = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
        container.mux(pictures.encode(picture))
        container.mux(pictures.encode(None))
        if tone:
            samples = (8000 * np.sin(np.arange(16_000) * 0.3)).astype(np.int16).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
            frame.sample_rate = 16_000
            container.mux(tone.encode(frame))
            container.mux(tone.encode(None))
    return path


@pytest.mark.parametrize(
    ("name", "codec"), [("film.mkv", "ffv1"), ("film.mp4", "libx264"), ("film.mp4", "mpeg4")]
)
@pytest.mark.parametrize("sound", [True, False])
def test_no_decoder_of_pictures_is_opened(
    tmp_path: Path, name: str, codec: str, sound: bool
) -> None:
    """FFmpeg opens one already to look at a file; it says so of each that it does not open."""
    path = film(tmp_path / name, codec, sound=sound)
    before = av.logging.get_level()
    av.logging.set_level(av.logging.ERROR)
    av.logging.set_skip_repeated(False)
    try:
        with av.logging.Capture() as said, av.open(str(path), options=audio.OPTIONS) as container:
            assert container.streams.video[0].codec_context.pix_fmt is None
    finally:
        av.logging.set_level(before)
        av.logging.set_skip_repeated(True)
    assert any("not on whitelist" in line for _, _, line in said)
    if sound:
        assert audio.probe(path).codec == "aac"
    else:
        with pytest.raises(RecordingUnusable) as caught:
            audio.probe(path)
        assert caught.value.reason == "no_audio"


def test_sound_of_a_kind_that_is_not_read_is_refused(
    wav: WavWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audio, "DECODERS", frozenset({"flac"}))
    with pytest.raises(RecordingUnusable, match="pcm_s16le") as caught:
        audio.probe(wav(440))
    assert caught.value.reason == "codec"


def test_every_decoder_that_is_allowed_decodes_sound() -> None:
    known = {
        name for name in audio.DECODERS & av.codecs_available if av.Codec(name, "r").type == "audio"
    }
    assert audio.DECODERS - known <= {
        "libvorbis",
        "libspeex",
        "adpcm_g722",
        "mp3adu",
        "mp3adufloat",
    }


def test_eight_channels_are_decoded_each_for_itself(wav: WavWriter) -> None:
    path = wav(*(200.0 + 50 * number for number in range(8)), rate=20_000)
    channels = audio.decode(path, 16_000)
    assert len(channels) == 8
    crossings = [int(np.count_nonzero(np.diff(np.signbit(channel)))) for channel in channels]
    assert crossings == sorted(crossings)
    assert crossings[0] < crossings[-1]
