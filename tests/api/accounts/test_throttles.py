"""Guessing is slow; the right password is not locked out, and nobody else waits."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator

import httpx
import pytest
from redis.asyncio import Redis

from api.http.network import network_of
from shared.limits.client_throttle import Bucket, Throttle, open_throttle
from shared.settings.load import load_settings
from tests.api.accounts.people import from_address
from tests.support.people import PASSWORD, Team, sign_up

EMAIL = "owner@example.com"


async def log_in(client: httpx.AsyncClient, email: str, password: str) -> httpx.Response:
    return await client.post("/api/auth/login", json={"email": email, "password": password})


async def test_sixty_wrong_passwords_do_not_lock_the_right_one_out_elsewhere(
    client: httpx.AsyncClient,
) -> None:
    await sign_up(client, EMAIL, "North")
    async with (
        from_address(client, "203.0.113.9") as guesser,
        from_address(client, "198.51.100.7") as owner,
    ):
        answers = [await log_in(guesser, EMAIL, f"guess {number}") for number in range(60)]
        counts = Counter(answer.status_code for answer in answers)
        assert counts[429] >= 53
        assert answers[-1].json()["code"] == "too_many_attempts"
        assert int(answers[-1].headers["retry-after"]) <= 20
        refused = await log_in(guesser, EMAIL, PASSWORD)
        assert refused.status_code == 429
        assert (await log_in(owner, EMAIL, PASSWORD)).status_code == 200


async def test_a_flood_of_guesses_leaves_those_who_signed_in_here_before_alone(
    client: httpx.AsyncClient,
) -> None:
    """All from one address, as behind a proxy that hides its clients."""
    await sign_up(client, EMAIL, "North")
    assert (await log_in(client, EMAIL, PASSWORD)).status_code == 200
    flood = [
        asyncio.create_task(log_in(client, f"{number}@example.com", "guess guess"))
        for number in range(60)
    ]
    right = await log_in(client, EMAIL, PASSWORD)
    other = await client.get("/health")
    counts = Counter([answer.status_code for answer in await asyncio.gather(*flood)])
    assert (right.status_code, other.status_code) == (200, 200)
    assert counts[429] >= 30
    assert not counts.keys() - {401, 429}


async def test_a_throttled_attempt_hashes_nothing(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed = 0

    def verify(*_: object) -> bool:
        nonlocal hashed
        hashed += 1
        return False

    monkeypatch.setattr("pwdlib.PasswordHash.verify", verify)
    await asyncio.gather(*(log_in(client, EMAIL, "guess guess") for _ in range(60)))
    assert hashed == 5


async def test_one_password_cannot_be_tried_on_many_accounts(client: httpx.AsyncClient) -> None:
    async with from_address(client, "2001:db8::1") as one:
        addresses = [f"{number}@example.com" for number in range(60)]
        answers = await asyncio.gather(
            *(log_in(one, address, "Winter2026?") for address in addresses)
        )
    counts = Counter(answer.status_code for answer in answers)
    assert counts[429] >= 30
    assert counts.keys() == {401, 429}


def test_one_subscriber_has_the_whole_network() -> None:
    assert network_of("2001:db8::1") == network_of("2001:db8::2")
    assert network_of("2001:db8::1") != network_of("2001:db8:0:1::1")


async def test_sign_ups_from_one_address_are_few(client: httpx.AsyncClient) -> None:
    answers = [
        await client.post(
            "/api/auth/signup",
            json={
                "email": f"{number}@example.com",
                "password": PASSWORD,
                "tenant_name": f"T{number}",
            },
        )
        for number in range(12)
    ]
    assert [answer.status_code for answer in answers] == [201] * 10 + [429] * 2


async def test_wrong_keys_are_throttled_and_right_ones_are_not(team: Team) -> None:
    key = (await team.post("/api/api-keys", {"name": "crm"})).json()["api_key"]

    async def read(credential: str) -> int:
        headers = {"Authorization": f"Bearer {credential}"}
        return (await team.client.get("/api/calls", headers=headers)).status_code

    counts = Counter([await read(f"ac_{number:043}") for number in range(80)])
    assert counts[429] >= 15
    assert counts.keys() == {401, 429}
    assert await read(key) == 200


async def test_nothing_personal_is_in_redis(client: httpx.AsyncClient, redis_url: str) -> None:
    async with from_address(client, "203.0.113.9") as one:
        await log_in(one, EMAIL, "guess guess")
    redis = Redis.from_url(redis_url)
    keys = b" ".join(await redis.keys("*"))
    await redis.aclose()
    assert b"aftercall:throttle:sign-in:" in keys
    assert b"owner" not in keys
    assert b"203.0" not in keys


async def taken(throttle: Throttle, bucket: Bucket, times: int) -> list[bool]:
    return [not (await throttle.take(bucket))[0].wait_s for _ in range(times)]


@pytest.fixture(params=["redis", "memory"])
async def throttle(
    request: pytest.FixtureRequest, environ: dict[str, str]
) -> AsyncIterator[Throttle]:
    changes = {} if request.param == "redis" else {"REDIS_URL": "redis://127.0.0.1:1"}
    async with open_throttle(load_settings({**environ, **changes}).queue) as throttle:
        yield throttle


async def test_a_bucket_gives_so_many_at_once_and_takes_back(
    throttle: Throttle, redis_url: str
) -> None:
    bucket = Bucket("test", 3, 3600.0)
    assert await taken(throttle, bucket, 5) == [True, True, True, False, False]
    (left,) = await throttle.take(bucket, count=0)
    assert (left.left, left.wait_s) == (0, 0.0)
    await throttle.take(bucket, count=-2)
    assert await taken(throttle, bucket, 3) == [True, True, False]
    await throttle.take(bucket, count=-100)
    assert await taken(throttle, bucket, 4) == [True, True, True, False]


async def test_all_buckets_give_or_none(throttle: Throttle, redis_url: str) -> None:
    empty, full = Bucket("empty", 1, 3600.0), Bucket("full", 2, 3600.0)
    await throttle.take(empty)
    for _ in range(5):
        refused = await throttle.take(full, empty)
        assert refused[1].wait_s > 3000
    assert await taken(throttle, full, 3) == [True, True, False]


async def test_without_redis_memory_is_bounded(environ: dict[str, str]) -> None:
    now = time.monotonic()
    settings = load_settings({**environ, "REDIS_URL": "redis://127.0.0.1:1"})
    async with open_throttle(settings.queue) as throttle:
        throttle._clock = lambda: now
        for number in range(12_000):
            throttle._take_here([Bucket(str(number), 1, 3600.0)], 1)
        assert len(throttle._full_at) <= 10_000
        assert "11999" in throttle._full_at
