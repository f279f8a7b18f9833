"""Errors leave as problem documents, and the API's description says so."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from api.http.problems import STATUS_BY_ERROR, status_of
from api.main import create_app
from shared import errors
from shared.db.pool import ALL_TENANTS, Database
from shared.settings.load import Settings
from tests.api.conftest import ServeFactory
from tests.support.people import Team, sign_up

# Readiness is for machines that only look at the status; its body names each check.
NO_PROBLEM = {("get", "/health/ready", "503")}


@pytest.fixture
def document(settings: Settings) -> dict[str, Any]:
    return create_app(settings).openapi()


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield method, path, operation


def subclasses(kind: type[Exception]) -> Iterator[type[Exception]]:
    for child in kind.__subclasses__():
        yield child
        yield from subclasses(child)


async def test_a_fixed_address_takes_no_method_of_an_address_with_a_parameter(
    client: httpx.AsyncClient, team: Team, document: dict[str, Any]
) -> None:
    """The last word of `/api/do-not-call/import` is no number that could be deleted."""
    taken = {path: set(item) for path, item in document["paths"].items() if "{" not in path}
    wrong = []
    for path, methods in taken.items():
        for method in {"put", "patch", "delete"} - methods:
            answer = await client.request(method, path, json={}, headers=team.headers)
            allowed = set(answer.headers.get("allow", "").lower().split(", ")) - {"head"}
            if (answer.status_code, allowed) != (405, methods - {"head"}):
                wrong.append((method, path, answer.status_code, allowed))
    assert wrong == []


async def test_every_error_answer_is_a_problem_document(
    client: httpx.AsyncClient, team: Team
) -> None:
    unknown = "01938f5e-7b1c-7c3a-9d2e-5a0c9a4c1f10"
    answers = {
        400: await team.get("/api/calls", cursor="x"),
        401: await client.get("/api/calls"),
        404: await client.get("/nothing/here"),
        405: await client.put("/api/calls"),
        409: await team.post("/api/agents", {"name": "twice", "external_id": team.agent_id}),
        415: await client.post("/api/auth/login", content=b"a=b"),
        422: await team.get("/api/calls", limit=0),
    }
    answers[404] = await team.get(f"/api/calls/{unknown}")
    for status, answer in answers.items():
        assert (answer.status_code, answer.headers["content-type"]) == (
            status,
            "application/problem+json",
        )
        body = answer.json()
        assert body["status"] == status
        assert {"type", "title", "detail"} <= body.keys()


def test_every_error_of_ours_has_a_status() -> None:
    internal = {errors.LeaseLost, errors.SettingsInvalid}
    ours = [
        kind for kind in subclasses(errors.AftercallError) if kind.__module__ == errors.__name__
    ]
    for kind in ours:
        if kind not in internal:
            assert any(ancestor in STATUS_BY_ERROR for ancestor in kind.__mro__), kind
    assert status_of(errors.RateLimited("slow down")) == 503


def test_operation_ids_are_unique(document: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(ids) == len(set(ids))


def test_every_described_error_is_a_problem(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        for status, answer in operation["responses"].items():
            if status >= "400" and (method, path, status) not in NO_PROBLEM:
                ((kind, content),) = answer["content"].items()
                assert kind == "application/problem+json", (method, path, status)
                assert content["schema"] == {"$ref": "#/components/schemas/Problem"}, (
                    method,
                    path,
                    status,
                )
    assert document["components"]["schemas"]["Problem"]


def test_webhooks_are_described_with_examples(document: dict[str, Any]) -> None:
    hooks = [
        operation
        for _, path, operation in operations(document)
        if path.startswith("/api/webhooks/")
    ]
    assert hooks
    for operation in hooks:
        (content,) = operation["requestBody"]["content"].values()
        assert content["examples"]


async def test_an_unexpected_error_tells_and_logs_nothing_of_what_it_holds(
    serve_api: ServeFactory,
    owner_database: Database,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    async with owner_database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            """
            create function refuse() returns trigger language plpgsql as
                $$ begin raise exception 'cannot store %', new.name; end $$; create trigger refuse
                before update on agents for each row execute function refuse()
            """
        )
    async with serve_api() as client:
        team = await sign_up(client, "a@example.com", "A")
        answer = await team.patch(f"/api/agents/{team.agent_id}", {"name": "+1 503 555 0142"})
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    said = "".join(capfd.readouterr())
    assert "unexpected error" in said
    assert "503 555" not in answer.text + said + caplog.text
