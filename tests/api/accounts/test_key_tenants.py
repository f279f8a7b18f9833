"""API keys whose tenant is remembered."""

import httpx

from api.accounts.key_tenants import MOST_REMEMBERED, KeyTenants
from shared.db.pool import ALL_TENANTS
from shared.domain.ids import TenantId, new_id
from tests.support.people import Team


def test_only_keys_that_were_valid_are_looked_up_in_their_tenants_scope() -> None:
    known, tenant_id = KeyTenants(), TenantId(new_id())
    known.remember(b"key", tenant_id)
    assert (known.scope_of(b"key"), known.scope_of(b"other")) == (tenant_id, ALL_TENANTS)


def test_what_is_remembered_is_bounded() -> None:
    known, tenant_id = KeyTenants(), TenantId(new_id())
    for number in range(MOST_REMEMBERED + 1):
        known.remember(str(number).encode(), tenant_id)
    assert known.scope_of(b"0") is ALL_TENANTS
    assert known.scope_of(str(MOST_REMEMBERED).encode()) == tenant_id


async def test_a_remembered_key_is_refused_once_it_is_revoked(
    client: httpx.AsyncClient, team: Team
) -> None:
    made = (await team.post("/api/api-keys", {"name": "CRM", "scopes": ["read"]})).json()
    headers = {"Authorization": f"Bearer {made['api_key']}"}
    for _ in range(2):
        assert (await client.get("/api/calls", headers=headers)).status_code == 200
    assert (await team.delete(f"/api/api-keys/{made['id']}")).status_code == 204
    assert (await client.get("/api/calls", headers=headers)).status_code == 401
