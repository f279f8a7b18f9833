"""Recordings opened, checked and decoded with PyAV.

Everything here keeps a processor busy: call it in another process (`shared.providers.processes`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from shared.domain.transcript import Speaker
from shared.errors import RecordingUnusable

Samples = npt.NDArray[np.int16]

LONGEST_S = 4 * 3600.0
MOST_CHANNELS = 8
# FFmpeg also opens playlists, which name other files and addresses to read: only plain containers here.
CONTAINERS = "wav,w64,aiff,au,caf,mp3,aac,flac,ogg,mov,mp4,matroska,webm,amr,asf"
EXACT_LENGTHS = frozenset({"flac", "aiff", "mov,mp4,m4a,3gp,3g2,mj2"})
# Writers that cannot go back to fill in the length leave a huge number in its place.
UNKNOWN_RIFF_BYTES = 0x7FFF_0000
TRUNCATED_BELOW = 0.9
# Two channels this alike (-30 dB of difference) are one recording written twice.
SAME_ENERGY = 1e-3
SILENT_PEAK = 32


@dataclass(frozen=True, slots=True)
class AudioInfo:
    """`duration_s` is None where the container does not say it."""

    container: str
    codec: str
    channels: int
    sample_rate: int
    duration_s: float | None


def probe(path: Path) -> AudioInfo:
    """Raises RecordingUnusable for what is no recording, or one too long or too wide to take."""
    _refuse_pages(path)
    _refuse_cut_wav(path)
    try:
        with av.open(str(path), options={"format_whitelist": CONTAINERS}) as container:
            info = _info(container)
    except (av.error.FFmpegError, OSError) as error:
        raise _damaged() from error
    _refuse_oversized(info)
    return info


def decode_channels(path: Path, sample_rate: int = 16_000) -> list[Samples]:
    """One array per channel that holds something of its own: mono written on two channels gives one.

    Raises RecordingUnusable.
    """
    info = probe(path)
    try:
        with av.open(str(path), options={"format_whitelist": CONTAINERS}) as container:
            blocks = list(_blocks(container, info.channels, sample_rate))
    except (av.error.FFmpegError, OSError) as error:
        raise _damaged() from error
    if not blocks:
        raise RecordingUnusable("the recording holds no sound", reason="empty")
    samples = np.concatenate(blocks, axis=1)
    _refuse_truncated(info, samples.shape[1] / sample_rate)
    if is_silent(samples):
        raise RecordingUnusable("the recording is silent from beginning to end", reason="silent")
    return list(samples[:1]) if _same(samples) else list(samples)


def is_silent(samples: Samples) -> bool:
    return samples.size == 0 or max(int(samples.max()), -int(samples.min())) < SILENT_PEAK


def speakers(channels: int) -> tuple[Speaker, ...]:
    """The agent on the first channel, the customer on the second; a lone channel holds everybody."""
    if channels == 1:
        return (Speaker.UNKNOWN,)
    return (Speaker.AGENT, Speaker.CUSTOMER, *([Speaker.UNKNOWN] * (channels - 2)))


def encode_mp3(channel: Samples, sample_rate: int = 16_000, bit_rate: int = 48_000) -> bytes:
    """Small enough to upload (0.36 MB a minute) and understood by every transcription service."""
    buffer = BytesIO()
    with av.open(buffer, "w", format="mp3") as container:
        stream = container.add_stream("mp3", rate=sample_rate, layout="mono")
        stream.bit_rate = bit_rate
        frame = av.AudioFrame.from_ndarray(channel.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = sample_rate
        for resampled in av.AudioResampler(format="s16p", layout="mono", rate=sample_rate).resample(frame):
            container.mux(stream.encode(resampled))
        container.mux(stream.encode(None))
    return buffer.getvalue()


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


def _refuse_oversized(info: AudioInfo) -> None:
    if info.channels > MOST_CHANNELS:
        raise RecordingUnusable(
            f"the recording has {info.channels} channels; at most {MOST_CHANNELS} are read", reason="too_many_channels"
        )
    if info.duration_s and info.duration_s > LONGEST_S:
        raise _too_long()


def _refuse_truncated(info: AudioInfo, decoded_s: float) -> None:
    if info.container in EXACT_LENGTHS and info.duration_s and decoded_s < info.duration_s * TRUNCATED_BELOW:
        raise RecordingUnusable(
            f"the recording is cut off: {decoded_s:.1f} s of {info.duration_s:.1f} s are there", reason="truncated"
        )


def _blocks(container: Any, channels: int, sample_rate: int) -> Iterator[Samples]:
    """Arrays of (channels, samples). Damaged packets are passed over, as telephone recordings have them."""
    # Packed, not planar: PyAV counts a plane too many in planar frames of eight channels and reads past the end.
    resampler = av.AudioResampler(format="s16", rate=sample_rate)
    total = 0
    for packet in container.demux(audio=0):
        for frame in (*_frames(packet), *([None] if packet.dts is None else [])):
            for block in _resampled(resampler, frame):
                if block.shape[0] != channels:
                    raise RecordingUnusable("the recording changes its channels on the way", reason="damaged")
                total += block.shape[1]
                if total > LONGEST_S * sample_rate:
                    raise _too_long()
                yield block


def _frames(packet: Any) -> list[Any]:
    try:
        return list(packet.decode())
    except av.error.InvalidDataError:
        return []


def _resampled(resampler: Any, frame: Any) -> list[Samples]:
    """Arrays of (channels, samples); of another width when the recording changes its channels on the way."""
    try:
        packed = [(resampled.to_ndarray(), resampled.layout.nb_channels) for resampled in resampler.resample(frame)]
        return [np.ascontiguousarray(samples.reshape(-1, width).T) for samples, width in packed]
    except ValueError:
        # Flushing before the first frame: nothing was decoded.
        return []


def _same(samples: Samples) -> bool:
    if samples.shape[0] != 2:
        return False
    difference = both = 0.0
    for start in range(0, samples.shape[1], 1 << 20):
        left, right = samples[:, start : start + (1 << 20)].astype(np.float32)
        difference += float(np.square(left - right).sum())
        both += float(np.square(left + right).sum())
    return difference < SAME_ENERGY * both


def _damaged() -> RecordingUnusable:
    return RecordingUnusable("the recording is damaged, cut off or not audio", reason="damaged")


def _too_long() -> RecordingUnusable:
    return RecordingUnusable(f"the recording is longer than {LONGEST_S / 3600:g} hours", reason="too_long")
