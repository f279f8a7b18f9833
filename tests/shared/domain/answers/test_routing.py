"""A question is routed by rules, in four languages."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from shared.domain.answers.plans import Grouping, Kind, Plan, Subject
from shared.domain.answers.routing import Asked, plan_of
from shared.domain.answers.words import query_of
from shared.domain.callbacks import CallbackState
from shared.domain.statuses import CallOutcome

# A Monday.
NOW = datetime(2026, 11, 30, 10, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def plan(question: str, before: Plan | None = None, now: datetime = NOW) -> Plan:
    return plan_of(Asked(question, now, BERLIN, "Europe/Berlin"), before)


@pytest.mark.parametrize(
    ("question", "kind", "subject"),
    [
        ("how many callers asked for a refund in October", Kind.COUNT, Subject.CALLERS),
        ("wie viele Anrufer fragten nach einer Rückerstattung", Kind.COUNT, Subject.CALLERS),
        ("¿cuántos clientes pidieron un reembolso?", Kind.COUNT, Subject.CALLERS),
        ("combien de clients ont demandé un remboursement", Kind.COUNT, Subject.CALLERS),
        ("How many calls went to voicemail?", Kind.COUNT, Subject.CALLS),
        ("how often was asbestos mentioned", Kind.COUNT, Subject.CALLS),
        ("how many callbacks are overdue", Kind.COUNT, Subject.CALLBACKS),
        ("how many leads are from Portland", Kind.COUNT, Subject.LEADS),
        ("who wants to be called back tomorrow", Kind.LIST, Subject.CALLBACKS),
        ("wer möchte morgen zurückgerufen werden", Kind.LIST, Subject.CALLBACKS),
        ("¿quién quiere que le llamen mañana?", Kind.LIST, Subject.CALLBACKS),
        ("qui veut être rappelé demain", Kind.LIST, Subject.CALLBACKS),
        ("which calls mention asbestos", Kind.LIST, Subject.CALLS),
        ("list every call about boilers", Kind.LIST, Subject.CALLS),
        ("welche Anrufe erwähnen Asbest", Kind.LIST, Subject.CALLS),
        ("¿qué llamadas mencionan amianto?", Kind.LIST, Subject.CALLS),
        ("quels appels parlent d'amiante", Kind.LIST, Subject.CALLS),
        ("which leads want a repair", Kind.LIST, Subject.LEADS),
        ("top 5 callers this month", Kind.TOP, Subject.CALLS),
        ("wer ruft am häufigsten an", Kind.TOP, Subject.CALLS),
        ("summarise these calls", Kind.SUMMARY, Subject.CALLS),
        ("fasse die Anrufe von gestern zusammen", Kind.SUMMARY, Subject.CALLS),
        ("resume las llamadas de ayer", Kind.SUMMARY, Subject.CALLS),
        ("résume les appels d'hier", Kind.SUMMARY, Subject.CALLS),
        ("history of Maria Lopez", Kind.TIMELINE, Subject.CALLS),
        ("what happened with +1 202 555 0143", Kind.TIMELINE, Subject.CALLS),
        ("How much is a new boiler?", Kind.NEEDLE, Subject.CALLS),
        ("was kostet ein neuer Heizkessel", Kind.NEEDLE, Subject.CALLS),
        ("¿cuánto cuesta una caldera nueva?", Kind.NEEDLE, Subject.CALLS),
        ("combien coûte une nouvelle chaudière", Kind.NEEDLE, Subject.CALLS),
        ("how many bedrooms does the house have", Kind.NEEDLE, Subject.CALLS),
        ("which boiler did she want", Kind.NEEDLE, Subject.CALLS),
        ("who is the plumber", Kind.NEEDLE, Subject.CALLS),
        ("Wer ist der Bürgermeister von Hamburg?", Kind.NEEDLE, Subject.CALLS),
        ("What do callers want a refund for?", Kind.NEEDLE, Subject.CALLS),
    ],
)
def test_kind_and_subject(question: str, kind: Kind, subject: Subject) -> None:
    found = plan(question)
    assert (found.kind, found.subject) == (kind, subject)


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("how many calls in October", "2026-10-01", "2026-10-31"),
        ("how many calls in December", "2025-12-01", "2025-12-31"),
        ("how many calls in October 2024", "2024-10-01", "2024-10-31"),
        ("how many calls yesterday", "2026-11-29", "2026-11-29"),
        ("how many calls last week", "2026-11-23", "2026-11-29"),
        ("how many calls in the last 7 days", "2026-11-24", "2026-11-30"),
        ("how many calls this month", "2026-11-01", "2026-11-30"),
        ("how many calls last year", "2025-01-01", "2025-12-31"),
        ("how many calls since November 20th", "2026-11-20", "2026-11-30"),
        ("how many calls on 2026-11-05", "2026-11-05", "2026-11-05"),
        ("how many calls on Friday", "2026-11-27", "2026-11-27"),
        ("wie viele Anrufe letzten Monat", "2026-10-01", "2026-10-31"),
        ("wie viele Anrufe am 5.11.", "2026-11-05", "2026-11-05"),
        ("wie viele Anrufe seit gestern", "2026-11-29", "2026-11-30"),
        ("cuántas llamadas la semana pasada", "2026-11-23", "2026-11-29"),
        ("cuántas llamadas en los últimos 3 días", "2026-11-28", "2026-11-30"),
        ("combien d'appels le mois dernier", "2026-10-01", "2026-10-31"),
        ("combien d'appels aujourd'hui", "2026-11-30", "2026-11-30"),
        # What is to come, of callbacks.
        ("who wants to be called back tomorrow", "2026-12-01", "2026-12-01"),
        ("who wants a callback on Friday", "2026-12-04", "2026-12-04"),
        ("wer will nächste Woche zurückgerufen werden", "2026-12-07", "2026-12-13"),
        ("qui veut être rappelé le 3 décembre", "2026-12-03", "2026-12-03"),
        ("which callbacks were done yesterday", "2026-11-29", "2026-11-29"),
    ],
)
def test_days(question: str, first: str, last: str) -> None:
    period = plan(question).period
    assert period is not None
    assert (period.first, period.last) == (date.fromisoformat(first), date.fromisoformat(last))


def test_days_that_calls_are_about_are_looked_for() -> None:
    found = plan("Is the shop open on Saturday?")
    assert (found.period, found.looked_for) == (None, ("shop", "open", "saturday"))
    assert plan("What did she say about the shop yesterday?").period is not None


def test_days_are_those_of_the_zone() -> None:
    """Late in the evening in UTC it is tomorrow in Berlin."""
    found = plan("how many calls today", now=datetime(2026, 11, 30, 23, 30, tzinfo=UTC)).period
    assert found is not None
    assert found.since == datetime(2026, 11, 30, 23, tzinfo=UTC)
    assert found.until == datetime(2026, 12, 1, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("how many callers asked for a refund", "('refund':*BD)"),
        ("how many calls mention a refund", "('refund':*)"),
        ("in which calls did agents promise a refund", "('refund':*AD)"),
        ("how many callers asked for refunds", "('refund':*BD)"),
        ("which calls mention a new boiler", "('new' | 'news') & ('boiler':*)"),
        ('how many callers said "money back"', "('money':BD <-> 'back':BD)"),
        ("wie viele Kunden fragten nach Rückerstattungen", "('ruckerstattung':*BD)"),
        ("how many calls yesterday", ""),
        ("list all calls", ""),
        ("quels appels parlent d'amiante", "('amiante':*)"),
        ("which calls mention ' | 'drop':* -- x", "('drop' | 'drops')"),
    ],
)
def test_words_that_are_counted(question: str, query: str) -> None:
    found = plan(question)
    assert query_of(found.terms, found.speaker) == query


def test_filters() -> None:
    found = plan("how many inbound calls went to voicemail last week")
    assert (found.direction, found.outcome) == ("inbound", CallOutcome.VOICEMAIL)
    assert found.terms == ()
    assert plan("list the overdue callbacks").states == (CallbackState.OVERDUE,)
    assert plan("most frequent cities").grouping is Grouping.CITY
    assert plan("top 3 callers").most == 3
    assert plan("calls from (202) 555-0143").phone == "(202) 555-0143"


@pytest.mark.parametrize(
    "question",
    [
        "Which ones?", "which?", "Who are they?", "show me them", "List those.",
        "Welche?", "Welche sind das?", "Wer sind sie?", "Zeig sie", "Nenne mir die alle",
        "¿Cuáles?", "¿Quiénes son?", "Muéstramelas", "Lesquels ?", "Qui sont-ils ?", "montre-les",
    ],
)  # fmt: skip
def test_what_was_counted_is_listed(question: str) -> None:
    before = plan("how many callers asked for a refund in October")
    found = plan(question, before)
    assert (found.kind, found.subject) == (Kind.LIST, Subject.CALLS)
    assert (found.terms, found.period, found.speaker) == (
        before.terms,
        before.period,
        before.speaker,
    )


def test_only_what_was_counted_is_listed() -> None:
    before = plan("how many callers asked for a refund in October")
    assert plan("Which ones want a boiler?", before).terms != before.terms
    assert plan("Which ones?", plan("How much is a new boiler?")).kind is Kind.NEEDLE


def test_a_question_goes_on_with_the_one_before_it() -> None:
    before = plan("how many callers asked for a refund in October")
    found = plan("and in November?", before)
    assert (found.kind, found.terms) == (before.kind, before.terms)
    assert found.period is not None
    assert found.period.first == date(2026, 11, 1)
    assert query_of(plan("and asbestos?", before).terms) == "('asbesto':*)"
    assert plan("How much is a new boiler?", before).kind is Kind.NEEDLE


@pytest.mark.parametrize("question", ["?", "…", "the", "\u200b a", "a" * 500, '"""', "12 12 12 12"])
def test_any_text_has_a_plan(question: str) -> None:
    assert plan(question).kind in Kind
