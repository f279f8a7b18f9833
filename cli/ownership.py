"""Decides whose calls the installation's own URLs receive, from the machine that it runs on."""

from rich.console import Console

from api.http.fields import AccountSid, ExternalAgentId
from api.webhooks.held_events import release_held
from cli.arguments import validated
from cli.people import find_tenant, transaction
from cli.tables import add_row, plain_table, print_table
from shared.db.agents import assign_agent, list_claims, unassign_agent
from shared.db.inbound import count_held, lock_agent_id
from shared.db.recordings import held_stem
from shared.db.tenants import list_tenant_names
from shared.db.twilio_accounts import assign_account
from shared.errors import NotFound
from shared.providers.open import open_storage
from shared.queue.queue import open_queue
from shared.settings.load import Settings


async def print_claims(settings: Settings, console: Console) -> None:
    table = plain_table("Agent", "Tenant", "Why", "Held events", whole=("Agent",))
    async with transaction(settings) as conn:
        names = await list_tenant_names(conn)
        claims, held = await list_claims(conn), await count_held(conn)
    for agent in claims:
        add_row(
            table,
            agent.external_id,
            names.get(agent.tenant_id, str(agent.tenant_id)),
            agent.claimed_by or "",
            str(held.pop(agent.external_id, 0)),
        )
    for external_id, count in held.items():
        add_row(table, external_id, "none yet", "", str(count), style="yellow")
    print_table(console, table)


async def assign(settings: Settings, external_id: str, tenant: str | None) -> int:
    """Assigns an agent and returns how many held events were recorded. Raises InvalidRequest for an
    unknown tenant, and OptionInvalid.
    """
    external_id = validated(ExternalAgentId, external_id, "EXTERNAL_ID", "an id of an agent")
    async with transaction(settings) as conn:
        tenant_id = await find_tenant(conn, tenant)
        await lock_agent_id(conn, external_id)
        agent = await assign_agent(conn, tenant_id, external_id)
        released = await release_held(conn, agent)
    storage = open_storage(settings)
    async with open_queue(settings.queue) as queue:
        for each in released:
            if each.wakeup:
                await queue.wakeup(each.wakeup)
            if each.unused:
                await storage.delete(held_stem(each.unused.recording_id))
    return len(released)


async def unassign(settings: Settings, external_id: str) -> None:
    """Raises NotFound."""
    async with transaction(settings) as conn:
        if not await unassign_agent(conn, external_id):
            raise NotFound("No tenant receives this agent's calls; `aftercall agents list`.")


async def assign_twilio(settings: Settings, account_sid: str, tenant: str | None) -> None:
    """Raises InvalidRequest for an unknown tenant, OptionInvalid for what is no account's SID."""
    sid = validated(AccountSid, account_sid.strip(), "ACCOUNT_SID", "AC and 32 hexadecimal digits")
    async with transaction(settings) as conn:
        tenant_id = await find_tenant(conn, tenant)
        await assign_account(conn, tenant_id, sid)
