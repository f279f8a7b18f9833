"""The folder of spooled events, while several use it and when it is not as it should be."""

import asyncio

import pytest

from api.event_spool import EventSpool, SpooledEvent
from shared.domain.statuses import Sender
from shared.settings import Settings

GOOD = SpooledEvent(Sender.TWILIO, b"good")


@pytest.fixture
def spool(settings: Settings) -> EventSpool:
    spool = EventSpool(settings)
    spool.prepare()
    return spool


async def test_an_event_is_kept_while_others_are_dropped(spool: EventSpool) -> None:
    for _ in range(200):
        await spool.keep(GOOD)
    before = spool.waiting()

    async def drop_all() -> None:
        for path in before:
            await asyncio.to_thread(spool.drop, path)

    dropping, kept = asyncio.create_task(drop_all()), 0
    while not dropping.done():
        await spool.keep(GOOD)
        kept += 1
    await dropping
    assert spool.count().waiting == kept
