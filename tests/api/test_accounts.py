"""People, machines and a tenant's own settings."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import jwt
import pytest

from api.http.credentials import hash_token
from cli.people import setup_link
from shared.db.pool import ALL_TENANTS, Database
from shared.db.rows import fetch_row
from shared.db.tenants import get_tenant
from shared.domain.ids import TenantId
from shared.errors import SettingsInvalid
from shared.settings.load import Settings, load_settings
from tests.conftest import ApiFactory
from tests.support.people import Team

PERSON = {"email": "a@example.com", "password": "correct horse", "tenant_name": "North"}


async def sign_up_as(client: httpx.AsyncClient, **changes: Any) -> httpx.Response:
    return await client.post("/api/auth/signup", json={**PERSON, **changes})


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize("name", ["tenant_name", "tenantName"])
async def test_signup_takes_both_spellings(client: httpx.AsyncClient, name: str) -> None:
    body = {"email": "a@example.com", "password": "correct horse", name: "North"}
    answer = await client.post("/api/auth/signup", json=body)
    assert answer.status_code == 201
    assert answer.json()["token_type"] == "bearer"
    tenant = await client.get("/api/tenant", headers=bearer(answer.json()["access_token"]))
    assert tenant.json()["name"] == "North"


async def test_signup_makes_an_agent_that_takes_calls(client: httpx.AsyncClient) -> None:
    answer = (await sign_up_as(client)).json()
    agents = (await client.get("/api/agents", headers=bearer(answer["access_token"]))).json()
    assert [agent["external_id"] for agent in agents] == [answer["agent_id"]]


async def test_signup_with_an_address_in_use_is_a_conflict(
    client: httpx.AsyncClient, database: Database
) -> None:
    await sign_up_as(client)
    for email in ("a@example.com", "A@Example.COM", "  a@example.com "):
        answer = await sign_up_as(client, email=email)
        assert (answer.status_code, answer.headers["content-type"]) == (
            409,
            "application/problem+json",
        )
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select count(*) from tenants") == 1


async def test_signing_up_many_times_at_once_makes_one_account(
    client: httpx.AsyncClient, database: Database
) -> None:
    answers = await asyncio.gather(*(sign_up_as(client) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select count(*) from tenants") == 1


WRONG_SIGNUPS: list[tuple[dict[str, str], str]] = [
    ({"password": "hunter2"}, "/body/password"),
    ({"email": "not-an-address-hunter2"}, "/body/email"),
    ({"tenant_name": " "}, "/body/tenant_name"),
    ({"timezone": "Mars/hunter2"}, "/body/timezone"),
    ({"role": "hunter2"}, "/body/role"),
    ({"tenant_id": "hunter2"}, "/body/tenant_id"),
]


async def test_signup_names_the_wrong_field_and_does_not_repeat_its_value(
    client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    for changes, pointer in WRONG_SIGNUPS:
        answer = await sign_up_as(client, **changes)
        assert answer.status_code == 422, changes
        assert [problem["pointer"] for problem in answer.json()["errors"]] == [pointer]
        assert "hunter2" not in answer.text + capsys.readouterr().out


async def test_signup_can_be_closed(open_api: ApiFactory) -> None:
    async with open_api(SIGNUP_OPEN="false") as client:
        answer = await sign_up_as(client)
    assert (answer.status_code, "SIGNUP_OPEN" in answer.json()["detail"]) == (403, True)


async def test_signup_in_production_takes_a_link_that_works_once(
    open_api: ApiFactory, settings: Settings
) -> None:
    token = (await setup_link(settings)).url.partition("=")[2]
    async with open_api(SIGNUP_OPEN="") as client:
        stranger = await sign_up_as(client)
        wrong = await sign_up_as(client, setup_token=token[::-1])
        first = await sign_up_as(client, setup_token=token)
        again = await sign_up_as(client, email="b@example.com", setup_token=token)
    assert [each.status_code for each in (stranger, wrong, first, again)] == [403, 401, 201, 401]


async def test_open_signup_needs_a_mail_server(environ: dict[str, str]) -> None:
    """Without a mailed link it would tell which addresses have accounts."""
    with pytest.raises(SettingsInvalid, match="SIGNUP_OPEN is true, but SMTP_HOST is not set"):
        load_settings({**environ, "SIGNUP_OPEN": "true"})
    for about, expected in (
        (
            {"SIGNUP_OPEN": "TRUE", "SMTP_HOST": "mail.example.com", "MAIL_FROM": "a@b.example"},
            "mail",
        ),
        ({"SIGNUP_OPEN": "direct"}, "direct"),
        ({"SIGNUP_OPEN": "false"}, "closed"),
        ({"SIGNUP_OPEN": "true", "AFTERCALL_ENV": "development"}, "direct"),
    ):
        assert load_settings({**environ, **about}).signup == expected
    unset = {name: value for name, value in environ.items() if name != "SIGNUP_OPEN"}
    assert load_settings(unset).signup == "closed"
    assert load_settings({**unset, "AFTERCALL_ENV": "development"}).signup == "direct"


async def test_text_that_postgres_cannot_hold_is_the_senders_mistake(
    client: httpx.AsyncClient,
) -> None:
    answer = await sign_up_as(client, tenant_name="No\0rth")
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


async def test_login_answers_a_token_that_works(client: httpx.AsyncClient) -> None:
    await sign_up_as(client)
    answer = await client.post(
        "/api/auth/login", json={"email": "A@EXAMPLE.com", "password": "correct horse"}
    )
    assert answer.status_code == 200
    assert (
        await client.get("/api/calls", headers=bearer(answer.json()["access_token"]))
    ).status_code == 200


async def test_login_does_not_tell_which_accounts_exist(client: httpx.AsyncClient) -> None:
    await sign_up_as(client)
    wrong = await client.post(
        "/api/auth/login", json={"email": "a@example.com", "password": "battery staple"}
    )
    unknown = await client.post(
        "/api/auth/login", json={"email": "b@example.com", "password": "battery staple"}
    )
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert {**wrong.json(), "request_id": ""} == {**unknown.json(), "request_id": ""}
    assert wrong.headers["www-authenticate"] == "Bearer"


async def test_passwords_are_stored_as_argon2(
    client: httpx.AsyncClient, database: Database
) -> None:
    await sign_up_as(client)
    async with database.connection(ALL_TENANTS) as conn:
        stored = await conn.fetchval("select password_hash from users")
    assert stored.startswith("$argon2id$")


async def test_nothing_secret_is_logged(
    client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    signed_up = (await sign_up_as(client)).json()
    await client.post(
        "/api/auth/login", json={"email": "a@example.com", "password": "battery staple"}
    )
    await client.post(
        "/api/api-keys", json={"name": "crm"}, headers=bearer(signed_up["access_token"])
    )
    said = "".join(capsys.readouterr())
    for secret in (
        "correct horse",
        "battery staple",
        "a@example.com",
        signed_up["access_token"],
        "ac_",
    ):
        assert secret not in said


async def test_an_api_key_is_shown_once_and_stored_hashed(team: Team, database: Database) -> None:
    made = (await team.post("/api/api-keys", {"name": "crm"})).json()
    listed = await team.get("/api/api-keys")
    assert made["api_key"] not in listed.text
    assert [(key["id"], key["name"], key["prefix"]) for key in listed.json()] == [
        (made["id"], "crm", made["api_key"][:9])
    ]
    async with database.connection(ALL_TENANTS) as conn:
        row = await fetch_row(conn, "select * from api_keys")
    assert row["key_hash"] == hash_token(made["api_key"])
    assert made["api_key"] not in str(dict(row))


async def test_an_api_key_is_accepted_wherever_a_token_is(
    client: httpx.AsyncClient, team: Team
) -> None:
    scopes = ["read", "admin"]
    made = await team.post("/api/api-keys", {"name": "crm", "scopes": scopes})
    key = bearer(made.json()["api_key"])
    for path in ("/api/calls", "/api/callbacks", "/api/agents", "/api/tenant", "/api/api-keys"):
        assert (await client.get(path, headers=key)).status_code == 200
    used = (await team.get("/api/api-keys")).json()[0]["last_used_at"]
    assert used is not None


async def test_a_revoked_api_key_is_refused_at_once(client: httpx.AsyncClient, team: Team) -> None:
    made = (await team.post("/api/api-keys", {"name": "crm"})).json()
    key = bearer(made["api_key"])
    assert (await client.get("/api/calls", headers=key)).status_code == 200
    for _ in range(2):
        assert (await team.delete(f"/api/api-keys/{made['id']}")).status_code == 204
    assert (await client.get("/api/calls", headers=key)).status_code == 401
    assert (await team.get("/api/api-keys")).json()[0]["revoked_at"] is not None


def forged(
    team: Team,
    *,
    secret: str = "J7w4Kz9TqLm2Xc8RvNb5Ys3Gd6Fh1Pt0",
    algorithm: str = "HS256",
    **changes: Any,
) -> str:
    now = datetime.now(UTC)
    real = jwt.decode(
        team.headers["Authorization"].removeprefix("Bearer "), options={"verify_signature": False}
    )
    claims = {**real, "exp": now + timedelta(hours=1), **changes}
    return jwt.encode(
        {name: value for name, value in claims.items() if value is not None}, secret, algorithm
    )


async def test_a_token_made_with_the_right_secret_is_good(
    client: httpx.AsyncClient, team: Team
) -> None:
    """Shows that the forgeries below fail for the reason they name."""
    assert (await client.get("/api/calls", headers=bearer(forged(team)))).status_code == 200


FORGERIES: list[dict[str, Any]] = [
    {"secret": "k" * 32},
    {"secret": "", "algorithm": "none"},
    {"secret": "j" * 64, "algorithm": "HS512"},
    {"exp": datetime(2020, 1, 1, tzinfo=UTC)},
    {"exp": None},
    {"iss": "somebody-else"},
    {"sub": None},
    {"sub": "not-a-uuid"},
    {"sub": str(UUID(int=1))},
    {"tenant": None},
    {"tenant": 5},
    {"tenant": str(UUID(int=1))},
]


async def test_a_forged_or_expired_token_is_refused(client: httpx.AsyncClient, team: Team) -> None:
    for changes in FORGERIES:
        answer = await client.get("/api/calls", headers=bearer(forged(team, **changes)))
        assert (answer.status_code, answer.headers["content-type"]) == (
            401,
            "application/problem+json",
        ), changes


async def test_a_token_does_not_open_another_tenant(
    client: httpx.AsyncClient, team: Team, other_team: Team
) -> None:
    answer = await client.get(
        "/api/calls", headers=bearer(forged(team, tenant=other_team.tenant_id))
    )
    assert answer.status_code == 401


async def test_a_malformed_credential_is_refused(client: httpx.AsyncClient) -> None:
    for header in ("Bearer", "Bearer ", "Bearer x", "Bearer ac_", "Basic YTpi", "Bearer a.b.c"):
        answer = await client.get("/api/calls", headers={"Authorization": header})
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer"), header


async def test_the_token_of_a_deleted_account_is_refused(
    team: Team, other_team: Team, database: Database
) -> None:
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("delete from users where email = 'north@example.com'")
    assert [(await each.get("/api/calls")).status_code for each in (team, other_team)] == [401, 200]


async def test_tenant_settings_change_what_is_given_and_leave_the_rest(team: Team) -> None:
    before = (await team.get("/api/tenant")).json()
    answer = await team.patch(
        "/api/tenant", {"opens": "08:30", "businessDays": [5, 0, 5], "callbackDelayS": 900}
    )
    assert answer.status_code == 200, answer.text
    expected = {**before, "opens": "08:30:00", "business_days": [0, 5], "callback_delay_s": 900}
    assert answer.json() == (await team.get("/api/tenant")).json() == expected


async def test_languages_vocabulary_and_retention_are_set_and_taken_back(team: Team) -> None:
    given = {
        "vocabulary": ["Vaillant", " Daikin ", "Vaillant"],
        "language": "he",
        "answerLanguage": "en",
    }
    set_to = (await team.patch("/api/tenant", {**given, "audioRetentionDays": 30})).json()
    assert (set_to["vocabulary"], set_to["language"]) == (["Vaillant", "Daikin"], "he")
    assert (set_to["answer_language"], set_to["audio_retention_days"]) == ("en", 30)
    back = (
        await team.patch("/api/tenant", {"language": None, "audio_retention_days": None})
    ).json()
    assert back == {
        **set_to,
        "language": None,
        "audio_retention_days": None,
        "audio_days_in_force": None,
    }


WRONG_SETTINGS: list[tuple[dict[str, Any], int]] = [
    ({"opens": "18:00"}, 400),
    ({"opens": "09:00", "closes": "09:00"}, 400),
    ({"opens": "09:00Z"}, 422),
    ({"opens": "25:00"}, 422),
    ({"skipped_steps": ["transcribe"]}, 422),
    ({"skipped_steps": ["nothing"]}, 422),
    ({"business_days": []}, 422),
    ({"business_days": [7]}, 422),
    ({"callback_delay_s": -1}, 422),
    ({"callback_delay_s": 10**12}, 422),
    ({"overdue_after_s": 59}, 422),
    ({"overdue_after_s": 86_401}, 422),
    ({"name": ""}, 422),
    ({"language": "English"}, 422),
    ({"answer_language": ""}, 422),
    ({"vocabulary": [""]}, 422),
    ({"vocabulary": ["x" * 61]}, 422),
    ({"vocabulary": ["two\nlines"]}, 422),
    ({"vocabulary": ["x"] * 201}, 422),
    ({"audio_retention_days": 0}, 422),
    ({"id": str(UUID(int=1))}, 422),
    ({"timezone": "Mars/Olympus"}, 422),
    ({"timezone": "../../etc/passwd"}, 422),
    ({"timezone": "/etc/localtime"}, 422),
    ({"timezone": "America/../America/New_York"}, 422),
    ({"timezone": "America"}, 422),
    ({"timezone": "a" * 5000}, 422),
    ({"timezone": "Europe/Ber\0lin"}, 422),
]


async def test_tenant_settings_that_make_no_sense_are_refused(team: Team) -> None:
    before = (await team.get("/api/tenant")).json()
    for body, status in WRONG_SETTINGS:
        answer = await team.patch("/api/tenant", body)
        assert (answer.status_code, answer.headers["content-type"]) == (
            status,
            "application/problem+json",
        ), body
        assert answer.json()["errors"]
    assert (await team.get("/api/tenant")).json() == before


async def test_tenant_settings_changed_at_once_are_all_kept(team: Team) -> None:
    for number in range(8):
        await asyncio.gather(
            team.patch("/api/tenant", {"name": f"North {number}"}),
            team.patch("/api/tenant", {"callback_delay_s": number}),
        )
        now = (await team.get("/api/tenant")).json()
        assert (now["name"], now["callback_delay_s"]) == (f"North {number}", number)


async def test_the_tenant_of_a_new_account_has_the_zone_it_named(
    team: Team, database: Database
) -> None:
    async with database.connection(ALL_TENANTS) as conn:
        tenant = await get_tenant(conn, TenantId(UUID(team.tenant_id)))
    assert tenant.timezone == "America/New_York"
