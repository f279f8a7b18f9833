"""What a killed run left is stopped, and never taken for a running server."""

import signal
import subprocess
from pathlib import Path

import pytest

from cli.servers import stop_leftover


def test_a_leftover_that_was_not_reaped_is_not_taken_for_running(tmp_path: Path) -> None:
    pid_file = tmp_path / "postmaster.pid"
    with subprocess.Popen(["sleep", "60"], cwd=tmp_path) as leftover:
        pid_file.write_text(f"{leftover.pid}\n{tmp_path}\n")
        stop_leftover(pid_file, program="sleep", home=tmp_path, stop_signal=signal.SIGTERM)
        # It is a zombie until here, to which a signal can still be sent.
        assert leftover.returncode is None
        assert not pid_file.exists()
        assert leftover.wait(10) == -signal.SIGTERM


def test_another_program_with_the_same_id_goes_on(tmp_path: Path) -> None:
    pid_file = tmp_path / "postmaster.pid"
    with subprocess.Popen(["sleep", "60"]) as other:
        pid_file.write_text(f"{other.pid}\n")
        stop_leftover(pid_file, program="sleep", home=tmp_path, stop_signal=signal.SIGTERM)
        assert not pid_file.exists()
        assert other.poll() is None
        other.kill()


@pytest.mark.parametrize("content", ["", "\n", "not a number\n", None])
def test_a_file_that_names_no_process_is_removed(tmp_path: Path, content: str | None) -> None:
    pid_file = tmp_path / "valkey.pid"
    if content is not None:
        pid_file.write_text(content)
    stop_leftover(pid_file, program="sleep", home=tmp_path, stop_signal=signal.SIGTERM)
    assert not pid_file.exists()
