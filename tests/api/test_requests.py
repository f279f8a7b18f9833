"""What every request has: an id found again in the log, a code on a refusal, and no parameter that
is ignored.
"""

import ast
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from api.http import connections
from api.http.problem_codes import CODES, all_codes
from api.http.problems import STATUS_BY_ERROR
from shared import errors
from tests.api.test_isolation import APP
from tests.support.people import Team

UNKNOWN = "01938f5e-7b1c-7c3a-9d2e-5a0c9a4c1f10"
ROOT = Path(__file__).parent.parent.parent


# It turns writing around, and has no width.
INVISIBLE = "\u202e\u200b"


def logging() -> AbstractContextManager[list[Any]]:
    return capture_logs(processors=[merge_contextvars])


async def test_a_refusal_is_found_in_the_log_by_the_id_that_its_answer_carries(team: Team) -> None:
    with logging() as lines:
        answer = await team.get(f"/api/calls/{UNKNOWN}")
    request_id = answer.headers["x-request-id"]
    assert (answer.json()["request_id"], answer.json()["code"]) == (request_id, "not_found")
    refused, request = [line for line in lines if line.get("request_id") == request_id]
    facts = {
        "route": "/api/calls/{call_id}",
        "method": "GET",
        "status": 404,
        "request_id": request_id,
    }
    assert refused == {
        **facts,
        "event": "request refused",
        "code": "not_found",
        "log_level": "info",
    }
    assert request.items() >= {**facts, "event": "request", "log_level": "debug"}.items()


async def test_an_answer_that_is_no_refusal_carries_an_id_too_each_its_own(team: Team) -> None:
    ids = {(await team.get("/api/calls")).headers["x-request-id"] for _ in range(3)}
    assert len(ids) == 3


@pytest.mark.parametrize(
    ("given", "kept"),
    [("order-4711-retry.2", True), ("short", False), ("a b c d e f g h", False), ("x" * 65, False)],
)
async def test_a_callers_own_id_is_kept_where_it_is_a_plain_word(
    client: httpx.AsyncClient, given: str, kept: bool
) -> None:
    answer = await client.get("/api/calls", headers={"X-Request-Id": given})
    assert (answer.headers["x-request-id"] == given) == kept
    assert re.fullmatch(r"[A-Za-z0-9._-]{8,64}", answer.headers["x-request-id"])


@pytest.mark.parametrize(
    ("path", "wakeup"),
    [
        ("/api/calls?stauts=ready", "did you mean status?"),
        ("/api/calls?colour=red", "known are "),
        (f"/api/calls/{UNKNOWN}?verbose=1", "this route takes none"),
    ],
)
async def test_a_parameter_that_is_not_known_is_refused_with_a_hint(
    team: Team, path: str, wakeup: str
) -> None:
    answer = await team.client.get(path, headers=team.headers)
    body = answer.json()
    assert (answer.status_code, body["code"]) == (400, "unknown_query_parameter")
    assert body["errors"][0]["detail"].startswith(wakeup)


async def test_a_filter_that_is_given_twice_is_refused(team: Team) -> None:
    answer = await team.client.get("/api/calls?status=failed&status=ready", headers=team.headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "repeated_query_parameter")


async def test_a_proxy_may_weaken_the_tag(team: Team) -> None:
    tag = (await team.get("/api/agents")).headers["etag"]
    for known in (tag.removeprefix("W/"), f'"other", {tag}', "*"):
        answer = await team.client.get(
            "/api/agents", headers={**team.headers, "If-None-Match": known}
        )
        assert answer.status_code == 304


async def test_json_that_no_parser_takes_is_called_so(client: httpx.AsyncClient) -> None:
    for body in (b"\xff\xfe{", b"[" * 50_000, b'{"email": ' + b"9" * 6000 + b"}"):
        answer = await client.post(
            "/api/auth/login", content=body, headers={"Content-Type": "application/json"}
        )
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_json")


async def test_senders_and_monitors_may_add_parameters(client: httpx.AsyncClient) -> None:
    assert (await client.get("/health?probe=1")).status_code == 200
    assert (
        await client.post("/api/webhooks/elevenlabs/call-ended?from=zapier", content=b"{}")
    ).status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/api/agents", "GET, POST"),
        ("PUT", "/api/tenant", "DELETE, GET, PATCH"),
        ("POST", f"/api/recordings/{UNKNOWN}/media", "GET, HEAD, PUT"),
    ],
)
async def test_a_method_that_is_not_taken_is_answered_with_those_that_are(
    client: httpx.AsyncClient, method: str, path: str, allowed: str
) -> None:
    answer = await client.request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)


async def test_monitors_may_ask_with_head(client: httpx.AsyncClient) -> None:
    answer = await client.head("/health")
    assert (answer.status_code, answer.content) == (200, b"")


async def test_what_has_not_changed_is_not_sent_again(team: Team) -> None:
    first = await team.get("/api/agents")
    headers = {**team.headers, "If-None-Match": first.headers["etag"]}
    again = await team.client.get("/api/agents", headers=headers)
    assert (again.status_code, again.content, again.headers["etag"]) == (
        304,
        b"",
        first.headers["etag"],
    )
    await team.post("/api/agents", {"name": "another", "external_id": "agent_another"})
    changed = await team.client.get("/api/agents", headers=headers)
    assert (changed.status_code, len(changed.json())) == (200, len(first.json()) + 1)


async def test_long_answers_are_compressed_and_short_ones_are_not(team: Team) -> None:
    async def encoding(path: str) -> str | None:
        answer = await team.client.get(path, headers={**team.headers, "Accept-Encoding": "gzip"})
        assert answer.json()
        encoding: str | None = answer.headers.get("content-encoding")
        return encoding

    assert await encoding("/openapi.json") == "gzip"
    assert await encoding("/health") is None


