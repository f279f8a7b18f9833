"""Compares the senders' lists of calls with the stored ones, and records calls without a webhook.

The same code records what a webhook without transcript or audio would have left; the run then
fetches the rest. A late webhook finds the call.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Protocol

import structlog

from shared.db.agents import find_agent, find_agent_of_tenant
from shared.db.call_legs import find_tenant_of_sid
from shared.db.elevenlabs_keys import find_elevenlabs_key
from shared.db.missed_calls import Check, find_arrived, mark_check_failed, mark_checked, take_check
from shared.db.pool import ALL_TENANTS, Connection, Database, open_database
from shared.db.twilio_accounts import find_tenant_of_account
from shared.domain.ids import AgentId, TenantId
from shared.domain.incoming import IncomingCall, IncomingRecording
from shared.domain.missed_calls import CheckCounts, ListedCall, ListedPage, Outcome
from shared.domain.statuses import Claim, Source
from shared.domain.transcript import Speaker
from shared.errors import (
    AccountRefused,
    AftercallError,
    Conflict,
    InvalidRequest,
    NotReadyYet,
    Permanent,
    ProviderMalformed,
    ProviderTimeout,
    Transient,
)
from shared.intake.calls import record_call
from shared.intake.events import Accepted
from shared.intake.recordings import record_recording
from shared.limits.vendor_gate import open_gate
from shared.queue.queue import Queue, open_queue
from shared.sealing import Sealer
from shared.settings.load import Settings
from shared.telemetry.logs import where
from shared.telemetry.metrics import Metrics, create_metrics
from shared.vendors.elevenlabs.api import ElevenLabsConversations
from shared.vendors.elevenlabs.webhook import parse_conversation
from shared.vendors.listings import parse_conversations, parse_recordings
from shared.vendors.twilio.api import TwilioRecordings
from worker.resources import Resources

log = structlog.get_logger()

LOOK_EVERY_S = 30.0
CHECK_TIMEOUT_S = 600.0
# Longer than a check can take, so that only a dead worker's check is repeated.
HOLD_S = CHECK_TIMEOUT_S + 60
MAX_PAGES = 1000
RETRY_S = 300.0
MOST_FAILING = 3


class Lists(Protocol):
    """The API of a sender that lists calls."""

    @property
    def is_configured(self) -> bool: ...

    async def page(self, *, since: datetime, cursor: str | None) -> bytes: ...


class SenderCheck(Lists, Protocol):
    """A sender's API that also returns a single call."""

    async def get(self, conversation_id: str, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Sender:
    """A sender. `leg_of` finds the telephone leg of a call, where the list does not state it. With
    `tenant_id` this tenant's own key lists the calls, and only its agents are looked for.
    """

    source: Source
    client: Lists
    parse: Callable[[bytes], ListedPage]
    leg_of: Callable[[str], Awaitable[str | None]] | None = None
    tenant_id: TenantId | None = None


@dataclass(frozen=True, slots=True)
class Checking:
    """The parameters of a check; `senders` are those that may be queried with the installation's
    credentials, `conversations` those at ElevenLabs that tenants' own keys can read.
    """

    settings: Settings
    database: Database
    queue: Queue
    metrics: Metrics
    senders: Mapping[Source, Sender]
    conversations: ElevenLabsConversations
    sealer: Sealer


@dataclass(slots=True)
class Findings:
    """The findings so far. The agent or account of `unclaimed` calls is not registered."""

    source: Source
    of_tenants: dict[TenantId, CheckCounts] = field(
        default_factory=lambda: defaultdict(CheckCounts)
    )
    unclaimed: int = 0
    unreadable: int = 0
    # Calls for which the query to their sender failed: in total, and in a row at the end.
    failed: int = 0
    failing: int = 0

    @property
    def total(self) -> CheckCounts:
        return sum(self.of_tenants.values(), CheckCounts())


@dataclass(frozen=True, slots=True)
class _Owner:
    """The tenant of a call. With `own_key` the tenant's own key lists its calls."""

    tenant_id: TenantId
    agent_id: AgentId | None = None
    own_key: bool = False


Report = Callable[[Findings], None]


def senders_of(
    settings: Settings, conversations: SenderCheck, recordings: Lists
) -> dict[Source, Sender]:
    """Returns the senders that may be queried: none when MISSED_CALLS_WINDOW_HOURS is 0."""
    known = (
        Sender(
            Source.ELEVENLABS, conversations, parse_conversations, partial(leg_of, conversations)
        ),
        Sender(Source.TWILIO, recordings, parse_recordings),
    )
    asked = settings.missed_calls.window_hours > 0
    return {each.source: each for each in known if asked and each.client.is_configured}


def checking_of(resources: Resources) -> Checking:
    """Returns the parameters of a worker's own checks."""
    senders = senders_of(resources.settings, resources.conversations, resources.twilio_recordings)
    return Checking(
        resources.settings,
        resources.database,
        resources.queue,
        resources.metrics,
        senders,
        resources.conversations,
        resources.sealer,
    )


@asynccontextmanager
async def open_checking(settings: Settings) -> AsyncIterator[Checking]:
    """Opens a manual check."""
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(settings.database))
        queue = await stack.enter_async_context(open_queue(settings.queue))
        gate = await stack.enter_async_context(open_gate(settings.queue, settings.limits))
        conversations = ElevenLabsConversations(settings.elevenlabs, gate)
        stack.push_async_callback(conversations.close)
        recordings = TwilioRecordings(settings.twilio, gate)
        stack.push_async_callback(recordings.close)
        yield Checking(
            settings,
            database,
            queue,
            create_metrics(),
            senders_of(settings, conversations, recordings),
            conversations,
            Sealer(settings.auth),
        )


