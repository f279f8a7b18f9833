"""Lists of numbers that are never called, as files, and what stays of a deleted person."""

from shared.db.pool import Database
from shared.domain.access import Role
from shared.settings.load import Settings
from tests.api.accounts.people import person
from tests.support.people import Team

MARIA, OTHER = "+12025550143", "+12025550199"
FILE = "number;note\n(202) 555-0143;asked\n+12025550199;\nnobody;\n202 555 0143;again\n"


async def numbers(team: Team) -> dict[str, str | None]:
    page = (await team.get("/api/do-not-call")).json()
    return {one["number"]: one["note"] for one in page["numbers"]}


async def test_a_file_is_imported_once_and_comes_back_as_it_was(
    team: Team, other_team: Team
) -> None:
    await team.patch("/api/tenant", {"country": "US"})
    path, headers = "/api/do-not-call/import", {**team.headers, "Content-Type": "text/csv"}
    answer = await team.client.post(path, headers=headers, content=FILE.encode())
    assert answer.status_code == 200, answer.text
    assert {**answer.json(), "rows": None} == {"added": 2, "listed": 1, "refused": 1, "rows": None}
    assert [(row["row"], row["result"], row["problem"]) for row in answer.json()["rows"]] == [
        (2, "added", None),
        (3, "added", None),
        (4, "refused", "no_number"),
        (5, "listed", None),
    ]
    again = (await team.client.post(path, headers=headers, content=FILE.encode())).json()
    assert (again["added"], again["listed"]) == (0, 3)
    assert await numbers(team) == {MARIA: "asked", OTHER: None}
    assert await numbers(other_team) == {}
    table = await team.get("/api/do-not-call.csv")
    assert table.text.splitlines()[1].startswith(f'"\'{MARIA}","asked","",')
    assert (await other_team.get("/api/do-not-call.csv")).text.count("\n") == 1
    back = {**other_team.headers, "Content-Type": "text/csv"}
    moved = await other_team.client.post(path, headers=back, content=table.content)
    assert moved.json()["added"] == 2
    assert await numbers(other_team) == await numbers(team)


async def test_numbers_are_imported_as_json(
    team: Team, database: Database, settings: Settings
) -> None:
    path = "/api/do-not-call/import"
    body = {"numbers": [{"number": MARIA, "note": "asked"}, {"number": "202 555 0199"}]}
    headers = {**team.headers, "Idempotency-Key": "import-1"}
    for _ in range(2):
        answer = (await team.client.post(path, headers=headers, json=body)).json()
        assert [row["result"] for row in answer["rows"]] == ["added", "refused"]
    for wrong, code in (
        ({"numbers": []}, "import_size"),
        ({"numbers": [{"number": MARIA}] * 5001}, "import_size"),
    ):
        refused = await team.post(path, wrong)
        assert (refused.status_code, refused.json()["code"]) == (400, code)
    as_csv = {**team.headers, "Content-Type": "text/csv"}
    for content, status, code in (
        (b"\xff\xfe1", 400, "wrong_encoding"),
        (b"1," + b"x" * 200_000, 400, "not_csv"),
        (b"1" * (2**20 + 1), 413, "too_large"),
    ):
        refused = await team.client.post(path, headers=as_csv, content=content)
        assert (refused.status_code, refused.json()["code"]) == (status, code)
    other = {**team.headers, "Content-Type": "application/pdf"}
    assert (await team.client.post(path, headers=other, content=b"1")).status_code == 415
    viewer = await person(database, settings, team, Role.VIEWER)
    refused = await team.client.post(
        path, headers={"Authorization": viewer["Authorization"]}, json=body
    )
    assert refused.status_code == 403


async def test_a_deleted_person_stays_on_the_list_without_a_reason(team: Team) -> None:
    await team.put(f"/api/do-not-call/{MARIA}", {"note": "Maria asked for it"})
    exported = (await team.post("/api/people/export", {"phone": MARIA})).json()
    [on_list] = exported["do_not_call"]
    assert (on_list["number"], on_list["note"]) == (MARIA, "Maria asked for it")
    assert "tenant_id" not in on_list
    erased = (await team.post("/api/people/erase", {"phone": MARIA})).json()
    assert erased == {"calls": [], "remaining": 0, "stays_on_do_not_call": True}
    assert await numbers(team) == {MARIA: None}
    other = (await team.post("/api/people/erase", {"phone": OTHER})).json()
    assert other["stays_on_do_not_call"] is False
