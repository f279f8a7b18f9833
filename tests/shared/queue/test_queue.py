"""Wakeups: small, readable, and never in anybody's way."""

import asyncio
import json
import pickle

import pytest
from redis.asyncio import Redis

from shared.concurrency.tasks import stop
from shared.domain.ids import JobId, TenantId, new_id
from shared.queue.queue import (
    QUEUE_NAME,
    Wakeup,
    WakeupSender,
    arq_redis_settings,
    deserialize,
    open_queue,
    serialize,
)
from shared.settings.load import Settings, load_settings

TENANT = TenantId(new_id())


@pytest.fixture
def unreachable(environ: dict[str, str]) -> Settings:
    return load_settings({**environ, "REDIS_URL": "redis://127.0.0.1:1/0"})


async def test_a_wakeup_is_json_and_holds_an_id_only(settings: Settings, redis_url: str) -> None:
    wakeup = Wakeup(TENANT, JobId(new_id()), 3)
    async with open_queue(settings.queue) as queue, Redis.from_url(redis_url) as redis:
        await queue.wakeup(wakeup)
        (queued,) = await redis.zrange(QUEUE_NAME, 0, -1)
        message = json.loads(await redis.get(b"arq:job:" + queued))
    assert queued.decode() == f"live:{TENANT}:{wakeup.job_id}:3" == wakeup.id
    assert message["a"] == [str(wakeup.job_id)]


async def test_the_same_wakeup_twice_is_queued_once(settings: Settings, redis_url: str) -> None:
    wakeup = Wakeup(TENANT, JobId(new_id()), 0)
    async with open_queue(settings.queue) as queue, Redis.from_url(redis_url) as redis:
        await asyncio.gather(*(queue.wakeup(wakeup) for _ in range(5)))
        assert await redis.zcard(QUEUE_NAME) == 1


def test_messages_survive_the_way_there_and_back() -> None:
    message = {"t": 1, "f": "process_call", "a": ["x"], "k": {}}
    assert deserialize(serialize(message)) == message


@pytest.mark.parametrize("forged", [pickle.dumps({"f": "x"}), b"[]", b"7", b"\xff", b""])
def test_what_is_not_a_json_object_is_not_read(forged: bytes) -> None:
    with pytest.raises((ValueError, TypeError)):
        deserialize(forged)


async def test_a_wakeup_never_fails_for_want_of_redis(
    unreachable: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    job_id = JobId(new_id())
    async with open_queue(unreachable.queue) as queue:
        await queue.wakeup(Wakeup(TENANT, job_id, 0))
    assert str(job_id) in capsys.readouterr().out


async def test_the_backlog_of_wakeups_is_bounded_and_never_waited_for(
    unreachable: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    wakeups = [Wakeup(TENANT, JobId(new_id()), 0) for _ in range(4)]
    async with open_queue(unreachable.queue) as queue:
        sender = WakeupSender(queue, backlog=2)
        for wakeup in wakeups:
            sender.send(wakeup)
    said = capsys.readouterr().out
    assert [str(wakeup.job_id) in said for wakeup in wakeups] == [False, False, True, True]


async def test_waiting_wakeups_are_all_sent(settings: Settings, redis_url: str) -> None:
    wakeups = [Wakeup(TENANT, JobId(new_id()), number) for number in range(5)]
    async with open_queue(settings.queue) as queue, Redis.from_url(redis_url) as redis:
        sender = WakeupSender(queue)
        for wakeup in wakeups:
            sender.send(wakeup)
        sending = asyncio.create_task(sender.run())
        async with asyncio.timeout(10):
            while await redis.zcard(QUEUE_NAME) < len(wakeups):
                await asyncio.sleep(0.01)
        await stop(sending)
        queued = await redis.zrange(QUEUE_NAME, 0, -1)
    assert {name.decode() for name in queued} == {wakeup.id for wakeup in wakeups}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("redis://host", ("host", 6379, 0, None, None, False)),
        ("redis://:p%40ss%2Fword@host:6380/3", ("host", 6380, 3, None, "p@ss/word", False)),
        ("rediss://user:secret@host/1", ("host", 6379, 1, "user", "secret", True)),
    ],
)
def test_arq_is_told_the_same_server(
    environ: dict[str, str], url: str, expected: tuple[object, ...]
) -> None:
    found = arq_redis_settings(load_settings({**environ, "REDIS_URL": url}).queue)
    assert (
        found.host,
        found.port,
        found.database,
        found.username,
        found.password,
        found.ssl,
    ) == expected
