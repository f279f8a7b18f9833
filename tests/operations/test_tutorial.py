"""The tutorial is true: its commands are run one after the other in one shell, as they
are written.
"""

import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.operations.pages import ROOT, Machine, machine

pytestmark = pytest.mark.walk

TUTORIAL = (ROOT / "docs" / "tutorial.md").read_text()
BLOCK = re.compile(r"(<!-- test: not run -->\n)?```bash\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SAMPLE = Path("cli") / "samples" / "two_channel_call.wav"


@pytest.fixture
def here() -> Iterator[Machine]:
    with tempfile.TemporaryDirectory(prefix="tour-") as name:
        Path(name).chmod(0o711)
        with machine(Path(name)) as made:
            (made.folder / SAMPLE).parent.mkdir(parents=True)
            (made.folder / SAMPLE).symlink_to(ROOT / SAMPLE)
            yield made


def answers(text: str) -> list[dict[str, Any]]:
    """The JSON objects that curl printed one after the other."""
    decoder, found = json.JSONDecoder(), []
    while (start := text.find("{")) >= 0:
        value, end = decoder.raw_decode(text[start:])
        found.append(value)
        text = text[start + end :]
    return found


def test_the_first_hour(here: Machine) -> None:
    here.start("aftercall up")
    blocks = [code for not_run, code in BLOCK.findall(TUTORIAL) if not not_run]
    ended = here.shell("".join(blocks).replace("http://127.0.0.1:3001", here.base_url))
    assert ended.returncode == 0, ended.stdout
    (
        agent,
        job,
        call,
        similar,
        callbacks,
        leads,
        edited,
        versions,
        first,
        uploaded,
        accepted,
        recorded,
    ) = answers(ended.stdout)
    assert agent["external_id"] == "agent_0101k1e6xrv2f4eb0xz6nbbrz0ex"
    assert job["status"] == "succeeded"
    assert (call["id"], call["status"]) == (job["call_id"], "ready")
    assert similar["similar"] == []
    assert [each["status"] for each in callbacks["callbacks"]] == ["scheduled"]
    assert leads["leads"] == []
    assert edited["call_id"] == call["id"]
    assert [each["version"] for each in versions["versions"]] == [2, 1]
    assert len(first["turns"]) == 4
    assert uploaded["status"] == "uploaded"
    assert accepted["recording_id"] == uploaded["id"]
    assert recorded["status"] == "ready"
    assert recorded["transcript"]["turns"]
