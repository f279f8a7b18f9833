"""Merges the transcripts of a recording's parts into one transcript of the call.

A part leaves silences out, so its times are mapped back to the call. Words that a model invented
over silence, or repeated without end, are left out and counted.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

from shared.domain.audio import Part, Plan, Span, Stretch
from shared.domain.dropped_speech import Dropped, added, by_channel, dropped_of
from shared.domain.invented import evidence, is_invented
from shared.domain.transcript import Confidence, Segment, Speaker, Transcript, Turn, Word
from shared.domain.turns import PAUSE_S, SENTENCE_ENDS, turns_from_segments, turns_from_words

# Recognisers place words up to this far from where they were said.
NEAR_SPEECH_S = 0.4
# The start and end of a sound are too faint to be distinguished from the background for this time.
EDGE_S = 0.05
# More repetitions in a row than people say: by the number of words in the phrase, and for digits.
REPEATS = {1: 8, 2: 6}
REPEATS_OF_LONGER = 4
REPEATS_OF_DIGITS = 30
LONGEST_PHRASE = 12
# A sentence up to its mark and closing quotes; also in scripts without spaces. A comma ends none.
SENTENCE = re.compile(r"\S.*?(?:(?<![.?!…])[.?!…]++[\"'”’)\]]*+(?=\s|$)|[。？！]++|$)", re.DOTALL)

CHANNELS = {1: {0: Speaker.UNKNOWN}, 2: {0: Speaker.AGENT, 1: Speaker.CUSTOMER}}

Spoken = TypeVar("Spoken", Word, Segment)
AnySpoken = TypeVar("AnySpoken", Word, Segment, Turn)


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged transcript. `speech_s` seconds contain speech and `silence_s` none; their sum is
    the recording's length. `dropped` has an entry for each channel.
    """

    transcript: Transcript
    silence_s: float
    speech_s: float
    dropped: tuple[Dropped, ...]

    @property
    def dropped_words(self) -> int:
        return sum(channel.words for channel in self.dropped)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A transcript with call times. `timed` says that its words had times."""

    timed: bool
    words: tuple[Word, ...]
    segments: tuple[Segment, ...]
    dropped: Dropped


def merge(
    plan: Plan,
    transcribed: Iterable[tuple[Part, Transcript]],
    *,
    speakers: Mapping[int, Speaker] | None = None,
) -> Merged:
    """Merges any number of the plan's parts, in any order, into one transcript in call time.

    `speakers` says who is on which channel: by default the agent on the first of two. On a single
    channel the voices that a model distinguished remain, with new labels in each part, because
    labels of two parts are unrelated. Text without times is spread over the speech of its part.
    """
    named = speakers or CHANNELS[plan.treated_as]
    pairs = [
        (part, _with_speakers(plan, part, transcript, named)) for part, transcript in transcribed
    ]
    placed = [_placed_part(part, transcript) for part, transcript in pairs]
    words = sorted(
        (word for one in placed for word in one.words), key=lambda word: (word.start_s, word.end_s)
    )
    segments = sorted(
        (s for one in placed for s in one.segments), key=lambda s: (s.start_s, s.end_s)
    )
    timed = all(one.timed for one in placed if one.segments)
    seconds: dict[str, float] = defaultdict(float)
    for part, transcript in pairs:
        if transcript.language:
            seconds[transcript.language] += part.duration_s
    if timed:
        turns = turns_from_words(words)
    else:
        # Words count as segments where a model returned only words.
        turns = turns_from_segments(
            [
                piece
                for one in placed
                for piece in one.segments
                or [Segment(w.text, w.start_s, w.end_s, w.speaker, w.label) for w in one.words]
            ]
        )
    return Merged(
        Transcript(
            turns,
            max(seconds, key=lambda language: seconds[language], default=None),
            tuple(words),
            tuple(segments),
        ),
        round(max(0.0, plan.duration_s - plan.speech_s), 3),
        round(plan.speech_s, 3),
        by_channel(
            plan.treated_as,
            ((part.channel, one.dropped) for (part, _), one in zip(pairs, placed, strict=True)),
        ),
    )


def joined(pieces: Sequence[tuple[float, Merged]], *, duration_s: float) -> Merged:
    """Joins the transcripts of several recordings of a call, each with the second of the call at
    which it begins.
    """

    def later(spoken: AnySpoken, by_s: float) -> AnySpoken:
        if spoken.start_s is None or spoken.end_s is None:
            return spoken
        return replace(spoken, start_s=spoken.start_s + by_s, end_s=spoken.end_s + by_s)

    turns = [later(turn, by_s) for by_s, one in pieces for turn in one.transcript.turns]
    words = [later(word, by_s) for by_s, one in pieces for word in one.transcript.words]
    segments = [later(segment, by_s) for by_s, one in pieces for segment in one.transcript.segments]
    languages = [
        one.transcript.language
        for _, one in pieces
        if one.transcript.language and one.transcript.turns
    ]
    speech_s = sum(one.speech_s for _, one in pieces)
    return Merged(
        Transcript(
            # Recordings of single tracks run at the same time.
            tuple(sorted(turns, key=lambda turn: (turn.start_s or 0.0, turn.end_s or 0.0))),
            languages[0] if languages else None,
            tuple(sorted(words, key=lambda word: (word.start_s, word.end_s))),
            tuple(sorted(segments, key=lambda segment: (segment.start_s, segment.end_s))),
        ),
        round(max(0.0, duration_s - speech_s), 3),
        round(min(duration_s, speech_s), 3),
        added(one.dropped for _, one in pieces),
    )


def _with_speakers(
    plan: Plan, part: Part, transcript: Transcript, named: Mapping[int, Speaker]
) -> Transcript:
    """Sets the speakers by channel where these are known, else by the model's labels."""

    def of(spoken: AnySpoken) -> AnySpoken:
        if named[part.channel] is not Speaker.UNKNOWN:
            return replace(spoken, speaker=named[part.channel], label=None)
        if len(named) > 1:
            # Two channels without known speakers are still two voices.
            return replace(spoken, label=str(part.channel + 1))
        if spoken.label and len(plan.parts) > 1:
            return replace(spoken, label=f"{part.position + 1}{spoken.label}")
        return spoken

    return replace(
        transcript,
        turns=tuple(map(of, transcript.turns)),
        words=tuple(map(of, transcript.words)),
        segments=tuple(map(of, transcript.segments)),
    )


