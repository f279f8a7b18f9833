"""Proves what a model says: code compares each sentence with the words that it quotes, before
anybody sees it.

What cannot be proved is dropped and counted. So a caller who tells the model what to answer gets
nothing shown that was not said.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shared.domain.answers.facts import Ground, counted_once, facts_of, is_negated, tokens_of
from shared.domain.answers.lexicon import STOP_WORDS
from shared.domain.answers.qualifiers import keeps_qualifiers, qualifiers_around
from shared.domain.answers.quotes import Place, find_quote
from shared.domain.answers.words import content_words, language_of
from shared.domain.ids import CallId, TenantId
from shared.domain.passages import fold
from shared.domain.transcript import Speaker

LONGEST_SENTENCE = 600
MOST_QUOTES = 8
# The part of a sentence's own words that its quotes must share where both are in one language.
LEAST_SHARED = 1 / 3
_STEM = 4
_MARKUP = re.compile(
    r"<[^>]*>|</|\]\(|!\[|\[[^\]]*\]\s*\(|https?:|www\.|javascript:|[`{}<>|\\]|&#?\w+;|\*\*|__|~~"
    r"|^\s*(?:#|[-*+] )"
)
# Addresses, which many readers make links of.
_ADDRESS = re.compile(
    r"(?<![\w.+-])[\w.+-]+@[\w.-]+|(?<![\w@.])[^\W\d_][\w-]+(?:\.[^\W\d_]{2,})+(?:/\S*)?"
)
_SAYS = (
    r"(?:says?|said|states?|stated|claims?|claimed|explain(?:s|ed)|tells?|told|offers?|offered"
    r"|promise[sd]?|sagte?|sagen|erklarte?|meinte?|verspricht|versprach|dice|dijo|explico|ofrecio"
    r"|dit|explique|affirme|propose|promet)"
)
_WHO_SAYS = {
    Speaker.CUSTOMER: re.compile(
        rf"\b(?:customer|caller|client|kunde|kundin|anrufer(?:in)?|cliente|appelante?) {_SAYS}\b"
    ),
    Speaker.AGENT: re.compile(
        rf"\b(?:agent|assistant|company|agentin|mitarbeiter(?:in)?|firma|agente|empresa|entreprise)"
        rf" {_SAYS}\b"
    ),
}
_REPORTING = frozenset(
    """
    customer customers caller callers client agent company said says asked asks wants wanted told
    needs needed called call reported reports mentioned explained requested would like
    kunde kundin anrufer anruferin agent agentin firma sagt sagte fragt fragte mochte wollte will
    braucht meldet meldete erwahnte bittet bat wunscht
    cliente agente empresa dijo dice pregunto quiere quiso necesita llamo pidio menciono
    appelant appelante entreprise dit demande veut souhaite besoin appelle mentionne
    """.split()  # noqa: SIM905
)


class Fault(StrEnum):
    """Why a sentence is not shown."""

    NO_QUOTE = "no_quote"
    UNKNOWN_TURN = "unknown_turn"
    NOT_SAID = "not_said"
    CHANGED_FACT = "changed_fact"
    UNSUPPORTED = "unsupported"
    MARKUP = "markup"


@dataclass(frozen=True, slots=True)
class Source:
    """A text that the model was shown under an id: a turn of a transcript (`c7.t12`), or the stored
    summary of a call (`c7.s`), which has no turn.
    """

    id: str
    tenant_id: TenantId
    call_id: CallId
    text: str
    turn: int | None = None
    speaker: Speaker | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class ProposedQuote:
    """Words that a model claims to have read in the text with this id."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class ProposedSentence:
    """A sentence of a model, with the words that prove it."""

    text: str
    quotes: tuple[ProposedQuote, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """Words as they stand in a source."""

    source: Source
    place: Place

    @property
    def words(self) -> str:
        return self.source.text[self.place.start : self.place.end]


@dataclass(frozen=True, slots=True)
class Proved:
    """A sentence that may be shown."""

    text: str
    proofs: tuple[Proof, ...]


def verified(
    sentence: ProposedSentence,
    sources: Mapping[str, Source],
    tenant_id: TenantId,
    *,
    language: str,
) -> Proved | Fault:
    """Returns the sentence with its proofs, or why it is not shown. `language` is the one in
    which the model is to answer.
    """
    text = " ".join(sentence.text.split())
    if not text or len(text) > LONGEST_SENTENCE or _MARKUP.search(text):
        return Fault.MARKUP
    if not sentence.quotes or len(sentence.quotes) > MOST_QUOTES:
        return Fault.NO_QUOTE
    proofs: list[Proof] = []
    for quote in sentence.quotes:
        source = sources.get(quote.id)
        if source is None or source.tenant_id != tenant_id:
            return Fault.UNKNOWN_TURN
        place = find_quote(source.text, quote.words, _languages(source.language, language))
        if place is None:
            return Fault.NOT_SAID
        proofs.append(Proof(source, place))
    if fault := _fault_in(text, proofs, language_of(text, language)):
        return fault
    return Proved(text, tuple(proofs))


def _languages(spoken: str | None, written: str) -> tuple[str, ...]:
    return tuple(code for code in (spoken, written, "en") if code)


def _fault_in(text: str, proofs: Sequence[Proof], language: str) -> Fault | None:
    spoken = proofs[0].source.language
    quotes = [proof.words for proof in proofs]
    ground = Ground.of(quotes, _languages(spoken, language))
    facts = facts_of(text, language)
    is_proved = (
        all(map(ground.has_number, facts.numbers))
        and all(map(ground.has_meaning, facts.meanings))
        and all(ground.has_name(name, language) for name in facts.names)
        and not counted_once(text) & ground.is_number_of_several
        and (len(quotes) > 1 or ground.has_in_order(facts.numbers))
    )
    # "I do not want a refund" proves no wish for one.
    negated = any(
        is_negated(proof.source.text, proof.place.start, proof.place.end) for proof in proofs
    )
    qualifiers = [
        qualifiers_around(proof.source.text, proof.place.start, proof.place.end) for proof in proofs
    ]
    is_qualified = keeps_qualifiers(text, frozenset.intersection(*qualifiers))
    if (
        not is_proved
        or facts.negated != negated
        or not is_qualified
        or _is_said_by_other(text, proofs)
    ):
        return Fault.CHANGED_FACT
    said = " ".join(quotes).casefold()
    if any(address.casefold().rstrip(".") not in said for address in _ADDRESS.findall(text)):
        return Fault.CHANGED_FACT
    if not _shares_words(text, quotes, language):
        return Fault.UNSUPPORTED
    return None


def _is_said_by_other(text: str, proofs: Sequence[Proof]) -> bool:
    """Returns whether a sentence gives words to a side that said none of them."""
    speakers = {proof.source.speaker for proof in proofs}
    return any(
        pattern.search(fold(text)) is not None and speakers <= {other}
        for (speaker, pattern) in _WHO_SAYS.items()
        for other in (Speaker.AGENT, Speaker.CUSTOMER)
        if other is not speaker
    )


def _shares_words(text: str, quotes: Sequence[str], language: str) -> bool:
    """Returns whether a sentence speaks of what it quotes. Across languages this cannot be seen."""
    if any(language_of(quote, language) != language for quote in quotes):
        return True
    own = [
        word
        for word in content_words(text, language)
        if word not in _REPORTING and not word.isdigit()
    ]
    if not own:
        return True
    stop = STOP_WORDS.get(language, frozenset())
    said = {
        token.form[:_STEM]
        for quote in quotes
        for token in tokens_of(quote, (language,))
        if token.form not in stop
    }
    return sum(word[:_STEM] in said for word in own) >= max(1, LEAST_SHARED * len(own))
