"""Sends events to the targets of tenants: queues them as deliveries, sends what is due, and records
what came of it.

At least once, and with the same id each time: a delivery's row is claimed before the request and
settled after it, and is due again when its worker dies in between.
"""

import asyncio
import json
import random
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from uuid import UUID

import structlog

from shared.concurrency.tasks import stop
from shared.db.event_deliveries import (
    ClaimedDelivery,
    Try,
    claim_deliveries,
    settle_delivered,
    settle_failed,
    store_body,
)
from shared.db.event_facts import find_facts
from shared.db.event_queue import queue_deliveries
from shared.db.event_stream import get_last_position, place_events
from shared.db.event_targets import disable_target, get_target, has_targets
from shared.db.pool import ALL_TENANTS, Database
from shared.db.reminders import find_whom_to_call
from shared.db.tenants import get_tenant
from shared.db.users import list_users
from shared.domain.access import Permission
from shared.domain.events import REMINDER
from shared.domain.ids import CallbackId, TargetId, TenantId
from shared.errors import AftercallError, ProviderTimeout, ProviderUnavailable, Unavailable
from shared.mail import Mailer
from shared.outgoing.bodies import body_of, written
from shared.outgoing.expressions import NothingToSend
from shared.outgoing.http import Answer, OutgoingHttp, OutgoingRequest
from shared.outgoing.kinds import (
    HttpKind,
    Outgoing,
    is_delivered,
    is_gone,
    masked_text,
    request_of,
    shown_request,
)
from shared.outgoing.mails import disabled_mail
from shared.outgoing.secrets import TargetSecrets, context_of
from shared.outgoing.template import token_request
from shared.outgoing.tokens import TokenStore, with_token
from shared.sealing import Sealer
from shared.settings.load import Settings
from shared.telemetry.logs import where
from shared.telemetry.metrics import Metrics
from worker.target_mails import MailSender

log = structlog.get_logger()

