"""Figures of a tenant's calls by day, agent and model. They are read from sums, at any number of
calls.
"""

from collections.abc import AsyncGenerator, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal, Self

from fastapi import Query, Response
from pydantic import BaseModel, Field

from api.http.csv_answers import Cell, CsvFormDep, csv_answer, csv_responses
from api.http.fields import Day
from api.http.permissions import ReaderDep
from api.http.problems import responses
from api.http.resources import ResourcesDep
from api.http.router import Router
from api.http.schemas import UsageBody
from shared.db.agents import list_agents
from shared.db.figures import read_figures
from shared.db.tenants import get_tenant
from shared.db.usage import sum_by_team_day
from shared.domain.figures import Figures, Spread
from shared.domain.ids import AgentId
from shared.domain.usage import DayUsage, Usage, total
from shared.domain.zones import find_zone
from shared.errors import InvalidRequest

router = Router(tags=["results"], prefix="/api")

MOST_DAYS = 366
DEFAULT_DAYS = 30
COST = "Cost in micro-dollars; 1,000,000 are one US dollar."


class SpreadBody(BaseModel):
    """How long something took, in seconds, to within 5 %."""

    median_s: float = Field(description="Half of them took no longer.")
    p95_s: float = Field(description="19 of 20 took no longer.")

    @classmethod
    def of(cls, spread: Spread | None) -> Self | None:
        if spread is None:
            return None
        return cls(median_s=round(spread.median_s, 2), p95_s=round(spread.p95_s, 2))


class FiguresBody(BaseModel):
    """Figures of calls. Deleted calls do not count, but what they cost does."""

    calls: int = Field(description="Calls whose processing has begun.")
    failed: int = Field(description="Calls without results.")
    callbacks: int = Field(description="Calls with a callback, whatever became of it.")
    callbacks_done: int = Field(description="Callbacks that are done.")
    callbacks_in_time: int = Field(
        description=(
            "Callbacks that were done before they were overdue: within `overdue_after_s` of an"
            " instant, as the team's settings were then, or until the end of a window."
        )
    )
    agent_share: float | None = Field(
        description="The agents' part of the talking, of calls where it is known; null for none."
    )
    caller_share: float | None = Field(
        description="The callers' part of the talking, of calls where it is known; null for none."
    )
    response: SpreadBody | None = Field(
        description="From the end of a call to the end of its callback; null without one."
    )
    ready: SpreadBody | None = Field(
        description="From the end of a call to its first results; null without any."
    )
    cost_microusd: int = Field(description=COST)

    @classmethod
    def of(cls, figures: Figures, **more: Any) -> Self:
        share = figures.agent_share
        facts = {
            "calls": figures.calls,
            "failed": figures.failed,
            "callbacks": figures.callbacks,
            "callbacks_done": figures.callbacks_done,
            "callbacks_in_time": figures.callbacks_in_time,
            "agent_share": None if share is None else round(share, 4),
            "caller_share": None if share is None else round(1 - share, 4),
            "response": SpreadBody.of(figures.response),
            "ready": SpreadBody.of(figures.ready),
            "cost_microusd": figures.cost_microusd,
        }
        return cls(**{**facts, **more})


class DayFiguresBody(FiguresBody):
    """The figures of a day."""

    day: date = Field(description="The day on which the calls arrived, on the team's clock.")
    cost_microusd: int = Field(
        description=(
            "What vendors were asked for on the day, on the team's clock, in micro-dollars. Budgets"
            " and GET /api/usage count UTC days, as vendors bill."
        )
    )


class AgentFiguresBody(FiguresBody):
    """The figures of an agent."""

    agent_id: AgentId | None = Field(description="The agent's `id`; null for calls without one.")
    name: str | None = Field(description="The agent's name; null without one.")
    cost_microusd: int = Field(
        description="Cost of the agent's calls in micro-dollars, whenever it was billed."
    )


class ModelFiguresBody(BaseModel):
    """The usage of a model."""

    provider: str = Field(description="The vendor.")
    model: str = Field(description="The vendor's model.")
    usage: UsageBody = Field(description="What it was asked for and bills.")


class NumbersBody(BaseModel):
    """The figures of a period."""

    first: date = Field(description="The first day.")
    last: date = Field(description="The last day.")
    timezone: str = Field(
        description=(
            "The zone of the days: the team's. What was counted before it was changed keeps its"
            " day."
        )
    )
    total: FiguresBody = Field(description="All of it.")
    days: list[DayFiguresBody] = Field(
        description="The figures by day, ascending, without days on which there was nothing."
    )
    agents: list[AgentFiguresBody] = Field(
        description="The figures by agent, the one with the most calls first."
    )
    models: list[ModelFiguresBody] = Field(
        description="The usage by model, the most expensive first."
    )


FirstDay = Annotated[
    Day | None,
    Query(alias="from", description=f"The first day; by default {DEFAULT_DAYS - 1} before `to`."),
]
LastDay = Annotated[
    Day | None,
    Query(alias="to", description="The last day; by default today, on the team's clock."),
]


