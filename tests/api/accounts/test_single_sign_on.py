"""People sign in with an OpenID provider, against a small real one."""

from collections.abc import AsyncIterator, Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pyotp
import pytest
from oidc_provider_mock import User, run_server_in_thread

from shared.db.pool import ALL_TENANTS, Database
from tests.conftest import ApiFactory
from tests.support.people import sign_up

VERIFIED = {"email": "new@example.com", "email_verified": True, "name": "Nora New"}


@pytest.fixture
def provider() -> Iterator[str]:
    people = [
        User(sub="nora", claims=VERIFIED),
        User(sub="odd", claims={**VERIFIED, "name": "Nora\x00\u202e\x07 New"}),
        User(sub="nameless", claims={**VERIFIED, "name": "\u200b\x00"}),
        User(sub="owner", claims={"email": "Owner@example.com", "email_verified": True}),
        User(sub="liar", claims={"email": "owner@example.com", "email_verified": False}),
    ]
    with run_server_in_thread(user_claims=people, require_nonce=True) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
async def client(open_api: ApiFactory, provider: str) -> AsyncIterator[httpx.AsyncClient]:
    async with open_api(
        OIDC_ISSUER=provider,
        OIDC_CLIENT_ID="aftercall",
        OIDC_CLIENT_SECRET="secret",
        OIDC_ALLOW_HTTP="true",
        PUBLIC_BASE_URL="http://aftercall.test",
    ) as client:
        yield client


