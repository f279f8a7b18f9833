"""The tenant's own settings: zone, hours, callback delay, skipped steps, languages, vocabulary,
retention, budget.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from api.http.bodies import JsonBody, JsonRoute
from api.http.fields import (
    NO_NUL,
    Clock,
    Count,
    Country,
    Language,
    Microusd,
    Name,
    SkippableStep,
    Switch,
    Term,
    Zone,
)
from api.http.permissions import AdminDep, ReaderDep
from api.http.resources import ResourcesDep
from api.http.router import Router
from shared.db.call_shares import delete_shares_of_tenant
from shared.db.schedules import database_time
from shared.db.tenants import get_tenant, lock_tenant, update_tenant
from shared.domain.business_hours import BusinessHours
from shared.domain.contacts import ContactField, MergeRule
from shared.domain.ids import TenantId
from shared.domain.steps import Step
from shared.domain.tenants import Tenant
from shared.domain.usage import Budget
from shared.errors import InvalidRequest
from shared.intake.schedules import follow_zone
from shared.settings.storage import StorageSettings

router = Router(tags=["accounts"], prefix="/api/tenant", route_class=JsonRoute)

Days = Annotated[Count, Field(ge=1, le=36500)]
Weekday = Annotated[Count, Field(ge=0, le=6)]
MOST_VARIABLES = 50
VariableName = Annotated[str, StringConstraints(pattern="^[A-Za-z_][A-Za-z0-9_]{0,63}$")]
VariableValue = Annotated[str, StringConstraints(max_length=500, pattern=NO_NUL)]

NAME = "The team's name."
TIMEZONE = "The team's IANA time zone, in which business hours are and callers' times are read"
OPENS = "When the team begins to call people back, on the clock of `timezone`."
CLOSES = "When the team stops calling people back, on the clock of `timezone`; after `opens`."
BUSINESS_DAYS = "The days on which the team calls people back; Monday is 0."
CALLBACK_DELAY = "Seconds from a call to its callback if the caller names no time."
OVERDUE_AFTER = (
    "Seconds after its time until which a callback at an instant is due and can be done in time;"
    " then it is overdue. Callbacks that are done keep what they were."
)
SKIPPED_STEPS = (
    "Steps that are left out of every run; `transcribe` cannot be one, see the field of that name."
)
VOCABULARY = "Names and terms to listen for."
LANGUAGE = "The language (ISO 639) assumed of calls that do not say theirs; null detects it."
ANSWER_LANGUAGE = (
    "The language (ISO 639) that summaries and documents are written in; null is the call's own."
    " Messages to targets are in it too, or in `language` without it: in German, Spanish or"
    " English."
)
RETENTION = (
    "Days from a call's arrival after which its audio is deleted; null leaves it to the"
    " installation (AUDIO_RETENTION_DAYS), which by default keeps audio as long as its call."
)
CALL_RETENTION = (
    "Days from a call's arrival after which it is deleted with its results; null leaves"
    " it to the installation (CALL_RETENTION_DAYS), which by default keeps calls until a user"
    " deletes them."
)
PART_RETENTION = (
    "Days from a call's arrival after which its {} are deleted, before the call itself is; null"
    " keeps them as long as the call."
)
PARTS = {
    "transcript": "transcripts, with the parts of them in the search index,",
    "document": "documents",
    "insight": "summary and the detected callback and lead, not the scheduled callback and lead,",
    "run": "ended runs",
}
EVENT_RETENTION = "Days after which an event is deleted; null keeps it as long as its call."
BUDGET = (
    "Micro-dollars (1,000,000 are one US dollar) for vendors in a UTC {}; null is without limit. A"
    " request that may exceed it is not sent, and its step fails."
)
SHARING_ALLOWED = (
    "Whether links may show calls to people without an account; false ends all such links for good."
)
CONTACT_RULES = (
    "How fields of contacts follow from their calls: `fill`, the first value stays; `overwrite`,"
    " the newest one replaces it; `keep_both`, all are kept. A contact follows a changed rule at"
    " its next call."
)
CALLER_MEMORY = (
    "Whether ElevenLabs' agents get the caller's name, last summary and open callback at the start"
    " of a call."
)
CALLER_LANGUAGE = (
    "Whether the agent begins in the caller's language, where it is stored; its settings in"
    " ElevenLabs must allow to override the language."
)
AGENT_VARIABLES = (
    "Further dynamic variables of the team's agents, with the values that they get at the start"
    " of a call: the answer must hold all that an agent defines."
)
COUNTRY = (
    "The country (ISO 3166, two letters) whose public holidays the team does not work on; null"
    " keeps none."
)
TRANSCRIBE = (
    "False keeps recordings without transcribing them, unless their agent says otherwise. One of"
    ' them is transcribed all the same with POST /api/job/{job_id}/retry and `"from_step":'
    ' "transcribe"`.'
)


class TenantBody(BaseModel):
    """The team's settings."""

    id: TenantId = Field(description="The team's id.")
    name: str = Field(description=NAME)
    timezone: str | None = Field(
        description=(
            f"{TIMEZONE}. Null until a user sets it: then a caller's time is read in the zone of"
            " the number, and is ambiguous where that leaves it open."
        )
    )
    opens: Clock = Field(description=OPENS)
    closes: Clock = Field(description=CLOSES)
    business_days: list[int] = Field(description=BUSINESS_DAYS)
    callback_delay_s: int = Field(description=CALLBACK_DELAY)
    overdue_after_s: int = Field(description=OVERDUE_AFTER)
    skipped_steps: list[Step] = Field(description=SKIPPED_STEPS)
    vocabulary: list[str] = Field(description=VOCABULARY)
    language: str | None = Field(description=LANGUAGE)
    answer_language: str | None = Field(description=ANSWER_LANGUAGE)
    audio_retention_days: int | None = Field(description=RETENTION)
    call_retention_days: int | None = Field(description=CALL_RETENTION)
    transcript_retention_days: int | None = Field(
        description=PART_RETENTION.format(PARTS["transcript"])
    )
    document_retention_days: int | None = Field(
        description=PART_RETENTION.format(PARTS["document"])
    )
    insight_retention_days: int | None = Field(description=PART_RETENTION.format(PARTS["insight"]))
    run_retention_days: int | None = Field(description=PART_RETENTION.format(PARTS["run"]))
    event_retention_days: int | None = Field(description=EVENT_RETENTION)
    audio_days_in_force: int | None = Field(
        description=(
            "Days for which audio is kept: the smaller of team's and installation's; null is"
            " without end."
        )
    )
    call_days_in_force: int | None = Field(
        description=(
            "Days for which calls are kept: the smaller of team's and installation's; null is"
            " without end."
        )
    )
    budget_day_microusd: int | None = Field(description=BUDGET.format("day"))
    budget_month_microusd: int | None = Field(description=BUDGET.format("month"))
    transcribe: bool = Field(description=TRANSCRIBE)
    country: str | None = Field(description=COUNTRY)
    sharing_allowed: bool = Field(description=SHARING_ALLOWED)
    contact_rules: dict[ContactField, MergeRule] = Field(description=CONTACT_RULES)
    caller_memory: bool = Field(description=CALLER_MEMORY)
    caller_language: bool = Field(description=CALLER_LANGUAGE)
    agent_variables: dict[VariableName, str] = Field(description=AGENT_VARIABLES)

    @classmethod
    def of(cls, tenant: Tenant, storage: StorageSettings) -> "TenantBody":
        return cls(
            id=tenant.id,
            name=tenant.name,
            timezone=tenant.timezone,
            opens=tenant.hours.opens,
            closes=tenant.hours.closes,
            business_days=sorted(tenant.hours.days),
            callback_delay_s=int(tenant.callback_delay.total_seconds()),
            overdue_after_s=int(tenant.overdue_after.total_seconds()),
            skipped_steps=sorted(tenant.skipped_steps),
            vocabulary=list(tenant.vocabulary),
            language=tenant.language,
            answer_language=tenant.answer_language,
            audio_retention_days=tenant.audio_retention_days,
            call_retention_days=tenant.call_retention_days,
            transcript_retention_days=tenant.transcript_retention_days,
            document_retention_days=tenant.document_retention_days,
            insight_retention_days=tenant.insight_retention_days,
            run_retention_days=tenant.run_retention_days,
            event_retention_days=tenant.event_retention_days,
            audio_days_in_force=_smaller(tenant.audio_retention_days, storage.retention_days),
            call_days_in_force=_smaller(tenant.call_retention_days, storage.call_retention_days),
            budget_day_microusd=tenant.budget.day_microusd,
            budget_month_microusd=tenant.budget.month_microusd,
            transcribe=tenant.transcribe,
            country=tenant.country,
            sharing_allowed=tenant.sharing_allowed,
            contact_rules={
                field: tenant.contact_rules.get(field, MergeRule.FILL) for field in ContactField
            },
            caller_memory=tenant.caller_memory,
            caller_language=tenant.caller_language,
            agent_variables=dict(tenant.agent_variables),
        )


