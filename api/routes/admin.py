"""The queue as a page: waiting, running and failed runs, each run's steps, and buttons to cancel
and retry.

A browser signs in with HTTP Basic: e-mail and password, or any name and an API key. Forms carry a
token of this credential, because the browser sends the credential with forms of any origin.
"""

import hmac
from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import parse_qs

import jinja2
from fastapi import Depends, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.security import HTTPBasicCredentials

from api.accounts.signing_in import actor_of, check_password
from api.http.bodies import read_body
from api.http.dependencies import Resources, ResourcesDep
from api.http.network import client_address
from api.http.router import Router
from api.http.schemas import JobBody
from api.http.security import API_KEY_PREFIX, hash_token
from api.retrying import retry_matching
from api.routes.queue import MOST_CLEANED, stats_of
from api.run_actions import cancel_run, retry_run
from shared.db.api_keys import find_actor_of_key
from shared.db.jobs.blockers import unblocked
from shared.db.jobs.jobs import JobFilter, list_jobs
from shared.db.jobs.queue_stats import dismiss_jobs
from shared.db.jobs.retryable import RetryFilter, count_failed_by_code
from shared.db.jobs.steps import list_steps
from shared.db.pool import ALL_TENANTS
from shared.domain.access import Actor, Permission
from shared.domain.ids import JobId, TenantId
from shared.domain.run_options import RunOptions
from shared.domain.statuses import JobStatus
from shared.errors import Conflict, Forbidden, Unauthorized

router = Router(tags=["queue"], prefix="/admin/queues", include_in_schema=False)

LISTED = 50
MOST_RETRIED = 1000
MOST_FORM_BYTES = 4096
OPEN = (JobStatus.QUEUED, JobStatus.RUNNING)
VIEWS: dict[str, tuple[JobStatus, ...]] = {
    "open": OPEN,
    "failed": (JobStatus.FAILED,),
    "cancelled": (JobStatus.CANCELLED,),
    "succeeded": (JobStatus.SUCCEEDED,),
}
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self';"
    " frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
CHALLENGE = {"WWW-Authenticate": 'Basic realm="Aftercall queues", charset="UTF-8"'}

_pages = jinja2.Environment(
    loader=jinja2.PackageLoader("api"), autoescape=True, undefined=jinja2.StrictUndefined
)


async def _signed_in_actor(request: Request, resources: ResourcesDep) -> Actor:
    given = _given(request)
    if given is None:
        raise HTTPException(
            401, "Sign in with e-mail address and password, or with an API key.", CHALLENGE
        )
    try:
        actor = await _actor_of(request, resources, given)
    except Unauthorized as error:
        raise HTTPException(401, str(error), CHALLENGE) from error
    request.state.actor = actor
    return actor


def _given(request: Request) -> HTTPBasicCredentials | None:
    """Reads the credential in the character set of the challenge: FastAPI's own reader accepts
    ASCII only.
    """
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, password = b64decode(encoded).decode().partition(":")
    except ValueError:
        return None
    return HTTPBasicCredentials(username=name, password=password) if colon else None


async def _actor_of(request: Request, resources: Resources, given: HTTPBasicCredentials) -> Actor:
    """Returns who signs in. A password may begin like an API key. Who has an authenticator app
    needs a key, because a browser cannot send a code with each request. Raises Unauthorized.
    """
    if given.password.startswith(API_KEY_PREFIX):
        async with resources.database.connection(ALL_TENANTS) as conn:
            actor = await find_actor_of_key(
                conn, hash_token(given.password), address=client_address(request)
            )
        if actor:
            return actor
    user = await check_password(resources, request, given.username, given.password, None)
    return actor_of(user)


def _allowed(permission: Permission) -> Any:
    async def tenant_of(actor: Annotated[Actor, Depends(_signed_in_actor)]) -> TenantId:
        if permission not in actor.permissions:
            raise Forbidden(
                f"This requires the permission `{permission}`, which you do not have.",
                code="not_allowed",
            )
        return actor.tenant_id

    return Depends(tenant_of)


Reader = Annotated[TenantId, _allowed(Permission.READ)]
Writer = Annotated[TenantId, _allowed(Permission.WRITE)]


