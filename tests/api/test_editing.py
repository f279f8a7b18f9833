"""A transcript that people correct, and the analysis that follows from it."""

import json
from typing import Any
from uuid import UUID

import pytest

from shared.db.pool import ALL_TENANTS, Database
from shared.db.rows import fetch_row
from shared.domain.ids import JobId
from shared.errors import ProviderRejected
from tests.conftest import ELEVENLABS_SECRET
from tests.support.calls import send, transcription
from tests.support.people import Team
from tests.support.providers import Script
from worker.resources import Resources
from worker.runner import run_job


async def accept(team: Team, **changes: Any) -> dict[str, Any]:
    answer = await send(
        team.client, transcription(team.agent_id, **changes), secret=ELEVENLABS_SECRET
    )
    assert answer.status_code == 202, answer.text
    accepted: dict[str, Any] = answer.json()
    return accepted


async def process(worker: Resources, accepted: dict[str, Any]) -> None:
    await run_job(worker, JobId(UUID(accepted["job_id"])))


async def processed(team: Team, worker: Resources, **changes: Any) -> dict[str, Any]:
    accepted = await accept(team, **changes)
    await process(worker, accepted)
    return accepted


async def call_of(team: Team, accepted: dict[str, Any]) -> dict[str, Any]:
    call: dict[str, Any] = (await team.get(f"/api/calls/{accepted['call_id']}")).json()
    return call


async def turns_of(team: Team, accepted: dict[str, Any]) -> list[dict[str, Any]]:
    turns: list[dict[str, Any]] = (await call_of(team, accepted))["transcript"]["turns"]
    return turns


async def put(team: Team, accepted: dict[str, Any], body: Any) -> Any:
    return await team.put(f"/api/calls/{accepted['call_id']}/transcript", body)


async def test_an_edit_becomes_a_version_and_the_analysis_follows(
    team: Team, worker: Resources
) -> None:
    accepted = await processed(team, worker)
    turns = await turns_of(team, accepted)
    turns[3]["text"] = "It's 503 555 0142. I need nothing more."
    answer = await put(team, accepted, {"turns": turns})
    assert (answer.status_code, answer.headers["location"]) == (202, accepted["status_url"])
    assert (answer.json()["job_id"], answer.json()["call_id"]) == (
        accepted["job_id"],
        accepted["call_id"],
    )
    assert (await call_of(team, accepted))["status"] == "processing"
    await process(worker, accepted)
    call = await call_of(team, accepted)
    assert (call["status"], call["callback"]["status"]) == ("ready", "cancelled")
    assert (call["transcript"]["version"], call["transcript"]["origin"]) == (2, "edited")
    assert call["transcript"]["turns"] == turns
    assert [
        call[part]["version"] for part in ("summary", "callback_detection", "lead", "document")
    ] == [2, 2, 2, 2]


async def test_every_version_stays_readable(team: Team, worker: Resources) -> None:
    accepted = await processed(team, worker)
    before = await turns_of(team, accepted)
    await put(team, accepted, {"turns": before[:2], "language": "es"})
    path = f"/api/calls/{accepted['call_id']}/transcripts"
    listed = (await team.get(path)).json()["versions"]
    assert [
        (each["version"], each["origin"], each["language"], each["turn_count"]) for each in listed
    ] == [
        (2, "edited", "es", 2),
        (1, "elevenlabs", "en", 5),
    ]
    first = (await team.get(f"{path}/1")).json()
    assert (first["turns"], first["version"], first["language"]) == (before, 1, "en")
    assert (await team.get(f"{path}/3")).status_code == 404
    assert (await team.get(f"{path}/0")).status_code == 422


async def test_an_edit_in_camel_case_is_understood(team: Team, worker: Resources) -> None:
    accepted = await processed(team, worker)
    turn = {"speaker": "customer", "text": "¿Hola?", "startS": 1, "endS": 2.5}
    assert (await put(team, accepted, {"turns": [turn], "baseVersion": 1})).status_code == 202
    now = {"speaker": "customer", "text": "¿Hola?", "start_s": 1.0, "end_s": 2.5, "label": None}
    assert await turns_of(team, accepted) == [now]


async def test_the_language_a_person_gives_is_the_calls(team: Team, worker: Resources) -> None:
    accepted = await processed(team, worker)
    await put(team, accepted, {"turns": await turns_of(team, accepted), "language": "es"})
    call = await call_of(team, accepted)
    assert (call["language"], call["transcript"]["language"]) == ("es", "es")
    await process(worker, accepted)
    await put(team, accepted, {"turns": call["transcript"]["turns"][1:]})
    assert (await call_of(team, accepted))["transcript"]["language"] == "es"


