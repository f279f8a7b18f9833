"""A voice is told from ringing, music and noise, in the process that cuts recordings."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.line_conditions import filtered
from shared.audio.cut import cut
from shared.audio.cutting_process import Cutter
from shared.audio.decode import decode
from shared.audio.voice import voice_of
from shared.concurrency.sandbox import Walls
from shared.domain.audio import PartLimits, Plan
from shared.domain.invented import evidence, is_invented
from shared.domain.part_times import merge
from shared.domain.transcript import Transcript, Word
from tests.shared.audio.test_audio_parts import Samples, write_wav
from tests.shared.conftest import SAMPLE

RATE = 8_000
TIMES = np.arange(12 * RATE) / RATE
NOISE = np.random.default_rng(7)


def tones(*hertz: float) -> Samples:
    return np.asarray(sum(4000 * np.sin(2 * np.pi * each * TIMES) for each in hertz), np.float64)


def melody() -> Samples:
    notes = np.repeat(np.tile([262, 330, 392, 523, 440, 349], 8), RATE // 4)[: len(TIMES)]
    return np.asarray(4000 * np.sin(2 * np.pi * np.cumsum(notes) / RATE), np.float64)


SOUNDS = {
    "ringing, as in America": tones(440, 480) * (TIMES % 6 < 2),
    "ringing, as in Britain": tones(400, 450)
    * ((TIMES % 3 < 0.4) | ((TIMES % 3 > 0.6) & (TIMES % 3 < 1))),
    "busy": tones(480, 620) * (TIMES % 1 < 0.5),
    "a fax machine": tones(2100) * (TIMES % 4 < 3),
    "dialled digits": tones(770, 1336) * (TIMES % 1 < 0.3),
    "music": melody(),
    "wind": NOISE.normal(0, 2500, len(TIMES)) * (1 + np.sin(TIMES)),
    "typing": NOISE.normal(0, 8000, len(TIMES)) * (TIMES * 7 % 1 < 0.05),
}


def phrase(text: str, start_s: float) -> Transcript:
    words = text.split()
    return Transcript(
        (),
        "en",
        tuple(
            Word(each, start_s + 0.3 * at, start_s + 0.3 * (at + 1))
            for at, each in enumerate(words)
        ),
    )


@pytest.mark.parametrize("name", SOUNDS)
def test_thanks_over_what_is_no_voice_are_dropped_and_counted(tmp_path: Path, name: str) -> None:
    path = write_wav(tmp_path / "call.wav", SOUNDS[name].astype(np.int16))
    plan = cut(path, tmp_path / "parts", PartLimits(max_seconds=60))
    heard = [
        (part, phrase("Thank you for watching.", part.speech[0].start_s)) for part in plan.parts
    ]
    merged = merge(plan, heard)
    assert (merged.transcript.turns, merged.dropped_words) == ((), 4 * len(heard))


def test_thanks_that_were_said_are_kept(tmp_path: Path) -> None:
    """Whatever is said in the sample's first words, the sound is a voice's."""
    plan: Plan = cut(SAMPLE, tmp_path, PartLimits(max_seconds=60))
    heard = [(part, phrase("Thank you.", part.speech[0].start_s + 0.2)) for part in plan.parts]
    merged = merge(plan, heard)
    assert ([turn.text for turn in merged.transcript.turns], merged.dropped_words) == (
        ["Thank you."] * 2,
        0,
    )


@pytest.mark.parametrize("highest_hz", [3400, 3000])
def test_a_voice_on_a_narrow_line_is_one(tmp_path: Path, highest_hz: float) -> None:
    """Without its fundamental, of which the detector makes much."""
    narrow = filtered(decode(SAMPLE, RATE).astype(np.float64), 300, highest_hz)
    path = write_wav(tmp_path / "call.wav", *np.round(narrow).astype(np.int16))
    for part in cut(path, tmp_path / "parts", PartLimits()).parts:
        for stretch in part.speech:
            if stretch.end_s - stretch.start_s > 0.5:
                sound = evidence(part.voice, (), stretch.start_s, stretch.end_s)
                assert not is_invented("Thank you.", sound)
                assert not is_invented("Subtitles by Maria.", sound)


def test_there_is_a_digit_for_each_tenth_of_a_second(tmp_path: Path) -> None:
    for part in cut(SAMPLE, tmp_path, PartLimits(max_seconds=5)).parts:
        assert part.voice is not None
        assert len(part.voice) == pytest.approx(part.duration_s * 10, abs=1)
        assert voice_of(decode(tmp_path / part.file)[0]) == part.voice
    assert voice_of(np.zeros(0, np.int16)) is None


async def test_the_detector_works_behind_the_walls_and_within_the_memory(tmp_path: Path) -> None:
    recording = tmp_path / "call.wav"
    recording.write_bytes(SAMPLE.read_bytes())
    cutter = Cutter(1, walls=Walls(reads=(tmp_path,), writes=(tmp_path,)))
    try:
        plan = await cutter.cut(recording, tmp_path / "parts", PartLimits(max_seconds=5))
    finally:
        await cutter.close()
    assert plan == cut(SAMPLE, tmp_path / "others", PartLimits(max_seconds=5))
    assert all(part.voice and "9" in part.voice for part in plan.parts)
