"""What a model claims, held against what was said."""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from shared.domain.insights import CallbackDetection
from shared.domain.transcript import Transcript, Turn
from shared.errors import ProviderMalformed
from shared.vendors.openai.lead_evidence import Spoken, spoken_in


def plain(text: str) -> str:
    """Case, punctuation, apostrophes and spacing taken out, so that only words count."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"\w+", re.sub(r"['’ʼ`´]", "", folded)))


@dataclass(frozen=True, slots=True)
class Said:
    """A transcript as claims are held against it: every turn in plain words, and what a lead may be
    made of.
    """

    turns: tuple[str, ...]
    spoken: Spoken


def said_in(transcript: Transcript) -> Said:
    return Said(tuple(plain(turn.text) for turn in transcript.turns), spoken_in(transcript))


def checked_callback(
    detection: CallbackDetection, transcript: Transcript, said: Said
) -> CallbackDetection:
    """The detection with its quote placed in the right turn; raises ProviderMalformed for a quote
    that is not in the transcript.
    """
    sure = replace(detection, confidence=_share(detection.confidence))
    if not detection.needed:
        return replace(sure, phrase=None, turn=None, requested_time=None)
    if not plain(detection.phrase or ""):
        raise ProviderMalformed("a callback was claimed without quoting the words that ask for it")
    turn = _turn_of(detection.phrase or "", detection.turn, said.turns)
    return _with_time(replace(sure, turn=turn), transcript.turns[turn], said.turns[turn])


def _turn_of(phrase: str, claimed: int | None, turns: Sequence[str]) -> int:
    quote = plain(phrase)
    places = [number for number, turn in enumerate(turns) if quote in turn]
    if claimed in places:
        return claimed
    if len(places) == 1:
        return places[0]
    raise ProviderMalformed(
        "the quoted callback phrase was said in several turns, none of them the one named"
        if places
        else "the quoted callback phrase does not occur in the transcript"
    )


def _with_time(detection: CallbackDetection, turn: Turn, said: str) -> CallbackDetection:
    """A time quoted from outside of the phrase, but in the same turn, widens the quote to the whole
    turn.
    """
    wanted = plain(detection.requested_time or "")
    if not wanted:
        return replace(detection, requested_time=None)
    if wanted in plain(detection.phrase or ""):
        return detection
    if wanted in said:
        return replace(detection, phrase=turn.text)
    raise ProviderMalformed("the quoted callback time does not occur in the quoted turn")


def _share(confidence: float) -> float:
    return 0.0 if math.isnan(confidence) else min(1.0, max(0.0, confidence))
