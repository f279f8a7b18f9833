"""The pages of the work: what waits, what runs and what failed, one job with its runs, and what is
wrong with the installation.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse

from api.http.parameters import JobInPath
from api.http.permissions import ReaderDep
from api.http.resources import ResourcesDep
from api.http.schemas import JobBody
from api.pages.gantt import Chart, chart_of
from api.pages.rendering import ViewerDep, render, with_changes
from api.pages.router import PageRouter
from api.routes.health import ready
from api.routes.installation import read_installation
from api.routes.jobs import AttemptBody, get_jobs, job_attempts, job_runs, job_status
from api.routes.missed_calls import get_missed_calls
from api.routes.queue import queue_stats
from api.routes.usage import read_usage
from shared.domain.access import Permission
from shared.domain.statuses import JobKind, JobStatus, Lane

router = PageRouter()

LISTED = 50
RUNS_LISTED = 10
VIEWS: dict[str, list[JobStatus]] = {
    "open": [JobStatus.QUEUED, JobStatus.RUNNING],
    "failed": [JobStatus.FAILED],
    "dismissed": [JobStatus.FAILED, JobStatus.CANCELLED],
    "cancelled": [JobStatus.CANCELLED],
    "succeeded": [JobStatus.SUCCEEDED],
}
DISMISSED = {"failed": False, "dismissed": True}


@router.get("/admin/queues")
async def queues_page(tenant_id: ReaderDep) -> Response:
    """Leads to the page of the queue, from the address that tools of this kind have."""
    return RedirectResponse("/work", 303)


@router.get("/work")
async def work_page(
    request: Request,
    tenant_id: ReaderDep,
    viewer: ViewerDep,
    resources: ResourcesDep,
    view: Literal["open", "failed", "dismissed", "cancelled", "succeeded"] = "open",
    kind: JobKind | Literal[""] = "",
    lane: Lane | Literal[""] = "",
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    page = await get_jobs(
        tenant_id,
        resources,
        status=VIEWS[view],
        kind=kind or None,
        lane=lane or None,
        dismissed=DISMISSED.get(view),
        cursor=cursor,
        limit=LISTED,
    )
    checks = (await ready(resources, Response())).checks
    may_operate = viewer.may(Permission.OPERATOR)
    facts = {
        "stats": await queue_stats(tenant_id, resources),
        "page": page,
        "view": view,
        "kind": kind,
        "lane": lane,
        "views": list(VIEWS),
        "here": with_changes(request),
        "of_view": lambda view: with_changes(request, view=view, cursor=""),
        "older": with_changes(request, cursor=page.next_cursor) if page.next_cursor else None,
        "problems": {name: found for name, found in checks.items() if found != "ok"},
        "failures": Counter(job.error_code for job in page.jobs if job.error_code).most_common()
        if view == "failed"
        else [],
        "missed": await get_missed_calls(tenant_id, resources),
        "budget": (await read_usage(tenant_id, resources)).budget,
        "installation": await read_installation(tenant_id, resources) if may_operate else None,
    }
    return render("work.html", viewer, facts)


@dataclass(frozen=True, slots=True)
class ShownRun:
    """A run with its chart, and the earlier attempts at its steps."""

    run: JobBody
    chart: Chart | None
    attempts: list[AttemptBody]


@router.get("/work/{job_id}")
async def job_page(
    job_id: JobInPath, tenant_id: ReaderDep, viewer: ViewerDep, resources: ResourcesDep
) -> Response:
    job = await job_status(job_id, tenant_id, resources)
    page = await job_runs(job_id, tenant_id, resources, limit=RUNS_LISTED)
    attempts = (await job_attempts(job_id, tenant_id, resources)).attempts
    shown = [
        ShownRun(run, chart_of(run, attempts), [each for each in attempts if each.run == run.run])
        for run in page.runs
    ]
    return render("job.html", viewer, {"job": job, "runs": shown})
