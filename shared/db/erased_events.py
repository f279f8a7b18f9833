"""Finds out whether an event that waits on the disk belongs to a deleted call or tenant."""

from shared.db.pool import Connection
from shared.domain.ids import RecordingId, TenantId
from shared.domain.statuses import Sender


async def is_conversation_erased(
    conn: Connection, agent_external_id: str | None, conversation_id: str | None
) -> bool:
    """Returns whether the agent's last tenant was deleted, or its tenant has deleted the call.

    What other tenants deleted does not count: at its own URL a tenant can use any id.
    """
    return bool(
        await conn.fetchval(
            """
            with owner as (
                select tenant_id
                from agents
                where external_id = $1 and claimed_by is not null
            )
            select
                exists (
                    select 1
                    from erased_senders
                    where source = 'elevenlabs'
                        and external_id = $1
                        and not exists (select 1 from owner)
                )
                or exists (
                    select 1
                    from erasures
                    where source = 'elevenlabs'
                        and external_id = $2
                        and tenant_id = (select tenant_id from owner)
                )
            """,
            agent_external_id,
            conversation_id,
        )
    )


async def is_recording_of_erased(
    conn: Connection, account_sid: str | None, recording_sid: str | None
) -> bool:
    """Returns whether the account's last tenant was deleted, or its tenant has deleted the
    recording with its call.
    """
    return bool(
        await conn.fetchval(
            """
            select
                exists (
                    select 1
                    from erased_senders
                    where source = 'twilio'
                        and external_id = $1
                        and not exists (select 1 from twilio_accounts where account_sid = $1)
                )
                or exists (
                    select 1
                    from erasures
                    join twilio_accounts using (tenant_id)
                    where account_sid = $1
                        and erasures.id in (select erasures_with_recordings(array[$2::text]))
                )
            """,
            account_sid,
            recording_sid,
        )
    )


async def is_transcript_of_erased(conn: Connection, recording_id: RecordingId) -> bool:
    """Returns whether the recording was deleted with its call."""
    return bool(
        await conn.fetchval(
            "select exists (select 1 from erasures where $1 = any(recording_ids))", recording_id
        )
    )


async def is_name_erased(
    conn: Connection, tenant_id: TenantId, sender: Sender, name: str | None
) -> bool:
    """Returns whether an event at a tenant's own URL is of a deleted tenant, or `name` is what the
    sender calls a call or recording that the tenant has deleted.
    """
    return bool(
        await conn.fetchval(
            """
            select
                exists (select 1 from erased_tenants where tenant_id = $1)
                or exists (
                    select 1
                    from erasures
                    where tenant_id = $1
                        and (
                            (source = $2 and external_id = $3)
                            or $3 = any(recording_sids)
                        )
                )
            """,
            tenant_id,
            sender,
            name,
        )
    )
