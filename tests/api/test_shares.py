"""Links that show a call to people without an account: who makes them, what they show, how they
end.
"""

import html
import re
from typing import Any
from uuid import UUID

import httpx
import pytest

from api.accounts.attempt_limits import SHARED_MOST
from api.http.credentials import hash_token
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.access import Role
from shared.settings.load import Settings
from tests.api.accounts.people import from_address, person
from tests.api.test_audit import entries_of
from tests.api.test_corrections import ok, processed
from tests.api.test_recorded_audio import upload
from tests.support.people import Team
from worker.resources import Resources
from worker.upkeep.housekeeping import drop_expired


async def shared(
    team: Team, call_id: str, headers: dict[str, str] | None = None, **body: Any
) -> dict[str, Any]:
    answer = await team.client.post(
        f"/api/calls/{call_id}/shares", headers=headers or team.headers, json=body
    )
    assert answer.status_code == 201, answer.text
    share: dict[str, Any] = answer.json()
    return share


async def opened(team: Team, share: dict[str, Any], below: str = "") -> httpx.Response:
    """What a stranger gets at the link."""
    return await team.client.get(httpx.URL(share["url"]).path + below)


async def active(team: Team, call_id: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = (await ok(team.get(f"/api/calls/{call_id}/shares")))["shares"]
    return listed


async def test_a_link_shows_the_call_and_nothing_else_of_the_team(
    team: Team, worker: Resources
) -> None:
    call_id = await processed(team, worker)
    call = await ok(team.get(f"/api/calls/{call_id}"))
    share = await shared(team, call_id)
    answer = await opened(team, share)
    assert answer.status_code == 200, answer.text
    page = html.unescape(answer.text)
    assert call["title"] in page
    assert call["summary"]["value"]["text"] in page
    for turn in call["transcript"]["turns"]:
        assert turn["text"] in page
    for hidden in (
        call_id, call["job"]["job_id"], call["callback"]["id"], call["lead_id"], team.tenant_id,
        call["from_number"], call["to_number"], call["callback"]["rule"], "north@example.com",
        "Callback", "Cost", "History", "data-api", "data-edit", "csrf", "/api/", "<form",
    ):  # fmt: skip
        assert hidden not in page, hidden
    assert re.findall(r'href="(?!/static/|#)', page) == []


async def test_the_page_is_found_and_stored_nowhere(team: Team, worker: Resources) -> None:
    share = await shared(team, await processed(team, worker))
    for answer in (await opened(team, share), await team.client.get("/shared/wrong")):
        headers = answer.headers
        assert headers["x-robots-tag"] == "noindex, nofollow, noarchive"
        assert '<meta name="robots" content="noindex' in answer.text
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
        assert "default-src 'none'; script-src 'self';" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script>", answer.text)
        assert "set-cookie" not in headers


async def test_the_list_says_who_until_when_and_whether_it_was_opened(
    team: Team, worker: Resources
) -> None:
    call_id = await processed(team, worker)
    share = await shared(team, call_id)
    (before,) = await active(team, call_id)
    assert before == {name: value for name, value in share.items() if name != "url"}
    assert (before["made_by"]["kind"], before["made_by"]["name"]) == ("user", "north@example.com")
    assert (before["opened_at"], before["times_opened"]) == (None, 0)
    assert (before["plays_recording"], before["expires_at"] > before["created_at"]) == (False, True)
    await opened(team, share)
    await opened(team, share)
    (after,) = await active(team, call_id)
    assert (after["times_opened"], after["opened_at"] > after["created_at"]) == (2, True)


async def test_a_token_is_stored_as_a_hash_only(
    team: Team, worker: Resources, database: Database
) -> None:
    share = await shared(team, await processed(team, worker))
    token = share["url"].rpartition("/")[2]
    # 256 bits.
    assert len(token) == 43
    async with database.connection(ALL_TENANTS) as conn:
        (row,) = await conn.fetch("select * from call_shares")
    assert row["token_hash"] == hash_token(token)
    assert token not in str(dict(row))


async def test_every_link_that_shows_nothing_gets_the_same_page(
    team: Team, worker: Resources, database: Database
) -> None:
    call_id = await processed(team, worker)
    expired, ended = await shared(team, call_id), await shared(team, call_id)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "update call_shares set created_at = now() - interval '2 hours', expires_at = now()"
            " - interval '1 second' where id = $1",
            UUID(expired["id"]),
        )
    assert (await team.delete(f"/api/calls/{call_id}/shares/{ended['id']}")).status_code == 204
    again = await team.delete(f"/api/calls/{call_id}/shares/{ended['id']}")
    assert (again.status_code, await active(team, call_id)) == (404, [])
    wrong = [
        "/shared/x", "/shared/" + "A" * 43, "/shared/" + "A" * 2000, "/shared/%ff%fe",
        "/shared/" + "\u202e" * 43, httpx.URL(expired["url"]).path, httpx.URL(ended["url"]).path,
        httpx.URL(expired["url"]).path + "/media/0", httpx.URL(ended["url"]).path + "/peaks/x",
    ]  # fmt: skip
    answers = [await team.client.get(path) for path in wrong]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1


