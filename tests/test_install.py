"""What `make` says before it installs anything."""

import runpy
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "requirements" / "supported.py"


@pytest.mark.parametrize(
    ("system", "machine", "libc"),
    [("Linux", "x86_64", "other"), ("Linux", "aarch64", "other"), ("Darwin", "arm64", "other")],
)
def test_where_wheels_are_nothing_is_said(system: str, machine: str, libc: str) -> None:
    assert runpy.run_path(str(SCRIPT))["refusal"](system, machine, libc) is None


@pytest.mark.parametrize(
    ("faked", "said"),
    [
        ({"system": "Windows", "machine": "AMD64"}, "install WSL 2"),
        ({"system": "MINGW64_NT-10.0-19045", "machine": "x86_64"}, "install WSL 2"),
        ({"system": "CYGWIN_NT-10.0", "machine": "x86_64"}, "install WSL 2"),
        ({"system": "Darwin", "machine": "x86_64"}, "On an Intel Mac `docker compose up"),
        ({"system": "Linux", "machine": "x86_64", "libc_ver": ("musl", "1.2.5")}, "has musl"),
        ({"system": "Linux", "machine": "armv7l"}, "no build for Linux on armv7l"),
        ({"system": "FreeBSD", "machine": "x86_64"}, "no build for FreeBSD"),
    ],
    ids=str,
)
def test_elsewhere_one_sentence_says_what_to_do(faked: dict[str, object], said: str) -> None:
    """The script as make runs it, on a machine that calls itself another."""
    fakes = "; ".join(f"platform.{name} = lambda: {value!r}" for name, value in faked.items())
    program = (
        f"import platform, runpy; {fakes}; runpy.run_path({str(SCRIPT)!r}, run_name='__main__')"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=30
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert said in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_a_python_for_musl_is_recognised_by_its_modules_names() -> None:
    program = (
        "import runpy, sysconfig; sysconfig.get_config_var = lambda name:"
        f" '.cpython-312-x86_64-linux-musl.so'; runpy.run_path({str(SCRIPT)!r},"
        " run_name='__main__')"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=30
    )
    assert (ended.returncode, "musl" in ended.stderr) == (1, True)


def fake_python(folder: Path, checks: str) -> Path:
    """A Python for make: it fails the check where `checks` is `exit 1`, and notes each other thing
    it is asked.
    """
    python = folder / "python"
    python.write_text(
        '#!/bin/sh\ncase "$1" in\n'
        f"*supported.py) {checks} ;;\n"
        f'-c) exec {sys.executable} "$@" ;;\n'
        f'-m) echo "$@" >> {folder}/asked; mkdir -p "$3/bin"; cp "$0" "$3/bin/python" ;;\n'
        "esac\n"
    )
    python.chmod(0o755)
    return python


@pytest.mark.parametrize(
    ("checks", "made"), [("echo 'not here' >&2; exit 1", False), ("exit 0", True)]
)
def test_make_asks_before_it_makes_a_virtual_environment(
    tmp_path: Path, checks: str, made: bool
) -> None:
    python = fake_python(tmp_path, checks)
    ended = subprocess.run(
        [
            "make",
            "-f",
            str(ROOT / "Makefile"),
            f"VENV={tmp_path}/venv",
            f"PYTHON={python}",
            f"{tmp_path}/venv/.created",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (ended.returncode == 0, (tmp_path / "venv" / ".created").exists()) == (
        made,
        made,
    ), ended.stderr
    assert ("not here" in ended.stderr) != made


def test_installing_shows_what_it_does() -> None:
    """pip is silent for minutes with --quiet."""
    recipes = (ROOT / "Makefile").read_text()
    installs = [
        line for line in recipes.splitlines() if "install" in line and ("INSTALL :=" in line)
    ]
    assert installs
    assert not [line for line in installs if "--quiet" in line]
