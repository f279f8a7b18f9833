"""Moves of teams' passages to the vectors of another model, and the models in use."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from shared.db.pool import Connection
from shared.db.rows import fetch_row
from shared.domain.ids import CallId, ReindexRunId, TenantId, new_id
from shared.domain.reindexing import IndexedModel, ReindexAmount, ReindexRun, ReindexStatus
from shared.domain.statuses import ChunkSource, JobKind

# A worker writes the vectors of a model long before, after it has noted the model.
UNUSED_AFTER_S = 3600.0


async def list_models(conn: Connection, tenant_id: TenantId) -> list[IndexedModel]:
    """Returns the models that the team's passages may have vectors of."""
    rows = await conn.fetch(
        "select model, dimension, passages from index_models where tenant_id = $1"
        " order by model, dimension",
        tenant_id,
    )
    return [IndexedModel(row["model"], row["dimension"], row["passages"]) for row in rows]


async def count_by_model(conn: Connection, tenant_id: TenantId) -> list[IndexedModel]:
    """Counts the passages that have a vector, by its model."""
    rows = await conn.fetch(
        """
        select model, dimension, count(*) as passages
        from chunks
        where tenant_id = $1 and indexed_at is not null and model is not null
        group by model, dimension
        order by passages desc, model, dimension
        """,
        tenant_id,
    )
    return [IndexedModel(row["model"], row["dimension"], row["passages"]) for row in rows]


async def count_models_in_use(conn: Connection) -> None:
    """Counts the passages of each model of the teams that have several, of all teams, and forgets
    models that are not used any more.
    """
    await conn.execute(
        """
        with several as (
            select tenant_id
            from index_models
            group by tenant_id
            having count(*) > 1
        ),
        counted as materialized (
            select tenant_id, model, dimension, count(*) as passages
            from chunks
            where tenant_id in (select tenant_id from several) and indexed_at is not null
            group by tenant_id, model, dimension
        ),
        forgotten as (
            delete from index_models
            using several
            where index_models.tenant_id = several.tenant_id
                and used_at < now() - make_interval(secs => $1)
                and not exists (
                    select 1
                    from counted
                    where counted.tenant_id = index_models.tenant_id
                        and counted.model = index_models.model
                        and counted.dimension = index_models.dimension
                )
        )
        insert into index_models (tenant_id, model, dimension, passages)
        select tenant_id, model, dimension, passages
        from counted
        where model is not null and dimension is not null
        on conflict (tenant_id, model, dimension) do update
        set passages = excluded.passages
        """,
        UNUSED_AFTER_S,
    )


async def measure_reindexing(
    conn: Connection, tenant_id: TenantId, *, model: str, dimension: int
) -> ReindexAmount:
    """Returns how much has vectors of other models."""
    row = await fetch_row(
        conn,
        """
        select
            count(distinct call_id) as calls, count(*) as passages,
            coalesce(sum(octet_length(text)), 0)::bigint as size_bytes
        from chunks
        where tenant_id = $1
            and indexed_at is not null
            and (model, dimension) is distinct from ($2, $3)
        """,
        tenant_id,
        model,
        dimension,
    )
    return ReindexAmount(row["calls"], row["passages"], row["size_bytes"])


async def insert_run(
    conn: Connection, tenant_id: TenantId, *, model: str, dimension: int
) -> ReindexRunId | None:
    """Starts a run; returns None when one is running."""
    run_id: ReindexRunId | None = await conn.fetchval(
        """
        insert into reindex_runs (id, tenant_id, model, dimension)
        values ($1, $2, $3, $4)
        on conflict (tenant_id) where status = 'running' do nothing
        returning id
        """,
        new_id(),
        tenant_id,
        model,
        dimension,
    )
    return run_id


async def end_running(conn: Connection, tenant_id: TenantId, status: ReindexStatus) -> bool:
    """Ends the team's running run; returns whether there was one."""
    ended = await conn.execute(
        """
        update reindex_runs
        set status = $2, finished_at = now()
        where tenant_id = $1 and status = 'running'
        """,
        tenant_id,
        status,
    )
    return bool(ended == "UPDATE 1")


async def list_running(
    conn: Connection, *, model: str, dimension: int
) -> list[tuple[TenantId, ReindexRunId]]:
    """Returns the running runs to this model, of all teams."""
    rows = await conn.fetch(
        """
        select tenant_id, id
        from reindex_runs
        where status = 'running' and model = $1 and dimension = $2
        """,
        model,
        dimension,
    )
    return [(TenantId(row["tenant_id"]), ReindexRunId(row["id"])) for row in rows]


