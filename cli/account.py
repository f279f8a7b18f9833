"""The account `aftercall up` makes on a laptop, so that the first request can follow at once."""

from dataclasses import dataclass, field

import httpx2

EMAIL = "me@aftercall.example"


@dataclass(frozen=True, slots=True)
class Account:
    """`agent_id` is the agent that webhooks can name; `token` is good for the usual time."""

    email: str
    password: str = field(repr=False)
    agent_id: str
    token: str = field(repr=False)


async def local_account(base_url: str, password: str) -> Account | None:
    """Signs in, or up the first time. None when somebody changed the account and it is theirs now."""
    try:
        return await _account(base_url, password)
    except httpx2.HTTPError:
        return None


async def _account(base_url: str, password: str) -> Account | None:
    async with httpx2.AsyncClient(base_url=base_url, timeout=20) as client:
        new = {"email": EMAIL, "password": password, "tenantName": "My team"}
        answer = await client.post("/api/auth/signup", json=new)
        if answer.status_code == 201:
            body = answer.json()
            return Account(EMAIL, password, body["agent_id"], body["access_token"])
        answer = await client.post("/api/auth/login", json={"email": EMAIL, "password": password})
        if answer.status_code != 200:
            return None
        token = answer.json()["access_token"]
        agents = await client.get("/api/agents", headers={"Authorization": f"Bearer {token}"})
        found = agents.raise_for_status().json()
        return Account(EMAIL, password, found[0]["agent_id"], token) if found else None
