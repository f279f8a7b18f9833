"""Finds passages of calls by their words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import asyncpg

from shared.db.call_filters import (
    CallFilter,
    has_few_callbacks,
    newest_calls,
    selecting_calls,
)
from shared.db.pool import Connection, plan_for_values
from shared.domain.ids import CallId, ChunkId, TenantId
from shared.domain.passages import Passage
from shared.domain.search_query import SearchQuery
from shared.domain.spelling import LEAST_LETTERS, nearest
from shared.domain.statuses import PassageSource
from shared.domain.transcript import Speaker

# Of more passages with the words, those of the newest calls are ranked. All are counted.
MOST_RANKED = 500


@dataclass(frozen=True, slots=True)
class WordMatches:
    """The passages that match best, and how many passages and calls match in all. `read_as` has the
    words that were looked for instead of some that no passage has.
    """

    ids: list[ChunkId]
    passages: int
    calls: int
    read_as: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


async def server_time(conn: Connection) -> datetime:
    """Returns the beginning of the transaction, by the clock by which passages are stored."""
    now: datetime = await conn.fetchval("select now()")
    return now


async def find_by_words(
    conn: Connection,
    tenant_id: TenantId,
    query: SearchQuery,
    where: CallFilter,
    *,
    sources: Sequence[PassageSource],
    until: datetime,
    limit: int,
    speaker: Speaker | None = None,
) -> WordMatches:
    """Returns the passages with the words of a search, the best first, of those that were stored up
    to `until`. Words as they are typed come before others with their stem. If nothing is found,
    words that no passage has are taken for misspelt. `speaker` selects what one side says. The
    connection is in a transaction.
    """
    await plan_for_values(conn)
    found = await _matching(conn, tenant_id, query, where, sources, until, limit, speaker)
    if found.passages:
        return found
    instead = await _near_words(conn, tenant_id, query)
    if not instead:
        return found
    return await _matching(
        conn,
        tenant_id,
        query.with_instead(instead),
        where,
        sources,
        until,
        limit,
        speaker,
        read_as=instead,
    )


async def _matching(
    conn: Connection,
    tenant_id: TenantId,
    query: SearchQuery,
    where: CallFilter,
    sources: Sequence[PassageSource],
    until: datetime,
    limit: int,
    speaker: Speaker | None,
    read_as: Mapping[str, tuple[str, ...]] | None = None,
) -> WordMatches:
    values: list[Any] = [
        tenant_id,
        query.as_json(),
        speaker,
        [str(source) for source in sources],
        until,
    ]
    of_calls = "true"
    if where != CallFilter():
        of_calls = f"call_id in (select id from calls where {selecting_calls(where, values)})"  # noqa: S608
    values += [MOST_RANKED, limit]
    rows = await conn.fetch(
        # The statement is built only from constants.
        f"""
        with wanted as materialized (
            select
                passage_query($2, languages, $3, false) as any_form,
                passage_query($2, languages, $3, true) as as_typed
            from languages_of_calls($1) as languages
        ),
        found as materialized (
            select chunk_id, call_id
            from wanted
            cross join lateral passages_with_words($1, any_form) as matching
            where (cardinality($4::text[]) = 0 or matching.source = any($4))
                and placed_at <= $5
                and {of_calls}
        ),
        newest as (
            select chunk_id
            from found
            order by call_id desc, chunk_id
            limit ${len(values) - 1}
        ),
        texts as (
            select id, words
            from newest
            join chunks on id = chunk_id and tenant_id = $1
            union all
            select id, words
            from newest
            join call_fields on id = chunk_id and tenant_id = $1
        ),
        -- An array has the words themselves: they are read from outside of their row once. The rank
        -- by distances clears 32 KB for each part of the query, which has many with its forms.
        ranked as materialized (
            select
                id, words @@ as_typed as is_as_typed,
                case
                    when words @@ as_typed then ts_rank_cd('{{1, 1, 1, 1}}', words, as_typed, 1)
                    else ts_rank('{{1, 1, 1, 1}}', words, any_form, 1)
                end as rank
            from (select id, (array[words])[1] as words from texts offset 0) as read
            cross join wanted
        )
        select
            id,
            (select count(*) from found) as passages,
            (select count(*) from (select 1 from found group by call_id) as each) as calls
        from ranked
        order by is_as_typed desc, rank desc, id
        limit ${len(values)}
        """,  # noqa: S608
        *values,
    )
    return WordMatches(
        [ChunkId(row["id"]) for row in rows],
        rows[0]["passages"] if rows else 0,
        rows[0]["calls"] if rows else 0,
        read_as or {},
    )


async def _near_words(
    conn: Connection, tenant_id: TenantId, query: SearchQuery
) -> dict[str, tuple[str, ...]]:
    """Returns words of the tenant's passages for those of the search that none has, in any form."""
    terms = [term for term in query.terms if term.has_forms and len(term.texts[0]) >= LEAST_LETTERS]
    rows = await conn.fetch(
        """
        with given as materialized (
            select typed, plain_words(typed) as word, term
            from unnest($2::text[], $3::jsonb[]) as given (typed, term)
        ),
        unknown as materialized (
            select typed, word
            from given
            where not exists (
                    select from search_words where tenant_id = $1 and word = given.word
                )
                and not exists (
                    select
                    from passages_with_words(
                        $1,
                        passage_query(
                            jsonb_build_array(jsonb_build_array(term)), languages_of_calls($1),
                            null, false
                        )
                    )
                )
        )
        select typed, unknown.word as unknown, near.word
        from unknown
        cross join lateral words_like($1, unknown.word) as near
        order by similarity desc, near.word
        """,
        tenant_id,
        [term.texts[0] for term in terms],
        [SearchQuery("", ((term,),)).as_json()[0][0] for term in terms],
    )
    near: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        near.setdefault((row["typed"], row["unknown"]), []).append(row["word"])
    found = {typed: nearest(word, others) for (typed, word), others in near.items()}
    return {typed: words for typed, words in found.items() if words}


