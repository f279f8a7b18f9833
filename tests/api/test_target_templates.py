"""Targets of any API: made of a shipped template or of one's own, tried without sending, and
delivered with their secrets unseen.
"""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from shared.db.pool import Database
from tests.api.test_reading import accept
from tests.fakes.receiver import Receiver, answering, open_receiver
from tests.support.events import happens, new_target
from tests.support.people import Team
from tests.support.processes import until
from tests.worker.test_event_deliveries import (
    deliveries,
    delivering,
    failed_once,
    make_due,
    settled_as,
)
from worker.resources import Resources

TOKEN = "s3cr3t-token"
REQUEST = {
    "method": "PUT",
    "headers": {"X-Key": "{{ secret.token }}"},
    "body": {"id": "{{ event.id }}", "lead": "{{ lead.name }}", "list": "{{ input.list }}"},
}
AIRTABLE = {
    "name": "Airtable",
    "template_id": "airtable-record",
    "inputs": {"base_id": "app0123456789ABCD", "table_id": "tbl0123456789ABCD"},
    "secrets": {"token": TOKEN},
}
TOKEN_REQUEST = {
    "url": "https://login.example/token",
    "client_id": "aftercall",
    "client_secret": "{{ secret.token }}",
}
OWN = {
    "kind": "template",
    "request": REQUEST,
    "inputs": {"list": "Callers"},
    "secrets": {"token": TOKEN},
}


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    """Receivers are on this machine."""
    return {**environ, "TARGET_ALLOW_HTTP": "true", "TARGET_ALLOW_PRIVATE": "true"}


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with open_receiver() as receiver:
        yield receiver


async def test_a_shipped_template_is_listed_tried_and_made_with_its_secrets_unseen(
    team: Team,
) -> None:
    listed = (await team.get("/api/event-target-templates")).json()["templates"]
    (airtable,) = [each for each in listed if each["id"] == "airtable-record"]
    assert [(each["name"], each["secret"]) for each in airtable["inputs"]] == [
        ("token", True),
        ("base_id", False),
        ("table_id", False),
    ]
    tried = await team.post("/api/event-target-dry-runs", {"target": AIRTABLE})
    assert tried.status_code == 200, tried.text
    assert tried.json()["method"] == "PATCH"
    assert tried.json()["url"].endswith("/app0123456789ABCD/tbl0123456789ABCD")
    assert tried.json()["headers"]["Authorization"] == "Bearer SECRET_token"
    assert tried.json()["body"]["records"][0]["fields"]["Name"] == "Maria Lopez"
    assert (await team.get("/api/event-targets")).json()["targets"] == []
    made = await team.post("/api/event-targets", AIRTABLE)
    assert made.status_code == 201
    assert (made.json()["kind"], made.json()["types"]) == ("template", airtable["types"])
    assert made.json()["secret_names"] == ["token"]
    again = await team.post(f"/api/event-targets/{made.json()['id']}/dry-run", {"sample": True})
    assert again.json()["body"] == tried.json()["body"]
    for answer in (tried, made, again, await team.get("/api/event-targets")):
        assert TOKEN not in answer.text
    signed = await new_target(team, template_id="n8n")
    assert (signed["kind"], bool(signed["secret"])) == ("webhook", True)


