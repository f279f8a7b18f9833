"""What people type to find a call."""

import re

import pytest

from shared.domain.search_terms import MOST_TERMS, CallWords, read_call_words, search_terms


def finds(typed: str, words: str) -> bool:
    """Whether a call with these words, as the database stores them, is found."""
    return all(
        re.search(
            term.expression
            or "|".join(re.escape(pattern[1:-1].replace("\\", "")) for pattern in term.patterns),
            words,
        )
        for term in search_terms(typed)
    )


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("+1 202 555 0143", "12025550143"),
        ("(202) 555-0143", "12025550143"),
        ("202.555.0143", "12025550143"),
        ("1-202-555-0143", "12025550143"),
        ("tel:+12025550143", "12025550143"),
        ("+1 202 555 0143 ext. 12", "12025550143"),
        ("001 202 555 0143", "12025550143"),
        ("0143", "12025550143"),
        ("020 7946 0001", "442079460001"),
        ("+44 (0)20 7946 0001", "442079460001"),
        ("0044 20 7946 0001", "442079460001"),
        ("011 44 20 7946 0001", "442079460001"),
        ("030/901820", "4930901820"),
        ("٠٢٠ ٧٩٤٦ ٠٠٠١", "442079460001"),
        ("020\u20117946\u20110001", "442079460001"),
    ],
)
def test_a_number_is_found_however_it_is_typed(typed: str, digits: str) -> None:
    assert finds(typed, digits)
    assert not finds(typed, "4915112345678")


@pytest.mark.parametrize(
    ("typed", "words", "found"),
    [
        ("María López", "maria lopez", True),
        ("lopez MARIA", "maria lopez", True),
        ("maria boiler", "maria lopez", False),
        ("maria 0143", "maria lopez\n12025550143", True),
        ("100%", "100 calls", False),
        ("a_b", "acb", False),
        ("order 12", "order 12", True),
        ("order 12", "order 112", False),
        ("xu", "mei xu", True),
        ("xu", "(xu)", True),
        ("xu", "luxury", False),
        ("li", "anne-marie\nlind", True),
        ("李", "小李", True),
    ],
)
def test_all_words_must_be_found(typed: str, words: str, found: bool) -> None:
    assert finds(typed, words) is found


def test_a_search_has_a_bounded_number_of_terms() -> None:
    assert len(search_terms("word " * 50)) == MOST_TERMS
    assert len(read_call_words('"new" ' + "word " * 50).terms) == MOST_TERMS
    assert search_terms("   ") == ()


@pytest.mark.parametrize(
    ("typed", "terms", "without"),
    [
        ('"new boiler" -repair', [("%new boiler%",)], ("%repair%",)),
        ("boiler OR heating", [("%boiler%", "%heating%")], None),
        ("new boiler or heating", [("%new%", "%heating%"), ("%boiler%", "%heating%")], None),
        ('leak -"no water"', [("%leak%",)], ("%no water%",)),
        # Nothing but what is excluded, and no operator, are text.
        ("-repair", [("%-repair%",)], None),
        ("oregon", [("%oregon%",)], None),
        ("x-ray", [("%x-ray%",)], None),
    ],
)
def test_a_search_of_calls_has_the_operators_of_the_search_of_passages(
    typed: str, terms: list[tuple[str, ...]], without: tuple[str, ...] | None
) -> None:
    read = read_call_words(typed)
    assert [term.patterns for term in read.terms] == terms
    assert read.without == without


def test_a_number_with_a_hyphen_is_no_operator() -> None:
    assert read_call_words("503 -555 -0142") == CallWords(search_terms("503 -555 -0142"))
