"""Counts waiting, running and failed runs, and dismisses failed ones."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict

from api.http.bodies import JsonBody
from api.http.idempotency import KeyedJsonRoute
from api.http.permissions import ReaderDep, WriterDep
from api.http.resources import Resources, ResourcesDep
from api.http.router import Router
from shared.db.jobs.queue_stats import DRAIN_WINDOW_S, count_ended, count_open, dismiss_jobs
from shared.domain.ids import TenantId
from shared.domain.statuses import JobKind, JobStatus, Lane

router = Router(tags=["queue"], route_class=KeyedJsonRoute)

MOST_CLEANED = 10_000


class OpenCounts(BaseModel):
    """Runs that are not over."""

    waiting: int = Field(description="Runs that wait for a worker.")
    running: int = Field(description="Runs that a worker has in hand.")
    scheduled: int = Field(description="Runs that wait for a time, as for a vendor's rate limit.")
    oldest_s: float | None = Field(
        description=(
            "For how many seconds the run that has waited longest for a worker does; null if none"
            " waits."
        )
    )


class EndedCounts(BaseModel):
    """Runs that are over."""

    succeeded: int = Field(description="Runs that succeeded in the last 24 hours.")
    failed: int = Field(description="Runs that failed in the last 24 hours.")
    dead: int = Field(
        description=("Failed runs that were neither retried nor cleaned yet, of any age.")
    )
    quarantined: int = Field(description="The part of `dead` that took their worker down.")


class OpenBody(OpenCounts):
    """Runs of one kind and lane that are not over."""

    model_config = ConfigDict(from_attributes=True)

    kind: JobKind = Field(description="Which kind.")
    lane: Lane = Field(description="Which lane.")


class EndedBody(EndedCounts):
    """Runs of one kind that are over."""

    model_config = ConfigDict(from_attributes=True)

    kind: JobKind = Field(description="Which kind.")


class QueueStats(OpenCounts, EndedCounts):
    """The queue of the requesting tenant."""

    drained_per_minute: float = Field(
        description="Runs that ended in a minute, on average over the last five."
    )
    workers: int | None = Field(
        description="Workers that reported themselves lately; null while Redis is away."
    )
    open: list[OpenBody] = Field(description="The runs that are not over, by kind and lane.")
    ended: list[EndedBody] = Field(description="The runs that are over, by kind.")


class CleanBody(JsonBody):
    """Which runs to dismiss."""

    status: list[Literal[JobStatus.FAILED, JobStatus.CANCELLED]] = Field(
        [JobStatus.FAILED], min_length=1, description="How they ended."
    )
    older_than_s: Annotated[float, Strict()] = Field(
        86_400,
        ge=0,
        le=100 * 366 * 86400,
        allow_inf_nan=False,
        description="Only runs that ended at least so many seconds ago; by default a day.",
    )


class CleanAnswer(BaseModel):
    """The result of the dismissal."""

    cleaned: int = Field(description="How many runs were taken off the list.")


@router.get("/api/queue/stats")
async def queue_stats(tenant_id: ReaderDep, resources: ResourcesDep) -> QueueStats:
    """Returns the waiting and running runs, and how runs ended lately."""
    return await stats_of(resources, tenant_id)


@router.post("/api/queue/clean")
async def clean_queue(
    tenant_id: WriterDep, resources: ResourcesDep, body: CleanBody | None = None
) -> CleanAnswer:
    """Dismisses failed runs, and cancelled ones if requested, so that they no longer wait for a
    person; ten thousand at a time.

    Nothing is deleted: the calls, their results and the runs' own pages remain, and a retry undoes
    it.
    """
    asked = body or CleanBody()
    async with resources.database.connection(tenant_id) as conn:
        cleaned = await dismiss_jobs(
            conn,
            tenant_id,
            statuses=list(asked.status),
            older_than_s=asked.older_than_s,
            limit=MOST_CLEANED,
        )
    return CleanAnswer(cleaned=len(cleaned))


async def stats_of(resources: Resources, tenant_id: TenantId) -> QueueStats:
    async with resources.database.connection(tenant_id) as conn:
        waiting, ended = await count_open(conn, tenant_id), await count_ended(conn, tenant_id)
    return QueueStats(
        waiting=sum(each.waiting for each in waiting),
        running=sum(each.running for each in waiting),
        scheduled=sum(each.scheduled for each in waiting),
        succeeded=sum(each.succeeded for each in ended),
        failed=sum(each.failed for each in ended),
        dead=sum(each.dead for each in ended),
        quarantined=sum(each.quarantined for each in ended),
        oldest_s=max(
            (each.oldest_s for each in waiting if each.oldest_s is not None), default=None
        ),
        drained_per_minute=sum(each.drained for each in ended) * 60 / DRAIN_WINDOW_S,
        workers=await resources.queue.workers_alive(),
        open=[OpenBody.model_validate(each) for each in waiting],
        ended=[EndedBody.model_validate(each) for each in ended],
    )
