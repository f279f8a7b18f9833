"""Compares what tenants' own keys at ElevenLabs list with the stored calls.

Each tenant has its own comparison with its own deadline, several run at a time, and each key has
its own limiter: a key that is refused or slow delays no other tenant's calls.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial

import structlog

from shared.db.elevenlabs_keys import (
    KeyCheck,
    context_of,
    mark_key_check_failed,
    mark_key_checked,
    take_key_check,
)
from shared.db.pool import ALL_TENANTS
from shared.domain.ids import TenantId
from shared.domain.statuses import Source
from shared.errors import AftercallError, ProviderTimeout, Transient
from shared.telemetry.logs import where
from shared.vendors.elevenlabs.api import ElevenLabsConversations
from shared.vendors.listings import parse_conversations
from worker.upkeep.missed_calls import (
    LOOK_EVERY_S,
    RETRY_S,
    Checking,
    Findings,
    Sender,
    compare,
    leg_of,
)

log = structlog.get_logger()

KEYS_AT_ONCE = 8
KEY_CHECK_TIMEOUT_S = 120.0
HOLD_S = KEY_CHECK_TIMEOUT_S + 60
TOO_SLOW = f"ElevenLabs did not send the whole list within {KEY_CHECK_TIMEOUT_S:g} s."


@dataclass(frozen=True, slots=True)
class ConversationsOfKey:
    """The conversations that a tenant's own key can read."""

    conversations: ElevenLabsConversations
    key: str

    @property
    def is_configured(self) -> bool:
        return True

    async def page(self, *, since: datetime, cursor: str | None) -> bytes:
        return await self.conversations.page(since=since, cursor=cursor, key=self.key)

    async def get(self, conversation_id: str, /) -> bytes:
        return await self.conversations.get(conversation_id, key=self.key)


async def check_keys_forever(checking: Checking) -> None:
    """Runs until cancelled. Every worker does this; one worker takes each key that is due. A worker
    checks KEYS_AT_ONCE at a time.
    """
    if checking.settings.missed_calls.window_hours <= 0:
        await asyncio.Event().wait()
    places = asyncio.Semaphore(KEYS_AT_ONCE)
    async with asyncio.TaskGroup() as tasks:
        while True:
            await places.acquire()
            check = None
            with _log_errors():
                async with checking.database.connection(ALL_TENANTS) as conn:
                    check = await take_key_check(conn, hold_s=HOLD_S)
            if check is None:
                places.release()
                await asyncio.sleep(LOOK_EVERY_S)
                continue
            task = tasks.create_task(_check_logged(checking, check))
            task.add_done_callback(lambda _: places.release())


async def _check_logged(checking: Checking, check: KeyCheck) -> None:
    with _log_errors():
        await _check_key(checking, check)


@contextmanager
def _log_errors() -> Iterator[None]:
    """Logs errors: if this loop ended, no key would be checked any more."""
    try:
        yield
    except AftercallError as error:
        log.warning("own keys not checked", error=type(error).__name__)
    except Exception as error:  # noqa: BLE001
        log.warning("own keys not checked", error=type(error).__name__, where=where(error))


async def check_next_key(
    checking: Checking, *, of_tenant: TenantId | None = None
) -> Findings | AftercallError | None:
    """Checks the key that is due, or this tenant's, due or not. Returns what was found, or why the
    check did not finish; None when no key is due. Raises Unavailable.
    """
    async with checking.database.connection(ALL_TENANTS) as conn:
        check = await take_key_check(conn, hold_s=HOLD_S, of_tenant=of_tenant)
    return await _check_key(checking, check) if check else None


async def _check_key(checking: Checking, check: KeyCheck) -> Findings | AftercallError:
    findings = Findings(Source.ELEVENLABS)
    every_s = checking.settings.missed_calls.every_s
    try:
        async with asyncio.timeout(KEY_CHECK_TIMEOUT_S):
            key = checking.sealer.open(check.key_sealed, context=context_of(check.tenant_id))
            conversations = ConversationsOfKey(checking.conversations, key)
            sender = Sender(
                Source.ELEVENLABS,
                conversations,
                parse_conversations,
                partial(leg_of, conversations),
                check.tenant_id,
            )
            await compare(checking, sender, findings, None)
    except TimeoutError:
        return await _fail(checking, check, ProviderTimeout(TOO_SLOW), again_in_s=every_s)
    except AftercallError as error:
        return await _fail(checking, check, error, again_in_s=every_s)
    again_in_s = min(every_s, RETRY_S) if findings.failed else every_s
    async with checking.database.connection(ALL_TENANTS) as conn:
        await mark_key_checked(conn, check, findings.total, again_in_s=again_in_s)
    log.info("own key checked", tenant_id=str(check.tenant_id), **asdict(findings.total))
    return findings


async def _fail(
    checking: Checking, check: KeyCheck, error: AftercallError, *, again_in_s: float
) -> AftercallError:
    wait_s = error.retry_after_s if isinstance(error, Transient) else None
    async with checking.database.connection(ALL_TENANTS) as conn:
        await mark_key_check_failed(conn, check, str(error), again_in_s=wait_s or again_in_s)
    log.warning("own key not checked", tenant_id=str(check.tenant_id), error=type(error).__name__)
    return error
