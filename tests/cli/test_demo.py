"""`aftercall demo`, as a newcomer runs it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.demo import DOING
from shared.domain.statuses import Step

ROOT = Path(__file__).parents[2]
QUIET = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}


def test_demo_knows_what_every_step_does() -> None:
    assert set(DOING) == set(Step)


@pytest.mark.timeout(300)
def test_demo_shows_real_results_and_exits_0(data_dir: Path) -> None:
    command = [sys.executable, "-m", "cli", "demo", "--data-dir", str(data_dir)]
    ended = subprocess.run(
        command, cwd=ROOT, env=QUIET | {"COLUMNS": "160"}, capture_output=True, text=True, timeout=290, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    for shown in (
        "Maria Lopez, +12125550143",
        "15:00 America/New_York",
        "16:00 Europe/Madrid",
        "Ana García",
        "not needed",
        "fetched from a stand-in for Twilio's media host",
        "7 turns, the right speaker in each; 2 parts",
        "Daniel Brooks",
        "kitchen sink is leaking",
        "16 turns, the right speaker in each",
        "Robert Hill",
        "10:00 America/Los_Angeles",
        "answered the same ids",
    ):
        assert shown in ended.stdout
