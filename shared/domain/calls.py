"""A call, and the tenant's rules that apply to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from shared.domain.ids import AgentId, CallId, TenantId
from shared.domain.insights import Contact
from shared.domain.statuses import CallOutcome, CallStatus, Source

# A sender's time that is centuries off carries no information, and would overflow in calculations.
FIRST_YEAR, LAST_YEAR = 1900, 2200
LONGEST_CALL_S = 7 * 86400.0


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
    # What a person corrected, as stored, and the machine's summary where they corrected that.
    corrected: Mapping[str, Any] = field(default_factory=dict)
    machine_summary: str | None = None

    @property
    def shown_title(self) -> str | None:
        """Returns the title that counts: a person's, else the sender's or the analysis'."""
        return self.corrected["title"]["value"] if "title" in self.corrected else self.title

    @property
    def shown_outcome(self) -> CallOutcome | None:
        """Returns the outcome that counts: a person's, else the sender's."""
        if "outcome" not in self.corrected:
            return self.outcome
        value = self.corrected["outcome"]["value"]
        return CallOutcome(value) if value else None

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