async def lock_run(
    conn: Connection, tenant_id: TenantId, run_id: ReindexRunId
) -> ReindexRun | None:
    """Locks a run until the transaction ends. Returns None when it is over, or locked by
    another.
    """
    row = await conn.fetchrow(
        """
        select
            id, model, dimension, status, created_at, finished_at, passed_created_at,
            passed_call_id
        from reindex_runs
        where id = $1 and tenant_id = $2 and status = 'running'
        for no key update skip locked
        """,
        run_id,
        tenant_id,
    )
    return await _with_counts(conn, tenant_id, row) if row else None


async def find_latest_run(conn: Connection, tenant_id: TenantId) -> ReindexRun | None:
    row = await conn.fetchrow(
        """
        select
            id, model, dimension, status, created_at, finished_at, passed_created_at,
            passed_call_id
        from reindex_runs
        where tenant_id = $1
        order by created_at desc, id desc
        limit 1
        """,
        tenant_id,
    )
    return await _with_counts(conn, tenant_id, row) if row else None


async def _with_counts(conn: Connection, tenant_id: TenantId, row: asyncpg.Record) -> ReindexRun:
    counts = await fetch_row(
        conn,
        """
        select
            count(*) filter (where status = 'succeeded') as done,
            count(*) filter (where status in ('failed', 'cancelled')) as failed,
            count(*) filter (where status in ('queued', 'running')) as open
        from jobs
        where tenant_id = $1 and kind = $2 and created_at >= $3
        """,
        tenant_id,
        JobKind.REINDEX_CALL,
        row["created_at"],
    )
    passed_at: datetime | None = row["passed_created_at"]
    return ReindexRun(
        id=row["id"],
        model=row["model"],
        dimension=row["dimension"],
        status=ReindexStatus(row["status"]),
        created_at=row["created_at"],
        finished_at=row["finished_at"],
        passed=(passed_at, CallId(row["passed_call_id"])) if passed_at else None,
        calls_done=counts["done"],
        calls_failed=counts["failed"],
        calls_open=counts["open"],
    )


async def list_calls_of_other_models(
    conn: Connection, tenant_id: TenantId, run: ReindexRun, *, limit: int
) -> list[tuple[datetime, CallId]]:
    """Returns the next calls, the newest first, that have vectors of other models and were not
    given to a worker since the run began. Calls in work are left out; they come in a later round.
    """
    rows = await conn.fetch(
        """
        select created_at, id
        from calls
        where tenant_id = $1
            and ($2::timestamptz is null or (created_at, id) < ($2, $3::uuid))
            and exists (
                select 1
                from chunks
                where chunks.call_id = calls.id
                    and chunks.tenant_id = $1
                    and indexed_at is not null
                    and (chunks.model, chunks.dimension) is distinct from ($4, $5)
            )
            and not exists (
                select 1
                from jobs
                where jobs.call_id = calls.id
                    and jobs.tenant_id = $1
                    and (
                        jobs.status in ('queued', 'running')
                        or (jobs.kind = $6 and jobs.created_at >= $7)
                    )
            )
        order by created_at desc, id desc
        limit $8
        """,
        tenant_id,
        run.passed[0] if run.passed else None,
        run.passed[1] if run.passed else None,
        run.model,
        run.dimension,
        JobKind.REINDEX_CALL,
        run.created_at,
        limit,
    )
    return [(row["created_at"], CallId(row["id"])) for row in rows]


async def has_untried_calls(conn: Connection, tenant_id: TenantId, run: ReindexRun) -> bool:
    """Returns whether calls have vectors of other models and were not tried since the run began."""
    return bool(
        await conn.fetchval(
            """
            select exists (
                select 1
                from chunks
                where tenant_id = $1
                    and indexed_at is not null
                    and (model, dimension) is distinct from ($2, $3)
                    and not exists (
                        select 1
                        from jobs
                        where jobs.call_id = chunks.call_id
                            and jobs.tenant_id = $1
                            and jobs.kind = $4
                            and jobs.created_at >= $5
                    )
            )
            """,
            tenant_id,
            run.model,
            run.dimension,
            JobKind.REINDEX_CALL,
            run.created_at,
        )
    )


async def mark_passed(
    conn: Connection,
    tenant_id: TenantId,
    run_id: ReindexRunId,
    passed: tuple[datetime, CallId] | None,
) -> None:
    """Stores how far the run is; None begins another round."""
    await conn.execute(
        """
        update reindex_runs
        set passed_created_at = $3, passed_call_id = $4
        where id = $1 and tenant_id = $2
        """,
        run_id,
        tenant_id,
        passed[0] if passed else None,
        passed[1] if passed else None,
    )


async def list_indexed_sources(
    conn: Connection, tenant_id: TenantId, call_id: CallId
) -> Sequence[ChunkSource]:
    """Returns the texts of a call that have vectors."""
    rows = await conn.fetch(
        "select distinct source from chunks"
        " where call_id = $1 and tenant_id = $2 and indexed_at is not null",
        call_id,
        tenant_id,
    )
    return [ChunkSource(row["source"]) for row in rows]
