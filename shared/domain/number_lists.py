"""Reads lists of telephone numbers that people bring along, such as those not to call."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from shared.domain.passages import fold
from shared.domain.people import full_number

LONGEST_NOTE = 2000
LONGEST_GIVEN = 100
# Headings as people write them, by their letters only; of several the first counts.
NUMBER_HEADINGS = (
    "phone", "telephone", "phonenumber", "telephonenumber", "mobile", "mobilenumber",
    "mobilephone", "cell", "tel", "telefon", "telefonnummer", "telefonnr", "rufnummer",
    "telnr", "mobil", "mobilnummer", "mobiltelefon", "handy", "handynummer", "telefono",
    "numerodetelefono", "nodetelefono", "movil", "celular", "numerodetelephone", "portable",
    "cellulare", "numeroditelefono", "telefone", "numerodetelefone", "telemovel",
    "telefoonnummer", "telefoon", "mobiel", "number", "nummer", "numero",
)  # fmt: skip
NOTE_HEADINGS = (
    "note", "notes", "reason", "comment", "comments", "remark", "notiz", "notizen", "grund",
    "bemerkung", "bemerkungen", "kommentar", "anmerkung", "hinweis", "nota", "notas",
    "motivo", "razon", "comentario", "comentarios", "observaciones", "raison",
    "commentaire", "remarque", "remarques", "motif", "commento", "osservazioni",
    "observacoes", "notitie", "opmerking", "opmerkingen", "reden",
)  # fmt: skip
_LISTED = re.compile(r"\+[1-9][0-9]{4,14}")
# Programs that take a column of numbers for decimals write 12025550143 so.
_DECIMAL = re.compile(r"(\+?[0-9]{7,})\.0")
# An apostrophe that a table has before what a spreadsheet would take for a formula.
_GUARD = re.compile(r"'(?=[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n])")
Problem = Literal["no_number", "note_too_long", "not_text"]


class NotCsv(ValueError):
    """The file is no table."""


@dataclass(frozen=True, slots=True)
class GivenNumber:
    """A row of a list, from 1."""

    row: int
    number: str
    note: str | None


@dataclass(frozen=True, slots=True)
class ReadNumber:
    """A row with its number in E.164; `problem` says why there is none."""

    row: int
    given: str
    number: str | None
    note: str | None
    problem: Problem | None


def numbers_of_csv(text: str, *, most: int) -> list[GivenNumber]:
    """Returns the rows of a table; empty ones are left out, and no more than one beyond `most` is
    read. The columns are found by their heading, in the languages of callers that are written in
    Latin letters, and are the first two without one. The separator is that of the first line.
    Raises NotCsv.
    """
    first_line = text.lstrip("\r\n").partition("\n")[0]
    separator = max(",;\t", key=first_line.count)
    found: list[GivenNumber] = []
    number_at: int = 0
    note_at: int | None = 1
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    begun = False
    for row, cells in enumerate(_rows_of_valid_csv(rows), start=1):
        if not any(cell.strip() for cell in cells):
            continue
        if not begun:
            # Excel writes the separator into a line before the others.
            if cells[0].strip().lower() == "sep=":
                continue
            begun = True
            headings = ["".join(filter(str.isalpha, fold(cell))) for cell in cells]
            named = _column_of(headings, NUMBER_HEADINGS)
            if named is not None:
                number_at, note_at = named, _column_of(headings, NOTE_HEADINGS)
                continue
        found.append(GivenNumber(row, _cell_at(cells, number_at), _cell_at(cells, note_at) or None))
        if len(found) > most:
            break
    return found


def read_numbers(given: Iterable[GivenNumber], country: str | None) -> list[ReadNumber]:
    """Returns the numbers in E.164; those without a country code are of `country` (ISO 3166)."""
    read = []
    for one in given:
        typed = one.number.strip().removeprefix("'")
        note = _GUARD.sub("", (one.note or "").strip(), count=1) or None
        decimal = _DECIMAL.fullmatch(typed)
        number = full_number(decimal[1] if decimal else typed, country)
        problem: Problem | None = None
        if "\0" in typed or (note and "\0" in note):
            problem = "not_text"
        elif number is None or not _LISTED.fullmatch(number):
            problem = "no_number"
        elif note and len(note) > LONGEST_NOTE:
            problem = "note_too_long"
        stored = None if problem else number
        read.append(ReadNumber(one.row, typed[:LONGEST_GIVEN], stored, note, problem))
    return read


def _rows_of_valid_csv(rows: Iterable[list[str]]) -> Iterable[list[str]]:
    try:
        yield from rows
    except csv.Error as error:
        raise NotCsv(str(error)) from None


def _column_of(headings: Sequence[str], names: Sequence[str]) -> int | None:
    return next((headings.index(name) for name in names if name in headings), None)


def _cell_at(cells: Sequence[str], position: int | None) -> str:
    return cells[position] if position is not None and position < len(cells) else ""
