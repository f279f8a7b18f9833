"""Recordings opened, checked and decoded with PyAV.

Everything here keeps a processor busy: call it in another process (`shared.providers.processes`).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from shared.errors import RecordingUnusable
from shared.providers.mp4_tables import claims_too_much

Samples = npt.NDArray[np.int16]

MOST_CHANNELS = 8
# FFmpeg also opens playlists, which name other files and addresses to read: only plain containers here.
CONTAINERS = "wav,w64,aiff,au,caf,mp3,aac,flac,ogg,mov,mp4,matroska,webm,amr,asf"
# A container's other tracks are looked at as well when it is opened: no decoder of pictures is let near them.
_DECODERS = """
    aac aac_fixed aac_latm ac3 ac3_fixed alac amrnb amrwb libopencore_amrnb libopencore_amrwb eac3 evrc flac g722 g723_1
    g726 g726le g729 gsm gsm_ms ilbc mace3 mace6 mp1 mp1float mp2 mp2float mp3 mp3float mp3adu mp3adufloat opus libopus
    pcm_alaw pcm_f32be pcm_f32le pcm_f64be pcm_f64le pcm_mulaw pcm_s16be pcm_s16be_planar pcm_s16le pcm_s16le_planar
    pcm_s24be pcm_s24le pcm_s24le_planar pcm_s32be pcm_s32le pcm_s32le_planar pcm_s64be pcm_s64le pcm_s8 pcm_s8_planar
    pcm_u16be pcm_u16le pcm_u24be pcm_u24le pcm_u32be pcm_u32le pcm_u8 adpcm_g722 adpcm_ima_qt adpcm_ima_wav adpcm_ms
    adpcm_swf adpcm_yamaha qcelp qdm2 qdmc speex libspeex truespeech tta vorbis libvorbis wavpack wmalossless wmapro
    wmav1 wmav2 wmavoice
"""
DECODERS = frozenset(_DECODERS.split())
OPTIONS = {"format_whitelist": CONTAINERS, "codec_whitelist": ",".join(sorted(DECODERS)), "max_streams": "100"}
EXACT_LENGTHS = frozenset({"flac", "aiff", "mov,mp4,m4a,3gp,3g2,mj2"})
# Writers that cannot go back to fill in the length leave a huge number in its place.
UNKNOWN_RIFF_BYTES = 0x7FFF_0000
TRUNCATED_BELOW = 0.9


@dataclass(frozen=True, slots=True)
class AudioInfo:
    """`duration_s` is None where the container does not say it."""

    container: str
    codec: str
    channels: int
    sample_rate: int
    duration_s: float | None


def probe(path: Path) -> AudioInfo:
    """Raises RecordingUnusable for what is no recording, or one with too many channels to take."""
    _refuse_pages(path)
    _refuse_cut_wav(path)
    if claims_too_much(path):
        raise damaged()
    try:
        with av.open(str(path), options=OPTIONS) as container:
            info = _info(container)
    except (av.error.FFmpegError, OSError) as error:
        raise damaged() from error
    _refuse_many_channels(info)
    return info


def decode(path: Path, sample_rate: int = 16_000) -> Samples:
    """The whole of a short recording: (channels, samples). Raises RecordingUnusable."""
    try:
        with av.open(str(path), options=OPTIONS) as container:
            resampler = av.AudioResampler(format="s16", rate=sample_rate)
            frames = [*container.decode(audio=0), None]
            blocks = [_unpacked(block) for frame in frames for block in resampler.resample(frame)]
    except (av.error.FFmpegError, OSError) as error:
        raise damaged() from error
    return np.concatenate(blocks, axis=1)


def _refuse_pages(path: Path) -> None:
    """A link that has expired mostly answers with a page or a message, which gets stored as the recording."""
    try:
        with path.open("rb") as file:
            head = file.read(512).lstrip().lower()
    except OSError as error:
        raise RecordingUnusable("the recording's file is missing", reason="missing") from error
    if not head:
        raise RecordingUnusable("the recording's file is empty", reason="empty")
    if head.startswith((b"<!doctype", b"<html", b"<?xml", b"{", b"[{")):
        kind = "a JSON message" if head[:1] in b"{[" else "a web page"
        raise RecordingUnusable(
            f"the file is {kind}, not audio: its link has probably expired or needs a login", reason="not_audio"
        )


def _refuse_cut_wav(path: Path) -> None:
    """FFmpeg takes a WAV file's length from what is there, so a broken download looks whole to it."""
    with path.open("rb") as file:
        head = file.read(8)
    promised = int.from_bytes(head[4:8], "little") + 8
    there = path.stat().st_size
    if head[:4] == b"RIFF" and there < promised * TRUNCATED_BELOW and promised < UNKNOWN_RIFF_BYTES:
        raise RecordingUnusable(f"the recording is cut off: {there} of {promised} bytes are there", reason="truncated")


def _info(container: Any) -> AudioInfo:
    if not container.streams.audio:
        raise RecordingUnusable("the file holds no audio track", reason="no_audio")
    stream = container.streams.audio[0]
    if (name := stream.codec_context.codec.name) not in DECODERS:
        raise RecordingUnusable(f"the file's sound is of a kind that is not read ({name})", reason="codec")
    return AudioInfo(
        container=container.format.name,
        codec=stream.codec_context.name,
        channels=stream.codec_context.channels,
        sample_rate=stream.codec_context.sample_rate,
        duration_s=_duration_s(container, stream),
    )


def _duration_s(container: Any, stream: Any) -> float | None:
    if stream.duration:
        return float(stream.duration * stream.time_base)
    return container.duration / av.time_base if container.duration else None


def _refuse_many_channels(info: AudioInfo) -> None:
    if info.channels > MOST_CHANNELS:
        raise RecordingUnusable(
            f"the recording has {info.channels} channels; at most {MOST_CHANNELS} are read", reason="too_many_channels"
        )


def _unpacked(frame: Any) -> Samples:
    return np.ascontiguousarray(frame.to_ndarray().reshape(frame.samples, -1).T)


def damaged() -> RecordingUnusable:
    return RecordingUnusable("the recording is damaged, cut off or not audio", reason="damaged")
