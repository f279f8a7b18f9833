"""The filters that a saved view may have: those of its list's route and of its page."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any, Literal

from fastapi._compat import ModelField
from fastapi.dependencies.utils import get_dependant, get_flat_params
from fastapi.params import Query

from api.http.queries import is_list, suggestion
from api.routes.call_list import get_calls
from api.routes.callbacks import get_callbacks
from api.routes.search import search
from shared.db.saved_views import ListName
from shared.errors import InvalidRequest

# A view is a selection, and no place in it.
_OF_A_PLACE = frozenset({"cursor", "limit"})


def require_filters(name: ListName, filters: Mapping[str, str]) -> None:
    """Raises InvalidRequest for a filter that the list does not have, or for a value that it would
    refuse. An empty value is ignored, as in the address of a page.
    """
    known = _filters_of(name)
    wrong = []
    for each, value in filters.items():
        if each not in known:
            wrong.append((f"/body/filters/{each}", suggestion(each, sorted(known))))
        elif value:
            field = known[each]
            _, errors = field.validate([value] if is_list(field.field_info.annotation) else value)
            if errors:
                wrong.append((f"/body/filters/{each}", str(errors[0]["msg"])))
    if wrong:
        raise InvalidRequest(f"The list `{name}` has no such filters.", fields=tuple(wrong))


@cache
def _filters_of(name: ListName) -> Mapping[str, ModelField]:
    of_route, of_page = _SOURCES[name]
    return {
        field.alias: field
        for source in (of_route, of_page)
        for field in get_flat_params(get_dependant(path="/", call=source))
        if isinstance(field.field_info, Query) and field.alias not in _OF_A_PLACE
    }


def _calls_page(
    first: date | None = None, last: date | None = None, clock: Literal["team"] | None = None
) -> None:
    """Further parameters in the address of the page of calls."""


def _today_page(whose: Literal["all", "mine", "none"] = "all") -> None:
    """Further parameters in the address of today's page."""


_SOURCES: Mapping[ListName, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "calls": (get_calls, _calls_page),
    "search": (search, _calls_page),
    "callbacks": (get_callbacks, _today_page),
}
