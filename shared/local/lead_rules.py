"""Finds who called and what they want: name, number, address, company, service, city.

Each rule is a phrase with which people introduce the fact, or the agent's question for it; a fact
without either is None. The phrases are the lexicons'.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from shared.domain.insights import Lead
from shared.domain.transcript import Speaker, Turn
from shared.local.answers import is_confirmed
from shared.local.cities import find_city
from shared.local.companies import find_company
from shared.local.contact_details import (
    e164,
    email_in,
    find_email,
    phone_in,
)
from shared.local.contact_owners import with_own_contacts
from shared.local.lexicons import READ, lexicons_of
from shared.local.lexicons.lexicon import Lexicon
from shared.local.name_rules import CASELESS, RULES
from shared.local.names import caller_name
from shared.local.places import CITIES
from shared.local.regions import region_of, regions_of
from shared.local.sentences import LONGEST, matches
from shared.ports import CallContext

_ANSWER_CHARS = 120
_ENDS = re.compile(r"\s*(?:[.,;!?،।]|$|(?:and|y|und|et|e|en)\b)")


@dataclass(frozen=True, slots=True)
class FactRules:
    """A language's patterns for the company and the town in a script without capitals."""

    language: str
    companies: tuple[re.Pattern[str], ...]
    asks_company: re.Pattern[str]
    bare_company: re.Pattern[str]
    cities: tuple[re.Pattern[str], ...]
    near_city: re.Pattern[str]
    asks_city: re.Pattern[str]
    bare_city: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class ServiceRules:
    services: tuple[re.Pattern[str], ...]
    no_service: re.Pattern[str]


def _fact_rules(lexicon: Lexicon) -> FactRules:
    facts, word = lexicon.facts, CASELESS[lexicon.language]
    place = rf"(?P<city>{word} {word}(?=[.,!?،।]|$)|{word})"
    company = rf"(?P<company>{word}(?: {word})?)"
    joined = "" if facts.lives_in.endswith("ב") else " "
    return FactRules(
        lexicon.language,
        (re.compile(rf"(?i:{facts.company_is}) {company}"),),
        re.compile(facts.asks_company, re.I),
        re.compile(company),
        tuple(
            re.compile(each)
            for each in (
                rf"(?i:{facts.lives_in}){joined}{place}",
                facts.place_is.replace("{place}", place),
            )
        ),
        re.compile(rf"(?i:{facts.near}) {place}"),
        re.compile(facts.asks_city, re.I),
        re.compile(place),
    )


def _service_rules(lexicon: Lexicon) -> ServiceRules:
    facts = lexicon.facts
    nouns = (
        rf"(?P<service>(?:(?:{facts.articles}) )?[^\W\d_][\w'-]*(?: [\w'-]+){{0,4}}?)"
        rf"(?= ?[.,;!?]|$| (?:{facts.noun_ends})\b)"
    )
    return ServiceRules(
        tuple(re.compile(each.replace("{noun}", nouns), re.I) for each in facts.wants),
        re.compile(facts.no_service, re.I),
    )


FACTS = {each.language: _fact_rules(each) for each in lexicons_of(CASELESS)}
SERVICES = {each.language: _service_rules(each) for each in lexicons_of(READ)}


@dataclass(frozen=True, slots=True)
class Details:
    """The facts about the caller from one part of a call."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    company: str | None = None
    service: str | None = None
    city: str | None = None

    def then(self, later: "Details") -> "Details":
        """Merges two parts. Earlier facts have priority, but numbers and addresses are corrected by
        later ones.
        """
        return Details(
            name=self.name or later.name,
            phone=later.phone or self.phone,
            email=later.email or self.email,
            company=self.company or later.company,
            service=self.service or later.service,
            city=self.city or later.city,
        )


def find_details(
    turns: Sequence[Turn],
    *,
    before: Turn | None,
    context: CallContext,
    agents: Collection[str],
    languages: Sequence[str] = READ,
) -> Details:
    """Finds the facts. `before` is the previous turn, which may contain the question; `agents` are
    first names.
    """
    following = [before, *turns] if before else list(turns)
    regions = regions_of(context.customer_number, context.timezone, languages)
    own = with_own_contacts(following, languages)
    facts = _Facts(following, turns, languages)
    name = caller_name(following, languages=languages, agents=agents)
    company = find_company(following, languages, name) or _first_found(
        each for each in facts.companies() if each != name
    )
    service = _first_found(facts.services())
    city = find_city(following, languages, name=name, firm=company, service=service)
    return Details(
        name=name,
        phone=phone_in(own, regions, languages),
        email=email_in(own, languages),
        company=company,
        service=service,
        city=city or _first_found(facts.cities()),
    )


def lead_of(details: Details, context: CallContext) -> Lead:
    return Lead(
        name=details.name,
        phone=details.phone or e164(context.customer_number, region_of(context.customer_number)),
        email=details.email,
        company=details.company,
        service=details.service,
        city=details.city,
        confidence=_said_share(details.name, details.phone, details.email, details.service),
    )


def _first_found(found: Iterable[str]) -> str | None:
    return next(iter(found), None)


def _said_share(*found: str | None) -> float:
    """Returns the share of a lead's identifying facts that was said explicitly."""
    return round(0.1 + 0.2 * sum(value is not None for value in found), 2)