def test_every_error_of_ours_has_a_code() -> None:
    """Those that are permanent carry their reason."""
    kinds = [
        each
        for each in vars(errors).values()
        if isinstance(each, type) and issubclass(each, errors.AftercallError)
    ]
    internal = {errors.AftercallError, errors.LeaseLost, errors.SettingsInvalid}
    answered = [
        each for each in kinds if each not in internal and not issubclass(each, errors.Permanent)
    ]
    assert answered
    assert not [each for each in answered if each.code == errors.AftercallError.code]
    assert all(re.fullmatch(r"[a-z][a-z_]+", each.code) for each in answered)


def raised(path: Path) -> Iterator[tuple[int, str, str | None]]:
    """Line, name of the error and its code, for each place that raises."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            codes = [one.value for one in node.exc.keywords if one.arg == "code"]
            code = codes[0].value if codes and isinstance(codes[0], ast.Constant) else None
            yield node.lineno, getattr(node.exc.func, "id", ""), str(code) if code else None


def test_every_refusal_is_told_apart_by_a_code() -> None:
    """A client cannot act on "conflict": each place that raises one says which."""
    found = [
        (f"{path.relative_to(ROOT)}:{line}", name, code)
        for path in [*ROOT.glob("api/**/*.py"), *ROOT.glob("shared/**/*.py")]
        for line, name, code in raised(path)
    ]
    assert not [
        place
        for place, name, code in found
        if name in ("Conflict", "Forbidden", "Unauthorized") and not code
    ]
    assert all(re.fullmatch(r"[a-z][a-z_]+", code) for _, _, code in found if code)
    statuses = {
        kind.__name__: status_of(kind) for kind in kinds() if not issubclass(kind, errors.Permanent)
    }
    listed = [
        (place, code, statuses[name]) for place, name, code in found if code and name in statuses
    ]
    assert len(listed) > 40
    assert not [(place, code) for place, code, status in listed if code not in CODES[status]]


def kinds() -> list[type[errors.AftercallError]]:
    """Those that an answer can be made of."""
    internal = (errors.AftercallError, errors.LeaseLost, errors.SettingsInvalid)
    ours = [each for each in vars(errors).values() if isinstance(each, type)]
    return [
        each for each in ours if issubclass(each, errors.AftercallError) and each not in internal
    ]


def status_of(kind: type[errors.AftercallError]) -> int:
    return next(STATUS_BY_ERROR[each] for each in kind.__mro__ if each in STATUS_BY_ERROR)


def test_the_code_of_every_kind_of_error_is_listed() -> None:
    always_narrower = (errors.Conflict, errors.Forbidden, errors.Unauthorized)
    for kind in kinds():
        if kind not in always_narrower and not issubclass(kind, errors.Permanent):
            assert kind.code in CODES[status_of(kind)], kind
    assert all(code in CODES[status] for status, code in connections.CODES.items())


def test_the_codes_that_are_answered_without_an_error_are_listed() -> None:
    called = [
        node
        for path in ROOT.glob("api/**/*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("problem", "refused")
    ]
    given = [one.value for node in called for one in node.keywords if one.arg == "code"]
    codes = {one.value for one in given if isinstance(one, ast.Constant)}
    assert codes >= {
        "internal_error",
        "invalid_fields",
        "range_not_satisfiable",
        "too_many_requests_in_work",
    }
    assert codes <= all_codes()


def test_operations_have_short_names_that_differ() -> None:
    names = [
        operation["operationId"]
        for item in APP.openapi()["paths"].values()
        for operation in item.values()
    ]
    assert len(names) == len(set(names)) > 50
    assert all(re.fullmatch(r"[a-z][a-z_]+", name) for name in names)


def test_every_body_and_answer_has_a_schema() -> None:
    """Without one, generated clients leave the operation out."""
    without = []
    for path, item in APP.openapi()["paths"].items():
        for method, operation in item.items():
            body = operation.get("requestBody", {}).get("content", {})
            without += [
                (method, path, kind) for kind, content in body.items() if "schema" not in content
            ]
    assert not without


def test_what_was_understood_is_typed() -> None:
    schemas = APP.openapi()["components"]["schemas"]
    insights = {name for name in schemas if name.startswith("InsightBody")}
    assert len(insights) == 3
    assert schemas["LeadValue"]["properties"].keys() > {
        "name",
        "email",
        "unverified",
        "from_sender",
    }


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "/api/me", {"name": INVISIBLE}),
        ("PATCH", "/api/tenant", {"name": INVISIBLE}),
        ("POST", "/api/recordings", {"title": INVISIBLE}),
        ("POST", "/api/api-keys", {"name": INVISIBLE}),
        ("POST", "/api/views", {"list": "calls", "name": INVISIBLE, "filters": {}}),
        ("PATCH", f"/api/calls/{UNKNOWN}", {"title": INVISIBLE}),
    ],
)
async def test_a_name_or_title_shows_something(
    team: Team, method: str, path: str, body: dict[str, Any]
) -> None:
    answer = await team.client.request(method, path, headers=team.headers, json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_fields")
    (field,) = [each for each in body if body[each] == INVISIBLE]
    assert [each["pointer"] for each in answer.json()["errors"]] == [f"/body/{field}"]


async def test_characters_that_join_are_kept_in_a_name(team: Team) -> None:
    name = "\u200fعلی\u200cرضا"
    assert (await team.patch("/api/me", {"name": name})).is_success
    assert (await team.get("/api/me")).json()["name"] == name
