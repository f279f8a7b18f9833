"""Search in what was said and written, through the API."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from shared.db.pool import Database
from shared.db.vectors import PgVectorIndex
from shared.domain.ids import CallId, ChunkId, JobId, TenantId
from shared.domain.statuses import ChunkSource
from shared.domain.vectors import VectorEntry
from shared.errors import ProviderUnavailable
from shared.local.embedder import LocalEmbedder
from tests.conftest import ELEVENLABS_SECRET, ApiFactory
from tests.support.calls import send, transcription
from tests.support.people import Team
from worker.resources import Resources
from worker.runner import run_job

BOILER = (
    ("agent", "Northside Heating, good morning."),
    ("user", "My boiler is leaking, there is water everywhere."),
    ("agent", "We can send someone tomorrow."),
)
CAFE = (
    ("agent", "Northside Heating, hello."),
    ("user", "I was at your café yesterday and lost an umbrella."),
)


async def processed(
    team: Team, worker: Resources, conversation_id: str, turns: Any, **changes: Any
) -> str:
    event = transcription(team.agent_id, conversation_id, turns=turns, **changes)
    accepted = (await send(team.client, event, secret=ELEVENLABS_SECRET)).json()
    await run_job(worker, JobId(UUID(accepted["job_id"])))
    return str(accepted["call_id"])


async def found(team: Team, q: str, **params: Any) -> dict[str, Any]:
    answer = await team.get(
        "/api/search", **{"q": q, "mode": "keyword", "source": "transcript", **params}
    )
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def calls_found(team: Team, q: str, **params: Any) -> list[str]:
    return [each["call"]["id"] for each in (await found(team, q, **params))["passages"]]


@pytest.mark.parametrize(
    ("typed", "finds"),
    [
        ("boiler", True),
        ("BOILER leaking", True),
        ("leak", True),
        ("boiler umbrella", False),
        ("boiler or umbrella", True),
        ("boiler -water", False),
        ('"boiler is leaking"', True),
        ('"leaking boiler"', False),
        ("custom", False),
        ("agent", False),
        ("!", False),
        ('"', False),
        ("-", False),
        ("boiler'; drop table chunks; --", False),
        ("%", False),
    ],
)
async def test_words_are_found_as_people_type_them(
    team: Team, worker: Resources, typed: str, finds: bool
) -> None:
    call_id = await processed(team, worker, "conv_1", BOILER)
    assert await calls_found(team, typed) == [call_id] * finds


async def test_accents_do_not_matter(team: Team, worker: Resources) -> None:
    call_id = await processed(team, worker, "conv_1", CAFE)
    for typed in ("cafe", "café", "CAFÉ", "cafe\u0301"):
        assert await calls_found(team, typed) == [call_id]


async def test_a_passage_leads_to_the_turn_and_its_second(team: Team, worker: Resources) -> None:
    await processed(team, worker, "conv_1", BOILER)
    body = await found(team, "water leaking")
    (passage,) = body["passages"]
    assert (passage["turn"], passage["speaker"], passage["start_s"]) == (1, "customer", 6.0)
    assert [passage["text"][mark["start"] : mark["end"]] for mark in passage["marks"]] == [
        "leaking",
        "water",
    ]
    assert passage["matched_by"] == ["keyword"]
    assert (body["passages_with_words"], body["calls_with_words"]) == (1, 1)


async def test_summaries_and_documents_are_found_as_what_they_are(
    team: Team, worker: Resources
) -> None:
    await processed(team, worker, "conv_1", BOILER)
    body = await found(team, "maria", source=["summary", "document"])
    assert {passage["source"] for passage in body["passages"]} == {"summary", "document"}
    assert {passage["turn"] for passage in body["passages"]} == {None}


async def test_filters_select_the_calls(team: Team, worker: Resources) -> None:
    inbound = await processed(team, worker, "conv_1", BOILER)
    other = await processed(team, worker, "conv_2", BOILER)
    for params, ids in (
        ({}, {inbound, other}),
        ({"id": [other]}, {other}),
        ({"direction": "inbound"}, {inbound, other}),
        ({"direction": "outbound"}, set()),
        ({"since": "2100-01-01T00:00:00Z"}, set()),
        ({"until": "2100-01-01T00:00:00Z"}, {inbound, other}),
        ({"status": "failed"}, set()),
        ({"agent_id": inbound}, set()),
        ({"language": "en"}, {inbound, other}),
        ({"callback": "none"}, {inbound, other}),
        ({"callback": "open"}, set()),
        ({"phone": "+12025550143"}, {inbound, other}),
        ({"phone": "+12025550199"}, set()),
    ):
        body = await found(team, "boiler", **params)
        assert {passage["call"]["id"] for passage in body["passages"]} == ids, params
        assert body["calls_with_words"] == len(ids)


async def test_later_pages_are_of_the_same_search(team: Team, worker: Resources) -> None:
    first = [await processed(team, worker, f"conv_{number}", BOILER) for number in range(5)]
    page = await found(team, "boiler", limit=2)
    await processed(team, worker, "conv_new", BOILER)
    seen = [passage["call"]["id"] for passage in page["passages"]]
    while page["next_cursor"]:
        page = await found(team, "boiler", limit=2, cursor=page["next_cursor"])
        seen += [passage["call"]["id"] for passage in page["passages"]]
    assert sorted(seen) == sorted(first)
    assert len(await calls_found(team, "boiler")) == 6


@pytest.mark.parametrize("cursor", ["x", "MjAyNnwx", "MjAyNi0wMS0wMXwtMQ"])
async def test_a_cursor_of_something_else_is_refused(team: Team, cursor: str) -> None:
    answer = await team.get("/api/search", q="boiler", mode="keyword", cursor=cursor)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor")


async def test_an_edited_or_deleted_call_is_found_in_its_new_words_only(
    team: Team, worker: Resources
) -> None:
    call_id = await processed(team, worker, "conv_1", BOILER)
    edited = await team.put(
        f"/api/calls/{call_id}/transcript",
        {"turns": [{"speaker": "customer", "text": "My radiator hisses."}], "base_version": 1},
    )
    assert edited.status_code == 202, edited.text
    await run_job(worker, JobId(UUID(edited.json()["job_id"])))
    assert await calls_found(team, "boiler") == []
    assert await calls_found(team, "radiator") == [call_id]
    assert (await team.delete(f"/api/calls/{call_id}")).status_code in (200, 202, 204)
    assert await calls_found(team, "radiator") == []


async def test_another_tenants_calls_are_not_found(
    team: Team, other_team: Team, worker: Resources
) -> None:
    call_id = await processed(team, worker, "conv_1", BOILER)
    assert await calls_found(other_team, "boiler") == []
    assert await calls_found(other_team, "boiler", id=[call_id]) == []
    meant = await other_team.get("/api/search", q="boiler", mode="semantic")
    assert meant.json()["passages"] == []


async def index_by_meaning(team: Team, database: Database) -> None:
    """Gives all passages of transcripts the vectors of the API's model."""
    tenant_id, embedder = TenantId(UUID(team.tenant_id)), LocalEmbedder()
    async with database.connection(tenant_id) as conn:
        rows = await conn.fetch("select id, call_id, text from chunks where source = 'transcript'")
    vectors = (await embedder.embed([row["text"] for row in rows])).value
    await embedder.close()
    entries = [
        VectorEntry(ChunkId(row["id"]), CallId(row["call_id"]), ChunkSource.TRANSCRIPT, vector)
        for row, vector in zip(rows, vectors, strict=True)
    ]
    await PgVectorIndex(database).upsert(tenant_id, entries, model=embedder.model)


