"""Classifies what a sentence does about a callback: requests, promises, offers, declines,
withdraws, settles.

The words are a lexicon's (`shared.local.lexicons`); the rules here are the same for all languages.
The meaning depends on the speaker: "I'll call you back" is a promise from the agent and the
opposite from the caller, and "call me back" from the agent is an invitation that requires no
action.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache

from shared.domain.transcript import Speaker
from shared.local.callback_times import is_ahead
from shared.local.callback_words import OF_TEAM
from shared.local.lexicons import lexicons_of
from shared.local.lexicons.lexicon import CallWords, Pattern
from shared.local.sentences import Sentence

Languages = tuple[str, ...]


class Act(StrEnum):
    REQUEST = "request"
    PROMISE = "promise"
    OFFER = "offer"
    # A call that did not come; the caller may be calling because of it.
    COMPLAINT = "complaint"
    REFUSAL = "refusal"
    OTHER_WAY = "other_way"
    WITHDRAWAL = "withdrawal"
    OWN_CALL = "own_call"
    BOOKED = "booked"
    SETTLED = "settled"


Found = tuple[Act, int]
# A negation refers to the words when it is at most this far before or behind them.
_BEFORE, _BEHIND = 32, 30
# "If it drops, just call me": the case is said at most this far before the call, or behind it.
_AFTER_CASE, _BEFORE_CASE, _LONGEST_CASE = 45, 20, 110
_NAMING = re.compile(r"\b(?:[Cc]all|[Cc]ontact) me (?:[A-ZÁÉÍÓÚÄÖÜ]\w*|by)\b(?! at\b)")
_DAY_NAMES = re.compile(
    r"\b[Cc]all me (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct"
    r"|Nov|Dec)"
)
# "I thought of asking you to call me, but no."
_BUT_NO = re.compile(
    r"\b(?:but no|pero no|aber nein|aber nee|mais non|ma no|mas não)\b(?=[,.]|$| better| mejor)"
)
# "Don't call that one" refuses a number, and "don't call that number again" the calls.
_THAT_NUMBER = re.compile(
    r"\b(?:(?:on |at )?(?:that (?:one|number)|the other (?:one|number))|(?:a|al|en) (?:ese|otro)"
    r"(?: número| teléfono)?|(?:auf|unter) (?:der|die) (?:nummer )?(?:da|andere\w*)|(?:sur"
    r"|à) (?:celui-là"
    r"|ce numéro-là|l'autre)|(?:a|su) (?:quello|quel numero|quell'altro)|(?:para|pra|nesse"
    r"|a) (?:esse"
    r"|número|o outro))(?! (?:again|any ?more|ever|más|nunca|mehr|plus|più|mais)\b)(?!\w)"
)
# "If he does not call me, I am coming" refuses nothing.
_IF = re.compile(r"\b(?:if|unless|si|s'(?=il|elle|on)|se|wenn|falls|als)\b|(?<!\w)(?:אם|إذا|अगर)")
_QUOTED = re.compile(r"[\"“„«][^\"”“»]{3,200}[\"”“»]")


def words_of(languages: Languages) -> tuple[CallWords, ...]:
    return tuple(lexicon.calls for lexicon in lexicons_of(languages))


def says(languages: Languages, words: str, text: str) -> bool:
    """Returns whether any of the languages has `words` (a field of CallWords) in the text."""
    return any(getattr(each, words).search(text) for each in words_of(languages))


@lru_cache(maxsize=256)
def act_of(sentence: Sentence, languages: Languages) -> Found | None:
    """Returns the act of a sentence, and its place in it."""
    for words in words_of(languages):
        if found := _act_in(sentence, words):
            return found
    return None


def _act_in(sentence: Sentence, words: CallWords) -> Found | None:
    match sentence.speaker:
        case Speaker.CUSTOMER:
            return _of_caller(sentence, words)
        case Speaker.AGENT:
            return _of_agent(sentence, words)
        case _:
            return _of_caller(sentence, words) or _of_agent(sentence, words)


def _of_caller(sentence: Sentence, words: CallWords) -> Found | None:
    return _wish(sentence, words) or _other_act(sentence, words)


def _wish(sentence: Sentence, words: CallWords) -> Found | None:
    """Returns a request, or its opposite. A request without negation has priority, as in "not at
    work, call me at home".
    """
    plain = sentence.plain
    asked = list(_requests_in(sentence, words))
    wanted = next((at for at, is_negated in asked if not is_negated), None)
    asked = [each for each in asked if not (each[1] and _is_supposed(words, plain, each[0]))]
    refused = _first_match(words.refuses, plain)
    if refused is not None and _is_supposed(words, plain, refused):
        refused = None
    if wanted is not None and (refused is None or len(asked) > 1):
        return Act.REQUEST, wanted
    if _THAT_NUMBER.search(plain, refused or 0):
        return None
    if refused is not None and (words.negation.search(plain) or not asked):
        return Act.REFUSAL, refused
    return (Act.REFUSAL, asked[0][0]) if asked else None


def _other_act(sentence: Sentence, words: CallWords) -> Found | None:
    plain = sentence.plain
    if (agreed := _first_match(words.agreed_before, plain)) is not None:
        if any(one.search(plain, agreed) for one in (words.withdraws, words.no, words.declines)):
            return Act.WITHDRAWAL, agreed
        # A call that is still to come is wanted; one that did not come may be.
        if is_ahead(sentence):
            return Act.REQUEST, agreed
        if OF_TEAM.search(sentence.text) and not sentence.text.rstrip().endswith("?"):
            return Act.COMPLAINT, agreed
    own = None if words.wonders.search(plain) else _promised(sentence, words)
    places = (
        (Act.COMPLAINT, _first_match(words.complains, plain)),
        (Act.WITHDRAWAL, _first_match(words.withdraws, plain)),
        (Act.OWN_CALL, own),
        (Act.OTHER_WAY, _first_match(words.other_way, plain)),
        (Act.SETTLED, _first_match(words.transfers, plain)),
    )
    return next(((act, at) for act, at in places if at is not None), None)


def _of_agent(sentence: Sentence, words: CallWords) -> Found | None:
    plain = sentence.plain
    if (settled := _first_match(words.settles, plain)) is not None:
        return Act.SETTLED, settled
    if (promised := _promised(sentence, words)) is not None:
        return (Act.OFFER if words.offers.search(plain) else Act.PROMISE), promised
    for act, pattern in ((Act.BOOKED, words.booked), (Act.SETTLED, words.transfers)):
        if (at := _first_match(pattern, plain)) is not None:
            return act, at
    return None


def _first_match(pattern: Pattern, text: str) -> int | None:
    match = pattern.search(text)
    return match.start() if match else None


def _requests_in(sentence: Sentence, words: CallWords) -> Iterator[tuple[int, bool]]:
    """Yields the places of requests for a call, and whether each is negated."""
    plain = sentence.plain
    if words.song.search(plain) or (
        _NAMING.search(sentence.text) and not _DAY_NAMES.search(sentence.text)
    ):
        return
    quoted = [match.span() for match in _QUOTED.finditer(sentence.text)]
    before = [match.span() for match in words.agreed_before.finditer(plain)]
    for match in words.asks.finditer(plain):
        clause = _clause_start(words, plain, match.start())
        if any(start <= match.start() < end for start, end in quoted):
            continue
        if any(start < match.end() and match.start() < end for start, end in before):
            continue
        if words.reported.search(plain, clause, match.end()) or words.thanks.search(
            plain[: match.start()]
        ):
            continue
        if words.wonders.search(plain, clause, match.end() + _BEHIND):
            continue
        if _is_only_if(words, plain, match):
            continue
        but_no = _BUT_NO.search(plain, match.end(), match.end() + _AFTER_CASE)
        yield match.start(), bool(but_no) or _is_negated(words, plain, clause, match)


def _promised(sentence: Sentence, words: CallWords) -> int | None:
    """Returns where the speaker promises a call from their own side."""
    plain = sentence.plain
    if words.song.search(plain):
        return None
    for pattern in (words.calls_you, words.calls):
        for match in pattern.finditer(plain):
            clause = _clause_start(words, plain, match.start())
            reported = words.reported.search(plain, clause, match.start())
            if reported or _is_negated(words, plain, clause, match):
                continue
            if not _is_only_if(words, plain, match):
                return match.start()
    return None


def _is_only_if(words: CallWords, plain: str, match: re.Match[str]) -> bool:
    """Returns whether the call is only for a case that may not happen: "if we get cut off"."""
    start, end = match.span()
    near = words.cut_off.finditer(plain, max(0, start - _LONGEST_CASE), end + _LONGEST_CASE)
    return any(
        (case.start() < end and start - case.end() < _AFTER_CASE)
        or 0 <= case.start() - end < _BEFORE_CASE
        for case in near
    )


def _is_supposed(words: CallWords, plain: str, at: int) -> bool:
    found = _IF.search(plain, _clause_start(words, plain, at))
    return found is not None and found.start() <= at


def _clause_start(words: CallWords, plain: str, at: int) -> int:
    last = 0
    for brk in words.breaks.finditer(plain, 0, at):
        last = brk.end()
    return last


def _is_negated(words: CallWords, plain: str, clause: int, match: re.Match[str]) -> bool:
    start = max(clause, match.start() - _BEFORE)
    if words.polite.search(plain, start, match.end() + _BEHIND):
        return False
    if words.negation.search(plain, start, match.end()):
        return True
    if not words.negated_behind:
        return False
    after = words.breaks.search(plain, match.end())
    end = min(after.start() if after else len(plain), match.end() + _BEHIND)
    return bool(words.negation.search(plain, match.end(), end))