def days_before(day: date, days: int) -> date:
    """Returns an earlier day, at least the first that there is."""
    return date.fromordinal(max(1, day.toordinal() - days))


@router.get("/numbers", responses=responses(400))
async def read_numbers(
    tenant_id: ReaderDep, resources: ResourcesDep, first: FirstDay = None, last: LastDay = None
) -> NumbersBody:
    """Returns how many calls there were, how fast people were called back and results were there,
    who talked how much, and what it cost: as a whole, by day, by agent and by model.

    A call counts on the day of its arrival. A deleted call, a call that is processed again and a
    callback that is opened again change the figures of that day.
    """
    async with resources.database.connection(tenant_id) as conn:
        tenant = await get_tenant(conn, tenant_id)
        zone = find_zone(tenant.timezone)
        last = last or datetime.now(zone or UTC).date()
        first = first or days_before(last, DEFAULT_DAYS - 1)
        if not timedelta(0) <= last - first < timedelta(days=MOST_DAYS):
            raise InvalidRequest(f"`to` must be from 0 to {MOST_DAYS - 1} days after `from`.")
        figures = await read_figures(conn, tenant_id, first, last)
        usage = await sum_by_team_day(conn, tenant_id, first, last)
        names = {agent.id: agent.name for agent in await list_agents(conn, tenant_id)}
    cost_of_day: dict[date, int] = {}
    for each in usage:
        cost_of_day[each.day] = cost_of_day.get(each.day, 0) + each.usage.cost_microusd
    return NumbersBody(
        first=first,
        last=last,
        timezone=zone.key if zone else "UTC",
        total=FiguresBody.of(figures.total, cost_microusd=sum(cost_of_day.values())),
        days=[
            DayFiguresBody.of(
                figures.days.get(day, Figures()), day=day, cost_microusd=cost_of_day.get(day, 0)
            )
            for day in sorted(figures.days.keys() | cost_of_day.keys())
        ],
        agents=[
            AgentFiguresBody.of(
                found, agent_id=agent_id, name=names.get(agent_id) if agent_id else None
            )
            for agent_id, found in sorted(figures.agents.items(), key=lambda item: -item[1].calls)
        ],
        models=_by_model(usage),
    )


def _by_model(usage: Iterable[DayUsage]) -> list[ModelFiguresBody]:
    days: dict[tuple[str, str], list[Usage]] = {}
    for each in usage:
        days.setdefault((each.provider, each.model), []).append(each.usage)
    return sorted(
        (
            ModelFiguresBody(provider=provider, model=model, usage=UsageBody.of(total(found)))
            for (provider, model), found in days.items()
        ),
        key=lambda body: -body.usage.cost_microusd,
    )


_FIGURES = (
    "calls", "failed", "callbacks", "callbacks_done", "callbacks_in_time", "agent_share",
    "caller_share", "response_median_s", "response_p95_s", "ready_median_s", "ready_p95_s",
    "cost_usd",
)  # fmt: skip
_COLUMNS = {
    "days": ("day", *_FIGURES),
    "agents": ("agent", "agent_id", *_FIGURES),
    "models": ("model", "provider", "requests", "audio_s", "cost_usd"),
}


@router.get(
    "/numbers.csv",
    response_class=Response,
    responses={**csv_responses(_COLUMNS["models"]), **responses(400)},
)
async def numbers_csv(
    tenant_id: ReaderDep,
    resources: ResourcesDep,
    form: CsvFormDep,
    table: Annotated[
        Literal["days", "agents", "models"], Query(description="Which of the tables.")
    ],
    first: FirstDay = None,
    last: LastDay = None,
) -> Response:
    """Returns one of the tables as a file for spreadsheets. Text that a spreadsheet would run as a
    formula begins with an apostrophe.
    """
    numbers = await read_numbers(tenant_id, resources, first, last)

    async def rows() -> AsyncGenerator[list[tuple[Cell, ...]], None]:
        yield _rows_of_table(numbers, table)

    name = f"numbers-{table}-{numbers.first}-{numbers.last}.csv"
    return await csv_answer(name, _COLUMNS[table], rows(), form)


def _rows_of_table(
    numbers: NumbersBody, table: Literal["days", "agents", "models"]
) -> list[tuple[Cell, ...]]:
    match table:
        case "days":
            return [(str(each.day), *_cells(each)) for each in numbers.days]
        case "agents":
            return [(each.name, each.agent_id, *_cells(each)) for each in numbers.agents]
        case "models":
            return [
                (
                    each.model,
                    each.provider,
                    each.usage.requests,
                    each.usage.audio_s,
                    each.usage.cost_microusd / 1e6,
                )
                for each in numbers.models
            ]


def _cells(body: FiguresBody) -> tuple[Cell, ...]:
    spreads = (
        (each.median_s, each.p95_s) if each else (None, None)
        for each in (body.response, body.ready)
    )
    return (
        body.calls,
        body.failed,
        body.callbacks,
        body.callbacks_done,
        body.callbacks_in_time,
        body.agent_share,
        body.caller_share,
        *(seconds for spread in spreads for seconds in spread),
        body.cost_microusd / 1e6,
    )