def _placed_part(part: Part, transcript: Transcript) -> _Placed:
    words = sorted(transcript.words, key=lambda word: word.start_s)
    if transcript.segments or transcript.words:
        segments = transcript.segments
    else:
        segments = tuple(
            segment
            for turn in transcript.turns
            for segment in (
                (Segment(turn.text, turn.start_s, turn.end_s, turn.speaker, turn.label),)
                if turn.start_s is not None and turn.end_s is not None
                else spread(turn, part.speech)
            )
        )
    if not words:
        timed = bool(transcript.segments) or all(
            turn.start_s is not None for turn in transcript.turns
        )
        return _placed_segments(part, segments, transcript.confidences, timed=timed)
    looped = loops([word.text for word in words]) | _unconfirmed_words(
        part, words, segments, transcript.confidences
    )
    invented = {at for at, word in enumerate(words) if at in looped or not _near_speech(part, word)}
    remaining = [word for at, word in enumerate(words) if at not in invented]
    rest = (_without_invented(segment, words, invented) for segment in segments)
    return _Placed(
        True,
        tuple(
            _moved(part, _fitted_to_speech(part, word, before))
            for before, word in pairwise((None, *remaining))
            if word
        ),
        tuple(_moved(part, segment) for segment in rest if segment and _near_speech(part, segment)),
        dropped_of(part, remaining, words=len(invented)),
    )


