"""What is sent, and how answers and refusals are read."""

from __future__ import annotations

import inspect
import json
import logging
from datetime import UTC, datetime
from uuid import UUID

import httpx
import pytest

import aftercall_client
from aftercall_client import (
    Aftercall,
    AsyncAftercall,
    InvalidAnswer,
    InvalidFields,
    NotFound,
    Problem,
    ServerFailed,
)
from client.tests.servers import CALL_ID, JOB_ID, KEY, URL, Server, answered, refused

ACCEPTED = {
    "status": "accepted",
    "job_id": JOB_ID,
    "call_id": CALL_ID,
    "recording_id": None,
    "status_url": f"/api/job/{JOB_ID}/status",
}


def test_a_request_carries_credential_query_and_times() -> None:
    server = Server([answered({"calls": [], "next_cursor": None})])
    with server.client() as client:
        client.calls.list(
            status="ready",
            since=datetime(2026, 11, 1, tzinfo=UTC),
            callback=["due", "open"],
            min_duration_s=1.5,
        )
    (request,) = server.requests
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert list(request.url.params.multi_items()) == [
        ("status", "ready"),
        ("since", "2026-11-01T00:00:00Z"),
        ("min_duration_s", "1.5"),
        ("callback", "due"),
        ("callback", "open"),
    ]


def test_null_is_sent_and_what_is_left_out_is_not() -> None:
    server = Server([refused(404)])
    with pytest.raises(NotFound):
        server.client().agents.change(CALL_ID, transcribe=None)
    assert json.loads(server.bodies[0]) == {"transcribe": None}


def test_an_optional_body_is_absent_when_nothing_is_given() -> None:
    server = Server([answered(ACCEPTED, 202)])
    server.client().calls.reprocess(CALL_ID)
    assert server.bodies == [b""]


@pytest.mark.parametrize("bad", ["", ".", ".."])
def test_an_id_that_would_change_the_path_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="empty"):
        Server([answered({})]).client().calls.get(bad)


def test_letters_of_an_id_stay_in_their_segment() -> None:
    server = Server([refused(404)])
    with pytest.raises(NotFound):
        server.client().calls.undo_correction("a/b?c", "title")
    assert server.requests[0].url.raw_path == b"/api/calls/a%2Fb%3Fc/corrections/title"


def test_fields_and_enums_of_later_versions_are_kept() -> None:
    answer = {**ACCEPTED, "status": "queued_somewhere", "of_later": {"x": 1}}
    accepted = Server([answered(answer, 202)]).client().calls.reprocess(CALL_ID)
    assert accepted.status == "queued_somewhere"
    assert accepted.model_extra == {"of_later": {"x": 1}}
    assert accepted.job_id == UUID(JOB_ID)


def test_null_fields_of_earlier_versions_may_be_absent() -> None:
    earlier = {name: value for name, value in ACCEPTED.items() if name != "recording_id"}
    accepted = Server([answered(earlier, 202)]).client().calls.reprocess(CALL_ID)
    assert accepted.recording_id is None


def test_an_error_whose_body_is_nested_too_deeply_is_one_of_its_status() -> None:
    deep = httpx.Response(404, content=b"[" * 100_000)
    with pytest.raises(NotFound):
        Server([deep]).client().calls.get(CALL_ID)


def test_an_answer_of_another_program_is_named_without_its_content() -> None:
    server = Server([answered({**ACCEPTED, "job_id": "Maria Lopez"}, 202)])
    with pytest.raises(InvalidAnswer, match="job_id") as raised:
        server.client().calls.reprocess(CALL_ID)
    assert "Maria" not in str(raised.value)


def test_a_problem_has_all_that_the_api_says() -> None:
    server = Server([refused(422, "invalid_fields")])
    with pytest.raises(InvalidFields) as raised:
        server.client().calls.list(limit=0)
    problem = raised.value
    assert (problem.status, problem.code, problem.detail, problem.request_id) == (
        422,
        "invalid_fields",
        "Not now.",
        "req-1",
    )
    assert [(each.pointer, each.detail) for each in problem.errors] == [
        ("/query/limit", "must be at least 1")
    ]
    assert "req-1" in str(problem)


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"errors": 3, "code": []}', b"\xff"])
def test_a_refusal_of_a_proxy_is_a_problem_too(body: bytes) -> None:
    with pytest.raises(ServerFailed) as raised:
        Server([httpx.Response(500, content=body)]).client().calls.list()
    assert (raised.value.status, raised.value.code) == (500, None)


def test_a_redirect_is_not_followed() -> None:
    server = Server([httpx.Response(302, headers={"Location": "https://elsewhere.example"})])
    with pytest.raises(Problem):
        server.client().calls.list()
    assert len(server.requests) == 1


def test_the_credential_is_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    server = Server([refused(404)])
    client = server.client()
    with pytest.raises(NotFound) as raised:
        client.calls.get(CALL_ID)
    shown = f"{client!r} {client.calls!r} {client._sender!r} {raised.value!r} {caplog.text}"
    assert KEY not in shown
    assert URL in repr(client)


@pytest.mark.parametrize(
    "address", ["", "aftercall.example", "ftp://x", "https://user:word@x", "https://x?key=1"]
)
def test_addresses_that_cannot_be_used_are_refused(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AFTERCALL_URL", raising=False)
    with pytest.raises(ValueError, match="base_url"):
        Aftercall(address)


def test_address_and_key_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERCALL_URL", "https://calls.example/sub/")
    monkeypatch.setenv("AFTERCALL_API_KEY", KEY)
    with Aftercall() as client:
        http = client._sender.http
        assert str(http.base_url) == "https://calls.example/sub/"
        assert http.headers["authorization"] == f"Bearer {KEY}"
    assert http.is_closed


async def test_any_request_can_be_sent() -> None:
    server = Server([answered({"new": True}), httpx.Response(204)])
    async with server.async_client() as client:
        found = await client.request("get", "/api/of-later", query={"deep": True, "x": None})
        assert found == {"new": True}
        assert await client.request("POST", "/api/of-later", json={"a": 1}) == {}
    assert str(server.requests[0].url) == f"{URL}/api/of-later?deep=true"
    assert client._sender.http.is_closed


def test_other_limits_share_the_connections() -> None:
    server = Server([answered({"calls": [], "next_cursor": None})])
    client = server.client()
    hasty = client.with_options(timeout_s=2)
    hasty.calls.list()
    assert server.requests[0].extensions["timeout"]["read"] == 2
    client.close()
    assert hasty._sender.http.is_closed


def test_sync_and_async_offer_the_same() -> None:
    """Names, parameters and their order; `a` and `Async` apart."""
    sync, other = Aftercall(URL), AsyncAftercall(URL)
    resources = {name for name in vars(sync) if not name.startswith("_")}
    assert resources == {name for name in vars(other) if not name.startswith("_")}
    assert len(resources) > 25
    for name in resources:
        assert _surface(getattr(sync, name)) == _surface(getattr(other, name)), name


def _surface(resource: object) -> dict[str, list[str]]:
    return {
        name: [str(each).replace("Async", "") for each in inspect.signature(method).parameters]
        for name, method in inspect.getmembers(resource, callable)
        if not name.startswith("_")
    }


def test_all_names_of_the_package_are_there() -> None:
    for name in aftercall_client.__all__:
        assert getattr(aftercall_client, name) is not None
