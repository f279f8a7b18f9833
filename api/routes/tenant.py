"""The tenant's own settings: zone, hours, callback delay, skipped steps, languages, vocabulary, retention, budget."""

from dataclasses import replace
from datetime import time, timedelta
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from api.bodies import JsonBody, JsonRoute
from api.dependencies import ResourcesDep, TenantDep
from api.problems import responses
from api.router import Router
from api.routes.auth import Name
from shared.db.tenants import get_tenant, lock_tenant, update_tenant
from shared.domain.calls import BusinessHours, Tenant
from shared.domain.ids import TenantId
from shared.domain.statuses import Step
from shared.domain.usage import Budget
from shared.domain.zones import ZoneName
from shared.errors import InvalidRequest
from shared.settings import StorageSettings

router = Router(tags=["accounts"], prefix="/api/tenant", route_class=JsonRoute)

Weekday = Annotated[int, Field(ge=0, le=6)]


def _without_zone(moment: time) -> time:
    if moment.tzinfo:
        raise ValueError("must have no UTC offset: business hours are in the tenant's zone")
    return moment


WallTime = Annotated[time, AfterValidator(_without_zone)]
Language = Annotated[str, StringConstraints(pattern="^[a-z]{2,3}$")]
Term = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60, pattern=r"^[^\x00-\x1f<>]+$")
]
Microusd = Annotated[int, Field(ge=0, le=10**15)]


class TenantBody(BaseModel):
    """`timezone` is null until somebody says it: then a caller's time is read in the zone of the number, and is
    ambiguous where that leaves it open. `business_days`: Monday is 0. `callback_delay_s` is used when a caller names
    no time.

    `vocabulary` are names and terms to listen for. `language` (ISO 639-1) is assumed of calls that do not say
    theirs, `answer_language` is what summaries and documents are written in; null detects the one and keeps to
    the call's language for the other. `audio_retention_days` null leaves it to the installation
    (AUDIO_RETENTION_DAYS), whose default is to keep audio as long as its call; `call_retention_days` null leaves to it
    (CALL_RETENTION_DAYS) how long calls with everything made of them are kept, by default until somebody deletes them.
    Days count from a call's arrival. `audio_kept_days` and `calls_kept_days` are what holds: the smaller of the two,
    and null without end. Budgets are micro-dollars for vendors
    in a UTC day and month; null is without limit. Requests that may exceed one are not sent, and the step fails.
    With `transcribe` false recordings are kept and not transcribed, unless their agent says otherwise; one of them is
    transcribed all the same with POST /api/job/{job_id}/retry and `"from_step": "transcribe"`.
    """

    id: TenantId
    name: str
    timezone: str | None
    opens: time
    closes: time
    business_days: list[int]
    callback_delay_s: int
    skipped_steps: list[Step]
    vocabulary: list[str]
    language: str | None
    answer_language: str | None
    audio_retention_days: int | None
    call_retention_days: int | None
    audio_kept_days: int | None
    calls_kept_days: int | None
    budget_day_microusd: int | None
    budget_month_microusd: int | None
    transcribe: bool

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
            skipped_steps=sorted(tenant.skipped_steps),
            vocabulary=list(tenant.vocabulary),
            language=tenant.language,
            answer_language=tenant.answer_language,
            audio_retention_days=tenant.audio_retention_days,
            call_retention_days=tenant.call_retention_days,
            audio_kept_days=_smaller(tenant.audio_retention_days, storage.retention_days),
            calls_kept_days=_smaller(tenant.call_retention_days, storage.call_retention_days),
            budget_day_microusd=tenant.budget.day_microusd,
            budget_month_microusd=tenant.budget.month_microusd,
            transcribe=tenant.transcribe,
        )


