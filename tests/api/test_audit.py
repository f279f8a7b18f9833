"""Who read and changed what is on record, and stays as it was written."""

import asyncio
from typing import Any

import asyncpg
import httpx
import pytest

from api.http.auditing import READ
from shared.db.audit import verify_chain
from shared.db.pool import ALL_TENANTS, Connection, Database
from shared.domain.access import Role
from shared.settings.load import Settings
from tests.api.accounts.people import from_address, person
from tests.api.test_isolation import APP
from tests.conftest import ELEVENLABS_SECRET
from tests.support.calls import send, transcription
from tests.support.people import PASSWORD, Team, sign_up
from tests.support.processes import until
from worker.resources import Resources
from worker.upkeep.audit_chain import chain_entries
from worker.upkeep.housekeeping import prune_audit_log


async def entries_of(team: Team, count: int, **where: Any) -> list[dict[str, Any]]:
    """The newest entries, when there are so many."""

    async def found() -> list[dict[str, Any]]:
        page = (await team.get("/api/audit", **where)).json()
        return list(page["entries"])

    return await until(found, lambda entries: len(entries) >= count)


async def test_reading_a_call_and_its_audio_is_on_record(team: Team) -> None:
    call = (await send(team.client, transcription(team.agent_id), secret=ELEVENLABS_SECRET)).json()
    await team.get(f"/api/calls/{call['call_id']}")
    me = (await team.get("/api/me")).json()
    action = "GET /api/calls/{call_id}"
    (entry,) = await entries_of(team, 1, action=action)
    assert (entry["actor"], entry["actor_id"]) == ("user", me["user_id"])
    assert (entry["object"], entry["outcome"], entry["status"]) == (call["call_id"], "done", 200)
    assert entry["address"]
    assert "boiler" not in str(entry)


async def test_a_change_is_on_record_before_it_is_answered(team: Team, database: Database) -> None:
    key = (await team.post("/api/api-keys", {"name": "crm", "scopes": ["admin"]})).json()
    headers = {"Authorization": f"Bearer {key['api_key']}"}
    await team.client.patch("/api/tenant", json={"name": "South"}, headers=headers)
    async with database.connection(ALL_TENANTS) as conn:
        row = await conn.fetchrow("select * from audit_log where action = 'PATCH /api/tenant'")
    assert row is not None
    assert (row["actor"], str(row["actor_id"]), row["outcome"]) == ("key", key["id"], "done")
    assert str(row["tenant_id"]) == team.tenant_id


async def test_what_is_refused_is_on_record(
    client: httpx.AsyncClient, team: Team, database: Database, settings: Settings
) -> None:
    viewer = await person(database, settings, team, Role.VIEWER)
    await client.patch("/api/tenant", json={"name": "X"}, headers=viewer)
    (entry,) = await entries_of(team, 1, outcome="refused")
    assert (entry["action"], entry["status"]) == ("PATCH /api/tenant", 403)


async def test_sign_ins_are_on_record_of_their_account(client: httpx.AsyncClient) -> None:
    team = await sign_up(client, "owner@example.com", "North")
    me = (await team.get("/api/me")).json()
    body = {"email": "owner@example.com", "password": PASSWORD}
    await client.post("/api/auth/login", json=body)
    done = await entries_of(team, 2, actor_id=me["user_id"], outcome="done")
    assert [entry["action"] for entry in done] == [
        "POST /api/auth/login",
        "POST /api/auth/signup",
    ]
    async with from_address(client, "203.0.113.9") as elsewhere:
        body = {"email": "owner@example.com", "password": "not the password"}
        await elsewhere.post("/api/auth/login", json=body)
        await elsewhere.post("/api/auth/login", json={**body, "email": "nobody@example.com"})
    (entry,) = await entries_of(team, 1, outcome="refused")
    assert (entry["actor"], entry["object"]) == ("anonymous", me["user_id"])
    assert (entry["address"], entry["action"]) == ("203.0.113.9", "POST /api/auth/login")
    assert "owner@" not in str(entry)
    assert PASSWORD not in str(entry)


async def test_refused_webhooks_and_wrong_keys_are_on_record_and_cannot_flood_it(
    client: httpx.AsyncClient, database: Database
) -> None:
    event = transcription("agent")
    await asyncio.gather(
        *(send(client, event, secret="wsec_" + "0" * 64) for _ in range(50)),
        *(
            client.get("/api/calls", headers={"Authorization": f"Bearer ac_{number:043}"})
            for number in range(50)
        ),
    )

    async def counted() -> dict[str, tuple[int, int]]:
        async with database.connection(ALL_TENANTS) as conn:
            rows = await conn.fetch(
                "select action, count(*) as rows, sum(times) as times from audit_log"
                " where outcome = 'refused' group by action"
            )
        return {row["action"]: (row["rows"], row["times"]) for row in rows}

    found = await until(counted, lambda found: sum(times for _, times in found.values()) == 100)
    assert set(found) == {"POST /api/webhooks/elevenlabs/call-ended", "GET /api/calls"}
    assert all(rows < 25 for rows, _ in found.values())


async def test_nobody_reads_the_record_of_another_tenant(team: Team, other_team: Team) -> None:
    await team.patch("/api/tenant", {"name": "South"})
    assert await entries_of(team, 1)
    assert (await other_team.get("/api/audit", action="PATCH /api/tenant")).json() == {
        "entries": [],
        "next_before": None,
    }


