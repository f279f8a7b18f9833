"""Refuses unknown query parameters: a misspelt filter would return everything, and a repeated one
only half of what was requested.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import get_args, get_origin

from fastapi import APIRouter, Request
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import Query
from fastapi.routing import APIRoute

from shared.errors import InvalidRequest

# Senders and proxies add their own parameters to these paths; the last one reads its query itself.
OPEN_PATHS = ("/api/webhooks", "/health", "/api/process-direct", "/api/auth/oidc/callback")
MOST_NAMED = 5

# Names by path and method, and whether each may be repeated.
Known = Mapping[tuple[str, str], Mapping[str, bool]]


def known_queries(routers: Iterable[APIRouter]) -> Known:
    """Returns the names that each documented route takes, by path and method.

    They are read from the routes: the API's description says the same, and takes a second of every
    start to build.
    """
    return {
        (route.path, method): {
            field.alias: is_list(field.field_info.annotation)
            for field in get_flat_params(route.dependant)
            if isinstance(field.field_info, Query) and field.field_info.include_in_schema
        }
        for router in routers
        for route in router.routes
        if isinstance(route, APIRoute) and route.include_in_schema
        if not route.path.startswith(OPEN_PATHS)
        for method in route.methods or ()
    }


def is_list(annotation: object) -> bool:
    """Returns whether a parameter may be repeated."""
    return any(get_origin(each) is list for each in (annotation, *get_args(annotation)))


async def refuse_unknown_queries(request: Request) -> None:
    """Refuses unknown queries, as a dependency of every route. Raises InvalidRequest with the most
    similar known name.
    """
    if not request.scope["query_string"]:
        return
    path = str(getattr(request.scope.get("route"), "path", ""))
    known = request.app.state.known_queries.get((path, request.method))
    if known is None:
        return
    given = Counter(name for name, _ in request.query_params.multi_items())
    unknown = [name for name in given if name not in known]
    if unknown:
        fields = tuple(
            (f"/query/{name[:64]}", suggestion(name[:64], sorted(known)))
            for name in unknown[:MOST_NAMED]
        )
        raise InvalidRequest(
            "The query has parameters that this route does not know.",
            fields=fields,
            code="unknown_query_parameter",
        )
    if repeated := [name for name, times in given.items() if times > 1 and not known[name]]:
        fields = tuple((f"/query/{name}", "may be given once") for name in repeated)
        raise InvalidRequest(
            "The query repeats parameters that may occur only once.",
            fields=fields,
            code="repeated_query_parameter",
        )


def suggestion(name: str, known: list[str]) -> str:
    """Returns what may be meant by an unknown name."""
    if not known:
        return "this route takes none"
    close = get_close_matches(name, known, n=1)
    return f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}"