async def list_passages(
    conn: Connection, tenant_id: TenantId, ids: Sequence[ChunkId]
) -> dict[ChunkId, Passage]:
    """Returns the passages with these ids. Deleted ones are missing from the result."""
    rows = await conn.fetch(
        """
        select id, call_id, source, text, char_start, start_s, end_s
        from chunks
        where id = any($1) and tenant_id = $2
        union all
        select id, call_id, source, text, 0, null, null
        from call_fields
        where id = any($1) and tenant_id = $2
        """,
        list(ids),
        tenant_id,
    )
    return {passage.id: passage for passage in map(_passage, rows)}


async def list_owners(
    conn: Connection, tenant_id: TenantId, ids: Sequence[ChunkId]
) -> dict[ChunkId, CallId]:
    """Returns the calls of these passages."""
    rows = await conn.fetch(
        """
        select id, call_id
        from chunks
        where id = any($1) and tenant_id = $2
        union all
        select id, call_id
        from call_fields
        where id = any($1) and tenant_id = $2
        """,
        list(ids),
        tenant_id,
    )
    return {ChunkId(row["id"]): CallId(row["call_id"]) for row in rows}


async def only_current(
    conn: Connection,
    tenant_id: TenantId,
    ids: Sequence[ChunkId],
    *,
    until: datetime,
    exclusions: SearchQuery | None,
) -> set[ChunkId]:
    """Returns which of these chunks were stored up to `until`, have no word that the search
    excludes, and are not of a summary that a person corrected.
    """
    rows = await conn.fetch(
        """
        select id
        from chunks
        where id = any($1)
            and tenant_id = $2
            and placed_at <= $3
            and not (
                source = 'summary'
                and exists (
                    select 1
                    from call_fields
                    where call_fields.call_id = chunks.call_id
                        and call_fields.tenant_id = $2
                        and call_fields.source = 'summary'
                )
            )
            and (
                $4::jsonb is null
                or words @@ passage_query($4, languages_of_calls($2), null, false)
            )
        """,
        list(ids),
        tenant_id,
        until,
        exclusions.as_json() if exclusions else None,
    )
    return {ChunkId(row["id"]) for row in rows}


async def list_alike(
    conn: Connection, tenant_id: TenantId, words: Collection[str], query: SearchQuery
) -> list[str]:
    """Returns those of `words` that have the stem of a word of the search, in a language of the
    tenant's calls.
    """
    wanted = [text for term in query.terms if term.has_forms for text in term.texts]
    rows = await conn.fetch(
        """
        with wanted as materialized (
            select
                language,
                tsvector_to_array(to_tsvector(stemmer_of(language), plain_words($3))) as stems
            from unnest(languages_of_calls($1)) as language
        )
        select word
        from unnest($2::text[]) as given (word)
        where exists (
            select 1
            from wanted
            where tsvector_to_array(to_tsvector(stemmer_of(language), word)) && stems
        )
        """,
        tenant_id,
        list(words),
        " ".join(wanted),
    )
    return [row["word"] for row in rows]


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


def _passage(row: asyncpg.Record) -> Passage:
    return Passage(
        id=ChunkId(row["id"]),
        call_id=CallId(row["call_id"]),
        source=PassageSource(row["source"]),
        text=row["text"],
        char_start=row["char_start"],
        start_s=row["start_s"],
        end_s=row["end_s"],
    )
