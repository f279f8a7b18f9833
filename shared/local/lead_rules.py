"""Finds who called and what they want: name, number, address, company, service, city.

Each rule is a phrase people introduce the fact with; what no phrase introduces stays None.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from itertools import pairwise

from shared.domain.insights import Lead
from shared.domain.transcript import Speaker, Turn
from shared.local.contact_details import e164, find_email, find_phone, region_of
from shared.local.places import CITIES
from shared.local.sentences import LONGEST, matches
from shared.ports import CallContext

_WORD = r"(?:[A-ZÁÉÍÓÚÑÄÖÜÇŠŽ][\w'’-]*)"
_NAME = rf"(?P<name>{_WORD}(?: (?:(?:de|del|la|van|von|der|bin|al|da|di) )*{_WORD}){{0,2}})"
_COMPANY = rf"(?P<company>{_WORD}(?:(?: (?:&|and|of|und|y) | ){_WORD}){{0,3}})"
_PLACE = rf"(?P<city>{_WORD}(?: {_WORD}){{0,2}})"

_NAME_RULES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i:\bmy (?:full )?name is|\bmy name's|\bthe name's|\bthe name is|\bname is),? {_NAME}",
        (
            r"(?i:\b(?:me llamo|mi nombre es|ich heiße|mein name ist|hier spricht|je m'appelle|mon"
            rf" nom est)) {_NAME}"
        ),
        (
            r"(?i:\bthis is|\bit's|\bit is|\byou're speaking (?:with|to)|\byou've got|\bspeaking"
            rf" with) {_NAME}"
        ),
        rf"(?i:\bi'm|\bi am|\bsoy|\bhabla|\bhier ist|\bich bin) {_NAME}",
        rf"^(?i:(?:hi|hello|hey|yes|yeah|yeah hi|good (?:morning|afternoon|evening)|hola|guten tag"
        rf"|hallo)(?: there)?[,.!]? )*{_NAME}"
        r"(?:,? (?i:here|speaking|from|with|calling|von|am apparat|al habla)\b)",
        r"(?:קוראים לי|שמי|השם שלי(?: הוא)?|מדבר|מדברת|כאן) (?P<name>[א-ת]{2,}(?: [א-ת]{2,})?)",
    )
)
# Recognised speech sometimes has no capitals; then only the plainest introductions count.
_UNCAPITALISED_NAME = re.compile(
    r"\b(?:my name is|my name's|me llamo|mi nombre es|ich heiße|mein name ist)"
    r" (?P<name>[^\W\d_]+(?: [^\W\d_]+)?)"
)
_ASKS_NAME = re.compile(
    r"\b(?:your (?:full |first |last )?name|who(?:'s| is| am i)\b.{0,12}\b(?:calling|speaking|this)"
    r"|who do i have)\b|su nombre"
    r"|ihr name|quién (?:habla|llama)|mit wem spreche",
    re.IGNORECASE,
)
_ANSWERED_NAME = re.compile(
    r"^(?i:(?:yes|yeah|sure|oh|uh|um|okay|of course|it's|it is|i'm|my name is)[,.]?"
    rf" )*{_NAME}[.,!]?"
)
_ASKS_COMPANY = re.compile(
    r"\b(?:the|your|which|what) (?:company|business|organi[sz]ation)\b", re.IGNORECASE
)
_ANSWERED_COMPANY = re.compile(rf"^(?i:it's |i work for |i'm with )?{_COMPANY}")
_COMPANY_RULES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i:\bwork (?:for|at)|\bcalling (?:from|for|on behalf of)|\bon behalf of|\bi"
        rf" (?:own|run|represent|manage))"
        rf" (?:the )?{_COMPANY}",
        rf"(?i:\bcompany is(?: called)?|\bcompany's called|\bbusiness is called|\barbeite"
        rf" (?:bei|für)"
        rf"|\btrabajo (?:en|para)"
        rf"|\bde la empresa|\bvon der firma|\bfirma) {_COMPANY}",
        (
            rf"(?<!\w){_WORD}(?: {_WORD}){{0,2}},? (?:and )?(?i:from|with|at|of|von|de) (?:the |der"
            rf" )?{_COMPANY}"
        ),
        rf"(?i:\bi'm|\bi am|\bwe're) (?i:with|from) (?:the )?{_COMPANY}",
    )
)
_CITY_RULES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i:\b(?:live|living|based|located|office|house|home|property|shop|store|place) (?:is"
        rf" )?in"
        rf"|\bmoved to|\bi'm in"
        rf"|\bwe're (?:\w+ )?in|\bi'm (?:\w+ )?in|\bout (?:here )?in) (?:the )?{_PLACE}",
        rf"(?i:\bwohne in|\bwohnen in|\bvivo en|\bvivimos en|\bestoy en|\bj'habite à) {_PLACE}",
    )
)
_NEAR_CITY = re.compile(rf"(?i:\bin|\bfrom|\baus|\ben|\bnear|\baround) {_PLACE}")
_HEBREW_CITY = re.compile(r"(?:גר|גרה|גרים|נמצא|נמצאת) ב(?P<city>[א-ת]{2,}(?: [א-ת]{2,})?)")

_NOUN_END = (
    r"(?=[.,;!?]|$|"
    r" (?:for|in|at|on|to|by|and|but|because|as|please|with|from|before|after|that|which|who|if|so"
    r"|when|around"
    r"|near|next|this|tomorrow|today|soon|my|i|we|para|en|por|y|für|in|am|und|bitte|um|pero|aber|or)\b)"
)
_NOUNS = (
    rf"(?P<service>(?:(?:an?|the|some|new|my|una?|unos|eine?n?"
    rf"|einer) )?[^\W\d_][\w'-]*(?: [\w'-]+){{0,4}}?){_NOUN_END}"
)
_SERVICE_RULES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:interested in|inquir\w+ about|enquir\w+ about|me interesan?|interessier\w+ (?:mich"
        rf"|uns) für) (?:getting |buying )?{_NOUNS}",
        rf"\b(?:quote|estimate|pricing|price|charge|cost|presupuesto|angebot) (?:me"
        rf" )?(?:for|on|of|para|für"
        rf"|de) {_NOUNS}",
        rf"\b(?:looking for|in the market for|shopping for|looking to"
        rf" (?:get|buy|book|rent|order)|ask about|busco"
        rf"|buscamos|suchen?) {_NOUNS}",
        rf"\b(?:book|schedule|order|arrange|reservar|contratar|buchen|pedir) {_NOUNS}",
        rf"\b(?:i|we|and) (?:really |just |also )?(?:need|want|would like|'d like) (?:to"
        rf" (?:book|get|buy|order"
        rf"|schedule|rent) )?{_NOUNS}",
        rf"\b(?:necesito|necesitamos|quiero|quisiera|brauche|brauchen|möchte) {_NOUNS}",
    )
)
_NOT_A_SERVICE = re.compile(
    r"^(?:(?:an?|the|some|my|your|una?|eine?n?)"
    r" )?(?:to\b|you\b|it\b|that\b|this\b|them\b|him\b|her\b|me\b|us\b"
    r"|your\b|call|help\b"
    r"|receipt|minute|moment|second|address|store"
    r" address|time|number|someone|somebody|talk|speak|know|more\b"
    r"|sie\b|que\b"
    r"|manager|supervisor|person|copy|refund|email|e-mail|message|check|all\b|everything|nothing|cita\b|hablar"
    r"|saber)",
    re.IGNORECASE,
)
_NO_NAMES = (
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june"
    " july august september october november december hi hello hey yes yeah no okay ok sorry thanks"
    " thank good great sure well oh not so just my the i it's i'm is there calling fine here unit"
    " mr mrs ms dr buenos buenas guten hallo hola nein ja what who how and wrong number still also"
    " about because looking interested speaking perfect right please call me six seven"
)
_NOT_A_NAME = frozenset(_NO_NAMES.split())


@dataclass(frozen=True, slots=True)
class Details:
    """What the caller said about themselves in one part of a call."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    company: str | None = None
    service: str | None = None
    city: str | None = None

    def then(self, later: "Details") -> "Details":
        """Returns both together; what was said first stands."""
        return Details(
            *(mine or theirs for mine, theirs in zip(astuple(self), astuple(later), strict=True))
        )