async def test_an_edit_that_changes_nothing_makes_no_version(
    team: Team, worker: Resources, script: Script
) -> None:
    accepted = await processed(team, worker)
    answer = await put(team, accepted, {"turns": await turns_of(team, accepted), "base_version": 7})
    assert (answer.status_code, answer.json()) == (200, accepted)
    await process(worker, accepted)
    call = await call_of(team, accepted)
    assert (call["status"], call["transcript"]["version"], script.calls["summarize"]) == (
        "ready",
        1,
        1,
    )


async def test_an_edit_that_is_sent_again_answers_the_same_ids(
    team: Team, worker: Resources
) -> None:
    accepted = await processed(team, worker)
    edit = {"turns": (await turns_of(team, accepted))[:3], "base_version": 1}
    first, again = await put(team, accepted, edit), await put(team, accepted, edit)
    assert (first.status_code, again.status_code) == (202, 200)
    assert first.json() == again.json()
    assert (await call_of(team, accepted))["transcript"]["version"] == 2


async def test_an_edit_of_an_older_version_is_a_conflict_that_names_the_current_one(
    team: Team, worker: Resources
) -> None:
    accepted = await processed(team, worker)
    turns = await turns_of(team, accepted)
    await put(team, accepted, {"turns": turns[:4], "base_version": 1})
    await process(worker, accepted)
    answer = await put(team, accepted, {"turns": turns[:3], "base_version": 1})
    assert (answer.status_code, answer.headers["content-type"]) == (409, "application/problem+json")
    assert "version 2" in answer.json()["detail"]
    assert len(await turns_of(team, accepted)) == 4


@pytest.mark.parametrize("claimed", [False, True])
async def test_a_call_that_is_being_processed_can_neither_be_edited_nor_reprocessed(
    team: Team, database: Database, claimed: bool
) -> None:
    accepted = await accept(team)
    if claimed:
        async with database.connection(ALL_TENANTS) as conn:
            await conn.execute(
                "update jobs set status = 'running', lease_until = now() + interval '1 minute'"
            )
    edited = await put(team, accepted, {"turns": (await turns_of(team, accepted))[:2]})
    reprocessed = await team.post(f"/api/calls/{accepted['call_id']}/reprocess")
    for answer in (edited, reprocessed):
        assert (answer.status_code, answer.headers["content-type"]) == (
            409,
            "application/problem+json",
        )
        assert "try again" in answer.json()["detail"]
    assert (await call_of(team, accepted))["transcript"]["version"] == 1


async def test_a_call_without_a_transcript_has_nothing_to_correct(team: Team) -> None:
    call = (await team.post("/api/recordings", {})).json()
    edited = await put(team, call, {"turns": [{"speaker": "agent", "text": "Hello?"}]})
    reprocessed = await team.post(f"/api/calls/{call['call_id']}/reprocess")
    assert (edited.status_code, reprocessed.status_code) == (409, 409)
    assert (await team.get(f"/api/calls/{call['call_id']}/transcripts")).json() == {"versions": []}


def turn(text: str = "Hello?", **times: float) -> dict[str, Any]:
    return {"speaker": "agent", "text": text, **times}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"turns": []},
        {"turns": [turn("")]},
        {"turns": [turn(" \n")]},
        {"turns": [{"speaker": "boss", "text": "Hello?"}]},
        {"turns": [turn(start_s=2, end_s=1)]},
        {"turns": [turn(start_s=2), turn(), turn(start_s=1)]},
        {"turns": [turn(start_s=-1)]},
        {"turns": [turn(start_s=1e12)]},
        {"turns": [turn("a" * 20_001)]},
        {"turns": [turn("a")] * 20_001},
        {"turns": [turn("nothing\0")]},
        {"turns": [turn("a bell \x07")]},
        {"turns": [turn("a next line \x85")]},
        {"turns": [turn()], "language": "English"},
        {"turns": [turn()], "base_version": 0},
        {"turns": [turn()], "baseversion": 1},
    ],
    ids=lambda body: str(body)[:40],
)
async def test_a_transcript_that_cannot_be_is_refused_without_repeating_it(
    team: Team, body: Any
) -> None:
    accepted = await accept(team)
    answer = await put(team, accepted, body)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert "Hello" not in answer.text
    assert (await call_of(team, accepted))["transcript"]["version"] == 1


