"""Completes the API's description (OpenAPI) for people, and for programs that generate clients from
it.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.routing import compile_path

from api.http.event_description import described_events
from api.http.problem_codes import as_table
from api.http.problems import MEDIA_TYPE, described
from api.samples import EXAMPLES

ABOUT = f"""
Phone calls go in; transcript, summary, callback, lead, document and similar calls come out.

**Credentials.** `Authorization: Bearer` and an access token (`POST /api/auth/login`) or an API
key. Webhooks are signed instead.

**Bodies** are JSON in snake_case, as answers are; camelCase is understood too. Unknown fields and
unknown query parameters are refused. Times are RFC 3339 with a UTC offset; names that end in `_s`
are seconds.

**Answers** carry `X-Request-Id`, which is in the log of this installation; send one to choose it
yourself. JSON answers to GET have an `ETag`; with `If-None-Match` the answer is 304 while nothing
has changed.

**Errors** are RFC 9457 problem documents. Programs tell them apart by `code`.

<details><summary>Every code there is</summary>

{as_table()}

</details>

A method that an address does not take is answered with 405 and `Allow`, whatever the address.
"""
TAGS = [
    {"name": "people", "description": "Export and deletion of everything about a person."},
    {"name": "accounts", "description": "The team, who signs in for it, and its settings."},
    {"name": "agents", "description": "Which of a sender's voice agents are this team's."},
    {
        "name": "webhooks",
        "description": "The senders' events, and the URLs that receive them.",
    },
    {"name": "recordings", "description": "Audio: upload it, or say where it is."},
    {"name": "audio", "description": "Audio for players."},
    {"name": "results", "description": "Calls and their results."},
    {"name": "questions", "description": "Questions about calls, and their answers."},
    {"name": "callbacks", "description": "Whom to call back, and what people do about it."},
    {"name": "contacts", "description": "Persons across their calls."},
    {"name": "corrections", "description": "What people know better than the machine."},
    {"name": "events", "description": "What happens, as it happens."},
    {"name": "schedules", "description": "What is done regularly."},
    {"name": "jobs", "description": "The progress of the work on calls."},
    {"name": "queue", "description": "What waits, what runs and what failed."},
    {"name": "operator", "description": "What operators of the installation decide."},
    {"name": "health", "description": "For monitors."},
]
LICENCE = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
# The installation that served the description, under any name.
SERVERS = [{"url": "/", "description": "This installation."}]

Operation = dict[str, Any]


def finish_description(app: FastAPI, routers: Iterable[APIRouter]) -> None:
    """Names each operation after its function, adds common responses and examples, and removes
    responses that are never sent. The handlers of errors learn from `app.state.methods_of` which
    methods a path accepts, and from `app.state.methods_of_fixed` which a path without parameters
    does.
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
    fixed = {path: sorted(taken) for path, taken in methods.items() if "{" not in path}
    app.state.methods_of_fixed = fixed.get
    app.state.methods_of = lambda path: (
        fixed.get(path)
        or sorted(set().union(*(taken for one, taken in patterns if one.match(path))))
    )
    describe = app.openapi
    finished: dict[str, Any] = {}

    def description() -> dict[str, Any]:
        if not finished:
            finished.update(_finished_document(describe(), names))
        return finished

    app.openapi = description  # type: ignore[method-assign]


def _finished_document(
    document: dict[str, Any], names: dict[tuple[str, str], str]
) -> dict[str, Any]:
    schemas = document["components"]["schemas"]
    _name_bounds(document)
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            operation["operationId"] = names[path, method]
            operation["summary"] = names[path, method].replace("_", " ").capitalize()
            answers = operation["responses"]
            for status in _common_problems(path, operation):
                answers.setdefault(str(status), described(status))
            if "422" in answers:
                answers["422"] = described(422)
            operation["responses"] = dict(sorted(answers.items()))
            for parameter in operation.get("parameters", ()):
                _without_null(parameter["schema"])
            for content in operation.get("requestBody", {}).get("content", {}).values():
                content["schema"] = _shared_schema(content["schema"], schemas)
            _add_examples(operation)
    document["webhooks"] = described_events(schemas)
    # FastAPI's own form of 422 is never sent.
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    return document


def _common_problems(path: str, operation: Operation) -> Iterator[int]:
    """Returns the statuses of the problems that follow from an operation's input."""
    is_webhook, has_body = path.startswith("/api/webhooks"), "requestBody" in operation
    if has_body:
        yield from (400, 408, 413)
        if not is_webhook:
            yield from (415, 422)
    if not path.startswith("/health"):
        # An unknown query parameter, or a database that does not respond.
        yield from (400, 503)
    if is_webhook or "security" in operation:
        yield 401
    if "security" in operation:
        # The role of the person, or the scope of the key, does not allow it.
        yield 403


def _shared_schema(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """Moves a schema that a route defined itself to the shared schemas, and returns a reference to
    it.
    """
    for name, one in schema.pop("$defs", {}).items():
        schemas.setdefault(name, one)
    if "properties" not in schema or "title" not in schema:
        return schema
    schemas[schema["title"]] = schema
    return {"$ref": f"#/components/schemas/{schema['title']}"}


_BOUNDS = {
    "ge": "minimum",
    "gt": "exclusiveMinimum",
    "le": "maximum",
    "lt": "exclusiveMaximum",
}


def _name_bounds(schema: Any) -> None:
    """Gives bounds of numbers the names of JSON Schema. Pydantic leaves them their own where a
    function checks the number first.
    """
    match schema:
        case {"type": "integer" | "number"}:
            for ours in _BOUNDS.keys() & schema.keys():
                schema[_BOUNDS[ours]] = schema.pop(ours)
        case dict():
            for each in schema.values():
                _name_bounds(each)
        case list():
            for each in schema:
                _name_bounds(each)


def _without_null(schema: dict[str, Any]) -> None:
    """Removes null from a parameter's schema: a parameter in a path, query or header can be left
    out, and cannot be null.
    """
    options = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
    if len(options) == 1:
        del schema["anyOf"]
        schema.update({**options[0], **schema})


def _add_examples(operation: Operation) -> None:
    bodies = [operation.get("requestBody", {}).get("content", {})]
    for answer in operation["responses"].values():
        content = answer.get("content", {})
        if MEDIA_TYPE in content:
            # FastAPI adds plain JSON to each problem.
            content.pop("application/json", None)
        bodies.append(content)
    for body in bodies:
        for content in body.values():
            if (
                not {"example", "examples"} & content.keys()
                and (example := example_of(content["schema"])) is not None
            ):
                content["example"] = example


def example_of(schema: dict[str, Any]) -> Any:
    """Returns an example; None for content without one, such as audio."""
    if schema.get("type") == "array":
        return [example_of(schema["items"])]
    if options := schema.get("anyOf"):
        return next(filter(None, map(example_of, options)), None)
    return EXAMPLES.get(schema.get("$ref", "").rpartition("/")[2])
