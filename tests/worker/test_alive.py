"""The check that containers make every few seconds."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from shared.queue.queue import open_queue
from shared.settings.load import Settings

ROOT = Path(__file__).parents[2]


def alive(environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "worker.alive"],
        env={"PATH": os.environ["PATH"], **environ},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


async def test_a_worker_lives_while_it_reported_itself_lately(
    settings: Settings, environ: dict[str, str]
) -> None:
    named = {**environ, "WORKER_NAME": "w-1"}
    assert (alive(named).returncode, "called w-1" in alive(named).stderr) == (1, True)
    async with open_queue(settings.queue) as queue:
        await queue.report_worker("w-1", "alive", lasting_s=60)
    assert alive(named).returncode == 0
    assert alive({**environ, "WORKER_NAME": "w-2"}).returncode == 1


@pytest.mark.parametrize(
    ("changes", "code"), [({"REDIS_URL": "redis://127.0.0.1:1/0"}, 1), ({"JWT_SECRET": ""}, 2)]
)
def test_what_cannot_be_asked_is_said_in_words(
    environ: dict[str, str], changes: dict[str, str], code: int
) -> None:
    ended = alive({**environ, **changes})
    assert ended.returncode == code
    assert ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_check_imports_nothing_of_the_worker() -> None:
    program = (
        "import sys, worker.alive; print(sorted({'arq', 'openai', 'asyncpg', 'structlog'} &"
        " set(sys.modules)))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ended.stdout.strip() == "[]"


def test_containers_make_it() -> None:
    assert '"worker.alive"' in (ROOT / "Dockerfile.worker").read_text().partition("HEALTHCHECK")[2]
