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


def plan(question: str, *earlier: Plan, now: datetime = NOW) -> Plan:
    return plan_of(Asked(question, now, BERLIN, "Europe/Berlin"), earlier)


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
        ("how many callbacks are due tomorrow", "2026-12-01", "2026-12-01"),
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


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("How many calls mention boiler or heating?", "((('boiler':*)) | (('heating':*)))"),
        ("How many calls mention either a plumber or a repair?",
         "((('plumber':*)) | (('repair':*)))"),
        ('how many calls mention "boiler" or "hot water"',
         "((('boiler')) | (('hot' <-> 'water')))"),
        ("how many calls mention boiler/heating", "((('boiler':*)) | (('heating':*)))"),
        ("how many calls mention boilers, heating or pipes",
         "((('boiler':*)) | (('heating':*)) | (('pipe' | 'pipes' | 'pipess')))"),
        ("how many calls in Berlin mention boiler or heating",
         "('berlin':*) & ((('boiler':*)) | (('heating':*)))"),
        ("wie viele Anrufe erwähnen Heizung oder Boiler",
         "((('heizung':*)) | (('boil' | 'boiler' | 'boils' | 'boilers')))"),
        ("¿Cuántas llamadas mencionan caldera o calefacción?",
         "((('caldera':*)) | (('calefaccion':*)))"),
        ("combien d'appels mentionnent une chaudière ou une fuite d'eau",
         "((('chaudiere':*)) | (('fuite':*) & ('eau' | 'eaus')))"),
    ],
)  # fmt: skip
def test_things_with_or_between_them_are_alternatives(question: str, query: str) -> None:
    found = plan(question)
    assert found.unread == ()
    assert query_of(found.terms, found.speaker, found.alternatives) == query


@pytest.mark.parametrize(
    "question",
    [
        "how many calls went to voicemail or mention a refund",
        "how many inbound or outbound calls",
        "how many inbound and outbound calls",
        "how many calls mention boiler or heating in Berlin",
        "how many calls or leads",
        "how many callers asked for a refund and how many for a repair",
        "wie viele eingehende oder ausgehende Anrufe",
        "cuántas llamadas entrantes o salientes",
        "combien d'appels entrants ou sortants",
        "how many calls in September or November",
    ],
)
def test_alternatives_of_other_things_are_not_counted(question: str) -> None:
    assert plan(question).unread


def test_where_in_french_is_no_or() -> None:
    assert plan("liste les appels où il mentionne une fuite").alternatives == ()


@pytest.mark.parametrize(
    ("question", "absent"),
    [
        ("how many calls do not mention a refund", "refund"),
        ("how many calls didn't mention a refund", "refund"),
        ("how many calls mention a boiler but do not mention a refund", "refund"),
        ("which calls are without mention of a refund", "refund"),
        ("wie viele Anrufe erwähnen keine Rückerstattung", "ruckerstattung"),
        ("cuántas llamadas no mencionan un reembolso", "reembolso"),
        ("combien d'appels ne mentionnent pas de remboursement", "remboursement"),
        ("combien d'appels n'ont pas mentionné de remboursement", "remboursement"),
    ],
)
def test_calls_that_do_not_mention_a_word(question: str, absent: str) -> None:
    found = plan(question)
    assert (found.unread, [term.words[-1] for term in found.absent]) == ((), [absent])
    assert absent not in found.looked_for


@pytest.mark.parametrize(
    "question",
    [
        "How many calls have no callback?",
        "how many calls without a callback",
        "how many calls did not ask for a callback",
        "which calls don't have a callback",
        "wie viele Anrufe haben keinen Rückruf",
        "wie viele Anrufe ohne Rückruf",
        "¿Cuántas llamadas no tienen devolución de llamada?",
        "cuántas llamadas sin devolución de llamada",
        "combien d'appels n'ont pas de rappel",
        "combien d'appels sans rappel",
        "combien d'appels n'ont pas demandé de rappel",
    ],
)
def test_calls_without_a_callback(question: str) -> None:
    found = plan(question)
    assert (found.without_callback, found.subject, found.states) == (True, Subject.CALLS, ())
    assert (found.unread, found.has_words) == ((), False)


