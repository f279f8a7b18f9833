"""Requests are limited by tenant and key, and the operator's caps stand above a tenant's budget."""

import re
from uuid import UUID

import httpx
import pytest

from cli.people import change_user
from shared.db.budgets import find_budget
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.ids import TenantId
from shared.settings.load import Settings
from tests.conftest import ApiFactory
from tests.support.people import Team, settled


async def key_of(team: Team) -> dict[str, str]:
    made = (await team.post("/api/api-keys", {"name": "crm"})).json()
    return {"Authorization": f"Bearer {made['api_key']}"}


async def test_every_answer_states_what_is_left(team: Team) -> None:
    answer = await team.get("/api/calls")
    assert answer.headers["ratelimit-policy"] == '"tenant";q=6000;w=60'
    found = re.fullmatch(r'"tenant";r=(\d+);t=(\d+)', answer.headers["ratelimit"])
    assert found
    assert 5000 < int(found[1]) < 6000
    assert int(found[2]) <= 60
    by_key = await team.client.get("/api/calls", headers=await key_of(team))
    assert by_key.headers["ratelimit-policy"] == '"key";q=3000;w=60'


async def test_a_key_is_limited_and_another_key_is_not(
    open_api: ApiFactory, database: Database, settings: Settings
) -> None:
    async with open_api(KEY_REQUESTS_PER_MINUTE="3") as client:
        team = await settled(client, database, settings, "a@example.com", "North", "no hash")
        first, second = await key_of(team), await key_of(team)
        answers = [await client.get("/api/calls", headers=first) for _ in range(5)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
        refused = answers[-1]
        assert refused.json()["code"] == "too_many_attempts"
        assert 1 <= int(refused.headers["retry-after"]) <= 20
        assert refused.headers["ratelimit"].startswith('"key";r=0;')
        assert (await client.get("/api/calls", headers=second)).status_code == 200


@pytest.fixture
async def operator(team: Team, settings: Settings) -> Team:
    email = (await team.get("/api/me")).json()["email"]
    await change_user(
        settings, email, role=None, disabled=None, operator=True, remove_second_factor=False
    )
    return team


async def test_the_operator_caps_what_a_tenant_may_spend(
    operator: Team, other_team: Team, database: Database
) -> None:
    path = f"/api/operator/tenants/{other_team.tenant_id}/caps"
    assert (await other_team.put(path, {})).status_code == 403
    caps = {
        "day_microusd": 2_000_000,
        "month_microusd": None,
        "day_minutes": 600,
        "month_minutes": None,
        "open_runs": None,
        "requests_per_minute": None,
    }
    assert (await operator.put(path, caps)).json() == caps
    assert (await operator.get(path)).json() == caps
    for own, effective in ((None, 2_000_000), (9_000_000, 2_000_000), (500_000, 500_000)):
        await other_team.patch("/api/tenant", {"budget_day_microusd": own})
        async with database.connection(ALL_TENANTS) as conn:
            budget = await find_budget(conn, TenantId(UUID(other_team.tenant_id)))
        assert (budget.day_microusd, budget.month_microusd) == (effective, None)
    audio = (await other_team.get("/api/usage")).json()["audio"]
    assert audio == {"day_minutes": 0, "day_cap": 600, "month_minutes": 0, "month_cap": None}


async def test_the_operator_caps_requests_and_runs(operator: Team, other_team: Team) -> None:
    path = f"/api/operator/tenants/{other_team.tenant_id}/caps"
    await operator.put(path, {"requests_per_minute": 4, "open_runs": 0})
    answers = [await other_team.get("/api/calls") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 4 + [429] * 2
    assert answers[0].headers["ratelimit-policy"] == '"tenant";q=4;w=60'
    assert (await operator.get("/api/calls")).status_code == 200
    unknown = path.replace(other_team.tenant_id, "01938f5e-7b1c-7c3a-9d2e-5a0c9a4c1f10")
    assert (await operator.put(unknown, {})).status_code == 404


async def test_a_capped_tenant_starts_no_more_runs(operator: Team, other_team: Team) -> None:
    path = f"/api/operator/tenants/{other_team.tenant_id}/caps"
    await operator.put(path, {"open_runs": 0})
    answer = await other_team.post(
        "/api/process-recording", {"recording_url": "https://example.com/a.mp3"}
    )
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_open_runs")


async def test_answers_are_not_stored_and_not_sniffed(
    client: httpx.AsyncClient, team: Team, open_api: ApiFactory
) -> None:
    for answer in (await team.get("/api/calls"), await client.get("/api/calls")):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "strict-transport-security" not in answer.headers
    async with open_api(PUBLIC_BASE_URL="https://calls.example.com") as behind_tls:
        answer = await behind_tls.get("/health")
        assert answer.headers["strict-transport-security"] == "max-age=31536000"


HOSTS = [
    ("calls.example.com", 200),
    ("CALLS.example.com.:443", 200),
    ("127.0.0.1:3001", 200),
    ("[::1]:3001", 200),
    ("localhost:3001", 200),
    ("a.team.example.org", 200),
    ("evil.example", 400),
    ("calls.example.com.evil.example", 400),
    ("", 400),
    ("a b", 400),
]


async def test_only_our_names_are_answered(open_api: ApiFactory) -> None:
    async with open_api(
        PUBLIC_BASE_URL="https://calls.example.com", ALLOWED_HOSTS="*.team.example.org"
    ) as client:
        for host, status in HOSTS:
            answer = await client.get("/health", headers={"Host": host})
            assert answer.status_code == status, host
            if status == 400:
                assert answer.json()["code"] == "unknown_host"


async def test_the_description_is_closed_in_production_unless_it_is_opened(
    open_api: ApiFactory,
) -> None:
    async with open_api(DOCS_ENABLED="") as client:
        for path in ("/docs", "/docs/docs.js", "/openapi.json"):
            assert (await client.get(path)).status_code == 404, path
    async with open_api(DOCS_ENABLED="", AFTERCALL_ENV="development") as client:
        assert (await client.get("/docs")).status_code == 200
