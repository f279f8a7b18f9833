"""The page about deletion and export, followed by somebody with a fresh installation."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operations.pages import Machine, machine

# A deletion is complete after some minutes.
pytestmark = pytest.mark.walk


@pytest.fixture
def here() -> Iterator[Machine]:
    """With a short name, below folders that PostgreSQL's account can pass."""
    with tempfile.TemporaryDirectory(prefix="ops-") as name:
        Path(name).chmod(0o711)
        with machine(Path(name) / "here") as made:
            yield made


def test_a_tenant_is_exported_and_deleted_and_nothing_is_left(here: Machine) -> None:
    here.start("aftercall up")
    here.walk("erasure.md", "Sign in")
    assert '"remaining":0' in here.walk("erasure.md", "Export and delete a person")
    person = json.loads((here.folder / "person.json").read_text())
    assert person["person"]["phone"] == "+12025550143"
    assert '"transcript_retention_days":90' in here.walk(
        "erasure.md", "Delete parts of calls earlier"
    )
    exported = here.walk("erasure.md", "Export a tenant")
    assert "Westside Roofing" in exported
    assert "call.jsonl" in exported
    assert '"kind": "end"' in exported
    deleted = here.walk("erasure.md", "Delete a tenant")
    assert "Westside Roofing has 0 calls. Give --yes" in deleted
    assert "is shut" in deleted
    assert "Nothing is left." in here.walk("erasure.md", "Verify")
    certificate = json.loads((here.folder / "certificate.json").read_text())
    assert certificate["result"] == "nothing left"
    assert len(certificate["deleted_tenants"]) == 1
    assert "Westside Roofing" not in here.shell("aftercall tenants list").stdout
    here.stop()
