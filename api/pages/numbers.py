"""The page of numbers: usage and cost by day and model."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Annotated

from fastapi import Query, Response

from api.http.dependencies import ReaderDep, ResourcesDep
from api.pages.rendering import ViewerDep, render
from api.pages.router import PageRouter
from api.routes.usage import read_usage

router = PageRouter()


@router.get("/numbers")
async def numbers_page(
    tenant_id: ReaderDep,
    viewer: ViewerDep,
    resources: ResourcesDep,
    days: Annotated[int, Query(ge=7, le=366)] = 30,
) -> Response:
    last = viewer.reader.now().date()
    first = last - timedelta(days=days - 1)
    usage = await read_usage(tenant_id, resources, first=first, last=last)
    by_day: dict[date, int] = defaultdict(int)
    by_model: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for each in usage.days:
        by_day[each.day] += each.usage.cost_microusd
        sums = by_model[each.provider, each.model]
        sums[0] += each.usage.requests
        sums[1] += each.usage.cost_microusd
    axis = [first + timedelta(days=number) for number in range(days)]
    facts = {
        "usage": usage,
        "days": days,
        "series": [[day.isoformat(), by_day[day] / 1e6] for day in axis],
        "by_model": sorted(by_model.items(), key=lambda item: -item[1][1]),
    }
    return render("numbers.html", viewer, facts)
