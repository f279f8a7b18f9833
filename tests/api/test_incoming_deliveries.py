"""What people read of deliveries at their own webhook URLs."""

from typing import Any

import httpx

from shared.db.incoming_deliveries import delete_old_deliveries
from shared.db.pool import ALL_TENANTS, Database
from tests.support.calls import WEBHOOK, send, transcription
from tests.support.people import Team

SECRET = "wsec_of_this_endpoint"


async def endpoint_of(team: Team) -> str:
    made = await team.post("/api/webhook-endpoints", {"secret": SECRET})
    endpoint_id: str = made.json()["id"]
    return endpoint_id


async def stored(client: httpx.AsyncClient) -> None:
    """What waits is written."""
    transport = client._transport
    assert isinstance(transport, httpx.ASGITransport)
    await transport.app.state.resources.deliveries.store()  # type: ignore[attr-defined]


async def deliveries(team: Team, endpoint_id: str) -> list[dict[str, Any]]:
    await stored(team.client)
    answer = await team.get(f"/api/webhook-endpoints/{endpoint_id}/deliveries")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["deliveries"]
    return found


def counts(found: list[dict[str, Any]]) -> dict[tuple[str, str | None], int]:
    """How many there were of each kind, whether or not a minute began in between."""
    sums: dict[tuple[str, str | None], int] = {}
    for one in found:
        key = one["outcome"], one["reason"]
        sums[key] = sums.get(key, 0) + one["times"]
    return sums


async def test_deliveries_are_shown_with_how_they_ended(team: Team) -> None:
    endpoint_id = await endpoint_of(team)
    path = f"{WEBHOOK}/{endpoint_id}"
    for event in (
        transcription("any", "conv_1"),
        transcription("any", "conv_1"),
        {"type": "something_else", "data": {}},
        b"{",
    ):
        await send(team.client, event, secret=SECRET, path=path)
    refused = await send(team.client, transcription("any"), secret="wsec_wrong", path=path)
    assert refused.status_code == 401
    await send(team.client, transcription("any"), secret=None, path=path)
    found = await deliveries(team, endpoint_id)
    assert counts(found) == {
        ("accepted", None): 1,
        ("duplicate", None): 1,
        ("ignored", None): 1,
        ("stored", None): 1,
        ("refused", "signature_mismatch"): 1,
        ("refused", "signature_missing"): 1,
    }
    assert {one["detail"] for one in found if one["reason"] == "signature_mismatch"} == {
        "A webhook's signature is not that of its body."
    }
    assert "conv_1" not in str(found)


async def test_a_flood_of_refused_ones_is_a_row_a_minute(team: Team, database: Database) -> None:
    endpoint_id = await endpoint_of(team)
    for _ in range(100):
        await send(
            team.client,
            transcription("any"),
            secret="wsec_wrong",
            path=f"{WEBHOOK}/{endpoint_id}",
        )
    found = await deliveries(team, endpoint_id)
    assert counts(found) == {("refused", "signature_mismatch"): 100}
    async with database.connection(ALL_TENANTS) as conn:
        # A minute may have begun in between.
        assert await conn.fetchval("select count(*) from webhook_deliveries") <= 2


async def test_an_address_that_no_endpoint_has_leaves_nothing(
    team: Team, database: Database
) -> None:
    answer = await send(
        team.client, transcription("any"), secret=SECRET, path=f"{WEBHOOK}/{'x' * 32}"
    )
    assert answer.status_code == 404
    await stored(team.client)
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select count(*) from webhook_deliveries") == 0


async def test_deliveries_are_their_tenants_and_go_with_the_endpoint(
    team: Team, other_team: Team, database: Database
) -> None:
    endpoint_id = await endpoint_of(team)
    path = f"{WEBHOOK}/{endpoint_id}"
    await send(team.client, transcription("any"), secret=SECRET, path=path)
    await stored(team.client)
    answer = await other_team.get(f"/api/webhook-endpoints/{endpoint_id}/deliveries")
    assert answer.status_code == 404
    await send(team.client, transcription("any"), secret=SECRET, path=path)
    await team.delete(f"/api/webhook-endpoints/{endpoint_id}")
    await stored(team.client)
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select count(*) from webhook_deliveries") == 0


async def test_old_deliveries_and_too_many_are_deleted(team: Team, database: Database) -> None:
    endpoint_id = await endpoint_of(team)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "insert into webhook_deliveries select $1, $2::uuid, at, 'refused', 'x', 1, at"
            " from generate_series(1, 40) as number"
            " cross join lateral (select now() - make_interval(days => number) as at) as times",
            endpoint_id,
            team.tenant_id,
        )
        await delete_old_deliveries(conn, days=14, most=1000)
    assert len(await deliveries(team, endpoint_id)) == 13
    async with database.connection(ALL_TENANTS) as conn:
        await delete_old_deliveries(conn, days=14, most=5)
    newest = await deliveries(team, endpoint_id)
    assert len(newest) == 5
    assert newest == sorted(newest, key=lambda one: one["last_at"], reverse=True)
