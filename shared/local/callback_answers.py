"""Says what the course of a conversation comes to: whether the caller must be called back, why, and
in which words.
"""

from typing import Final

from shared.domain.insights import CallbackDetection, TimeQuote
from shared.domain.stored_texts import CallbackReason
from shared.domain.transcript import Speaker, Transcript
from shared.local.agreed_times import Agreed
from shared.local.answering_machines import machine_turns
from shared.local.callback_acts import Act, says
from shared.local.callback_rules import NEEDED, Course
from shared.local.callback_times import vague_when_in
from shared.local.commands import without_commands
from shared.local.lexicons import READ
from shared.local.sentences import Sentence, sentences

_REASONS: Final = {
    Act.REQUEST: (CallbackReason.REQUEST, 0.92),
    Act.PROMISE: (CallbackReason.PROMISE, 0.88),
    Act.OFFER: (CallbackReason.OFFER, 0.85),
    Act.COMPLAINT: (CallbackReason.COMPLAINT, 0.7),
    Act.REFUSAL: (CallbackReason.REFUSAL, 0.93),
    Act.OTHER_WAY: (CallbackReason.OTHER_WAY, 0.88),
    Act.WITHDRAWAL: (CallbackReason.WITHDRAWAL, 0.85),
    Act.OWN_CALL: (CallbackReason.OWN_CALL, 0.9),
    Act.BOOKED: (CallbackReason.BOOKED, 0.88),
    Act.SETTLED: (CallbackReason.SETTLED, 0.85),
}
# A complaint counts if this many turns, the last of the call, brought no result.
_COMPLAINT_TURNS = 4


def conclude(
    course: Course, transcript: Transcript, *, unread: CallbackReason | None = None
) -> CallbackDetection:
    """Returns the result. `unread` says why the rules cannot read the call; then finding nothing
    proves nothing.
    """
    agreed = course.agreed
    if agreed and agreed.act is Act.COMPLAINT:
        is_last = agreed.sentence.turn >= len(transcript.turns) - _COMPLAINT_TURNS
        agreed = agreed if is_last else None
    if agreed is None and (left := _number_left(transcript)):
        return CallbackDetection(True, CallbackReason.NUMBER_LEFT, left.text, left.turn, None, 0.7)
    if agreed is None and unread:
        return CallbackDetection(None, unread, None, None, None, 0.0)
    if agreed is None:
        return CallbackDetection(False, CallbackReason.NOT_ASKED, None, None, None, 0.8)
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
    agreed: Agreed, reason: CallbackReason, confidence: float, transcript: Transcript
) -> CallbackDetection:
    main, timed, span = agreed.sentence, agreed.timed, agreed.span
    if timed is None or span is None:
        vague = vague_when_in(main) if agreed.act is not Act.COMPLAINT else None
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