async def test_markup_line_breaks_and_every_script_are_only_text(
    team: Team, worker: Resources
) -> None:
    accepted = await processed(team, worker)
    said = 'a < b > c & "d" <script>\n\tשלום 你好 👩‍🚒 drop table calls; --'
    assert (await put(team, accepted, {"turns": [turn(said)]})).status_code == 202
    assert (await turns_of(team, accepted))[0]["text"] == said


async def test_an_edit_may_be_larger_than_other_bodies_but_not_without_bound(
    team: Team, worker: Resources
) -> None:
    accepted = await processed(team, worker)
    long = {"turns": [turn("and so on " * 150)] * 1500}
    assert len(json.dumps(long)) > 2 * 2**20
    assert (await put(team, accepted, long)).status_code == 202
    answer = await put(team, accepted, {"turns": [turn("and so on " * 150)] * 3000})
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")


async def test_nothing_of_an_edit_is_read_before_the_credential_is(team: Team) -> None:
    path = f"/api/calls/{(await accept(team))['call_id']}/transcript"
    answer = await team.client.put(
        path, content=b"{" * 5 * 2**20, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [(b"{", "application/json", 400), (b"{}", "text/plain", 415), (b"", "application/json", 400)],
)
async def test_an_edit_that_is_not_json_is_the_senders_mistake(
    team: Team, content: bytes, content_type: str, status: int
) -> None:
    path = f"/api/calls/{(await accept(team))['call_id']}/transcript"
    answer = await team.client.put(
        path, content=content, headers={**team.headers, "Content-Type": content_type}
    )
    assert (answer.status_code, answer.headers["content-type"]) == (
        status,
        "application/problem+json",
    )


async def test_the_description_names_what_an_edit_holds(team: Team) -> None:
    document = (await team.client.get("/openapi.json")).json()
    described = document["paths"]["/api/calls/{call_id}/transcript"]["put"]["requestBody"][
        "content"
    ]
    assert described["application/json"]["schema"] == {
        "$ref": "#/components/schemas/TranscriptEdit"
    }
    schemas = document["components"]["schemas"]
    assert set(schemas["TranscriptEdit"]["properties"]) == {"turns", "language", "base_version"}
    assert schemas["EditedTurn"]["properties"]["speaker"]["$ref"] == "#/components/schemas/Speaker"


async def test_reprocessing_does_everything_anew_that_is_made_of_the_transcript(
    team: Team, worker: Resources, script: Script
) -> None:
    accepted = await processed(team, worker)
    answer = await team.post(f"/api/calls/{accepted['call_id']}/reprocess")
    assert (answer.status_code, answer.json()) == (202, accepted)
    await process(worker, accepted)
    call = await call_of(team, accepted)
    assert (call["status"], call["transcript"]["version"]) == ("ready", 1)
    assert [
        call[part]["version"] for part in ("summary", "callback_detection", "lead", "document")
    ] == [2, 2, 2, 2]
    # The texts came out the same, so no vector was paid for again.
    assert (script.calls["summarize"], script.calls["embed"], len(script.bookings)) == (2, 3, 1)


async def test_reprocessing_some_steps_leaves_the_others(
    team: Team, worker: Resources, script: Script
) -> None:
    accepted = await processed(team, worker)
    answer = await team.post(
        f"/api/calls/{accepted['call_id']}/reprocess", {"steps": ["summarize"]}
    )
    assert answer.status_code == 202
    job = (await team.get(f"/api/job/{accepted['job_id']}/status")).json()
    assert [step["step"] for step in job["steps"] if step["status"] == "pending"] == [
        "summarize",
        "index_summary",
    ]
    await process(worker, accepted)
    call = await call_of(team, accepted)
    assert [
        call[part]["version"] for part in ("summary", "callback_detection", "lead", "document")
    ] == [2, 1, 1, 1]
    assert script.calls["detect_callback"] == 1


@pytest.mark.parametrize(
    "steps", [[], ["transcribe"], ["summarize", "fetch_recording"], ["everything"], "summarize"]
)
async def test_what_is_not_made_of_the_transcript_is_not_made_anew(
    team: Team, worker: Resources, steps: Any
) -> None:
    accepted = await processed(team, worker)
    answer = await team.post(f"/api/calls/{accepted['call_id']}/reprocess", {"steps": steps})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "text/plain"}])
