"""`Idempotency-Key`: what is sent twice with it is done once and answered twice."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi.routing import APIRoute

from api.http.idempotency import LEASE_S, _Compared
from api.main import ROUTERS
from shared.db.call_deletion import delete_call
from shared.db.idempotency import Claimed, RequestKey, claim_key, delete_expired_keys
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.ids import CallId, JobId, TenantId
from tests.conftest import ApiFactory
from tests.support.people import Team
from tests.support.processes import until
from tests.support.sounds import SPEECH
from worker.resources import Resources
from worker.runner import run_job
from worker.upkeep.housekeeping import drop_expired

Post = Callable[..., Awaitable[httpx.Response]]
# Nobody is signed in there.
WITHOUT_KEYS = {
    "/api/auth/signup",
    "/api/auth/login",
    "/api/auth/join",
    "/api/auth/sign-in-link",
    "/api/auth/forgot-password",
    "/api/auth/signup-link",
    "/api/auth/reset-password",
    # The export is streamed, and a repeated erasure finds nothing more.
    "/api/people/export",
    "/api/people/erase",
    # A quote changes nothing.
    "/api/ask/quote",
}
# Senders with rules of their own: they say by themselves which event it is.
WEBHOOKS = "/api/webhooks"
RECORDING = {"title": "A call"}


@pytest.fixture
def post(team: Team) -> Post:
    async def post(
        path: str, body: Any = None, *, key: str = "one", to: Team = team
    ) -> httpx.Response:
        return await to.client.post(path, json=body, headers={**to.headers, "Idempotency-Key": key})

    return post


async def count(database: Database, table: str) -> int:
    async with database.connection(ALL_TENANTS) as conn:
        return int(await conn.fetchval(f"select count(*) from {table}"))


def posts() -> Iterator[APIRoute]:
    for router in ROUTERS:
        for route in router.routes:
            if (
                isinstance(route, APIRoute)
                and "POST" in (route.methods or ())
                and route.include_in_schema
            ):
                yield route


def test_every_post_of_a_tenant_describes_the_header(client: httpx.AsyncClient) -> None:
    transport = client._transport
    assert isinstance(transport, httpx.ASGITransport)
    paths = transport.app.openapi()["paths"]  # type: ignore[attr-defined]
    told = {
        path
        for path, methods in paths.items()
        for one in methods.get("post", {}).get("parameters", ())
        if one["name"].lower() == "idempotency-key"
    }
    expected = {route.path for route in posts() if not route.path.startswith(WEBHOOKS + "/")}
    assert told == expected - WITHOUT_KEYS - {WEBHOOKS}
    for path in told:
        # A question that is still being answered is followed, and never refused.
        refused = {"422"} if path == "/api/ask" else {"409", "422"}
        assert refused <= paths[path]["post"]["responses"].keys(), path


@pytest.mark.parametrize(
    ("path", "body", "table"),
    [
        ("/api/recordings", RECORDING, "recordings"),
        ("/api/process-recording", {"recording_url": "https://example.com/a.mp3"}, "jobs"),
        ("/api/agents", {"name": "Front desk"}, "agents"),
        ("/api/webhook-endpoints", {"source": "elevenlabs"}, "webhook_endpoints"),
        ("/api/api-keys", {"name": "CI"}, "api_keys"),
    ],
)
async def test_a_repeat_is_answered_alike_and_done_once(
    post: Post, database: Database, path: str, body: Any, table: str
) -> None:
    first = await post(path, body)
    made = await count(database, table)
    second = await post(path, body, key='"one"')
    assert first.status_code in (201, 202), first.text
    assert (second.status_code, second.json()) == (first.status_code, first.json())
    assert second.headers.get("location") == first.headers.get("location")
    assert (first.headers.get("idempotency-replayed"), second.headers["idempotency-replayed"]) == (
        None,
        "true",
    )
    assert await count(database, table) == made
    assert (await post(path, body, key="two")).status_code == first.status_code


async def test_a_key_is_a_tenants_and_a_routes_own(
    team: Team, other_team: Team, post: Post, database: Database
) -> None:
    mine = (await post("/api/recordings", RECORDING)).json()
    theirs = (await post("/api/recordings", RECORDING, to=other_team)).json()
    assert mine["recording_id"] != theirs["recording_id"]
    assert (await post("/api/agents", {"name": "Front desk"})).status_code == 201
    assert await count(database, "recordings") == 2


@pytest.mark.parametrize(
    ("path", "body"),
    [("/api/recordings", {"title": "Another"}), ("/api/recordings", {"title": "A  call"})],
)
async def test_a_key_that_comes_with_another_request_is_refused(
    post: Post, database: Database, path: str, body: Any
) -> None:
    await post("/api/recordings", RECORDING)
    answer = await post(path, body)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert await count(database, "recordings") == 1


async def test_another_address_of_the_same_route_is_another_request(post: Post) -> None:
    first, second = [
        (await post("/api/recordings", RECORDING, key=key)).json() for key in ("a", "b")
    ]
    await post(f"/api/recordings/{first['recording_id']}/finalize", key="same")
    answer = await post(f"/api/recordings/{second['recording_id']}/finalize", key="same")
    assert (
        answer.json()["code"] != "idempotency_key_reused"
    )  # The first was refused (409), so the key is free.
    agent, other = {"name": "One"}, {"name": "Two"}
    await post("/api/agents", agent, key="same")
    assert (await post("/api/agents", other, key="same")).json()["code"] == "idempotency_key_reused"


async def test_what_was_refused_can_be_tried_again_with_its_key(
    post: Post, database: Database
) -> None:
    assert (await post("/api/recordings", {"title": 5})).status_code == 422
    assert (
        await post("/api/recordings", {**RECORDING, "agent_id": str(UUID(int=7))})
    ).status_code == 404
    assert await count(database, "idempotency_keys") == 0
    assert (await post("/api/recordings", RECORDING)).status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 256, "caf\xe9"])
async def test_a_key_that_cannot_be_kept_is_refused(
    team: Team, database: Database, key: str
) -> None:
    headers = {**team.headers, "Idempotency-Key": key.encode("latin-1")}
    answer = await team.client.post(
        "/api/recordings",
        json=RECORDING,
        headers=headers,  # type: ignore[arg-type]
    )
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (
        422,
        "/header/idempotency-key",
    )
    assert await count(database, "recordings") == 0


async def test_of_requests_at_once_one_is_done_and_the_others_get_its_answer(
    post: Post, database: Database
) -> None:
    answers = await asyncio.gather(*(post("/api/recordings", RECORDING) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["recording_id"] for answer in answers}) == 1
    assert await count(database, "recordings") == 1


async def test_a_repeat_of_what_takes_long_is_told_to_come_back(
    team: Team, post: Post, database: Database
) -> None:
    key = RequestKey(TenantId(UUID(team.tenant_id)), "POST /api/recordings", "one")
    async with database.connection(ALL_TENANTS) as conn:
        assert isinstance(await claim_key(conn, key, lease_s=LEASE_S, lasting_s=60), Claimed)
    answer = await post("/api/recordings", RECORDING)
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_key_in_use")
    assert int(answer.headers["retry-after"]) > 0
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update idempotency_keys set leased_until = now()")
    # Whoever had it died.
    assert (await post("/api/recordings", RECORDING)).status_code == 201


async def test_a_key_is_forgotten_when_its_day_is_over(
    post: Post, database: Database, worker: Resources
) -> None:
    first = (await post("/api/recordings", RECORDING)).json()
    async with database.connection(ALL_TENANTS) as conn:
        assert await delete_expired_keys(conn, limit=5) == 0
        await conn.execute("update idempotency_keys set expires_at = now()")
    # Also before housekeeping comes by.
    assert (await post("/api/recordings", RECORDING)).json()["recording_id"] != first[
        "recording_id"
    ]
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update idempotency_keys set expires_at = now()")
    await drop_expired(worker)
    assert await count(database, "idempotency_keys") == 0


async def test_an_api_key_is_shown_again_and_lies_nowhere_in_plain(
    post: Post, database: Database
) -> None:
    shown = (await post("/api/api-keys", {"name": "CI"})).json()["api_key"]
    async with database.connection(ALL_TENANTS) as conn:
        kept = await conn.fetchval("select answer from idempotency_keys")
    assert shown.encode() not in kept
    assert (await post("/api/api-keys", {"name": "CI"})).json()["api_key"] == shown


async def test_without_a_credential_a_key_opens_nothing(
    team: Team, other_team: Team, post: Post
) -> None:
    await post("/api/api-keys", {"name": "CI"})
    answer = await team.client.post(
        "/api/api-keys", json={"name": "CI"}, headers={"Idempotency-Key": "one"}
    )
    assert answer.status_code == 401


async def test_a_direct_recording_is_processed_once_whatever_boundary_its_form_has(
    team: Team, worker: Resources, database: Database
) -> None:
    async def send(boundary: str, audio: bytes = SPEECH, title: str = "Leak") -> httpx.Response:
        return await team.client.post(
            f"/api/process-direct?title={title}",
            files={"file": ("call.wav", audio, "audio/wav")},
            headers={
                **team.headers,
                "Idempotency-Key": "one",
                "Content-Type": f"multipart/form-data; boundary={boundary}",
            },
            timeout=60,
        )

    async def job() -> UUID | None:
        async with database.connection(ALL_TENANTS) as conn:
            found: UUID | None = await conn.fetchval("select id from jobs")
        return found

    sending = asyncio.create_task(send("first-boundary"))
    job_id = await until(job)
    assert job_id
    await run_job(worker, JobId(job_id))
    first = await sending
    assert first.status_code == 200, first.text
    second = await send("another-boundary-that-is-longer")
    assert (second.status_code, second.json()) == (200, first.json())
    assert await count(database, "recordings") == 1
    for other in (await send("b", SPEECH + b"\0"), await send("b", title="Other")):
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    async with database.transaction(ALL_TENANTS) as conn:
        await delete_call(conn, TenantId(UUID(team.tenant_id)), CallId(UUID(first.json()["id"])))
    # What was told of a call goes with it.
    assert await count(database, "idempotency_keys") == 0


async def test_an_answer_too_large_to_keep_is_not_made_again(
    post: Post, database: Database
) -> None:
    await post("/api/recordings", RECORDING)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update idempotency_keys set answer = null")
    answer = await post("/api/recordings", RECORDING)
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_answer_not_kept")


async def test_an_answer_that_another_encryption_key_sealed_is_not_made_again(
    post: Post, team: Team, open_api: ApiFactory, database: Database
) -> None:
    await post("/api/recordings", RECORDING)
    async with open_api(ENCRYPTION_KEY="F7g8H9j0K1l2Z3x4C5v6B7n8M9q0W1e2") as client:
        answer = await post("/api/recordings", RECORDING, to=replace(team, client=client))
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_answer_not_kept")
    assert await count(database, "recordings") == 1


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
async def test_a_fingerprint_does_not_depend_on_how_a_body_arrives(size: int) -> None:
    async def fingerprint(body: bytes, boundary: str, size: int) -> bytes:
        blocks = [body[at : at + size] for at in range(0, len(body), size)]
        last = len(blocks) - 1
        messages = [
            {"type": "http.request", "body": block, "more_body": n < last}
            for n, block in enumerate(blocks)
        ]
        headers = [(b"content-type", f"multipart/form-data; boundary={boundary}".encode())]
        scope = {"type": "http", "path": "/", "query_string": b"", "headers": headers}

        async def receive() -> Any:
            return messages.pop(0)

        return await _Compared(scope, receive).fingerprint()

    form = b"--%(b)s\r\n\r\n-aa-a\r\n--%(b)s--\r\n"
    one = await fingerprint(form % {b"b": b"aaab"}, "aaab", size)
    assert one == await fingerprint(form % {b"b": b"xyzzy"}, "xyzzy", 1000)
    assert one != await fingerprint(
        form.replace(b"-aa-", b"-ab-") % {b"b": b"xyzzy"}, "xyzzy", 1000
    )