# What is given, and the field that is named.
REFUSED: tuple[tuple[dict[str, Any], str], ...] = (
    ({"template_id": "nothing"}, "/template_id"),
    ({**AIRTABLE, "inputs": {"base_id": "app0123456789ABCD"}}, "/inputs"),
    ({**AIRTABLE, "inputs": {**AIRTABLE["inputs"], "base_id": "x"}}, "/inputs/base_id"),  # type: ignore[dict-item]
    ({**AIRTABLE, "secrets": {}}, "/secrets"),
    ({**AIRTABLE, "kind": "slack"}, "/kind"),
    ({"kind": "template"}, "/request"),
    ({**OWN, "inputs": {}}, "/inputs"),
    ({**OWN, "secrets": {}}, "/secrets"),
    ({**OWN, "secrets": {"token": "a\r\nb-long"}}, "/secrets"),
    ({**OWN, "url": "https://{{ lead.name }}/"}, "/url"),
    ({**OWN, "url": "https://{{ input.list }}/", "inputs": {"list": "a/b"}}, "/url"),
    ({**OWN, "request": {**REQUEST, "body": "{{ lead.nothing }}"}}, "/request"),
    ({**OWN, "request": {**REQUEST, "body": {"a": "{{ ''.__class__ }}"}}}, "/request/body"),
    ({**OWN, "request": {**REQUEST, "when": "{{ secret.token }}"}}, "/request/when"),
    ({**OWN, "request": {**REQUEST, "method": "CONNECT"}}, "/request/method"),
    ({**OWN, "request": {**REQUEST, "headers": {"Host": "x"}}}, "/request/headers"),
    ({**OWN, "request": {**REQUEST, "headers": {"X-Name": "José"}}}, "/request"),
    ({**OWN, "request": {"headers": {"authorization": "x"}, "token": TOKEN_REQUEST}}, "/request"),
    ({"kind": "slack", "request": REQUEST}, "/request"),
    ({"kind": "teams", "credentials": {"kind": "bearer", "token": "x"}}, "/credentials"),
    ({"kind": "email", "email": {"to": ["a@b.example"]}}, "/url"),
    ({"kind": "email", "template_id": "n8n"}, "/kind"),
    ({"kind": "slack", "email": {"to": ["a@b.example"]}}, "/email"),
)


async def test_what_cannot_work_is_refused_and_named(team: Team) -> None:
    for changes, pointer in REFUSED:
        body = {"name": "API", "url": "https://api.example/", **changes}
        if "template_id" in changes:
            del body["url"]
        answer = await team.post("/api/event-targets", body)
        assert answer.status_code in (400, 422), answer.text
        pointers = [each["pointer"] for each in answer.json()["errors"]]
        assert any(each.startswith(f"/body{pointer}") for each in pointers), (changes, pointers)
        assert TOKEN not in answer.text
    no_server = {"name": "Me", "kind": "email", "email": {"to": ["a@b.example"]}}
    assert "SMTP_HOST" in (await team.post("/api/event-targets", no_server)).text


async def test_a_corrected_template_is_used_by_what_waits_and_secrets_stay_unseen(
    team: Team, worker: Resources, database: Database, receiver: Receiver
) -> None:
    call_id = (await accept(team, "conv_1"))["call_id"]
    made = await new_target(team, receiver.url("/{{ call.id }}/x"), types=["call.ready"], **OWN)
    path = f"/api/event-targets/{made['id']}"
    receiver.answers.append(answering(401, f'{{"error": "no such key: {TOKEN}"}}'))
    async with delivering(worker):
        await happens(database, team, "call.ready", call_id)
        one = await failed_once(team)
        log = (await team.get(f"/api/event-deliveries/{one['id']}")).json()
        assert log["tries"][0]["status"] == 401
        assert log["answer"] == '{"error": "no such key: ***"}'
        shown = json.loads(log["request"])
        assert shown["headers"]["X-Key"] == "SECRET_token"
        assert (shown["method"], shown["url"]) == ("PUT", receiver.url(f"/{call_id}/x"))
        tried = (await team.post(f"{path}/dry-run", {})).json()
        assert (tried["type"], tried["url"]) == ("call.ready", shown["url"])
        changed = {
            "request": {**REQUEST, "method": "POST"},
            "secrets": {"token": "another-t0ken"},
            "inputs": {"list": "Other"},
        }
        assert (await team.patch(path, changed)).status_code == 200
        await make_due(database)
        await settled_as(team, "delivered")
        first, second = receiver.requests
        assert (first.method, second.method) == ("PUT", "POST")
        assert first.id == second.id == first.json["id"] == one["event_id"]
        assert (first.headers["x-key"], second.headers["x-key"]) == (TOKEN, "another-t0ken")
        assert second.json["list"] == "Other"
        assert (await team.patch(path, {"inputs": {}})).status_code == 400
        # Nothing is sent for an event that lacks what the URL needs, and the log says so.
        await happens(database, team, "call.ready")
        skipped = await until(
            lambda: deliveries(team, status="delivered"), lambda found: len(found) == 2
        )
        assert skipped[0]["last_try"]["error"] == "not sent: a value in the URL is empty"
        # A test is a sample, because `webhook.test` has nothing to fill in.
        assert (await team.post(f"{path}/test", {})).status_code == 202
        await settled_as(team, "delivered", 3)
    assert len(receiver.requests) == 3
    assert receiver.requests[2].json["lead"] == "Maria Lopez"