async def check_forever(checking: Checking) -> None:
    """Runs until cancelled. Every worker does this; one worker takes each source that is due."""
    while True:
        try:
            while await check_next(checking):
                pass
        except AftercallError as error:
            log.warning("missed calls not checked", error=type(error).__name__)
        except Exception as error:  # noqa: BLE001 - if this loop ended, nobody would ask any more
            log.warning("missed calls not checked", error=type(error).__name__, where=where(error))
        await asyncio.sleep(LOOK_EVERY_S)


async def check_next(checking: Checking) -> Findings | None:
    """Checks the source that is due; returns None without one. Raises the errors of
    `check_source`.
    """
    async with checking.database.connection(ALL_TENANTS) as conn:
        check = await take_check(conn, checking.senders, hold_s=HOLD_S)
    if check is None:
        return None
    findings = await _check_source(checking, check)
    log.info(
        "missed calls checked",
        source=check.source,
        unclaimed=findings.unclaimed,
        **asdict(findings.total),
    )
    return findings


async def check_source(
    checking: Checking, source: Source, report: Report | None = None
) -> Findings | None:
    """Checks this source, due or not. Returns None while another process is about to do so. Raises
    a provider error, Unavailable.

    Idempotent, and may be repeated after any failure: calls that were recorded before the failure
    then count as arrived.
    """
    async with checking.database.connection(ALL_TENANTS) as conn:
        check = await take_check(conn, [source], hold_s=HOLD_S, due_only=False)
    return await _check_source(checking, check, report) if check else None


async def _check_source(checking: Checking, check: Check, report: Report | None = None) -> Findings:
    findings = Findings(check.source)
    try:
        async with asyncio.timeout(CHECK_TIMEOUT_S):
            await compare(checking, checking.senders[check.source], findings, report)
    except (AftercallError, TimeoutError) as error:
        wait_s = error.retry_after_s if isinstance(error, Transient) else None
        async with checking.database.connection(ALL_TENANTS) as conn:
            await mark_check_failed(conn, check, again_in_s=wait_s or RETRY_S)
        if isinstance(error, TimeoutError):
            raise ProviderTimeout(f"The check took longer than {CHECK_TIMEOUT_S:g} s") from error
        raise
    async with checking.database.transaction(ALL_TENANTS) as conn:
        every_s = checking.settings.missed_calls.every_s
        again_in_s = min(every_s, RETRY_S) if findings.failed else every_s
        await mark_checked(conn, check, findings.of_tenants, again_in_s=again_in_s)
    return findings


async def compare(
    checking: Checking, sender: Sender, findings: Findings, report: Report | None
) -> None:
    """Compares the sender's list with the stored calls, and records what is missing. Raises a
    provider error, Unavailable.
    """
    limits, now = checking.settings.missed_calls, datetime.now(UTC)
    since, until = (
        now - timedelta(hours=limits.window_hours),
        now - timedelta(seconds=limits.grace_s),
    )
    owners: dict[str, _Owner | None] = {}
    cursor: str | None = None
    for _ in range(MAX_PAGES):
        page = await asyncio.to_thread(
            sender.parse, await sender.client.page(since=since, cursor=cursor)
        )
        findings.unreadable += page.unreadable
        await _take_in(
            checking,
            sender,
            [call for call in page.calls if since <= call.ended_at <= until],
            owners,
            findings,
        )
        if report:
            report(findings)
        if page.cursor is None:
            return
        cursor = page.cursor
    raise ProviderMalformed(
        f"the list does not end after {MAX_PAGES} pages; lower MISSED_CALLS_WINDOW_HOURS"
    )


async def _take_in(
    checking: Checking,
    sender: Sender,
    calls: Sequence[ListedCall],
    owners: dict[str, _Owner | None],
    findings: Findings,
) -> None:
    async with checking.database.connection(ALL_TENANTS) as conn:
        arrived = await find_arrived(conn, findings.source, [call.id for call in calls])
        for call in calls:
            if _registered_as(call) not in owners:
                owners[_registered_as(call)] = await _owner_of(conn, call, sender.tenant_id)
    for call in calls:
        owner = owners[_registered_as(call)]
        if owner is None:
            findings.unclaimed += 1
            checking.metrics.call_listed(findings.source, "unclaimed")
            continue
        if owner.own_key:
            continue
        outcome: Outcome = (
            "arrived"
            if (owner.tenant_id, call.id) in arrived
            else await _record_or_miss(checking, sender, owner, call, findings)
        )
        findings.of_tenants[owner.tenant_id].count(outcome)
        checking.metrics.call_listed(findings.source, outcome)


