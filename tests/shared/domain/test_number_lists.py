"""Lists of numbers that people bring along."""

import pytest

from shared.domain.number_lists import GivenNumber, NotCsv, numbers_of_csv, read_numbers


def pairs(text: str) -> list[tuple[int, str, str | None]]:
    return [(one.row, one.number, one.note) for one in numbers_of_csv(text, most=9)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("+1202,a\n+1203\n", [(1, "+1202", "a"), (2, "+1203", None)]),
        ("Note;Phone\r\n\r\nb;030 1\r\n", [(3, "030 1", "b")]),
        ("number\treason\n1\t\n", [(2, "1", None)]),
        ('number,note\n"1","two\nlines"\n2,x\n', [(2, "1", "two\nlines"), (3, "2", "x")]),
        ("sep=;\nnote;number\nx;1\n", [(3, "1", "x")]),
        ("number\n", []),
        ("Name;Telefon;Bemerkung\nA;030 1;b\n", [(2, "030 1", "b")]),
        ("Nombre;Teléfono;Motivo\nA;91 1;b\n", [(2, "91 1", "b")]),
        ("Telefon-Nr.,Grund\n1,x\n", [(2, "1", "x")]),
        ("Phone number,Notes\n1,x\n", [(2, "1", "x")]),
        ("N.º de teléfono;Nota\n1;x\n", [(2, "1", "x")]),
        ("", []),
    ],
)
def test_columns_are_found_by_their_heading(
    text: str, found: list[tuple[int, str, str | None]]
) -> None:
    assert pairs(text) == found


def test_no_more_than_one_row_beyond_the_most_is_read() -> None:
    assert len(numbers_of_csv("1\n" * 100, most=9)) == 10


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(NotCsv, match="field limit"):
        numbers_of_csv("1," + "x" * 200_000, most=9)


def test_numbers_are_read_by_the_country() -> None:
    typed = ["(202) 555-0143", "'+49 30 123456", "call me", "", "1\0"]
    given = [GivenNumber(row, number, None) for row, number in enumerate(typed)]
    read = read_numbers(given, "US")
    assert [one.number for one in read] == ["+12025550143", "+4930123456", None, None, None]
    assert [one.problem for one in read] == [None, None, "no_number", "no_number", "not_text"]
    assert read_numbers(given[:1], None)[0].problem == "no_number"
    [long] = read_numbers([GivenNumber(1, "+12025550143", "x" * 2001)], None)
    assert (long.number, long.problem) == (None, "note_too_long")


@pytest.mark.parametrize(
    ("typed", "country", "number"),
    [
        # Only the beginning of a long cell would be another number.
        ("Please never call again, this customer asked: mob +491701234567", None, "+491701234567"),
        # A number without its area code is no one's.
        ("555-0143", "US", None),
        ("+1 5550143", None, None),
        ("110", "DE", None),
        ("0049 170 1234567", None, "+491701234567"),
        ("0049 170 1234567", "US", "+491701234567"),
        # Programs that take numbers for decimals write them so.
        ("12025550143.0", "US", "+12025550143"),
        ("1701234567.0", "DE", "+491701234567"),
        # Spreadsheets leave out a plus, and a zero: this is +49 170 1234567 or 04917 01234567.
        ("491701234567", "DE", None),
        ("0491701234567", "DE", "+49491701234567"),
        ("491701234567", "US", None),
        ("393331234567", "IT", "+393331234567"),
        ("34600123456", "ES", "+34600123456"),
        ("4.91701E+11", "DE", None),
        ("+٤٩ ١٧٠ ١٢٣٤٥٦٧", None, "+491701234567"),
        ("+1 202 555 0143 ext. 5", None, "+12025550143"),
    ],
)
def test_no_number_is_taken_for_another(
    typed: str, country: str | None, number: str | None
) -> None:
    [read] = read_numbers([GivenNumber(1, typed, None)], country)
    assert (read.number, read.problem) == (number, None if number else "no_number")


def test_an_apostrophe_is_left_out_only_before_a_formula() -> None:
    notes = ["'=1+1", "'Tis enough", "'-", "it's"]
    read = read_numbers([GivenNumber(1, "+12025550143", note) for note in notes], None)
    assert [one.note for one in read] == ["=1+1", "'Tis enough", "-", "it's"]
