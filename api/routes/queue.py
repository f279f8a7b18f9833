"""What waits, what runs, what ended badly; and taking the latter off the list."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.bodies import JsonBody
from api.dependencies import Resources, ResourcesDep, TenantDep
from api.idempotency import KeyedJsonRoute
from api.problems import responses
from api.router import Router
from shared.db.queue_stats import DRAIN_WINDOW_S, count_ended, count_open, dismiss_jobs
from shared.domain.ids import TenantId
from shared.domain.statuses import JobKind, JobStatus, Lane

router = Router(tags=["queue"], route_class=KeyedJsonRoute)

MOST_CLEANED = 10_000


class OpenBody(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    kind: JobKind
    lane: Lane
    waiting: int
    running: int
    scheduled: int
    oldest_s: float | None


class EndedBody(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    kind: JobKind
    succeeded: int
    failed: int
    dead: int
    quarantined: int


class QueueStats(BaseModel):
    """Of the tenant that asks. `waiting` runs wait for a worker, `scheduled` ones for a time; `oldest_s` is the age of
    the one that has waited longest for a worker.

    `succeeded` and `failed` are of the last 24 hours. `dead` runs failed, whenever that was, and wait for somebody to
    retry or clean them; `quarantined` of these took their worker down. `drained_per_minute` is over the last five.
    """

    waiting: int
    running: int
    scheduled: int
    succeeded: int
    failed: int
    dead: int
    quarantined: int
    oldest_s: float | None
    drained_per_minute: float
    workers: int | None = Field(description="workers that reported themselves lately; null while Redis is away")
    open: list[OpenBody]
    ended: list[EndedBody]


class CleanBody(JsonBody):
    status: list[Literal[JobStatus.FAILED, JobStatus.CANCELLED]] = Field([JobStatus.FAILED], min_length=1)
    older_than_s: float = Field(86_400, ge=0, description="only those that ended so long ago, by default a day")


class CleanAnswer(BaseModel):
    cleaned: int


@router.get("/api/queue/stats", responses=responses(401))
async def queue_stats(tenant_id: TenantDep, resources: ResourcesDep) -> QueueStats:
    return await stats_of(resources, tenant_id)


@router.post("/api/queue/clean", responses=responses(401, 413, 415, 422))
async def clean_queue(tenant_id: TenantDep, resources: ResourcesDep, body: CleanBody | None = None) -> CleanAnswer:
    """Takes failed runs, and cancelled ones if asked, off the list of what waits for somebody, ten thousand at a time.

    Nothing is deleted: the calls, their results and the runs' own pages stay, and a retry undoes it.
    """
    asked = body or CleanBody()
    async with resources.database.connection() as conn:
        cleaned = await dismiss_jobs(
            conn, tenant_id, statuses=list(asked.status), older_than_s=asked.older_than_s, limit=MOST_CLEANED
        )
    return CleanAnswer(cleaned=len(cleaned))


async def stats_of(resources: Resources, tenant_id: TenantId) -> QueueStats:
    async with resources.database.connection() as conn:
        waiting, ended = await count_open(conn, tenant_id), await count_ended(conn, tenant_id)
    return QueueStats(
        waiting=sum(each.waiting for each in waiting),
        running=sum(each.running for each in waiting),
        scheduled=sum(each.scheduled for each in waiting),
        succeeded=sum(each.succeeded for each in ended),
        failed=sum(each.failed for each in ended),
        dead=sum(each.dead for each in ended),
        quarantined=sum(each.quarantined for each in ended),
        oldest_s=max((each.oldest_s for each in waiting if each.oldest_s is not None), default=None),
        drained_per_minute=sum(each.drained for each in ended) * 60 / DRAIN_WINDOW_S,
        workers=await resources.queue.workers_alive(),
        open=[OpenBody.model_validate(each) for each in waiting],
        ended=[EndedBody.model_validate(each) for each in ended],
    )