@router.get("")
async def page(
    request: Request,
    resources: ResourcesDep,
    tenant_id: Reader,
    view: str = "open",
    message: str = "",
) -> Response:
    statuses = VIEWS.get(view, OPEN)
    stats = await stats_of(resources, tenant_id)
    async with resources.database.connection(tenant_id) as conn:
        found = await list_jobs(conn, tenant_id, JobFilter(statuses, dismissed=False), limit=LISTED)
        codes = await count_failed_by_code(conn, tenant_id) if stats.dead else []
        jobs = [JobBody.with_steps(job, await list_steps(conn, tenant_id, job.id)) for job in found]
    html = _pages.get_template("queues.html").render(
        stats=stats,
        jobs=jobs,
        codes=codes,
        view=view if view in VIEWS else "open",
        views=list(VIEWS),
        listed=LISTED,
        message=MESSAGES.get(message, ""),
        token=_form_token(request, resources),
        age=_age_since(datetime.now(UTC)),
    )
    return HTMLResponse(html, headers=HEADERS)


MESSAGES = {
    "cancelled": "Cancelled.",
    "retried": "It is tried again.",
    "retried_all": "They are tried again, behind new calls.",
    "retried_partly": f"{MOST_RETRIED} of them are tried again; press again for the rest.",
    "cleaned": "Failed runs are off the list.",
    "partly": f"{MOST_CLEANED} failed runs are off the list; press again for the rest.",
    "conflict": "That was not possible any more: the run had changed meanwhile.",
}


@router.post("/{job_id}/cancel")
async def cancel(
    job_id: JobId, request: Request, resources: ResourcesDep, tenant_id: Writer
) -> Response:
    await _require_token(request, resources)
    try:
        async with (
            resources.database.transaction(tenant_id) as conn,
            unblocked(resources.database, conn),
        ):
            await cancel_run(conn, tenant_id, job_id)
    except Conflict:
        return _back("conflict")
    return _back("cancelled")


@router.post("/{job_id}/retry")
async def retry(
    job_id: JobId, request: Request, resources: ResourcesDep, tenant_id: Writer
) -> Response:
    await _require_token(request, resources)
    try:
        async with resources.database.transaction(tenant_id) as conn:
            _, wakeup = await retry_run(
                conn, tenant_id, job_id, from_step=None, options=RunOptions()
            )
    except Conflict:
        return _back("conflict")
    resources.wakeups.send(wakeup)
    return _back("retried")


@router.post("/retry")
async def retry_all(request: Request, resources: ResourcesDep, tenant_id: Writer) -> Response:
    form = await _require_token(request, resources)
    where = RetryFilter(tenant_id, error_code=form.get("error_code", [""])[0] or None)
    now = datetime.now(UTC)
    retried = await retry_matching(
        resources.database, where, resources.wakeups.send, until=now, limit=MOST_RETRIED
    )
    return _back("retried_all" if retried.count < MOST_RETRIED else "retried_partly")


@router.post("/clean")
async def clean(request: Request, resources: ResourcesDep, tenant_id: Writer) -> Response:
    await _require_token(request, resources)
    async with resources.database.connection(tenant_id) as conn:
        cleaned = await dismiss_jobs(
            conn, tenant_id, statuses=[JobStatus.FAILED], older_than_s=0, limit=MOST_CLEANED
        )
    return _back("cleaned" if len(cleaned) < MOST_CLEANED else "partly")


def _back(message: str) -> Response:
    return RedirectResponse(f"/admin/queues?message={message}", 303)


async def _require_token(request: Request, resources: Resources) -> dict[str, list[str]]:
    """Checks the token and returns the form. Raises Forbidden."""
    form = parse_qs(
        (await read_body(request, max_bytes=MOST_FORM_BYTES)).decode("ascii", "replace")
    )
    given = form.get("token", [""])[0]
    if not hmac.compare_digest(given.encode(), _form_token(request, resources).encode()):
        raise Forbidden("The form is not from this page; load it again.", code="form_expired")
    return form


def _form_token(request: Request, resources: Resources) -> str:
    """Returns the token of this credential, which other sites' forms do not know."""
    credential = request.headers.get("authorization", "")
    return resources.tokens.pseudonym(f"queue page's form of {credential}")


def _age_since(now: datetime) -> Callable[[datetime], str]:
    def age(moment: datetime) -> str:
        seconds = int((now - moment).total_seconds())
        for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
            if abs(seconds) >= size:
                return f"{seconds // size} {unit}"
        return f"{seconds} s"

    return age