class TenantPatch(JsonBody):
    name: Name | None = None
    timezone: ZoneName | None = None
    opens: WallTime | None = None
    closes: WallTime | None = None
    business_days: Annotated[list[Weekday], Field(min_length=1, max_length=7)] | None = None
    callback_delay_s: Annotated[int, Field(ge=0, le=30 * 86400)] | None = None
    skipped_steps: Annotated[list[Step], Field(max_length=len(Step))] | None = None
    vocabulary: Annotated[list[Term], Field(max_length=200)] | None = None
    language: Language | None = None
    answer_language: Language | None = None
    audio_retention_days: Annotated[int, Field(ge=1, le=36500)] | None = None
    call_retention_days: Annotated[int, Field(ge=1, le=36500)] | None = None
    budget_day_microusd: Microusd | None = None
    budget_month_microusd: Microusd | None = None
    transcribe: bool | None = None


@router.get("", responses=responses(401))
async def read_tenant(tenant_id: TenantDep, resources: ResourcesDep) -> TenantBody:
    async with resources.database.connection() as conn:
        return TenantBody.of(await get_tenant(conn, tenant_id), resources.settings.storage)


@router.patch("", responses=responses(400, 401, 422))
async def patch_tenant(body: TenantPatch, tenant_id: TenantDep, resources: ResourcesDep) -> TenantBody:
    """Changes what is given and leaves the rest; runs that start later see it.

    A null language, retention or budget is given: it goes back to detecting, to the call's language, to the
    installation's, to no limit. Calls and audio that are older than new days allow are deleted within the hour.
    """
    _refuse_longer(body, resources.settings.storage)
    async with resources.database.transaction() as conn:
        await lock_tenant(conn, tenant_id)
        changed = _changed(await get_tenant(conn, tenant_id), body)
        if changed.hours.opens >= changed.hours.closes:
            raise InvalidRequest("opens must be before closes.", fields=(("/opens", "must be before closes"),))
        if Step.TRANSCRIBE in changed.skipped_steps:
            raise InvalidRequest(
                "Every other step needs the transcript. To keep recordings without transcribing them, set `transcribe`"
                " to false.",
                fields=(("/skipped_steps", "transcribe"),),
            )
        await update_tenant(conn, changed)
    return TenantBody.of(changed, resources.settings.storage)


def _smaller(own: int | None, of_installation: int | None) -> int | None:
    return min((days for days in (own, of_installation) if days is not None), default=None)


def _refuse_longer(body: TenantPatch, storage: StorageSettings) -> None:
    """Raises InvalidRequest for days beyond the installation's."""
    for field, own, most in (
        ("audio_retention_days", body.audio_retention_days, storage.retention_days),
        ("call_retention_days", body.call_retention_days, storage.call_retention_days),
    ):
        if own is not None and most is not None and own > most:
            raise InvalidRequest(
                f"{field} may be at most {most} here.", fields=((f"/{field}", f"must be at most {most}"),)
            )


def _changed(tenant: Tenant, body: TenantPatch) -> Tenant:
    days, steps, delay_s = body.business_days, body.skipped_steps, body.callback_delay_s
    hours = BusinessHours(
        opens=body.opens or tenant.hours.opens,
        closes=body.closes or tenant.hours.closes,
        days=tenant.hours.days if days is None else frozenset(days),
    )
    given = body.model_fields_set
    budget = Budget(
        body.budget_day_microusd if "budget_day_microusd" in given else tenant.budget.day_microusd,
        body.budget_month_microusd if "budget_month_microusd" in given else tenant.budget.month_microusd,
    )
    return replace(
        tenant,
        budget=budget,
        name=body.name or tenant.name,
        timezone=body.timezone or tenant.timezone,
        hours=hours,
        callback_delay=tenant.callback_delay if delay_s is None else timedelta(seconds=delay_s),
        skipped_steps=tenant.skipped_steps if steps is None else frozenset(steps),
        vocabulary=tenant.vocabulary if body.vocabulary is None else tuple(dict.fromkeys(body.vocabulary)),
        transcribe=tenant.transcribe if body.transcribe is None else body.transcribe,
        **{name: getattr(body, name) for name in _NULLABLE & given},
    )


_NULLABLE = {"language", "answer_language", "audio_retention_days", "call_retention_days"}
