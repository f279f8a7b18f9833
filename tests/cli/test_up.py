"""`aftercall up` as a whole: servers, API and worker, a death in between, and a clean end."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil
import pytest

from tests.cli.test_commands import aftercall
from tests.cli.waiting import wait_until
from tests.fakes.pinecone_server import FakePinecone
from tests.fakes.serving import served
from tests.support.ports import unused_port

ROOT = Path(__file__).parents[2]


@contextmanager
def up(data_dir: Path, port: int, **environ: str) -> Iterator[subprocess.Popen[str]]:
    run = subprocess.Popen(
        [sys.executable, "-m", "cli", "up", "--port", str(port), "--data-dir", str(data_dir)],
        cwd=data_dir.parent,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(data_dir.parent),
            "PYTHONPATH": str(ROOT),
            **environ,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield run
    finally:
        run.kill()
        if run.stdout:
            run.stdout.close()
        run.wait()


def read_until(run: subprocess.Popen[str], words: str) -> str:
    said = ""
    assert run.stdout
    while words not in said:
        line = run.stdout.readline()
        assert line, said
        said += line
    return said


def checks(port: int) -> dict[str, str] | None:
    with (
        suppress(URLError, OSError),
        urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=2) as response,
    ):
        content: dict[str, dict[str, str]] = json.load(response)
        return content["checks"]
    return None


def in_its_environment(data_dir: Path, command: str) -> subprocess.CompletedProcess[str]:
    """In a shell that reads running.env, as docs/how-to/production.md says."""
    return subprocess.run(
        [
            "sh",
            "-c",
            f"set -a; . {data_dir}/running.env; set +a; exec {sys.executable} -m {command}",
        ],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": str(data_dir.parent), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def status(data_dir: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return aftercall("status", "--data-dir", str(data_dir), *options, cwd=data_dir.parent)


def worker_once(data_dir: Path) -> subprocess.CompletedProcess[str]:
    """Beside the workers of `up`, whose servers it finds by the data folder."""
    return subprocess.run(
        [sys.executable, "-m", "cli", "worker", "once", "--data-dir", str(data_dir)],
        cwd=data_dir.parent,
        env={"PATH": os.environ["PATH"], "HOME": str(data_dir.parent), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def child(run: subprocess.Popen[str], module: str) -> psutil.Process:
    """The program itself, whose parent is the tether that guards it."""
    [found] = [
        process
        for process in psutil.Process(run.pid).children(recursive=True)
        if process.cmdline()[1:3] == ["-m", module]
    ]
    return found


@pytest.fixture
def port() -> int:
    return unused_port()


def test_up_serves_heals_and_stops(data_dir: Path, port: int) -> None:
    with up(data_dir, port) as run:
        read_until(run, "running")
        assert set((checks(port) or {}).values()) == {"ok"}
        assert worker_once(data_dir).returncode == 0
        assert_its_state_is_shown(data_dir, port)
        for check in ("arq --check worker.main.WorkerSettings", "worker.alive"):
            assert in_its_environment(data_dir, check).returncode == 0
        child(run, "api").kill()
        read_until(run, "api ended with code 137; starting it again")
        wait_until(lambda: checks(port))
        family = psutil.Process(run.pid).children(recursive=True)
        run.send_signal(signal.SIGTERM)
        said = read_until(run, "Stopped.")
        assert run.wait(timeout=60) == 0, said
        assert not [process for process in family if process.is_running()]
        assert not (data_dir / "running.env").exists()


def assert_its_state_is_shown(data_dir: Path, port: int) -> None:
    shown = status(data_dir)
    assert shown.returncode == 0, shown.stdout
    for words in (
        f"http://127.0.0.1:{port}/ ",
        "me@aftercall.example",
        socket.gethostname(),
    ):
        assert words in shown.stdout
    found = json.loads(status(data_dir, "--json").stdout)
    assert (found["ready"], found["failing"], found["workers"]) == (
        True,
        {},
        [socket.gethostname()],
    )
    assert (found["work"]["calls"], found["work"]["due_runs"]) == ({}, 0)


@pytest.mark.parametrize("lacking", ["JWT_SECRET", "ENCRYPTION_KEY"])
def test_up_makes_no_secrets_in_production_and_starts_nothing(
    data_dir: Path, port: int, lacking: str
) -> None:
    secrets = {name: "p3" * 16 for name in ("JWT_SECRET", "ENCRYPTION_KEY") if name != lacking}
    with up(data_dir, port, AFTERCALL_ENV="production", **secrets) as run:
        output, _ = run.communicate(timeout=60)
    assert run.returncode == 2
    assert f"{lacking}: is required when AFTERCALL_ENV is production" in output
    assert not data_dir.exists()


def test_up_lists_wrong_settings(data_dir: Path, port: int) -> None:
    with up(data_dir, port, WORKER_CONCURRENCY="many") as run:
        output, _ = run.communicate(timeout=60)
    assert run.returncode == 2
    assert "WORKER_CONCURRENCY" in output
    assert "Traceback" not in output


def test_up_starts_and_says_what_is_wrong_when_a_vendor_is_away(data_dir: Path, port: int) -> None:
    # Connections are refused, and no other program takes the port meanwhile.
    held = socket.socket()
    held.bind(("127.0.0.1", 0))
    pinecone_port = held.getsockname()[1]
    vendors = {
        "PINECONE_API_KEY": "pc-test",
        "PINECONE_HOST": f"http://127.0.0.1:{pinecone_port}",
        "OPENAI_API_KEY": "sk-test",
        "OPENAI_BASE_URL": "https://api.openai.com/v1",
        "OPENAI_TRANSCRIBE_MODEL": "whisper-1",
    }
    with closing(held), up(data_dir, port, **vendors) as run:
        said = read_until(run, "looks closer")
        assert "Waiting for" in said
        assert "vector_index: no connection to Pinecone" in said
        assert "OPENAI_TRANSCRIBE_MODEL is whisper-1" in said
        assert "TOKEN=" in said
        for name in ("api", "worker-1"):
            assert "model shutdown" in (data_dir / "logs" / f"{name}.log").read_text()
        held.close()
        with served(FakePinecone(dimension=1536).app, port=pinecone_port):
            read_until(run, "Everything is ready now.")
        run.send_signal(signal.SIGTERM)
        read_until(run, "Stopped.")
        assert run.wait(timeout=60) == 0


def test_demo_stops_and_names_what_is_wrong(data_dir: Path) -> None:
    with served(FakePinecone(dimension=8).app) as url:
        ended = subprocess.run(
            [sys.executable, "-m", "cli", "demo", "--data-dir", str(data_dir)],
            cwd=data_dir.parent,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(data_dir.parent),
                "PYTHONPATH": str(ROOT),
                "PINECONE_API_KEY": "pc-test",
                "PINECONE_HOST": url,
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert (
        "vector_index: the Pinecone index has dimension 8, the embedding model 384" in ended.stderr
    )
