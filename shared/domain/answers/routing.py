"""Routes a question by rules: what is asked for, and over which calls.

Rules decide because a wrong route is a wrong answer: "how many" must never be answered from the ten
passages that are nearest.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from shared.domain.answers import lexicon
from shared.domain.answers.periods import find_days, period_of
from shared.domain.answers.plans import Kind, Period, Plan, Subject, Term
from shared.domain.answers.words import WORD, content_words, language_of, term_of
from shared.domain.callbacks import OPEN_STATES
from shared.domain.passages import fold
from shared.domain.transcript import Speaker

LONGEST_QUESTION = 500
MOST_TERMS = 6
MOST_LISTED = 1000
DEFAULT_TOP = 10

T = TypeVar("T")

_PHRASE = re.compile(r'["“„«‚‘]([^"”“»’‘]{2,80})["”“»’‘]')
_PHONE = re.compile(r"(?<![\w-])(?:tel:)?\+?\(?\d[\d\s().\-/]{5,}\d(?![\w-])")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_TOP_NUMBER = re.compile(r"\btop (\d{1,3})\b")
_NAME = re.compile(
    r"[^\W\d_a-z][\w'’-]*(?:\s+(?:de|la|van|von|der|del|di)?\s?[^\W\d_a-z][\w'’-]*)*"
)
_LEAST_PHONE_DIGITS = 7
_ELLIPSIS_WORDS = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its moment: words for days count from `now` in `zone`."""

    question: str
    now: datetime
    zone: ZoneInfo
    zone_name: str

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()


def plan_of(asked: Asked, before: Plan | None = None) -> Plan:
    """Returns the plan of a question. `before` is that of the question before it in a thread:
    "and in November?" asks the same of other days, and "which ones?" lists what was counted.
    """
    text = fold(asked.question)
    language = language_of(asked.question, before.language if before else "en")
    phrases = [match[1] for match in _PHRASE.finditer(asked.question)]
    plain = fold(_PHRASE.sub(" ", asked.question)) if phrases else text
    is_callback = bool(lexicon.CALLBACK.search(plain))
    states = _first(lexicon.STATES, plain) if is_callback else None
    is_past = states is not None and not set(states) & set(OPEN_STATES)
    found = find_days(plain, language, asked.today, ahead=is_callback and not is_past)
    rest = f"{plain[: found.start]} {plain[found.end :]}" if found else plain
    rest = " ".join(rest.split())
    period = period_of(found.first, found.last, asked.zone, asked.zone_name) if found else None
    phone = _phone_in(plain) if not found or _phone_in(rest) else None
    kind = _kind_of(rest, is_callback=is_callback, has_phone=phone is not None)
    if before and before.kind is Kind.COUNT and lexicon.WHICH_ONES.fullmatch(text.strip(" ¿?.,!")):
        return replace(before, kind=Kind.LIST, subject=_listed(before.subject), language=language)
    if before is not None and kind is Kind.NEEDLE and _is_ellipsis(rest, language):
        return _continued(before, period, rest, language)
    if kind is Kind.NEEDLE and found is not None and not found.of_calls:
        period, rest = None, " ".join(plain.split())
    top = _TOP_NUMBER.search(rest)
    plan = Plan(
        kind=kind,
        language=language,
        subject=_subject_of(rest, kind, is_callback=is_callback),
        period=period,
        states=states or (),
        direction=_first(lexicon.DIRECTIONS, rest),
        outcome=_first(lexicon.OUTCOMES, rest),
        status=_first(lexicon.STATUSES, rest),
        phone=phone,
        grouping=_first(lexicon.GROUPINGS, rest) if kind is Kind.TOP else None,
        most=min(int(top[1]), MOST_LISTED) if top and int(top[1]) else None,
        speaker=_speaker_of(rest, is_callback=is_callback),
    )
    return _with_words(plan, asked.question, rest, phrases)


def _kind_of(text: str, *, is_callback: bool, has_phone: bool) -> Kind:
    if lexicon.COUNT.search(text):
        return Kind.COUNT
    if lexicon.SUMMARY.search(text):
        return Kind.SUMMARY
    if lexicon.TOP.search(text):
        return Kind.TOP
    if lexicon.TIMELINE.search(text) or has_phone:
        return Kind.TIMELINE
    if lexicon.LIST.search(text) or lexicon.BEGINS_WITH_UNIT.match(text) or is_callback:
        return Kind.LIST
    return Kind.NEEDLE


def _subject_of(text: str, kind: Kind, *, is_callback: bool) -> Subject:
    if is_callback:
        return Subject.CALLBACKS
    if kind not in (Kind.COUNT, Kind.LIST):
        return Subject.CALLS
    places = [
        (match.start(), subject)
        for subject, pattern in lexicon.UNIT_WORDS.items()
        if (match := pattern.search(text))
    ]
    subject = min(places)[1] if places else Subject.CALLS
    return _listed(subject) if kind is Kind.LIST else subject


def _listed(subject: Subject) -> Subject:
    """Returns what a list shows: calls instead of callers, so that each can be opened."""
    return Subject.CALLS if subject is Subject.CALLERS else subject


