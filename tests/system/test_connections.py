"""Silent clients and a head without end, against the API as the process it is in production."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import httpx

from tests.conftest import ELEVENLABS_SECRET
from tests.support.calls import send, transcription
from tests.support.connections import connected
from tests.support.people import Team
from tests.support.processes import Installation

SILENT = 1500
MIB = 2**20


async def test_silent_connections_and_a_huge_head_keep_nobody_out(
    installed: Installation, http: httpx.AsyncClient, caller: Team
) -> None:
    installed.stop("api")
    installed.environ["HTTP_CONNECTIONS"] = "1000"
    await installed.start_api()
    async with AsyncExitStack() as stack:
        for _ in range(SILENT):
            await stack.enter_async_context(connected(installed.port))
        before_mib = installed.memory_mib("api")
        huge = await stack.enter_async_context(connected(installed.port))
        await huge.send(b"GET / HTTP/1.1\r\nHost: x\r\nA: ")
        sending = asyncio.create_task(huge.send_until_refused(b"a" * 65536, 150 * MIB))
        async with httpx.AsyncClient(base_url=installed.base_url) as other:
            for number in range(20):
                assert (await other.get("/health")).status_code == 200
                event = transcription(caller.agent_id, f"conv_{number}")
                assert (await send(other, event, secret=ELEVENLABS_SECRET)).status_code == 202
        assert await sending < 20 * MIB
        assert installed.memory_mib("api") - before_mib < 20
        assert descriptors(installed.processes["api"].pid) < SILENT


async def test_a_process_opens_as_many_files_as_it_may(
    installed: Installation, http: httpx.AsyncClient
) -> None:
    limits = Path(f"/proc/{installed.processes['api'].pid}/limits")
    if not limits.exists():
        return
    _, _, _, soft, hard, _ = next(
        line for line in limits.read_text().splitlines() if "open files" in line
    ).split()
    assert soft == hard or int(soft) >= 65_536


def descriptors(pid: int) -> int:
    folder = Path(f"/proc/{pid}/fd")
    return len(list(folder.iterdir())) if folder.exists() else 0
