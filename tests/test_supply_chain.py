"""What is installed is known: images by exact versions, packages by hashes, and a list of both."""

import json
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
LOCKED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^ ;\\]+)", re.MULTILINE | re.IGNORECASE)
# A version with three numbers, such as 9.1.2-alpine or 0.8.6-pg18; a digest may follow.
EXACT = re.compile(r"[\w./-]+:\d+\.\d+\.\d+(-[\w.]+)*(@sha256:[0-9a-f]{64})?")
AUDIT = runpy.run_path(str(ROOT / "requirements" / "audit.py"))


def images() -> set[str]:
    """The images that compose.yaml and the Dockerfiles name, without our own."""
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
    services = [each["image"] for each in compose["services"].values()]
    named = {image for image in services if not image.startswith("aftercall-")}
    named.add(compose["x-image-args"]["PYTHON_IMAGE"].split(":-")[1].rstrip("}"))
    for path in ROOT.glob("Dockerfile.*"):
        text = path.read_text()
        assert set(re.findall(r"^FROM (\S+)", text, re.MULTILINE)) == {"${PYTHON_IMAGE}"}
        named |= set(re.findall(r"^ARG PYTHON_IMAGE=(\S+)", text, re.MULTILINE))
    return named


def test_every_image_has_an_exact_version() -> None:
    assert len(images()) == 4
    assert not [image for image in images() if not EXACT.fullmatch(image)]


@pytest.mark.parametrize(
    "image", ["python:3.11-slim", "caddy:2-alpine", "valkey/valkey", "a:latest"]
)
def test_the_rule_for_images_refuses_tags_that_move(image: str) -> None:
    assert not EXACT.fullmatch(image)
    assert EXACT.fullmatch("python:3.11.15-slim@sha256:" + "0" * 64)


@pytest.mark.parametrize("lock", ["runtime", "worker", "local", "dev"])
def test_every_locked_package_has_hashes(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert len(blocks) > 50
    assert not [block for block in blocks if "--hash=sha256:" not in block]


def test_the_bill_of_materials_names_every_locked_package(tmp_path: Path) -> None:
    """With the options of `make sbom`, which are the same for each lock."""
    lock = "worker"
    (command,) = re.findall(
        r"cyclonedx-py (requirements .*?) \|\|", (ROOT / "Makefile").read_text(), re.DOTALL
    )
    made = tmp_path / "made.json"
    options = command.replace("\\\n", " ").replace('"sbom/$$lock.cdx.json"', str(made))
    ended = subprocess.run(
        [
            str(Path(sys.executable).with_name("cyclonedx-py")),
            *options.replace('"requirements/$$lock.txt"', f"requirements/{lock}.txt").split(),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stderr
    bill = json.loads(made.read_text())
    locked = dict(LOCKED.findall((ROOT / "requirements" / f"{lock}.txt").read_text()))
    assert (bill["bomFormat"], bill["metadata"]["component"]["name"]) == ("CycloneDX", "aftercall")
    assert {each["name"]: each["version"] for each in bill["components"]} == locked
    assert all(each["externalReferences"][0]["hashes"] for each in bill["components"])


def report(**changes: Any) -> dict[str, Any]:
    return {"dependencies": [{"name": "httpx2", "version": "1.0", "vulns": [], **changes}]}


@pytest.mark.parametrize(
    ("found", "code", "said"),
    [
        (report(), 0, "No known vulnerability."),
        (
            report(vulns=[{"id": "CVE-2026-1", "fix_versions": ["1.1"]}]),
            1,
            "httpx2 1.0 has CVE-2026-1, fixed in 1.1",
        ),
        ({"dependencies": [{"name": "httpx2", "skip_reason": "not found"}]}, 3, "This is no pass."),
        (None, 3, "cannot be reached"),
        ({"dependencies": []}, 3, "all packages could not be looked up"),
    ],
    ids=["none", "affected", "skipped", "no report", "empty"],
)
def test_an_audit_says_what_it_could_not_look_up(
    found: dict[str, Any] | None, code: int, said: str
) -> None:
    ended, lines = AUDIT["judge"]({"runtime": found})
    assert (ended, said in "\n".join(lines)) == (code, True)


def test_an_affected_package_outweighs_one_that_was_not_looked_up() -> None:
    affected = report(vulns=[{"id": "CVE-2026-1", "fix_versions": []}])
    assert AUDIT["judge"]({"runtime": affected, "dev": None})[0] == 1
