"""Finds the company for which the caller speaks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice

from shared.domain.transcript import Speaker, Turn
from shared.local.answers import is_confirmed
from shared.local.contact_details import find_email
from shared.local.lexicons import lexicons_of
from shared.local.name_rules import RULES
from shared.local.place_words import PLACE_WORDS
from shared.local.places import towns_of
from shared.local.proper_names import Proper, firm_at, proper_rules
from shared.local.sentences import LONGEST, is_plain, matches, matching_text

_ANSWER_CHARS = 120
_SHORTEST_OWNER = 3
# An owner's name has at most this many words before it in the name of their company.
_WORDS_BEFORE = 3
# Enough of the places at which a caller says a name.
_MOST_MENTIONS = 20
_WORD = re.compile(r"[^\W_][\w'’-]*")
# Between a name and its link.
_BETWEEN = (
    r"(?:here|again|calling|speaking|hier|am apparat|aquí|acá|ici|à l'appareil|qui|qua|aqui|daqui"
    r"|hablando|al habla)"
)
_APPOSITION = re.compile(r",? ")
# "Del Ibiza gris" is the caller's car: an article precedes things as well as companies.
_ARTICLE_END = re.compile(
    r"\b(?:at|the|la|el|der|die|il|in|na|no|do|del|della|dello|du|vom|von dem)[ ']*$"
)
# "Société Khelifi Conseil" is said of Khelifi Conseil.
_KIND = re.compile(
    r"^(?:société|entreprise|firma|empresa|ditta|azienda|company|firm|bedrijf) (?=[A-ZÀ-Þ])"
)
_BEFORE_ANSWER = re.compile(
    r"(?:(?:it's|it is|called|for|from|with|the|se llama|es|de|die|der|heißt|firma|von|c'est|la|le"
    r"|pour|de chez|è|si chiama|della|chama-se|é|da|do|das|het is) )*"
)


@dataclass(frozen=True, slots=True)
class CompanyRules:
    language: str
    links: re.Pattern[str]
    frames: re.Pattern[str]
    states: re.Pattern[str]
    asks: re.Pattern[str]
    mentions: re.Pattern[str]


@cache
def _company_rules(language: str) -> CompanyRules:
    words = PLACE_WORDS[language]
    (lexicon,) = lexicons_of((language,))
    return CompanyRules(
        language,
        re.compile(rf",? (?:{_BETWEEN},? )?(?:{words.firm_links})(?: |(?<='))"),
        re.compile(rf"{words.firm_frames}(?: |(?<='))"),
        re.compile(rf"(?:{lexicon.facts.company_is})(?: |(?<='))"),
        re.compile(words.asks_firm),
        re.compile(lexicon.facts.asks_company),
    )


def find_company(
    following: Sequence[Turn], languages: Sequence[str], name: str | None
) -> str | None:
    """Returns the caller's company: behind their name, else stated, else answered or confirmed.
    The company that the agent names in the first turn is the agent's own.
    """
    for language in languages:
        if language not in PLACE_WORDS:
            continue
        found = _Companies(following, _company_rules(language), name)
        firms = chain(found.introductions(), found.owned(), found.stated(), found.answers())
        if own := next((firm for firm in firms if found.is_callers(firm)), None):
            return _KIND.sub("", own.name)
    return None


class _Companies:
    def __init__(self, turns: Sequence[Turn], rules: CompanyRules, name: str | None) -> None:
        self._turns = turns
        self._rules = rules
        self._caller = [turn.text for turn in turns if turn.speaker is not Speaker.AGENT]
        self._plain = [matching_text(text) for text in self._caller]
        self._name = name
        words = _WORD.findall(matching_text(name or ""))
        self._owner = tuple(word for word in words if len(word) >= _SHORTEST_OWNER)
        agents = next((turn.text for turn in turns if turn.speaker is Speaker.AGENT), "")
        self._greeting = matching_text(agents)

    def is_callers(self, firm: Proper) -> bool:
        plain = matching_text(firm.name)
        return (
            plain not in self._greeting
            and plain not in towns_of(self._rules.language)
            and (self._name is None or plain != matching_text(self._name))
        )

    def introductions(self) -> Iterator[Proper]:
        """Returns what links to the caller's name: "Ann Fox with Fox Roofing"."""
        if not self._name:
            return
        full = matching_text(self._name)
        name = re.compile(rf"(?<!\w)(?:{re.escape(full)}|{re.escape(full.split()[0])})(?!\w)")
        for text, plain in zip(self._caller, self._plain, strict=True):
            for said in islice(name.finditer(plain), _MOST_MENTIONS):
                end = said.end()
                link = self._rules.links.match(plain, end)
                if link and (firm := self._linked(text, link.end(), link[0])):
                    yield firm
                elif said[0] == full and (mark := _APPOSITION.match(plain, end)):
                    firm = self._firm_at(text, mark.end())
                    if firm:
                        yield firm

    def _linked(self, text: str, at: int, link: str) -> Proper | None:
        """Returns the company behind words that introduce one. Without capitals it is two words at
        least, and no place: "ann from velvet crow", but not "ann at the front desk".
        """
        firm = firm_at(text, at, self._rules.language, self._owner, any_name=True)
        if firm is None or firm.is_known or not is_plain(text):
            return firm
        is_sure = " " in firm.name and not _ARTICLE_END.search(link)
        return firm if is_sure else None

    def _firm_at(self, text: str, at: int) -> Proper | None:
        return firm_at(text, at, self._rules.language, self._owner)

    def owned(self) -> Iterator[Proper]:
        """Returns the companies that contain the caller's last name: "Fox Roofing"."""
        rules = proper_rules(self._rules.language)
        for text, place, words in islice(self._owner_mentions(), _MOST_MENTIONS):
            first = max(0, place - _WORDS_BEFORE)
            near = words[first : place + _WORDS_BEFORE + 1]
            if not any(rules.is_trade(word) for _, word in near):
                # "I have a company in Elche, Lozano Persianas."
                before = matching_text(
                    text[max(0, words[place][0] - _ANSWER_CHARS) : words[place][0]]
                )
                if not is_plain(text) and self._rules.mentions.search(before):
                    firm = self._firm_at(text, words[place][0])
                    if firm and firm.start == words[place][0]:
                        yield firm
                continue
            for start, _ in words[first : place + 1]:
                firm = firm_at(text, start, self._rules.language)
                if firm and firm.start <= words[place][0] < firm.end:
                    yield firm
                    break

    def _owner_mentions(self) -> Iterator[tuple[str, int, Sequence[tuple[int, str]]]]:
        """Yields each place of the caller's last name among the words of a turn."""
        for text, plain in zip(self._caller, self._plain, strict=True):
            words = [(match.start(), match[0]) for match in _WORD.finditer(plain)]
            for place, (_, word) in enumerate(words):
                if word in self._owner[1:]:
                    yield text, place, words

    def stated(self) -> Iterator[Proper]:
        for text, plain in zip(self._caller, self._plain, strict=True):
            for match in matches(self._rules.frames, plain):
                if firm := self._firm_at(text, match.end()):
                    yield firm
            for match in matches(self._rules.states, plain):
                if firm := self._linked(text, match.end(), match[0]):
                    yield firm

    def answers(self) -> Iterator[Proper]:
        language = self._rules.language
        for position, (asked, answered) in enumerate(
            zip(self._turns, self._turns[1:], strict=False)
        ):
            if asked.speaker is not Speaker.AGENT or answered.speaker is Speaker.AGENT:
                continue
            question = matching_text(asked.text[-LONGEST:])
            is_asked = self._rules.asks.search(question) is not None
            if is_asked or self._rules.mentions.search(question):
                text = answered.text[:_ANSWER_CHARS]
                if find_email(text, (language,)):
                    continue
                plain, noise, at = matching_text(text), RULES[language].noise, 0
                while (found := noise.match(plain, at)) and found.end() > at:
                    at = found.end()
                lead = _BEFORE_ANSWER.match(plain, at)
                start = lead.end() if lead else at
                if firm := firm_at(text, start, language, self._owner, any_name=is_asked):
                    yield firm
            elif is_confirmed(self._turns, position, (language,)):
                for match in matches(self._rules.frames, question):
                    firm = firm_at(asked.text[-LONGEST:], match.end(), language)
                    if firm:
                        yield firm