class TenantPatch(JsonBody):
    """What to change of the settings; what is left out stays as it is."""

    name: Name | None = Field(None, description=NAME)
    timezone: Zone | None = Field(None, description=f"{TIMEZONE}.")
    opens: Clock | None = Field(None, description=OPENS)
    closes: Clock | None = Field(None, description=CLOSES)
    business_days: Annotated[list[Weekday], Field(min_length=1, max_length=7)] | None = Field(
        None, description=BUSINESS_DAYS
    )
    callback_delay_s: Annotated[Count, Field(ge=0, le=30 * 86400)] | None = Field(
        None, description=CALLBACK_DELAY
    )
    overdue_after_s: Annotated[Count, Field(ge=60, le=86400)] | None = Field(
        None, description=OVERDUE_AFTER
    )
    skipped_steps: Annotated[list[SkippableStep], Field(max_length=len(Step))] | None = Field(
        None, description=SKIPPED_STEPS
    )
    vocabulary: Annotated[list[Term], Field(max_length=200)] | None = Field(
        None, description=VOCABULARY
    )
    language: Language | None = Field(None, description=LANGUAGE)
    answer_language: Language | None = Field(None, description=ANSWER_LANGUAGE)
    audio_retention_days: Days | None = Field(None, description=RETENTION)
    call_retention_days: Days | None = Field(None, description=CALL_RETENTION)
    transcript_retention_days: Days | None = Field(
        None, description=PART_RETENTION.format(PARTS["transcript"])
    )
    document_retention_days: Days | None = Field(
        None, description=PART_RETENTION.format(PARTS["document"])
    )
    insight_retention_days: Days | None = Field(
        None, description=PART_RETENTION.format(PARTS["insight"])
    )
    run_retention_days: Days | None = Field(None, description=PART_RETENTION.format(PARTS["run"]))
    event_retention_days: Days | None = Field(None, description=EVENT_RETENTION)
    budget_day_microusd: Microusd | None = Field(None, description=BUDGET.format("day"))
    budget_month_microusd: Microusd | None = Field(None, description=BUDGET.format("month"))
    transcribe: Switch | None = Field(None, description=TRANSCRIBE)
    country: Country | None = Field(None, description=COUNTRY)
    sharing_allowed: Switch | None = Field(None, description=SHARING_ALLOWED)
    contact_rules: dict[ContactField, MergeRule] | None = Field(
        None, description=f"{CONTACT_RULES} What is left out stays as it is."
    )
    caller_memory: Switch | None = Field(None, description=CALLER_MEMORY)
    caller_language: Switch | None = Field(None, description=CALLER_LANGUAGE)
    agent_variables: (
        Annotated[dict[VariableName, VariableValue], Field(max_length=MOST_VARIABLES)] | None
    ) = Field(None, description=AGENT_VARIABLES)


