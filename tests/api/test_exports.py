"""Calls, callbacks and leads as tables: what they hold, and what a spreadsheet makes of them."""

import csv
import io
import json
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest

from api.http.csv_answers import BOM, CsvForm
from shared.db.pool import Database
from shared.domain.ids import TenantId
from shared.domain.transcript_docx import MEDIA_TYPE as DOCX
from tests.api.test_audit import entries_of
from tests.api.test_callback_actions import act, made
from tests.api.test_corrections import ok, processed
from tests.api.test_reading import accept
from tests.support.people import Team
from worker.resources import Resources


async def table(team: Team, path: str, **params: Any) -> list[dict[str, str]]:
    answer = await team.get(f"/api/{path}.csv", **params)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == f'attachment; filename="{path}.csv"'
    assert answer.headers["cache-control"] == "no-store"
    separator = ";" if params.get("separator") == "semicolon" else ","
    return list(csv.DictReader(io.StringIO(answer.text, newline=""), delimiter=separator))


async def test_calls_are_exported_by_the_filters_of_their_list(
    team: Team, other_team: Team, worker: Resources
) -> None:
    callback = await made(team, worker)
    new = await accept(team, "conv_new")
    assert [row["external_id"] for row in await table(team, "calls")] == ["conv_new", "conv_1"]
    (row,) = await table(team, "calls", callback="overdue", q="boiler", direction="inbound")
    listed = (await ok(team.get("/api/calls", callback="overdue")))["calls"][0]
    assert row["id"] == callback["call_id"]
    for name in ("status", "title", "summary", "started_at", "language", "source"):
        assert row[name] == listed[name], name
    assert row["duration_s"] == "42"
    assert (row["lead_name"], row["callback_state"]) == ("Maria Lopez", "overdue")
    assert row["callback_due_at"] == callback["due_at"]
    assert (row["from_number"], row["outcome"]) == ("'+12025550143", "")
    assert await table(team, "calls", q="nothing like this") == []
    chosen = await table(team, "calls", id=[new["call_id"], callback["id"]])
    assert [row["external_id"] for row in chosen] == ["conv_new"]
    assert await table(other_team, "calls", id=callback["call_id"]) == []
    refused = await team.get("/api/calls.csv", callback=["none", "open"])
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_request")


async def test_tables_are_exported_as_json_lines_too(team: Team, worker: Resources) -> None:
    await made(team, worker)
    await accept(team, "conv_new")
    for name, count in (("calls", 2), ("callbacks", 1), ("leads", 1)):
        answer = await team.get(f"/api/{name}.jsonl")
        assert answer.headers["content-type"] == "application/x-ndjson"
        lines = [json.loads(line) for line in answer.text.splitlines()]
        (row, *_) = await table(team, name)
        assert [len(lines), list(lines[0])] == [count, list(row)]
        assert lines[0]["id"] == row["id"]
    assert lines[0]["phone"] == row["phone"].removeprefix("'")
    (chosen,) = (await team.get("/api/calls.jsonl", q="boiler")).text.splitlines()
    assert json.loads(chosen)["external_id"] == "conv_1"


async def test_a_transcript_is_read_as_a_file(
    team: Team, other_team: Team, worker: Resources
) -> None:
    call_id = (await made(team, worker))["call_id"]
    path = f"/api/calls/{call_id}/transcript"
    text, subtitles, captions = [
        (await team.get(f"{path}.{ending}")) for ending in ("txt", "srt", "vtt")
    ]
    assert "Customer: Hi, my name is Maria Lopez." in text.text
    assert text.headers["content-disposition"] == f'attachment; filename="{call_id}.txt"'
    assert " --> " in subtitles.text
    assert captions.headers["content-type"] == "text/vtt; charset=utf-8"
    assert captions.text.startswith("WEBVTT\n\n")
    document = await team.get(f"{path}.docx")
    assert document.headers["content-type"] == DOCX
    assert b"Maria Lopez" in ZipFile(BytesIO(document.content)).read("word/document.xml")
    page = await team.get(f"/calls/{call_id}")
    for ending in ("txt", "docx", "srt", "vtt"):
        assert f'href="{path}.{ending}"' in page.text
        assert (await other_team.get(f"{path}.{ending}")).status_code == 404
    silent = await team.post("/api/recordings", {})
    missing = await team.get(f"/api/calls/{silent.json()['call_id']}/transcript.txt")
    assert (missing.status_code, missing.json()["code"]) == (404, "not_transcribed")


