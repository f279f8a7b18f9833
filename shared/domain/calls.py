"""A call, and the tenant's rules that apply to it."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from shared.domain.ids import AgentId, CallId, TenantId
from shared.domain.insights import Contact
from shared.domain.statuses import CallOutcome, CallStatus, Source
from shared.domain.steps import Step
from shared.domain.usage import UNLIMITED, Budget

# A sender's time that is centuries off carries no information, and would overflow in calculations.
FIRST_YEAR, LAST_YEAR = 1900, 2200
LONGEST_CALL_S = 7 * 86400.0


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """When the team calls people back, in the tenant's zone. `days`: Monday is 0."""

    opens: time = time(9)
    closes: time = time(17)
    days: frozenset[int] = frozenset(range(5))


@dataclass(frozen=True, slots=True)
class Tenant:
    """A team. `timezone` None means not set. `vocabulary` are names and terms a transcriber should
    know. `language` is assumed for calls that do not state theirs; `answer_language` is the
    language of summaries and documents, by default the call's own. With `audio_retention_days` None
    audio is stored as long as the call, with `call_retention_days` None calls are stored until they
    are deleted; the installation's days, where set, are a maximum for both. Parts of a call whose
    own days are None are stored as long as the call. Without `transcribe`
    recordings are only stored. `country` (ISO 3166, two letters) selects the public holidays on
    which the team does not call back; with None there are none.
    """

    id: TenantId
    name: str
    timezone: str | None
    hours: BusinessHours
    callback_delay: timedelta
    skipped_steps: frozenset[Step]
    vocabulary: tuple[str, ...] = ()
    language: str | None = None
    answer_language: str | None = None
    audio_retention_days: int | None = None
    call_retention_days: int | None = None
    transcript_retention_days: int | None = None
    document_retention_days: int | None = None
    insight_retention_days: int | None = None
    run_retention_days: int | None = None
    event_retention_days: int | None = None
    budget: Budget = UNLIMITED
    transcribe: bool = True
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A call. `notes` say which parts of the sender's events could not be read or were not used."""

    id: CallId
    tenant_id: TenantId
    agent_id: AgentId | None
    source: Source
    external_id: str
    status: CallStatus
    direction: str | None
    from_number: str | None
    to_number: str | None
    call_sid: str | None
    started_at: datetime | None
    duration_s: float | None
    language: str | None
    timezone: str | None
    title: str | None
    error: str | None
    created_at: datetime
    ready_at: datetime | None
    description: str | None = None
    outcome: CallOutcome | None = None
    notes: tuple[str, ...] = ()
    contact: Contact = field(default_factory=Contact)

    @property
    def start_known(self) -> bool:
        """Returns whether the sender stated a plausible start of the call."""
        return self.started_at is not None and FIRST_YEAR <= self.started_at.year <= LAST_YEAR

    @property
    def happened_at(self) -> datetime:
        """Returns the start of the call, or its arrival if that is not known."""
        return self.started_at if self.started_at and self.start_known else self.created_at

    def moment_of(self, second: float | None) -> datetime:
        """Returns the time of words for which the sender states a second of the call."""
        return self.happened_at + timedelta(seconds=min(second or 0.0, LONGEST_CALL_S))

    @property
    def customer_number(self) -> str | None:
        return self.to_number if self.direction == "outbound" else self.from_number
