"""Telephone legs: finds the call to which a recording or a conversation belongs."""

from shared.db.pool import Connection
from shared.domain.ids import CallId, TenantId
from shared.domain.incoming import IncomingCall
from shared.domain.statuses import Source


async def lock_leg(conn: Connection, tenant_id: TenantId, call_sid: str) -> None:
    """Locks the leg until the transaction ends. This is always the first lock: a concurrent request
    for the same leg waits here.
    """
    await conn.execute("select lock_leg($1, $2)", tenant_id, call_sid)


async def find_call_by_sid(conn: Connection, tenant_id: TenantId, call_sid: str) -> CallId | None:
    """Returns the newest call of this telephone leg, from any sender."""
    found = await conn.fetchval(
        "select id from calls where tenant_id = $1 and call_sid = $2 order by created_at desc"
        " limit 1",
        tenant_id,
        call_sid,
    )
    return CallId(found) if found else None


async def find_tenant_of_sid(conn: Connection, call_sid: str) -> TenantId | None:
    """Finds the tenant of a leg among the calls that came through the installation's own account:
    at a tenant's own URL any tenant can name another tenant's leg. Returns None also when two
    tenants have the leg, because the owner is not certain then.
    """
    rows = await conn.fetch(
        """
        select distinct tenant_id
        from calls
        join tenants on tenants.id = calls.tenant_id
        where call_sid = $1 and installation_owned and tenants.deleted_at is null
        limit 2
        """,
        call_sid,
    )
    return TenantId(rows[0]["tenant_id"]) if len(rows) == 1 else None


async def adopt_call(conn: Connection, tenant_id: TenantId, incoming: IncomingCall) -> None:
    """Turns a call that is known only by its recording into the sender's own call, so that both are
    one row.
    """
    await conn.execute(
        """
        update calls
        set source = $3, external_id = $4
        where tenant_id = $1
            and source = 'twilio'
            and call_sid = $2
            and not exists (
                select 1
                from calls
                where tenant_id = $1 and source = $3 and external_id = $4
            )
        """,
        tenant_id,
        incoming.call_sid,
        incoming.source,
        incoming.external_id,
    )


# `may_meet_conversation` looks at this many of a tenant's newest calls.
RECENT_CALLS = 500


async def may_meet_conversation(conn: Connection, tenant_id: TenantId, call_id: CallId) -> bool:
    """Returns whether an event of ElevenLabs may still arrive for a call of which only Twilio's leg
    is known.

    The two are joined by the leg's CallSid. So the leg must have one, and so must one of the
    tenant's recent ElevenLabs calls. Where the leg's numbers are known, one of them must be the
    number of an agent in such a call.
    """
    return bool(
        await conn.fetchval(
            """
            select
                exists (
                    select 1
                    from calls leg, (
                        select
                            source, call_sid,
                            case when direction = 'outbound' then from_number else to_number end
                                as agent
                        from calls
                        where tenant_id = $1
                        order by created_at desc, id desc
                        limit $3
                    ) recent
                    where leg.id = $2
                        and leg.tenant_id = $1
                        and leg.call_sid is not null
                        and recent.source = $4
                        and recent.call_sid like 'CA%'
                        and (
                            coalesce(leg.from_number, leg.to_number) is null
                            or recent.agent in (leg.from_number, leg.to_number)
                        )
                )
            """,
            tenant_id,
            call_id,
            RECENT_CALLS,
            Source.ELEVENLABS,
        )
    )
