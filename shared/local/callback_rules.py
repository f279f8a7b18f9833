"""Decides from the course of a conversation whether somebody must call back, and finds the words
that say when.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from shared.domain.insights import CallbackDetection
from shared.domain.transcript import Speaker, Transcript, Turn
from shared.local.callback_acts import Act, act_of, is_conditional, is_greeting
from shared.local.callback_times import TimeSpan, is_mostly_time, vague_when_in, when_in
from shared.local.sentences import Sentence, sentences

# One way to read each blank: two for every filler would double the time with each of them.
_FILLERS = r"^\W*+(?:(?:oh|um|uh|well|okay|ok|hm++)\b\W*+)*"
_YES = re.compile(
    rf"{_FILLERS}(?:yes|yeah|yep|yup|sure|please|absolutely|of course|great"
    r"|perfect|fine"
    r"|that works|works|that would|that'd|sounds|go ahead|ok|okay|definitely|lovely|i'd"
    r" like|sí|si|claro|vale"
    r"|por favor|perfecto"
    r"|ja|gern|gerne|bitte|klar|passt|כן|בטח|בסדר)\b|\b(?:works|is fine|is good|is perfect|sounds"
    r" good|please do)\b"
)
_NO = re.compile(
    rf"{_FILLERS}(?:no|nope|nah|not really|i'm good|i'm okay|no hace|nein"
    r"|nicht nötig|לא)\b"
    r"(?!,? (?:problem|worries|worry|rush|hurry))|\b(?:won't be necessary|instead|just"
    r" (?:text|e-?mail|message)"
    r"|mejor (?:un |por |mándeme|envíeme)|rather not|i'll just come|email (?:it|me|is) )"
)
_PROPOSES = re.compile(
    r"\b(?:would|how about|what about|does|is|could we|can we|shall we|let's|make"
    r" it|say|better|instead|it is"
    r"|works|suits"
    r"|prefer|then|passt|lieber|mejor|qué tal|wie wäre)\b|\?"
)
_ASKS_WHEN = re.compile(
    r"\b(?:when|what time|what day|which day|what works|what suits|good time|best"
    r" time|wann|cuándo|qué hora)\b|מתי"
)

_NUMBER_LEFT = re.compile(
    r"\bmy (?:\w+ )?number(?: is|'s)\b|\bmi número es\b|\bmeine nummer ist\b|המספר שלי"
)
_THEN = re.compile(r"\b(?:then|entonces|dann)\b|\bאז\b")

_REASONS = {
    Act.REQUEST: ("the caller asked to be called back", 0.92),
    Act.PROMISE: ("the agent promised a call", 0.88),
    Act.OFFER: ("the agent offered a call and the caller accepted", 0.85),
    Act.REFUSAL: ("the caller does not want a call", 0.93),
    Act.OWN_CALL: ("the caller will call themselves", 0.9),
    Act.BOOKED: ("an appointment was made instead", 0.88),
}
_NEEDED = (Act.REQUEST, Act.PROMISE, Act.OFFER)
_NEARBY_TURNS = 3
_NEIGHBOURS = 4


_Timed = tuple[Sentence | None, TimeSpan | None]


@dataclass(frozen=True, slots=True)
class Agreed:
    """Where the conversation stands: the last act about calling back, and the words for
    its time.
    """

    act: Act
    sentence: Sentence
    timed: Sentence | None = None
    span: TimeSpan | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """How far a conversation has come: what was agreed, and an offer that waits for its answer."""

    agreed: Agreed | None = None
    offered: Agreed | None = None


def follow(said: Sequence[Sentence], machine_turns: Collection[int], course: Course) -> Course:
    """Returns where the next part of a conversation leads."""
    agreed, offered = course.agreed, course.offered
    for position, sentence in enumerate(said):
        if sentence.turn in machine_turns and sentence.speaker is Speaker.AGENT:
            continue
        found = act_of(sentence)
        if found and not (sentence.turn in machine_turns and found[0] is Act.PROMISE):
            timed = _own_time(said, position, found[1], found[0])
            latest = Agreed(found[0], sentence, *_with_time_said_before(timed, said, position))
            offered = latest if found[0] is Act.OFFER else None
            agreed = agreed if offered else _after(agreed, latest)
        elif offered and sentence.speaker is not Speaker.AGENT:
            agreed, offered = _answered(agreed, offered, sentence)
        elif agreed:
            agreed = _continued(agreed, sentence, said, position)
    return Course(agreed, offered)


def conclude(
    course: Course, transcript: Transcript, *, unread: str | None = None
) -> CallbackDetection:
    """`unread` says why the rules cannot tell; finding nothing then is no answer."""
    agreed = course.agreed
    if agreed is None and (left := _number_left(transcript)):
        return CallbackDetection(
            True, "a message left with a number to call", left.text, left.turn, None, 0.7
        )
    if agreed is None and unread:
        return CallbackDetection(None, unread, None, None, None, 0.0)
    if agreed is None:
        return CallbackDetection(
            False, "nobody asked for or promised a call", None, None, None, 0.8
        )
    reason, confidence = _REASONS[agreed.act]
    if agreed.act not in _NEEDED:
        return CallbackDetection(
            False, reason, agreed.sentence.text, agreed.sentence.turn, None, confidence
        )
    return _needed(agreed, reason, confidence, transcript)


def _number_left(transcript: Transcript) -> Sentence | None:
    """A number in a message that one person left is there to be called."""
    if len(transcript.turns) != 1 or transcript.turns[0].speaker is Speaker.AGENT:
        return None
    return next(
        (one for one in sentences(transcript.turns) if _NUMBER_LEFT.search(one.plain)), None
    )


def machine_turns(turns: Sequence[Turn], first: int = 0) -> frozenset[int]:
    """Returns the numbers of turns that are an answering machine's; the first turn has number
    `first`.
    """
    return frozenset(
        number
        for number, turn in enumerate(turns, first)
        if turn.speaker is not Speaker.CUSTOMER and is_greeting(turn.text)
    )


def _own_time(said: Sequence[Sentence], position: int, near: int, act: Act) -> _Timed:
    """The time in the sentence itself, or in its neighbours of the same turn."""
    sentence = said[position]
    span = when_in(sentence, near)
    if span or act not in _NEEDED:
        return (sentence, span) if span else (None, None)
    around = said[max(0, position - _NEIGHBOURS) : position + _NEIGHBOURS + 1]
    neighbours = [
        one
        for one in around
        if one.turn == sentence.turn and one is not sentence and act_of(one) is None
    ]
    timed = [
        (one, found)
        for one in neighbours
        if (found := when_in(one)) and found.weight > 1 and is_mostly_time(one, found)
    ]
    return timed[-1] if timed else (None, None)


def _with_time_said_before(timed: _Timed, said: Sequence[Sentence], position: int) -> _Timed:
    """ "I'll call then", and "at two" after "tomorrow, but not before two": the words before say
    more.
    """
    span = timed[1]
    if span is None:
        refers_back = _THEN.search(said[position].plain)
        return next(_times_before(said, position), timed) if refers_back else timed
    if span.has_day or not span.has_clock:
        return timed
    earlier = _times_before(said, position)
    return next(
        ((one, found) for one, found in earlier if found.has_day and found.clocks == span.clocks),
        timed,
    )


def _times_before(said: Sequence[Sentence], position: int) -> Iterator[tuple[Sentence, TimeSpan]]:
    turn = said[position].turn
    for one in reversed(said[max(0, position - 2 * _NEIGHBOURS) : position]):
        found = when_in(one)
        if turn - one.turn <= _NEARBY_TURNS and found and found.weight > 1:
            yield one, found


def _after(agreed: Agreed | None, latest: Agreed) -> Agreed:
    """The later act stands; a repeated promise without a time keeps the time agreed before."""
    if agreed is None:
        return latest
    if latest.act is Act.OWN_CALL and agreed.act in _NEEDED and is_conditional(latest.sentence):
        return agreed
    if latest.act in _NEEDED and agreed.act in _NEEDED:
        if latest.span is None:
            return agreed
        return _with_time(agreed, latest.timed or latest.sentence, latest.span)
    return latest


def _with_time(agreed: Agreed, timed: Sentence, span: TimeSpan) -> Agreed:
    """A new time replaces the old one unless it loses the day that was agreed, or only repeats the
    caller.
    """
    if agreed.span is not None:
        loses_day = agreed.span.has_day and not span.has_day
        repeats_caller = timed.speaker is Speaker.AGENT and span.echoes(agreed.span)
        if loses_day or repeats_caller:
            return agreed
    return replace(agreed, timed=timed, span=span)


def _answered(
    agreed: Agreed | None, offered: Agreed, answer: Sentence
) -> tuple[Agreed | None, Agreed | None]:
    if _NO.search(answer.plain):
        return replace(offered, act=Act.REFUSAL, sentence=answer), None
    span = when_in(answer)
    if not (span or _YES.search(answer.plain)):
        return agreed, offered
    accepted = _after(agreed, offered)
    return (
        _with_time(accepted, answer, span) if span and not _repeats(span, accepted) else accepted
    ), None


def _repeats(span: TimeSpan, agreed: Agreed) -> bool:
    return agreed.span is not None and span.weight <= agreed.span.weight


def _continued(
    agreed: Agreed, sentence: Sentence, said: Sequence[Sentence], position: int
) -> Agreed:
    if agreed.act not in _NEEDED:
        return agreed
    soon_after = sentence.turn - agreed.sentence.turn <= _NEARBY_TURNS
    if (
        agreed.act is Act.PROMISE
        and soon_after
        and sentence.speaker is Speaker.CUSTOMER
        and _NO.search(sentence.plain)
    ):
        return replace(agreed, act=Act.REFUSAL, sentence=sentence)
    span = when_in(sentence)
    if not (span and soon_after):
        return agreed
    asked = any(_ASKS_WHEN.search(one.plain) for one in said[max(0, position - 2) : position])
    settles = _PROPOSES.search(sentence.plain) and _is_accepted(
        said[position + 1 : position + 3], sentence
    )
    if (
        asked
        or settles
        or (agreed.span is None and span.weight > 1 and is_mostly_time(sentence, span))
    ):
        return _with_time(agreed, sentence, span)
    return agreed


def _is_accepted(following: Sequence[Sentence], proposal: Sentence) -> bool:
    answers = [one for one in following if one.turn > proposal.turn]
    return (
        bool(answers) and bool(_YES.search(answers[0].plain)) and not _NO.search(answers[0].plain)
    )


def _needed(
    agreed: Agreed, reason: str, confidence: float, transcript: Transcript
) -> CallbackDetection:
    main, timed, span = agreed.sentence, agreed.timed, agreed.span
    if timed is None or span is None:
        return CallbackDetection(
            True, reason, main.text, main.turn, vague_when_in(main), confidence
        )
    requested = timed.text[span.start : span.end]
    if timed.turn != main.turn:
        return CallbackDetection(True, reason, timed.text, timed.turn, requested, confidence - 0.1)
    start, end = min(main.start, timed.start), max(main.end, timed.end)
    return CallbackDetection(
        True, reason, transcript.turns[main.turn].text[start:end], main.turn, requested, confidence
    )
