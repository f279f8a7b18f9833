"""The numbers that a team's agents never call: one by one, and as files."""

import asyncio
from collections.abc import AsyncGenerator, Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.http.authentication import ActorDep
from api.http.bodies import MAX_JSON_BYTES, JsonBody, described_body, read_body, read_json
from api.http.callback_acting import Text
from api.http.csv_answers import CSV, Cell, CsvFormDep, csv_answer, csv_responses
from api.http.fields import NO_NUL, Number
from api.http.idempotency import KeyedJsonRoute
from api.http.media import BINARY
from api.http.parameters import Limit
from api.http.permissions import AdminDep, ReaderDep, WriterDep
from api.http.problems import responses
from api.http.resources import ResourcesDep
from api.http.router import Router
from api.http.telephone_numbers import number_taken
from shared.db.do_not_call import (
    MOST_IMPORTED,
    allow_number,
    bar_number,
    bar_numbers,
    list_barred_numbers,
)
from shared.db.pool import Database
from shared.db.tenants import get_tenant
from shared.domain.ids import CallId, TenantId
from shared.domain.number_lists import GivenNumber, NotCsv, ReadNumber, numbers_of_csv, read_numbers
from shared.domain.people import forms_of_number
from shared.errors import InvalidRequest

router = Router(tags=["callbacks"], prefix="/api/do-not-call", route_class=KeyedJsonRoute)

AT_ONCE = 500
COLUMNS = ("number", "note", "call_id", "created_at")


NumberInPath = Annotated[
    Number,
    Path(
        description=(
            "The number, such as +12025550143; without a country code it is one of the team's"
            " `country`."
        )
    ),
]

NumbersAfter = Annotated[
    str | None, Query(max_length=40, pattern=NO_NUL, description="Numbers after this one.")
]


class BarNumberBody(JsonBody):
    """Why a number is not called."""

    note: Text | None = Field(None, description="Why, for people.")
    call_id: CallId | None = Field(None, description="The call on which it was asked for.")


class BarredNumberBody(BaseModel):
    """A number that is not called."""

    model_config = ConfigDict(from_attributes=True)

    number: str = Field(description="The number, E.164.")
    note: str | None = Field(description="Why, for people.")
    call_id: CallId | None = Field(description="The call on which it was asked for.")
    created_at: datetime = Field(description="When it was put on the list.")


class BarredNumberPage(BaseModel):
    """A page of numbers that are not called."""

    numbers: list[BarredNumberBody] = Field(description="The numbers, in their order.")
    next_after: str | None = Field(
        description="The next page's `after`; null if this is the last page."
    )


class NumberToBarBody(JsonBody):
    """A number of an import."""

    number: str = Field(
        max_length=100,
        description="The number; without its country code it is one of the team's `country`.",
    )
    note: str | None = Field(None, description="Why it is not called, for people.")


class ImportBody(JsonBody):
    """Numbers to put on the list."""

    numbers: list[NumberToBarBody] = Field(description=f"The numbers, at most {MOST_IMPORTED}.")


class ImportedRowBody(BaseModel):
    """What became of a row of an import."""

    row: int = Field(description="The row, from 1; of a file with its heading and empty rows.")
    given: str = Field(description="The number as it was given, at most 100 characters of it.")
    number: str | None = Field(description="The number, E.164; null if it is none.")
    result: Literal["added", "listed", "refused"] = Field(
        description=(
            "`added`: it is on the list now. `listed`: it was, or an earlier row added it; its note"
            " stays. `refused`: `problem` says why."
        )
    )
    problem: Literal["no_number", "note_too_long", "not_text"] | None = Field(
        description=(
            "`no_number`: it is no telephone number, lacks its area code, has no country code while"
            " the team has no `country`, or could be two numbers: in Germany 491701234567 is"
            " +491701234567 or 0491701234567. `note_too_long`: the note has more than 2000"
            " characters. `not_text`: it holds the character NUL."
        )
    )


class ImportedBody(BaseModel):
    """What became of an import."""

    added: int = Field(description="How many rows put a number on the list.")
    listed: int = Field(description="How many rows named a number that was on it.")
    refused: int = Field(description="How many rows were refused; the others count all the same.")
    rows: list[ImportedRowBody] = Field(description="Each row, in its order.")


# The types of a file. Generators of clients know only the last as a body that they do not parse.
FILES = (CSV, "application/octet-stream")
IMPORT = described_body(ImportBody)
IMPORT["requestBody"]["content"][FILES[-1]] = BINARY


@router.get("")
async def get_barred_numbers(
    tenant_id: ReaderDep,
    resources: ResourcesDep,
    after: NumbersAfter = None,
    limit: Limit = 50,
) -> BarredNumberPage:
    """Returns the numbers that the team's agents never call."""
    async with resources.database.connection(tenant_id) as conn:
        found = await list_barred_numbers(conn, tenant_id, after=after, limit=limit + 1)
    page = found[:limit]
    return BarredNumberPage(
        numbers=[BarredNumberBody.model_validate(one) for one in page],
        next_after=page[-1].number if len(found) > limit else None,
    )


