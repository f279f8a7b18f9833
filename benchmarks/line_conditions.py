"""What telephone lines do to a call: codecs, narrow bands, noise, lost packets, bleed and echo.

A condition takes a call as rows of samples at 8 kHz, one for each channel, and returns it as it
would be recorded. All chance is seeded, so that a condition always gives the same samples.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

RATE = 8_000
FRAME = RATE // 50
Call = npt.NDArray[np.float64]
Condition = Callable[[Call], Call]


def g711(call: Call) -> Call:
    """Mu-law (ITU-T G.711): eight bits a sample, on a logarithmic scale."""
    share = np.clip(np.abs(call) / 32_635, 0, 1)
    code = np.round(np.log1p(255 * share) / np.log(256) * 127)
    return np.asarray(np.sign(call) * np.expm1(code / 127 * np.log(256)) / 255 * 32_635)


def filtered(call: Call, lowest_hz: float, highest_hz: float) -> Call:
    """A linear-phase filter of 801 taps: 60 dB within 40 Hz."""
    taps = np.arange(-400, 401)

    def lowpass(hertz: float) -> npt.NDArray[np.float64]:
        return np.asarray(2 * hertz / RATE * np.sinc(2 * hertz / RATE * taps))

    kernel = (lowpass(highest_hz) - lowpass(lowest_hz)) * np.blackman(len(taps))
    return np.stack([np.convolve(channel, kernel, "same") for channel in call])


def narrowband(call: Call) -> Call:
    return filtered(call, 300, 3400)


def noisy(call: Call, ratio_db: float = 10.0, seed: int = 11) -> Call:
    """Pink noise on each channel, so far below the level of the channel's speech."""
    chance = np.random.default_rng(seed)
    spectrum = np.fft.rfft(chance.normal(size=call.shape), axis=1)
    spectrum /= np.sqrt(np.maximum(np.fft.rfftfreq(call.shape[1], 1 / RATE), 20.0))
    noise = np.fft.irfft(spectrum, call.shape[1], axis=1)
    noise *= speech_level(call) * 10 ** (-ratio_db / 20) / noise.std(axis=1, keepdims=True)
    return np.asarray(call + noise)


def speech_level(call: Call) -> Call:
    """The root mean square of each channel's loud frames, as a column."""
    frames = call[:, : call.shape[1] // FRAME * FRAME].reshape(len(call), -1, FRAME)
    power = (frames**2).mean(axis=2)
    loud = power > power.max(axis=1, keepdims=True) * 1e-3
    return np.asarray(np.sqrt((power * loud).sum(axis=1) / loud.sum(axis=1)))[:, None]


def lossy(call: Call, share: float = 0.15, seed: int = 12) -> Call:
    """Silence for each frame of 20 ms that was lost; nothing conceals it."""
    frames = -(-call.shape[1] // FRAME)
    arrived = np.random.default_rng(seed).random((len(call), frames)) >= share
    return np.asarray(call * np.repeat(arrived, FRAME, axis=1)[:, : call.shape[1]])


def bleeding(call: Call, gain_db: float) -> Call:
    """Each channel has the other one too, by so much fainter."""
    return np.asarray(call + call[::-1] * 10 ** (gain_db / 20))


def echoing(call: Call, gain_db: float = -15.0, delay_s: float = 0.18) -> Call:
    """What each hears comes back on the other's channel: later, fainter and duller."""
    late = round(delay_s * RATE)
    returned = np.pad(filtered(call[::-1], 200, 2500), ((0, 0), (late, 0)))[:, : call.shape[1]]
    return np.asarray(call + returned * 10 ** (gain_db / 20))


CONDITIONS: dict[str, Condition] = {
    "clean": lambda call: call,
    "G.711": g711,
    "300 to 3400 Hz": narrowband,
    "noise at 10 dB": noisy,
    "15 % of frames lost": lossy,
    "bleed at -30 dB": lambda call: bleeding(call, -30),
    "bleed at -20 dB": lambda call: bleeding(call, -20),
    "bleed at -12 dB": lambda call: bleeding(call, -12),
    "echo at -15 dB": echoing,
    "bleed at -6 dB": lambda call: bleeding(call, -6),
}
