"""Lets teams' agents call back: places calls whose time has come, looks up those whose answer was
lost, and settles callbacks once their calls have arrived.

Each call is placed once. Its row is committed before the request; after a lost answer, or the death
of a worker, the vendor's list of conversations is asked before anything else.
"""

import asyncio
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import structlog

from shared.concurrency.tenant_scope import billing_to
from shared.db.agent_call_claims import CallToPlace, claim_calls, is_still_permitted
from shared.db.agent_call_refusals import forget_refusal, note_refusal
from shared.db.agent_calls import (
    EndState,
    OpenAgentCall,
    claim_unknown,
    end_call,
    list_over,
    mark_placed,
    mark_unknown,
)
from shared.db.elevenlabs_keys import context_of, find_elevenlabs_key
from shared.db.pool import ALL_TENANTS
from shared.domain.usage import BilledTo
from shared.errors import (
    AccountRefused,
    AftercallError,
    AnswerLost,
    ProviderRejected,
    Transient,
    Unavailable,
)
from shared.telemetry.logs import where
from shared.vendors.elevenlabs.outbound import ElevenLabsOutbound, OutboundCall
from worker.resources import Resources

log = structlog.get_logger()

LOOK_S = 5.0
AT_ONCE = 4
BATCH = 50
# The time for the vendor's limiter, beyond that of a request; and for a turn among AT_ONCE. A call
# of a dead worker is looked up after both.
WAIT_S, LEASE_SLACK_S = 15.0, 30.0
ASK_AGAIN_S = 30.0
# How long the vendor's list may lag behind: a call that it does not name by then was not placed.
LISTING_LAG = timedelta(minutes=10)
# A conversation that has not arrived by then never will: the comparison with the vendor's list
# fetches missing ones long before.
GIVE_UP_AFTER = timedelta(hours=6)
# How long is asked for a call whose answer was lost, while the vendor cannot be asked.
LOOK_UP_FOR = timedelta(days=1)
# After a failure that placed nothing.
TRY_AGAIN_S = 300.0
# Why a call was not placed, beside what the vendor says.
NOT_PERMITTED, KEY_CHANGED = "not_permitted", "key_changed"
OURS = frozenset({NOT_PERMITTED, KEY_CHANGED})


