"""Errors of the packaged Whisper model on the shipped samples: wrong words, and words at the wrong
time.

    python benchmarks/bench_transcription.py [--takes 6] [--prompts DIR]

First, what telephone lines do to a call (benchmarks/line_conditions.py): to people's speech, which
a Debian package ships (downloaded by apt, or unpacked in DIR), and to the synthesised speech of the
samples. For each condition the word error rate, the words that stand under the speaker who did not
say them, and the seconds of speech without words. At -6 dB the channels have to be found not
separate and are treated as one.

Then every sample is cut at its silences, as in the pipeline, and into parts of a few seconds; as it
is, and in noisy takes at other levels, because one short call says little: its rate moves by
several percent with inaudible changes. Word error rate counts over all channels and takes. Times
are known for the first and the last word of each turn; the word-time error is taken there, where
the word is right.

Exits 1 when a condition adds more than 15 % of wrong words to the clean call's, or puts a word
under the wrong speaker; and when the sample's own or the mean word error rate is above 12 %, or any
word more than 0.5 s off. Noise over synthesised voices is printed and not judged: the packaged
model does not understand them in it.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from shutil import which
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.line_conditions import CONDITIONS, Call
from benchmarks.prompt_call import prompt_call, unpacked
from benchmarks.wer import aligned, errors, tokens
from shared.audio.cut import cut
from shared.audio.decode import decode
from shared.domain.audio import PartLimits, Plan
from shared.domain.part_times import Merged, merge
from shared.domain.transcript import Speaker, Transcript
from shared.local.whisper import hear

SAMPLES = Path(__file__).parent.parent / "cli" / "samples"
RATE = 8_000
WORST_RATE, WORST_TIME_S = 0.12, 0.5
# Beyond the clean call's.
WORST_ADDED = 0.15
# Recognisers place words this far from the turn in which they were said.
NEAR_S = 0.5
NOISE = "noise at 10 dB"
LIMITS = {"cut at its silences": PartLimits(), "in parts of 6 s": PartLimits(max_seconds=6)}


@dataclass(frozen=True, slots=True)
class Spoken:
    """A call at 8 kHz, and what is said in it."""

    name: str
    call: Call
    turns: list[dict[str, Any]]
    speakers: dict[int, Speaker]


@dataclass(slots=True)
class Row:
    """What came of one condition, over one or several calls."""

    wrong: int = 0
    total: int = 0
    wrong_side: int = 0
    dropped_s: float = 0.0
    removed: int = 0
    separate: bool = True

    @property
    def rate(self) -> float:
        return self.wrong / self.total


def transcribed(
    path: Path, limits: PartLimits, speakers: dict[int, Speaker]
) -> tuple[Plan, Merged]:
    with tempfile.TemporaryDirectory() as folder:
        plan = cut(path, Path(folder), limits)
        pairs = [(part, hear(Path(folder) / part.file, language="en")[0]) for part in plan.parts]
        return plan, merge(plan, pairs, speakers=speakers if plan.treated_as == 2 else None)


def in_parts(path: Path, limits: PartLimits, speakers: dict[int, Speaker]) -> Transcript:
    return transcribed(path, limits, speakers)[1].transcript


def condition_row(name: str, calls: list[Spoken]) -> Row:
    row = Row()
    for spoken in calls:
        with tempfile.TemporaryDirectory() as folder:
            path = write_wav(Path(folder) / "call.wav", CONDITIONS[name](spoken.call))
            plan, merged = transcribed(path, PartLimits(max_seconds=60), spoken.speakers)
        if plan.not_separate:
            row.separate = False
            said = [token for turn in spoken.turns for token in tokens(turn["text"])]
            found = [token for turn in merged.transcript.turns for token in tokens(turn.text)]
            row.wrong, row.total = row.wrong + errors(said, found), row.total + len(said)
        else:
            wrong, total = word_errors(spoken.turns, merged.transcript)
            row.wrong, row.total = row.wrong + wrong, row.total + total
            row.wrong_side += wrong_side_words(spoken.turns, merged.transcript)
        row.dropped_s += sum(channel.dropped_s for channel in merged.dropped)
        row.removed += merged.dropped_words
    return row


def wrong_side_words(turns: list[dict[str, Any]], transcript: Transcript) -> int:
    """Words that stand where their speaker says nothing."""
    return sum(
        not any(
            turn["start_s"] - NEAR_S < (word.start_s + word.end_s) / 2 < turn["end_s"] + NEAR_S
            for turn in turns
            if turn["speaker"] == word.speaker
        )
        for word in transcript.words
    )


def measure_conditions(name: str, calls: list[Spoken], *, unjudged: frozenset[str]) -> bool:
    rows: dict[str, Row] = {}
    good = True
    print(f"{name}: condition, words wrong, under the wrong speaker, removed, seconds dropped")
    for condition in CONDITIONS:
        row = rows[condition] = condition_row(condition, calls)
        separate = condition != "bleed at -6 dB"
        right = (
            row.rate <= rows["clean"].rate + WORST_ADDED
            and row.wrong_side == 0
            and row.separate is separate
        )
        good &= right or condition in unjudged
        print(
            f"  {condition:20} {row.rate:6.1%} {row.wrong_side:4} {row.removed:4}"
            f" {row.dropped_s:6.1f}"
            f"{'' if row.separate else '  treated as one channel'}"
            f"{'' if right else '  not judged' if condition in unjudged else '  NOT REACHED'}",
            flush=True,
        )
    return good


def word_errors(turns: list[dict[str, Any]], transcript: Transcript) -> tuple[int, int]:
    """Wrong words and all words, by channel: the order of overlapping turns is no error."""
    wrong = total = 0
    for speaker in Speaker:
        said = [
            token for turn in turns if turn["speaker"] == speaker for token in tokens(turn["text"])
        ]
        wrong += errors(
            said,
            tokens(" ".join(word.text for word in transcript.words if word.speaker is speaker)),
        )
        total += len(said)
    return wrong, total


def time_errors_s(turns: list[dict[str, Any]], transcript: Transcript) -> Iterator[float]:
    for speaker in Speaker:
        words = [word for word in transcript.words if word.speaker is speaker]
        found = [(token, word) for word in words for token in tokens(word.text)]
        edges = list(_edges([turn for turn in turns if turn["speaker"] == speaker]))
        pairs = dict(aligned([token for token, *_ in edges], [token for token, _ in found]))
        for at, (_, start_s, end_s) in enumerate(edges):
            if at in pairs:
                word = found[pairs[at]][1]
                yield from (abs(word.start_s - start_s),) if start_s is not None else ()
                yield from (abs(word.end_s - end_s),) if end_s is not None else ()


def _edges(turns: list[dict[str, Any]]) -> Iterator[tuple[str, float | None, float | None]]:
    """Each token with the times that are known of it."""
    for turn in turns:
        said = tokens(turn["text"])
        for at, token in enumerate(said):
            yield (
                token,
                turn["start_s"] if at == 0 else None,
                turn["end_s"] if at == len(said) - 1 else None,
            )


def takes(sample: Path, count: int, folder: Path) -> list[Path]:
    """The sample itself, then with noise and at another level."""
    call = decode(sample, RATE).astype(np.float64)
    paths = [sample]
    for seed in range(1, count):
        chance = np.random.default_rng(seed)
        transcript = call * chance.uniform(0.4, 1.2) + chance.normal(
            0, chance.uniform(5, 60), call.shape
        )
        paths.append(write_wav(folder / f"{seed}-{sample.stem}.wav", transcript))
    return paths


def write_wav(path: Path, call: Call) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(len(call))
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.clip(np.round(call), -32768, 32767).T.astype("<i2").tobytes())
    return path


def measure(
    name: str,
    transcribe: Callable[[Path], Transcript],
    paths: list[Path],
    turns: list[dict[str, Any]],
) -> bool:
    began = time.perf_counter()
    transcript = [transcribe(path) for path in paths]
    took_s = time.perf_counter() - began
    counted = [word_errors(turns, transcript) for transcript in transcript]
    rates = [wrong / total for wrong, total in counted]
    off = [s for transcript in transcript for s in time_errors_s(turns, transcript)]
    print(
        f"{paths[0].name}, {name}: {statistics.fmean(rates):.1%} of words wrong ({rates[0]:.1%} as"
        f" it is, {max(rates):.1%} in the worst of {len(rates)} takes); word times off by"
        f" {statistics.fmean(off):.2f} s on average, {max(off):.2f} s at most; {took_s:.1f} s"
    )
    return (
        statistics.fmean(rates) <= WORST_RATE
        and rates[0] <= WORST_RATE
        and max(off) <= WORST_TIME_S
    )


def sample_calls() -> Iterator[Spoken]:
    for path in sorted(SAMPLES.glob("*_call.json")):
        known = json.loads(path.read_text())
        sample = next(path.parent.glob(f"{path.stem}.[wo]*"))
        speakers = dict(enumerate(map(Speaker, known["channels"])))
        call = decode(sample, RATE).astype(np.float64)
        yield Spoken(path.stem, call, known["turns"], speakers)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--takes", type=int, default=6)
    parser.add_argument("--prompts", type=Path, help="folder of the package's WAV files")
    args = parser.parse_args()
    count = args.takes
    good = True
    if args.prompts or which("apt-get"):
        with tempfile.TemporaryDirectory() as folder:
            call, turns = prompt_call(args.prompts or unpacked(Path(folder)))
        speakers = {0: Speaker.AGENT, 1: Speaker.CUSTOMER}
        people = [Spoken("prompts", call, turns, speakers)]
        good &= measure_conditions("people", people, unjudged=frozenset())
    else:
        print("people: not measured, because it needs apt-get or --prompts")
    good &= measure_conditions("samples", list(sample_calls()), unjudged=frozenset({NOISE}))
    print(
        f"goal: at most {WORST_ADDED:.0%} of words wrong beyond the clean call's, none under the"
        " wrong speaker"
    )
    for path in sorted(SAMPLES.glob("*_call.json")):
        known = json.loads(path.read_text())
        sample = next(path.parent.glob(f"{path.stem}.[wo]*"))
        speakers = dict(enumerate(map(Speaker, known["channels"])))
        with tempfile.TemporaryDirectory() as folder:
            paths = takes(sample, count, Path(folder))
            for name, limits in LIMITS.items():
                transcribe = partial(in_parts, limits=limits, speakers=speakers)
                good &= measure(name, transcribe, paths, known["turns"])
    print(
        f"goal: at most {WORST_RATE:.0%} of words wrong, no word off by more than {WORST_TIME_S} s"
    )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
