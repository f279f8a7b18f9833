"""The page of the queue: what waits, what runs, what failed, and what is wrong with the
installation.
"""

from collections import Counter
from typing import Annotated, Literal

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse

from api.http.dependencies import ReaderDep, ResourcesDep
from api.pages.calls import with_changes
from api.pages.rendering import ViewerDep, render
from api.pages.router import PageRouter
from api.routes.health import ready
from api.routes.jobs import get_jobs
from api.routes.missed_calls import get_missed_calls
from api.routes.queue import queue_stats
from api.routes.usage import read_usage
from shared.domain.statuses import JobStatus

router = PageRouter()

LISTED = 50
VIEWS: dict[str, list[JobStatus]] = {
    "open": [JobStatus.QUEUED, JobStatus.RUNNING],
    "failed": [JobStatus.FAILED],
    "cancelled": [JobStatus.CANCELLED],
    "succeeded": [JobStatus.SUCCEEDED],
}


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
    view: Literal["open", "failed", "cancelled", "succeeded"] = "open",
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    page = await get_jobs(
        tenant_id,
        resources,
        status=VIEWS[view],
        dismissed=False if view == "failed" else None,
        cursor=cursor,
        limit=LISTED,
    )
    checks = (await ready(resources, Response())).checks
    facts = {
        "stats": await queue_stats(tenant_id, resources),
        "page": page,
        "view": view,
        "views": list(VIEWS),
        "here": with_changes(request),
        "older": with_changes(request, cursor=page.next_cursor) if page.next_cursor else None,
        "problems": {name: found for name, found in checks.items() if found != "ok"},
        "failures": Counter(job.error_code for job in page.jobs if job.error_code).most_common()
        if view == "failed"
        else [],
        "missed": await get_missed_calls(tenant_id, resources),
        "budget": (await read_usage(tenant_id, resources)).budget,
    }
    return render("work.html", viewer, facts)
