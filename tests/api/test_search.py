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
    language = changes.pop("language", "en")
    event = transcription(team.agent_id, conversation_id, turns=turns, **changes)
    event["data"]["metadata"]["main_language"] = language
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


@pytest.mark.parametrize("group", ["passage", "call"])
async def test_a_call_that_is_deleted_meanwhile_hides_no_other(
    team: Team, worker: Resources, group: str
) -> None:
    for number in range(5):
        await processed(team, worker, f"conv_{number}", BOILER)

    def shown(page: dict[str, Any]) -> list[str]:
        return [each["call"]["id"] for each in (page["calls"] or page["passages"])]

    first = await found(team, "boiler", limit=2, group=group)
    whole = shown(await found(team, "boiler", limit=5, group=group))
    await team.delete(f"/api/calls/{whole[0]}")
    later = await found(team, "boiler", limit=5, group=group, cursor=first["next_cursor"])
    assert (shown(first), shown(later)) == (whole[:2], whole[2:])


async def test_a_call_that_is_ready_later_is_on_no_later_page(
    team: Team, worker: Resources
) -> None:
    first = [await processed(team, worker, f"conv_{number}", BOILER) for number in range(2)]
    waiting = transcription(team.agent_id, "conv_waiting", turns=BOILER)
    accepted = (await send(team.client, waiting, secret=ELEVENLABS_SECRET)).json()
    page = await found(team, "boiler", limit=1)
    await run_job(worker, JobId(UUID(accepted["job_id"])))
    later = await found(team, "boiler", limit=5, cursor=page["next_cursor"])
    shown = [passage["call"]["id"] for passage in (*page["passages"], *later["passages"])]
    assert sorted(shown) == sorted(first)
    assert accepted["call_id"] in await calls_found(team, "boiler")


@pytest.mark.parametrize(
    "cursor", ["x", "MjAyNnwx", "MjAyNi0wMS0wMXwtMQ", "MjAyNi0wMS0wMVQwMDowMDowMFp8Mnx4"]
)
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


@pytest.mark.parametrize("mode", ["semantic", "hybrid"])
async def test_what_is_excluded_is_not_found_by_meaning_either(
    team: Team, worker: Resources, database: Database, mode: str
) -> None:
    boiler = await processed(team, worker, "conv_1", BOILER)
    cafe = await processed(team, worker, "conv_2", CAFE)
    await index_by_meaning(team, database)
    for typed, expected in (
        ("call -boiler", [cafe]),
        ("call -boilers", [boiler, cafe]),
        ('call -"a boiler"', [boiler, cafe]),
        ("call -boiler or greeting", [boiler, cafe]),
        ("call -boiler or greeting -umbrella", [boiler, cafe]),
        ("call -boiler -umbrella", []),
        ("-boiler", []),
        (" ", []),
    ):
        assert sorted(await calls_found(team, typed, mode=mode)) == sorted(expected), typed


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


NUMBERS = (
    ("agent", "Thank you. What number can we reach you at?"),
    ("user", "It's five oh three, five five five, oh one four two."),
    ("user", "Or write to daniel dot varga at example dot com."),
    ("agent", "The office is at (503) 555-0177, and hello@northside.example."),
)
GERMAN = (
    ("agent", "Guten Tag, wie kann ich helfen?"),
    (
        "user",
        "Ich habe zwei Rechnungen bekommen, null eins sieben eins drei neun zwei null null vier.",
    ),
)


async def test_other_forms_of_a_word_are_found_after_the_word_itself(
    team: Team, worker: Resources
) -> None:
    one = await processed(team, worker, "conv_1", (("user", "Our boilers were repaired."),))
    other = await processed(team, worker, "conv_2", (("user", "The boiler needs repairing."),))
    # Senders' labels are often a default.
    german = await processed(team, worker, "conv_3", GERMAN, language="en")
    assert await calls_found(team, "boilers") == [one, other]
    assert await calls_found(team, "boiler ") == [other, one]
    assert set(await calls_found(team, "repairs ")) == {one, other}
    assert await calls_found(team, '"boilers"') == [one]
    assert await calls_found(team, "boilers -boilers") == [other]
    assert await calls_found(team, "Rechnung ") == [german]
    (passage,) = (await found(team, "repair ", id=[other]))["passages"]
    assert [passage["text"][mark["start"] : mark["end"]] for mark in passage["marks"]] == [
        "repairing"
    ]


async def test_numbers_and_addresses_are_found_in_all_ways_to_write_or_say_them(
    team: Team, worker: Resources
) -> None:
    call_id = await processed(team, worker, "conv_1", NUMBERS)
    german = await processed(team, worker, "conv_2", GERMAN, language="de")
    for typed in (
        "503-555-0142",
        "(503) 555 0142",
        "+1 503 555 0142",
        "5035550142",
        "555 0142",
        "five oh three five five five oh one four two",
        "daniel.varga@example.com",
        "daniel dot varga at example dot com",
        "503.555.0177",
        "hello@northside.example",
        "hello at northside dot example",
        "number 503 555 0142",
    ):
        assert await calls_found(team, typed) == [call_id], typed
    for typed in ("0171 392004", "+49 171 392004", "0049171392004"):
        assert await calls_found(team, typed) == [german], typed
    for typed in ("503-555-0143", "212-555-0142", "daniel@example.com"):
        assert await calls_found(team, typed) == [], typed
    (passage,) = (await found(team, "503-555-0142"))["passages"]
    assert [passage["text"][mark["start"] : mark["end"]] for mark in passage["marks"]] == [
        "five oh three, five five five, oh one four two"
    ]
    assert passage["turn"] == 1


