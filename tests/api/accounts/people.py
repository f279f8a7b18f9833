"""People of a team, signed in."""

from uuid import UUID

import httpx

from shared.db.pool import ALL_TENANTS, Database
from shared.db.users import User, insert_user
from shared.domain.access import Role
from shared.domain.ids import TenantId, UserId, new_id
from shared.settings.load import Settings
from tests.support.people import Team, signed_in


async def person(
    database: Database, settings: Settings, team: Team, role: Role, *, email: str | None = None
) -> dict[str, str]:
    """The headers of another person of the team, who has no password."""
    tenant_id, user_id = TenantId(UUID(team.tenant_id)), UserId(new_id())
    async with database.connection(ALL_TENANTS) as conn:
        address = email or f"{role}@example.com"
        await insert_user(conn, User(user_id, tenant_id, address, None, role))
    return {"Authorization": f"Bearer {await signed_in(database, settings, tenant_id, user_id)}"}


async def operator(database: Database, settings: Settings, team: Team) -> dict[str, str]:
    """The headers of a viewer of the team who is an operator of the installation."""
    headers = await person(database, settings, team, Role.VIEWER, email="operator@example.com")
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update users set operator = true where email = 'operator@example.com'")
    return headers


def from_address(client: httpx.AsyncClient, address: str) -> httpx.AsyncClient:
    """A client of the same app at another address."""
    transport = client._transport
    assert isinstance(transport, httpx.ASGITransport)
    there = httpx.ASGITransport(transport.app, raise_app_exceptions=False, client=(address, 50_000))
    return httpx.AsyncClient(transport=there, base_url=client.base_url)
