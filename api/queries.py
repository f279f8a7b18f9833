"""Query parameters that a route does not know are refused: a misspelt filter would answer with everything."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from fastapi import FastAPI, Request

from shared.errors import InvalidRequest

# Senders and proxies put their own into the addresses that they were given; the last one reads its query itself.
OPEN_PATHS = ("/api/webhooks", "/health", "/api/process-direct")
MOST_NAMED = 5

Known = Mapping[tuple[str, str], frozenset[str]]


_known: dict[tuple[str, str], frozenset[str]] = {}


def known_queries(app: FastAPI) -> Known:
    """The names that the API's description gives, by path and method in lower case.

    Making a description takes a third of a second; it is the same for every app of a process.
    """
    if not _known:
        paths: dict[str, dict[str, Any]] = app.openapi()["paths"]
        _known.update(
            ((path, method), frozenset(one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"))
            for path, operations in paths.items()
            if not path.startswith(OPEN_PATHS)
            for method, operation in operations.items()
        )
    return _known


async def refuse_unknown_queries(request: Request) -> None:
    """A dependency of every route. Raises InvalidRequest, with the name that was probably meant."""
    if not request.scope["query_string"]:
        return
    path = str(getattr(request.scope.get("route"), "path", ""))
    known = request.app.state.known_queries.get((path, request.method.lower()))
    if known is None:
        return
    unknown = [name for name in dict.fromkeys(request.query_params.keys()) if name not in known]
    if unknown:
        fields = tuple((f"/query/{name[:64]}", _hint(name[:64], sorted(known))) for name in unknown[:MOST_NAMED])
        raise InvalidRequest(
            "The query has parameters that this route does not know.", fields=fields, code="unknown_query_parameter"
        )


def _hint(name: str, known: list[str]) -> str:
    if not known:
        return "this route takes none"
    close = get_close_matches(name, known, n=1)
    return f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}"
