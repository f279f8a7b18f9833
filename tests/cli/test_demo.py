"""`aftercall demo`, as a newcomer runs it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests.cli.test_up import read_until, unused_port, up

ROOT = Path(__file__).parents[2]
QUIET = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}


@pytest.mark.walk
@pytest.mark.timeout(300)
def test_demo_shows_real_results_and_up_still_has_them(data_dir: Path) -> None:
    command = [sys.executable, "-m", "cli", "demo", "--data-dir", str(data_dir)]
    ended = subprocess.run(
        command,
        cwd=ROOT,
        env=QUIET | {"COLUMNS": "160"},
        capture_output=True,
        text=True,
        timeout=290,
        check=False,
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
    assert "These calls stay" in ended.stdout
    port = unused_port()
    with up(data_dir, port) as run:
        (token,) = re.findall(r"TOKEN=(\S+)", read_until(run, "authorization: Bearer $TOKEN"))
        asking = Request(
            f"http://127.0.0.1:{port}/api/calls", headers={"Authorization": f"Bearer {token}"}
        )
        with urlopen(asking, timeout=20) as answer:
            assert len(json.load(answer)["calls"]) == 6
