"""Reports a tenant's usage and spending, by day and model, against its budget."""

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Self

from fastapi import Query
from pydantic import BaseModel, Field

from api.http.fields import Day
from api.http.permissions import ReaderDep
from api.http.resources import ResourcesDep
from api.http.router import Router
from api.http.schemas import UsageBody
from shared.db.budgets import Spent, find_budget, get_spent
from shared.db.transcribed_audio import get_audio_use
from shared.db.usage import sum_by_day
from shared.domain.usage import Budget, DayUsage, total
from shared.errors import InvalidRequest

router = Router(tags=["results"], prefix="/api/usage")

MOST_DAYS = 366


class DayBody(BaseModel):
    """The usage of one model on one day."""

    day: date = Field(description="The day, UTC.")
    provider: str = Field(description="The vendor.")
    model: str = Field(description="The vendor's model.")
    usage: UsageBody = Field(description="What it was asked for and bills.")

    @classmethod
    def of(cls, found: DayUsage) -> Self:
        return cls(
            day=found.day,
            provider=found.provider,
            model=found.model,
            usage=UsageBody.of(found.usage),
        )


class BudgetBody(BaseModel):
    """The tenant's budget in micro-dollars; 1,000,000 are one US dollar."""

    day_microusd: int | None = Field(description="Budget of a UTC day; null is without limit.")
    day_spent_microusd: int = Field(description="Spent in the current UTC day.")
    month_microusd: int | None = Field(description="Budget of a UTC month; null is without limit.")
    month_spent_microusd: int = Field(description="Spent in the current UTC month.")
    reserved_microusd: int = Field(description="Set aside for requests under way.")

    @classmethod
    def of(cls, budget: Budget, spent: Spent) -> Self:
        return cls(
            day_microusd=budget.day_microusd,
            day_spent_microusd=spent.day_microusd,
            month_microusd=budget.month_microusd,
            month_spent_microusd=spent.month_microusd,
            reserved_microusd=spent.reserved_microusd,
        )


class AudioUseBody(BaseModel):
    """The audio that was sent to be transcribed, in minutes, silence left out."""

    day_minutes: float = Field(description="In the current UTC day.")
    day_cap: int | None = Field(description="The operator's cap on a UTC day; null for none.")
    month_minutes: float = Field(description="In the current UTC month.")
    month_cap: int | None = Field(description="The operator's cap on a UTC month; null for none.")


class UsagePage(BaseModel):
    """The tenant's usage of vendors."""

    total: UsageBody = Field(description="All of it.")
    days: list[DayBody] = Field(description="The same by day and model.")
    budget: BudgetBody = Field(description="The budget, and what is spent of it now.")
    audio: AudioUseBody = Field(description="The audio that was transcribed, also locally.")


@router.get("")
async def read_usage(
    tenant_id: ReaderDep,
    resources: ResourcesDep,
    first: Annotated[
        Day | None,
        Query(
            alias="from",
            description="The first day, UTC; by default the first of the month of `to`.",
        ),
    ] = None,
    last: Annotated[
        Day | None, Query(alias="to", description="The last day, UTC; by default today.")
    ] = None,
) -> UsagePage:
    """Returns the billed usage of vendors, by UTC day and model. It includes the cost of deleted
    calls.
    """
    last = last or datetime.now(UTC).date()
    first = first or last.replace(day=1)
    if not timedelta(0) <= last - first < timedelta(days=MOST_DAYS):
        raise InvalidRequest(f"`to` must be from 0 to {MOST_DAYS - 1} days after `from`.")
    async with resources.database.connection(tenant_id) as conn:
        days = await sum_by_day(conn, tenant_id, first, last)
        budget, spent = await find_budget(conn, tenant_id), await get_spent(conn, tenant_id)
        audio = await get_audio_use(conn, tenant_id)
    return UsagePage(
        total=UsageBody.of(total(day.usage for day in days)),
        days=[DayBody.of(day) for day in days],
        budget=BudgetBody.of(budget, spent),
        audio=AudioUseBody(**asdict(audio)),
    )
