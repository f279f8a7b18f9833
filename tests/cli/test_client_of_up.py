"""The Python client's README against `aftercall up`: real servers, a worker and local models."""

import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.cli.test_up import ROOT, read_until, up
from tests.cli.waiting import wait_until
from tests.support.calls import transcription
from tests.support.ports import unused_port
from tests.support.sounds import SPEECH

pytestmark = pytest.mark.walk
README = ROOT / "client" / "README.md"
BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)


def test_the_readme_of_the_client_works_with_a_whole_installation(tmp_path: Path) -> None:
    port = unused_port()
    base_url = f"http://127.0.0.1:{port}"
    with up(tmp_path / "data", port) as run:
        said = read_until(run, "/api/calls -H")
        (token,) = re.findall(r"TOKEN=(\S+)", said)
        (agent_id,) = re.findall(r"Agent id\s+(\S+)", said)
        headers = {"Authorization": f"Bearer {token}"}
        accepted = httpx.post(
            f"{base_url}/api/webhooks/elevenlabs/call-ended", json=transcription(agent_id)
        ).raise_for_status()
        call = f"{base_url}/api/calls/{accepted.json()['call_id']}"
        wait_until(lambda: httpx.get(call, headers=headers).json()["status"] == "ready")
        script = tmp_path / "readme.py"
        script.write_text("\n".join(BLOCK.findall(README.read_text())))
        (tmp_path / "call.wav").write_bytes(SPEECH)
        done = subprocess.run(
            [sys.executable, str(script)],
            cwd=tmp_path,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(tmp_path),
                "AFTERCALL_URL": base_url,
                "AFTERCALL_API_KEY": token,
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
        )
    assert done.returncode == 0, done.stderr
    assert "succeeded 100" in done.stdout
    assert accepted.json()["call_id"] in done.stdout
    assert "call.ready" in done.stdout
    assert (tmp_path / "copy.wav").read_bytes() == (tmp_path / "call.wav").read_bytes()