async def test_a_misspelt_word_is_taken_for_one_that_passages_have(
    team: Team, worker: Resources
) -> None:
    call_id = await processed(team, worker, "conv_1", BOILER)
    body = await found(team, "boilr waetr")
    assert [passage["call"]["id"] for passage in body["passages"]] == [call_id]
    assert body["read_as"] == [
        {"word": "boilr", "instead": ["boiler"]},
        {"word": "waetr", "instead": ["water"]},
    ]
    marks = body["passages"][0]["marks"]
    assert [body["passages"][0]["text"][mark["start"] : mark["end"]] for mark in marks] == [
        "boiler",
        "water",
    ]
    for typed in ("boiler", "boilers", "boiler umbrella", "xyzzy", '"boilr"'):
        assert (await found(team, typed))["read_as"] == [], typed
    # The words of a deleted call are no longer known.
    await team.delete(f"/api/calls/{call_id}")
    assert (await found(team, "boilr"))["read_as"] == []


async def test_one_sides_words_are_found(team: Team, worker: Resources) -> None:
    call_id = await processed(team, worker, "conv_1", BOILER)
    for typed, speaker, ids in (
        ("boilers", "customer", [call_id]),
        ("boiler", "agent", []),
        ('"my boiler"', "customer", [call_id]),
        ("boil", "customer", [call_id]),
        ("tomorrow", "agent", [call_id]),
        ("tomorrow", "customer", []),
        ("boiler tomorrow", "customer", []),
    ):
        assert await calls_found(team, typed, speaker=speaker) == ids, (typed, speaker)
    body = await found(team, "boiler", speaker="customer", mode="hybrid")
    assert body["without_meaning"] == "What one side says is found by its words."
    refused = await team.get("/api/search", q="boiler", speaker="agent", mode="semantic")
    assert (refused.status_code, refused.json()["code"]) == (400, "speaker_by_words")


async def test_titles_and_leads_are_found_as_what_they_are(team: Team, worker: Resources) -> None:
    call_id = await processed(team, worker, "conv_1", BOILER)
    by_title = await found(team, "boilers", source="title")
    by_lead = await found(team, "maria", source=["lead", "title"])
    for body, source in ((by_title, "title"), (by_lead, "lead")):
        (passage,) = body["passages"]
        assert (passage["call"]["id"], passage["source"]) == (call_id, source)
        assert passage["marks"], passage
        assert passage["turn"] is None
    corrected = await team.patch(f"/api/calls/{call_id}", {"title": "Flooded kitchen"})
    assert corrected.status_code == 200, corrected.text
    assert await calls_found(team, "flooded", source="title") == [call_id]
    assert await calls_found(team, "flooded", source="title", mode="semantic") == []
    assert await calls_found(team, "boiler", source="title") == []
    # The old title stood in the summary's first line.
    assert await calls_found(team, '"leaking"', source="summary") == []
    assert await calls_found(team, "leaks", source="summary") == [call_id]


async def test_a_call_is_shown_once_with_its_best_passages(team: Team, worker: Resources) -> None:
    one = await processed(team, worker, "conv_1", BOILER)
    other = await processed(team, worker, "conv_2", BOILER)
    body = await found(team, "maria or boiler", group="call", source=[], limit=1)
    assert body["passages"] == []
    (first,) = body["calls"]
    assert len(first["passages"]) == 3
    assert first["more"] > 0
    assert {passage["call"]["id"] for passage in first["passages"]} == {first["call"]["id"]}
    after = await found(
        team, "maria or boiler", group="call", source=[], limit=1, cursor=body["next_cursor"]
    )
    assert {first["call"]["id"], after["calls"][0]["call"]["id"]} == {one, other}
    assert after["next_cursor"] is None


async def test_passages_without_a_vector_are_counted(
    team: Team, other_team: Team, worker: Resources, database: Database
) -> None:
    await processed(team, worker, "conv_1", BOILER)
    before = (await team.get("/api/search/index")).json()
    async with database.connection(TenantId(UUID(team.tenant_id))) as conn:
        await conn.execute("update chunks set indexed_at = null where source = 'summary'")
    after = (await team.get("/api/search/index")).json()
    assert (before["passages_without_vector"], after["passages_without_vector"]) == (0, 1)
    assert before["passages"] == after["passages"] == 3
    assert (await other_team.get("/api/search/index")).json()["passages"] == 0
    assert (await team.client.get("/health/ready")).json()["chunks_without_vector"] == 1


async def test_calls_are_selected_by_their_length(team: Team, worker: Resources) -> None:
    call_id = await processed(team, worker, "conv_1", BOILER)
    length = (await team.get(f"/api/calls/{call_id}")).json()["duration_s"]
    assert await calls_found(team, "boiler", min_duration_s=length, max_duration_s=length) == [
        call_id
    ]
    assert await calls_found(team, "boiler", min_duration_s=length + 1) == []
    assert await calls_found(team, "boiler", max_duration_s=length - 1) == []
