"""What only bleeds into a channel is no speech of that channel, and what both say stays."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from benchmarks.line_conditions import (
    Call,
    Condition,
    bleeding,
    echoing,
    g711,
    lossy,
    narrowband,
    noisy,
)
from shared.audio.crosstalk import Crosstalk, Separated
from shared.audio.cut import cut
from shared.audio.decode import decode
from shared.domain.audio import PartLimits, Plan
from tests.shared.audio.test_audio_parts import write_wav
from tests.shared.conftest import SAMPLE

RATE = 8_000
Times = list[tuple[float, float]]
CALL: Call = decode(SAMPLE, RATE).astype(np.float64)
KNOWN = json.loads(SAMPLE.with_suffix(".json").read_text())
TURNS: list[Times] = [
    [(turn["start_s"], turn["end_s"]) for turn in KNOWN["turns"] if turn["speaker"] == speaker]
    for speaker in KNOWN["channels"]
]
BLEED: dict[str, Condition] = {
    "-12 dB": lambda call: bleeding(call, -12),
    "-20 dB": lambda call: bleeding(call, -20),
    "-30 dB": lambda call: bleeding(call, -30),
    "-9 dB": lambda call: bleeding(call, -9),
    "an echo": echoing,
    "a late echo": lambda call: echoing(call, -20, 0.35),
    "-20 dB, upside down": lambda call: call - call[::-1] * 0.1,
    "-20 dB on one side": lambda call: call + np.stack([call[1] * 0, call[0] * 0.1]),
    "-20 dB in mu-law": lambda call: g711(bleeding(call, -20)),
    "-20 dB, narrow": lambda call: narrowband(bleeding(call, -20)),
    "-12 dB, before frames were lost": lambda call: lossy(bleeding(call, -12), 0.05),
    "-12 dB under noise": lambda call: noisy(bleeding(call, -12), 25),
}


def plan_of(folder: Path, call: Call) -> Plan:
    samples = np.clip(np.round(call), -32768, 32767).astype(np.int16)
    return cut(write_wav(folder / "call.wav", *samples), folder / "parts", PartLimits())


def spoken_s(plan: Plan, number: int, times: Times) -> float:
    """Seconds of these times in which the channel has speech."""
    speech = [
        (at_s, at_s + stretch.end_s - stretch.start_s)
        for part in plan.parts
        if part.channel == number
        for stretch in part.speech
        for at_s in (part.call_time(stretch.start_s),)
    ]
    return sum(
        max(0.0, min(end_s, other_end_s) - max(start_s, other_s))
        for start_s, end_s in times
        for other_s, other_end_s in speech
    )


def lasting_s(times: Times) -> float:
    return sum(end_s - start_s for start_s, end_s in times)


def assert_each_on_its_side(plan: Plan, turns: Sequence[Times]) -> None:
    """All that each says is there, and nothing of what only the other says."""
    assert (plan.treated_as, plan.not_separate) == (2, False)
    for number, own in enumerate(turns):
        assert spoken_s(plan, number, own) > 0.85 * lasting_s(own)
        total_s = plan.channel_speech_s[number]
        around = [(start_s - 0.3, end_s + 0.3) for start_s, end_s in own]
        assert total_s - spoken_s(plan, number, around) < 0.02 * total_s + 0.05


@pytest.mark.parametrize("name", BLEED)
def test_bleed_is_no_speech(tmp_path: Path, name: str) -> None:
    plan = plan_of(tmp_path, BLEED[name](CALL))
    assert_each_on_its_side(plan, TURNS)
    assert sum(plan.bleed_s) > 5


@pytest.mark.parametrize("gain_db", [-12, -20, -30, None])
@pytest.mark.parametrize("later_s", [1.5, 4.5])
def test_both_stay_where_both_speak(tmp_path: Path, gain_db: float | None, later_s: float) -> None:
    """The customer's channel is moved, so that the turns overlap."""
    call = np.stack([CALL[0], np.roll(CALL[1], round(later_s * RATE))])
    length_s = call.shape[1] / RATE
    moved = [
        ((start_s + later_s) % length_s, (end_s + later_s) % length_s)
        for start_s, end_s in TURNS[1]
        if (start_s + later_s) // length_s == (end_s + later_s) // length_s
    ]
    plan = plan_of(tmp_path, call if gain_db is None else bleeding(call, gain_db))
    for number, own in enumerate([TURNS[0], moved]):
        assert spoken_s(plan, number, own) > 0.85 * lasting_s(own)
    if gain_db is None:
        assert plan.bleed_s == (0, 0)


@pytest.mark.parametrize(
    "line", [lambda call: call, g711, narrowband, lossy, noisy], ids=lambda line: line.__name__
)
def test_without_bleed_a_call_stays_as_it_is(line: Condition) -> None:
    call = np.clip(np.round(np.repeat(line(CALL), 2, axis=1)), -32768, 32767).astype(np.int16)
    crosstalk = Crosstalk()
    seconds: list[Separated] = []
    for start in range(0, call.shape[1], 16_000):
        seconds += crosstalk.take(call[:, start : start + 16_000])
    seconds += crosstalk.finish()
    assert np.array_equal(np.concatenate([each.block for each in seconds], axis=1), call)
    assert not any(each.covered.any() for each in seconds)
    assert not crosstalk.is_close


@pytest.mark.parametrize("gain_db", [-3, -6])
def test_channels_that_both_have_both_voices_are_one(tmp_path: Path, gain_db: float) -> None:
    plan = plan_of(tmp_path, bleeding(CALL, gain_db))
    assert (plan.channels, plan.treated_as, plan.not_separate) == (2, 1, True)
    assert {part.channel for part in plan.parts} == {0}
    everything = sorted(TURNS[0] + TURNS[1])
    assert spoken_s(plan, 0, everything) > 0.85 * lasting_s(everything)
    assert sorted(path.name for path in (tmp_path / "parts").iterdir()) == [
        part.file for part in plan.parts
    ]


def test_what_bleeds_into_a_pause_is_silent_in_the_part(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, bleeding(CALL, -20))
    for number, own in enumerate(TURNS):
        for part in plan.parts:
            if part.channel != number:
                continue
            (samples,) = decode(tmp_path / "parts" / part.file)
            for at in range(0, len(samples), 1600):
                at_s = part.call_time((at + 800) / 16_000)
                if not any(start_s - 0.3 < at_s < end_s + 0.3 for start_s, end_s in own):
                    assert np.abs(samples[at : at + 1600].astype(int)).mean() < 60
