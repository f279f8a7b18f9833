"""Says what the course of a conversation comes to: whether the caller must be called back, why, and
in which words.
"""

from shared.domain.insights import CallbackDetection, TimeQuote
from shared.domain.transcript import Speaker, Transcript
from shared.local.agreed_times import Agreed
from shared.local.answering_machines import machine_turns
from shared.local.callback_acts import Act, says
from shared.local.callback_rules import NEEDED, Course
from shared.local.callback_times import vague_when_in
from shared.local.commands import without_commands
from shared.local.lexicons import READ
from shared.local.sentences import Sentence, sentences

_REASONS = {
    Act.REQUEST: ("the caller asked to be called back", 0.92),
    Act.PROMISE: ("the agent promised a call", 0.88),
    Act.OFFER: ("the agent offered a call and the caller accepted", 0.85),
    Act.COMPLAINT: ("the caller waits for a call that did not come", 0.7),
    Act.REFUSAL: ("the caller does not want a call", 0.93),
    Act.OTHER_WAY: ("the caller wants to be reached in another way", 0.88),
    Act.WITHDRAWAL: ("the caller took the wish for a call back", 0.85),
    Act.OWN_CALL: ("the caller will call themselves", 0.9),
    Act.BOOKED: ("an appointment was made instead", 0.88),
    Act.SETTLED: ("the matter was settled without a call", 0.85),
}
# A complaint counts if this many turns, the last of the call, brought no result.
_COMPLAINT_TURNS = 4


def conclude(
    course: Course, transcript: Transcript, *, unread: str | None = None
) -> CallbackDetection:
    """Returns the result. `unread` says why the rules cannot read the call; then finding nothing
    proves nothing.
    """
    agreed = course.agreed
    if agreed and agreed.act is Act.COMPLAINT:
        is_last = agreed.sentence.turn >= len(transcript.turns) - _COMPLAINT_TURNS
        agreed = agreed if is_last else None
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
    if agreed.act not in NEEDED:
        return CallbackDetection(
            False, reason, agreed.sentence.text, agreed.sentence.turn, None, confidence
        )
    return _needed(agreed, reason, confidence, transcript)


def _number_left(transcript: Transcript) -> Sentence | None:
    """Returns whether a message by one person contains a number, which is meant for
    calling back.
    """
    turns = transcript.turns
    machine = machine_turns(turns)
    left = [number for number in range(len(turns)) if number not in machine]
    if len(left) != 1 or turns[left[0]].speaker is Speaker.AGENT:
        return None
    return next(
        (
            one
            for one in sentences(without_commands((turns[left[0]],)), left[0])
            if says(READ, "number_left", one.plain)
        ),
        None,
    )


def _needed(
    agreed: Agreed, reason: str, confidence: float, transcript: Transcript
) -> CallbackDetection:
    main, timed, span = agreed.sentence, agreed.timed, agreed.span
    if timed is None or span is None:
        vague = vague_when_in(main)
        quotes = (TimeQuote(vague, main.turn),) if vague else ()
        return CallbackDetection(
            True, reason, main.text, main.turn, vague, confidence, time_quotes=quotes
        )
    requested = timed.text[span.start : span.end]
    earlier = (agreed.earlier,) if agreed.earlier else ()
    quotes = (*earlier, TimeQuote(requested, timed.turn))
    if timed.turn != main.turn:
        return CallbackDetection(
            True, reason, timed.text, timed.turn, requested, confidence - 0.1, time_quotes=quotes
        )
    start, end = min(main.start, timed.start), max(main.end, timed.end)
    phrase = transcript.turns[main.turn].text[start:end]
    return CallbackDetection(
        True, reason, phrase, main.turn, requested, confidence, time_quotes=quotes
    )
