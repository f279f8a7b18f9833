"""The scripts of other projects are as their makers published them."""

import hashlib
import json
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = json.loads((ROOT / "requirements" / "vendored.json").read_text())
LICENCES = {"0BSD", "BSD-3-Clause", "MIT", "Apache-2.0", "MPL-2.0"}
# What stands in the same folders and is our own.
OURS = {"docs.html", "docs.js"}


def test_each_file_has_the_hash_that_was_written_down_when_it_was_fetched() -> None:
    assert len(PACKAGES) >= 5
    for package in PACKAGES:
        folder = ROOT / package["folder"]
        hashes = {
            name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
            for name in package["files"]
        }
        assert hashes == package["sha256"], package["package"]
        assert package["licence"] in LICENCES
        assert any("LICENSE" in name for name in package["files"]), package["package"]


def test_no_file_stands_beside_them_that_nothing_accounts_for() -> None:
    folders = {package["folder"] for package in PACKAGES}
    for folder in folders:
        named = {name for each in PACKAGES if each["folder"] == folder for name in each["files"]}
        assert {path.name for path in (ROOT / folder).iterdir()} - OURS == named, folder
