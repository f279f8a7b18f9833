"""What people do with callbacks, and what stays of it when a call is processed again."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.db.pool import ALL_TENANTS, Database
from shared.db.users import update_user
from shared.domain.access import Role
from shared.domain.ids import TenantId, UserId
from shared.settings.load import Settings
from tests.api.accounts.people import person
from tests.api.test_reading import accept, pages, process
from tests.support.people import Team
from tests.support.processes import until
from worker.resources import Resources

SOON = datetime.now(UTC) + timedelta(days=30)
LATER = f"{datetime.now(UTC) + timedelta(days=90):%Y-%m-%d}T15:00:00Z"


def in_time(**away: float) -> str:
    return (datetime.now(UTC) + timedelta(**away)).isoformat().replace("+00:00", "Z")


async def listed(team: Team, **filters: Any) -> list[dict[str, Any]]:
    answer = await team.get("/api/callbacks", **filters)
    assert answer.status_code == 200, answer.text
    callbacks: list[dict[str, Any]] = answer.json()["callbacks"]
    return callbacks


async def made(team: Team, worker: Resources, name: str = "conv_1") -> dict[str, Any]:
    """The callback of a processed call."""
    accepted = await accept(team, name)
    await process(worker, accepted)
    (callback,) = (one for one in await listed(team) if one["call_id"] == accepted["call_id"])
    return callback


async def act(
    team: Team, callback: dict[str, Any], action: str, body: dict[str, Any] | None = None
) -> dict[str, Any]:
    answer = await team.post(f"/api/callbacks/{callback['id']}/{action}", body or {})
    assert answer.status_code == 200, answer.text
    after: dict[str, Any] = answer.json()
    return after


async def history(team: Team, callback: dict[str, Any]) -> list[dict[str, Any]]:
    answer = await team.get(f"/api/callbacks/{callback['id']}/history")
    changes: list[dict[str, Any]] = answer.json()["changes"]
    return changes


async def run_again(team: Team, worker: Resources, callback: dict[str, Any]) -> None:
    answer = await team.post(f"/api/calls/{callback['call_id']}/reprocess", {})
    assert answer.status_code == 202, answer.text
    await process(worker, answer.json())


async def test_a_row_has_quote_person_and_call(team: Team, worker: Resources) -> None:
    callback = await made(team, worker)
    assert "call me back tomorrow at three" in callback["quote"]["words"]
    assert (callback["quote"]["turn"], callback["quote"]["start_s"]) == (3, 18.0)
    assert callback["call"]["title"]
    assert callback["call"]["caller_number"] == "+12025550143"
    assert callback["name"] == "Maria Lopez"
    assert (callback["assignee"], callback["tries"]) == (None, 0)
    call = (await team.get(f"/api/calls/{callback['call_id']}")).json()
    assert call["callback"] == callback
    assert call["lead_id"] == callback["call"]["lead_id"]


async def test_states_follow_from_the_time(team: Team, worker: Resources) -> None:
    callback = await made(team, worker)
    for due_at, due_until, state in (
        (in_time(hours=1), None, "coming"),
        (in_time(minutes=-5), None, "due"),
        (in_time(minutes=-20), None, "overdue"),
        (in_time(hours=-2), in_time(hours=1), "due"),
        (in_time(hours=-2), in_time(hours=-1), "overdue"),
    ):
        after = await act(team, callback, "move", {"due_at": due_at, "due_until": due_until})
        assert (after["state"], after["status"]) == (state, "scheduled")
        assert [one["id"] for one in await listed(team, state=state)] == [callback["id"]]
        assert [one["id"] for one in await listed(team, state="open")] == [callback["id"]]
        others = [each for each in ("coming", "due", "overdue", "ambiguous") if each != state]
        assert await listed(team, state=others) == []
    await act(team, callback, "done")
    assert await listed(team, state="open") == []
    assert [one["state"] for one in await listed(team, state=["done", "due"])] == ["done"]


async def test_the_team_says_when_a_callback_is_overdue(team: Team, worker: Resources) -> None:
    callback = await made(team, worker)
    await act(team, callback, "move", {"due_at": in_time(minutes=-20)})
    for overdue_after_s, state in ((3600, "due"), (600, "overdue"), (3600, "due")):
        answer = await team.patch("/api/tenant", {"overdue_after_s": overdue_after_s})
        assert answer.json()["overdue_after_s"] == overdue_after_s
        assert [one["state"] for one in await listed(team, state=state)] == [state]
        [call] = (await team.get("/api/calls", callback=state)).json()["calls"]
        assert call["callback"]["state"] == state
    await act(team, callback, "done")
    await team.patch("/api/tenant", {"overdue_after_s": 600})
    in_time_now = (await team.get("/api/calls", callback="done_in_time")).json()["calls"]
    assert len(in_time_now) == 1
    assert (await team.get("/api/numbers")).json()["total"]["callbacks_in_time"] == 1


async def test_an_action_is_on_record_with_who_and_what(
    team: Team, worker: Resources, database: Database, settings: Settings
) -> None:
    callback = await made(team, worker)
    await act(team, callback, "not-reached", {"next_at": LATER, "comment": "a machine answered"})
    key = (await team.post("/api/api-keys", {"name": "dialler"})).json()
    by_key = {"Authorization": f"Bearer {key['api_key']}"}
    answer = await team.client.post(
        f"/api/callbacks/{callback['id']}/done", headers=by_key, json={}
    )
    assert answer.status_code == 200, answer.text
    done, tried, *_, created = await history(team, callback)
    assert (created["actor"], created["action"], created["version"]) == ("worker", "created", 1)
    assert (tried["actor"], tried["action"]) == ("user", "not_reached")
    assert tried["actor_name"] == "north@example.com"
    assert tried["after"]["tries"] == 1
    assert tried["after"]["due_at"].startswith(LATER.removesuffix("Z"))
    assert tried["comment"] == "a machine answered"
    assert (done["actor"], done["actor_name"], done["after"]) == (
        "key", "dialler", {"status": "done"}
    )  # fmt: skip
    assert done["before"] == {"status": "scheduled"}


async def test_a_repeat_of_an_action_changes_nothing(team: Team, worker: Resources) -> None:
    callback = await made(team, worker)
    me = (await team.get("/api/me")).json()["user_id"]
    for action, body in (
        ("assign", {"assignee_id": "me"}),
        ("assign", {"assignee_id": me}),
        ("note", {"note": "ring twice"}),
        ("move", {"due_at": LATER}),
        ("cancel", {}),
        ("reopen", {}),
        ("done", {}),
    ):
        first = await act(team, callback, action, body)
        # A repeat that still names the version before is no conflict.
        again = await act(team, callback, action, {**body, "base_version": 1})
        assert again == first
    assert len(await history(team, callback)) == callback["version"] + 6
    assert first["assignee"]["id"] == me


async def test_a_try_is_counted_once_for_its_key(team: Team, worker: Resources) -> None:
    callback = await made(team, worker)
    path = f"/api/callbacks/{callback['id']}/not-reached"
    headers = {**team.headers, "Idempotency-Key": "try-1"}
    answers = [await team.client.post(path, headers=headers, json={}) for _ in range(3)]
    assert [answer.json()["tries"] for answer in answers] == [1, 1, 1]
    assert (await act(team, callback, "not-reached"))["tries"] == 2


async def test_of_two_at_once_with_the_same_version_one_is_refused(
    team: Team, worker: Resources
) -> None:
    callback = await made(team, worker)
    path = f"/api/callbacks/{callback['id']}/move"
    answers = await asyncio.gather(
        *(
            team.post(path, {"due_at": due_at.isoformat(), "base_version": callback["version"]})
            for due_at in (SOON, SOON + timedelta(days=1))
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    refused = max(answers, key=lambda answer: answer.status_code)
    assert refused.json()["code"] == "version_conflict"


@pytest.mark.parametrize(
    ("action", "field", "ahead"),
    [
        ("move", "due_at", timedelta(days=3 * 365)),
        ("move", "due_at", timedelta(days=-2)),
        ("move", "due_until", timedelta(days=3 * 365)),
        ("not-reached", "next_at", timedelta(days=-2)),
        ("not-reached", "next_at", timedelta(days=3 * 365)),
    ],
)
async def test_a_callback_is_at_a_time_at_which_somebody_may_call(
    team: Team, worker: Resources, action: str, field: str, ahead: timedelta
) -> None:
    callback = await made(team, worker)
    wanted = {"due_at": LATER} if field == "due_until" else {}
    wanted[field] = (datetime.now(UTC) + ahead).isoformat()
    answer = await team.post(f"/api/callbacks/{callback['id']}/{action}", wanted)
    assert (answer.status_code, answer.json()["code"]) == (400, "time_out_of_range")
    assert [each["pointer"] for each in answer.json()["errors"]] == [f"/body/{field}"]
    assert await listed(team) == [callback]


async def test_what_a_person_decided_outlives_a_run(team: Team, worker: Resources) -> None:
    callback = await made(team, worker)
    await act(team, callback, "assign", {"assignee_id": "me"})
    await act(team, callback, "note", {"note": "ring twice"})
    moved = await act(team, callback, "move", {"due_at": LATER})
    assert moved["machine"]["due_at"] == callback["due_at"]
    await run_again(team, worker, callback)
    (after,) = await listed(team)
    assert (after["due_at"], after["rule"]) == (LATER, "a person set the time")
    assert (after["note"], after["assignee"]["email"]) == ("ring twice", "north@example.com")
    assert after["machine"]["due_at"] == callback["due_at"]
    assert after["machine"]["rule"] == callback["rule"]
    await act(team, callback, "done")
    await run_again(team, worker, callback)
    assert [one["state"] for one in await listed(team)] == ["done"]


async def test_a_decided_callback_is_not_withdrawn_by_an_edit(
    team: Team, worker: Resources
) -> None:
    callback = await made(team, worker)
    await act(team, callback, "move", {"due_at": LATER})
    edit = {"turns": [{"speaker": "customer", "text": "Thank you, that is all. Goodbye."}]}
    answer = await team.put(f"/api/calls/{callback['call_id']}/transcript", edit)
    await process(worker, answer.json())
    (after,) = await listed(team)
    assert (after["status"], after["due_at"]) == ("scheduled", LATER)
    assert after["machine"]["status"] == "cancelled"


async def test_an_untouched_callback_follows_the_run(team: Team, worker: Resources) -> None:
    callback = await made(team, worker)
    await act(team, callback, "note", {"note": "ring twice"})
    edit = {"turns": [{"speaker": "customer", "text": "Thank you, that is all. Goodbye."}]}
    answer = await team.put(f"/api/calls/{callback['call_id']}/transcript", edit)
    await process(worker, answer.json())
    (after,) = await listed(team)
    assert (after["status"], after["note"], after["machine"]) == ("cancelled", "ring twice", None)
    withdrawn = (await history(team, callback))[0]
    assert (withdrawn["actor"], withdrawn["after"]["status"]) == ("worker", "cancelled")
    reopened = await act(team, callback, "reopen")
    assert (reopened["status"], reopened["due_at"]) == ("scheduled", callback["due_at"])


async def test_an_ambiguous_callback_is_decided_among_its_candidates(
    team: Team, worker: Resources, database: Database
) -> None:
    callback = await made(team, worker)
    candidates = [datetime(2031, 3, 4, 8, tzinfo=UTC), datetime(2031, 3, 4, 20, tzinfo=UTC)]
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "update callbacks set status = 'ambiguous', due_at = null, candidates = $1", candidates
        )
    path = f"/api/callbacks/{callback['id']}/decide"
    wrong = await team.post(path, {"candidate": "2031-03-04T09:00:00Z"})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "not_a_candidate")
    for _ in range(2):
        after = await act(team, callback, "decide", {"candidate": "2031-03-04T21:00:00+01:00"})
    assert (after["status"], after["due_at"], after["candidates"]) == (
        "scheduled", "2031-03-04T20:00:00Z", []
    )  # fmt: skip
    assert after["machine"]["candidates"] == ["2031-03-04T08:00:00Z", "2031-03-04T20:00:00Z"]


async def test_a_booking_is_never_said_to_stand_at_another_time(
    team: Team, worker: Resources, database: Database
) -> None:
    callback = await act(team, await made(team, worker), "move", {"due_at": LATER})
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "update callbacks set provider = 'calcom', reference = 'bk_1', booked_for = due_at,"
            " booking_state = 'booked'"
        )
    booked = (await listed(team))[0]["booking"]
    assert (booked["agrees"], booked["reason"]) == (True, None)
    moved = (await act(team, callback, "move", {"due_at": SOON.isoformat()}))["booking"]
    assert (moved["agrees"], moved["at"]) == (False, callback["due_at"])
    assert "still has it at" in moved["reason"]
    back = (await act(team, callback, "move", {"due_at": callback["due_at"]}))["booking"]
    assert (back["agrees"], back["reason"]) == (True, None)
    cancelled = (await act(team, callback, "cancel"))["booking"]
    assert cancelled["agrees"] is False


async def test_assignees_are_people_of_the_team(
    team: Team, other_team: Team, worker: Resources, database: Database, settings: Settings
) -> None:
    callback = await made(team, worker)
    member = {
        "Authorization": (await person(database, settings, team, Role.MEMBER))["Authorization"]
    }
    me = (await team.client.get("/api/me", headers=member)).json()["user_id"]
    stranger = (await other_team.get("/api/me")).json()["user_id"]
    path = f"/api/callbacks/{callback['id']}/assign"
    viewer = await person(database, settings, team, Role.VIEWER)
    watching = (await team.client.get("/api/me", headers=viewer)).json()["user_id"]
    for assignee in (stranger, watching):
        refused = await team.post(path, {"assignee_id": assignee})
        assert (refused.status_code, refused.json()["code"]) == (400, "unknown_user")
    await act(team, callback, "assign", {"assignee_id": me})
    assert await listed(team, assignee="me") == []
    assert len(await listed(team, assignee=me)) == 1
    assert await listed(team, assignee="none") == []
    mine = await team.client.get("/api/callbacks", headers=member, params={"assignee": "me"})
    assert [one["assignee"]["id"] for one in mine.json()["callbacks"]] == [me]
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("delete from users where id = $1", UUID(me))
    assert len(await listed(team, assignee="none")) == 1
    newest = (await history(team, callback))[0]
    assert (newest["action"], newest["after"]) == ("updated", {"assignee_id": None})


@pytest.mark.parametrize(
    "leave",
    [
        lambda team, path: team.patch(path, {"role": "viewer"}),
        lambda team, path: team.patch(path, {"disabled": True}),
        lambda team, path: team.delete(path),
    ],
    ids=["viewer", "disabled", "removed"],
)
async def test_callbacks_of_who_cannot_act_any_more_are_no_ones(
    team: Team,
    worker: Resources,
    database: Database,
    settings: Settings,
    leave: Callable[[Team, str], Awaitable[httpx.Response]],
) -> None:
    callback, done = await made(team, worker), await made(team, worker, "conv_2")
    member = await person(database, settings, team, Role.MEMBER)
    theirs = (await team.client.get("/api/me", headers=member)).json()["user_id"]
    for each in (callback, done):
        await act(team, each, "assign", {"assignee_id": theirs})
    await act(team, done, "done")
    renamed = await team.patch(f"/api/users/{theirs}", {"name": "Kim"})
    assert renamed.status_code == 200
    assert await listed(team, assignee="none") == []
    answer = await leave(team, f"/api/users/{theirs}")
    assert answer.status_code in (200, 204)
    assert callback["id"] in {one["id"] for one in await listed(team, assignee="none")}
    newest = (await history(team, callback))[0]
    assert (newest["action"], newest["after"]) == ("unassign", {"assignee_id": None})
    me = (await team.get("/api/me")).json()["user_id"]
    assert (newest["actor"], newest["actor_id"]) == ("user", me)
    refused = await team.post(f"/api/callbacks/{callback['id']}/assign", {"assignee_id": theirs})
    assert (refused.status_code, refused.json()["code"]) == (400, "unknown_user")
    headers = {**team.headers, "Accept-Language": "de"}
    page = (await team.client.get(f"/calls/{callback['call_id']}", headers=headers)).text
    assert "nicht mehr zugewiesen" in page


async def waits_for_lock(database: Database) -> bool:
    """Whether a statement of the test's database waits for another transaction."""
    async with database.connection(ALL_TENANTS) as conn:
        return bool(
            await conn.fetchval(
                "select exists (select 1 from pg_stat_activity where datname = current_database()"
                " and cardinality(pg_blocking_pids(pid)) > 0)"
            )
        )