@pytest.mark.parametrize(
    "question",
    [
        "how many calls mention that the heating does not work",
        "how many calls were not transferred",
        "how many callbacks are not overdue",
        "how many calls were about anything except refunds",
        "wie viele Anrufe wurden nicht weitergeleitet",
        "wie viele Anrufe sind ohne Heizung",
        "cuántas llamadas sin calefacción",
        "combien d'appels sans chauffage",
        "combien d'appels n'ont pas été transférés",
    ],
)
def test_other_negations_are_not_counted(question: str) -> None:
    assert plan(question).unread


@pytest.mark.parametrize(
    "question",
    ["who has not been called back yet", "wer wurde noch nicht zurückgerufen"],
)
def test_who_was_not_called_back_has_an_open_callback(question: str) -> None:
    found = plan(question)
    assert (found.subject, found.unread) == (Subject.CALLBACKS, ())
    assert CallbackState.OVERDUE in found.states
    assert CallbackState.DONE not in found.states


@pytest.mark.parametrize(
    "question",
    [
        "how many calls in total",
        "how many calls so far",
        "how many calls altogether?",
        "how many calls are there overall",
        "how many calls until today",
        "how many calls have we received overall",
        "¿Cuántas llamadas hemos recibido en total?",
        "Combien d'appels avons-nous reçus au total ?",
        "Combien d'appels y a-t-il eu jusqu'ici ?",
        "wie viele Anrufe insgesamt",
        "wie viele Anrufe gab es bisher",
        "wie viele Anrufe bis heute",
        "cuántas llamadas en total",
        "cuántas llamadas hasta ahora",
        "cuántas llamadas hasta hoy",
        "combien d'appels au total",
        "combien d'appels jusqu'ici",
        "combien d'appels jusqu’à aujourd’hui",
    ],
)
def test_fillers_are_not_looked_for(question: str) -> None:
    found = plan(question)
    assert (found.kind, found.has_words, found.period, found.unread) == (
        Kind.COUNT, False, None, (),
    )  # fmt: skip


@pytest.mark.parametrize(
    "question",
    [
        "how many callers waited longer than 5 minutes",
        "how many callers per day",
        "how many more calls than last week",
        "more calls in November than this month and in October",
        "what percentage of calls was about refunds",
        "what share of our customers wants a refund",
        "the average number of calls per day",
        "what is the average length of a warranty in calls",
        "did more callers ask for refunds than for boilers",
        "how many callbacks per agent",
        "more callbacks this week than last week",
        "were there more calls about heating",
        "der Anteil der Kunden mit Rückerstattung",
        "wie viele Prozent der Anrufe waren eingehend",
        "¿qué porcentaje de las llamadas pide un reembolso?",
        "le pourcentage des clients",
        "how many missed calls",
        "how many calls were answered",
        "how many calls between 9 and 12",
        "how many calls mention AC",
        "how many callbacks are due",
        "how many calls from +1 202 555 0143",
    ],
)
def test_what_no_filter_reads_is_not_counted(question: str) -> None:
    assert plan(question).unread


