"""The usage of vendors: for which tenant, and at what cost."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from shared.domain.ids import CallId, JobId, TenantId
from shared.domain.steps import Step


@dataclass(frozen=True, slots=True)
class BilledTo:
    """The tenant, call, job and step to which a request is charged; a search has a tenant and no
    call.
    """

    tenant_id: TenantId
    call_id: CallId | None = None
    job_id: JobId | None = None
    step: Step | None = None
    attempt: int | None = None
    # Whether earlier attempts may have stored answers for this call.
    has_answers: bool = field(default=True, compare=False)


@dataclass(frozen=True, slots=True)
class Amounts:
    """The usage of one request. Of `input_tokens`, `cached_tokens` were read from the vendor's
    cache.
    """

    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    audio_s: float = 0.0

    @property
    def tokens(self) -> int:
        return self.input_tokens + self.output_tokens


class Outcome(StrEnum):
    """How a request ended, for billing."""

    ANSWERED = "answered"
    # Billed without a result: refused, cut off, filtered, or outside its schema.
    UNUSABLE = "unusable"
    # Cancelled or disconnected in progress: it may have been billed, and is recorded as estimated.
    UNANSWERED = "unanswered"
    # The vendor refused the request, or was not reached.
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Entry:
    """A request in the ledger. `priced` is false for a model without a known price; then the cost
    is 0.

    `reservation` is the sum reserved for it from the tenant's budget. `answer` is stored until its
    step is done, under `request_hash`, the hash of the request.
    """

    id: UUID
    billed_to: BilledTo
    provider: str
    model: str
    amounts: Amounts
    cost_microusd: int
    priced: bool
    outcome: Outcome
    reservation: UUID | None = None
    request_hash: bytes | None = None
    answer: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Usage:
    """A sum of entries. `failure_cost_microusd` is the part of the cost that produced no result."""

    requests: int
    input_tokens: int
    cached_tokens: int
    output_tokens: int
    audio_s: float
    cost_microusd: int
    failure_cost_microusd: int
    priced: bool


def total(usages: Iterable[Usage]) -> Usage:
    """Adds entries. The sum is `priced` only if all of them are."""
    found = list(usages)
    return Usage(
        requests=sum(usage.requests for usage in found),
        input_tokens=sum(usage.input_tokens for usage in found),
        cached_tokens=sum(usage.cached_tokens for usage in found),
        output_tokens=sum(usage.output_tokens for usage in found),
        audio_s=sum(usage.audio_s for usage in found),
        cost_microusd=sum(usage.cost_microusd for usage in found),
        failure_cost_microusd=sum(usage.failure_cost_microusd for usage in found),
        priced=all(usage.priced for usage in found),
    )


@dataclass(frozen=True, slots=True)
class DayUsage:
    """A tenant's usage of one model on one day, in UTC."""

    day: date
    provider: str
    model: str
    usage: Usage


@dataclass(frozen=True, slots=True)
class Budget:
    """The micro-dollars that a tenant may spend in a UTC day and in a calendar month; None means no
    limit.
    """

    day_microusd: int | None = None
    month_microusd: int | None = None


UNLIMITED = Budget()
