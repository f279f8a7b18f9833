"""The dependencies of routes: the database, the queue, the current tenant."""

import asyncio
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from api.accounts.key_tenants import KeyTenants
from api.accounts.links import AccountMails
from api.accounts.throttles import Throttles
from api.answers.runs import AnswerRuns
from api.event_hub import EventHub
from api.http.audit_writer import AuditWriter
from api.http.network import client_address
from api.http.request_limits import RequestLimits
from api.http.schemas import Readiness
from api.http.security import API_KEY_PREFIX, Passwords, Tokens, hash_token
from api.webhooks.admission import Admission
from api.webhooks.caller_memories import CallerMemories
from api.webhooks.deliveries import DeliveryLog
from api.webhooks.group_commit import GroupCommit
from api.webhooks.large_bodies import Spools
from api.webhooks.outage_spool import EventSpool
from shared.concurrency.tasks import Remembered, Shared
from shared.concurrency.tenant_scope import bill_from_now_on_to
from shared.db.api_keys import find_actor_of_key
from shared.db.call_batch import NewCall, Recorded
from shared.db.pool import Database
from shared.db.sessions import find_actor
from shared.domain.access import Actor, Permission, Role, Scope
from shared.domain.ids import TenantId
from shared.domain.usage import BilledTo
from shared.download.fetcher import RecordingFetcher
from shared.errors import Forbidden, Unauthorized
from shared.limits.gate import Gate
from shared.mail import Mailer
from shared.metrics_endpoint import Exposition
from shared.ports import Answerer, Embedder, RecordingStorage, VectorIndex
from shared.providers.open import EmbedderOf
from shared.queue.queue import Queue, WakeupSender
from shared.sealing import Sealer
from shared.settings.load import Settings
from shared.telemetry.metrics import Metrics
from shared.telemetry.tracing import Tracing
from shared.vendors.elevenlabs.account import ElevenLabsAccount
from shared.vendors.oidc.client import OpenIdProvider
from shared.vendors.twilio.account import TwilioAccount

SESSION_COOKIE = "aftercall_session"
CSRF_HEADER = "X-CSRF-Token"


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
    # The embedder of a model and a dimension; None where these settings have none.
    embedder_of: EmbedderOf
    vector_index: VectorIndex
    passwords: Passwords
    tokens: Tokens
    throttles: Throttles
    caller_memories: CallerMemories
    audit: AuditWriter
    request_limits: RequestLimits
    mailer: Mailer
    account_mails: AccountMails
    openid: OpenIdProvider
    elevenlabs_account: ElevenLabsAccount
    twilio_account: TwilioAccount
    sealer: Sealer
    metrics: Metrics
    tracing: Tracing
    exposition: Exposition
    readiness: Shared[Readiness]
    # How many chunks have no vector, by the minute.
    unindexed: Remembered[int, int]
    event_hub: EventHub
    gate: Gate
    deliveries: DeliveryLog
    # None without a hosted model: nothing is written then.
    answerer: Answerer | None
    answer_runs: AnswerRuns
    # The vendor's message by readiness check, while the check fails, for the time in which the
    # vendor is paused.
    why_not_ready: dict[str, str] = field(default_factory=dict)
    key_tenants: KeyTenants = field(default_factory=KeyTenants)


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
_cookie = APIKeyCookie(
    name=SESSION_COOKIE,
    auto_error=False,
    description=(
        "The session of a browser. Requests that change something carry `X-CSRF-Token` too."
    ),
)
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


