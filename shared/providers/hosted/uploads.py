"""A recording made ready to upload: one file per speaker, small enough, and of a type the vendor knows."""

from pathlib import Path

from shared.providers.audio import AudioInfo, decode_channels, encode_mp3, is_silent, probe, speakers
from shared.providers.hosted.openai_transcriber import LARGEST_UPLOAD, Upload

SAMPLE_RATE = 16_000
EXTENSIONS = {
    "wav": "wav",
    "mp3": "mp3",
    "flac": "flac",
    "ogg": "ogg",
    "mov,mp4,m4a,3gp,3g2,mj2": "mp4",
    "matroska,webm": "webm",
}


def prepare(path: Path) -> list[Upload]:
    """Runs in its own process. Raises RecordingUnusable."""
    channels = decode_channels(path, SAMPLE_RATE)
    seconds = len(channels[0]) / SAMPLE_RATE
    info = probe(path)
    if info.channels == 1 and info.container in EXTENSIONS and path.stat().st_size <= LARGEST_UPLOAD:
        return [Upload(_name(1, info), path.read_bytes(), speakers(1)[0], seconds)]
    return [
        Upload(f"channel-{number}.mp3", encode_mp3(channel, SAMPLE_RATE), speaker, seconds)
        for number, (channel, speaker) in enumerate(zip(channels, speakers(len(channels)), strict=True), 1)
        if not is_silent(channel)
    ]


def _name(number: int, info: AudioInfo) -> str:
    return f"channel-{number}.{EXTENSIONS[info.container]}"
