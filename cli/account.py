"""The account that `aftercall up` creates on a laptop, so that the first request can follow at
once.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from shared.domain.zones import find_zone

EMAIL = "me@aftercall.example"


@dataclass(frozen=True, slots=True)
class Account:
    """The account. Webhooks can name the agent `agent_id`; `token` is valid for the usual time.
    `timezone` is the team's.
    """

    email: str
    password: str = field(repr=False)
    agent_id: str
    token: str = field(repr=False)
    timezone: str | None = None


async def local_account(base_url: str, password: str) -> Account | None:
    """Signs in, or signs up the first time. Returns None when a user has changed the account, which
    is theirs then.
    """
    try:
        return await _sign_up_or_in(base_url, password)
    except httpx2.HTTPError:
        return None


async def _sign_up_or_in(base_url: str, password: str) -> Account | None:
    async with httpx2.AsyncClient(base_url=base_url, timeout=20) as client:
        new = {
            "email": EMAIL,
            "password": password,
            "tenant_name": "My team",
            "timezone": machine_zone(),
        }
        answer = await client.post("/api/auth/signup", json=new)
        if answer.status_code == 201:
            body = answer.json()
            return Account(
                EMAIL, password, body["agent_id"], body["access_token"], body["timezone"]
            )
        answer = await client.post("/api/auth/login", json={"email": EMAIL, "password": password})
        if answer.status_code != 200:
            return None
        token = answer.json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        found = (await client.get("/api/agents")).raise_for_status().json()
        return (
            Account(
                EMAIL, password, found[0]["external_id"], token, await _settled_timezone(client)
            )
            if found
            else None
        )


async def _settled_timezone(client: httpx2.AsyncClient) -> str | None:
    """Returns the tenant's zone, and sets this machine's zone where it has none yet."""
    tenant = (await client.get("/api/tenant")).raise_for_status().json()
    if tenant["timezone"] is None and (zone := machine_zone()):
        tenant = (
            (await client.patch("/api/tenant", json={"timezone": zone})).raise_for_status().json()
        )
    zone = tenant["timezone"]
    return str(zone) if zone else None


def machine_zone(etc: Path = Path("/etc")) -> str | None:
    """Returns the IANA name of this machine's zone; None when it is not configured."""
    linked = os.path.realpath(etc / "localtime").rpartition("zoneinfo/")[2]
    noted = etc / "timezone"
    written = (
        noted.read_text(encoding="utf-8", errors="replace").strip() if noted.is_file() else None
    )
    names = (os.environ.get("TZ", "").removeprefix(":"), linked, written)
    return next((name for name in names if find_zone(name)), None)