async def current_actor(
    request: Request,
    resources: ResourcesDep,
    given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    cookie: Annotated[str | None, Depends(_cookie)],
) -> Actor:
    """Returns who sends the request, from the credential alone, and bills vendor requests
    to the tenant.

    Raises Unauthorized; Forbidden for a browser's request that another site may have sent.
    """
    if given:
        actor = await _actor_of(request, resources, given.credentials)
    elif cookie:
        actor = await _actor_of(request, resources, cookie)
        _require_csrf_token(request, resources, actor)
    else:
        raise Unauthorized(
            "Send `Authorization: Bearer <access token or API key>`.", code="credentials_missing"
        )
    request.state.actor = actor
    request.state.rate_limit = await resources.request_limits.take(actor)
    bill_from_now_on_to(BilledTo(actor.tenant_id))
    return actor


async def _actor_of(request: Request, resources: Resources, credential: str) -> Actor:
    if credential.startswith(API_KEY_PREFIX):
        key_hash = hash_token(credential)
        scope = resources.key_tenants.scope_of(key_hash)
        async with resources.database.connection(scope) as conn:
            actor = await find_actor_of_key(conn, key_hash, address=client_address(request))
        if actor is None:
            await resources.throttles.wrong_key(request)
            raise Unauthorized(
                "The API key is not valid here: it was revoked, has expired or is for other"
                " addresses; create a new one.",
                code="invalid_api_key",
            )
        resources.key_tenants.remember(key_hash, actor.tenant_id)
        return actor
    identity = resources.tokens.read(credential)
    async with resources.database.connection(identity.tenant_id) as conn:
        actor = await find_actor(conn, identity.session_id, identity.tenant_id, identity.user_id)
    if actor is None:
        raise Unauthorized("This session has ended; log in again.", code="session_ended")
    return actor


def _require_csrf_token(request: Request, resources: Resources, actor: Actor) -> None:
    if request.method in _SAFE or actor.session_id is None:
        return
    given = request.headers.get(CSRF_HEADER, "")
    if not resources.tokens.is_csrf_token(given, actor.session_id):
        raise Forbidden(
            f"A browser's request must carry `{CSRF_HEADER}`, which GET /api/me states.",
            code="csrf_token_required",
        )


ActorDep = Annotated[Actor, Depends(current_actor)]


class Allowed:
    """A dependency that refuses a caller without a permission, and returns the tenant."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    async def __call__(self, actor: ActorDep) -> TenantId:
        """Raises Forbidden."""
        if self.permission not in actor.permissions:
            raise Forbidden(_why_refused(actor, self.permission), code="not_allowed")
        return actor.tenant_id


def _why_refused(actor: Actor, permission: Permission) -> str:
    if actor.role is None:
        return (
            f"This API key lacks the scope `{permission}`; create one that has it."
            if str(permission) in set(Scope)
            else "Only a signed-in person may do this, not an API key."
        )
    if permission is Permission.OPERATOR:
        return "Only an operator of the installation may do this."
    roles = [role for role in Role if permission in role.permissions]
    return f"Your role is {actor.role}; this requires the role {' or '.join(roles)}."


# The tenant of a caller with the permission. Every route of a tenant has exactly one of them.
ReaderDep = Annotated[TenantId, Depends(Allowed(Permission.READ))]
IngestDep = Annotated[TenantId, Depends(Allowed(Permission.INGEST))]
WriterDep = Annotated[TenantId, Depends(Allowed(Permission.WRITE))]
AdminDep = Annotated[TenantId, Depends(Allowed(Permission.ADMIN))]
KeysDep = Annotated[TenantId, Depends(Allowed(Permission.KEYS))]
OwnerDep = Annotated[TenantId, Depends(Allowed(Permission.OWNER))]
SelfDep = Annotated[TenantId, Depends(Allowed(Permission.SELF))]
OperatorDep = Annotated[TenantId, Depends(Allowed(Permission.OPERATOR))]


async def _admitted_tenant(tenant_id: IngestDep, resources: ResourcesDep) -> TenantId:
    """Returns the tenant. Raises TooManyRuns or Unavailable when no more work is accepted."""
    await resources.admission.require_room(tenant_id)
    return tenant_id


AdmittedTenantDep = Annotated[TenantId, Depends(_admitted_tenant)]