async def test_a_callback_is_not_given_to_who_becomes_a_viewer_meanwhile(
    team: Team, worker: Resources, database: Database, settings: Settings
) -> None:
    callback = await made(team, worker)
    member = await person(database, settings, team, Role.MEMBER)
    theirs = (await team.client.get("/api/me", headers=member)).json()["user_id"]
    tenant_id, user_id = TenantId(UUID(team.tenant_id)), UserId(UUID(theirs))
    async with database.transaction(tenant_id) as conn:
        await update_user(conn, tenant_id, user_id, name=None, role=Role.VIEWER, disabled=False)
        path = f"/api/callbacks/{callback['id']}/assign"
        assigning = asyncio.create_task(team.post(path, {"assignee_id": theirs}))
        await until(lambda: waits_for_lock(database))
    assert (await assigning).json()["code"] == "unknown_user"


async def test_an_api_key_is_no_person(team: Team, worker: Resources) -> None:
    await made(team, worker)
    key = (await team.post("/api/api-keys", {"name": "dialler"})).json()["api_key"]
    answer = await team.client.get(
        "/api/callbacks", headers={"Authorization": f"Bearer {key}"}, params={"assignee": "me"}
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "no_person")


@pytest.mark.parametrize(
    ("action", "given"), [("note", {"note": " \t"}), ("done", {"comment": "\u2003"})]
)
async def test_a_note_of_spaces_is_refused(
    team: Team, worker: Resources, action: str, given: dict[str, str]
) -> None:
    callback = await made(team, worker)
    answer = await team.post(f"/api/callbacks/{callback['id']}/{action}", given)
    assert answer.status_code == 422, answer.text


