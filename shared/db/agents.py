"""Voice agents: stores which tenant receives what senders name by an agent's id.

The installation's own URLs look for the one tenant with a claim to the id. A tenant's own URLs know
the tenant already, and use its agent of that name, claimed or not.
"""

from dataclasses import dataclass
from datetime import datetime

import asyncpg

from shared.db.pool import Connection
from shared.db.rows import fetch_row
from shared.domain.ids import AgentId, TenantId, new_id
from shared.domain.statuses import Claim
from shared.errors import Conflict, NotFound


@dataclass(frozen=True, slots=True)
class Agent:
    """Represents a voice agent. `external_id` is the sender's id of the agent, or our own id if the
    sender gave none. With `transcribe` None the tenant's setting applies. `claimed_by` says why the
    installation's own URLs take its calls for this tenant; None if they do not.
    """

    id: AgentId
    tenant_id: TenantId
    external_id: str
    name: str
    created_at: datetime
    transcribe: bool | None = None
    claimed_by: Claim | None = None


_COLUMNS = "id, tenant_id, external_id, name, created_at, transcribe, claimed_by"


async def insert_agent(
    conn: Connection,
    tenant_id: TenantId,
    *,
    external_id: str | None,
    name: str,
    transcribe: bool | None = None,
    claim: Claim | None = None,
) -> Agent:
    """Inserts an agent, with a claim to what the installation's own URLs receive for it. An agent
    without `external_id` is named by our own id, which is a claim by itself. An unclaimed agent of
    this tenant with this id is claimed instead.

    Raises Conflict when this tenant has registered the id already, or another one has claimed it,
    because each call has one owner.
    """
    agent_id = AgentId(new_id())
    try:
        # The savepoint lets the caller's transaction go on after a conflict.
        async with conn.transaction():
            row = await conn.fetchrow(
                f"""
                insert into agents (
                    id, tenant_id, external_id, name, transcribe, claimed_by, claimed_at
                )
                values ($1, $2, $3, $4, $5, $6::text, case when $6::text is not null then now() end)
                on conflict (tenant_id, external_id) do update
                set name = excluded.name, transcribe = excluded.transcribe,
                    claimed_by = excluded.claimed_by, claimed_at = excluded.claimed_at
                where agents.claimed_by is null and excluded.claimed_by is not null
                returning {_COLUMNS}
                """,  # noqa: S608
                agent_id,
                tenant_id,
                external_id or str(agent_id),
                name,
                transcribe,
                claim if external_id else Claim.OWN_ID,
            )
    except asyncpg.UniqueViolationError:
        row = None
    if row is None:
        raise Conflict("This agent id is already registered.", code="agent_taken")
    return _agent(row)


async def claim_agent(
    conn: Connection, tenant_id: TenantId, agent_id: AgentId, claim: Claim
) -> Agent:
    """Claims what the installation's own URLs receive for an agent. Idempotent. Raises NotFound,
    and Conflict when another tenant has claimed it.
    """
    try:
        async with conn.transaction():
            row = await conn.fetchrow(
                f"""
                update agents
                set claimed_by = coalesce(claimed_by, $3), claimed_at = coalesce(claimed_at, now())
                where id = $1 and tenant_id = $2
                returning {_COLUMNS}
                """,  # noqa: S608
                agent_id,
                tenant_id,
                claim,
            )
    except asyncpg.UniqueViolationError as error:
        raise Conflict(
            "Another tenant receives this agent's calls; the installation's operator can change"
            " that.",
            code="agent_taken",
        ) from error
    if row is None:
        raise NotFound("There is no such agent.")
    return _agent(row)


async def assign_agent(conn: Connection, tenant_id: TenantId, external_id: str) -> Agent:
    """Gives what the installation's own URLs receive for an agent to this tenant, inside a
    transaction; another tenant's claim ends. Creates the agent if it is missing.
    """
    await conn.execute(
        """
        update agents
        set claimed_by = null, claimed_at = null
        where external_id = $1 and tenant_id <> $2 and claimed_by is not null
        """,
        external_id,
        tenant_id,
    )
    row = await fetch_row(
        conn,
        f"""
        insert into agents (id, tenant_id, external_id, name, claimed_by, claimed_at)
        values ($1, $2, $3, $3, 'operator', now())
        on conflict (tenant_id, external_id) do update
        set claimed_by = 'operator', claimed_at = now()
        returning {_COLUMNS}
        """,  # noqa: S608
        new_id(),
        tenant_id,
        external_id,
    )
    return _agent(row)