class AgentCaller:
    """Places calls and settles them. One runs in each worker; rows are locked."""

    def __init__(self, resources: Resources, outbound: ElevenLabsOutbound) -> None:
        self._database = resources.database
        self._sealer = resources.sealer
        self._settings = resources.settings.elevenlabs
        self._deliverer = resources.deliverer
        self._outbound = outbound
        key = self._settings.api_key
        self._installation_key = sha256(key.get_secret_value().encode()).digest() if key else None

    async def run(self) -> None:
        """Runs until cancelled."""
        while True:
            try:
                await self.round()
            except Unavailable as error:
                log.warning("agents' calls wait", error=type(error).__name__)
            # If this loop ended, no agent would call back any more.
            except Exception as error:  # noqa: BLE001
                log.error("fault in agents' calls", error=type(error).__name__, where=where(error))
            await asyncio.sleep(LOOK_S)

    async def round(self) -> None:
        """Settles calls that are over, looks up those with a lost answer, and places due ones."""
        await self._settle_over()
        await self._look_up()
        await self._place_due()

    async def _place_due(self) -> None:
        async with self._database.transaction(ALL_TENANTS) as conn:
            calls = await claim_calls(
                conn,
                lease_s=self._settings.timeout_s + WAIT_S + 2 * LEASE_SLACK_S,
                installation_key=self._installation_key,
            )
        claimed_at, places = time.monotonic(), asyncio.Semaphore(AT_ONCE)
        async with asyncio.TaskGroup() as tasks:
            for call in calls:
                tasks.create_task(self._place_call(call, claimed_at, places))
        if calls:
            self._deliverer.poke()

    async def _place_call(
        self, call: CallToPlace, claimed_at: float, places: asyncio.Semaphore
    ) -> None:
        """Places one call, unless its turn comes so late that its lease may end meanwhile. When
        storing what came of it fails, it is looked up later.
        """
        async with places:
            if time.monotonic() - claimed_at > LEASE_SLACK_S:
                await self._end_call(call, "not_placed", "no_turn")
                return
            try:
                key = await self._key_of(call)
                async with self._database.connection(call.tenant_id) as conn:
                    if not await is_still_permitted(conn, call):
                        raise ProviderRejected("It is not permitted now", reason=NOT_PERMITTED)
                with billing_to(BilledTo(call.tenant_id)):
                    async with asyncio.timeout(self._settings.timeout_s + WAIT_S):
                        conversation_id = await self._outbound.place(_outbound_call(call), key=key)
            except (AnswerLost, TimeoutError) as error:
                log.warning("whether a call was placed is unknown", error=str(error))
                with suppress(Unavailable):
                    async with self._database.connection(call.tenant_id) as conn:
                        await mark_unknown(conn, call.tenant_id, call.id, again_in_s=ASK_AGAIN_S)
            except (ProviderRejected, AccountRefused) as error:
                log.warning("a call was refused", error=str(error))
                if error.reason in OURS:
                    await self._end_call(call, "not_placed", error.reason)
                else:
                    # The same request is refused again, until people change something. A key may
                    # be exchanged for all callbacks at once.
                    is_final = isinstance(error, ProviderRejected)
                    await self._note_key(call, None if is_final else error.reason)
                    await self._end_call(call, "refused", error.reason, stop=is_final)
            except AftercallError as error:
                log.warning("a call was not placed", error=type(error).__name__)
                await self._end_call(call, "not_placed", error.code)
            else:
                with suppress(Unavailable):
                    async with self._database.connection(call.tenant_id) as conn:
                        await mark_placed(conn, call.tenant_id, call.id, conversation_id)
                await self._note_key(call, None)

    async def _note_key(self, call: CallToPlace, refusal: str | None) -> None:
        """Stores that the vendor refuses the key of a call, or takes it."""
        key_hash = call.key_hash or self._installation_key
        with suppress(Unavailable):
            async with self._database.connection(call.tenant_id) as conn:
                if refusal and key_hash:
                    await note_refusal(conn, call.tenant_id, refusal, key_hash)
                else:
                    await forget_refusal(conn, call.tenant_id)

    async def _look_up(self) -> None:
        async with self._database.transaction(ALL_TENANTS) as conn:
            calls = await claim_unknown(conn, hold_s=ASK_AGAIN_S, limit=BATCH)
        places = asyncio.Semaphore(AT_ONCE)
        async with asyncio.TaskGroup() as tasks:
            for call in calls:
                tasks.create_task(self._look_up_one(call, places))

    async def _look_up_one(self, call: OpenAgentCall, places: asyncio.Semaphore) -> None:
        async with places:
            try:
                key = await self._key_of(call)
                with billing_to(BilledTo(call.tenant_id)):
                    found = await self._outbound.find(
                        call.id, call.agent_id, since=call.created_at, key=key
                    )
            except (Transient, ProviderRejected) as error:
                log.warning("a call could not be looked up", error=type(error).__name__)
                other_key = isinstance(error, ProviderRejected) and error.reason == KEY_CHANGED
                if other_key or datetime.now(UTC) - call.created_at > LOOK_UP_FOR:
                    # It may have reached the person: whether to call again is for people to say.
                    await self._end_call(call, "not_reached", "outcome_unknown", stop=True)
                return
            if found:
                async with self._database.connection(call.tenant_id) as conn:
                    await mark_placed(conn, call.tenant_id, call.id, found)
            elif datetime.now(UTC) - call.created_at > LISTING_LAG:
                await self._end_call(call, "not_placed", "not_listed")

    async def _settle_over(self) -> None:
        async with self._database.connection(ALL_TENANTS) as conn:
            over = await list_over(conn, give_up_after=GIVE_UP_AFTER, limit=BATCH)
        for call in over:
            state: EndState = "not_reached" if call.reason else "reached"
            async with self._database.transaction(call.tenant_id) as conn:
                await end_call(
                    conn,
                    call.tenant_id,
                    call.callback_id,
                    call.id,
                    state,
                    reason=call.reason,
                    became=call.became,
                )
        if over:
            self._deliverer.poke()

    async def _end_call(
        self,
        call: CallToPlace | OpenAgentCall,
        state: EndState,
        reason: str,
        *,
        stop: bool = False,
    ) -> None:
        with suppress(Unavailable):
            async with self._database.transaction(call.tenant_id) as conn:
                await end_call(
                    conn,
                    call.tenant_id,
                    call.callback_id,
                    call.id,
                    state,
                    reason=reason,
                    again_in_s=TRY_AGAIN_S,
                    stop=stop,
                )

    async def _key_of(self, call: CallToPlace | OpenAgentCall) -> str | None:
        """Returns the key with which the call's intent was stored; None for the installation's.
        Raises SecretUnreadable, and ProviderRejected when the team has another key or none: its
        workspace would not know the call.
        """
        async with self._database.connection(call.tenant_id) as conn:
            sealed = await find_elevenlabs_key(conn, call.tenant_id)
        if (sha256(sealed).digest() if sealed else None) != call.key_hash:
            raise ProviderRejected("The team's key was changed meanwhile", reason=KEY_CHANGED)
        return self._sealer.open(sealed, context=context_of(call.tenant_id)) if sealed else None


def _outbound_call(call: CallToPlace) -> OutboundCall:
    return OutboundCall(
        id=call.id,
        line=call.rules.line,
        agent_id=call.rules.agent_id,
        phone_number_id=call.rules.phone_number_id,
        number=call.number,
        variables={
            "callback_reason": call.reason,
            "callback_name": call.name or "",
            "callback_summary": call.summary or "",
            "aftercall_callback_id": str(call.callback_id),
            "aftercall_agent_call_id": str(call.id),
        },
    )