@router.post("/import", responses=responses(400, 413, 415), openapi_extra=IMPORT)
async def import_barred_numbers(
    request: Request, tenant_id: WriterDep, actor: ActorDep, resources: ResourcesDep
) -> ImportedBody:
    """Puts up to 5000 numbers on the list, from JSON or from a CSV file (UTF-8, 1 MiB).

    A file is sent as `text/csv` or `application/octet-stream`. It has the number in the column
    `number`, `phone`, `Telefon`, `Teléfono` or the like and a note in `note`, `reason`, `Notiz` or
    `Nota`; without such a heading they are the first and the second column. Cells are separated by
    commas, semicolons or tabs, and an apostrophe before a number is left out, so an export of the
    list can be imported. A repeat changes nothing.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() in FILES:
        content = await read_body(request, max_bytes=MAX_JSON_BYTES)
        given = await asyncio.to_thread(_of_file, content)
    else:
        body = await read_json(request, ImportBody, max_bytes=MAX_JSON_BYTES)
        given = [
            GivenNumber(row, one.number, one.note) for row, one in enumerate(body.numbers, start=1)
        ]
    if not 0 < len(given) <= MOST_IMPORTED:
        raise InvalidRequest(
            f"An import has 1 to {MOST_IMPORTED} numbers, and this one has"
            f" {'more: split it' if given else 'none'}.",
            code="import_size",
        )
    async with resources.database.connection(tenant_id) as conn:
        country = (await get_tenant(conn, tenant_id)).country
    # Reading thousands of numbers takes a part of a second.
    read = await asyncio.to_thread(read_numbers, given, country)
    notes: dict[str, str | None] = {}
    for one in read:
        if one.number:
            notes.setdefault(one.number, one.note)
    async with resources.database.transaction(tenant_id) as conn:
        added = await bar_numbers(conn, tenant_id, notes, added_by=actor.user_id)
    return _import_result(read, added)


@router.put("/{number}")
async def bar_number_from_calls(
    number: NumberInPath,
    body: BarNumberBody,
    tenant_id: WriterDep,
    actor: ActorDep,
    resources: ResourcesDep,
) -> BarredNumberBody:
    """Puts a number on the list, or changes its note. No agent calls it from now on."""
    async with resources.database.connection(tenant_id) as conn:
        barred = await bar_number(
            conn,
            tenant_id,
            await number_taken(conn, tenant_id, number, field="/path/number"),
            note=body.note,
            call_id=body.call_id,
            added_by=actor.user_id,
        )
    return BarredNumberBody.model_validate(barred)


@router.delete("/{number}", status_code=204)
async def allow_number_again(
    number: NumberInPath, tenant_id: AdminDep, resources: ResourcesDep
) -> Response:
    """Takes a number off the list, for someone who wants to be called again. Idempotent."""
    async with resources.database.connection(tenant_id) as conn:
        country = (await get_tenant(conn, tenant_id)).country
        await allow_number(conn, tenant_id, forms_of_number(number, country))
    return Response(status_code=204)


# The list as a table stands beside it, not under it.
table_router = Router(tags=["callbacks"], prefix="/api")


@table_router.get("/do-not-call.csv", responses=csv_responses(COLUMNS), response_class=Response)
async def export_barred_numbers(
    tenant_id: ReaderDep, resources: ResourcesDep, form: CsvFormDep
) -> Response:
    """Returns the numbers that the team's agents never call as a table, in their order. Numbers
    begin with an apostrophe, so that no spreadsheet takes them for formulas; an import leaves it
    out.
    """
    pages = _pages_of_numbers(resources.database, tenant_id)
    return await csv_answer("do-not-call.csv", COLUMNS, pages, form)


async def _pages_of_numbers(
    database: Database, tenant_id: TenantId
) -> AsyncGenerator[Iterable[Sequence[Cell]], None]:
    after = None
    while True:
        async with database.connection(tenant_id) as conn:
            page = await list_barred_numbers(conn, tenant_id, after=after, limit=AT_ONCE)
        yield [(one.number, one.note, one.call_id, one.created_at) for one in page]
        if len(page) < AT_ONCE:
            return
        after = page[-1].number


def _of_file(content: bytes) -> list[GivenNumber]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidRequest(
            "The file is not in UTF-8: save it as `CSV UTF-8`, and send it again.",
            code="wrong_encoding",
        ) from None
    try:
        return numbers_of_csv(text, most=MOST_IMPORTED)
    except NotCsv as error:
        raise InvalidRequest(
            f"The file is no table (CSV): {error}. Save it again, with a number in each row.",
            code="not_csv",
        ) from None


def _import_result(read: Sequence[ReadNumber], added: set[str]) -> ImportedBody:
    rows, left = [], set(added)
    counts: dict[str, Any] = {"added": 0, "listed": 0, "refused": 0}
    for one in read:
        result: Literal["added", "listed", "refused"] = "refused"
        if one.number:
            result = "added" if one.number in left else "listed"
            left.discard(one.number)
        counts[result] += 1
        rows.append(
            ImportedRowBody(
                row=one.row,
                given=one.given,
                number=one.number,
                result=result,
                problem=one.problem,
            )
        )
    return ImportedBody(**counts, rows=rows)