async def unassign_agent(conn: Connection, external_id: str) -> bool:
    """Ends the claim to an agent; later events are held. Returns False without a claim."""
    return bool(
        await conn.fetchval(
            """
            update agents
            set claimed_by = null, claimed_at = null
            where external_id = $1 and claimed_by is not null
            returning 1
            """,
            external_id,
        )
    )


async def ensure_agent(
    conn: Connection, tenant_id: TenantId, *, external_id: str, name: str
) -> AgentId:
    """Returns the tenant's agent with this id and creates it if it is missing. Used for senders
    that have proved to be the tenant.
    """
    return AgentId(
        await conn.fetchval(
            """
            insert into agents (id, tenant_id, external_id, name)
            values ($1, $2, $3, $4)
            on conflict (tenant_id, external_id) do update
            set name = agents.name
            returning id
            """,
            new_id(),
            tenant_id,
            external_id,
            name,
        )
    )


async def find_agent(conn: Connection, external_id: str) -> Agent | None:
    """Finds the agent whose tenant has the claim to what the installation's own URLs receive for
    it.
    """
    row = await conn.fetchrow(
        f"select {_COLUMNS} from agents"  # noqa: S608
        " where external_id = $1 and claimed_by is not null",
        external_id,
    )
    return _agent(row) if row else None


async def find_agent_of_tenant(
    conn: Connection, tenant_id: TenantId, external_id: str
) -> AgentId | None:
    """Finds the tenant's agent with this id, claimed or not."""
    found = await conn.fetchval(
        "select id from agents where tenant_id = $1 and external_id = $2", tenant_id, external_id
    )
    return AgentId(found) if found else None


async def list_claims(conn: Connection) -> list[Agent]:
    """Returns the claimed agents of all tenants, without those that are named by our own ids."""
    rows = await conn.fetch(
        f"select {_COLUMNS} from agents"  # noqa: S608
        " where claimed_by <> 'own_id' order by external_id limit 10000"
    )
    return [_agent(row) for row in rows]


async def get_agent(conn: Connection, tenant_id: TenantId, agent_id: AgentId) -> Agent:
    row = await conn.fetchrow(
        f"select {_COLUMNS} from agents where id = $1 and tenant_id = $2",  # noqa: S608
        agent_id,
        tenant_id,
    )
    if row is None:
        raise NotFound("There is no such agent.")
    return _agent(row)


async def list_agents(conn: Connection, tenant_id: TenantId) -> list[Agent]:
    rows = await conn.fetch(
        f"""
        select {_COLUMNS}
        from agents
        where tenant_id = $1
        order by created_at, id
        limit 1000
        """,  # noqa: S608
        tenant_id,
    )
    return [_agent(row) for row in rows]


async def update_agent(
    conn: Connection, tenant_id: TenantId, agent_id: AgentId, *, name: str, transcribe: bool | None
) -> Agent:
    """Updates an agent. Raises NotFound."""
    row = await conn.fetchrow(
        f"""
        update agents
        set name = $3, transcribe = $4
        where id = $1 and tenant_id = $2
        returning {_COLUMNS}
        """,  # noqa: S608
        agent_id,
        tenant_id,
        name,
        transcribe,
    )
    if row is None:
        raise NotFound("There is no such agent.")
    return _agent(row)


async def delete_agent(conn: Connection, tenant_id: TenantId, agent_id: AgentId) -> None:
    """Deletes an agent. Its calls remain. Raises NotFound."""
    gone = await conn.fetchval(
        "delete from agents where id = $1 and tenant_id = $2 returning 1", agent_id, tenant_id
    )
    if not gone:
        raise NotFound("There is no such agent.")


def _agent(row: asyncpg.Record) -> Agent:
    return Agent(
        row["id"],
        row["tenant_id"],
        row["external_id"],
        row["name"],
        row["created_at"],
        row["transcribe"],
        Claim(row["claimed_by"]) if row["claimed_by"] else None,
    )
