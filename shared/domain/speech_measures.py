"""Measures a conversation: how long each speaker spoke, interruptions, and how fast the answers
came.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from shared.domain.transcript import Speaker, Turn, Word

# Words closer than this are one utterance.
UTTERANCE_GAP_S = 0.5
# A speaker who begins this late in the other's utterance took the turn quickly and did not
# interrupt.
TAKEOVER_S = 0.3
# Shorter utterances ("mm-hm", "right") only show attention.
BACKCHANNEL_S = 1.0


@dataclass(frozen=True, slots=True)
class Measures:
    """The measures of a conversation. `talk_ratio` is the share of each speaker in all speaking
    time; overlaps count for both.

    `response_s` is the median time from the customer's last word to the agent's next; None where
    the agent never answers. Where speakers cannot be distinguished, or nothing has times, overlaps
    and interruptions are None.
    """

    talk_ratio: dict[Speaker, float]
    overlap_s: float | None
    longest_silence_s: float | None
    interruptions: int | None
    response_s: float | None


@dataclass(frozen=True, slots=True)
class _Utterance:
    speaker: Speaker
    start_s: float
    end_s: float


def measure(spoken: Iterable[Word | Turn], *, duration_s: float | None = None) -> Measures:
    """Measures words, or turns where words have no times; items without times are left out.

    With the call's `duration_s`, silence at its beginning and end counts too.
    """
    pieces = list(spoken)
    timed = [
        _Utterance(piece.speaker, piece.start_s, max(piece.start_s, piece.end_s))
        for piece in pieces
        if piece.start_s is not None and piece.end_s is not None
    ]
    said = {speaker: _utterances_of(timed, speaker) for speaker in Speaker}
    agent, customer = said[Speaker.AGENT], said[Speaker.CUSTOMER]
    measured = bool(timed) or not pieces
    distinct = measured and not said[Speaker.UNKNOWN]
    overlap_s = round(
        sum(
            max(0.0, min(one.end_s, other.end_s) - max(one.start_s, other.start_s))
            for one in agent
            for other in _touching_utterances(one, customer)
        ),
        3,
    )
    talk_s = {
        speaker: sum(one.end_s - one.start_s for one in own) for speaker, own in said.items() if own
    }
    total = sum(talk_s.values())
    answers = [
        max(0.0, after.start_s - before.end_s)
        for before, after in pairwise(sorted(agent + customer, key=lambda one: one.start_s))
        if before.speaker is Speaker.CUSTOMER and after.speaker is Speaker.AGENT
    ]
    return Measures(
        talk_ratio={speaker: round(own / total, 4) for speaker, own in talk_s.items()}
        if total
        else {},
        overlap_s=overlap_s if distinct else None,
        longest_silence_s=_longest_silence_s(timed, duration_s) if measured else None,
        interruptions=_interruptions(agent, customer) + _interruptions(customer, agent)
        if distinct
        else None,
        response_s=round(median(answers), 3) if answers else None,
    )


def _utterances_of(timed: Iterable[_Utterance], speaker: Speaker) -> list[_Utterance]:
    joined: list[_Utterance] = []
    for one in sorted(
        (one for one in timed if one.speaker is speaker), key=lambda one: one.start_s
    ):
        if joined and one.start_s - joined[-1].end_s < UTTERANCE_GAP_S:
            joined[-1] = _Utterance(speaker, joined[-1].start_s, max(joined[-1].end_s, one.end_s))
        else:
            joined.append(one)
    return joined


def _touching_utterances(one: _Utterance, others: Sequence[_Utterance]) -> Sequence[_Utterance]:
    """Returns the utterances of another speaker that touch this one. They are in order and do not
    overlap each other.
    """
    first = bisect_left(others, one.start_s, key=lambda other: other.end_s)
    return others[first : bisect_right(others, one.end_s, key=lambda other: other.start_s)]


def _longest_silence_s(timed: Iterable[_Utterance], duration_s: float | None) -> float:
    ordered = sorted(timed, key=lambda one: one.start_s)
    if not ordered:
        return duration_s or 0.0
    longest = ordered[0].start_s if duration_s is not None else 0.0
    transcribed_s = ordered[0].end_s
    for one in ordered[1:]:
        longest = max(longest, one.start_s - transcribed_s)
        transcribed_s = max(transcribed_s, one.end_s)
    return round(max(longest, (duration_s or 0.0) - transcribed_s), 3)


def _interruptions(by: Iterable[_Utterance], of: Sequence[_Utterance]) -> int:
    """Counts substantial utterances that begin well inside an utterance of the other speaker."""
    return sum(
        one.end_s - one.start_s >= BACKCHANNEL_S
        and any(
            other.start_s + TAKEOVER_S < one.start_s < other.end_s - TAKEOVER_S
            for other in _touching_utterances(one, of)
        )
        for one in by
    )
