"""Recordings opened, checked and decoded with PyAV.

Everything here keeps a processor busy: call it in another process (`shared.concurrency.processes`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from shared.audio.headerless import CONTAINER, MOST_CHANNELS, Headerless
from shared.audio.mp4_tables import claims_too_much
from shared.audio.signatures import HEAD_BYTES, is_text, name_of
from shared.errors import RecordingUnusable

Samples = npt.NDArray[np.int16]

# FFmpeg also opens playlists, which name other files and addresses to read: only plain containers
# here.
CONTAINERS = (
    "wav,w64,aiff,au,caf,mp3,aac,loas,flac,ogg,mov,mp4,matroska,webm,amr,asf,xwma,"
    "avi,mpeg,mpegts,flv,rm,wv,tta,ape,"
    "mpc,mpc8,tak,shn,ac3,eac3,dts,dsf,voc,nistsphere,ircam,sox,avr,qcp,dss,act,wve"
)
# A container's other tracks are looked at as well when it is opened: no decoder of pictures is let
# near them.
_DECODERS = """
    aac aac_fixed aac_latm ac3 ac3_fixed alac als amrnb amrwb libopencore_amrnb libopencore_amrwb
    ape atrac3 cook dca dss_sp dsd_lsbf dsd_lsbf_planar dsd_msbf dsd_msbf_planar eac3 evrc flac
    g722 g723_1 g726 g726le g729 gsm gsm_ms ilbc mace3 mace6 mp1 mp1float mp2 mp2float mp3
    mp3float mp3adu mp3adufloat mpc7 mpc8 nellymoser opus libopus pcm_alaw pcm_bluray pcm_dvd
    pcm_f32be pcm_f32le pcm_f64be pcm_f64le pcm_mulaw pcm_s16be pcm_s16be_planar pcm_s16le
    pcm_s16le_planar pcm_s24be pcm_s24le pcm_s24le_planar pcm_s32be pcm_s32le pcm_s32le_planar
    pcm_s64be pcm_s64le pcm_s8 pcm_s8_planar pcm_u16be pcm_u16le pcm_u24be pcm_u24le pcm_u32be
    pcm_u32le pcm_u8 adpcm_g722 adpcm_ima_oki adpcm_ima_qt adpcm_ima_wav adpcm_ms adpcm_sbpro_2
    adpcm_sbpro_3 adpcm_sbpro_4 adpcm_swf adpcm_yamaha qcelp qdm2 qdmc real_144 real_288 s302m
    shorten sipr siren msnsiren speex libspeex tak truespeech tta vorbis libvorbis wavpack
    wmalossless wmapro wmav1 wmav2 wmavoice
"""
DECODERS = frozenset(_DECODERS.split())
OPTIONS = {
    "format_whitelist": CONTAINERS,
    "codec_whitelist": ",".join(sorted(DECODERS)),
    "max_streams": "100",
}
# Writers that cannot go back to fill in the length leave a huge number in its place.
UNKNOWN_RIFF_BYTES = 0x7FFF_0000
TRUNCATED_BELOW = 0.9
ADVICE = (
    "send WAV, MP3, M4A, Ogg, WebM or FLAC; sound without a header needs its media type, as"
    " audio/gsm"
)


@dataclass(frozen=True, slots=True)
class AudioInfo:
    """`duration_s` is None where the container does not say it. `track` counts from 0 among those
    of sound.

    `cut_off` when bytes are missing of those that the file's head promises.
    """

    container: str
    codec: str
    channels: int
    sample_rate: int
    duration_s: float | None
    track: int = 0
    cut_off: bool = False


def probe(path: Path, said: Headerless | None = None) -> AudioInfo:
    """Reads what the file is. `said` is the format that its sender states; it counts where the file
    itself does not say.

    Raises RecordingUnusable for a file that is no recording, or has too many channels.
    """
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        raise RecordingUnusable("the recording's file is missing", reason="missing") from error
    if not head:
        raise RecordingUnusable("the recording's file is empty", reason="empty")
    if claims_too_much(path) or (said and is_text(head)):
        raise unreadable(head)
    try:
        with opened(path, said) as container:
            info = _info_of_container(container, cut_off=_is_cut_off(path, head))
    except (av.error.FFmpegError, OSError) as error:
        raise unreadable(head) from error
    if info.channels > MOST_CHANNELS:
        raise RecordingUnusable(
            f"the recording has {info.channels} channels; at most {MOST_CHANNELS} are read",
            reason="too_many_channels",
        )
    return info


def opened(path: Path, said: Headerless | None = None) -> Any:
    """Opens the container, to be used in a `with`. Tags are ignored, whatever bytes they hold."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if said and not CONTAINER.match(head):
        options = {**OPTIONS, "format_whitelist": said.format, **said.options}
        return av.open(str(path), format=said.format, options=options, metadata_errors="replace")
    return av.open(str(path), options=OPTIONS, metadata_errors="replace")


