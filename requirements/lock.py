"""Resolves the locks for every supported system and Python: `make lock`, or `make lock
UPGRADE=--upgrade`.
"""

import subprocess
import sys
from pathlib import Path
from shutil import copyfile

HERE = Path(__file__).parent
EXTRAS = {
    "dev": ["dev"],
    "local": ["local"],
    "worker": ["embeddings", "otel", "s3", "speech"],
    "runtime": ["embeddings", "otel", "s3"],
}
# Said of every line by the resolver; true of every machine we install on, so it is left out.
PYTHONS = "python_full_version < '3.15'"
SYSTEMS = (
    "((platform_machine == 'arm64' and sys_platform == 'darwin')"
    " or (platform_machine == 'aarch64' and sys_platform == 'linux')"
    " or (platform_machine == 'x86_64' and sys_platform == 'linux'))"
)


def compile_lock(name: str, options: list[str]) -> None:
    lock = HERE / f"{name}.txt"
    command = [
        str(Path(sys.executable).with_name("uv")),
        "pip",
        "compile",
        "pyproject.toml",
        "requirements/build.in",
    ]
    command += ["--universal", "--python-version", "3.11", "--generate-hashes", "--quiet"]
    command += ["--no-header", "--no-annotate", "--output-file", str(lock)]
    command += [part for extra in EXTRAS[name] for part in ("--extra", extra)]
    subprocess.run([*command, *options], cwd=HERE.parent, check=True)
    text = (
        lock.read_text().replace(f" ; {PYTHONS} and {SYSTEMS}", "").replace(f" and {SYSTEMS}", "")
    )
    lock.write_text(text)


def main() -> None:
    compile_lock("dev", sys.argv[1:])
    for name in EXTRAS:
        if name != "dev":
            # What a lock already holds is kept where possible, so all four agree on versions.
            copyfile(HERE / "dev.txt", HERE / f"{name}.txt")
            compile_lock(name, [])


if __name__ == "__main__":
    main()
