"""Reads everything about calls and tenants as JSON, for exports.

Whole rows are exported, without secrets and without what only this database needs: a column that is
added later is part of the export.
"""

from collections.abc import AsyncIterator
from typing import Literal, TypeAlias
from uuid import UUID

from shared.db.pool import Connection, Database
from shared.domain.ids import CallId, RecordingId, TenantId

Kind: TypeAlias = Literal[
    "tenant",
    "holiday",
    "agent",
    "user",
    "api_key",
    "target",
    "view",
    "thread",
    "answer",
    "lead",
    "contact",
    "agent_calling",
    "do_not_call",
    "schedule",
    "usage",
]

_ROWS: dict[Kind, str] = {
    "tenant": """
        select id, to_jsonb(tenants)::text as row
        from tenants
        where id = $1 and id > $2
        order by id
        limit $3
        """,
    "holiday": """
        select id, (to_jsonb(tenant_holidays) - 'tenant_id')::text as row
        from tenant_holidays
        -- A year's days are few, and have no id of their own.
        cross join lateral (select md5(day::text)::uuid as id) as named
        where tenant_id = $1 and id > $2
        order by id
        limit $3
        """,
    "agent": """
        select id, (to_jsonb(agents) - 'tenant_id')::text as row
        from agents
        where tenant_id = $1 and id > $2
        order by id
        limit $3
        """,
    "user": """
        select
            id,
            (to_jsonb(users) - '{tenant_id,password_hash,totp_sealed,totp_step}'::text[])::text
                as row
        from users
        where tenant_id = $1 and id > $2
        order by id
        limit $3
        """,
    "api_key": """
        select id, (to_jsonb(api_keys) - '{tenant_id,key_hash}'::text[])::text as row
        from api_keys
        where tenant_id = $1 and id > $2
        order by id
        limit $3
        """,
    "target": """
        select id, (to_jsonb(event_targets) - '{tenant_id,sealed,position}'::text[])::text as row
        from event_targets
        where tenant_id = $1 and id > $2
        order by id
        limit $3
        """,
    "view": """
        select id, (to_jsonb(saved_views) - 'tenant_id')::text as row
        from saved_views
        where tenant_id = $1 and id > $2
        order by id
        limit $3
        """,
    "thread": """
        select id, (to_jsonb(ask_threads) - 'tenant_id')::text as row
        from ask_threads
        where tenant_id = $1 and id > $2
        order by id
        limit $3
        """,
    "answer": """
        select
            id,
            (
                to_jsonb(answers) - '{tenant_id,touched_at}'::text[]
                || jsonb_build_object(
                    'parts',
                    array(
                        select body
                        from answer_parts
                        where answer_id = answers.id and tenant_id = $1
                        order by position
                    )
                )
            )::text as row
        from answers
        where tenant_id = $1 and id > $2
        order by id
        limit $3
        """,
    "lead": """
        select id, (to_jsonb(leads) - 'tenant_id')::text as row
        from leads
        where tenant_id = $1 and id > $2
        order by id
        limit $3
        """,
    "contact": """
        select
            id,
            (
                to_jsonb(contacts) - '{tenant_id,words,listed_at}'::text[]
                || jsonb_build_object(
                    'keys',
                    array(
                        select jsonb_build_object('kind', kind, 'value', value)
                        from contact_keys
                        where contact_id = contacts.id and tenant_id = $1
                        order by kind desc, value
                    )
                )
            )::text as row
        from contacts
        where tenant_id = $1 and id > $2
        order by id
        limit $3
        """,
    "agent_calling": """
        select tenant_id as id, (to_jsonb(agent_calling) - 'tenant_id')::text as row
        from agent_calling
        where tenant_id = $1 and tenant_id > $2
        limit $3
        """,
    # A number has no id of its own: its digits and how many they are make one.
    "do_not_call": """
        select
            (rpad(substr(number, 2), 30, '0') || to_char(length(number) - 1, 'FM00'))::uuid as id,
            (to_jsonb(do_not_call) - 'tenant_id')::text as row
        from do_not_call
        cross join (select replace($2::uuid::text, '-', '') as last) as named
        where tenant_id = $1 and number > '+' || left(last, right(last, 2)::integer)
        order by number
        limit $3
        """,
    "schedule": """
        select id, (to_jsonb(schedules) - 'tenant_id')::text as row
        from schedules
        where tenant_id = $1 and id > $2
        order by id
        limit $3
        """,
    "usage": """
        select id, (to_jsonb(usage_ledger) - 'tenant_id')::text as row
        from usage_ledger
        where tenant_id = $1 and id > $2
        order by id
        limit $3
        """,
}
KINDS: tuple[Kind, ...] = tuple(_ROWS)