@router.get("")
async def read_tenant(tenant_id: ReaderDep, resources: ResourcesDep) -> TenantBody:
    """The team's settings."""
    async with resources.database.connection(tenant_id) as conn:
        return TenantBody.of(await get_tenant(conn, tenant_id), resources.settings.storage)


@router.patch("")
async def patch_tenant(
    body: TenantPatch, tenant_id: AdminDep, resources: ResourcesDep
) -> TenantBody:
    """Changes the given settings and leaves the others; runs that start later use them.

    An explicit null for a language, retention or budget resets it: to detection, to the call's
    language, to the installation's setting, to no limit. Calls and audio that are older than the
    new retention are deleted within the hour.
    """
    storage = resources.settings.storage
    for field, own, most in (
        ("audio_retention_days", body.audio_retention_days, storage.retention_days),
        ("call_retention_days", body.call_retention_days, storage.call_retention_days),
    ):
        if own is not None and most is not None and own > most:
            raise InvalidRequest(
                f"{field} may be at most {most} here.",
                fields=((f"/body/{field}", f"must be at most {most}"),),
            )
    async with resources.database.transaction(tenant_id) as conn:
        await lock_tenant(conn, tenant_id)
        before = await get_tenant(conn, tenant_id)
        changed = _with_changes(before, body)
        if changed.hours.opens >= changed.hours.closes:
            raise InvalidRequest(
                "opens must be before closes.", fields=(("/body/opens", "must be before closes"),)
            )
        await update_tenant(conn, changed)
        if changed.timezone != before.timezone:
            await follow_zone(conn, tenant_id, changed.timezone, at=await database_time(conn))
        if not changed.sharing_allowed:
            await delete_shares_of_tenant(conn, tenant_id)
    return TenantBody.of(changed, resources.settings.storage)


