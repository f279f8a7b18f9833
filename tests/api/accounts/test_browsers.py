"""A browser has a session cookie that scripts cannot read; other sites cannot use it."""

import httpx
import pytest

from tests.conftest import ApiFactory
from tests.support.people import PASSWORD, Team, sign_up


async def browser(client: httpx.AsyncClient) -> httpx.Response:
    """Signs the client in with a cookie."""
    await sign_up(client, "a@example.com", "North")
    return await client.post(
        "/api/auth/login",
        json={"email": "a@example.com", "password": PASSWORD, "browser": True},
    )


async def test_the_cookie_is_for_the_browser_alone(
    client: httpx.AsyncClient, open_api: ApiFactory
) -> None:
    answer = await browser(client)
    cookie = answer.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert answer.json()["access_token"] is None
    assert (await client.get("/api/me")).json()["email"] == "a@example.com"
    async with open_api(PUBLIC_BASE_URL="https://calls.example.com") as behind_tls:
        answer = await behind_tls.post(
            "/api/auth/login",
            json={"email": "a@example.com", "password": PASSWORD, "browser": True},
        )
        assert "Secure" in answer.headers["set-cookie"].split("; ")


@pytest.mark.parametrize("given", [None, "", "0" * 64, "another's"])
async def test_a_change_takes_a_token_that_other_sites_do_not_know(
    client: httpx.AsyncClient, other_team: Team, given: str | None
) -> None:
    await browser(client)
    if given == "another's":
        given = (await other_team.get("/api/me")).json()["csrf_token"]
    headers = {} if given is None else {"X-CSRF-Token": given}
    answer = await client.patch("/api/tenant", json={"name": "Taken"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_token_required")
    assert (await client.get("/api/tenant")).json()["name"] == "North"


async def test_with_its_token_a_browser_changes_what_a_program_may(
    client: httpx.AsyncClient,
) -> None:
    token = (await browser(client)).json()["csrf_token"]
    assert (await client.get("/api/me")).json()["csrf_token"] == token
    headers = {"X-CSRF-Token": token}
    answer = await client.patch("/api/tenant", json={"name": "South"}, headers=headers)
    assert (answer.status_code, answer.json()["name"]) == (200, "South")
    assert (await client.post("/api/auth/logout", headers=headers)).status_code == 204
    assert "aftercall_session" not in client.cookies
    assert (await client.get("/api/me")).status_code == 401


async def test_a_cookie_that_was_copied_ends_with_its_session(client: httpx.AsyncClient) -> None:
    token = (await browser(client)).json()["csrf_token"]
    copied = client.cookies["aftercall_session"]
    await client.post("/api/auth/logout", headers={"X-CSRF-Token": token})
    client.cookies["aftercall_session"] = copied
    answer = await client.get("/api/me")
    assert (answer.status_code, answer.json()["code"]) == (401, "session_ended")


OLD, NEW = "J7w4Kz9TqLm2Xc8RvNb5Ys3Gd6Fh1Pt0", "N1b2V3c4X5z6L7k8J9h0G1f2D3s4A5p6"
BOTH = f"{NEW},{OLD}"


async def test_a_new_signing_secret_signs_nobody_out(open_api: ApiFactory) -> None:
    """Two processes with the old and the new setting run side by side during a rotation."""
    async with open_api() as before, open_api(JWT_SECRET=BOTH) as after:
        team = await sign_up(before, "a@example.com", "North")
        signed_in = await before.post(
            "/api/auth/login",
            json={"email": "a@example.com", "password": PASSWORD, "browser": True},
        )
        cookie = before.cookies["aftercall_session"]
        after.cookies["aftercall_session"] = cookie
        assert (await after.get("/api/me", headers=team.headers)).status_code == 200
        headers = {"X-CSRF-Token": signed_in.json()["csrf_token"]}
        answer = await after.patch("/api/tenant", json={"name": "South"}, headers=headers)
        assert answer.status_code == 200
    async with open_api(JWT_SECRET=NEW) as later:
        assert (await later.get("/api/me", headers=team.headers)).status_code == 401
