"""Reads everything about calls and tenants as JSON, for exports.

Whole rows are exported, without secrets and without what only this database needs: a column that is
added later is part of the export.
"""

from typing import Literal, TypeAlias
from uuid import UUID

from shared.db.pool import Connection
from shared.domain.ids import CallId, RecordingId, TenantId

Kind: TypeAlias = Literal["tenant", "agent", "user", "api_key", "lead", "usage"]

_ROWS: dict[Kind, str] = {
    "tenant": """
        select id, to_jsonb(tenants)::text as row
        from tenants
        where id = $1 and id > $2
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
    "lead": """
        select id, (to_jsonb(leads) - 'tenant_id')::text as row
        from leads
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


async def read_rows(
    conn: Connection, kind: Kind, tenant_id: TenantId, *, after: UUID, limit: int
) -> list[tuple[UUID, str]]:
    """Returns ids and rows, as JSON, of this kind that come after an id."""
    rows = await conn.fetch(_ROWS[kind], tenant_id, after, limit)
    return [(row["id"], row["row"]) for row in rows]


async def list_call_ids(
    conn: Connection, tenant_id: TenantId, *, after: UUID, limit: int
) -> list[CallId]:
    rows = await conn.fetch(
        "select id from calls where tenant_id = $1 and id > $2 order by id limit $3",
        tenant_id,
        after,
        limit,
    )
    return [CallId(row["id"]) for row in rows]


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
                select to_jsonb(one) - '{tenant_id,call_id}'::text[]
                from callbacks as one
                where call_id = calls.id
            ),
            'lead', (
                select to_jsonb(one) - '{tenant_id,call_id}'::text[]
                from lead_calls as one
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


async def list_audio(
    conn: Connection, tenant_id: TenantId, *, after: UUID, limit: int
) -> list[tuple[RecordingId, str]]:
    """Returns ids and keys of stored audio that come after an id."""
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
        limit,
    )
    return [(RecordingId(row["id"]), row["audio_key"]) for row in rows]
