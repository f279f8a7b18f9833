"""A tenant, which is a team, with its settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from shared.domain.business_hours import BusinessHours
from shared.domain.contacts import ContactField, MergeRule
from shared.domain.ids import TenantId
from shared.domain.steps import Step
from shared.domain.usage import UNLIMITED, Budget


@dataclass(frozen=True, slots=True)
class Tenant:
    """A team. `timezone` None means not set. `vocabulary` are names and terms a transcriber should
    know. `language` is assumed for calls that do not state theirs; `answer_language` is the
    language of summaries and documents, by default the call's own. With `audio_retention_days` None
    audio is stored as long as the call, with `call_retention_days` None calls are stored until they
    are deleted; the installation's days, where set, are a maximum for both. Parts of a call whose
    own days are None are stored as long as the call. Without `transcribe`
    recordings are only stored. `country` (ISO 3166, two letters) selects the public holidays on
    which the team does not call back; with None there are none. `closed_days` are the team's own
    (shared/db/holidays.py). Without `sharing_allowed` no link shows a call to people without an
    account. A callback at an instant is overdue `overdue_after` it. `contact_rules` say how fields
    of contacts follow from their calls, `fill` where they say nothing. With `caller_memory` agents
    get the caller's name, last summary and open callback at the start of a call,
    with `caller_language` they begin in the caller's language; `agent_variables` are their further
    variables.
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
    sharing_allowed: bool = True
    overdue_after: timedelta = timedelta(minutes=15)
    closed_days: frozenset[date] = frozenset()
    contact_rules: Mapping[ContactField, MergeRule] = field(default_factory=dict)
    caller_memory: bool = False
    caller_language: bool = False
    agent_variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def message_language(self) -> str | None:
        """Returns the language of messages to the team's targets."""
        return self.answer_language or self.language