@pytest.mark.parametrize(
    "action", ["done", "cancel", "reopen", "not-reached", "move", "decide", "assign", "note"]
)
async def test_callbacks_are_their_tenants(
    team: Team, other_team: Team, worker: Resources, action: str
) -> None:
    callback = await made(team, worker)
    bodies: dict[str, dict[str, Any]] = {
        "move": {"due_at": LATER},
        "decide": {"candidate": LATER},
        "assign": {"assignee_id": None},
        "note": {"note": "x"},
    }
    answer = await other_team.post(
        f"/api/callbacks/{callback['id']}/{action}", bodies.get(action, {})
    )
    assert answer.status_code == 404
    assert (await other_team.get(f"/api/callbacks/{callback['id']}")).status_code == 404
    assert (await other_team.get(f"/api/callbacks/{callback['id']}/history")).status_code == 404
    assert (await listed(team)) == [callback]


async def test_pages_in_both_orders_have_every_callback_once(team: Team, worker: Resources) -> None:
    for number in range(5):
        callback = await made(team, worker, f"conv_{number}")
        if number % 2:
            await act(team, callback, "move", {"due_at": LATER})
    soonest = await pages(team, "/api/callbacks", "callbacks", limit=2)
    latest = await pages(team, "/api/callbacks", "callbacks", limit=2, order="latest")
    ids = [one["id"] for page in soonest for one in page]
    assert len(set(ids)) == 5
    assert [one["id"] for page in latest for one in page] == ids[::-1]


async def test_a_change_is_an_event_of_the_same_transaction(
    team: Team, worker: Resources, database: Database
) -> None:
    callback = await made(team, worker)
    await act(team, callback, "done")
    async with database.connection(ALL_TENANTS) as conn:
        rows = await conn.fetch(
            "select data from events where type = 'callback.changed' order by id"
        )
    assert [(row["data"]["action"], row["data"]["version"]) for row in rows] == [
        ("created", 1), ("updated", 2), ("done", 3)
    ]  # fmt: skip


async def test_a_settled_callback_is_not_tried(team: Team, worker: Resources) -> None:
    callback = await made(team, worker)
    await act(team, callback, "cancel")
    answer: httpx.Response = await team.post(f"/api/callbacks/{callback['id']}/not-reached", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "callback_settled")
    assert (await act(team, callback, "move", {"due_at": LATER}))["status"] == "scheduled"