def test_words_before_what_is_counted_are_looked_for() -> None:
    found = plan("how many refund calls did we get")
    assert query_of(found.terms) == "('refund':*)"


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("how many calls from 2 November to 30 November", "2026-11-02", "2026-11-30"),
        ("how many calls between 2 and 30 November", "2026-11-02", "2026-11-30"),
        ("how many calls between November 2 and 30, 2025", "2025-11-02", "2025-11-30"),
        ("how many calls from 2 November to today", "2026-11-02", "2026-11-30"),
        ("how many calls from March to May", "2026-03-01", "2026-05-31"),
        ("how many calls from October 2024 to March 2025", "2024-10-01", "2025-03-31"),
        ("how many calls yesterday and today", "2026-11-29", "2026-11-30"),
        ("how many calls from 2026-11-02 to 2026-11-05", "2026-11-02", "2026-11-05"),
        ("how many calls on 11/30/2026", "2026-11-30", "2026-11-30"),
        ("how many calls on 2026-11-30", "2026-11-30", "2026-11-30"),
        ("list the calls of 30.11.2026", "2026-11-30", "2026-11-30"),
        ("wie viele Anrufe am 30.11.2026", "2026-11-30", "2026-11-30"),
        ("wie viele Anrufe am 30.11.24", "2024-11-30", "2024-11-30"),
        ("wie viele Anrufe vom 2. bis 30. November", "2026-11-02", "2026-11-30"),
        ("wie viele Anrufe zwischen dem 2. und 30. November", "2026-11-02", "2026-11-30"),
        ("wie viele Anrufe vom 2.11. bis zum 5.11.2026", "2026-11-02", "2026-11-05"),
        ("wie viele Anrufe vom 2. bis 5.11.2026", "2026-11-02", "2026-11-05"),
        ("cuántas llamadas del 2 al 30 de noviembre", "2026-11-02", "2026-11-30"),
        ("cuántas llamadas entre el 2 y el 30 de noviembre", "2026-11-02", "2026-11-30"),
        ("cuántas llamadas el 30/11/2026", "2026-11-30", "2026-11-30"),
        ("combien d'appels du 2 au 30 novembre", "2026-11-02", "2026-11-30"),
        ("combien d'appels entre le 2 et le 30 novembre", "2026-11-02", "2026-11-30"),
        ("combien d'appels le 30/11/2026", "2026-11-30", "2026-11-30"),
    ],
)
def test_periods(question: str, first: str, last: str) -> None:
    found = plan(question)
    assert found.period is not None
    assert (str(found.period.first), str(found.period.last)) == (first, last)
    assert (found.phone, found.has_words, found.unread) == (None, False, ())
    assert found.kind in (Kind.COUNT, Kind.LIST)


@pytest.mark.parametrize(
    "question",
    [
        "how many calls on 31 February",
        "how many calls on February 31",
        "how many calls on 2026-02-31",
        "how many calls on 02/31/2026",
        # The fifth of November or the eleventh of May.
        "how many calls on 05/11/2026",
        "how many calls before noon today",
        "how many calls today at 3 pm",
        "how many calls this morning",
        "how many calls after 14:30",
        "how many calls before 5 November",
        "how many calls in September and November",
        "how many calls 3 days ago",
        "how many calls last weekend",
        "wie viele Anrufe am 31. Februar",
        "wie viele Anrufe am 31.02.2026",
        "wie viele Anrufe heute vor 12 Uhr",
        "wie viele Anrufe heute Vormittag",
        "wie viele Anrufe vor dem 5. November",
        "cuántas llamadas el 31 de febrero",
        "cuántas llamadas hoy antes del mediodía",
        "cuántas llamadas esta mañana",
        "combien d'appels le 31 février",
        "combien d'appels aujourd'hui avant midi",
        "combien d'appels ce matin",
    ],
)
def test_days_and_times_that_are_not_read_are_not_counted(question: str) -> None:
    assert plan(question).unread


@pytest.mark.parametrize(
    "between",
    [
        ["which calls mention asbestos"],
        ["how many calls mention asbestos", "and in November?"],
        ["how many calls mention asbestos", "how many calls on 31 February"],
        ["how many calls mention asbestos", "How much is a new boiler?"],
        ["how many calls mention asbestos", "history of Napoleon"],
        ["how many calls mention asbestos", "Which ones?"],
    ],
)
@pytest.mark.parametrize(
    "question",
    ["And which ones, please?", "Welche?", "¿Y cuáles?", "Lesquels ?", "Who are they?",
     "List them"],
)  # fmt: skip
def test_the_last_count_or_list_of_the_thread_is_listed(between: list[str], question: str) -> None:
    earlier: list[Plan] = []
    for each in between:
        earlier.append(plan(each, *earlier))
    found = plan(question, *earlier)
    assert (found.kind, query_of(found.terms)) == (Kind.LIST, "('asbesto':*)")


def test_a_question_that_goes_on_is_read_like_any_other() -> None:
    before = plan("how many calls mention a refund")
    assert len(plan("and boiler or heating?", before).alternatives) == 2
    assert plan("and not asbestos?", before).unread
    assert plan("and on 31 February?", before).unread


@pytest.mark.parametrize("question", ["?", "…", "the", "\u200b a", "a" * 500, '"""', "12 12 12 12"])
def test_any_text_has_a_plan(question: str) -> None:
    assert plan(question).kind in Kind
