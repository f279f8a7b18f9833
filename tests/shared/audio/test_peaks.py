"""How loud a recording is over time."""

from pathlib import Path

import numpy as np
import pytest

from shared.audio.peaks import MOST_VALUES, PER_S, find_peaks
from shared.domain.audio import PartLimits, Peaks
from shared.errors import RecordingUnusable
from tests.support.sounds import RATE, as_wav, bursts


def peaks_of(tmp_path: Path, sound: bytes) -> Peaks:
    path = tmp_path / "call.wav"
    path.write_bytes(sound)
    return find_peaks(path, PartLimits())


def test_each_channel_is_loud_where_it_sounds(tmp_path: Path) -> None:
    peaks = peaks_of(tmp_path, bursts([(0.5, 1.5)], [(2.0, 3.0)], seconds=4))
    assert (peaks.per_s, peaks.duration_s, len(peaks.channels)) == (PER_S, 4.0, 2)
    for channel, (start, end) in zip(peaks.channels, ((0.5, 1.5), (2.0, 3.0)), strict=True):
        assert len(channel) == 4 * PER_S
        loud = [at / PER_S for at, value in enumerate(channel) if value > 20]
        assert start - 0.1 <= loud[0] <= start + 0.1
        assert end - 0.15 <= loud[-1] <= end + 0.1


def test_the_loudest_sound_has_the_highest_value_and_silence_has_none(tmp_path: Path) -> None:
    loud = np.full((1, RATE), 32_767.0)
    loud[0, RATE // 2 :] = 0
    values = peaks_of(tmp_path, as_wav(loud)).channels[0]
    assert max(values[2:8]) >= 250
    assert max(values[12:]) <= 1


def test_a_last_moment_that_is_not_whole_counts(tmp_path: Path) -> None:
    peaks = peaks_of(tmp_path, as_wav(np.zeros((1, RATE + 10))))
    assert len(peaks.channels[0]) == PER_S + 1


def test_a_long_recording_has_fewer_values_in_a_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.audio.peaks.MOST_VALUES", 30)
    sound = bursts([(3.0, 3.2)], seconds=4)
    peaks = peaks_of(tmp_path, sound)
    assert (peaks.per_s, len(peaks.channels[0])) == (5.0, 20)
    assert int(np.argmax(list(peaks.channels[0]))) in (15, 16)
    assert MOST_VALUES >= 3600 * PER_S


def test_more_channels_than_two_are_mixed(tmp_path: Path) -> None:
    peaks = peaks_of(tmp_path, bursts([(0.0, 1.0)], [(1.0, 2.0)], [(2.0, 3.0)], seconds=3))
    [channel] = peaks.channels
    assert min(channel[5:55]) > 10


def test_a_file_that_is_no_recording_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordingUnusable):
        peaks_of(tmp_path, b"<html>expired</html>" * 100)
