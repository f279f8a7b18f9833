"""Moves a team's passages to the vectors of the model that the settings name."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.http.bodies import JsonBody
from api.http.fields import Count
from api.http.idempotency import KeyedJsonRoute
from api.http.permissions import AdminDep, ReaderDep
from api.http.problems import responses
from api.http.resources import Resources, ResourcesDep
from api.http.router import Router
from shared.db.pool import Connection
from shared.db.reindexing import (
    end_running,
    find_latest_run,
    insert_run,
    measure_reindexing,
)
from shared.domain.ids import ReindexRunId, TenantId
from shared.domain.reindexing import ReindexRun, ReindexStatus
from shared.errors import Conflict, InvalidRequest

router = Router(tags=["results"], prefix="/api/search/reindex", route_class=KeyedJsonRoute)


class ReindexQuote(BaseModel):
    """What embedding passages again would take."""

    model: str = Field(description="The model of the settings, to which passages would move.")
    dimension: int = Field(description="How many numbers its vectors have.")
    calls: int = Field(description="How many calls have passages with vectors of other models.")
    passages: int = Field(description="How many passages these are.")
    input_tokens: int = Field(description="About how many tokens the model would read.")
    cost_microusd: int | None = Field(
        description=(
            "About what it would cost, in micro-dollars; null if the model's price is not known."
        )
    )


class ReindexBody(BaseModel):
    """A run that embeds passages again."""

    model_config = ConfigDict(from_attributes=True)

    id: ReindexRunId = Field(description="The run's id.")
    status: ReindexStatus = Field(
        description="`done` also if calls failed: start another run for these."
    )
    model: str = Field(description="The model to which passages move.")
    dimension: int = Field(description="How many numbers its vectors have.")
    created_at: datetime = Field(description="When it was started.")
    finished_at: datetime | None = Field(description="When it was over.")
    calls_done: int = Field(description="How many calls have moved.")
    calls_failed: int = Field(description="How many could not be moved; their jobs say why.")
    calls_open: int = Field(
        description="How many wait in the queue or are in work. Others are given to it later."
    )


class StartReindex(JsonBody):
    """How much the run may cost."""

    max_cost_microusd: Annotated[Count, Field(ge=0, le=10**12)] | None = Field(
        None, description="The run is not started if the quote is higher, in micro-dollars."
    )


@router.get("/quote")
async def quote_reindex(tenant_id: ReaderDep, resources: ResourcesDep) -> ReindexQuote:
    """Says what embedding the passages with vectors of other models would cost."""
    async with resources.database.connection(tenant_id) as conn:
        return await _quote(conn, tenant_id, resources)


@router.post("", status_code=202, responses=responses(400, 409))
async def start_reindex(
    tenant_id: AdminDep, resources: ResourcesDep, body: StartReindex | None = None
) -> ReindexBody:
    """Starts to embed passages that have vectors of other models, behind live calls. They are
    found by their earlier vectors until then, and new calls by the vectors of the new model.

    `GET /api/search/index` shows how far it is. It is a conflict while a run is going on.
    """
    async with resources.database.transaction(tenant_id) as conn:
        quote = await _quote(conn, tenant_id, resources)
        if not quote.passages:
            raise Conflict(
                f"All passages have vectors of {quote.model} already.", code="nothing_to_reindex"
            )
        most = body.max_cost_microusd if body else None
        if most is not None and (quote.cost_microusd is None or quote.cost_microusd > most):
            raise InvalidRequest(
                "The run may cost more than `max_cost_microusd` allows, or its price is not known.",
                code="cost_above_limit",
            )
        started = await insert_run(conn, tenant_id, model=quote.model, dimension=quote.dimension)
        if started is None:
            raise Conflict(
                "A run is going on: wait for its end, or cancel it.", code="reindex_running"
            )
        return await latest_run(conn, tenant_id)


@router.post("/cancel", responses=responses(409))
async def cancel_reindex(tenant_id: AdminDep, resources: ResourcesDep) -> ReindexBody:
    """Ends the run. Calls that are in the queue are moved still; the others keep their vectors and
    are found by them. Another run goes on with them.
    """
    async with resources.database.transaction(tenant_id) as conn:
        if not await end_running(conn, tenant_id, ReindexStatus.CANCELLED):
            raise Conflict("No run is going on.", code="no_reindex")
        return await latest_run(conn, tenant_id)


async def latest_run(conn: Connection, tenant_id: TenantId) -> ReindexBody:
    """Returns the team's latest run, which there must be."""
    run: ReindexRun | None = await find_latest_run(conn, tenant_id)
    return ReindexBody.model_validate(run)


async def _quote(conn: Connection, tenant_id: TenantId, resources: Resources) -> ReindexQuote:
    embedder = resources.embedder
    amount = await measure_reindexing(
        conn, tenant_id, model=embedder.model, dimension=embedder.dimension
    )
    usage = embedder.estimate(amount.size_bytes)
    return ReindexQuote(
        model=embedder.model,
        dimension=embedder.dimension,
        calls=amount.calls,
        passages=amount.passages,
        input_tokens=usage.input_tokens,
        cost_microusd=embedder.cost_microusd(usage),
    )
