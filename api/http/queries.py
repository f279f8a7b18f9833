"""Refuses unknown query parameters: a misspelt filter would return everything, and a repeated one
only half of what was requested.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from fastapi import FastAPI, Request

from shared.errors import InvalidRequest

# Senders and proxies add their own parameters to these paths; the last one reads its query itself.
OPEN_PATHS = ("/api/webhooks", "/health", "/api/process-direct", "/api/auth/oidc/callback")
MOST_NAMED = 5

# Names by path and method in lower case, and whether each may be repeated.
Known = Mapping[tuple[str, str], Mapping[str, bool]]


_known: dict[tuple[str, str], Mapping[str, bool]] = {}


def known_queries(app: FastAPI) -> Known:
    """Returns the names in the API's description, by path and method in lower case.

    Building a description takes a third of a second; it is the same for every app of a process.
    """
    if not _known:
        paths: dict[str, dict[str, Any]] = app.openapi()["paths"]
        _known.update(
            ((path, method), {one["name"]: _is_list(one["schema"]) for one in _in_query(operation)})
            for path, operations in paths.items()
            if not path.startswith(OPEN_PATHS)
            for method, operation in operations.items()
        )
    return _known


def _in_query(operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (one for one in operation.get("parameters", ()) if one["in"] == "query")


def _is_list(schema: dict[str, Any]) -> bool:
    return any(each.get("type") == "array" for each in (schema, *schema.get("anyOf", ())))


async def refuse_unknown_queries(request: Request) -> None:
    """Refuses unknown queries, as a dependency of every route. Raises InvalidRequest with the most
    similar known name.
    """
    if not request.scope["query_string"]:
        return
    path = str(getattr(request.scope.get("route"), "path", ""))
    known = request.app.state.known_queries.get((path, request.method.lower()))
    if known is None:
        return
    given = Counter(name for name, _ in request.query_params.multi_items())
    unknown = [name for name in given if name not in known]
    if unknown:
        fields = tuple(
            (f"/query/{name[:64]}", _suggestion(name[:64], sorted(known)))
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


def _suggestion(name: str, known: list[str]) -> str:
    if not known:
        return "this route takes none"
    close = get_close_matches(name, known, n=1)
    return f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}"