async def test_later_pages_by_meaning_are_of_the_same_search(
    team: Team, worker: Resources, database: Database
) -> None:
    first = [await processed(team, worker, f"conv_{number}", BOILER) for number in range(3)]
    await index_by_meaning(team, database)
    page = await found(team, "boiler", mode="semantic", limit=2)
    await processed(team, worker, "conv_new", (("user", "boiler"),))
    await index_by_meaning(team, database)
    seen = [passage["call"]["id"] for passage in page["passages"]]
    while page["next_cursor"]:
        page = await found(team, "boiler", mode="semantic", limit=2, cursor=page["next_cursor"])
        seen += [passage["call"]["id"] for passage in page["passages"]]
    assert sorted(seen) == sorted(first)


async def test_what_means_the_same_is_found_with_other_words(
    team: Team, worker: Resources, database: Database
) -> None:
    boiler = await processed(team, worker, "conv_1", BOILER)
    cafe = await processed(team, worker, "conv_2", CAFE)
    await index_by_meaning(team, database)
    for typed, first in (("heating broken, flooded", boiler), ("forgotten belongings", cafe)):
        body = await found(team, typed, mode="semantic")
        assert body["passages"][0]["call"]["id"] == first
        assert body["passages_with_words"] is None
        assert body["passages"][0]["matched_by"] == ["semantic"]
    assert await calls_found(team, "flooded", mode="semantic", id=[cafe]) == [cafe]
    both = await found(team, "umbrella", mode="hybrid")
    assert [passage["matched_by"] for passage in both["passages"]] == [
        ["keyword", "semantic"],
        ["semantic"],
    ]


async def test_a_hybrid_search_goes_on_without_meaning(
    team: Team, worker: Resources, open_api: ApiFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    call_id = await processed(team, worker, "conv_1", BOILER)

    async def away(*_: object, **__: object) -> object:
        raise ProviderUnavailable("The model is away.")

    monkeypatch.setattr(LocalEmbedder, "embed", away)
    async with open_api() as client:
        body = await found(replace(team, client=client), "boiler", mode="hybrid")
        refused = await client.get(
            "/api/search", params={"q": "boiler", "mode": "semantic"}, headers=team.headers
        )
    assert [passage["call"]["id"] for passage in body["passages"]] == [call_id]
    assert body["without_meaning"] == "The model is away."
    assert refused.status_code == 503


async def test_too_many_calls_are_not_compared_by_meaning(
    team: Team, worker: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.routes.search.MOST_CALLS", 1)
    for number in range(2):
        await processed(team, worker, f"conv_{number}", BOILER)
    answer = await team.get("/api/search", q="boiler", mode="hybrid", direction="inbound")
    assert (answer.status_code, answer.json()["code"]) == (400, "too_many_calls")
    words = await team.get("/api/search", q="boiler", mode="keyword", direction="inbound")
    assert words.json()["calls_with_words"] == 2