def _unconfirmed_words(
    part: Part,
    words: Sequence[Word],
    segments: Sequence[Segment],
    confidences: Sequence[Confidence],
) -> set[int]:
    """Returns the words of sentences that the sound does not confirm. A segment ends a sentence
    too.
    """
    ends = [segment.end_s for segment in segments]
    unsaid: set[int] = set()
    first = 0
    for at, word in enumerate(words):
        later = words[at + 1] if at + 1 < len(words) else None
        if later and not word.text.endswith(SENTENCE_ENDS) and not _are_parted(ends, word, later):
            continue
        said = " ".join(each.text for each in words[first : at + 1])
        if is_invented(said, evidence(part.voice, confidences, words[first].start_s, word.end_s)):
            unsaid.update(range(first, at + 1))
        first = at + 1
    return unsaid


def _are_parted(ends: Sequence[float], before: Word, after: Word) -> bool:
    """Returns whether a segment ends, or a pause lies, between two words."""
    at = bisect_left(ends, (before.start_s + before.end_s) / 2)
    ended = at < len(ends) and ends[at] <= (after.start_s + after.end_s) / 2
    return ended or after.start_s - before.end_s >= PAUSE_S


def _placed_segments(
    part: Part, segments: Sequence[Segment], confidences: Sequence[Confidence], *, timed: bool
) -> _Placed:
    tokens = [(at, token) for at, segment in enumerate(segments) for token in segment.text.split()]
    looped = loops([token for _, token in tokens])
    unsaid = {
        at
        for at, each in enumerate(segments)
        if is_invented(each.text, evidence(part.voice, confidences, each.start_s, each.end_s))
    }
    texts: dict[int, list[str]] = {}
    for number, (at, token) in enumerate(tokens):
        if number not in looped and at not in unsaid and _near_speech(part, segments[at]):
            texts.setdefault(at, []).append(token)
    remaining = [replace(segments[at], text=" ".join(texts[at])) for at in texts]
    removed = len(tokens) - sum(map(len, texts.values()))
    # Text without times may have been said anywhere in the part.
    return _Placed(
        False,
        (),
        tuple(_moved(part, segment) for segment in remaining),
        dropped_of(
            part,
            remaining if timed or not remaining else [Segment("", 0.0, part.duration_s)],
            words=removed,
        ),
    )


def spread(turn: Turn, speech: Sequence[Stretch]) -> Iterator[Segment]:
    """Spreads the turn's sentences over the speech, as if all letters took equally long to say.

    A sentence is not split by a pause in which another person may speak: it is put on the side of
    its middle.
    """
    sentences = SENTENCE.findall(turn.text)
    utterances: list[Stretch] = []
    for stretch in speech:
        if utterances and stretch.start_s - utterances[-1].end_s < PAUSE_S:
            utterances[-1] = Stretch(utterances[-1].start_s, stretch.end_s)
        else:
            utterances.append(stretch)
    letters, spoken_s = sum(map(len, sentences)), sum(_length_s(one) for one in utterances)
    if not letters or not utterances:
        return
    said = 0
    for sentence in sentences:
        first_s, last_s = (spoken_s * at / letters for at in (said, said + len(sentence)))
        said += len(sentence)
        # A segment whose times count seconds of speech lies in the utterance that contains its
        # middle.
        begun_s = 0.0
        for utterance in utterances:
            ended_s = begun_s + _length_s(utterance)
            if (first_s + last_s) / 2 < ended_s or utterance is utterances[-1]:
                break
            begun_s = ended_s
        start_s = utterance.start_s + max(0.0, first_s - begun_s)
        end_s = utterance.start_s + min(_length_s(utterance), last_s - begun_s)
        yield Segment(
            " ".join(sentence.split()), start_s, max(start_s, end_s), turn.speaker, turn.label
        )


def _length_s(stretch: Stretch) -> float:
    return stretch.end_s - stretch.start_s


