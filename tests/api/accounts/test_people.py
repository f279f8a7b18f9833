"""People join, sign in with a second factor, forget passwords, and leave."""

import asyncio
import time
from typing import Any

import httpx
import pyotp
import pytest

from cli.people import user_link
from shared.db.one_time_links import Purpose
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.access import Role
from shared.settings.load import Settings
from tests.api.accounts.people import from_address, person
from tests.conftest import ApiFactory
from tests.support.people import PASSWORD, Team, sign_up
from worker.resources import Resources
from worker.upkeep.housekeeping import drop_expired

BETTER = "copper kettle on the stairs"


def token_of(link: str) -> str:
    return link.rpartition("=")[2]


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def log_in(client: httpx.AsyncClient, email: str, password: str, **more: Any) -> Any:
    return await client.post("/api/auth/login", json={"email": email, "password": password, **more})


async def joined(team: Team, email: str, role: str) -> dict[str, str]:
    """The headers of a colleague who accepted an invitation."""
    invited = (await team.post("/api/invitations", {"email": email, "role": role})).json()
    body = {"token": token_of(invited["link"]), "name": "Colleague", "password": BETTER}
    answer = await team.client.post("/api/auth/join", json=body)
    assert answer.status_code == 201, answer.text
    return bearer(answer.json()["access_token"])


async def test_an_invitation_makes_a_colleague_once(team: Team) -> None:
    invited = (
        await team.post("/api/invitations", {"email": "new@example.com", "role": "viewer"})
    ).json()
    assert invited["mailed"] is False
    body = {"token": token_of(invited["link"]), "password": BETTER, "name": "New"}
    first = await team.client.post("/api/auth/join", json=body)
    again = await team.client.post("/api/auth/join", json=body)
    assert (first.status_code, again.status_code, again.json()["code"]) == (201, 401, "link_used")
    me = (await team.client.get("/api/me", headers=bearer(first.json()["access_token"]))).json()
    assert (me["email"], me["role"], me["name"]) == ("new@example.com", "viewer", "New")
    assert me["tenant_id"] == team.tenant_id
    assert (await log_in(team.client, "new@example.com", BETTER)).status_code == 200
    assert (await team.get("/api/invitations")).json() == []
    listed = (await team.get("/api/users")).json()
    assert [(user["email"], user["role"]) for user in listed][-1] == ("new@example.com", "viewer")


async def test_members_see_the_names_of_their_colleagues_and_assign_to_them(
    team: Team, other_team: Team, database: Database, settings: Settings
) -> None:
    member = await joined(team, "ana@example.com", "member")
    viewer = await person(database, settings, team, Role.VIEWER)
    gone = await person(database, settings, team, Role.MEMBER, email="gone@example.com")
    gone_id = (await team.client.get("/api/me", headers=gone)).json()["user_id"]
    await team.patch(f"/api/users/{gone_id}", {"disabled": True})
    found = (await team.client.get("/api/colleagues", headers=member)).json()
    assert [one["name"] for one in found] == ["north", "Colleague"]
    assert all(one.keys() == {"id", "name"} for one in found)
    assert (await team.client.get("/api/colleagues", headers=viewer)).status_code == 403
    names = [one["name"] for one in (await other_team.get("/api/colleagues")).json()]
    assert names == ["south"]


async def test_a_withdrawn_or_replaced_invitation_is_of_no_use(team: Team) -> None:
    first = (await team.post("/api/invitations", {"email": "new@example.com"})).json()
    second = (await team.post("/api/invitations", {"email": "New@example.com"})).json()
    assert (await team.delete(f"/api/invitations/{second['id']}")).status_code == 204
    for invited in (first, second):
        body = {"token": token_of(invited["link"]), "password": BETTER}
        assert (await team.client.post("/api/auth/join", json=body)).status_code == 401


async def test_a_link_is_stored_as_a_hash(team: Team, database: Database) -> None:
    link = (await team.post("/api/invitations", {"email": "new@example.com"})).json()["link"]
    async with database.connection(ALL_TENANTS) as conn:
        (row,) = await conn.fetch("select * from one_time_links")
    assert token_of(link) not in str(dict(row))


async def test_an_admin_changes_everybody_but_owners(
    team: Team, database: Database, settings: Settings
) -> None:
    admin = await person(database, settings, team, Role.ADMIN)
    member = await joined(team, "m@example.com", "member")
    users = {user["role"]: user["id"] for user in (await team.get("/api/users")).json()}
    client = team.client

    async def change(whom: str, headers: dict[str, str], role: str) -> int:
        body = {"role": role}
        answer = await client.patch(f"/api/users/{users[whom]}", headers=headers, json=body)
        return answer.status_code

    assert await change("owner", admin, role="member") == 403
    assert await change("member", admin, role="owner") == 403
    assert await change("member", member, role="admin") == 403
    assert (
        await client.post(f"/api/users/{users['owner']}/reset-link", headers=admin)
    ).status_code == 403
    assert (await client.delete(f"/api/users/{users['owner']}", headers=admin)).status_code == 403
    assert await change("member", admin, role="viewer") == 200
    assert (await client.get("/api/me", headers=member)).json()["role"] == "viewer"