async def each_row(
    database: Database, kind: Kind, tenant_id: TenantId, *, batch: int = 500
) -> AsyncIterator[str]:
    """Yields the rows of a kind as JSON. Holds no connection between two batches."""
    after = UUID(int=0)
    while True:
        async with database.connection(tenant_id) as conn:
            rows = await conn.fetch(_ROWS[kind], tenant_id, after, batch)
        for row in rows:
            yield row["row"]
        if len(rows) < batch:
            return
        after = rows[-1]["id"]


async def each_call(
    database: Database, tenant_id: TenantId, *, base_url: str, batch: int = 500
) -> AsyncIterator[str]:
    """Yields all calls, each as `read_call` returns it. Holds no connection between two calls."""
    after = UUID(int=0)
    while True:
        async with database.connection(tenant_id) as conn:
            rows = await conn.fetch(
                "select id from calls where tenant_id = $1 and id > $2 order by id limit $3",
                tenant_id,
                after,
                batch,
            )
        for row in rows:
            async with database.connection(tenant_id) as conn:
                call = await read_call(conn, tenant_id, row["id"], base_url=base_url)
            if call:
                yield call
        if len(rows) < batch:
            return
        after = rows[-1]["id"]


async def read_call(
    conn: Connection, tenant_id: TenantId, call_id: CallId, *, base_url: str
) -> str | None:
    """Returns a call as a JSON object with all that was made of it; None if it is gone.

    `base_url` is the address of this API, for the links to the audio.
    """
    found: str | None = await conn.fetchval(
        """
        select jsonb_build_object(
            'call', to_jsonb(calls) - 'tenant_id',
            'transcripts', array(
                select to_jsonb(one) - '{tenant_id,call_id}'::text[]
                from transcripts as one
                where call_id = calls.id
                order by version
            ),
            'insights', array(
                select to_jsonb(one) - '{tenant_id,call_id}'::text[]
                from insights as one
                where call_id = calls.id
                order by kind, version
            ),
            'documents', array(
                select to_jsonb(one) - '{tenant_id,call_id}'::text[]
                from documents as one
                where call_id = calls.id
                order by version
            ),
            'callback', (
                select to_jsonb(one) - '{tenant_id,call_id,listed_at}'::text[]
                from callbacks as one
                where call_id = calls.id
            ),
            'callback_changes', array(
                select to_jsonb(one) - '{tenant_id,callback_id}'::text[]
                from callback_changes as one
                where callback_id = (select id from callbacks where call_id = calls.id)
                order by version
            ),
            'agent_calls', array(
                select to_jsonb(one) - '{tenant_id,callback_id,key_hash,lease_until}'::text[]
                from agent_calls as one
                where callback_id = (select id from callbacks where call_id = calls.id)
                order by created_at, id
            ),
            'lead', (
                select to_jsonb(one) - '{tenant_id,call_id}'::text[]
                from lead_calls as one
                where call_id = calls.id
            ),
            'contact', (
                select to_jsonb(one) - '{tenant_id,call_id}'::text[]
                from contact_calls as one
                where call_id = calls.id
            ),
            'recordings', array(
                select
                    to_jsonb(one)
                    - '{tenant_id,call_id,audio_stem,audio_key,endpoint_id,sha256}'::text[]
                    || jsonb_build_object(
                        'audio_url',
                        case
                            when audio_key is not null then
                                $3::text || '/api/recordings/' || id || '/media'
                        end
                    )
                from recordings as one
                where call_id = calls.id
                order by created_at, id
            ),
            'shares', array(
                select to_jsonb(one) - '{tenant_id,call_id,token_hash}'::text[]
                from call_shares as one
                where call_id = calls.id
                order by created_at, id
            ),
            'runs', array(
                select to_jsonb(one) - '{tenant_id,call_id,traceparent,worker}'::text[]
                from jobs as one
                where call_id = calls.id
            ),
            'events', array(
                select to_jsonb(one) - '{tenant_id,call_id}'::text[]
                from events as one
                where call_id = calls.id
                order by id
            )
        )::text
        from calls
        where id = $1 and tenant_id = $2
        """,
        call_id,
        tenant_id,
        base_url.rstrip("/"),
    )
    return found


async def each_audio(
    database: Database, tenant_id: TenantId, *, batch: int = 500
) -> AsyncIterator[tuple[RecordingId, str]]:
    """Yields ids and keys of stored audio. Holds no connection between two batches."""
    after = UUID(int=0)
    while True:
        async with database.connection(tenant_id) as conn:
            rows = await conn.fetch(
                """
                select id, audio_key
                from recordings
                where tenant_id = $1 and audio_key is not null and id > $2
                order by id
                limit $3
                """,
                tenant_id,
                after,
                batch,
            )
        for row in rows:
            yield RecordingId(row["id"]), row["audio_key"]
        if len(rows) < batch:
            return
        after = rows[-1]["id"]