async def test_callbacks_and_leads_are_exported_too(
    team: Team, other_team: Team, worker: Resources
) -> None:
    callback = await made(team, worker)
    await act(team, callback, "assign", {"assignee_id": "me"})
    await act(team, callback, "note", {"note": "ring twice"})
    (row,) = await table(team, "callbacks", assignee="me", state="open")
    assert (row["id"], row["assignee"]) == (callback["id"], "north@example.com")
    assert (row["note"], row["tries"]) == ("ring twice", "0")
    assert row["phrase"] == callback["phrase"]
    assert await table(team, "callbacks", assignee="none") == []
    (lead,) = await table(team, "leads")
    assert (lead["name"], lead["call_count"]) == ("Maria Lopez", "1")
    assert (await table(team, "leads", phone="+442079460001")) == []
    for path in ("callbacks", "leads"):
        assert await table(other_team, path) == []


async def test_a_long_list_is_exported_whole(team: Team, database: Database) -> None:
    async with database.connection(TenantId(UUID(team.tenant_id))) as conn:
        # Many at the same moment: pages continue in the middle of them.
        await conn.execute(
            """
            insert into calls (id, tenant_id, source, external_id, created_at)
            select gen_random_uuid(), $1, 'upload', 'call_' || number, now() - number / 150
                * interval '1 minute'
            from generate_series(1, 500) as number
            """,
            UUID(team.tenant_id),
        )
    rows = await table(team, "calls")
    assert {row["external_id"] for row in rows} == {f"call_{number}" for number in range(1, 501)}
    assert len(rows) == 500
    seen = [row["created_at"] for row in rows]
    assert seen == sorted(seen, reverse=True)


async def test_what_a_caller_says_is_no_formula(team: Team, worker: Resources) -> None:
    call_id = await processed(team, worker)
    title = '=HYPERLINK("https://example.com","Open")'
    await ok(team.patch(f"/api/calls/{call_id}", {"title": title}))
    (row,) = await table(team, "calls")
    assert row["title"] == f"'{title}"


@pytest.mark.parametrize("separator", [",", ";"])
def test_no_cell_begins_like_a_formula(separator: str) -> None:
    form = CsvForm(separator)
    for sign in ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"):
        assert form.cell(f"{sign}1+1") == f"'{sign}1+1"
    # Nor does what another separator would cut off.
    for between in (",", ";", "|", "\t", "\n"):
        assert form.cell(f"one{between}=1+1") == f"one{between}'=1+1"
    for harmless in ("5,-", "a - b", "one\n- two", "Maria; +", "a=b", ""):
        assert form.cell(harmless) == harmless
    assert form.cell(-5) == -5


def test_times_and_numbers_are_in_the_readers_form() -> None:
    moment = datetime.fromisoformat("2026-11-18T15:30:00.25+00:00")
    assert CsvForm().cell(moment) == "2026-11-18T15:30:00Z"
    assert CsvForm(zone=ZoneInfo("Asia/Tokyo")).cell(moment) == "2026-11-19 00:30:00"
    last = datetime.fromisoformat("9999-12-31T23:59:59+00:00")
    assert CsvForm(zone=ZoneInfo("Asia/Tokyo")).cell(last) == "9999-12-31 23:59:59"
    assert (CsvForm().cell(0.5), CsvForm(";").cell(0.5)) == ("0.5", "0,5")


async def test_a_spreadsheet_gets_its_own_form(team: Team, worker: Resources) -> None:
    await processed(team, worker)
    params = {"separator": "semicolon", "bom": True, "timezone": "Asia/Tokyo"}
    (row,) = await table(team, "calls", **params)
    assert row[f'{BOM}"id"']
    # 15:30 in UTC.
    assert row["started_at"] == "2026-11-19 00:30:00"
    refused = await team.get("/api/calls.csv", timezone="No/Where")
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_fields")


async def test_an_export_is_on_record(team: Team, worker: Resources) -> None:
    await processed(team, worker)
    await table(team, "calls")
    (entry,) = await entries_of(team, 1, action="GET /api/calls.csv")
    assert (entry["actor"], entry["outcome"]) == ("user", "done")
