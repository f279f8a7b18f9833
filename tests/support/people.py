"""Teams that use the API, as they would."""

from dataclasses import dataclass, field
from typing import Any

import httpx


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


async def sign_up(client: httpx.AsyncClient, email: str, tenant_name: str) -> Team:
    answer = await client.post(
        "/api/auth/signup",
        json={"email": email, "password": "correct horse", "tenantName": tenant_name, "timezone": "America/New_York"},
    )
    assert answer.status_code == 201, answer.text
    body = answer.json()
    return Team(client, body["tenant_id"], body["agent_id"], {"Authorization": f"Bearer {body['access_token']}"})
