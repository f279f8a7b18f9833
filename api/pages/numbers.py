"""The page of numbers: calls, callbacks, talking, times and cost, by day, agent and model."""

from datetime import date, timedelta
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import Query, Response

from api.http.permissions import ReaderDep
from api.http.resources import ResourcesDep
from api.pages.rendering import ViewerDep, render
from api.pages.router import PageRouter
from api.routes.numbers import days_before, read_numbers
from shared.domain.ids import AgentId
from shared.domain.zones import find_zone

router = PageRouter()

PERIODS = (7, 30, 90, 365)


@router.get("/numbers")
async def numbers_page(
    tenant_id: ReaderDep,
    viewer: ViewerDep,
    resources: ResourcesDep,
    days: Annotated[int, Query(ge=1, le=366)] = 30,
    first: date | Literal[""] = "",
    last: date | Literal[""] = "",
) -> Response:
    """`first` and `last` stand for themselves; without them the last `days` are shown, by the
    team's calendar.
    """
    today = viewer.reader.now().astimezone(find_zone(viewer.tenant.timezone)).date()
    to = last or today
    since = first or days_before(to, days - 1)
    numbers = await read_numbers(tenant_id, resources, since, to)
    by_day = {each.day: each for each in numbers.days}
    axis = [since + timedelta(days=number) for number in range((to - since).days + 1)]
    facts = {
        "numbers": numbers,
        "periods": PERIODS,
        "chosen": None if first or last else days,
        "calls_series": [
            [day.isoformat(), by_day[day].calls if day in by_day else 0] for day in axis
        ],
        "cost_series": [
            [day.isoformat(), by_day[day].cost_microusd / 1e6 if day in by_day else 0]
            for day in axis
        ],
        "calls_of": calls_address,
        "csv_of": lambda table: (
            "/api/numbers.csv?"
            + urlencode({"table": table, "from": since, "to": to} | viewer.reader.table)
        ),
    }
    return render("numbers.html", viewer, facts)


def calls_address(first: date, last: date, agent_id: AgentId | None = None, **filters: str) -> str:
    """Returns the address of the calls behind a number, whose days are on the team's clock."""
    of_agent = {"agent_id": str(agent_id)} if agent_id else {}
    days = {"first": first.isoformat(), "last": last.isoformat(), "clock": "team"}
    return "/calls?" + urlencode({**days, **of_agent, **filters})