async def test_the_recording_is_played_only_where_that_was_allowed(team: Team) -> None:
    call_id = (await upload(team))["call_id"]
    silent, heard = await shared(team, call_id), await shared(team, call_id, plays_recording=True)
    assert "<audio" not in (await opened(team, silent)).text
    for below in ("/media/0", "/peaks/0"):
        assert (await opened(team, silent, below)).status_code == 404
    page = (await opened(team, heard)).text
    (address,) = re.findall(r'<audio [^>]*src="([^"]+)"', page)
    assert address == httpx.URL(heard["url"]).path + "/media/0"
    whole = await team.client.get(address)
    part = await team.client.get(address, headers={"Range": "bytes=0-99"})
    assert (whole.status_code, part.status_code, len(part.content)) == (200, 206, 100)
    assert whole.headers["cache-control"] == "no-store"
    for below in ("/media/1", "/media/-1", "/media/x", "/peaks/1"):
        assert (await opened(team, heard, below)).status_code == 404


async def test_a_link_ends_with_the_person_who_made_it(
    team: Team, worker: Resources, database: Database, settings: Settings
) -> None:
    call_id = await processed(team, worker)
    member = await person(database, settings, team, Role.MEMBER)
    user = f"/api/users/{(await team.client.get('/api/me', headers=member)).json()['user_id']}"
    share = await shared(team, call_id, member)
    for shut_out, status in ((True, 404), (False, 200)):
        await ok(team.patch(user, {"disabled": shut_out}))
        assert (await opened(team, share)).status_code == status
        assert len(await active(team, call_id)) == (0 if shut_out else 1)
    assert (await team.delete(user)).status_code == 204
    assert (await opened(team, share)).status_code == 404
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select count(*) from call_shares") == 0


async def test_a_link_shows_nothing_while_its_maker_may_not_share(
    team: Team, worker: Resources, database: Database, settings: Settings
) -> None:
    call_id = await processed(team, worker)
    member = await person(database, settings, team, Role.MEMBER)
    user = f"/api/users/{(await team.client.get('/api/me', headers=member)).json()['user_id']}"
    share = await shared(team, call_id, member)
    for role, status in (("viewer", 404), ("admin", 200)):
        await ok(team.patch(user, {"role": role}))
        assert (await opened(team, share)).status_code == status
        assert len(await active(team, call_id)) == (1 if status == 200 else 0)


async def test_a_link_ends_with_the_key_that_made_it(team: Team, worker: Resources) -> None:
    call_id = await processed(team, worker)
    key = (await team.post("/api/api-keys", {"name": "crm"})).json()
    share = await shared(team, call_id, {"Authorization": f"Bearer {key['api_key']}"})
    assert share["made_by"] == {"kind": "key", "id": key["id"], "name": "crm"}
    assert (await opened(team, share)).status_code == 200
    assert (await team.delete(f"/api/api-keys/{key['id']}")).status_code == 204
    assert (await opened(team, share)).status_code == 404


async def test_a_key_shares_no_more_than_it_may_read(team: Team, worker: Resources) -> None:
    call_id = await processed(team, worker)
    key = (await team.post("/api/api-keys", {"name": "crm", "scopes": ["write"]})).json()
    headers = {"Authorization": f"Bearer {key['api_key']}"}
    answer = await team.client.post(f"/api/calls/{call_id}/shares", headers=headers, json={})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert await active(team, call_id) == []


async def test_a_repeated_request_answers_the_same_link_until_the_call_is_deleted(
    team: Team, worker: Resources, database: Database
) -> None:
    call_id = await processed(team, worker)
    headers = {**team.headers, "Idempotency-Key": "once"}
    first, again = [await shared(team, call_id, headers) for _ in range(2)]
    assert again == first
    assert len(await active(team, call_id)) == 1
    assert (await team.delete(f"/api/calls/{call_id}")).status_code == 204
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select count(*) from idempotency_keys") == 0