def _without_invented(
    segment: Segment, words: Sequence[Word], invented: set[int]
) -> Segment | None:
    if not invented:
        return segment
    inside = [
        at
        for at, word in enumerate(words)
        if segment.start_s <= (word.start_s + word.end_s) / 2 <= segment.end_s
    ]
    if invented.isdisjoint(inside):
        return segment
    text = " ".join(words[at].text for at in inside if at not in invented)
    return replace(segment, text=text) if text else None


def _near_speech(part: Part, spoken: Word | Segment) -> bool:
    if spoken.start_s >= part.duration_s:
        return False
    at = bisect_left(part.speech, spoken.start_s - NEAR_SPEECH_S, key=lambda stretch: stretch.end_s)
    return at < len(part.speech) and part.speech[at].start_s - NEAR_SPEECH_S <= spoken.end_s


def _fitted_to_speech(part: Part, word: Word, before: Word | None) -> Word:
    """Fits a word to the speech, because recognisers stretch the first and the last word of an
    utterance into the silence around it, or put it there.
    """
    first = bisect_left(part.speech, word.start_s, key=lambda stretch: stretch.end_s)
    last = bisect_left(part.speech, word.end_s, key=lambda stretch: stretch.start_s) - 1
    if last < first:
        # The whole word is in silence: after the end of a sentence it begins the next utterance,
        # else it ends the previous one.
        begins = first < len(part.speech) and (
            last < 0 or (before is not None and before.text.endswith(SENTENCE_ENDS))
        )
        at_s = part.speech[first].start_s if begins else part.speech[last].end_s
        return replace(word, start_s=at_s, end_s=at_s)
    start_s = max(word.start_s, part.speech[first].start_s - EDGE_S)
    end_s = min(word.end_s, part.speech[last].end_s + EDGE_S)
    return replace(word, start_s=start_s, end_s=max(start_s, end_s))


def _moved(part: Part, spoken: Spoken) -> Spoken:
    """Moves a word on both sides of a silence to the side that contains more of it."""
    start_s, end_s = spoken.start_s, max(spoken.start_s, spoken.end_s)
    if isinstance(spoken, Word):
        home = max(part.spans, key=lambda span: _shared_s(span, start_s, end_s))
        if _shared_s(home, start_s, end_s) > 0:
            start_s = max(start_s, home.part_start_s)
            end_s = min(end_s, home.part_start_s + home.duration_s)
            shift_s = home.call_start_s - home.part_start_s
            return replace(spoken, start_s=start_s + shift_s, end_s=end_s + shift_s)
    begin_s = part.call_time(start_s)
    return replace(spoken, start_s=begin_s, end_s=max(begin_s, part.call_time(end_s)))


def _shared_s(span: Span, start_s: float, end_s: float) -> float:
    return min(end_s, span.part_start_s + span.duration_s) - max(start_s, span.part_start_s)


def loops(tokens: Sequence[str]) -> set[int]:
    """Returns the tokens that repeat a phrase more often in a row than people do; the first
    occurrence is not included.
    """
    plain = ["".join(filter(str.isalnum, token)).casefold() for token in tokens]
    dropped: set[int] = set()
    at = 0
    while at < len(plain):
        end = at
        for length in range(1, LONGEST_PHRASE + 1):
            if plain[at : at + 1] != plain[at + length : at + length + 1]:
                continue
            repeats = _repeat_length(plain, at, length)
            phrase = plain[at : at + length]
            if all(token.isdigit() for token in phrase):
                most = REPEATS_OF_DIGITS
            else:
                most = REPEATS.get(len(phrase), REPEATS_OF_LONGER)
            if repeats >= most:
                end = at + length * repeats
                dropped.update(range(at + length, end))
                break
        at = max(end, at + 1)
    return dropped


def _repeat_length(plain: Sequence[str], at: int, length: int) -> int:
    phrase, end = plain[at : at + length], at + length
    while len(phrase) == length and plain[end : end + length] == phrase:
        end += length
    return (end - at) // length
