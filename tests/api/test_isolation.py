"""Every route: who may call it, and that nobody reaches into another tenant."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute
from starlette.routing import Route

from api.main import ROUTERS, create_app
from api.pages.router import PageRouter
from shared.domain.ids import new_id
from shared.settings.load import load_settings
from tests.conftest import ELEVENLABS_SECRET
from tests.support.calls import send, transcription
from tests.support.people import Team

DESCRIPTION = {
    "/openapi.json",
    "/docs",
    "/docs/{name}",
    "/account",
    "/account/{name}",
    "/static/{version}/{folder}/{name}",
}
WEBHOOKS = {
    "/api/webhooks",
    "/api/webhooks/{endpoint_id}",
    "/api/webhooks/calcom",
    "/api/webhooks/elevenlabs/call-ended",
    "/api/webhooks/elevenlabs/call-ended/{endpoint_id}",
    "/api/webhooks/elevenlabs/initiation",
    "/api/webhooks/elevenlabs/initiation/{endpoint_id}",
    "/api/webhooks/retell/{endpoint_id}",
    "/api/webhooks/vapi/{endpoint_id}",
    "/api/webhooks/twilio/recording",
    "/api/webhooks/twilio/recording/{endpoint_id}",
}
# Who has the link of a shared call, or a calendar's address, needs no other credential.
SHARED = {
    "/shared/{token}",
    "/shared/{token}/media/{part}",
    "/shared/{token}/peaks/{part}",
    "/calendar/{token}.ics",
}
# A route that is not named here needs a credential.
PUBLIC = (
    DESCRIPTION
    | WEBHOOKS
    | SHARED
    | {"/health", "/health/ready", "/metrics"}
    | {
        f"/api/auth/{name}"
        for name in (
            "signup",
            "login",
            "join",
            "sign-in-link",
            "forgot-password",
            "signup-link",
            "reset-password",
            "offers",
            "oidc/start",
            "oidc/callback",
        )
    }
)

BODIES: dict[str, Any] = {
    "PATCH /api/agents/{agent_id}": {"name": "taken over"},
    "PATCH /api/users/{user_id}": {"name": "taken over"},
    "PUT /api/webhook-endpoints/{endpoint_id}/initiation-secret": {"secret": "s" * 20},
    "PUT /api/webhook-endpoints/{endpoint_id}/secret": {"secret": "wsec_of_the_intruder"},
    "PUT /api/calls/{call_id}/transcript": {"turns": [{"speaker": "agent", "text": "taken over"}]},
    "PATCH /api/calls/{call_id}": {"title": "taken over"},
    "POST /api/calls/{call_id}/shares": {},
    "PATCH /api/event-targets/{target_id}": {"name": "taken over"},
    "PATCH /api/schedules/{schedule_id}": {"name": "x"},
    "POST /api/event-targets/{target_id}/secret": {},
    "POST /api/event-targets/{target_id}/dry-run": {},
    "POST /api/event-targets/{target_id}/replay": {"since": "2026-01-01T00:00:00Z"},
    "PATCH /api/views/{view_id}": {"name": "taken over"},
    "PATCH /api/threads/{thread_id}": {"title": "taken over"},
    "PATCH /api/leads/{lead_id}": {"name": "taken over"},
    "PATCH /api/contacts/{contact_id}": {"name": "taken over"},
    "POST /api/contacts/{contact_id}/merge": {"contact_id": str(new_id())},
    "POST /api/contacts/{contact_id}/split": {"numbers": ["+12025550143"]},
    "PATCH /api/callbacks/{callback_id}": {"reason": "taken over"},
    "POST /api/callbacks/{callback_id}/move": {"due_at": "2031-01-01T00:00:00Z"},
    "POST /api/callbacks/{callback_id}/decide": {"candidate": "2031-01-01T00:00:00Z"},
    "POST /api/callbacks/{callback_id}/assign": {"assignee_id": "me"},
    "POST /api/callbacks/{callback_id}/note": {"note": "taken over"},
    "POST /api/callbacks/{callback_id}/snooze": {"minutes": 60},
    **{
        f"POST /api/callbacks/{{callback_id}}/{action}": {}
        for action in (
            "done",
            "cancel",
            "reopen",
            "not-reached",
            "unsnooze",
            "approve-call",
            "stop-call",
        )
    },
}

# These tell how long something has waited, or what has happened since, which changes by itself.
AGEING = {"/api/queue/stats", "/api/audit", "/api/me/sessions", "/api/events"}
# Numbered from 1 on for all tenants; tested in test_event_targets.py.
NUMBERED = {"/api/events/{sequence}/body"}
# JSON lines and tables, tested in erasure/test_tenant_export.py, test_exports.py,
# test_do_not_call.py and test_numbers.py.
EXPORTS = {
    "/api/tenant/export",
    *(f"/api/{name}.jsonl" for name in ("calls", "callbacks", "leads")),
    *(f"/api/calls/{{call_id}}/transcript.{ending}" for ending in ("txt", "docx", "srt", "vtt")),
    "/api/calls.csv",
    "/api/callbacks.csv",
    "/api/leads.csv",
    "/api/do-not-call.csv",
    "/api/numbers.csv",
}
# Every team may have the same days and numbers; tested in test_holidays.py and
# test_agent_calls.py.
BY_VALUE = {"/api/tenant/holidays/{day}", "/api/do-not-call/{number}"}
# Not JSON; tested in test_event_stream.py and test_ask_streams.py.
STREAM = {"/api/events/stream", "/api/answers/{answer_id}/stream"}
# For operators alone, who see all tenants; tested in test_ownership.py and test_installation.py.
OPERATORS = "/api/operator/"
PAGES = {
    str(getattr(route, "path", ""))
    for router in ROUTERS
    if isinstance(router, PageRouter)
    for route in router.routes
}

APP = create_app(
    load_settings(
        {
            "DATABASE_URL": "postgresql://",
            "JWT_SECRET": "J7w4Kz9TqLm2Xc8RvNb5Ys3Gd6Fh1Pt0",
            "ENCRYPTION_KEY": "E3r6Ty8Ui1Op4As7Df2Gh9Jk5Lz0Xc2V",
            "DOCS_ENABLED": "true",
        }
    )
)


def routes() -> Iterator[tuple[str, str]]:
    """Method and path of everything the app answers to, described or not. The pages of people are
    tested in pages/test_pages.py.
    """
    for route in (*APP.routes, *(route for router in ROUTERS for route in router.routes)):
        if isinstance(route, Route | APIRoute) and route.path not in PAGES:
            for method in sorted((route.methods or set()) - {"HEAD"}):
                yield method, route.path


def test_every_described_operation_is_a_known_route() -> None:
    described = {
        (method.upper(), path) for path, item in APP.openapi()["paths"].items() for method in item
    }
    assert described <= set(routes())


def test_public_routes_exist() -> None:
    assert {path for _, path in routes()} >= PUBLIC


async def test_every_other_route_asks_for_a_credential(client: httpx.AsyncClient) -> None:
    closed = [(method, path) for method, path in routes() if path not in PUBLIC]
    assert len(closed) > 20
    for method, path in closed:
        address = re.sub(r"\{\w+\}", "01938f5e-7b1c-7c3a-9d2e-5a0c9a4c1f10", path)
        answer = await client.request(method, address, json=BODIES.get(f"{method} {path}", {}))
        assert (answer.status_code, answer.headers["content-type"]) == (
            401,
            "application/problem+json",
        ), address
        assert answer.json()["title"] == "Unauthorized"


async def owned(team: Team) -> dict[str, str]:
    """One thing of each kind that routes name by id."""
    call = (await send(team.client, transcription(team.agent_id), secret=ELEVENLABS_SECRET)).json()
    account_sid = "AC" + "0a" * 16
    answer = (await team.post("/api/ask", {"question": "How many calls are there?"})).json()
    return {
        "answer_id": answer["id"],
        "thread_id": answer["thread_id"],
        "account_sid": account_sid,
        "call_id": call["call_id"],
        "job_id": call["job_id"],
        # Runs make these; test_callback_actions.py and test_corrections.py test real ones.
        "callback_id": str(new_id()),
        "lead_id": str(new_id()),
        "contact_id": str(new_id()),
        "field": "company",
        "recording_id": (await team.post("/api/recordings", {})).json()["recording_id"],
        "agent_id": team.agent_id,
        "session_id": (await team.get("/api/me")).json()["session_id"],
        "user_id": (await team.get("/api/me")).json()["user_id"],
        "invitation_id": (
            await team.post("/api/invitations", {"email": "invited@example.com"})
        ).json()["id"],
        "share_id": (await team.post(f"/api/calls/{call['call_id']}/shares", {})).json()["id"],
        "schedule_id": (
            await team.post(
                "/api/schedules",
                {"name": "s", "cron": "@daily", "action": {"kind": "event"}},
            )
        ).json()["id"],
        "calendar_id": (await team.post("/api/me/calendars", {"whose": "team"})).json()["id"],
        "view_id": (
            await team.post(
                "/api/views", {"list": "calls", "name": "v", "filters": {}, "team": True}
            )
        ).json()["id"],
        **await sent_event(team),
        "key_id": (await team.post("/api/api-keys", {"name": "crm"})).json()["id"],
        "endpoint_id": (
            await team.post("/api/webhook-endpoints", {"secret": "wsec_first_secret"})
        ).json()["id"],
    }


async def sent_event(team: Team) -> dict[str, str]:
    """A target, and a delivery to it."""
    url = "https://receiver.example/events"
    target_id = (await team.post("/api/event-targets", {"name": "CRM", "url": url})).json()["id"]
    test = await team.post(f"/api/event-targets/{target_id}/test")
    return {"target_id": target_id, "delivery_id": test.json()["delivery_id"]}


async def visible(team: Team, ids: dict[str, str]) -> list[Any]:
    """What a team sees of its own."""
    addresses = [
        path.format(**ids, version=1, sequence=1)
        for method, path in routes()
        if method == "GET"
        and path not in {*PUBLIC, *AGEING, *NUMBERED, *EXPORTS, *STREAM}
        and not path.startswith(OPERATORS)
    ]
    found = [(await team.get(address)).json() for address in addresses]
    return [{**one, "request_id": ""} if isinstance(one, dict) else one for one in found]


async def test_another_tenants_ids_are_not_found_and_nothing_of_them_changes(
    team: Team, other_team: Team
) -> None:
    ids = await owned(team)
    before = await visible(team, ids)
    named = [
        (method, path)
        for method, path in routes()
        if "{" in path and path not in PUBLIC | BY_VALUE and not path.startswith(OPERATORS)
    ]
    assert len(named) > 10
    for method, path in named:
        body = BODIES.get(f"{method} {path}")
        address = path.format(**ids, version=1, sequence=1)
        answer = await other_team.client.request(
            method, address, headers=other_team.headers, json=body
        )
        assert (answer.status_code, answer.headers["content-type"]) == (
            404,
            "application/problem+json",
        ), path
        assert not any(value in answer.text for value in ids.values())
    assert await visible(team, ids) == before


async def test_lists_hold_nothing_of_another_tenant(team: Team, other_team: Team) -> None:
    # A table names the field in its head.
    ids = {name: value for name, value in (await owned(team)).items() if name != "field"}
    for method, path in routes():
        if method == "GET" and "{" not in path and path not in {*PUBLIC, *STREAM}:
            listed = (await other_team.get(path)).text
            assert not any(value in listed for value in [*ids.values(), team.tenant_id]), path


async def test_another_tenants_agent_cannot_be_named_in_a_request(
    team: Team, other_team: Team
) -> None:
    await owned(team)
    for path, named in (
        ("/api/recordings", {}),
        ("/api/process-recording", {"recording_url": "https://example.com"}),
    ):
        assert (
            await other_team.post(path, {"agent_id": team.agent_id, **named})
        ).status_code == 404
    assert (await other_team.get("/api/calls", agent_id=team.agent_id)).json()["calls"] == []
    taken = await other_team.post("/api/agents", {"name": "mine now", "external_id": team.agent_id})
    assert (taken.status_code, taken.json()["claimed_by"]) == (201, None)
    event = transcription(team.agent_id, "conv_later")
    await send(team.client, event, secret=ELEVENLABS_SECRET)
    assert (await other_team.get("/api/calls")).json()["calls"] == []


async def test_another_tenants_recording_cannot_be_started(team: Team, other_team: Team) -> None:
    recording_id = (await owned(team))["recording_id"]
    refused = await other_team.post("/api/process-recording", {"recording_id": recording_id})
    assert refused.status_code == 404


async def test_an_event_goes_to_the_tenant_that_registered_its_agent_first(
    team: Team, other_team: Team
) -> None:
    """Also when another tenant's own webhook URL has seen the same agent id since."""
    endpoint = (
        await other_team.post("/api/webhook-endpoints", {"secret": "wsec_of_the_intruder"})
    ).json()
    event = transcription(team.agent_id)
    path = httpx.URL(endpoint["url"]).path
    assert (
        await send(team.client, event, secret="wsec_of_the_intruder", path=path)
    ).status_code == 202
    accepted = await send(team.client, event, secret=ELEVENLABS_SECRET)
    assert (await team.get(f"/api/calls/{accepted.json()['call_id']}")).status_code == 200
    assert (await other_team.get(f"/api/calls/{accepted.json()['call_id']}")).status_code == 404


async def test_ids_that_are_not_ids_are_refused(team: Team) -> None:
    for method, path in routes():
        if "{" in path and path not in PUBLIC and "endpoint_id" not in path:
            address = re.sub(r"\{\w+\}", "..%2f..%2fetc", path)
            answer = await team.client.request(
                method, address, headers=team.headers, json=BODIES.get(f"{method} {path}")
            )
            assert answer.status_code in (404, 422), address
            assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "endpoint_id", ["nothing", "%00", "a" * 3000, "%f0%9f%92%a9"], ids=lambda name: name[:10]
)
async def test_unknown_webhook_endpoints_are_no_error_of_ours(
    client: httpx.AsyncClient, endpoint_id: str
) -> None:
    path = f"/api/webhooks/elevenlabs/call-ended/{endpoint_id}"
    answer = await send(client, transcription("a"), secret="wsec_of_the_intruder", path=path)
    assert answer.status_code in (400, 404)
    assert answer.headers["content-type"] == "application/problem+json"