async def test_pages_go_on(team: Team) -> None:
    for number in range(5):
        await team.patch("/api/tenant", {"name": f"N{number}"})
    where = {"action": "PATCH /api/tenant", "limit": 2}
    found: list[int] = []
    before: dict[str, int] = {}
    while True:
        page = (await team.get("/api/audit", **where, **before)).json()
        found += [entry["id"] for entry in page["entries"]]
        if page["next_before"] is None:
            break
        before = {"before": page["next_before"]}
    assert len(found) == len(set(found)) == 5
    assert found == sorted(found, reverse=True)


async def chained(team: Team, worker: Resources, database: Database) -> None:
    for number in range(4):
        await team.patch("/api/tenant", {"name": f"N{number}"})
    await chain_entries(worker)
    await chain_entries(worker)
    assert await broken_at(database) is None


async def broken_at(database: Database) -> int | None:
    async with database.transaction(ALL_TENANTS) as conn:
        found = await verify_chain(conn)
    assert found.broken_at or found.unsealed == 0
    return found.broken_at


async def as_superuser(conn: Connection, statement: str) -> None:
    """What somebody with all rights in the database can do."""
    await conn.execute("set session_replication_role = replica")
    await conn.execute(statement)
    await conn.execute("set session_replication_role = origin")


@pytest.mark.parametrize(
    ("tampering", "position"),
    [
        ("update audit_log set actor_id = null where id = {second}", 2),
        ("delete from audit_log where id = {third}", 3),
        ("update audit_log set times = 7 where id = {first}", 1),
        ("delete from audit_chain where position = 2", 2),
        (
            "update audit_chain set entry_id = -1 where entry_id = {second};"
            " update audit_chain set entry_id = {second} where entry_id = {third};"
            " update audit_chain set entry_id = {third} where entry_id = -1",
            2,
        ),
    ],
)
async def test_tampering_breaks_the_chain(
    team: Team,
    worker: Resources,
    database: Database,
    owner_database: Database,
    tampering: str,
    position: int,
) -> None:
    await chained(team, worker, database)
    async with owner_database.connection(ALL_TENANTS) as conn:
        first, second, third, _ = await conn.fetch("select id from audit_log order by id")
        ids = {"first": first["id"], "second": second["id"], "third": third["id"]}
        await as_superuser(conn, tampering.format(**ids))
    assert await broken_at(database) == position


@pytest.mark.parametrize("table", ["audit_log", "audit_chain"])
async def test_the_record_is_append_only(
    team: Team, worker: Resources, database: Database, owner_database: Database, table: str
) -> None:
    await chained(team, worker, database)
    column = "times = 2" if table == "audit_log" else "position = 99"
    statements = (
        f"delete from {table}",
        f"truncate {table} cascade",
        f"update {table} set {column}",
    )
    async with database.connection(ALL_TENANTS) as conn:
        for statement in statements:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await conn.execute(statement)
    async with owner_database.connection(ALL_TENANTS) as conn:
        for statement in statements:
            with pytest.raises(asyncpg.RaiseError, match="append-only"):
                await conn.execute(statement)


async def test_entries_past_their_retention_go_and_the_chain_holds(
    team: Team, worker: Resources, database: Database, owner_database: Database
) -> None:
    await chained(team, worker, database)
    async with owner_database.connection(ALL_TENANTS) as conn:
        await as_superuser(
            conn,
            "update audit_log set at = at - interval '500 days'"
            " where id in (select id from audit_log order by id limit 2);"
            " delete from audit_chain",
        )
    await chain_entries(worker)
    await prune_audit_log(worker)
    async with database.transaction(ALL_TENANTS) as conn:
        found = await verify_chain(conn)
        assert (found.pruned, found.entries, found.broken_at) == (2, 2, None)
    await team.patch("/api/tenant", {"name": "Later"})
    await chain_entries(worker)
    assert await broken_at(database) is None


# What these show is of runs, connections and accounts, and nothing of what people said.
NOT_ABOUT_PEOPLE = (
    "/api/twilio-accounts", "/api/recording/", "/api/job", "/api/queue/stats", "/api/event-target",
    "/api/events",
    "/api/missed-calls", "/api/auth/", "/api/me", "/api/views", "/api/colleagues",
    "/api/invitations", "/api/operator/", "/api/api-keys", "/api/agents",
    "/api/tenant/elevenlabs-key", "/api/webhook-endpoints", "/api/tenant/holidays", "/api/usage",
    "/api/numbers", "/health", "/api/tenant/agent-calling", "/api/schedules",
)  # fmt: skip


def test_each_route_that_shows_what_people_said_is_on_record() -> None:
    unrecorded = {
        path
        for path, item in APP.openapi()["paths"].items()
        if "get" in item
        and not path.startswith((*READ, *NOT_ABOUT_PEOPLE))
        and path not in ("/api/tenant", "/metrics")
    }
    assert unrecorded == set()


async def test_searching_is_on_record_without_the_words(team: Team) -> None:
    await team.get("/api/search", q="boiler", mode="keyword")
    (entry,) = await entries_of(team, 1, action="GET /api/search")
    assert entry["outcome"] == "done"
    assert "boiler" not in str(entry)
