"""Voice agents: stores which tenant owns a sender's agent id."""

from dataclasses import dataclass
from datetime import datetime

import asyncpg

from shared.db.pool import Connection
from shared.domain.ids import AgentId, TenantId, new_id
from shared.errors import Conflict, NotFound


@dataclass(frozen=True, slots=True)
class Agent:
    """Represents a voice agent. `external_id` is the sender's id of the agent, or our own id if the
    sender gave none. With `transcribe` None the tenant's setting applies.
    """

    id: AgentId
    tenant_id: TenantId
    external_id: str
    name: str
    created_at: datetime
    transcribe: bool | None = None


async def insert_agent(
    conn: Connection,
    tenant_id: TenantId,
    *,
    external_id: str | None,
    name: str,
    transcribe: bool | None = None,
) -> Agent:
    """Inserts an agent. Raises Conflict when this tenant or another one has registered the id,
    because each call must have one owner.
    """
    agent_id = AgentId(new_id())
    try:
        row = await conn.fetchrow(
            """
            insert into agents (id, tenant_id, external_id, name, transcribe)
            select $1, $2, $3, $4, $5
            where not exists (
                select 1
                from agents
                where external_id = $3 and tenant_id <> $2
            )
            returning id, tenant_id, external_id, name, created_at, transcribe
            """,
            agent_id,
            tenant_id,
            external_id or str(agent_id),
            name,
            transcribe,
        )
    except asyncpg.UniqueViolationError:
        row = None
    if row is None:
        raise Conflict("This agent id is already registered.", code="agent_taken")
    return _agent(row)


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
    """Finds an agent of any tenant. The first tenant to register an id owns what the installation's
    URL receives for it.
    """
    row = await conn.fetchrow(
        """
        select id, tenant_id, external_id, name, created_at, transcribe
        from agents
        where external_id = $1
        order by created_at, id
        limit 1
        """,
        external_id,
    )
    return _agent(row) if row else None


async def get_agent(conn: Connection, tenant_id: TenantId, agent_id: AgentId) -> Agent:
    row = await conn.fetchrow(
        "select id, tenant_id, external_id, name, created_at, transcribe from agents where id = $1"
        " and tenant_id = $2",
        agent_id,
        tenant_id,
    )
    if row is None:
        raise NotFound("There is no such agent.")
    return _agent(row)


async def list_agents(conn: Connection, tenant_id: TenantId) -> list[Agent]:
    rows = await conn.fetch(
        """
        select id, tenant_id, external_id, name, created_at, transcribe
        from agents
        where tenant_id = $1
        order by created_at, id
        limit 1000
        """,
        tenant_id,
    )
    return [_agent(row) for row in rows]


async def update_agent(
    conn: Connection, tenant_id: TenantId, agent_id: AgentId, *, name: str, transcribe: bool | None
) -> Agent:
    """Updates an agent. Raises NotFound."""
    row = await conn.fetchrow(
        """
        update agents
        set name = $3, transcribe = $4
        where id = $1 and tenant_id = $2
        returning id, tenant_id, external_id, name, created_at, transcribe
        """,
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
    )
