"""The API's description (OpenAPI) as programs that generate clients from it need it."""

from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.routing import compile_path

from api.problems import MEDIA_TYPE, described


def finish_description(app: FastAPI, routers: Iterable[APIRouter]) -> None:
    """Names each operation after its function, and leaves out answers that never leave here. Answers that refuse a
    method learn from `app.state.methods_of` which ones an address takes.
    """
    names = {
        (route.path, method.lower()): route.name
        for router in routers
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }
    methods: dict[str, set[str]] = {}
    for path, method in names:
        methods.setdefault(path, set()).add(method.upper())
    patterns = [(compile_path(path)[0], taken) for path, taken in methods.items()]
    app.state.methods_of = lambda path: sorted(set().union(*(taken for one, taken in patterns if one.match(path))))
    describe = app.openapi
    finished: dict[str, Any] = {}

    def description() -> dict[str, Any]:
        if not finished:
            finished.update(_without_other_errors(_named(describe(), names)))
        return finished

    app.openapi = description  # type: ignore[method-assign]


def _named(document: dict[str, Any], names: dict[tuple[str, str], str]) -> dict[str, Any]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            operation["operationId"] = names[path, method]
            operation["summary"] = names[path, method].replace("_", " ").capitalize()
    return document


def _without_other_errors(document: dict[str, Any]) -> dict[str, Any]:
    """FastAPI adds plain JSON to each problem, and a shape of 422 that never leaves here."""
    for path in document["paths"].values():
        for operation in path.values():
            answers = operation["responses"]
            if "422" in answers:
                answers["422"] = described(422)
            for answer in answers.values():
                if MEDIA_TYPE in answer.get("content", {}):
                    answer["content"].pop("application/json", None)
    for unused in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(unused, None)
    return document