async def test_one_owner_remains(team: Team) -> None:
    me = (await team.get("/api/me")).json()["user_id"]
    for answer in (
        await team.patch(f"/api/users/{me}", {"role": "admin"}),
        await team.patch(f"/api/users/{me}", {"disabled": True}),
        await team.delete(f"/api/users/{me}"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "last_owner")
    await joined(team, "o@example.com", "owner")
    assert (await team.delete(f"/api/users/{me}")).status_code == 204
    assert (await team.get("/api/calls")).status_code == 401


async def test_two_owners_cannot_remove_each_other_at_once(team: Team) -> None:
    other = await joined(team, "o@example.com", "owner")
    first, second = (user["id"] for user in (await team.get("/api/users")).json())
    answers = await asyncio.gather(
        team.delete(f"/api/users/{second}"),
        team.client.delete(f"/api/users/{first}", headers=other),
    )
    assert sorted(answer.status_code for answer in answers) in ([204, 401], [204, 409])


async def test_who_is_disabled_is_out_at_once_and_can_come_back(team: Team) -> None:
    member = await joined(team, "m@example.com", "member")
    user = (await team.get("/api/users")).json()[-1]["id"]
    await team.patch(f"/api/users/{user}", {"disabled": True})
    answer = await team.client.get("/api/calls", headers=member)
    assert (answer.status_code, answer.json()["code"]) == (401, "session_ended")
    refused = await log_in(team.client, "m@example.com", BETTER)
    assert (refused.status_code, refused.json()["code"]) == (401, "wrong_password")
    await team.patch(f"/api/users/{user}", {"disabled": False})
    assert (await team.client.get("/api/calls", headers=member)).status_code == 401
    assert (await log_in(team.client, "m@example.com", BETTER)).status_code == 200


async def test_sessions_end_one_by_one_or_all(team: Team) -> None:
    member = await joined(team, "m@example.com", "member")
    client = team.client
    more = [
        bearer((await log_in(client, "m@example.com", BETTER)).json()["access_token"])
        for _ in range(2)
    ]
    listed = (await client.get("/api/me/sessions", headers=more[0])).json()
    assert [session["current"] for session in listed] == [False, True, False]
    await client.delete(f"/api/me/sessions/{listed[0]['id']}", headers=more[0])
    states = [(await client.get("/api/me", headers=each)).status_code for each in (member, *more)]
    assert states == [200, 200, 401]
    ended = await client.delete("/api/me/sessions", headers=member)
    assert ended.json() == {"ended": 1}
    assert (await client.get("/api/me", headers=more[0])).status_code == 401
    assert (await client.post("/api/auth/logout", headers=member)).status_code == 204
    assert (await client.get("/api/me", headers=member)).status_code == 401
    assert (await team.get("/api/me")).status_code == 200


async def test_nobody_ends_the_session_of_another_person(team: Team, other_team: Team) -> None:
    mine = (await team.get("/api/me")).json()["session_id"]
    assert (await other_team.delete(f"/api/me/sessions/{mine}")).status_code == 404
    member = await joined(team, "m@example.com", "member")
    answer = await team.client.delete(f"/api/me/sessions/{mine}", headers=member)
    assert answer.status_code == 404
    assert (await team.get("/api/me")).status_code == 200


async def test_a_new_password_takes_the_old_one_and_ends_other_sessions(
    client: httpx.AsyncClient,
) -> None:
    team = await sign_up(client, "a@example.com", "North")
    other = bearer((await log_in(client, "a@example.com", PASSWORD)).json()["access_token"])
    wrong = await team.post(
        "/api/me/password", {"current_password": "not it at all", "password": BETTER}
    )
    assert (wrong.status_code, wrong.json()["code"]) == (401, "wrong_password")
    right = await team.post("/api/me/password", {"current_password": PASSWORD, "password": BETTER})
    assert right.status_code == 204
    assert (await client.get("/api/me", headers=other)).status_code == 401
    assert (await team.get("/api/me")).status_code == 200
    assert (await log_in(client, "a@example.com", PASSWORD)).status_code == 401
    assert (await log_in(client, "a@example.com", BETTER)).status_code == 200


async def test_a_reset_link_works_once_and_ends_all_sessions(
    client: httpx.AsyncClient, settings: Settings
) -> None:
    team = await sign_up(client, "a@example.com", "North")
    link = await user_link(settings, "A@example.com", Purpose.RESET)
    body = {"token": token_of(link.url), "password": BETTER}
    weak = await client.post("/api/auth/reset-password", json={**body, "password": "password1"})
    assert (weak.status_code, weak.json()["code"]) == (422, "weak_password")
    answers = [await client.post("/api/auth/reset-password", json=body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [204, 401]
    assert (await team.get("/api/me")).status_code == 401
    assert (await log_in(client, "a@example.com", BETTER)).status_code == 200


async def test_a_sign_in_link_works_once(team: Team, settings: Settings) -> None:
    email = (await team.get("/api/me")).json()["email"]
    link = await user_link(settings, email, Purpose.SIGN_IN)
    body = {"token": token_of(link.url)}
    reset = await team.client.post("/api/auth/reset-password", json={**body, "password": BETTER})
    assert reset.status_code == 401
    answers = [await team.client.post("/api/auth/sign-in-link", json=body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 401]


WEAK = ["password", "12345678", " " * 8, "password123", "Passw0rd!", "a@example.com"]


@pytest.mark.parametrize("password", WEAK)
async def test_a_password_that_is_guessed_first_is_refused(
    client: httpx.AsyncClient, open_api: ApiFactory, password: str
) -> None:
    body = {"email": "a@example.com", "password": password, "tenant_name": "North"}
    answer = await client.post("/api/auth/signup", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "weak_password")
    async with open_api(AFTERCALL_ENV="development") as laptop:
        assert (await laptop.post("/api/auth/signup", json=body)).status_code == 201


async def with_app(client: httpx.AsyncClient) -> tuple[Team, pyotp.TOTP, list[str]]:
    """A team whose owner signs in with an authenticator app, and the recovery codes."""
    team = await sign_up(client, "a@example.com", "North")
    offered = (await team.post("/api/me/second-factor", {"password": PASSWORD})).json()
    app = pyotp.parse_uri(offered["uri"])
    assert isinstance(app, pyotp.TOTP)
    assert app.secret == offered["secret"]
    wrong = await team.post("/api/me/second-factor/confirm", {"code": "000000"})
    assert wrong.status_code == 401
    assert (await log_in(client, "a@example.com", PASSWORD)).status_code == 200
    confirmed = await team.post("/api/me/second-factor/confirm", {"code": app.now()})
    return team, app, confirmed.json()["recovery_codes"]


async def test_an_authenticator_app_is_asked_for_at_each_sign_in(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, app, codes = await with_app(client)
    assert len(set(codes)) == 10
    without = await log_in(client, "a@example.com", PASSWORD)
    assert (without.status_code, without.json()["code"]) == (401, "second_factor_required")
    guessing = await log_in(client, "a@example.com", "wrong password", code="123456")
    assert guessing.json()["code"] == "wrong_password"
    used = await log_in(client, "a@example.com", PASSWORD, code=app.now())
    assert (used.status_code, used.json()["code"]) == (401, "wrong_code")
    now = time.time()
    monkeypatch.setattr("api.accounts.second_factor.time.time", lambda: now + 30)
    code = app.at(int(now) + 30)
    answers = [await log_in(client, "a@example.com", PASSWORD, code=code) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 401]


async def test_a_recovery_code_signs_in_once_however_it_is_typed(
    client: httpx.AsyncClient,
) -> None:
    _, _, codes = await with_app(client)
    typed = codes[0].upper().replace("-", " ")
    answers = [await log_in(client, "a@example.com", PASSWORD, code=typed) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 401]
    me = await client.get("/api/me", headers=bearer(answers[0].json()["access_token"]))
    assert me.json()["recovery_codes"] == 9


async def test_the_app_is_removed_with_password_and_code_or_by_an_admin(
    client: httpx.AsyncClient,
) -> None:
    team, _, codes = await with_app(client)
    body = {"password": PASSWORD}
    assert (await team.post("/api/me/second-factor/remove", body)).status_code == 401
    again = await team.post("/api/me/second-factor", {**body, "code": codes[0]})
    assert (again.status_code, again.json()["code"]) == (409, "second_factor_on")
    removed = await team.post("/api/me/second-factor/remove", {**body, "code": codes[1]})
    assert removed.status_code == 204
    assert (await log_in(client, "a@example.com", PASSWORD)).status_code == 200


async def test_codes_cannot_be_guessed_even_with_the_password(client: httpx.AsyncClient) -> None:
    await with_app(client)
    answers = []
    for number in range(14):
        async with from_address(client, f"203.0.113.{number}") as elsewhere:
            # A sign-in without a code proves the password and takes nothing.
            await log_in(elsewhere, "a@example.com", PASSWORD)
            code = f"{number:06}"
            answers.append(await log_in(elsewhere, "a@example.com", PASSWORD, code=code))
    assert [answer.status_code for answer in answers] == [401] * 10 + [429] * 4
    assert int(answers[-1].headers["retry-after"]) <= 300


async def test_sessions_and_links_that_are_long_over_are_deleted(
    team: Team, database: Database, worker: Resources
) -> None:
    await team.post("/api/invitations", {"email": "new@example.com"})
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update sessions set expires_at = now() - interval '31 days'")
        await conn.execute("update one_time_links set expires_at = now() - interval '31 days'")
        await drop_expired(worker)
        assert await conn.fetchval("select count(*) from sessions") == 0
        assert await conn.fetchval("select count(*) from one_time_links") == 0