# Seconds between the tries, after the specification of Standard Webhooks 1.0.
_MINUTE, _HOUR = 60, 3600
SCHEDULE_S: Sequence[float] = (
    5,
    5 * _MINUTE,
    30 * _MINUTE,
    *(hours * _HOUR for hours in (2, 5, 10, 14, 20, 24)),
)
JITTER = 0.2
# A target to which nothing could be delivered for this time is disabled.
FAILING_FOR = timedelta(days=3)
PLACED_AT_ONCE = 1000
# Beyond the time limit of a request. A delivery of a dead worker is due after it.
LEASE_SLACK_S = 30.0
# How often is looked for events that another process has written, and for the first target.
LOOK_S, NO_TARGET_LOOK_S, AWAY_S = 0.5, 5.0, 1.0
MAIL_TIMEOUT_S = 60.0
GRACE_S = 5.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one request; `answer` is None when no whole answer came, and `is_gone` when the
    receiver says that it will never take anything again. `pause_s` is how long nothing is to be
    sent to it.
    """

    last: Try
    answer: Answer | None
    is_delivered: bool = False
    is_gone: bool = False
    pause_s: float | None = None


class Deliverer:
    """Delivers events. Run `run` in the background; `poke` it after a commit that made an event, so
    that it is sent at once.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        sealer: Sealer,
        metrics: Metrics,
        http: OutgoingHttp,
    ) -> None:
        self._settings = settings
        self._database = database
        self._sealer = sealer
        self._metrics = metrics
        self._http = http
        self._tokens = TokenStore(http)
        self._mailer = Mailer(settings.mail)
        self._mails = MailSender(settings, database, self._mailer)
        self._sending: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._targets_known_until = 0.0

    def poke(self) -> None:
        """Says that there may be new events. Costs nothing while there is no target."""
        self._wake.set()

    async def run(self) -> None:
        """Runs until cancelled. Requests in progress have GRACE_S to end then; one that is cut off
        is sent again.
        """
        try:
            while True:
                try:
                    pause_s = await self._round()
                except Unavailable as error:
                    log.warning("events cannot be delivered now", error=type(error).__name__)
                    pause_s = AWAY_S
                # If this loop ended, nothing would be delivered any more.
                except Exception as error:  # noqa: BLE001
                    log.error(
                        "fault in delivering events", error=type(error).__name__, where=where(error)
                    )
                    pause_s = AWAY_S
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause_s):
                        await self._wake.wait()
        finally:
            if self._sending:
                await asyncio.wait(self._sending, timeout=GRACE_S)
            for task in list(self._sending):
                await stop(task)

    async def _round(self) -> float:
        """Queues new events and starts what is due; returns the seconds until the next round."""
        self._wake.clear()
        if time.monotonic() >= self._targets_known_until:
            async with self._database.connection(ALL_TENANTS) as conn:
                is_any = await has_targets(conn)
            if not is_any:
                # Pokes are of no use; the first target is found by looking.
                await asyncio.sleep(NO_TARGET_LOOK_S)
                return 0.0
            self._targets_known_until = time.monotonic() + NO_TARGET_LOOK_S
        # A part of the new events is queued, so that a target with many of them holds up no other.
        async with self._database.transaction(ALL_TENANTS) as conn:
            placed = await place_events(conn, limit=PLACED_AT_ONCE)
            upto = await get_last_position(conn)
        async with self._database.transaction(ALL_TENANTS) as conn:
            looked_at = await queue_deliveries(conn, upto=upto)
        has_more = placed == PLACED_AT_ONCE or looked_at > 0
        free = self._settings.targets.concurrency - len(self._sending)
        if free <= 0:
            return 0.0 if has_more else LOOK_S
        lease_s = self._settings.targets.timeout_s + LEASE_SLACK_S
        async with self._database.transaction(ALL_TENANTS) as conn:
            claimed = await claim_deliveries(conn, limit=free, lease_s=lease_s)
        for delivery in claimed:
            task = asyncio.create_task(self._try_delivery(delivery))
            self._sending.add(task)
            task.add_done_callback(self._delivery_ended)
        return 0.0 if claimed or has_more else LOOK_S

    def _delivery_ended(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        self._wake.set()
        if not task.cancelled() and (fault := task.exception()):
            # The delivery is due again when its lease is over.
            log.error("fault in a delivery", error=type(fault).__name__, where=where(fault))

    async def _try_delivery(self, delivery: ClaimedDelivery) -> None:
        at, started = datetime.now(UTC), time.monotonic()
        try:
            body = delivery.body or await self._compose_body(delivery)
            if body is None:
                return
            outcome = await self._post_body(delivery, body)
        # Such as a body that cannot be written: people see it in the log, and it has its next try.
        except Exception as error:  # noqa: BLE001
            log.error("fault in a delivery", error=type(error).__name__, where=where(error))
            problem = f"Aftercall could not send it ({type(error).__name__})"
            elapsed_ms = round((time.monotonic() - started) * 1000)
            outcome = Outcome(Try(at, elapsed_ms, None, problem), None)
        if outcome.is_delivered:
            async with self._database.transaction(delivery.tenant_id) as conn:
                await settle_delivered(
                    conn, delivery, outcome.last, reached=outcome.answer is not None
                )
            self._metrics.event_delivered("delivered")
        else:
            await self._settle_failure(delivery, outcome)

    async def _compose_body(self, delivery: ClaimedDelivery) -> str | None:
        """Writes and stores the body; returns None when another worker has the delivery."""
        event, tenant_id = delivery.event, delivery.tenant_id
        async with self._database.transaction(tenant_id) as conn:
            facts = (
                await find_facts(
                    conn,
                    tenant_id,
                    event.call_id,
                    full=delivery.body_kind == "full",
                    locking=True,
                )
                if event.call_id
                else None
            )
            base_url = self._settings.runtime.public_base_url
            body = written(body_of(event, facts, base_url=base_url))
            stored = await store_body(conn, delivery, body, sha256(body.encode()).digest())
        return body if stored else None

    async def _post_body(self, delivery: ClaimedDelivery, body: str) -> Outcome:
        at, started = datetime.now(UTC), time.monotonic()
        answer, problem, request, target = None, None, None, None
        tokens: list[str] = []
        pause_s = None
        try:
            opened = self._sealer.open(delivery.sealed, context=context_of(delivery.target_id))
            target = TargetSecrets.model_validate_json(opened)
            until = delivery.previous_secret_until
            shown = await self._shown_to_people(delivery, body)
            outgoing = Outgoing(
                delivery.event.id,
                shown,
                delivery.zone,
                at,
                delivery.language,
                both=bool(until and until > at),
            )
            if delivery.kind == "email":
                answer, request = await self._mails.send(delivery, shown, target)
                request = request if shown is body else None
            else:
                # A template may take some milliseconds.
                sent, request = await asyncio.to_thread(_requested, delivery.kind, outgoing, target)
                # What names people of many calls would outlive them in the log.
                request = request if shown is body else None
                answer = await self._answer_of_target(delivery, sent, target, tokens)
        except NothingToSend as skipped:
            return Outcome(Try(at, 0, None, f"not sent: {skipped}"), None, is_delivered=True)
        except AftercallError as error:
            problem = str(error)
            # Of the endpoint that gives access tokens.
            pause_s = error.retry_after_s if isinstance(error, ProviderUnavailable) else None
        elapsed_ms = round((time.monotonic() - started) * 1000)
        if answer is None or target is None:
            last = Try(at, elapsed_ms, None, problem, request=request)
            return Outcome(last, None, pause_s=pause_s)
        delivered = is_delivered(delivery.kind, answer, target)
        text = masked_text(answer.text, target, tokens)
        problem = None if delivered else f"answered {answer.status}"
        if problem and 300 <= answer.status < 400:
            problem += ": redirects are not followed; give the final URL"
        last = Try(at, elapsed_ms, answer.status, problem, text, request)
        if answer.status in (429, 502, 503, 504):
            pause_s = answer.retry_after_s
        return Outcome(last, answer, delivered, is_gone(delivery.kind, answer), pause_s)

    async def _answer_of_target(
        self,
        delivery: ClaimedDelivery,
        sent: OutgoingRequest,
        target: TargetSecrets,
        tokens: list[str],
    ) -> Answer:
        """Sends a request, with an access token where the template wants one: a token that is
        refused is got again once. `tokens` gets those that were sent.
        """
        wanted = target.request.token if target.request else None
        if delivery.kind != "template" or wanted is None:
            return await self._http.send(sent)
        request = token_request(wanted, target.inputs, target.secret_values)
        key = sha256(delivery.target_id.bytes + repr(request).encode()).digest()
        timeout_s = self._settings.targets.timeout_s
        try:
            # Each request has this time; together they could outlast the claim.
            async with asyncio.timeout(timeout_s):
                tokens.append(await self._tokens.get(key, request))
                answer = await self._http.send(with_token(sent, tokens[-1]))
                if answer.status == HTTPStatus.UNAUTHORIZED:
                    self._tokens.forget(key, tokens[-1])
                    tokens.append(await self._tokens.get(key, request))
                    answer = await self._http.send(with_token(sent, tokens[-1]))
        except TimeoutError as error:
            raise ProviderTimeout(
                f"token and answer did not come within {timeout_s:g} s together"
            ) from error
        return answer

    async def _shown_to_people(self, delivery: ClaimedDelivery, body: str) -> str:
        """Returns the body; that of a reminder with whom its callbacks are for, where people get to
        read it in full. It is looked up for each try, and is not stored.
        """
        if (
            delivery.event.type != REMINDER
            or delivery.body_kind != "full"
            or delivery.kind not in ("slack", "teams", "email")
        ):
            return body
        event = json.loads(body)
        ids = [
            CallbackId(UUID(each["callback_id"])) for each in event["data"]["change"]["callbacks"]
        ]
        async with self._database.connection(delivery.tenant_id) as conn:
            found = await find_whom_to_call(conn, delivery.tenant_id, ids)
        event["data"]["whom"] = {str(callback_id): words for callback_id, words in found.items()}
        return json.dumps(event, ensure_ascii=False)

    async def _settle_failure(self, delivery: ClaimedDelivery, outcome: Outcome) -> None:
        tenant_id, target_id = delivery.tenant_id, delivery.target_id
        next_in_s = next_try(delivery.failures, outcome.pause_s)
        disabled = False
        async with self._database.transaction(tenant_id) as conn:
            since = await settle_failed(
                conn, delivery, outcome.last, next_in_s=next_in_s, pause_s=outcome.pause_s or None
            )
            if since is None:
                return
            is_failing = datetime.now(UTC) - since >= FAILING_FOR
            if outcome.is_gone or is_failing:
                disabled = await disable_target(
                    conn, tenant_id, target_id, "gone" if outcome.is_gone else "failing"
                )
        self._metrics.event_delivered("failed" if next_in_s is None else "postponed")
        log.warning(
            "event not delivered",
            target_id=str(target_id),
            event_type=delivery.event.type,
            status=outcome.last.status,
            failures=delivery.failures + 1,
        )
        if disabled:
            log.warning("target disabled", target_id=str(target_id), gone=outcome.is_gone)
            await self._mail_admins(tenant_id, target_id, is_gone=outcome.is_gone)

    async def _mail_admins(
        self, tenant_id: TenantId, target_id: TargetId, *, is_gone: bool
    ) -> None:
        """Mails the team's owners and admins. Best effort: the event is what counts."""
        if not self._mailer.is_configured:
            return
        page = f"{self._settings.runtime.public_base_url.rstrip('/')}/settings/targets"
        try:
            async with asyncio.timeout(MAIL_TIMEOUT_S):
                async with self._database.connection(tenant_id) as conn:
                    target = await get_target(conn, tenant_id, target_id)
                    users = await list_users(conn, tenant_id)
                    language = (await get_tenant(conn, tenant_id)).message_language
                subject, text = disabled_mail(
                    target.name, is_gone=is_gone, page=page, language=language
                )
                for user in users:
                    if user.disabled_at or Permission.ADMIN not in user.role.permissions:
                        continue
                    await self._mailer.send(user.email, subject, text)
        except (AftercallError, TimeoutError) as error:
            log.warning("admins not mailed", error=type(error).__name__)


def next_try(failures: int, pause_s: float | None) -> float | None:
    """Returns the seconds until the next try, not before the pause that the receiver asked for;
    None when no try is left. `failures` are those before this one.
    """
    if failures >= len(SCHEDULE_S):
        return None
    # Jitter, so that the tries after an outage do not come together.
    planned_s = SCHEDULE_S[failures] * random.uniform(1, 1 + JITTER)  # noqa: S311
    return max(planned_s, pause_s or 0.0)


def _requested(
    kind: HttpKind, outgoing: Outgoing, target: TargetSecrets
) -> tuple[OutgoingRequest, str | None]:
    """Returns the request, and what the log shows of it besides the event."""
    made = request_of(kind, outgoing, target)
    if kind == "webhook":
        return made, None
    return made, json.dumps(shown_request(kind, outgoing, target), ensure_ascii=False)