async def sign_in(client: httpx.AsyncClient, sub: str, invitation: str | None = None) -> str:
    """Walks through the provider as a browser does. Returns where the browser ends."""
    params = {"invitation": invitation} if invitation else {}
    started = await client.get("/api/auth/oidc/start", params=params)
    assert started.status_code == 307, started.text
    async with httpx.AsyncClient() as browser:
        agreed = await browser.post(started.headers["location"], data={"sub": sub})
    back = urlsplit(agreed.headers["location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == (
        "http://aftercall.test/api/auth/oidc/callback"
    )
    ended = await client.get(back.path, params=parse_qs(back.query))
    assert ended.status_code == 303, ended.text
    return ended.headers["location"]


async def test_an_invited_person_joins_and_comes_back(client: httpx.AsyncClient) -> None:
    team = await sign_up(client, "owner@example.com", "North")
    link = (await team.post("/api/invitations", {"email": "new@example.com"})).json()["link"]
    assert await sign_in(client, "nora") == "/account#failed=account_unknown"
    assert await sign_in(client, "nora", link.partition("=")[2]) == "/account"
    me = (await client.get("/api/me")).json()
    assert (me["email"], me["name"], me["role"]) == ("new@example.com", "Nora New", "member")
    assert me["tenant_id"] == team.tenant_id
    client.cookies.clear()
    assert await sign_in(client, "nora") == "/account"
    assert (await client.get("/api/me")).json()["user_id"] == me["user_id"]
    listed = (await team.get("/api/users")).json()
    assert [user["single_sign_on"] for user in listed] == [False, True]


@pytest.mark.parametrize(("sub", "name"), [("odd", "Nora New"), ("nameless", None)])
async def test_a_providers_name_is_cleaned(
    client: httpx.AsyncClient, sub: str, name: str | None
) -> None:
    team = await sign_up(client, "owner@example.com", "North")
    link = (await team.post("/api/invitations", {"email": "new@example.com"})).json()["link"]
    assert await sign_in(client, sub, link.partition("=")[2]) == "/account"
    assert (await client.get("/api/me")).json()["name"] == name


async def test_a_verified_address_is_its_user(client: httpx.AsyncClient) -> None:
    await sign_up(client, "owner@example.com", "North")
    assert await sign_in(client, "owner") == "/account"
    assert (await client.get("/api/me")).json()["email"] == "owner@example.com"


async def test_an_address_that_is_only_claimed_is_nobody(client: httpx.AsyncClient) -> None:
    await sign_up(client, "owner@example.com", "North")
    assert await sign_in(client, "liar") == "/account#failed=account_unknown"
    assert (await client.get("/api/me")).status_code == 401


async def test_an_invitation_is_not_for_another_address(client: httpx.AsyncClient) -> None:
    team = await sign_up(client, "owner@example.com", "North")
    link = (await team.post("/api/invitations", {"email": "other@example.com"})).json()["link"]
    assert await sign_in(client, "nora", link.partition("=")[2]) == (
        "/account#failed=account_unknown"
    )
    assert len((await team.get("/api/invitations")).json()) == 1


async def test_a_disabled_user_stays_out(client: httpx.AsyncClient) -> None:
    team = await sign_up(client, "owner@example.com", "North")
    link = (await team.post("/api/invitations", {"email": "new@example.com"})).json()["link"]
    await sign_in(client, "nora", link.partition("=")[2])
    user = (await client.get("/api/me")).json()["user_id"]
    await team.patch(f"/api/users/{user}", {"disabled": True})
    assert await sign_in(client, "nora") == "/account#failed=account_unknown"


async def test_an_answer_that_was_not_asked_for_is_refused(client: httpx.AsyncClient) -> None:
    """A victim's browser is not signed in with an attacker's code, nor a code used twice."""
    await sign_up(client, "owner@example.com", "North")
    for cookies, query in (
        (False, {"code": "stolen", "state": "s"}),
        (True, {"code": "stolen", "state": "s"}),
        (True, {"error": "access_denied", "state": "s"}),
    ):
        client.cookies.clear()
        if cookies:
            await client.get("/api/auth/oidc/start")
        answer = await client.get("/api/auth/oidc/callback", params=query)
        assert answer.headers["location"] == "/account#failed=single_sign_on_failed"
        assert "aftercall_session" not in client.cookies


async def test_without_a_provider_there_is_nothing_to_start(open_api: ApiFactory) -> None:
    async with open_api() as client:
        assert (await client.get("/api/auth/oidc/start")).status_code == 404
    async with open_api(
        OIDC_ISSUER="http://127.0.0.1:1",
        OIDC_CLIENT_ID="aftercall",
        OIDC_CLIENT_SECRET="secret",
        OIDC_ALLOW_HTTP="true",
    ) as client:
        answer = await client.get("/api/auth/oidc/start")
        assert (answer.status_code, answer.json()["code"]) == (503, "provider_unavailable")


@pytest.fixture
async def owner(client: httpx.AsyncClient) -> dict[str, str]:
    """An owner without a password, signed in by a browser. Returns what its changes send."""
    team = await sign_up(client, "owner@example.com", "North")
    link = (
        await team.post("/api/invitations", {"email": "new@example.com", "role": "owner"})
    ).json()["link"]
    assert await sign_in(client, "nora", link.partition("=")[2]) == "/account"
    me = (await client.get("/api/me")).json()
    assert (me["role"], me["has_password"]) == ("owner", False)
    return {"X-CSRF-Token": me["csrf_token"]}


async def age_sessions(database: Database) -> None:
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update sessions set created_at = created_at - interval '6 minutes'")


async def delete_tenant(
    client: httpx.AsyncClient, headers: dict[str, str], **proof: str
) -> httpx.Response:
    return await client.request(
        "DELETE", "/api/tenant", headers=headers, json={"name": "North", **proof}
    )


async def test_an_owner_without_a_password_deletes_the_tenant_after_signing_in_again(
    client: httpx.AsyncClient, owner: dict[str, str], database: Database
) -> None:
    await age_sessions(database)
    for proof in ({}, {"password": "anything at all"}, {"code": "123456"}):
        refused = await delete_tenant(client, owner, **proof)
        assert (refused.status_code, refused.json()["code"]) == (401, "sign_in_again"), proof
        assert "/api/auth/oidc/start?again=true" in refused.json()["detail"]
    assert await sign_in(client, "nora") == "/account"
    again = {"X-CSRF-Token": (await client.get("/api/me")).json()["csrf_token"]}
    assert (await delete_tenant(client, again)).status_code == 202


async def test_signing_in_again_asks_the_provider_to_ask_the_person(
    client: httpx.AsyncClient,
) -> None:
    for again, prompt in (("true", ["login"]), ("false", None)):
        started = await client.get("/api/auth/oidc/start", params={"again": again})
        query = parse_qs(urlsplit(started.headers["location"]).query)
        assert query.get("prompt") == prompt


async def test_the_second_factor_proves_it_too_and_the_same_holds_for_the_own_account(
    client: httpx.AsyncClient, owner: dict[str, str], database: Database
) -> None:
    offered = await client.post("/api/me/second-factor", headers=owner, json={})
    assert offered.status_code == 201, offered.text
    totp = pyotp.TOTP(offered.json()["secret"])
    confirmed = await client.post(
        "/api/me/second-factor/confirm", headers=owner, json={"code": totp.now()}
    )
    first, second, *_ = confirmed.json()["recovery_codes"]
    await age_sessions(database)
    new = {"password": "nine green umbrellas"}
    refused = await client.post("/api/me/password", headers=owner, json=new)
    assert (refused.status_code, refused.json()["code"]) == (401, "sign_in_again")
    wrong = await delete_tenant(client, owner, code="aaaa-bbbb-cccc-dddd")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "wrong_code")
    proved = await client.post("/api/me/password", headers=owner, json={**new, "code": first})
    assert proved.status_code == 204, proved.text
    # From now on the account has a password, and a recent sign-in is no proof any more.
    missing = await delete_tenant(client, owner, code=second)
    assert (missing.status_code, missing.json()["code"]) == (401, "password_required")
    right = await delete_tenant(client, owner, code=second, **new)
    assert right.status_code == 202, right.text
