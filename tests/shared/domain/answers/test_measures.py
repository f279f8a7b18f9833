"""Lengths, numbers and comparisons that questions ask for, in four languages."""

import pytest

from shared.domain.answers.plans import Grouping, Kind, Measure, Order, Subject
from shared.domain.answers.words import query_of
from tests.shared.domain.answers.test_routing import plan


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("how many calls lasted longer than 5 minutes?", [(">", 300)]),
        ("which calls were at least an hour long?", [(">=", 3600)]),
        ("calls shorter than 30 seconds", [("<", 30)]),
        ("calls longer than 2 minutes but shorter than ten minutes", [(">", 120), ("<", 600)]),
        ("wie viele Anrufe waren länger als eine Minute", [(">", 60)]),
        ("Anrufe über zwei Stunden", [(">", 7200)]),
        ("cuántas llamadas duraron más de un minuto", [(">", 60)]),
        ("combien d'appels ont duré plus d'une minute", [(">", 60)]),
        ("les appels d'au plus 10 minutes", [("<=", 600)]),
    ],
)
def test_lengths_that_calls_must_have(question: str, expected: list[tuple[str, float]]) -> None:
    found = plan(question)
    assert [(each.comparison, each.seconds) for each in found.lengths] == expected
    assert (found.unread, found.terms, found.subject) == ((), (), Subject.CALLS)


@pytest.mark.parametrize(
    ("question", "order", "most"),
    [
        ("longest call", Order.LONGEST, 1),
        ("which call was the longest?", Order.LONGEST, 1),
        ("the 5 longest calls of last month", Order.LONGEST, 5),
        ("how long was the longest call?", Order.LONGEST, 1),
        ("wie lang war der längste Anruf?", Order.LONGEST, 1),
        ("which calls were the shortest?", Order.SHORTEST, 10),
        ("die drei längsten Anrufe", Order.LONGEST, 3),
        ("welcher Anruf war am längsten?", Order.LONGEST, 1),
        ("¿cuál fue la llamada más larga?", Order.LONGEST, 1),
        ("las 3 llamadas más cortas", Order.SHORTEST, 3),
        ("quel a été l'appel le plus long ?", Order.LONGEST, 1),
        ("les trois appels les plus courts", Order.SHORTEST, 3),
        ("last 5 calls", Order.NEWEST, 5),
        ("list the first 3 calls", Order.OLDEST, 3),
        ("the newest call", Order.NEWEST, 1),
        ("die letzten fünf Anrufe", Order.NEWEST, 5),
        ("las últimas 5 llamadas", Order.NEWEST, 5),
        ("la llamada más reciente", Order.NEWEST, 1),
        ("les 5 derniers appels", Order.NEWEST, 5),
        ("since when do people ask?", Order.OLDEST, 1),
        ("who asked first?", Order.OLDEST, 1),
        ("wer hat zuletzt gefragt?", Order.NEWEST, 1),
        ("when did someone first ask?", Order.OLDEST, 1),
        ("wann hat zuletzt jemand gefragt?", Order.NEWEST, 1),
        ("¿desde cuándo preguntan?", Order.OLDEST, 1),
        ("quand un client a-t-il demandé pour la première fois ?", Order.OLDEST, 1),
    ],
)
def test_calls_that_come_first(question: str, order: Order, most: int) -> None:
    found = plan(question)
    assert (found.kind, found.order, found.most) == (Kind.LIST, order, most)
    assert (found.unread, found.terms) == ((), ())


@pytest.mark.parametrize(
    ("question", "measure", "grouping"),
    [
        ("what is the average length of calls?", Measure.AVERAGE, None),
        ("average call length last week", Measure.AVERAGE, None),
        ("how long do calls last?", Measure.AVERAGE, None),
        ("average length of inbound calls per week", Measure.AVERAGE, Grouping.WEEK),
        ("total talk time per agent", Measure.TOTAL, Grouping.AGENT),
        ("how long was the call?", Measure.AVERAGE, None),
        ("average call duration per agent", Measure.AVERAGE, Grouping.AGENT),
        ("how many minutes did we talk last week?", Measure.TOTAL, None),
        ("wie lang ist ein Anruf im Durchschnitt?", Measure.AVERAGE, None),
        ("durchschnittliche Gesprächsdauer pro Agent", Measure.AVERAGE, Grouping.AGENT),
        ("Gesamtdauer der Anrufe im November", Measure.TOTAL, None),
        ("duración media de las llamadas", Measure.AVERAGE, None),
        ("duración total de las llamadas", Measure.TOTAL, None),
        ("durée moyenne des appels", Measure.AVERAGE, None),
        ("combien de minutes avons-nous passé au téléphone hier ?", Measure.TOTAL, None),
        ("how many calls per day last week?", None, Grouping.DAY),
        ("Anrufe pro Woche", None, Grouping.WEEK),
        ("llamadas por mes", None, Grouping.MONTH),
        ("appels par agent", None, Grouping.AGENT),
        ("which day had the most calls?", None, Grouping.DAY),
        ("welche Woche hatte die meisten Anrufe?", None, Grouping.WEEK),
    ],
)
def test_what_is_measured(
    question: str, measure: Measure | None, grouping: Grouping | None
) -> None:
    found = plan(question)
    assert (found.measure, found.grouping) == (measure, grouping)
    assert found.kind is (Kind.TOP if grouping else Kind.LENGTH)
    assert (found.unread, found.terms) == ((), ())


