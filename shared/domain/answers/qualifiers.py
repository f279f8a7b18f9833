"""Words that make a statement less of one: a condition, a doubt, a bound, a question. A quote must
not leave them out: "if you are a member, it is free" does not say that it is free.
"""

import re
from enum import StrEnum

from shared.domain.passages import fold


class Qualifier(StrEnum):
    CONDITION = "condition"
    DOUBT = "doubt"
    BOUND = "bound"
    QUESTION = "question"


def _any_of(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)")


_WORDS = {
    Qualifier.CONDITION: _any_of(
        r"if|unless|provided(?: that)?|as long as|only when|wenn|falls|sofern|es sei denn"
        r"|si(?! (?:señor|senor))|siempre que|a menos que|a condition que|a moins que"
    ),
    Qualifier.DOUBT: _any_of(
        r"maybe|perhaps|possibly|probably|might|not sure|i (?:guess|think)|vielleicht"
        r"|moglicherweise"
        r"|wahrscheinlich|eventuell|quizas?|tal vez|a lo mejor|probablemente|posiblemente"
        r"|peut[- ]etre"
        r"|probablement|eventuellement"
    ),
    Qualifier.BOUND: _any_of(
        r"up to|at least|at most|less than|more than|over|under|bis zu|mindestens|hochstens|maximal"
        r"|weniger als|mehr als|hasta|al menos|como (?:minimo|maximo)|menos de|mas de|jusqu'a"
        r"|au moins"
        r"|au plus|moins de|plus de|as (?:little|much) as|starting at|from|ab"
    ),
}
_NUMBER_BOUND = re.compile(rf"{_WORDS[Qualifier.BOUND].pattern} [$€£]?\d")
# What a sentence may say that somebody asked, wanted or wondered.
_ASKED = _any_of(
    r"ask\w*|want\w*|wish\w*|need\w*|request\w*|inquir\w*|enquir\w*|wonder\w*|would like"
    r"|looking for"
    r"|interested|question\w*|whether|plan\w*|frag\w*|mocht\w*|will|woll\w*|wunsch\w*|bitt\w*"
    r"|bat|braucht"
    r"|gebeten|erkundig\w*|ob|interess\w*|pregunt\w*|quier\w*|quis\w*|pid\w*|necesit\w*|solicit\w*"
    r"|demand\w*|veu\w*|voul\w*|voud\w*|souhait\w*|besoin|si"
)
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\n")
# A bound stands directly before its number.
_BEFORE = 20


def qualifiers_around(text: str, start: int, end: int) -> frozenset[Qualifier]:
    """Returns what qualifies the words from `start` to before `end` in their sentences."""
    begin, stop = 0, len(text)
    for match in _SENTENCE_END.finditer(text):
        if match.end() <= start:
            begin = match.end()
        elif match.start() >= end:
            stop = match.start()
            break
    said = fold(text[begin:stop])
    found = {
        qualifier
        for qualifier in (Qualifier.CONDITION, Qualifier.DOUBT)
        if _WORDS[qualifier].search(said)
    }
    if _WORDS[Qualifier.BOUND].search(fold(text[max(begin, start - _BEFORE) : end])):
        found.add(Qualifier.BOUND)
    if text[:stop].rstrip().endswith("?"):
        found.add(Qualifier.QUESTION)
    return frozenset(found)


def keeps_qualifiers(sentence: str, qualifiers: frozenset[Qualifier]) -> bool:
    """Returns whether a sentence says with what its quotes are qualified."""
    said = fold(sentence)
    if Qualifier.QUESTION in qualifiers and not ("?" in sentence or _ASKED.search(said)):
        return False
    # "More than 1250" is said of no 1250.
    if _NUMBER_BOUND.search(said) and Qualifier.BOUND not in qualifiers:
        return False
    return all(_WORDS[each].search(said) for each in qualifiers if each is not Qualifier.QUESTION)
