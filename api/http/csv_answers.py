"""Sends tables as CSV (RFC 4180) or JSON Lines, a part at a time, for spreadsheets and programs.

A spreadsheet runs a cell that begins like a formula, and callers' words stand in these tables: such
text begins with an apostrophe. So does text that would begin a cell where a spreadsheet takes
another separator than the file has.
"""

import csv
import io
import re
from collections.abc import AsyncGenerator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Annotated, Any, Final, Literal, TypeAlias
from uuid import UUID

from fastapi import Depends, Query
from fastapi.responses import Response
from pydantic_core import to_json

from api.http.fields import Zone
from api.http.media import BINARY, Media
from shared.domain.spreadsheets import FORMULA_SIGNS, SKIPPED
from shared.domain.zones import find_zone

CSV, LINES = "text/csv", "application/x-ndjson"
BOM = "\ufeff"
SEPARATORS: Final = {"comma": ",", "semicolon": ";"}
_SIGNS = re.escape(FORMULA_SIGNS)
_FORMULA = re.compile(rf"\A(?=[{_SIGNS}{SKIPPED}])|(?<=[,;|{SKIPPED}])(?=[{_SIGNS}]\S)")

# Texts, enumerations among them, are guarded; numbers are not.
Cell: TypeAlias = str | int | float | datetime | UUID | None


@dataclass(frozen=True, slots=True)
class CsvForm:
    """How a table is written. With a zone times are on its clock, in the form that spreadsheets
    read as times; without one they are RFC 3339 in UTC. Numbers have a decimal comma in files that
    are separated by semicolons.
    """

    separator: str = ","
    bom: bool = False
    zone: tzinfo | None = None

    def cell(self, value: Cell) -> str | int:
        match value:
            case None:
                return ""
            case datetime():
                if self.zone:
                    try:
                        local = value.astimezone(self.zone).replace(tzinfo=None)
                    except OverflowError:
                        # The first and the last day of all time.
                        local = value.replace(tzinfo=None)
                    return local.isoformat(" ", "seconds")
                return value.isoformat(timespec="seconds").replace("+00:00", "Z")
            case float():
                return str(value).replace(".", "," if self.separator == ";" else ".")
            case str() | UUID():
                return _FORMULA.sub("'", str(value))
            case _:
                return value


async def _csv_form(
    separator: Annotated[
        Literal["comma", "semicolon"],
        Query(
            description=(
                "What stands between cells. Spreadsheets of languages with a decimal comma take"
                " semicolons; numbers have a decimal comma then."
            )
        ),
    ] = "comma",
    bom: Annotated[
        bool, Query(description="Begin with a byte order mark, by which Excel knows UTF-8.")
    ] = False,
    timezone: Annotated[
        Zone | None,
        Query(
            description=(
                "Write times on the clock of this IANA zone, as `2026-11-18 10:30:00`; without it"
                " they are RFC 3339 in UTC."
            )
        ),
    ] = None,
) -> CsvForm:
    return CsvForm(SEPARATORS[separator], bom, find_zone(timezone))


CsvFormDep = Annotated[CsvForm, Depends(_csv_form)]


def csv_responses(columns: Sequence[str]) -> dict[int | str, dict[str, Any]]:
    """Returns the entry of a table for the API's description."""
    content = {"schema": {"type": "string"}, "example": ",".join(f'"{name}"' for name in columns)}
    return {200: {"description": "The table", "content": {CSV: content}}}


def lines_responses(columns: Sequence[str]) -> dict[int | str, dict[str, Any]]:
    """Returns the entry of a table as JSON Lines for the API's description."""
    example = to_json(dict.fromkeys(columns)).decode() + "\n"
    content = {"schema": {"type": "string"}, "example": example}
    # Generators of clients know the second type for a body that they do not parse.
    types = {LINES: content, "application/octet-stream": BINARY}
    return {200: {"description": "The table, an object a line", "content": types}}


async def lines_answer(
    name: str, columns: Sequence[str], pages: AsyncGenerator[Iterable[Sequence[Cell]], None]
) -> Response:
    """Returns the table as the file `name`, a JSON object a row, as `csv_answer` does."""
    first = await anext(pages, ())
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Media(_json_blocks(columns, first, pages), headers=headers, media_type=LINES)


async def _json_blocks(
    columns: Sequence[str],
    first: Iterable[Sequence[Cell]],
    pages: AsyncGenerator[Iterable[Sequence[Cell]], None],
) -> AsyncGenerator[bytes, None]:
    try:
        yield _objects(columns, first)
        async for page in pages:
            yield _objects(columns, page)
    finally:
        await pages.aclose()


def _objects(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    return b"".join(to_json(dict(zip(columns, row, strict=True))) + b"\n" for row in rows)


async def csv_answer(
    name: str,
    columns: Sequence[str],
    pages: AsyncGenerator[Iterable[Sequence[Cell]], None],
    form: CsvForm,
) -> Response:
    """Returns the table as the file `name`. The first page is read here, so that what refuses it is
    answered as such; the others are read while the client takes them.
    """
    first = await anext(pages, ())
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Media(_csv_blocks(columns, first, pages, form), headers=headers, media_type=CSV)


async def _csv_blocks(
    columns: Sequence[str],
    first: Iterable[Sequence[Cell]],
    pages: AsyncGenerator[Iterable[Sequence[Cell]], None],
    form: CsvForm,
) -> AsyncGenerator[bytes, None]:
    try:
        yield (BOM if form.bom else "").encode() + _csv_lines([columns, *first], form)
        async for page in pages:
            yield _csv_lines(page, form)
    finally:
        await pages.aclose()


def _csv_lines(rows: Iterable[Sequence[Cell]], form: CsvForm) -> bytes:
    # Quoted text holds together also where another separator is taken.
    written = io.StringIO()
    writer = csv.writer(
        written, delimiter=form.separator, lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC
    )
    writer.writerows([form.cell(value) for value in row] for row in rows)
    return written.getvalue().encode()