async def test_a_body_that_may_be_left_out_is_json_when_it_is_there(
    team: Team, headers: dict[str, str]
) -> None:
    path = f"/api/calls/{(await accept(team))['call_id']}/reprocess"
    answer = await team.client.post(
        path, content=b'{"steps": ["summarize"]}', headers={**team.headers, **headers}
    )
    assert (answer.status_code, answer.headers["content-type"]) == (415, "application/problem+json")


async def test_a_step_that_fails_anew_leaves_what_it_made_before(
    team: Team, worker: Resources, script: Script
) -> None:
    accepted = await processed(team, worker)
    script.fail["summarize"] = [ProviderRejected("The model refused.", reason="refused")]
    await team.post(f"/api/calls/{accepted['call_id']}/reprocess")
    await process(worker, accepted)
    call = await call_of(team, accepted)
    assert (call["status"], call["error"]) == ("partial", "summarize: The model refused.")
    assert (call["summary"]["version"], call["document"]["version"]) == (1, 2)
    await team.post(f"/api/calls/{accepted['call_id']}/reprocess", {"steps": ["summarize"]})
    await process(worker, accepted)
    call = await call_of(team, accepted)
    assert (call["status"], call["error"], call["summary"]["version"]) == ("ready", None, 2)


async def test_an_edit_is_told_as_an_event(
    team: Team, worker: Resources, database: Database
) -> None:
    accepted = await processed(team, worker)
    await put(team, accepted, {"turns": (await turns_of(team, accepted))[:2]})
    async with database.connection(ALL_TENANTS) as conn:
        told = await conn.fetch(
            "select type, data from events where call_id = $1 order by id desc limit 2",
            UUID(accepted["call_id"]),
        )
    assert (told[0]["type"], told[0]["data"]) == ("transcript.edited", {"version": 2})
    assert told[1]["type"] == "job.queued"


async def test_what_the_turns_do_not_tell_is_taken_over(
    team: Team, worker: Resources, database: Database
) -> None:
    """Measures too, as long as who spoke when is the same."""
    accepted = await processed(team, worker)
    measured = (
        "update transcripts set duration_s = 42, silence_s = 3, dropped_words = 2, measures ="
        " '{\"overlap_s\": 1}'"
    )
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(measured)
    turns = await turns_of(team, accepted)
    for text, end_s, measures in (("Hi", 6.0, {"overlap_s": 1}), ("Hi", 5.0, None)):
        turns[0] |= {"text": text, "end_s": end_s}
        assert (await put(team, accepted, {"turns": turns})).status_code == 202
        await process(worker, accepted)
        async with database.connection(ALL_TENANTS) as conn:
            row = await fetch_row(
                conn,
                "select duration_s, silence_s, dropped_words, measures from transcripts order by"
                " version desc limit 1",
            )
        assert tuple(row) == (42, 3, 2, measures)


async def test_another_tenant_cannot_edit_or_read_a_version(
    team: Team, other_team: Team, worker: Resources
) -> None:
    accepted = await processed(team, worker)
    edit = {"turns": [turn("taken over")]}
    path = f"/api/calls/{accepted['call_id']}"
    answers = [
        await other_team.put(f"{path}/transcript", edit),
        await other_team.post(f"{path}/reprocess"),
        await other_team.get(f"{path}/transcripts"),
        await other_team.get(f"{path}/transcripts/1"),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert (await call_of(team, accepted))["transcript"]["version"] == 1


async def test_a_deleted_call_takes_its_versions_along(
    team: Team, worker: Resources, database: Database
) -> None:
    accepted = await processed(team, worker)
    await put(team, accepted, {"turns": (await turns_of(team, accepted))[:2]})
    await process(worker, accepted)
    assert (await team.delete(f"/api/calls/{accepted['call_id']}")).status_code == 204
    async with database.connection(ALL_TENANTS) as conn:
        for table in ("transcripts", "insights", "documents", "chunks", "callbacks"):
            assert await conn.fetchval(f"select count(*) from {table}") == 0, table


async def test_nothing_of_an_edit_is_logged(
    team: Team, worker: Resources, capsys: pytest.CaptureFixture[str]
) -> None:
    accepted = await processed(team, worker)
    await put(team, accepted, {"turns": [turn("Maria Lopez, 503 555 0142"), turn("")]})
    await put(team, accepted, {"turns": [turn("Maria Lopez, 503 555 0142")]})
    await process(worker, accepted)
    said = capsys.readouterr().out
    assert "step done" in said
    assert "503 555" not in said
    assert "Maria" not in said
