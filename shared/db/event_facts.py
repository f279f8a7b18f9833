"""What is known of a call when an event about it is sent."""

from typing import Any

from shared.db.callback_words import NAME, PHONE, REASON
from shared.db.pool import Connection
from shared.domain.ids import CallId, TenantId

LONGEST_TRANSCRIPT = 200_000

# A person's values count before the machine's.
_CALL = """
    jsonb_build_object(
        'id', calls.id, 'agent_id', calls.agent_id, 'source', calls.source,
        'direction', calls.direction, 'status', calls.status, 'outcome', calls.current_outcome,
        'language', calls.language, 'started_at', calls.started_at, 'duration_s', calls.duration_s
    )
"""
_CALLBACK = """
    jsonb_build_object(
        'id', callbacks.id, 'status', callbacks.status, 'due_at', due_at, 'due_until', due_until
    )
"""
_CONTENT = f"""
    jsonb_build_object(
        'title', coalesce(calls.corrected -> 'title' ->> 'value', calls.title),
        'from_number', calls.from_number,
        'to_number', calls.to_number,
        'summary', coalesce(
            calls.corrected -> 'summary' ->> 'value',
            (
                select value ->> 'text'
                from insights
                where call_id = calls.id and kind = 'summary'
                order by version desc
                limit 1
            )
        ),
        'lead', case
            when leads.id is not null then jsonb_build_object(
                'id', leads.id, 'name', leads.name, 'phone', leads.phone, 'email', leads.email,
                'company', leads.company, 'service', leads.service, 'city', leads.city
            )
        end,
        'callback', case
            when callbacks.id is not null then jsonb_build_object(
                'reason', {REASON}, 'phrase', phrase, 'name', {NAME}, 'phone', {PHONE}
            )
        end,
        'transcript', (
            select case when length(text) <= $4 then text end
            from transcripts
            where call_id = calls.id
            order by version desc
            limit 1
        ),
        'document', (
            select markdown from documents where call_id = calls.id order by version desc limit 1
        )
    )
"""  # noqa: S608


async def find_facts(
    conn: Connection, tenant_id: TenantId, call_id: CallId, *, full: bool, locking: bool = False
) -> dict[str, Any] | None:
    """Returns `call`, `callback`, `lead_id` and `content` (None unless `full`) as JSON values; None
    for a call that was deleted. With `locking` the call cannot be deleted before the transaction
    ends, so that what is stored of it goes with it.
    """
    row = await conn.fetchrow(
        f"""
        select
            {_CALL} as call,
            case when callbacks.id is not null then {_CALLBACK} end as callback,
            leads.id as lead_id,
            case when $3 then {_CONTENT} end as content
        from calls
        left join callbacks on callbacks.call_id = calls.id
        left join lead_calls on lead_calls.call_id = calls.id
        left join leads on leads.id = lead_calls.lead_id
        where calls.id = $1 and calls.tenant_id = $2
        {"for key share of calls" if locking else ""}
        """,  # noqa: S608
        call_id,
        tenant_id,
        full,
        LONGEST_TRANSCRIPT,
    )
    return dict(row) if row else None