def find_details(
    turns: Sequence[Turn], *, before: Turn | None, region: str, agents: Collection[str]
) -> Details:
    """`before` is the turn before these, which may have asked for what the first one says; `agents`
    are first names.
    """
    caller = [turn.text for turn in turns if turn.speaker is not Speaker.AGENT]
    following = [before, *turns] if before else turns
    return Details(
        name=_first(_names(following, turns, agents)),
        phone=find_phone("\n".join(caller), region),
        email=find_email("\n".join(caller)),
        company=_first(_companies(following, caller)),
        service=_first(_services(caller)),
        city=_first(_cities(caller)),
    )


def lead_of(details: Details, context: CallContext) -> Lead:
    return Lead(
        name=details.name,
        phone=details.phone or e164(context.customer_number, region_of(context.customer_number)),
        email=details.email,
        company=details.company,
        service=details.service,
        city=details.city,
        confidence=_confidence(details.name, details.phone, details.email, details.service),
    )


def _first(found: Iterable[str]) -> str | None:
    return next(iter(found), None)


def _confidence(*found: str | None) -> float:
    """The share of what identifies a lead that was said in so many words."""
    return round(0.1 + 0.2 * sum(value is not None for value in found), 2)


def agent_names(turns: Sequence[Turn]) -> frozenset[str]:
    """Returns the first names by which agents introduce themselves, in small letters."""
    introduced = (
        match["name"]
        for turn in turns
        if turn.speaker is Speaker.AGENT
        for rule in _NAME_RULES
        for match in matches(rule, turn.text)
    )
    return frozenset(name.split()[0].lower() for name in introduced)