@pytest.mark.parametrize(
    ("question", "least"),
    [
        ("who called more than once?", 2),
        ("how many callers called at least three times?", 3),
        ("wer hat mehrmals angerufen?", 2),
        ("¿quién llamó más de 3 veces?", 4),
        ("qui a appelé deux fois ?", 2),
    ],
)
def test_callers_with_several_calls(question: str, least: int) -> None:
    found = plan(question)
    assert (found.least_calls, found.grouping, found.unread) == (least, Grouping.CALLER, ())


@pytest.mark.parametrize(
    "question",
    [
        "did more people ask for a refund this week than last week?",
        "how many callers asked for a refund this week compared to last week?",
        "haben diese Woche mehr Kunden nach einem Refund gefragt als letzte Woche?",
        "¿pidieron más clientes un refund esta semana que la semana pasada?",
        "cette semaine, plus de clients ont demandé un refund que la semaine dernière ?",
    ],
)
def test_days_that_are_compared(question: str) -> None:
    found = plan(question)
    assert found.period is not None and found.compared is not None
    assert (found.period.first.day, found.compared.first.day) == (30, 23)
    assert (found.kind, found.subject, found.unread) == (Kind.COUNT, Subject.CALLERS, ())
    assert found.looked_for == ("refund",)


@pytest.mark.parametrize(
    "question",
    [
        "what is the average price that customers were told?",
        "how long is the warranty?",
        "since when is the boiler broken",
        "what was said more than once about the price?",
        "is a longer hose sold?",
    ],
)
def test_what_asks_of_no_calls_is_searched(question: str) -> None:
    assert plan(question).kind is Kind.NEEDLE


@pytest.mark.parametrize(
    ("question", "absent"),
    [
        ("which calls mention a refund but not a warranty?", "warranty"),
        ("how many callers asked for a refund and not for a boiler", "boiler"),
        ("wie viele Kunden wollten einen Refund, aber keine Garantie?", "garantie"),
        ("¿cuántos clientes pidieron un refund pero no una garantía?", "garantia"),
        ("combien de clients ont demandé un refund mais pas de garantie ?", "garantie"),
    ],
)
def test_what_is_denied_of_the_same_verb(question: str, absent: str) -> None:
    found = plan(question)
    assert [term.words[-1] for term in found.absent] == [absent]
    assert (found.looked_for, found.unread) == (("refund",), ())


def test_a_question_goes_on_with_what_was_measured() -> None:
    often = plan("how many callers called twice?")
    assert plan("which ones?", often).kind is Kind.TOP
    compared = plan("were there more calls in November than in October?")
    earlier = plan("and in September?", compared)
    assert earlier.period is not None and earlier.period.first.month == 9
    assert earlier.compared is None


@pytest.mark.parametrize(
    "question",
    [
        "how many calls mention C++?",
        "how many calls mention the?",
        "how many calls mention only a boiler?",
        "which calls only mention a boiler?",
        "wie viele Anrufe erwähnen nur Heizung?",
        "how many first calls were there",
        "how many calls by direction?",
        "which callers call more often than before?",
        "how many calls on Mondays?",
        "wie viele Anrufe montags?",
        "¿cuántas llamadas los lunes?",
        "combien d'appels le lundi et tous les mardis ?",
    ],
)
def test_what_would_be_left_out_is_not_counted(question: str) -> None:
    assert plan(question).unread


def test_numbers_are_counted_in_every_way_to_write_them() -> None:
    found = plan("how many calls mention both 12500 and a boiler?")
    assert query_of(found.terms) == "('12500' | '=12500') & ('boiler':*)"


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("longest call", "en"),
        ("längster Anruf letzte Woche", "de"),
        ("duración media de las llamadas", "es"),
        ("durée moyenne des appels", "fr"),
    ],
)
def test_questions_without_function_words_have_a_language(question: str, language: str) -> None:
    assert plan(question).language == language


def test_a_day_is_no_group_where_others_are_asked_for() -> None:
    assert plan("top 5 customers of the day").grouping is Grouping.CALLER
