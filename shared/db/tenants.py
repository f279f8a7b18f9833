"""Tenants and their settings."""

from shared.db.contact_rules import rules_of_row
from shared.db.pool import Connection
from shared.domain.business_hours import BusinessHours
from shared.domain.canary import CANARY_TENANT
from shared.domain.ids import TenantId
from shared.domain.steps import Step
from shared.domain.tenants import Tenant
from shared.domain.usage import Budget
from shared.errors import NotFound


async def insert_tenant(
    conn: Connection, tenant_id: TenantId, name: str, timezone: str | None
) -> None:
    await conn.execute(
        "insert into tenants (id, name, timezone) values ($1, $2, $3)", tenant_id, name, timezone
    )


async def is_only_tenant(conn: Connection, tenant_id: TenantId) -> bool:
    """Returns whether there is no other tenant, apart from the canary's and deleted ones."""
    return not await conn.fetchval(
        "select exists (select 1 from tenants where id <> all($1) and deleted_at is null)",
        [tenant_id, CANARY_TENANT],
    )


async def list_tenant_names(conn: Connection) -> dict[TenantId, str]:
    """Returns the names of the oldest thousand tenants, without the canary's and deleted ones."""
    rows = await conn.fetch(
        """
        select id, name
        from tenants
        where id <> $1 and deleted_at is null
        order by created_at, id
        limit 1000
        """,
        CANARY_TENANT,
    )
    return {TenantId(row["id"]): row["name"] for row in rows}


async def get_tenant(conn: Connection, tenant_id: TenantId) -> Tenant:
    row = await conn.fetchrow(
        """
        select
            id, name, timezone, opens, closes, business_days, callback_delay, skipped_steps,
            vocabulary, language, answer_language, audio_retention_days, call_retention_days,
            budget_day_microusd, budget_month_microusd, transcribe, country,
            transcript_retention_days, document_retention_days, insight_retention_days,
            run_retention_days, event_retention_days, sharing_allowed, overdue_after,
            contact_rules, caller_memory, caller_language, agent_variables,
            array(select day from tenant_holidays where tenant_id = $1) as closed_days
        from tenants
        where id = $1
        """,
        tenant_id,
    )
    if row is None:
        raise NotFound("There is no such tenant.")
    return Tenant(
        id=row["id"],
        name=row["name"],
        timezone=row["timezone"],
        hours=BusinessHours(row["opens"], row["closes"], frozenset(row["business_days"])),
        callback_delay=row["callback_delay"],
        skipped_steps=frozenset(Step(step) for step in row["skipped_steps"] if step in set(Step)),
        vocabulary=tuple(row["vocabulary"]),
        language=row["language"],
        answer_language=row["answer_language"],
        audio_retention_days=row["audio_retention_days"],
        call_retention_days=row["call_retention_days"],
        budget=Budget(row["budget_day_microusd"], row["budget_month_microusd"]),
        transcribe=row["transcribe"],
        country=row["country"],
        closed_days=frozenset(row["closed_days"]),
        transcript_retention_days=row["transcript_retention_days"],
        document_retention_days=row["document_retention_days"],
        insight_retention_days=row["insight_retention_days"],
        run_retention_days=row["run_retention_days"],
        event_retention_days=row["event_retention_days"],
        sharing_allowed=row["sharing_allowed"],
        overdue_after=row["overdue_after"],
        contact_rules=rules_of_row(row["contact_rules"]),
        caller_memory=row["caller_memory"],
        caller_language=row["caller_language"],
        agent_variables=row["agent_variables"],
    )


async def lock_tenant(conn: Connection, tenant_id: TenantId) -> None:
    """Locks the tenant until the transaction ends, so that its values do not change between reading
    and writing.
    """
    await conn.execute("select 1 from tenants where id = $1 for no key update", tenant_id)


async def update_tenant(conn: Connection, tenant: Tenant) -> None:
    """Writes every setting of the tenant with this id, except its holidays. Skipped steps that this
    release does not know stay skipped.
    """
    await conn.execute(
        """
        update tenants
        set
            name = $2, timezone = $3, opens = $4, closes = $5, business_days = $6,
            callback_delay = $7,
            skipped_steps = $8 || array(
                select step
                from unnest(skipped_steps) as step
                where step <> all($15)
            ),
            vocabulary = $9, language = $10, answer_language = $11, audio_retention_days = $12,
            budget_day_microusd = $13, budget_month_microusd = $14, transcribe = $16,
            call_retention_days = $17, country = $18, transcript_retention_days = $19,
            document_retention_days = $20, insight_retention_days = $21, run_retention_days = $22,
            event_retention_days = $23, sharing_allowed = $24, overdue_after = $25,
            contact_rules = $26, caller_memory = $27, caller_language = $28, agent_variables = $29
        where id = $1
        """,
        tenant.id,
        tenant.name,
        tenant.timezone,
        tenant.hours.opens,
        tenant.hours.closes,
        sorted(tenant.hours.days),
        tenant.callback_delay,
        sorted(tenant.skipped_steps),
        list(tenant.vocabulary),
        tenant.language,
        tenant.answer_language,
        tenant.audio_retention_days,
        tenant.budget.day_microusd,
        tenant.budget.month_microusd,
        list(Step),
        tenant.transcribe,
        tenant.call_retention_days,
        tenant.country,
        tenant.transcript_retention_days,
        tenant.document_retention_days,
        tenant.insight_retention_days,
        tenant.run_retention_days,
        tenant.event_retention_days,
        tenant.sharing_allowed,
        tenant.overdue_after,
        {str(name): str(rule) for name, rule in tenant.contact_rules.items()},
        tenant.caller_memory,
        tenant.caller_language,
        dict(tenant.agent_variables),
    )
