"""Copies the scripts of other projects that the pages use out of their npm packages: `make vendor`.

`vendored.json` lists the packages with their versions, licences and files. A new version is written
there first; this script then fetches the package with npm, replaces the files and writes their
hashes, which the tests compare.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
MANIFEST = Path(__file__).with_name("vendored.json")


def main() -> int:
    packages: list[dict[str, Any]] = json.loads(MANIFEST.read_text())
    for package in packages:
        named = f"{package['package']}@{package['version']}"
        with tempfile.TemporaryDirectory() as folder:
            npm = shutil.which("npm")
            if npm is None:
                sys.exit("npm is needed to fetch packages, and it is not on the PATH.")
            command = [npm, "pack", "--silent", named]
            subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE)
            (archive,) = Path(folder).glob("*.tgz")
            with tarfile.open(archive) as contents:
                contents.extractall(folder, filter="data")
            package["sha256"] = {
                name: _copied(Path(folder) / "package" / source, ROOT / package["folder"] / name)
                for name, source in package["files"].items()
            }
        sys.stdout.write(f"{named}: {', '.join(package['files'])}\n")
    MANIFEST.write_text(json.dumps(packages, indent=2) + "\n")
    return 0


def _copied(source: Path, target: Path) -> str:
    target.parent.mkdir(parents=True, exist_ok=True)
    content = source.read_bytes()
    target.write_bytes(content)
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
