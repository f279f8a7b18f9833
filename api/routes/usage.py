"""What a tenant used and spent, by day and model, against its budget."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Self

from fastapi import Query
from pydantic import BaseModel

from api.dependencies import ResourcesDep, TenantDep
from api.problems import responses
from api.router import Router
from api.schemas import UsageBody
from shared.db.usage import Spent, find_budget, get_spent, sum_by_day
from shared.domain.usage import Budget, DayUsage, total
from shared.errors import InvalidRequest

router = Router(tags=["results"], prefix="/api/usage")

MOST_DAYS = 366


class DayBody(BaseModel):
    day: date
    provider: str
    model: str
    usage: UsageBody

    @classmethod
    def of(cls, found: DayUsage) -> Self:
        return cls(day=found.day, provider=found.provider, model=found.model, usage=UsageBody.of(found.usage))


class BudgetBody(BaseModel):
    """Micro-dollars of the current UTC day and month; `reserved` is set aside for requests under way."""

    day_microusd: int | None
    day_spent_microusd: int
    month_microusd: int | None
    month_spent_microusd: int
    reserved_microusd: int

    @classmethod
    def of(cls, budget: Budget, spent: Spent) -> Self:
        return cls(
            day_microusd=budget.day_microusd,
            day_spent_microusd=spent.day_microusd,
            month_microusd=budget.month_microusd,
            month_spent_microusd=spent.month_microusd,
            reserved_microusd=spent.reserved_microusd,
        )


class UsagePage(BaseModel):
    total: UsageBody
    days: list[DayBody]
    budget: BudgetBody


@router.get("", responses=responses(400, 401, 422))
async def read_usage(
    tenant_id: TenantDep,
    resources: ResourcesDep,
    first: Annotated[date | None, Query(alias="from")] = None,
    last: Annotated[date | None, Query(alias="to")] = None,
) -> UsagePage:
    """UTC days, both included; by default this month until now. What deleted calls cost is in it."""
    last = last or datetime.now(UTC).date()
    first = first or last.replace(day=1)
    if not timedelta(0) <= last - first < timedelta(days=MOST_DAYS):
        raise InvalidRequest(f"`to` must be from 0 to {MOST_DAYS - 1} days after `from`.")
    async with resources.database.connection() as conn:
        days = await sum_by_day(conn, tenant_id, first, last)
        budget, spent = await find_budget(conn, tenant_id), await get_spent(conn, tenant_id)
    return UsagePage(
        total=UsageBody.of(total(day.usage for day in days)),
        days=[DayBody.of(day) for day in days],
        budget=BudgetBody.of(budget, spent),
    )
