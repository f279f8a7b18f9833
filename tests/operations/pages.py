"""The commands of docs/how-to, run as they are written."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.support.ports import unused_port

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "how-to"
BLOCK = re.compile(
    r"(?P<marks>(?:<!-- test: [^>]*-->\n)*)```(?P<language>\w*)\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
# What `aftercall up` says last, with and without the account that it made.
STARTED = ("A first call", "Make an account")
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """`marks` are what a test has to do before it, or expects of it: start, stop, restart, exits N,
    not run.
    """

    text: str
    marks: tuple[str, ...]


def sections(page: str) -> dict[str, list[Block]]:
    """The blocks of shell commands of each section."""
    text = (PAGES / page).read_text()
    _, *parts = HEADING.split(text)
    return {title: _blocks(body) for title, body in zip(parts[::2], parts[1::2], strict=True)}


def _blocks(body: str) -> list[Block]:
    return [
        Block(found["text"], tuple(re.findall(r"<!-- test: ([^>]*) -->", found["marks"])))
        for found in BLOCK.finditer(body)
        if found["language"] == "sh"
    ]


@dataclass
class Machine:
    """A folder in which somebody works, with `aftercall` on the PATH. `up` listens on a port of its
    own.
    """

    folder: Path
    tools: Path
    environ: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=unused_port)
    # What stands on the pages for something of the test's own, such as another server's address.
    stand_ins: dict[str, str] = field(default_factory=dict)
    running: subprocess.Popen[str] | None = None

    def __post_init__(self) -> None:
        program = self.tools / "aftercall"
        program.write_text(
            f'#!/bin/sh\nif [ "$1" = up ]; then shift; set -- up --port {self.port} "$@"; fi\n'
            f'exec {sys.executable} -m cli "$@"\n'
        )
        program.chmod(0o755)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def walk(self, page: str, section: str) -> str:
        """Runs every block of the section, in order; returns what the commands printed. Fails where
        one fails.
        """
        said = ""
        for block in sections(page)[section]:
            if "not run" not in block.marks:
                said += self._follow(block)
        return said

    def _follow(self, block: Block) -> str:
        expected = 0
        for mark in block.marks:
            match mark.split():
                case ["stop"]:
                    self.stop()
                case ["restart"]:
                    self.stop()
                    self.start("aftercall up")
                case ["start"]:
                    return self.start(block.text)
                case ["exits", code]:
                    expected = int(code)
                case _:
                    raise AssertionError(f"an unknown mark: {mark}")
        ended = self.shell(block.text)
        assert ended.returncode == expected, (
            f"{block.text}\nexit code {ended.returncode}\n{ended.stdout}"
        )
        return ended.stdout

    def shell(self, text: str) -> subprocess.CompletedProcess[str]:
        here = text.replace("http://127.0.0.1:3001", self.base_url)
        for written, meant in self.stand_ins.items():
            here = here.replace(written, meant)
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", here],
            cwd=self.folder,
            env=self._environ(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=150,
        )

    def start(self, text: str) -> str:
        """Until it is running."""
        assert self.running is None
        self.running = subprocess.Popen(
            ["bash", "-c", f"exec {text.strip()}"],
            cwd=self.folder,
            env=self._environ(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        said = ""
        assert self.running.stdout
        for line in self.running.stdout:
            said += line
            if line.startswith(STARTED):
                return said
        raise AssertionError(said)

    def stop(self) -> None:
        """As Ctrl-C does."""
        if self.running:
            self.running.send_signal(signal.SIGINT)
            said, _ = self.running.communicate(timeout=90)
            assert self.running.returncode == 0, said
            self.running = None

    def kill(self) -> None:
        """Waits for its servers too, which end a moment later and write to the last."""
        if self.running:
            servers = psutil.Process(self.running.pid).children(recursive=True)
            self.running.kill()
            self.running.communicate()
            self.running = None
            psutil.wait_procs(servers, timeout=30)

    def _environ(self) -> dict[str, str]:
        own = {
            "PATH": f"{self.tools}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "PYTHONPATH": str(ROOT),
        }
        return {**own, "COLUMNS": "200", **self.environ}


@contextmanager
def machine(folder: Path, **environ: str) -> Iterator[Machine]:
    work, tools = folder / "work", folder / "tools"
    for each in (work, tools):
        each.mkdir(mode=0o711, parents=True, exist_ok=True)
    made = Machine(work, tools, environ)
    try:
        yield made
    finally:
        made.kill()