def _registered_as(call: ListedCall) -> str:
    """Returns what identifies the tenant: the agent; for a recording the account, or
    else its leg.
    """
    match call.event:
        case IncomingCall(agent_external_id=agent):
            return agent or ""
        case IncomingRecording(account_sid=account_sid, call_sid=call_sid):
            return f"{account_sid} {call_sid}"


async def _owner_of(
    conn: Connection, call: ListedCall, of_tenant: TenantId | None
) -> _Owner | None:
    """Returns the tenant of the call. A tenant's own key reads the calls of that tenant's agents,
    claimed or not. An agent that such a key has proved is left to it.
    """
    match call.event:
        case IncomingCall(agent_external_id=external_id) if of_tenant:
            agent_id = await find_agent_of_tenant(conn, of_tenant, external_id or "")
            return _Owner(of_tenant, agent_id) if agent_id else None
        case IncomingCall(agent_external_id=external_id):
            agent = await find_agent(conn, external_id or "")
            if agent is None:
                return None
            own_key = agent.claimed_by is Claim.VENDOR_KEY and bool(
                await find_elevenlabs_key(conn, agent.tenant_id)
            )
            return _Owner(agent.tenant_id, agent.id, own_key)
        case IncomingRecording(account_sid=account_sid, call_sid=call_sid):
            tenant_id = await find_tenant_of_account(conn, account_sid)
            if tenant_id is None and call_sid:
                tenant_id = await find_tenant_of_sid(conn, call_sid)
            return _Owner(tenant_id) if tenant_id else None


async def _record_or_miss(
    checking: Checking, sender: Sender, owner: _Owner, call: ListedCall, findings: Findings
) -> Outcome:
    """Records the call. A call for which its sender fails counts as missing, so that the others are
    still recorded. After MOST_FAILING in a row the sender itself counts as unavailable, and its
    error is raised.
    """
    try:
        outcome = await _record_listed(checking, sender, owner, call)
    except AccountRefused:
        raise
    except Transient as error:
        findings.failed, findings.failing = findings.failed + 1, findings.failing + 1
        if findings.failing >= MOST_FAILING:
            raise
        log.warning(
            "a listed call could not be looked up",
            source=call.event.source,
            error=type(error).__name__,
        )
        return "missing"
    findings.failing = 0
    return outcome


async def _record_listed(
    checking: Checking, sender: Sender, owner: _Owner, call: ListedCall
) -> Outcome:
    """Records a call in its own transaction, so that an interrupted check leaves nothing
    incomplete.
    """
    if sender.leg_of and isinstance(call.event, IncomingCall):
        # The leg joins the call with the carrier's recording: without it there would be two calls,
        # transcribed and paid for twice.
        event = replace(call.event, call_sid=await sender.leg_of(call.id))
        call = replace(call, event=event)
    try:
        async with checking.database.transaction(owner.tenant_id) as conn:
            accepted = await _record_call(
                conn, checking.settings, owner, call, installation_owned=sender.tenant_id is None
            )
    except Conflict:
        # The call was deleted while this waited for its row.
        return "arrived"
    except InvalidRequest:
        log.warning("a listed call cannot be recorded", source=call.event.source)
        return "missing"
    if accepted.wakeup:
        await checking.queue.wakeup(accepted.wakeup)
    return "fetched" if accepted.created else "arrived"


async def leg_of(conversations: SenderCheck, conversation_id: str) -> str | None:
    """Returns the leg, None also when it cannot be found for this call. Raises Transient errors of
    the sender as a whole.
    """
    try:
        found = await asyncio.to_thread(
            parse_conversation, await conversations.get(conversation_id)
        )
    except (NotReadyYet, ProviderMalformed, Permanent, InvalidRequest):
        return None
    return found.call.call_sid


async def _record_call(
    conn: Connection,
    settings: Settings,
    owner: _Owner,
    call: ListedCall,
    *,
    installation_owned: bool,
) -> Accepted:
    """Records the call. The credentials that listed it may fetch the rest: the installation's, or
    else the tenant's.
    """
    match call.event:
        case IncomingCall() as event:
            return await record_call(
                conn, owner.tenant_id, owner.agent_id, event, installation_owned=installation_owned
            )
        case IncomingRecording() as event:
            first_channel = Speaker(settings.twilio.first_channel)
            return await record_recording(
                conn,
                owner.tenant_id,
                event,
                first_channel=first_channel,
                installation_owned=installation_owned,
            )
