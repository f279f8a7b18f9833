"""Finds calls by words. Frequent words are found in the newest calls, others by their index."""

from collections.abc import Sequence

from shared.db.call_filters import CallFilter, Place, newest_calls
from shared.db.pool import Connection
from shared.domain.ids import CallId, TenantId

# How many calls are read, one after the other, before the index of words is asked. A frequent word
# is among the first; with other filters, one that is in few of the next is in so few calls that the
# index is quick.
FIRST, MOST = 500, 10_000
# How many calls with the words are compared with other filters at once, at first and at most.
FEWEST_WITH_WORDS, MOST_WITH_WORDS = 1000, 32_000


async def search_calls(
    conn: Connection,
    tenant_id: TenantId,
    where: CallFilter,
    *,
    before: Place | None,
    limit: int,
    few_callbacks: bool,
) -> list[CallId]:
    """Returns the newest calls with all terms of `where`, before `before` (exclusive)."""
    found: list[CallId] = []
    for window in (FIRST,) if where.is_period else (FIRST, MOST):
        read = await _read_newest(
            conn, tenant_id, where, before, window, limit - len(found), few_callbacks
        )
        if read is None:
            return found
        ids, count, before = read
        found += ids
        if len(found) >= limit or count < window:
            return found
    wanted = limit - len(found) if where.is_period else FEWEST_WITH_WORDS
    while before is not None and len(found) < limit:
        rows = await conn.fetch(
            "select call_id, created_at from newest_calls_with_words($1, $2, $3, $4, $5, $6)",
            tenant_id,
            [
                {"like": term.patterns} if term.expression is None else {"matches": term.expression}
                for term in where.terms
            ],
            where.since,
            *before,
            wanted,
        )
        ids = [CallId(row["call_id"]) for row in rows]
        if not where.is_period:
            # Those that the other filters select, newest first.
            statement, values = newest_calls(
                "id",
                tenant_id,
                where,
                before=None,
                limit=limit - len(found),
                few_callbacks=few_callbacks,
                also="id = any({})",
                given=[ids],
            )
            ids = [CallId(row["id"]) for row in await conn.fetch(statement, *values)]
        found += ids
        if len(rows) < wanted:
            break
        before = (rows[-1]["created_at"], CallId(rows[-1]["call_id"]))
        wanted = min(4 * wanted, MOST_WITH_WORDS)
    return found


async def _read_newest(
    conn: Connection,
    tenant_id: TenantId,
    where: CallFilter,
    before: Place | None,
    window: int,
    limit: int,
    few_callbacks: bool,
) -> tuple[Sequence[CallId], int, Place] | None:
    """Reads so many calls. Returns those that have all terms, how many were read, and the place of
    the last of them; None where there are no more.
    """
    walked, values = newest_calls(
        "id, created_at",
        tenant_id,
        where,
        before=before,
        limit=window,
        few_callbacks=few_callbacks,
    )
    matches = []
    for term in where.terms:
        if term.expression is None:
            values.append(list(term.patterns))
            matches.append(f"words like any(${len(values)})")
        else:
            values.append(term.expression)
            matches.append(f"words ~ ${len(values)}")
    values.append(limit)
    row = await conn.fetchrow(
        # The statement is built only from constants. The limit of the subquery makes sure that each
        # text is looked up by its call.
        f"""
        with walked as materialized ({walked}),
        matching as (
            select walked.id, walked.created_at
            from walked
            cross join lateral (
                select 1
                from call_texts
                where call_id = walked.id and tenant_id = $1 and {" and ".join(matches)}
                limit 1
            ) as has_words
            order by walked.created_at desc, walked.id desc
            limit ${len(values)}
        )
        select
            array(select id from matching order by created_at desc, id desc) as found,
            (select count(*) from walked) as walked, created_at, id
        from walked
        order by created_at, id
        limit 1
        """,  # noqa: S608
        *values,
    )
    if row is None:
        return None
    return row["found"], row["walked"], (row["created_at"], CallId(row["id"]))
