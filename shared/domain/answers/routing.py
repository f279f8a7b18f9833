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
from shared.domain.answers.conditions import PLACEHOLDER, conditions_of
from shared.domain.answers.day_ranges import read_days
from shared.domain.answers.measures import Measured, compared_texts, read_measures, uncounted_in
from shared.domain.answers.periods import Found, period_of
from shared.domain.answers.plans import Kind, Period, Plan, Subject
from shared.domain.answers.words import WORD, content_words, language_of_question
from shared.domain.callbacks import OPEN_STATES
from shared.domain.passages import fold
from shared.domain.transcript import Speaker

LONGEST_QUESTION = 500
MOST_LISTED = 1000
DEFAULT_TOP = 10

T = TypeVar("T")

_PHRASE = re.compile(r'["“„«‚‘]([^"”“»’‘]{2,80})["”“»’‘]')
_PHONE = re.compile(r"(?<![\w-])(?:tel:)?\+?\(?\d[\d\s().\-/]{5,}\d(?![\w-])")
_DATE = re.compile(
    r"\b(?:\d{1,2}([./-])\d{1,2}\1(?:19|20)?\d\d|(?:19|20)\d\d([./-])\d{1,2}\2\d{1,2})\b"
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_WHERE = re.compile(r"\boù\b", re.IGNORECASE)
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


def plan_of(asked: Asked, earlier: Sequence[Plan] = ()) -> Plan:
    """Returns the plan of a question. `earlier` are those of the questions before it in a thread:
    "and in November?" asks the last one of other days, and "which ones?" lists what the last count
    or list found.
    """
    before = earlier[-1] if earlier else None
    found = next((each for each in reversed(earlier) if _has_found(each)), None)
    # French tells "where" from "or" by its accent.
    question = _WHERE.sub(" ", asked.question)
    language = language_of_question(asked.question, before.language if before else "en")
    if found is not None and _asks_which_ones(asked.question):
        # Of callers with several calls, the callers are the list.
        kind = Kind.TOP if found.least_calls else Kind.LIST
        return replace(found, kind=kind, subject=_listed(found.subject), language=language)
    phrases = [match[1] for match in _PHRASE.finditer(question)]
    places = iter(range(len(phrases)))
    whole = fold(_PHRASE.sub(lambda _: f" {PLACEHOLDER.format(next(places))} ", question))
    whole = whole.replace("’", "'")
    plain = lexicon.FILLERS.sub(" ", whole)
    without_callback = bool(lexicon.NO_CALLBACK.search(plain))
    plain = lexicon.NO_CALLBACK.sub(" ", plain)
    with_callback = bool(lexicon.WITH_CALLBACK.search(plain))
    plain = lexicon.WITH_CALLBACK.sub(r"\g<unit>", plain)
    is_open = bool(lexicon.NOT_CALLED_BACK.search(plain))
    plain = lexicon.NOT_CALLED_BACK.sub(" callback ", plain)
    is_callback = bool(lexicon.CALLBACK.search(plain))
    states = tuple(sorted(OPEN_STATES)) if is_open else None
    if is_callback and not is_open:
        states = _first(lexicon.STATES, plain)
    is_past = states is not None and not set(states) & set(OPEN_STATES)
    plain, other = _compared_days(plain, language, asked.today)
    days = read_days(plain, language, asked.today, ahead=is_callback and not is_past)
    named, rest = days.found, " ".join(days.rest.split())
    period = period_of(named.first, named.last, asked.zone, asked.zone_name) if named else None
    phone = _phone_in(rest)
    measured = read_measures(rest)
    rest = " ".join(measured.rest.split())
    unread = [*days.unread, *_not_compared(named, other, whole)]
    kind = _kind_of(rest, is_callback=is_callback, has_phone=phone is not None)
    kind = _measured_kind(kind, measured, other, without_callback=without_callback)
    if kind is Kind.COUNT and measured.kind is Kind.LIST:
        unread += measured.said
    uncounted = uncounted_in(rest) if kind is Kind.NEEDLE else []
    if uncounted:
        kind, unread = Kind.COUNT, [*unread, *uncounted]
    elif kind is Kind.NEEDLE:
        if before is not None and _is_ellipsis(rest, language):
            return _continued_plan(before, period, rest, language, phrases, days.unread)
        if named is None or not named.of_calls:
            period, rest = None, " ".join(whole.split())
    top = _TOP_NUMBER.search(rest)
    plan = Plan(
        kind=kind,
        language=language,
        subject=_subject_of(rest, kind, is_callback=is_callback),
        period=period,
        states=states or (),
        without_callback=without_callback,
        with_callback=with_callback,
        direction=_first(lexicon.DIRECTIONS, rest),
        outcome=_first(lexicon.OUTCOMES, rest),
        status=_first(lexicon.STATUSES, rest),
        phone=phone,
        grouping=measured.grouping
        or (_first(lexicon.GROUPINGS, rest) if kind is Kind.TOP else None),
        most=min(int(top[1]), MOST_LISTED) if top and int(top[1]) else measured.most,
        speaker=_speaker_of(rest, is_callback=is_callback),
        order=measured.order,
        measure=measured.measure,
        lengths=measured.lengths,
        zone=asked.zone_name,
        least_calls=measured.least_calls,
        compared=period_of(other.first, other.last, asked.zone, asked.zone_name) if other else None,
        of_people=bool(lexicon.OF_PEOPLE.search(whole)),
    )
    if kind in (Kind.NEEDLE, Kind.TIMELINE):
        return _with_search(plan, asked.question, rest, phrases)
    if plan.subject in (Subject.CALLBACKS, Subject.LEADS):
        unread += [*measured.said, *([whole] if other else [])]
    return _with_conditions(plan, rest, phrases, unread)


def _compared_days(text: str, language: str, today: date) -> tuple[str, Found | None]:
    """Returns a text without the days that it compares others with, and these days."""
    for before, after in compared_texts(text):
        days = read_days(after, language, today, ahead=False)
        if days.found and not days.unread and not content_words(days.rest, language):
            return before, days.found
    return text, None


def _not_compared(named: Found | None, other: Found | None, whole: str) -> list[str]:
    """Returns the question itself where other days are compared with none, or with some of them."""
    if other is None or (named and (named.last < other.first or other.last < named.first)):
        return []
    return [whole]


def _measured_kind(
    kind: Kind, measured: Measured, other: Found | None, *, without_callback: bool
) -> Kind:
    if other is not None:
        return Kind.COUNT
    if measured.kind and kind is not Kind.TIMELINE:
        # "How many callers called twice?" is one number, and so is "how many first calls?".
        is_count = kind is Kind.COUNT and (measured.least_calls or measured.kind is Kind.LIST)
        return kind if is_count else measured.kind
    if kind is Kind.NEEDLE and (measured.lengths or without_callback):
        return Kind.LIST
    return kind


def _has_found(plan: Plan) -> bool:
    return plan.kind in (Kind.COUNT, Kind.LIST) and not plan.unread


def _asks_which_ones(question: str) -> bool:
    text = re.sub(r"^\W+|\W+$", "", " ".join(fold(question).split()))
    for _ in range(2):
        text = lexicon.AROUND_WHICH_ONES.sub("", text).strip(" ¿,")
    return bool(lexicon.WHICH_ONES.fullmatch(text))


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
    match = _PHONE.search(_DATE.sub(" ", text))
    if match is None or len(re.sub(r"\D", "", match[0])) < _LEAST_PHONE_DIGITS:
        return None
    return match[0].strip()


def _is_ellipsis(text: str, language: str) -> bool:
    words = content_words(text, language)
    begins = lexicon.AND_ALSO.match(text.strip(" ¿?.,"))
    return not words or (bool(begins) and len(words) <= _ELLIPSIS_WORDS)


def _continued_plan(
    before: Plan,
    period: Period | None,
    rest: str,
    language: str,
    phrases: Sequence[str],
    unread: Sequence[str],
) -> Plan:
    """Returns the plan of the question before with what the new one says differently."""
    changed = replace(
        before,
        period=period or before.period,
        compared=None,
        direction=_first(lexicon.DIRECTIONS, rest) or before.direction,
        outcome=_first(lexicon.OUTCOMES, rest) or before.outcome,
        states=_first(lexicon.STATES, rest) or before.states,
        unread=(*before.unread, *unread),
    )
    rest = lexicon.AND_ALSO.sub("", rest.strip(" ¿?.,"), count=1)
    words = [word for word in WORD.findall(rest) if not _is_read(word)]
    said = conditions_of(" ".join(words), language, phrases)
    unread = (*changed.unread, *said.unread, *_not_read(rest))
    if not said.looked_for and not said.absent:
        return replace(changed, unread=unread)
    return replace(
        changed,
        terms=said.terms,
        alternatives=said.alternatives,
        absent=said.absent,
        looked_for=said.looked_for,
        unread=(*unread, *_not_together(replace(changed, absent=said.absent))),
    )


def _is_read(word: str) -> bool:
    rules = (*lexicon.DIRECTIONS, *lexicon.OUTCOMES, *lexicon.STATES, *lexicon.STATUSES)
    return bool(lexicon.AND_ALSO.fullmatch(word)) or any(
        pattern.fullmatch(word) for pattern, _ in rules
    )


def _with_search(plan: Plan, question: str, rest: str, phrases: Sequence[str]) -> Plan:
    """Adds the words to look for, or the names that may be those of callers."""
    if plan.kind is Kind.TIMELINE:
        return replace(plan, names=_names_in(question))
    words = [word for word in content_words(rest, plan.language) if word.isalnum()]
    quoted = [word for phrase in phrases for word in WORD.findall(fold(phrase))]
    looked_for = dict.fromkeys([*words, *quoted])
    if not looked_for:
        # Every word is a function word; they are all there is to look for.
        looked_for = dict.fromkeys(WORD.findall(rest))
    return replace(plan, looked_for=tuple(looked_for))


def _with_conditions(plan: Plan, rest: str, phrases: Sequence[str], unread: Sequence[str]) -> Plan:
    """Adds the words that calls must have or not have, and what was not understood."""
    not_read = _not_read(rest)
    said = conditions_of(
        _without_cues(plan, lexicon.NOT_READ.sub(" ", rest)),
        plan.language,
        [fold(each) for each in phrases],
    )
    plan = replace(
        plan,
        terms=said.terms,
        alternatives=said.alternatives,
        absent=said.absent,
        looked_for=said.looked_for,
    )
    # Calls of a number are a timeline, and are counted by no other filter.
    phones = (plan.phone,) if plan.phone else ()
    others = (*_unfollowed_in(rest, plan), *_not_together(plan), *phones)
    if plan.kind is Kind.TOP and plan.grouping is None and not plan.of_people:
        # "The most common question": callers would be another answer.
        others = (*others, *said.looked_for, *([] if said.looked_for else [rest]))
    names_nothing = lexicon.MENTIONED.search(rest) and not (plan.has_words or said.unread)
    if names_nothing and plan.kind in (Kind.COUNT, Kind.LIST):
        others = (*others, rest)
    every = (*unread, *not_read, *said.unread, *others)
    return replace(plan, unread=tuple(dict.fromkeys(every)))


def _not_read(text: str) -> list[str]:
    return [match[0] for match in lexicon.NOT_READ.finditer(text)]


def _unfollowed_in(text: str, plan: Plan) -> list[str]:
    """Returns filters of which a question names several, of which only one would be followed, and
    "due" without a day.
    """
    rules: list[tuple[tuple[re.Pattern[str], object], ...]] = [
        lexicon.DIRECTIONS,
        lexicon.OUTCOMES,
        lexicon.STATUSES,
    ]
    if plan.subject is Subject.CALLBACKS:
        rules.append(lexicon.STATES)
    found: list[str] = []
    for each in rules:
        matches = [match[0] for pattern, _ in each if (match := pattern.search(text))]
        found += matches if len(matches) > 1 else []
    if plan.subject is Subject.CALLBACKS and not plan.period:
        found += [match[0] for match in lexicon.DUE.finditer(text)]
    counts = [match[0] for match in lexicon.COUNT_HEAD.finditer(text)]
    return found + (counts[1:] if plan.kind is Kind.COUNT else [])


def _not_together(plan: Plan) -> list[str]:
    """Returns what cannot be counted together: callbacks and leads have no words of their own that
    a call does not have; leads are found by single words.
    """
    words = [word for term in plan.absent for word in term.words[-1:]]
    counted = (Subject.CALLS, Subject.CALLERS)
    unread = [f"-{word}" for word in words] if plan.subject not in counted else []
    if plan.without_callback and plan.subject not in counted:
        unread.append("-callback")
    if plan.subject is Subject.LEADS and any(len(each) > 1 for each in plan.alternatives):
        unread.append(" ".join(plan.looked_for))
    return unread


def _without_cues(plan: Plan, text: str) -> str:
    """Takes out the words by which the question was routed."""
    patterns = [lexicon.AGENTS_SAY, lexicon.COUNT_HEAD, lexicon.SUMMARY, lexicon.TOP]
    if plan.kind is Kind.LIST:
        patterns.append(lexicon.LIST_HEAD)
    if plan.subject is Subject.CALLERS or plan.speaker is Speaker.CUSTOMER:
        patterns.append(lexicon.DISTINCT)
    if plan.subject is Subject.CALLBACKS:
        patterns.insert(0, lexicon.CALLBACK)
        patterns += [pattern for pattern, _ in lexicon.STATES]
        patterns += [lexicon.DUE] if plan.period else []
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