async def test_a_link_ends_with_its_call_and_with_the_tenant(
    team: Team, other_team: Team, worker: Resources
) -> None:
    kept, deleted = [await processed(team, worker, f"conv_{number}") for number in (1, 2)]
    shares = [await shared(team, call_id) for call_id in (kept, deleted)]
    assert (await team.delete(f"/api/calls/{deleted}")).status_code == 204
    assert [(await opened(team, one)).status_code for one in shares] == [200, 404]
    name = (await ok(team.get("/api/tenant")))["name"]
    gone = await team.client.request(
        "DELETE",
        "/api/tenant",
        headers=team.headers,
        json={"name": name, "password": "correct horse"},
    )
    assert gone.status_code == 202, gone.text
    assert (await opened(team, shares[0])).status_code == 404


async def test_a_team_that_shares_nothing_ends_its_links_for_good(
    team: Team, worker: Resources, database: Database, settings: Settings
) -> None:
    call_id = await processed(team, worker)
    share = await shared(team, call_id)
    member = await person(database, settings, team, Role.MEMBER)
    refused = await team.client.patch(
        "/api/tenant", json={"sharing_allowed": False}, headers=member
    )
    assert refused.status_code == 403
    assert (await ok(team.patch("/api/tenant", {"sharing_allowed": False})))[
        "sharing_allowed"
    ] is False
    assert (await opened(team, share)).status_code == 404
    new = await team.post(f"/api/calls/{call_id}/shares", {})
    assert (new.status_code, new.json()["code"]) == (403, "sharing_off")
    assert "#share" not in (await team.get(f"/calls/{call_id}")).text
    await ok(team.patch("/api/tenant", {"sharing_allowed": True}))
    assert (await opened(team, share)).status_code == 404
    assert 'data-opens="#share"' in (await team.get(f"/calls/{call_id}")).text


async def test_a_viewer_sees_links_and_makes_none(
    team: Team, worker: Resources, database: Database, settings: Settings
) -> None:
    call_id = await processed(team, worker)
    viewer = await person(database, settings, team, Role.VIEWER)
    path = f"/api/calls/{call_id}/shares"
    assert (await team.client.post(path, headers=viewer, json={})).status_code == 403
    assert (await team.client.get(path, headers=viewer)).json() == {"shares": []}


@pytest.mark.parametrize("hours", [0, -1, 90 * 24 + 1, "24", None])
async def test_a_link_has_an_end_within_ninety_days(team: Team, hours: Any) -> None:
    answer = await team.post(
        "/api/calls/01938f5e-7b1c-7c3a-9d2e-5a0c9a4c1f10/shares", {"expires_in_hours": hours}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_fields")


async def test_making_opening_and_ending_are_on_record_without_the_secret(
    team: Team, worker: Resources
) -> None:
    call_id = await processed(team, worker)
    share = await shared(team, call_id)
    await opened(team, share)
    await team.delete(f"/api/calls/{call_id}/shares/{share['id']}")
    (entry,) = await entries_of(team, 1, action="GET /shared/{token}")
    assert (entry["actor"], entry["object"]) == ("anonymous", f"{call_id},{share['id']}")
    assert entry["address"]
    entries = await entries_of(team, 1)
    actions = {one["action"] for one in entries}
    assert "POST /api/calls/{call_id}/shares" in actions
    assert "DELETE /api/calls/{call_id}/shares/{share_id}" in actions
    assert share["url"].rpartition("/")[2] not in str(entries)


async def test_links_are_in_the_exports_of_a_person_without_their_secret(
    team: Team, worker: Resources
) -> None:
    share = await shared(team, await processed(team, worker))
    exported = await ok(team.post("/api/people/export", {"phone": "+12025550143"}))
    ((found,),) = [call["shares"] for call in exported["calls"]]
    assert found["id"] == share["id"]
    assert not {"token_hash", "tenant_id"} & found.keys()


async def test_requests_from_one_network_are_limited(team: Team, worker: Resources) -> None:
    share = await shared(team, await processed(team, worker))
    path = httpx.URL(share["url"]).path
    async with from_address(team.client, "203.0.113.7") as stranger:
        # It fills again while the test asks.
        for _ in range(10 * SHARED_MOST):
            if (await stranger.get("/shared/wrong")).status_code == 429:
                break
        answer = await stranger.get(path)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1
    assert (await opened(team, share)).status_code == 200


async def test_expired_links_are_deleted_after_a_month(
    team: Team, worker: Resources, database: Database
) -> None:
    call_id = await processed(team, worker)
    old, new = await shared(team, call_id), await shared(team, call_id)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "update call_shares set created_at = now() - interval '40 days', expires_at = now()"
            " - interval '31 days' where id = $1",
            UUID(old["id"]),
        )
    await drop_expired(worker)
    async with database.connection(ALL_TENANTS) as conn:
        assert [row["id"] for row in await conn.fetch("select id from call_shares")] == [
            UUID(new["id"])
        ]
