"""The dependencies of routes: the database, the queue, the current tenant."""

import asyncio
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.http.schemas import Readiness
from api.http.security import API_KEY_PREFIX, Passwords, Tokens, hash_api_key
from api.webhooks.admission import Admission
from api.webhooks.group_commit import GroupCommit
from api.webhooks.large_bodies import Spools
from api.webhooks.outage_spool import EventSpool
from shared.concurrency.tasks import Shared
from shared.concurrency.tenant_scope import bill_from_now_on_to
from shared.db.api_keys import find_tenant_of_key
from shared.db.call_batch import NewCall, Recorded
from shared.db.pool import Database
from shared.db.tenants import user_exists
from shared.domain.ids import TenantId
from shared.domain.usage import BilledTo
from shared.download.fetcher import RecordingFetcher
from shared.errors import Unauthorized
from shared.metrics_endpoint import Exposition
from shared.ports import Embedder, RecordingStorage, VectorIndex
from shared.queue.queue import Queue, WakeupSender
from shared.sealing import Sealer
from shared.settings.load import Settings
from shared.telemetry.metrics import Metrics
from shared.telemetry.tracing import Tracing


@dataclass(frozen=True, slots=True)
class Resources:
    """Everything the API holds open; opened in the lifespan, closed in reverse."""

    settings: Settings
    database: Database
    queue: Queue
    wakeups: WakeupSender
    new_calls: GroupCommit[NewCall, Recorded | None]
    storage: RecordingStorage
    fetcher: RecordingFetcher
    spools: Spools
    event_spool: EventSpool
    admission: Admission
    direct_waits: asyncio.Semaphore
    embedder: Embedder
    vector_index: VectorIndex
    passwords: Passwords
    tokens: Tokens
    sealer: Sealer
    metrics: Metrics
    tracing: Tracing
    exposition: Exposition
    readiness: Shared[Readiness]
    # The vendor's message by readiness check, while the check fails, for the time in which the
    # vendor is paused.
    why_not_ready: dict[str, str] = field(default_factory=dict)


def resources_of(request: Request) -> Resources:
    """Returns the resources for routes that avoid the cost of dependencies."""
    resources: Resources = request.app.state.resources
    return resources


async def _app_resources(request: Request) -> Resources:
    """Returns the resources. It is asynchronous because FastAPI runs other functions in
    a thread.
    """
    return resources_of(request)


ResourcesDep = Annotated[Resources, Depends(_app_resources)]

_bearer = HTTPBearer(
    auto_error=False, description="An access token from login, or an API key (`ac_…`)."
)


async def current_tenant(
    resources: ResourcesDep, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> TenantId:
    """Returns the tenant, which comes from the credential alone, and bills vendor
    requests to it.
    """
    tenant_id = await _tenant_of(resources, given)
    bill_from_now_on_to(BilledTo(tenant_id))
    return tenant_id


async def _tenant_of(resources: Resources, given: HTTPAuthorizationCredentials | None) -> TenantId:
    if given is None:
        raise Unauthorized(
            "Send `Authorization: Bearer <access token or API key>`.", code="credentials_missing"
        )
    async with resources.database.connection() as conn:
        if given.credentials.startswith(API_KEY_PREFIX):
            tenant_id = await find_tenant_of_key(conn, hash_api_key(given.credentials))
            if tenant_id is None:
                raise Unauthorized(
                    "The API key is not valid or was revoked; create a new one.",
                    code="invalid_api_key",
                )
            return tenant_id
        identity = resources.tokens.read(given.credentials)
        if identity.user_id is None or not await user_exists(
            conn, identity.tenant_id, identity.user_id
        ):
            raise Unauthorized(
                "The account of this access token was deleted; use another one.",
                code="account_gone",
            )
        return identity.tenant_id


TenantDep = Annotated[TenantId, Depends(current_tenant)]


async def _admitted_tenant(tenant_id: TenantDep, resources: ResourcesDep) -> TenantId:
    """Returns the tenant. Raises TooManyRuns or Unavailable when no more work is accepted."""
    await resources.admission.require_room(tenant_id)
    return tenant_id


AdmittedTenantDep = Annotated[TenantId, Depends(_admitted_tenant)]
