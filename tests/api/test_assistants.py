"""The tools for assistants, called by the protocol's own client."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from shared.db.pool import ALL_TENANTS, Database
from tests.api.test_callback_actions import made
from tests.api.test_search import BOILER, processed
from tests.support.calls import CALLBACK_TURNS
from tests.support.people import Team
from worker.resources import Resources

TOOLS = ["ask", "caller_timeline", "count_calls", "get_call", "list_callbacks", "search_calls"]


def http_of(team: Team, token: str) -> httpx2.AsyncClient:
    """Speaks with the API in this process."""
    app = team.client._transport.app  # type: ignore[attr-defined]
    return httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app), headers={"Authorization": f"Bearer {token}"}
    )


@asynccontextmanager
async def assistant(team: Team, token: str) -> AsyncIterator[Client]:
    async with http_of(team, token) as http:
        transport = streamable_http_client("http://aftercall.test/api/mcp", http_client=http)
        async with Client(transport) as client:
            yield client


async def key_of(team: Team, *scopes: str) -> str:
    made = await team.post("/api/api-keys", {"name": "Assistant", "scopes": list(scopes)})
    assert made.status_code == 201, made.text
    return str(made.json()["api_key"])


async def called(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    found: dict[str, Any] = result.structured_content
    assert json.loads(result.content[0].text) == found  # type: ignore[union-attr]
    return found


async def refused(client: Client, tool: str, **arguments: Any) -> str:
    result = await client.call_tool(tool, arguments)
    assert result.is_error
    return str(result.content[0].text)  # type: ignore[union-attr]


async def test_tools_read_the_calls_of_the_keys_team(
    team: Team, other_team: Team, worker: Resources
) -> None:
    call_id = await processed(team, worker, "conv_1", BOILER)
    asked_for = await processed(team, worker, "conv_2", CALLBACK_TURNS)
    key, others = await key_of(team, "read"), await key_of(other_team, "read")
    async with assistant(team, key) as client:
        listed = (await client.list_tools()).tools
        assert sorted(tool.name for tool in listed) == TOOLS
        found = await called(
            client, "search_calls", query="leaked water", mode="keyword", source=["transcript"]
        )
        (passage,) = found["passages"]
        assert (passage["call_id"], passage["speaker"], passage["start_s"]) == (
            call_id,
            "customer",
            6.0,
        )
        assert passage["link"].endswith(f"/calls/{call_id}#t=6")
        assert (found["passages_with_words"], found["calls_with_words"]) == (1, 1)
        assert (await called(client, "count_calls"))["calls"] == 2
        assert (await called(client, "count_calls", direction="outbound"))["calls"] == 0
        counted = await called(client, "count_calls", query="water", speaker="customer")
        assert counted["calls"] == 1
        call = await called(client, "get_call", call_id=call_id, first_turn=1, turns=1)
        assert [turn["text"] for turn in call["turns"]] == [BOILER[1][1]]
        assert (call["next_turn"], call["summary"]["value"]["title"]) == (2, "A leaking boiler")
        timeline = await called(client, "caller_timeline", phone="+12025550143")
        assert {each["call_id"] for each in timeline["calls"]} == {call_id, asked_for}
    async with assistant(other_team, others) as client:
        assert (await called(client, "search_calls", query="boiler"))["passages"] == []
        assert (await called(client, "count_calls", query="boiler"))["calls"] == 0
        assert "no such call" in (await refused(client, "get_call", call_id=call_id)).lower()
        assert (await called(client, "caller_timeline", phone="+12025550143"))["calls"] == []
        assert (await called(client, "list_callbacks"))["callbacks"] == []


async def test_callbacks_are_listed_with_links(team: Team, worker: Resources) -> None:
    callback = await made(team, worker)
    async with assistant(team, await key_of(team, "read")) as client:
        (listed,) = (await called(client, "list_callbacks", state=["open"]))["callbacks"]
        assert (listed["id"], listed["call_id"]) == (callback["id"], callback["call_id"])
        assert listed["link"].endswith(f"/calls/{callback['call_id']}")
        assert (await called(client, "list_callbacks", state=["done"]))["callbacks"] == []


async def test_questions_are_answered_for_the_keys_team(
    team: Team, other_team: Team, worker: Resources
) -> None:
    call_id = await processed(team, worker, "conv_1", BOILER)
    for each, count in ((team, 1), (other_team, 0)):
        async with assistant(each, await key_of(each, "read")) as client:
            answer = await called(client, "ask", question="How many calls mention water?")
            assert answer["parts"][0]["data"]["count"] == count
            assert answer["coverage"]["in_scope"] == count
    async with assistant(team, await key_of(team, "read")) as client:
        scope = {"call_id": call_id, "ids": [call_id]}
        assert "not both" in await refused(client, "ask", question="Why?", scope=scope)
    assert (await team.get("/api/threads")).json()["threads"] == []


async def test_wrong_arguments_are_explained(team: Team) -> None:
    async with assistant(team, await key_of(team, "read")) as client:
        assert "query" in await refused(client, "search_calls")
        assert "since" in await refused(client, "count_calls", since="yesterday")
        assert "status" in await refused(client, "count_calls", status="ready")
        assert "either" in await refused(client, "caller_timeline")
        assert "limit" in await refused(client, "list_callbacks", limit=1000)
        assert "no tool" in await refused(client, "delete_call", call_id="x")


@pytest.mark.parametrize("scopes", [(), ("ingest",)])
async def test_a_key_without_the_right_to_read_is_refused(
    team: Team, scopes: tuple[str, ...]
) -> None:
    token = await key_of(team, *scopes) if scopes else "ac_wrong"
    async with http_of(team, token) as http:
        answer = await http.post(
            "http://aftercall.test/api/mcp",
            json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"},
        )
    assert answer.status_code == (403 if scopes else 401)


async def test_bodies_hosts_and_methods_are_bounded(team: Team) -> None:
    url = "http://aftercall.test/api/mcp"
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "x" * 70_000}}
    accept = {"Accept": "application/json, text/event-stream"}
    async with http_of(team, await key_of(team, "read")) as http:
        assert (await http.post(url, json=message, headers=accept)).status_code == 413
        assert (await http.get(url)).status_code == 405
        assert (await http.post("http://elsewhere.test/api/mcp", json={})).status_code == 400


async def test_what_an_assistant_read_is_on_record(
    team: Team, worker: Resources, database: Database
) -> None:
    call_id = await processed(team, worker, "conv_1", BOILER)
    async with assistant(team, await key_of(team, "read")) as client:
        await called(client, "get_call", call_id=call_id)
    async with database.connection(ALL_TENANTS) as conn:
        objects = await conn.fetch("select object from audit_log where action = 'POST /api/mcp'")
    assert f"get_call,{call_id}" in {row["object"] for row in objects}
