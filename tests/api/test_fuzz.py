"""The API holds what its description promises: a short run of what `make fuzz` does at length."""

import asyncio
import os
from pathlib import Path

import pytest

from tests.api.conftest import ServeFactory
from tests.fuzz.run import command, sign_up

pytestmark = pytest.mark.walk

ROOT = Path(__file__).parents[2]
# There is no worker here, for which the one waits and without which the other says so.
OF_WORKERS = ("--exclude-operation-id", "process_direct", "--exclude-operation-id", "ready")
# Every value at its bounds and beyond, and the examples: the same ones each time.
BRIEFLY = ("--phases", "examples,coverage", "--seed", "1", "--max-time", "25")


async def test_every_operation_takes_and_answers_what_it_is_described_with(
    serve_api: ServeFactory, tmp_path: Path
) -> None:
    async with serve_api(AFTERCALL_ENV="development", ELEVENLABS_WEBHOOK_SECRET="") as client:
        address = str(client.base_url).rstrip("/")
        run = await asyncio.create_subprocess_exec(
            *command(address, await sign_up(address), *BRIEFLY, *OF_WORKERS),
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await run.communicate()
    text = said.decode()
    assert run.returncode == 0, text
    assert "No issues found" in text
