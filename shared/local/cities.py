"""Finds the town of the caller: where they live or work, not where they happen to be."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

from babel import Locale

from shared.domain.transcript import Speaker, Turn
from shared.local.answers import is_confirmed
from shared.local.contact_details import find_email
from shared.local.exchanges import exchanges
from shared.local.lexicons import lexicons_of
from shared.local.name_rules import RULES
from shared.local.place_words import PLACE_WORDS
from shared.local.proper_names import Proper, town_at
from shared.local.sentences import LONGEST, is_plain, matches, matching_text

_ANSWER_CHARS = 160
# Countries that have the name of a town.
_ALSO_TOWNS = frozenset(
    ("SG", "LU", "MC", "GI", "SM", "VA", "HK", "MO", "KW", "DJ", "PA", "GT", "MX", "TN", "DZ")
)
# A clause is at most this long on each side of its town.
_BEFORE, _BEHIND = 60, 40
_CLAUSE_MARK = re.compile(r"[,.;:!?¿¡]")
_AFTER_NAME = 40
_NO = re.compile(r"(?:(?:no|nope|non|nein|nee|não|nah)\b[ ,.]*)+")
_YES = re.compile(
    r"(?:(?:yes|yeah|yep|that's (?:me|right|it)|right|sure|sí|eso|ja|genau|stimmt|oui|voilà|c'est"
    r" ça|sì"
    r"|esatto|giusto|sim|isso|sou|é|moro|pois|sono io|soy yo|das bin ich|c'est moi)(?!\w)[ ,.]*)+"
)
# An answer may begin with a few words before the town: "it's over in", "just outside of".
_LEADS = {
    "en": r"(?:(?:it's|we're|i'm|just|right|over|out|up|down|here|in|outside|of|near|from|the"
    r" town of|city of|still|that's|that'd be|like|actually|about|at) )*",
    "es": r"(?:(?:estoy|estamos|vivo|vivimos|es|en|de|por|aquí|acá|ahí|pues|queda|mero|la ciudad de"
    r"|somos|soy|desde|llamo|sí) )*",
    "de": r"(?:(?:in|aus|bei|hier|ich bin|wir sind|wohne|ich|wir|das ist|ist|in der nähe von|gleich"
    r"|direkt|also|drüben) )*",
    "fr": r"(?:(?:à|a|sur|de|en|c'est|je suis|on est|vers|près de|juste|à côté de|ici|du côté de"
    r"|j'habite|nous|sommes) )*",
    "it": r"(?:(?:a|ad|da|di|in|sono|siamo|è|qui|qua|vicino a|proprio|abito|sto|stiamo) )*",
    "pt": r"(?:(?:em|no|na|de|do|da|aqui|cá|estou|moro|é|fica|perto de|sou|somos|ali) )*",
    "nl": r"(?:(?:in|uit|bij|te|hier|wij|ik|zitten|wonen|woon|is|dat) )*",
}


@dataclass(frozen=True, slots=True)
class CityRules:
    language: str
    home: re.Pattern[str]
    present: re.Pattern[str]
    property: re.Pattern[str]
    origin: re.Pattern[str]
    within: re.Pattern[str]
    asks_town: re.Pattern[str]
    asks_place: re.Pattern[str]
    passing: re.Pattern[str]
    of_others: re.Pattern[str]
    leads: re.Pattern[str]


@cache
def _city_rules(language: str) -> CityRules:
    words = PLACE_WORDS[language]
    (lexicon,) = lexicons_of((language,))
    nouns = "|".join(words.property.split())
    return CityRules(
        language,
        re.compile(words.home),
        re.compile(words.present),
        re.compile(rf"\b(?:{nouns})s?(?: \w+)? (?:{words.within})\b"),
        re.compile(rf"(?<!\w)(?:{words.origin})\b"),
        re.compile(rf"(?<!\w)(?:{words.within})\b"),
        re.compile(words.asks_town),
        re.compile(lexicon.facts.asks_city, re.I),
        re.compile(words.passing),
        re.compile(rf"(?:{words.passing})\W*$"),
        re.compile(_LEADS[language]),
    )


def find_city(
    following: Sequence[Turn],
    languages: Sequence[str],
    *,
    name: str | None,
    firm: str | None,
    service: str | None,
) -> str | None:
    """Returns the caller's town: said as theirs, else the answer to where, else what stands there
    or follows the caller's name or what they want. `following` are the turns, the first maybe only
    for its question.
    """
    for language in languages:
        if language not in PLACE_WORDS:
            continue
        found = _Cities(following, _city_rules(language), name, firm)
        towns = chain(
            found.homes(),
            found.answers(),
            found.introductions(),
            found.properties(),
            found.requests(service),
        )
        # "Calling from Bluebird Pediatrics" names no town.
        theirs = (
            town
            for town in towns
            if (firm is None or town.name not in firm)
            and (town.is_known or town.name not in _countries(language))
        )
        if town := next(theirs, None):
            return town.name
    return None


@cache
def _countries(language: str) -> frozenset[str]:
    names = Locale(language).territories
    return frozenset(name for code, name in names.items() if code not in _ALSO_TOWNS)


class _Cities:
    def __init__(
        self, turns: Sequence[Turn], rules: CityRules, name: str | None, firm: str | None
    ) -> None:
        self._turns = turns
        self._rules = rules
        self._caller = [turn.text for turn in turns if turn.speaker is not Speaker.AGENT]
        self._plain = [matching_text(text) for text in self._caller]
        self._name, self._firm = name, firm
        inside = re.compile(rf"{rules.within.pattern} (\w+)")
        self._inside = Counter(word for plain in self._plain for word in inside.findall(plain))

    def homes(self) -> Iterator[Proper]:
        for text, plain in zip(self._caller, self._plain, strict=True):
            for match in matches(self._rules.home, plain):
                town = town_at(text, match.end(), self._rules.language)
                # "My sister lives in".
                before = plain[max(0, match.start() - _BEFORE) : match.start()]
                if town and not self._rules.of_others.search(before):
                    yield town
        for text, plain in zip(self._caller, self._plain, strict=True):
            for match in matches(self._rules.present, plain):
                town = town_at(text, match.end(), self._rules.language)
                if town is None or self._is_passing(plain, match.start(), town.end):
                    continue
                if town.is_known or not self._only_known(text) or self._is_said_twice(town):
                    yield town

    def _is_said_twice(self, town: Proper) -> bool:
        """Returns whether the caller is "in" it twice, as in no state of mind."""
        return self._inside[town.name.lower().split()[0]] > 1

    def answers(self) -> Iterator[Proper]:
        for asked, answered in exchanges(self._turns):
            question = matching_text(asked.text[-LONGEST:])
            if self._rules.asks_town.search(question):
                yield from self._answered(answered.text, is_sure=True)
            elif self._rules.asks_place.search(question):
                yield from self._answered(answered.text, is_sure=False)
            yield from self._chosen(question, answered.text)
            yield from self._confirmed(self._turns.index(asked))

    def _chosen(self, question: str, answer: str) -> Iterator[Proper]:
        """Returns the town of an answer that repeats the agent: "In Dalby or in Roma?" "Roma." """
        language, plain = self._rules.language, matching_text(answer[:_ANSWER_CHARS])
        no, yes = _NO.match(plain), _YES.match(plain)
        begins = no or yes
        lead = self._rules.leads.match(plain, begins.end() if begins else 0)
        at = lead.end() if lead else 0
        # "Are you in Lille?" "No, in Lomme."
        denies = no is not None and self._names_town(question)
        town = town_at(answer, at, language, only_known=not denies)
        if town is None:
            return
        is_repeated = re.search(rf"(?<!\w){re.escape(matching_text(town.name))}(?!\w)", question)
        if denies or (is_repeated and _ends_clause(answer, town.end)):
            yield town

    def _names_town(self, question: str) -> bool:
        return any(
            town_at(question, match.end(), self._rules.language, only_known=True)
            for match in matches(self._rules.within, question)
        )

    def _answered(self, text: str, *, is_sure: bool) -> Iterator[Proper]:
        """Returns the town of a bare answer, else one that follows "in"."""
        language, text = self._rules.language, text[:_ANSWER_CHARS]
        if find_email(text, (language,)):
            return
        plain, noise = matching_text(text), RULES[language].noise
        no = _NO.match(plain)
        at = no.end() if no else 0
        while (found := noise.match(plain, at)) and found.end() > at:
            at = found.end()
        lead = self._rules.leads.match(plain, at)
        town = town_at(
            text,
            lead.end() if lead else at,
            language,
            only_known=not is_sure and self._only_known(text),
        )
        if town and (town.is_known or _ends_clause(text, town.end) or is_plain(text)):
            yield town
        for match in matches(self._rules.within, plain):
            town = town_at(text, match.end(), language, only_known=self._only_known(text))
            if town and not self._is_passing(plain, match.start(), town.end):
                yield town
        # "Flat two, Marine Court, Llanelli."
        for mark in re.finditer(", ", plain):
            town = town_at(text, mark.end(), language, only_known=True)
            if town and _ends_clause(text, town.end):
                yield town

    def _confirmed(self, position: int) -> Iterator[Proper]:
        """Returns the towns of a question that the caller confirms."""
        asked, language = self._turns[position].text, self._rules.language
        if not is_confirmed(self._turns, position, (language,)):
            return
        plain = matching_text(asked)
        for pattern in (
            self._rules.home,
            self._rules.present,
            self._rules.within,
            self._rules.origin,
        ):
            for match in matches(pattern, plain):
                town = town_at(asked, match.end(), language, only_known=self._only_known(asked))
                is_home = pattern is self._rules.home
                if town is None or (
                    not is_home and self._is_passing(plain, match.start(), town.end)
                ):
                    continue
                if town.is_known or not any(char.isalnum() for char in asked[town.end :]):
                    yield town

    def introductions(self) -> Iterator[Proper]:
        """Returns the towns behind the caller's name or company: "Ann Fox, over in Dalby"."""
        for text, plain in zip(self._caller, self._plain, strict=True):
            for said in (self._name, self._firm):
                at = plain.find(matching_text(said)) if said else -1
                if said is None or at < 0:
                    continue
                end = at + len(said)
                for pattern in (self._rules.origin, self._rules.within):
                    match = pattern.search(plain, end, end + _AFTER_NAME)
                    if match is None or _CLAUSE_MARK.search(plain, end + 2, match.start()):
                        continue
                    is_next = match.start() - end <= 2
                    # "Regula Zbinden aus Köniz." needs no list of towns.
                    is_open = said == self._name and self._only_known(text)
                    is_origin = pattern is self._rules.origin and not is_plain(text)
                    town = town_at(
                        text,
                        match.end(),
                        self._rules.language,
                        only_known=not is_next or (is_open and not is_origin),
                    )
                    if town is None or town.name.lower() in said.lower():
                        continue
                    if town.is_known or not is_open or _ends_clause(text, town.end):
                        yield town

    def properties(self) -> Iterator[Proper]:
        for text, plain in zip(self._caller, self._plain, strict=True):
            for match in matches(self._rules.property, plain):
                town = town_at(
                    text, match.end(), self._rules.language, only_known=self._only_known(text)
                )
                if town and not self._is_passing(plain, match.start(), town.end):
                    yield town

    def requests(self, service: str | None) -> Iterator[Proper]:
        """Returns the towns right behind what the caller wants: "a plumber in Dalby"."""
        if not service:
            return
        wanted = matching_text(service)
        for text, plain in zip(self._caller, self._plain, strict=True):
            at = plain.find(wanted)
            match = self._rules.within.match(plain, at + len(wanted) + 1) if at >= 0 else None
            if match is None:
                continue
            town = town_at(text, match.end(), self._rules.language, only_known=True)
            if town and not self._is_passing(plain, match.start(), town.end):
                yield town

    def _only_known(self, text: str) -> bool:
        """Returns whether a capital says nothing, because none or all nouns have it."""
        return is_plain(text) or self._rules.language == "de"

    def _is_passing(self, plain: str, start: int, end: int) -> bool:
        """Returns whether the clause says that the place is somebody else's or only for a while."""
        marks = [
            mark.end() for mark in _CLAUSE_MARK.finditer(plain, max(0, start - _BEFORE), start)
        ]
        first = marks[-1] if marks else max(0, start - _BEFORE)
        mark = _CLAUSE_MARK.search(plain, end, end + _BEHIND)
        last = mark.start() if mark else end + _BEHIND
        return bool(self._rules.passing.search(plain, first, last))


def _ends_clause(text: str, at: int) -> bool:
    rest = text[at:].lstrip()
    return not rest or not (rest[0].isalnum() or rest[0] in "'’-")
