"""A tenant takes everything along: as lines from the API, or as a file with the audio."""

import json
import re
import zipfile
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from rich.console import Console

from cli.tenant_export import export_tenant
from shared.db import exports
from shared.db.exports import each_call, each_row
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.ids import TenantId
from shared.errors import InvalidRequest
from shared.settings.load import Settings
from tests.api.erasure.places import make_call
from tests.api.erasure.test_people import MARIA, phone_call
from tests.support.people import Team
from worker.resources import Resources

SECRETS = ("password_hash", "totp_sealed", "key_hash", "argon2")


def lines_of(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


async def test_the_export_has_all_of_the_tenant_and_no_secrets(
    team: Team, other_team: Team, worker: Resources
) -> None:
    call_id = await make_call(team, worker, "conv_1")
    theirs = await make_call(other_team, worker, "conv_of_others")
    await team.post("/api/api-keys", {"name": "crm"})
    answer = await team.get("/api/tenant/export")
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    lines = lines_of(answer.text)
    kinds = [line["kind"] for line in lines]
    assert {"tenant", "agent", "user", "api_key", "lead", "contact", "call", "end"} == set(kinds)
    assert lines[-1]["data"] == {"lines": len(lines) - 1}
    (call,) = [line["data"] for line in lines if line["kind"] == "call"]
    assert (call["call"]["id"], len(call["recordings"])) == (str(call_id), 1)
    assert "boiler" in call["transcripts"][0]["text"]
    assert not [secret for secret in SECRETS if secret in answer.text]
    assert not any(text in answer.text for text in (str(theirs), other_team.tenant_id, "Southside"))


async def test_nothing_is_left_out_or_repeated_between_batches(
    team: Team, worker: Resources, database: Database
) -> None:
    for position in range(1, 4):
        await make_call(team, worker, f"c{position}", **phone_call(MARIA, leg=str(position)))
    tenant_id = TenantId(UUID(team.tenant_id))
    calls = [one async for one in each_call(database, tenant_id, base_url="", batch=2)]
    named = sorted(json.loads(call)["call"]["external_id"] for call in calls)
    assert named == ["c1", "c2", "c3"]
    for name in ("one", "two"):
        await team.post("/api/api-keys", {"name": name})
    keys = [one async for one in each_row(database, "api_key", tenant_id, batch=1)]
    assert sorted(json.loads(key)["name"] for key in keys) == ["one", "two"]
    days = {"2027-05-14": "Stocktaking", "2027-12-24": "Christmas Eve"}
    for day, name in days.items():
        await team.client.put(
            f"/api/tenant/holidays/{day}", headers=team.headers, json={"name": name}
        )
    holidays = [json.loads(one) async for one in each_row(database, "holiday", tenant_id, batch=1)]
    assert {one["day"]: one["name"] for one in holidays} == days
    numbers = ["+12025550143", "+4930123456", "+49301234567", "+493012345678"]
    for number in numbers:
        await team.put(f"/api/do-not-call/{number}", {"note": "Asked for it."})
    barred = [
        json.loads(one) async for one in each_row(database, "do_not_call", tenant_id, batch=1)
    ]
    assert [one["number"] for one in barred] == sorted(numbers)


# What the export leaves out, because it is computed from what is in it,
COMPUTED = """
    answer_part_calls call_fields call_figures call_languages call_texts chunk_vectors chunks
    figure_changes figure_days figure_times recording_parts recording_peaks search_words spending
    transcribed_audio usage_days usage_sums vector_cuts
"""
# because it is a secret or a right to sign in,
SECRET = """
    calendar_feeds elevenlabs_keys one_time_links recovery_codes sessions twilio_accounts
    webhook_endpoints
"""
# because it says how the installation worked, or is a log of its own,
OPERATION = """
    audit_log budget_reservations contact_backfills erasures event_deliveries
    event_delivery_bodies idempotency_keys inbound_events index_models job_steps missed_calls
    paid_answers past_run_steps past_runs reindex_runs schedule_occurrences step_attempts
    unused_events webhook_deliveries
"""
# or because it is what is left of something deleted.
LEFT = "erased_senders erased_tenants"


async def test_each_table_of_tenants_is_exported_or_left_out_on_purpose(
    database: Database,
) -> None:
    async with database.connection(ALL_TENANTS) as conn:
        rows = await conn.fetch(
            "select table_name from information_schema.columns"
            " where column_name = 'tenant_id' and table_schema = current_schema()"
        )
    tables = {row["table_name"] for row in rows}
    left_out = {table for each in (COMPUTED, SECRET, OPERATION, LEFT) for table in each.split()}
    exported = set(re.findall(r"\b(?:from|join) ([a-z_]+)", Path(exports.__file__).read_text()))
    assert tables - exported - left_out == set()
    assert left_out <= tables - exported


async def test_the_file_holds_lines_and_audio(
    team: Team, worker: Resources, settings: Settings, tmp_path: Path
) -> None:
    await make_call(team, worker, "conv_1")
    await make_call(team, worker, "conv_2", **phone_call(MARIA, leg="2"))
    target = tmp_path / "northside.zip"
    console = Console(record=True, width=200)
    await export_tenant(settings, "Northside Plumbing", target, console)
    assert "2 call, 2 audio files" in console.export_text()
    assert target.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        assert len(lines_of(archive.read("call.jsonl").decode())) == 2
        assert lines_of(archive.read("tenant.jsonl").decode())[0]["name"] == "Northside Plumbing"
        audio = [name for name in archive.namelist() if name.startswith("audio/")]
        assert [archive.read(name) for name in audio] == [b"audio", b"audio"]
    assert sorted(path.name for path in tmp_path.glob("*northside*")) == ["northside.zip"]


async def test_a_file_is_never_replaced(team: Team, settings: Settings, tmp_path: Path) -> None:
    target = tmp_path / "mine.zip"
    target.write_text("mine")
    with pytest.raises(InvalidRequest):
        await export_tenant(settings, "Northside Plumbing", target, Console(quiet=True))
    with pytest.raises(InvalidRequest):
        await export_tenant(settings, "Nobody", tmp_path / "new.zip", Console(quiet=True))
    assert target.read_text() == "mine"
    assert not list(tmp_path.glob("*new*"))


async def test_missing_audio_is_counted(
    team: Team, worker: Resources, settings: Settings, tmp_path: Path
) -> None:
    await make_call(team, worker, "conv_1")
    for path in worker.settings.runtime.recordings_dir.rglob("*"):
        if path.is_file():
            path.unlink()
    console = Console(record=True, width=200)
    await export_tenant(settings, "Northside Plumbing", tmp_path / "new.zip", console)
    assert "1 audio files are missing" in console.export_text()
