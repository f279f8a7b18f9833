"""Errors of the packaged Whisper model on the shipped samples: wrong words, and words at the wrong
time.

    python benchmarks/bench_transcription.py [--takes 6]

Every sample is cut at its silences, as in the pipeline, and into parts of a few seconds; as it is,
and in noisy takes at other levels, because one short call says little: its rate moves by several
percent with inaudible changes. Word error rate counts over all channels and takes. Times are known
for the first and the last word of each turn; the word-time error is taken there, where the word is
right.

Exits 1 when the sample's own or the mean word error rate is above 12 %, or any word more than 0.5 s
off.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
import wave
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.wer import aligned, errors, tokens
from shared.audio.decode import decode
from shared.audio.split import cut
from shared.domain.audio import PartLimits
from shared.domain.part_times import merge
from shared.domain.transcript import Speaker, Transcript
from shared.local.whisper import hear

SAMPLES = Path(__file__).parent.parent / "cli" / "samples"
RATE = 8_000
WORST_RATE, WORST_TIME_S = 0.12, 0.5
LIMITS = {"cut at its silences": PartLimits(), "in parts of 6 s": PartLimits(max_seconds=6)}


def in_parts(path: Path, limits: PartLimits, speakers: dict[int, Speaker]) -> Transcript:
    with tempfile.TemporaryDirectory() as folder:
        plan = cut(path, Path(folder), limits)
        transcript = [(part, hear(Path(folder) / part.file)[0]) for part in plan.parts]
        return merge(plan, transcript, speakers=speakers).transcript


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
        paths.append(folder / f"{seed}-{sample.stem}.wav")
        with wave.open(str(paths[-1]), "wb") as file:
            file.setnchannels(len(call))
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(np.clip(transcript, -32768, 32767).T.astype("<i2").tobytes())
    return paths


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


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--takes", type=int, default=6)
    count = parser.parse_args().takes
    good = True
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
