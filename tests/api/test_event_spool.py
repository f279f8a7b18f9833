"""The folder of spooled events, while several use it and when it is not as it should be."""

import asyncio
import errno
from pathlib import Path

import pytest

from api.webhooks.outage_spool import EventSpool, SpoolCount, SpooledEvent
from api.webhooks.replay import Replay
from shared.db.unused_events import Owner
from shared.domain.statuses import Sender
from shared.errors import Conflict, DatabaseAway, NotFound, Unavailable
from shared.settings.load import Settings
from tests.conftest import ApiFactory

GOOD = SpooledEvent(Owner(None, None, Sender.TWILIO), b"good")
BAD = SpooledEvent(Owner(None, None, Sender.TWILIO), b"bad")


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


class Recorder:
    """Records what is not bad; `error` is what becomes of that."""

    def __init__(self, error: Exception) -> None:
        self.recorded = 0
        self._error = error

    async def __call__(self, event: SpooledEvent) -> None:
        if event == BAD:
            raise self._error
        self.recorded += 1


async def test_what_cannot_be_recorded_keeps_nobody_waiting_when_the_folder_for_it_is_gone(
    spool: EventSpool,
) -> None:
    await spool.keep(BAD)
    await spool.keep(GOOD)
    spool.set_aside_folder.rmdir()
    record = Recorder(Conflict("It was deleted."))
    await Replay(spool, record).once()
    assert (record.recorded, spool.count()) == (1, SpoolCount(waiting=0, set_aside=1))


async def test_what_cannot_be_set_aside_keeps_nobody_waiting(spool: EventSpool) -> None:
    await spool.keep(BAD)
    await spool.keep(GOOD)
    spool.set_aside_folder.rmdir()
    spool.set_aside_folder.write_text("no folder")
    record = Recorder(Conflict("It was deleted."))
    await Replay(spool, record).once()
    assert (record.recorded, spool.count().waiting) == (1, 1)


async def test_a_disk_that_refuses_one_event_keeps_nobody_waiting(spool: EventSpool) -> None:
    await spool.keep(BAD)
    await spool.keep(GOOD)
    record = Recorder(OSError(errno.EFBIG, "too large for this disk"))
    await Replay(spool, record).once()
    assert (record.recorded, spool.count().waiting) == (1, 1)


async def test_whose_turn_never_came_may_still_tell_whose_a_refused_event_is(
    spool: EventSpool,
) -> None:
    """A recording before its call, and the database goes away between them."""
    known, outcomes = False, [DatabaseAway("It is away."), None]

    async def record(event: SpooledEvent) -> None:
        nonlocal known
        if event == GOOD:
            if not known:
                raise NotFound("Nobody's recording.")
            return
        if error := outcomes.pop(0):
            raise error
        known = True

    await spool.keep(GOOD)
    await asyncio.sleep(0.002)  # their names are in the order of milliseconds
    await spool.keep(SpooledEvent(Owner(None, None, Sender.ELEVENLABS), b"its call"))
    replay = Replay(spool, record)
    with pytest.raises(DatabaseAway):
        await replay.once()
    assert [await replay.once(), await replay.once()] == [1, 1]
    assert spool.count() == SpoolCount(waiting=0, set_aside=0)


async def test_a_file_that_cannot_be_read_keeps_nobody_waiting(spool: EventSpool) -> None:
    (spool.set_aside_folder.parent / "0.json").mkdir()
    await spool.keep(GOOD)
    record = Recorder(Conflict("It was deleted."))
    await Replay(spool, record).once()
    assert record.recorded == 1


async def test_an_api_that_cannot_use_its_data_folder_says_which_setting_it_is(
    open_api: ApiFactory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(Unavailable):
        async with open_api(AFTERCALL_DATA_DIR=str(tmp_path / "file" / "data")):
            pass
    assert "AFTERCALL_DATA_DIR" in capsys.readouterr().out
