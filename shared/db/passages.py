"""Finds passages of calls by their words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.db.call_filters import (
    CallFilter,
    has_few_callbacks,
    newest_calls,
    selecting_calls,
)
from shared.db.pool import Connection, plan_for_values
from shared.domain.ids import CallId, ChunkId, TenantId
from shared.domain.statuses import ChunkSource


@dataclass(frozen=True, slots=True)
class WordMatches:
    """The passages that match best, and how many passages and calls match in all."""

    ids: list[ChunkId]
    passages: int
    calls: int


async def find_by_words(
    conn: Connection,
    tenant_id: TenantId,
    typed: str,
    where: CallFilter,
    *,
    sources: Sequence[ChunkSource],
    until: datetime,
    limit: int,
) -> WordMatches:
    """Returns the passages with the words of a search, the best first, of calls that arrived up to
    `until`. The connection is in a transaction.
    """
    values: list[Any] = [tenant_id, typed, [str(source) for source in sources], until]
    selecting = selecting_calls(where, values)
    values.append(limit)
    await plan_for_values(conn)
    rows = await conn.fetch(
        # The statement is built only from constants.
        f"""
        with found as materialized (
            select chunk_id, call_id, rank
            from passages_with_words($1, $2) as matching
            where (cardinality($3::text[]) = 0 or matching.source = any($3))
                and call_id in (select id from calls where created_at <= $4 and {selecting})
        )
        select
            chunk_id,
            (select count(*) from found) as passages,
            (select count(distinct call_id) from found) as calls
        from found
        order by rank desc, chunk_id
        limit ${len(values)}
        """,  # noqa: S608
        *values,
    )
    return WordMatches(
        [ChunkId(row["chunk_id"]) for row in rows],
        rows[0]["passages"] if rows else 0,
        rows[0]["calls"] if rows else 0,
    )


async def list_call_ids(
    conn: Connection, tenant_id: TenantId, where: CallFilter, *, until: datetime, limit: int
) -> list[CallId] | None:
    """Returns the ids of the calls that a filter selects, the newest first; None when it selects
    all. The connection is in a transaction.
    """
    if where == CallFilter():
        return None
    await plan_for_values(conn)
    few_callbacks = await has_few_callbacks(conn, tenant_id, where)
    statement, values = newest_calls(
        "id, created_at",
        tenant_id,
        where,
        before=None,
        limit=limit,
        few_callbacks=few_callbacks,
        also="created_at <= {}",
        given=[until],
    )
    return [CallId(row["id"]) for row in await conn.fetch(statement, *values)]
