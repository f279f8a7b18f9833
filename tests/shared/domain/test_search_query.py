"""What is typed to find passages, as terms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.search_query import MOST_TERMS, SearchQuery, Term, read_search
from shared.local.said_contacts import contacts_in_search, lexemes_in_text, places_of_contacts


def read(typed: str) -> SearchQuery:
    return read_search(typed, contacts_in_search(typed))


@pytest.mark.parametrize(
    ("typed", "alternatives"),
    [
        ("boiler leak", [[Term(("boiler",)), Term(("leak",), begins=True)]]),
        ("boiler le", [[Term(("boiler",)), Term(("le",))]]),
        ('"new boiler" -repair', [
            [Term(("new boiler",), quoted=True), Term(("repair",), excluded=True)]
        ]),
        ('"new boiler', [[Term(("new boiler",), quoted=True)]]),
        ("gas OR oil ", [[Term(("gas",))], [Term(("oil",))]]),
        ("-repair", []),
        ("or", []),
        ("! - \" % ''", []),
        ("", []),
    ],
)  # fmt: skip
def test_a_search_is_alternatives_of_terms(typed: str, alternatives: list[list[Term]]) -> None:
    assert [list(each) for each in read(typed).alternatives] == alternatives


@pytest.mark.parametrize(
    ("said", "typed", "found"),
    [
        ("customer: call 503-555-0142", "(503) 555 0142", True),
        ("customer: five oh three five five five oh one four two", "5550142", True),
        ("customer: 555 0142", "+1 503 555 0142", True),
        ("customer: 212 555 0142", "503 555 0142", False),
        ("customer: two hundred thirty dollars", "230", True),
        ("customer: ana at example dot org", "ana@example.org", True),
        ("customer: my order is 4711", "4712", False),
    ],
)
def test_numbers_and_addresses_share_a_lexeme_in_all_their_forms(
    said: str, typed: str, found: bool
) -> None:
    stored = {lexeme[1:] for lexeme in lexemes_in_text(said, "en")}
    wanted = {lexeme for term in read(typed).terms for lexeme in term.lexemes}
    assert bool(stored & wanted) is found


def test_who_says_a_number_is_stored_with_it() -> None:
    text = "0171 392004\nagent Ana: 030 901820\nunknown: 4711"
    assert {
        (lexeme[0], lexeme[2:]) for lexeme in lexemes_in_text(text, "de") if lexeme[1] == "="
    } == {("D", "171392004"), ("A", "30901820"), ("D", "4711")}
    ((start, end),) = places_of_contacts(text, "de", {"=4711"})
    assert text[start:end] == "4711"


@given(st.text(max_size=200))
def test_any_text_is_a_search(typed: str) -> None:
    query = read(typed)
    assert sum(map(len, query.alternatives)) <= MOST_TERMS
    assert all(any(not term.excluded for term in each) for each in query.alternatives)
