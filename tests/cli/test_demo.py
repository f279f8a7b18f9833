"""`aftercall demo`, as a newcomer runs it."""

import asyncio
import os
import re
import subprocess
import sys
import wave
from pathlib import Path
from typing import Any

import av
import httpx
import pytest

from shared.domain.passages import fold
from shared.local.transcriber import LocalTranscriber
from shared.settings.local import LocalSettings
from tests.cli.test_up import read_until, up
from tests.support.ports import unused_port

ROOT = Path(__file__).parents[2]
QUIET = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}


@pytest.mark.walk
def test_demo_shows_real_results_and_up_still_has_them(data_dir: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cli", "demo", "--data-dir", str(data_dir)]
    ended = subprocess.run(
        command,
        cwd=ROOT,
        env=QUIET | {"COLUMNS": "160"},
        capture_output=True,
        text=True,
        timeout=290,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    for shown in (
        "Maria Lopez, +12125550143",
        "15:00 America/New_York",
        "16:00 Europe/Madrid",
        "Ana García",
        "not needed",
        "fetched from a stand-in for Twilio's media host",
        "7 turns, the right speaker in each; 2 parts",
        "Daniel Brooks",
        "kitchen sink is leaking",
        "16 turns, the right speaker in each",
        "Robert Hill",
        "10:00 America/Los_Angeles",
        "answered the same ids",
    ):
        assert shown in ended.stdout
    assert "These calls stay" in ended.stdout
    port = unused_port()
    with up(data_dir, port) as run:
        (token,) = re.findall(r"TOKEN=(\S+)", read_until(run, "authorization: Bearer $TOKEN"))
        headers = {"Authorization": f"Bearer {token}"}
        base_url = f"http://127.0.0.1:{port}"
        with httpx.Client(base_url=base_url, headers=headers, timeout=60) as client:
            assert len(client.get("/api/calls").raise_for_status().json()["calls"]) == 6
            cited = [each for question in QUESTIONS for each in citations(client, question)]
            pieces = [piece_of(client, each, tmp_path) for each in cited]
    assert len(cited) == len(QUESTIONS)
    for citation, words in zip(cited, asyncio.run(transcribed(pieces)), strict=True):
        said = set(re.findall(r"\w+", fold(citation["quote"])))
        heard = said & set(re.findall(r"\w+", fold(words)))
        assert len(heard) >= 0.8 * len(said), (citation["quote"], words)


# What is answered by calls with recordings.
QUESTIONS = (
    "Whose kitchen sink is leaking?",
    "How old is the boiler of the house?",
    "What does a price for a new heating system need?",
)
# How far a word may reach beyond the seconds of its quote.
SLACK_S = 0.2
RATE = 16_000


def citations(client: httpx.Client, question: str) -> list[dict[str, Any]]:
    """Returns the first citation of an answer, if its words are in a recording."""
    answer = client.post("/api/ask", json={"question": question}).raise_for_status().json()
    return [
        citation
        for part in answer["parts"][:1]
        for citation in part["citations"][:1]
        if citation["start_s"] is not None and citation["end_s"] is not None
    ]


def piece_of(client: httpx.Client, citation: dict[str, Any], folder: Path) -> Path:
    """Writes the seconds of a citation as a file of one channel, and returns it."""
    call = f"/api/calls/{citation['call_id']}"
    (track,) = client.get(f"{call}/audio").raise_for_status().json()["tracks"]
    assert track["offset_s"] is not None
    recording = folder / "recording"
    recording.write_bytes(client.get(track["media_url"]).raise_for_status().content)
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    with av.open(recording) as container:
        frames = [each for frame in container.decode(audio=0) for each in resampler.resample(frame)]
    samples = b"".join(frame.to_ndarray().tobytes() for frame in frames)
    first = round(max(0.0, citation["start_s"] - track["offset_s"] - SLACK_S) * RATE)
    last = round((citation["end_s"] - track["offset_s"] + SLACK_S) * RATE)
    piece = folder / f"{citation['call_id']}-{citation['turn']}.wav"
    with wave.open(str(piece), "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(RATE)
        written.writeframes(samples[2 * first : 2 * last])
    return piece


async def transcribed(pieces: list[Path]) -> list[str]:
    transcriber = LocalTranscriber(LocalSettings(), part_s=60)
    try:
        answers = [await transcriber.transcribe(piece, seconds=10) for piece in pieces]
    finally:
        await transcriber.close()
    return [" ".join(turn.text for turn in answer.value.turns) for answer in answers]