def _smaller(own: int | None, of_installation: int | None) -> int | None:
    return min((days for days in (own, of_installation) if days is not None), default=None)


def _with_changes(tenant: Tenant, body: TenantPatch) -> Tenant:
    days, steps, delay_s = body.business_days, body.skipped_steps, body.callback_delay_s
    hours = BusinessHours(
        opens=body.opens or tenant.hours.opens,
        closes=body.closes or tenant.hours.closes,
        days=tenant.hours.days if days is None else frozenset(days),
    )
    given = body.model_fields_set
    budget = Budget(
        body.budget_day_microusd if "budget_day_microusd" in given else tenant.budget.day_microusd,
        (
            body.budget_month_microusd
            if "budget_month_microusd" in given
            else tenant.budget.month_microusd
        ),
    )
    return replace(
        tenant,
        budget=budget,
        name=body.name or tenant.name,
        timezone=body.timezone or tenant.timezone,
        hours=hours,
        callback_delay=tenant.callback_delay if delay_s is None else timedelta(seconds=delay_s),
        overdue_after=tenant.overdue_after
        if body.overdue_after_s is None
        else timedelta(seconds=body.overdue_after_s),
        skipped_steps=tenant.skipped_steps if steps is None else frozenset(steps),
        vocabulary=(
            tenant.vocabulary if body.vocabulary is None else tuple(dict.fromkeys(body.vocabulary))
        ),
        transcribe=tenant.transcribe if body.transcribe is None else body.transcribe,
        sharing_allowed=(
            tenant.sharing_allowed if body.sharing_allowed is None else body.sharing_allowed
        ),
        contact_rules={**tenant.contact_rules, **(body.contact_rules or {})},
        caller_memory=tenant.caller_memory if body.caller_memory is None else body.caller_memory,
        caller_language=(
            tenant.caller_language if body.caller_language is None else body.caller_language
        ),
        agent_variables=(
            tenant.agent_variables if body.agent_variables is None else body.agent_variables
        ),
        **{name: getattr(body, name) for name in _NULLABLE & given},
    )


_NULLABLE = {
    "language",
    "answer_language",
    "audio_retention_days",
    "call_retention_days",
    "country",
    "transcript_retention_days",
    "document_retention_days",
    "insight_retention_days",
    "run_retention_days",
    "event_retention_days",
}
