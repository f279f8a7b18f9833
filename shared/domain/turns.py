"""Builds turns: timed words or segments of several channels, in the order of a conversation."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from shared.domain.transcript import Segment, Speaker, Turn, Voice, Word

# Shorter silences belong to the rhythm of speech; recognisers round word times by about this much.
PAUSE_S = 0.8
SLACK_S = 0.1
# More words do not fit into such a silence, although all times of a sender may claim it.
MOST_IN_PAUSE = 30
# A voice that is silent for this long begins another turn. The time is shorter for a voice without
# a known speaker, which may be another one.
TURN_PAUSE_S, UNKNOWN_TURN_PAUSE_S = 5.0, 2.0
# After this many letters a turn ends at the next possible place, so that it can be read, quoted and
# corrected.
LONG_TURN, LONG_UNKNOWN_TURN = 1500, 500
SENTENCE_ENDS = (".", "?", "!", "。", "？", "！")

Spoken = Word | Segment


def turns_from_words(words: Iterable[Word]) -> tuple[Turn, ...]:
    """Builds turns from words of all speakers, in any order.

    Words that overlap another speaker's form groups, ordered by the start of each group: an "mm-hm"
    into a long sentence follows the sentence and does not split it.
    """
    ordered = sorted(words, key=lambda word: (word.start_s, word.end_s))
    stretches = [
        stretch
        for voice in {word.voice for word in ordered}
        for stretch in _voice_stretches(ordered, voice)
    ]
    return _joined_turns(
        sorted(stretches, key=lambda stretch: (stretch[0].start_s, stretch[-1].end_s))
    )


def turns_from_segments(segments: Iterable[Segment]) -> tuple[Turn, ...]:
    """Builds turns from segments of all speakers where words have no times."""
    return _joined_turns(
        [
            [segment]
            for segment in sorted(segments, key=lambda segment: (segment.start_s, segment.end_s))
        ]
    )


def _voice_stretches(words: Sequence[Word], voice: Voice) -> list[list[Word]]:
    others = [word for word in words if word.voice != voice]
    starts = [word.start_s for word in others]
    stretches: list[list[Word]] = []
    for word in words:
        if word.voice != voice:
            continue
        if stretches and not _is_turn_break(stretches[-1][-1], word, others, starts):
            stretches[-1].append(word)
        else:
            stretches.append([word])
    return stretches


def _is_turn_break(
    before: Word, after: Word, others: Sequence[Word], starts: Sequence[float]
) -> bool:
    """Returns whether there is a pause, or a shorter silence that another speaker fills. `starts`
    are those of `others`.
    """
    if after.start_s - before.end_s >= PAUSE_S:
        return True
    first, last = bisect_left(starts, before.end_s - SLACK_S), bisect_left(starts, after.start_s)
    in_between = others[first : min(last, first + MOST_IN_PAUSE)]
    return any(other.end_s <= after.start_s + SLACK_S for other in in_between)


def _joined_turns(stretches: Iterable[Sequence[Spoken]]) -> tuple[Turn, ...]:
    by_voice = groupby(stretches, key=lambda stretch: stretch[0].voice)
    return tuple(
        Turn(
            said[0].speaker,
            " ".join(piece.text.strip() for piece in said if piece.text.strip()),
            said[0].start_s,
            max(piece.end_s for piece in said),
            said[0].label,
        )
        for _, group in by_voice
        for said in _split_at_pauses([spoken for stretch in group for spoken in stretch])
    )


def _split_at_pauses(spoken: Sequence[Spoken]) -> Iterator[list[Spoken]]:
    """Splits a turn where the voice pauses and, in very long speech, at the end of a sentence."""
    known = spoken[0].voice != (Speaker.UNKNOWN, None)
    pause_s, long_turn = (
        (TURN_PAUSE_S, LONG_TURN) if known else (UNKNOWN_TURN_PAUSE_S, LONG_UNKNOWN_TURN)
    )
    said: list[Spoken] = []
    length, ended_s = 0, 0.0
    for piece in spoken:
        too_long = length >= long_turn and (
            said[-1].text.rstrip().endswith(SENTENCE_ENDS)
            or piece.start_s - said[-1].end_s >= PAUSE_S
            or length >= 2 * LONG_TURN
        )
        if said and (too_long or piece.start_s - ended_s >= pause_s):
            yield said
            said, length, ended_s = [], 0, 0.0
        said.append(piece)
        length += len(piece.text) + 1
        ended_s = max(ended_s, piece.end_s)
    yield said