def decode(path: Path, sample_rate: int = 16_000) -> Samples:
    """Decodes the whole of a short recording to (channels, samples). Raises RecordingUnusable."""
    try:
        with opened(path) as container:
            resampler = av.AudioResampler(format="s16", rate=sample_rate)
            frames = [*container.decode(audio=0), None]
            blocks = [
                np.ascontiguousarray(block.to_ndarray().reshape(block.samples, -1).T)
                for frame in frames
                for block in resampler.resample(frame)
            ]
    except (av.error.FFmpegError, OSError) as error:
        raise damaged() from error
    return np.concatenate(blocks, axis=1)


def unreadable(head: bytes) -> RecordingUnusable:
    """Returns the error for a file that FFmpeg does not open. An expired link mostly answers with a
    page, which gets stored.
    """
    if head[4:8] in (b"ftyp", b"mdat", b"wide", b"free"):
        return RecordingUnusable(
            "the recording is cut off: the index of an MP4 file (moov) is missing, so nothing of it"
            " can be played",
            reason="truncated",
        )
    match name_of(head):
        case None:
            return damaged()
        case "a web page" | "a JSON message" as kind:
            message = (
                f"the file is {kind}, not audio: its link has probably expired or needs a login"
            )
        case kind:
            message = f"the file is {kind} and cannot be read: {ADVICE}"
    return RecordingUnusable(message, reason="not_audio")


def damaged() -> RecordingUnusable:
    return RecordingUnusable(
        f"the file is damaged, or of a kind that is not read: {ADVICE}",
        reason="damaged",
    )


def _is_cut_off(path: Path, head: bytes) -> bool:
    """Returns whether the file is shorter than its header states. FFmpeg takes the length of a WAV
    or AIFF file from the data, so a broken download looks whole to it.
    """
    order: Mapping[bytes, Any] = {b"RIFF": "little", b"FORM": "big"}
    if head[:4] not in order:
        return False
    promised = int.from_bytes(head[4:8], order[head[:4]]) + 8
    return path.stat().st_size < promised * TRUNCATED_BELOW and promised < UNKNOWN_RIFF_BYTES


def _info_of_container(container: Any, *, cut_off: bool) -> AudioInfo:
    tracks = container.streams.audio
    if not tracks:
        raise RecordingUnusable("the file holds no audio track", reason="no_audio")
    readable = [track for track, stream in enumerate(tracks) if _codec_of(stream) in DECODERS]
    if not readable:
        name = _codec_of(tracks[0]) or "unknown"
        raise RecordingUnusable(
            f"the file's sound is of a kind that is not read ({name}): {ADVICE}", reason="codec"
        )
    stream = tracks[readable[0]]
    duration_s = container.duration / av.time_base if container.duration else None
    if stream.duration and stream.time_base:
        duration_s = float(stream.duration * stream.time_base)
    return AudioInfo(
        container=container.format.name,
        codec=stream.codec_context.name,
        channels=stream.codec_context.channels,
        sample_rate=stream.codec_context.sample_rate,
        duration_s=duration_s,
        track=readable[0],
        # The head of such a file counts samples where the container means packets.
        cut_off=cut_off
        and not (container.format.name == "aiff" and stream.codec_context.name.startswith("gsm")),
    )


def _codec_of(stream: Any) -> str | None:
    """Returns the name of the codec; None where FFmpeg has no decoder for it."""
    context = stream.codec_context
    return context.codec.name if context is not None else None
