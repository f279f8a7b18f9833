"""Teams that use the API, as they would."""

from dataclasses import dataclass, field
from typing import Any

import httpx

from api.http.credentials import Identity, Tokens
from shared.db.agents import insert_agent
from shared.db.pool import ALL_TENANTS, Database
from shared.db.sessions import insert_session
from shared.db.tenants import insert_tenant
from shared.db.users import User, insert_user
from shared.domain.access import Role
from shared.domain.ids import SessionId, TenantId, UserId, new_id
from shared.settings.load import Settings

PASSWORD = "correct horse"


@dataclass(frozen=True)
class Team:
    """A tenant with a signed-in user; `agent_id` is what webhooks name its agent by."""

    client: httpx.AsyncClient = field(repr=False)
    tenant_id: str
    agent_id: str
    headers: dict[str, str]

    async def get(self, path: str, **params: Any) -> httpx.Response:
        return await self.client.get(path, headers=self.headers, params=params)

    async def post(self, path: str, body: Any = None) -> httpx.Response:
        return await self.client.post(path, headers=self.headers, json=body)

    async def put(self, path: str, body: Any) -> httpx.Response:
        return await self.client.put(path, headers=self.headers, json=body)

    async def patch(self, path: str, body: Any) -> httpx.Response:
        return await self.client.patch(path, headers=self.headers, json=body)

    async def delete(self, path: str) -> httpx.Response:
        return await self.client.delete(path, headers=self.headers)


async def settled(
    client: httpx.AsyncClient,
    database: Database,
    settings: Settings,
    email: str,
    tenant_name: str,
    password_hash: str,
) -> Team:
    """A team as signing up leaves it, without the second of work that a password's hash is."""
    tenant_id, user_id = TenantId(new_id()), UserId(new_id())
    async with database.transaction(ALL_TENANTS) as conn:
        await insert_tenant(conn, tenant_id, tenant_name, "America/New_York")
        await insert_user(conn, User(user_id, tenant_id, email, password_hash, Role.OWNER))
        agent = await insert_agent(conn, tenant_id, external_id=None, name="Default agent")
    token = await signed_in(database, settings, tenant_id, user_id)
    return Team(client, str(tenant_id), str(agent.id), {"Authorization": f"Bearer {token}"})


async def signed_in(
    database: Database, settings: Settings, tenant_id: TenantId, user_id: UserId
) -> str:
    """The access token of a program in which this user has signed in."""
    tokens, session_id = Tokens(settings.auth), SessionId(new_id())
    async with database.connection(ALL_TENANTS) as conn:
        expires_at = await insert_session(
            conn, session_id, tenant_id, user_id, kind="program", ttl_s=tokens.ttl_s
        )
    return tokens.issue(Identity(tenant_id, user_id, session_id), expires_at)


async def sign_up(
    client: httpx.AsyncClient, email: str, tenant_name: str, password: str = PASSWORD
) -> Team:
    answer = await client.post(
        "/api/auth/signup",
        json={
            "email": email,
            "password": password,
            "tenant_name": tenant_name,
            "timezone": "America/New_York",
        },
    )
    assert answer.status_code == 201, answer.text
    body = answer.json()
    return Team(
        client,
        body["tenant_id"],
        body["agent_id"],
        {"Authorization": f"Bearer {body['access_token']}"},
    )