def _speaker_of(text: str, *, is_callback: bool) -> Speaker | None:
    if lexicon.AGENTS_SAY.search(text):
        return Speaker.AGENT
    of_callers = lexicon.UNIT_WORDS[Subject.CALLERS].search(text)
    return Speaker.CUSTOMER if of_callers and not is_callback else None


def _first(rules: Sequence[tuple[re.Pattern[str], T]], text: str) -> T | None:
    return next((value for pattern, value in rules if pattern.search(text)), None)


def _phone_in(text: str) -> str | None:
    match = _PHONE.search(text)
    if match is None or len(re.sub(r"\D", "", match[0])) < _LEAST_PHONE_DIGITS:
        return None
    return match[0].strip()


def _is_ellipsis(text: str, language: str) -> bool:
    words = content_words(text, language)
    begins = lexicon.AND_ALSO.match(text.strip(" ¿?.,"))
    return not words or (bool(begins) and len(words) <= _ELLIPSIS_WORDS)


def _continued(before: Plan, period: Period | None, rest: str, language: str) -> Plan:
    """Returns the plan of the question before with what the new one says differently."""
    changed = replace(
        before,
        period=period or before.period,
        direction=_first(lexicon.DIRECTIONS, rest) or before.direction,
        outcome=_first(lexicon.OUTCOMES, rest) or before.outcome,
        states=_first(lexicon.STATES, rest) or before.states,
    )
    words = [word for word in content_words(rest, language) if not _is_read(word)]
    if not words or period is not None:
        return changed
    return replace(
        changed,
        terms=tuple(term_of(word, language) for word in words[:MOST_TERMS]),
        looked_for=tuple(words),
    )


def _is_read(word: str) -> bool:
    rules = (*lexicon.DIRECTIONS, *lexicon.OUTCOMES, *lexicon.STATES, *lexicon.STATUSES)
    return bool(lexicon.AND_ALSO.fullmatch(word)) or any(
        pattern.fullmatch(word) for pattern, _ in rules
    )


def _with_words(plan: Plan, question: str, rest: str, phrases: Sequence[str]) -> Plan:
    """Adds the words that have to be found, and the names that may be those of callers."""
    quoted = [tuple(WORD.findall(fold(phrase))) for phrase in phrases]
    terms = [Term(words, is_phrase=True) for words in quoted if words]
    if plan.kind is Kind.TIMELINE:
        return replace(plan, names=_names_in(question))
    words = [
        word for word in content_words(_without_cues(plan, rest), plan.language) if word.isalnum()
    ]
    if plan.kind is Kind.NEEDLE:
        looked_for = list(dict.fromkeys([*words, *(word for each in quoted for word in each)]))
        if not looked_for:
            # Every word is a function word; they are all there is to look for.
            looked_for = list(dict.fromkeys(WORD.findall(rest)))
        return replace(plan, looked_for=tuple(looked_for))
    words = [
        word
        for word in words
        if not lexicon.SAYING.fullmatch(word) and word not in lexicon.ASIDE and len(word) > 2
    ]
    terms += [term_of(word, plan.language) for word in words]
    return replace(
        plan,
        terms=tuple(terms[:MOST_TERMS]),
        looked_for=tuple([" ".join(each) for each in quoted if each] + words)[:MOST_TERMS],
        unread=tuple(words[MOST_TERMS:]),
    )


def _without_cues(plan: Plan, text: str) -> str:
    """Takes out the words by which the question was routed."""
    if plan.kind is Kind.NEEDLE:
        return text
    patterns = [lexicon.AGENTS_SAY, lexicon.COUNT, lexicon.LIST, lexicon.SUMMARY, lexicon.TOP]
    if plan.subject is Subject.CALLBACKS:
        patterns.insert(0, lexicon.CALLBACK)
        patterns += [pattern for pattern, _ in lexicon.STATES]
    patterns += lexicon.UNIT_WORDS.values()
    patterns += [pattern for pattern, value in lexicon.DIRECTIONS if value == plan.direction]
    patterns += [pattern for pattern, value in lexicon.OUTCOMES if value == plan.outcome]
    patterns += [pattern for pattern, value in lexicon.STATUSES if value == plan.status]
    if plan.grouping is not None:
        patterns += [pattern for pattern, value in lexicon.GROUPINGS if value == plan.grouping]
    for pattern in patterns:
        text = pattern.sub(" ", text)
    return text


def _names_in(question: str) -> tuple[str, ...]:
    """Returns what may be the name of a caller: capitalised words, longest first, and an e-mail
    address. Whether someone is called so, the database knows.
    """
    emails = _EMAIL.findall(question)
    found = [match[0] for match in _NAME.finditer(_EMAIL.sub(" ", question))]
    stop = frozenset.union(*lexicon.STOP_WORDS.values())
    names = []
    for each in found:
        words = [
            word
            for word in re.sub(r"['’]s\b", "", each).split()
            if fold(word) not in stop and not lexicon.TIMELINE.fullmatch(fold(word))
        ]
        if words:
            names.append(" ".join(words))
    names.sort(key=len, reverse=True)
    return tuple(dict.fromkeys((*emails, *names)))[:5]
