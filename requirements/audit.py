"""Looks for known vulnerabilities of the locked packages: `make audit`.

pip-audit says "No known vulnerabilities found" and exits with 0 also where it could not reach its
database. Exit codes here: 0 if all packages were looked up and none is affected, 1 if one is
affected, 3 if a package could not be looked up.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LOCKS = ("runtime", "worker", "local", "dev")
NONE, AFFECTED, NOT_LOOKED_UP = 0, 1, 3


def run(lock: Path) -> dict[str, Any] | None:
    """Returns pip-audit's report; None if it made none."""
    ended = subprocess.run(
        [
            str(Path(sys.executable).with_name("pip-audit")),
            "--require-hashes",
            "--disable-pip",
            "--progress-spinner=off",
            "--format=json",
            f"--requirement={lock}",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        found = json.loads(ended.stdout)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def judge(reports: dict[str, dict[str, Any] | None]) -> tuple[int, list[str]]:
    """Returns the exit code, and what to print, for the reports by lock."""
    lines, affected, unknown = [], 0, 0
    for lock, report in reports.items():
        packages = (report or {}).get("dependencies", [])
        skipped = [each for each in packages if "skip_reason" in each]
        if not packages or skipped:
            unknown += 1
            lines.append(
                f"{lock}: {len(skipped) or 'all'} packages could not be looked up; the database"
                " of vulnerabilities cannot be reached from here"
            )
        for package in packages:
            for fault in package.get("vulns", []):
                affected += 1
                fixed = ", ".join(fault.get("fix_versions", [])) or "no version"
                lines.append(
                    f"{lock}: {package['name']} {package['version']} has {fault['id']},"
                    f" fixed in {fixed}"
                )
        if packages and not skipped:
            lines.append(f"{lock}: {len(packages)} packages looked up")
    if affected:
        return AFFECTED, lines
    if unknown:
        return NOT_LOOKED_UP, [*lines, "Nothing is known about vulnerabilities. This is no pass."]
    return NONE, [*lines, "No known vulnerability."]


def main() -> None:
    code, lines = judge({lock: run(HERE / f"{lock}.txt") for lock in LOCKS})
    sys.stdout.write("\n".join(lines) + "\n")
    sys.exit(code)


if __name__ == "__main__":
    main()
