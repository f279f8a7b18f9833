"""What the API holds open, for its routes."""

import asyncio
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request

from api.accounts.attempt_limits import Throttles
from api.accounts.key_tenants import KeyTenants
from api.accounts.links import AccountMails
from api.answers.runs import AnswerRuns
from api.event_hub import EventHub
from api.http.audit_writer import AuditWriter
from api.http.credentials import Passwords, Tokens
from api.http.open_run_limits import Admission
from api.http.request_limits import RequestLimits
from api.http.schemas import Readiness
from api.webhooks.acceptance import Acceptor
from api.webhooks.caller_memories import CallerMemories
from api.webhooks.incoming_deliveries import DeliveryLog
from api.webhooks.large_bodies import Spools
from api.webhooks.outage_spool import EventSpool
from shared.concurrency.group_commit import GroupCommit
from shared.concurrency.tasks import LateWork, Remembered, Shared
from shared.db.call_batch import NewCall, Recorded
from shared.db.pool import Database
from shared.download.fetcher import RecordingFetcher
from shared.limits.vendor_gate import Gate
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
    acceptor: Acceptor
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
    # Checks of what does not answer.
    late_work: LateWork
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
