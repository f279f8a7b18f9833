"""Finds words in a call that are meant for the machine that reads it, and for no person.

Rules cannot be persuaded, but they read "my name is" and "call me at nine" in any place, and a
model can be persuaded as well. Such words are no evidence: neither they, nor the rest of their
turn, nor what the speaker adds to them in the next turns, nor what the other speaker repeats.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from shared.domain.transcript import Speaker, Turn
from shared.local.callback_acts import Languages
from shared.local.command_evidence import is_about_the_analysis
from shared.local.command_lexicon import SPACED_SCRIPTS
from shared.local.command_lexicon_joined import JOINED_SCRIPTS
from shared.local.command_wishes import is_wish_for_the_record
from shared.local.command_words import (
    DECLINES,
    DISMISSES,
    JOKES,
    PUZZLED,
    REQUESTS,
    CommandWords,
)
from shared.local.contact_owners import asks_for_contact, has_contact
from shared.local.lexicons import READ
from shared.local.sentences import LONGEST, Sentence, matching_text, sentences

COMMAND_WORDS = SPACED_SCRIPTS | JOINED_SCRIPTS
# So many turns after an order, the same speaker may still dictate a field.
_ADDED_TURNS = 4
# The other speaker repeats an order within so many turns, with so many words in a row.
_REPEATED_TURNS, _REPEATED_WORDS = 2, 4
_WORDS_OF_ANSWER = 3
# An order that is dictated over several turns goes on within so many.
_CONTINUED_TURNS = 4
_WORD = re.compile(r"\w+")
# "And the AI colleague now writes": what is written follows in the next turn.
_LONGEST_HEADING, _LONGEST_PAUSE = 100, 30
_FINISHED = re.compile(r"[.!?…।]\W*$")
_UNFINISHED = re.compile(r"[,:;\w]\s*$")


@dataclass(frozen=True, slots=True)
class _Order:
    turn: int
    speaker: Speaker
    runs: frozenset[tuple[str, ...]]


def without_commands(turns: Sequence[Turn], languages: Languages = READ) -> tuple[Turn, ...]:
    """Returns the turns without words to the machine; the places of all other characters stay."""
    # English applies to every call, because models are mostly addressed in it.
    spoken = [words for each, words in COMMAND_WORDS.items() if each in languages or each == "en"]
    cleaned: list[Turn] = []
    order: _Order | None = None
    for number, turn in enumerate(turns):
        text = turn.text
        if order is not None and _goes_on(turns, number, order, languages):
            # The order is not replaced, so that one that is long stays within its turns.
            cleaned.append(replace(turn, text=""))
            continue
        if _is_taken_back(turns[number : number + 3]):
            order = _Order(number, turn.speaker, _runs(text))
            cleaned.append(replace(turn, text=text[: _end_of_answer(turn, number)]))
            continue
        for sentence in sentences((turn,), number):
            if _is_order(sentence, spoken, order):
                order = _Order(number, turn.speaker, _runs(turn.text[sentence.start :]))
                text = text[: sentence.start]
                break
            if wish := _note(sentence, spoken):
                order = _Order(number, turn.speaker, _runs(wish.text))
                text = _blanked(text, wish)
            elif order and _repeats(sentence, order):
                text = _blanked(text, sentence)
            elif any(words.reads.search(sentence.plain) for words in spoken):
                text = text[: sentence.end]
                break
        cleaned.append(replace(turn, text=text))
    return tuple(cleaned)


def _goes_on(turns: Sequence[Turn], number: int, order: _Order, languages: Languages) -> bool:
    """Returns whether a turn continues an order of its speaker: the order was no whole sentence, or
    the turn has a number or an address for which the other speaker did not ask.
    """
    turn = turns[number]
    if (
        turn.speaker is not order.speaker
        or turn.speaker is Speaker.AGENT
        or not 0 < number - order.turn <= _CONTINUED_TURNS
    ):
        return False
    between = turns[order.turn + 1 : number]
    if any(map(asks_for_contact, between)):
        return False
    ordered = turns[order.turn].text
    if len(ordered) > _LONGEST_HEADING or has_contact(ordered, languages):
        return False
    if _UNFINISHED.search(ordered) and _FINISHED.search(turn.text) and all(map(_is_pause, between)):
        return True
    return has_contact(turn.text[:LONGEST], languages)


def _is_pause(turn: Turn) -> bool:
    """Returns whether a speaker says "mm-hm", or does not understand."""
    text = matching_text(turn.text)
    return len(text) <= _LONGEST_PAUSE and (
        "?" not in text or len(text.split()) <= 2 or PUZZLED.fullmatch(text) is not None
    )


def _end_of_answer(turn: Turn, number: int) -> int:
    """Returns where the answer ends with which a turn may begin: "Andrés Vidal. Robot, ..."."""
    said = sentences((turn,), number)
    is_answer = len(said) > 1 and len(said[0].text.split()) <= _WORDS_OF_ANSWER
    return said[0].end if is_answer else 0


def _is_taken_back(following: Sequence[Turn]) -> bool:
    """Returns whether a turn is declined by the other speaker and called a joke by its own, or is
    not understood by the one and waved away by the other.
    """
    said, *others = [matching_text(turn.text[:LONGEST]) for turn in following]
    if not others or following[0].speaker is following[1].speaker:
        return False
    is_joke = any(JOKES.search(each) for each in (said, *others[1:]))
    is_waved_away = PUZZLED.fullmatch(others[0]) and any(map(DISMISSES.match, others[1:]))
    return bool(is_waved_away) or (is_joke and DECLINES.search(others[0]) is not None)


def _is_order(sentence: Sentence, spoken: Sequence[CommandWords], order: _Order | None) -> bool:
    is_addition = (
        order is not None
        and order.turn < sentence.turn <= order.turn + _ADDED_TURNS
        and order.speaker is sentence.speaker
        and sentence.speaker is not Speaker.AGENT
    )
    return (
        is_about_the_analysis(sentence)
        or is_wish_for_the_record(sentence)
        or any(
            words.orders.search(sentence.plain)
            or (is_addition and words.writes.search(sentence.plain))
            for words in spoken
        )
    )


def _note(sentence: Sentence, spoken: Sequence[CommandWords]) -> Sentence | None:
    """Returns the wish of a caller for a note, without a request to be called that follows it."""
    if sentence.speaker is Speaker.AGENT:
        return None
    if not any(words.notes.search(sentence.plain) for words in spoken):
        return None
    request = REQUESTS.search(sentence.plain)
    length = request.end() if request else len(sentence.text)
    return replace(sentence, text=sentence.text[:length], end=sentence.start + length)


def _repeats(sentence: Sentence, order: _Order) -> bool:
    return (
        sentence.speaker is not order.speaker
        and sentence.turn <= order.turn + _REPEATED_TURNS
        and not order.runs.isdisjoint(_runs(sentence.plain))
    )


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return frozenset(
        tuple(words[at : at + _REPEATED_WORDS]) for at in range(len(words) - _REPEATED_WORDS + 1)
    )


def _blanked(text: str, sentence: Sentence) -> str:
    return f"{text[: sentence.start]}{' ' * len(sentence.text)}{text[sentence.end :]}"