class _Facts:
    def __init__(
        self, following: Sequence[Turn], turns: Sequence[Turn], languages: Sequence[str]
    ) -> None:
        self._following = following
        self._caller = [turn.text for turn in turns if turn.speaker is not Speaker.AGENT]
        self._caseless = [FACTS[language] for language in languages if language in FACTS]
        self._services = [SERVICES[language] for language in languages]

    def companies(self) -> Iterator[str]:
        for rules in self._caseless:
            raw = (
                match["company"]
                for pattern in rules.companies
                for text in self._caller
                for match in matches(pattern, text)
            )
            answered = self._answers(rules, rules.asks_company, rules.bare_company, "company")
            for each in (*raw, *answered):
                company = _trimmed_name(each, rules.language)
                if company and company.lower() not in CITIES and len(company) > 1:
                    yield company

    def cities(self) -> Iterator[str]:
        for rules in self._caseless:
            for text in self._caller:
                for pattern in rules.cities:
                    for match in matches(pattern, text):
                        if city := _trimmed_name(match["city"], rules.language):
                            yield city
        for rules in self._caseless:
            yield from self._answered_cities(rules)
            yield from self._confirmed_cities(rules)
            for text in self._caller:
                for match in matches(rules.near_city, text):
                    yield from _known_city(match["city"])

    def _answered_cities(self, rules: FactRules) -> Iterator[str]:
        for answer in self._answers(rules, rules.asks_city, rules.bare_city, "city"):
            if (city := _trimmed_name(answer, rules.language)) and len(city) > 2:
                yield city
        for asked, answered in self._exchanges():
            if rules.asks_city.search(asked.text[-LONGEST:]):
                for match in matches(rules.near_city, answered.text[:LONGEST]):
                    if city := _trimmed_name(match["city"], rules.language):
                        yield city

    def _confirmed_cities(self, rules: FactRules) -> Iterator[str]:
        """Returns confirmed cities: "And you're in Tampa?" "Yes." """
        for position, asked in enumerate(self._following):
            if asked.speaker is not Speaker.AGENT or "?" not in asked.text:
                continue
            if not is_confirmed(self._following, position, (rules.language,)):
                continue
            for match in matches(rules.near_city, asked.text):
                ends_question = asked.text[match.end() :].lstrip().startswith("?")
                if ends_question and (city := _trimmed_name(match["city"], rules.language)):
                    yield city
                yield from _known_city(match["city"])

    def _exchanges(self) -> Iterator[tuple[Turn, Turn]]:
        """Returns the agent's words, each with the caller's next turn."""
        for asked, answered in zip(self._following, self._following[1:], strict=False):
            if asked.speaker is Speaker.AGENT and answered.speaker is not Speaker.AGENT:
                yield asked, answered

    def _answers(
        self, rules: FactRules, question: re.Pattern[str], answer: re.Pattern[str], group: str
    ) -> Iterator[str]:
        """Returns the first words of the answers to a question, if they are of the
        expected kind.
        """
        noise = RULES[rules.language].noise
        for asked, answered in self._exchanges():
            text = answered.text[:_ANSWER_CHARS]
            if not question.search(asked.text[-LONGEST:]) or find_email(text, (rules.language,)):
                continue
            at = 0
            while (found := noise.match(text, at)) and found.end() > at:
                at = found.end()
            match = answer.match(text, at)
            # "The Circle K on Bell" does not contain the name of a town.
            if match and _ENDS.match(text, match.end()):
                yield match[group]

    def services(self) -> Iterator[str]:
        for rules in self._services:
            for pattern in rules.services:
                for text in self._caller:
                    for match in matches(pattern, text):
                        if not rules.no_service.search(match["service"]):
                            yield match["service"].strip()


def _trimmed_name(raw: str, language: str) -> str:
    """Returns the leading words that can be a name."""
    words: list[str] = []
    for word in raw.split():
        plain = word.lower()
        if (
            plain in RULES[language].no_names
            or plain.removesuffix("'s") in RULES[language].no_names
        ):
            break
        words.append(word)
    return " ".join(words).strip("'’,. ")


def _known_city(raw: str) -> Iterator[str]:
    words = raw.split()
    candidates = (" ".join(words[:length]) for length in range(len(words), 0, -1))
    return (candidate for candidate in candidates if candidate.lower() in CITIES)