def _names(
    following: Sequence[Turn], turns: Sequence[Turn], agents: Collection[str]
) -> Iterator[str]:
    caller = [turn for turn in turns if turn.speaker is not Speaker.AGENT]
    found = (
        match["name"]
        for rule in _NAME_RULES
        for turn in caller
        for match in matches(rule, turn.text)
    )
    for raw in (*_answers(following, _ASKS_NAME, _ANSWERED_NAME, "name"), *found):
        name = _trimmed(raw)
        if name and name.split()[0].lower() not in agents:
            yield name
    yield from _uncapitalised_names(caller)


def _uncapitalised_names(turns: Sequence[Turn]) -> Iterator[str]:
    for turn in turns:
        match = next(matches(_UNCAPITALISED_NAME, turn.text), None) if turn.text.islower() else None
        if match and (name := _trimmed(match["name"])):
            yield name.title()


def _answers(
    turns: Sequence[Turn], question: re.Pattern[str], answer: re.Pattern[str], group: str
) -> Iterator[str]:
    for asked, answered in pairwise(turns):
        is_answer = asked.speaker is Speaker.AGENT and answered.speaker is not Speaker.AGENT
        if is_answer and any(matches(question, asked.text)):
            match = answer.search(answered.text[:LONGEST])
            if match:
                yield match[group]


def _trimmed(raw: str) -> str:
    """The leading words that can be a name."""
    words: list[str] = []
    for word in raw.split():
        if word.lower().rstrip("'s") in _NOT_A_NAME or word.lower() in _NOT_A_NAME:
            break
        words.append(word)
    return " ".join(words)


def _companies(following: Sequence[Turn], caller: Sequence[str]) -> Iterator[str]:
    answered = _answers(following, _ASKS_COMPANY, _ANSWERED_COMPANY, "company")
    found = (
        match["company"]
        for rule in _COMPANY_RULES
        for text in caller
        for match in matches(rule, text)
    )
    for raw in (*found, *answered):
        company = _trimmed(raw)
        if company and company.lower() not in CITIES and company.lower() != "i":
            yield company


def _cities(caller: Sequence[str]) -> Iterator[str]:
    stated = (
        match["city"]
        for rule in (*_CITY_RULES, _HEBREW_CITY)
        for text in caller
        for match in matches(rule, text)
    )
    yield from (city for raw in stated if (city := _trimmed(raw)))
    for text in caller:
        for match in matches(_NEAR_CITY, text):
            yield from _known_city(match["city"])


def _known_city(raw: str) -> Iterator[str]:
    words = raw.split()
    candidates = (" ".join(words[:length]) for length in range(len(words), 0, -1))
    return (candidate for candidate in candidates if candidate.lower() in CITIES)


def _services(caller: Sequence[str]) -> Iterator[str]:
    for rule in _SERVICE_RULES:
        for text in caller:
            for match in matches(rule, text):
                if not _NOT_A_SERVICE.search(match["service"]):
                    yield match["service"].strip()
