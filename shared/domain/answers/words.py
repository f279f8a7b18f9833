"""Words of questions: the language, the forms of a word, and the query that finds them."""

import re
from collections.abc import Sequence

from shared.domain.answers.lexicon import LANGUAGES, STOP_WORDS
from shared.domain.answers.plans import Term
from shared.domain.passages import fold
from shared.domain.transcript import Speaker

WORD = re.compile(r"\w+")
# A shorter beginning is shared by words that have nothing to do with each other.
SHORTEST_STEM = 5
_ENDINGS = {
    "en": ("s",),
    "de": ("en", "er", "n", "e", "s"),
    "es": ("es", "s"),
    "fr": ("s", "x"),
}
# Words that say the language of a question with few function words, or with those of two languages.
_TELLING = {
    "en": "call calls caller callers callback customers week month last yesterday longest average",
    "de": "anruf anrufe anrufer anrufen kunden ruckruf ruckrufe gesprach woche monat letzte letzten"
    " langster langste haufigste durchschnitt dauer gestern pro",
    "es": "llamada llamadas clientes semana mes pasada pasado ayer larga media duracion",
    "fr": "appel appels appelants clients rappel rappels semaine mois derniere dernier hier longs"
    " duree moyenne",
}


def language_of(text: str, default: str = "en") -> str:
    """Returns the language whose function words a text has most of; `default` without any."""
    counts = _function_words(text)
    best = max(counts.values())
    if not best or counts.get(default) == best:
        return default
    return max(counts, key=lambda code: counts[code])


def language_of_question(text: str, default: str = "en") -> str:
    """Returns the language of a question, which may have no function word, or those of several
    languages.
    """
    words, counts = WORD.findall(fold(text)), _function_words(text)
    ranks = {
        code: (counts[code], sum(word in _TELLING[code].split() for word in words))
        for code in LANGUAGES
    }
    best = max(ranks.values())
    if best == (0, 0) or ranks.get(default) == best:
        return default
    return max(ranks, key=lambda code: ranks[code])


def _function_words(text: str) -> dict[str, int]:
    words = WORD.findall(fold(text))
    return {code: sum(word in STOP_WORDS[code] for word in words) for code in LANGUAGES}


def content_words(text: str, language: str) -> list[str]:
    """Returns the folded words of a text without function words, each once, in their order."""
    stop = STOP_WORDS.get(language, frozenset())
    words = [word for word in WORD.findall(fold(text)) if word not in stop and len(word) > 1]
    return list(dict.fromkeys(words))


def term_of(word: str, language: str) -> Term:
    """Returns a word with the forms that have its stem: `refund` stands for `refunds` too."""
    stem = word
    for ending in _ENDINGS.get(language, ()):
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM - 1:
            stem = word.removesuffix(ending)
            break
    return Term(tuple(dict.fromkeys((stem, word))))


def query_of(
    terms: Sequence[Term],
    speaker: Speaker | None = None,
    alternatives: Sequence[Sequence[Term]] = (),
) -> str:
    """Returns the tsquery of passages with all terms, and all of one of the alternatives, said by
    `speaker` or by one who is not known. A phrase has its words one after the other; a word of some
    length stands for all that begin with it.
    """
    weights = _WEIGHTS[speaker] if speaker else ""
    all_of = [f"({_expression_of_term(term, weights)})" for term in terms]
    if alternatives:
        any_of = " | ".join(f"({query_of(each, speaker)})" for each in alternatives)
        all_of.append(f"({any_of})")
    return " & ".join(all_of)


def query_of_any(terms: Sequence[Term], speaker: Speaker | None = None) -> str:
    """Returns the tsquery of passages with any of the terms, otherwise as `query_of`."""
    return query_of((), speaker, [[term] for term in terms])


# The weights of words in the index of passages, by who says them.
_WEIGHTS = {Speaker.AGENT: "AD", Speaker.CUSTOMER: "BD", Speaker.UNKNOWN: "D"}


def _expression_of_term(term: Term, weights: str) -> str:
    if term.is_phrase:
        return " <-> ".join(f"'{word}'{_marked(weights)}" for word in term.words)
    shortest = min(term.words, key=len)
    if shortest.isdecimal():
        # A longer number is another one. "1.250,00" is read as 1250 where texts are indexed.
        return " | ".join(f"'{each}'{_marked(weights)}" for each in (shortest, f"={shortest}"))
    if len(shortest) >= SHORTEST_STEM:
        # It covers the longer forms.
        return f"'{shortest}'{_marked('*' + weights)}"
    forms = dict.fromkeys((*term.words, *(f"{word}s" for word in term.words)))
    return " | ".join(f"'{word}'{_marked(weights)}" for word in forms)


def _marked(marks: str) -> str:
    return f":{marks}" if marks else ""
