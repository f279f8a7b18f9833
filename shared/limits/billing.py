"""Bills the requests to a vendor's model: reserves money for each request, lets it through the gate
and records its cost.

The answer to a step's request is stored until the step is done, and not requested again.
"""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

import structlog

from shared.concurrency.tasks import finish
from shared.concurrency.tenant_scope import billed_tenant, current_billed_to
from shared.domain.ids import TenantId, new_id
from shared.domain.prices import Price
from shared.domain.usage import Amounts, BilledTo, Entry, Outcome
from shared.errors import AnswerLost, ProviderTimeout
from shared.limits.redis_limits import Three
from shared.limits.vendor_gate import Limiter, Need, Passage

log = structlog.get_logger()


class Accounts(Protocol):
    """The accounts of tenants. `shared.db.usage` implements it."""

    async def reserve(self, tenant_id: TenantId, cost_microusd: int) -> UUID | None:
        """Reserves money. Returns None for a tenant without a budget. Raises BudgetSpent,
        RateLimited, Unavailable.
        """

    async def release(self, tenant_id: TenantId, reservation: UUID) -> None:
        """Releases the reservation of a request that was never sent. Does not raise, and has its
        own time limit.
        """

    async def record(self, entry: Entry) -> None:
        """Stores the entry and its answer together. Does not raise, and has its own time limit."""

    async def find_answer(self, billed_to: BilledTo, request_hash: bytes) -> bytes | None:
        """Finds a stored answer. Raises Unavailable."""


class Bill:
    """The usage of a request that was sent."""

    def __init__(self, passage: Passage) -> None:
        self._passage = passage
        self.amounts: Amounts | None = None
        self.request_hash: bytes | None = None
        self.answer: bytes | None = None

    def used(self, amounts: Amounts) -> None:
        """Records the usage. It is called as soon as the usage is known, because a request is paid
        for even if its answer cannot be used.
        """
        self.amounts = amounts
        self._passage.used(tokens=amounts.tokens)

    def keep(self, request_hash: bytes, answer: bytes) -> None:
        """Stores a valid answer with the entry, so that a later attempt of the step does not pay
        for it again.
        """
        self.request_hash, self.answer = request_hash, answer

    def learn(self, limits: Three, crowded_s: tuple[float, float, float]) -> None:
        self._passage.learn(limits, crowded_s)


@dataclass(frozen=True, slots=True)
class PaidModel:
    """One model under one key. `price` is None where it is not known."""

    provider: str
    model: str
    limiter: Limiter
    price: Price | None
    accounts: Accounts

    def hash_of(self, question: Sequence[object]) -> bytes:
        """Returns the hash of JSON that contains everything which determines the answer besides the
        model, and nothing else.
        """
        return hashlib.sha256(json.dumps([self.provider, self.model, *question]).encode()).digest()

    async def stored_answer(self, request_hash: bytes) -> bytes | None:
        """Returns the answer from an earlier attempt of the step, at no cost. Raises
        Unavailable.
        """
        billed_to = current_billed_to()
        if not (billed_to and billed_to.step and billed_to.has_answers):
            return None
        answer = await self.accounts.find_answer(billed_to, request_hash)
        if answer is not None:
            log.info("stored answer used again", model=self.model, step=billed_to.step)
        return answer

    @asynccontextmanager
    async def request(self, most: Amounts) -> AsyncIterator[Bill]:
        """Opens a request. `most` is the estimate of what it may use.

        Raises RateLimited, VendorPaused, BudgetSpent and Unavailable before anything is sent. A
        request that was sent is recorded even if the caller is cancelled several times, because
        ending a task takes as many cancellations as it needs.
        """
        billed_to = current_billed_to()
        reservation = (
            await self.accounts.reserve(billed_to.tenant_id, self._cost(most))
            if billed_to and self.price
            else None
        )
        bill: Bill | None = None
        try:
            async with self.limiter.passage(
                Need(most.tokens, most.audio_s), tenant=billed_tenant()
            ) as passage:
                bill, outcome = Bill(passage), Outcome.ANSWERED
                try:
                    yield bill
                except BaseException as error:
                    outcome = _outcome_of(error, billed=bill.amounts is not None)
                    raise
                finally:
                    # Stored before the vendor's slot is released, so that a kill between the two
                    # loses no answer.
                    if billed_to:
                        await finish(
                            self._record_usage(billed_to, bill, most, outcome, reservation)
                        )
        finally:
            if billed_to and reservation and not bill:
                await finish(self.accounts.release(billed_to.tenant_id, reservation))

    async def _record_usage(
        self,
        billed_to: BilledTo,
        bill: Bill,
        most: Amounts,
        outcome: Outcome,
        reservation: UUID | None,
    ) -> None:
        amounts = bill.amounts or (most if outcome is Outcome.UNANSWERED else Amounts())
        await self.accounts.record(
            Entry(
                id=new_id(),
                billed_to=billed_to,
                provider=self.provider,
                model=self.model,
                amounts=amounts,
                cost_microusd=self._cost(amounts),
                priced=self.price is not None,
                outcome=outcome,
                reservation=reservation,
                request_hash=bill.request_hash,
                answer=bill.answer if billed_to.step else None,
            )
        )

    def _cost(self, amounts: Amounts) -> int:
        return self.price.microusd(amounts) if self.price else 0


def _outcome_of(error: BaseException, *, billed: bool) -> Outcome:
    if billed:
        return Outcome.UNUSABLE
    lost = isinstance(error, ProviderTimeout | AnswerLost | asyncio.CancelledError)
    return Outcome.UNANSWERED if lost else Outcome.FAILED
