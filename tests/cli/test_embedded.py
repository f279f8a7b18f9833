"""The servers that come with the package, as whole processes."""

import json
import os
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from redis import Redis

from cli.embedded import embedded_postgres, embedded_valkey, postgres_server, valkey_server
from cli.placement import closed_folder, place_binaries, place_postgres, postgres_owner
from cli.secret_store import load_secrets
from cli.servers import EmbeddedServerFailed
from shared.db.migrate import describe_server, migrate
from shared.errors import SettingsInvalid
from tests.cli.waiting import wait_until

RUN = """
import sys
from pathlib import Path
from cli.embedded import embedded_postgres, embedded_valkey
with embedded_postgres(Path(sys.argv[1])) as database, embedded_valkey(Path(sys.argv[1])) as redis:
    print(database, redis, flush=True)
    sys.stdin.read()
"""


def start_run(data_dir: Path) -> tuple[subprocess.Popen[str], str, str]:
    run = subprocess.Popen(
        [sys.executable, "-c", RUN, str(data_dir)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert run.stdout
    database_url, redis_url = run.stdout.readline().split()
    return run, database_url, redis_url


def end(run: subprocess.Popen[str]) -> None:
    for pipe in (run.stdin, run.stdout):
        if pipe:
            pipe.close()
    run.wait(timeout=30)


async def test_postgres_offers_pgvector_and_many_connections(data_dir: Path) -> None:
    with embedded_postgres(data_dir, durable=False) as url:
        facts = await describe_server(url)
    assert facts.version.startswith("18")
    assert facts.pgvector


def test_valkey_keeps_what_it_is_given_and_evicts_nothing(data_dir: Path) -> None:
    with embedded_valkey(data_dir) as url, Redis.from_url(url, decode_responses=True) as client:
        assert client.config_get("appendonly") == {"appendonly": "yes"}
        assert client.config_get("appendfsync") == {"appendfsync": "everysec"}
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert client.config_get("bind") == {"bind": "127.0.0.1"}


@pytest.mark.parametrize("name", ['my "calls"', "back\\slash", "$calls {%s} 'one'"])
def test_a_folder_may_have_any_name(data_dir: Path, name: str) -> None:
    with embedded_valkey(data_dir / name) as url, Redis.from_url(url) as client:
        assert client.config_get("dir")["dir"] == str((data_dir / name / "valkey").resolve())


def test_valkey_asks_for_its_password(data_dir: Path) -> None:
    with embedded_valkey(data_dir) as url:
        connection = subprocess.run(
            [
                sys.executable,
                "-c",
                f"import redis; redis.Redis.from_url({strip_password(url)!r}).ping()",
            ],
            capture_output=True,
            text=True,
            check=False,
        )
    assert "Authentication required" in connection.stderr


def strip_password(url: str) -> str:
    return "redis://" + url.rpartition("@")[2]


async def test_data_outlives_a_power_cut_of_both_servers(data_dir: Path) -> None:
    with postgres_server(data_dir) as postgres, valkey_server(data_dir) as valkey:
        applied = await migrate(postgres.url)
        with Redis.from_url(valkey.url) as client:
            client.set("wakeup", "1")
            # Waits until the write is in the append-only file on disk.
            client.execute_command("WAITAOF", 1, 0, 5000)
        for server in (postgres, valkey):
            server.kill()
            server.start()
        assert applied
        assert await migrate(postgres.url) == []
        with Redis.from_url(valkey.url) as client:
            assert client.get("wakeup") == b"1"


def test_killed_run_takes_its_servers_along(data_dir: Path) -> None:
    run, _, _ = start_run(data_dir)
    servers = [
        process
        for process in psutil.Process(run.pid).children(recursive=True)
        if is_server(process)
    ]
    assert {process.name() for process in servers} == {"postgres", "valkey-server"}
    run.kill()
    end(run)
    wait_until(lambda: not any(map(is_alive, servers)))


async def test_start_after_everything_was_killed_at_once(data_dir: Path) -> None:
    run, database_url, _ = start_run(data_dir)
    applied = await migrate(database_url)
    for process in [*psutil.Process(run.pid).children(recursive=True), psutil.Process(run.pid)]:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    end(run)
    with embedded_postgres(data_dir) as again, embedded_valkey(data_dir):
        assert applied
        assert (await describe_server(again)).pending_migrations == []


def test_servers_whose_guards_were_killed_are_replaced(data_dir: Path) -> None:
    run, _, _ = start_run(data_dir)
    tree = psutil.Process(run.pid).children(recursive=True)
    orphans = [process for process in tree if is_server(process)]
    for guard in [psutil.Process(run.pid), *psutil.Process(run.pid).children()]:
        guard.kill()
    end(run)
    with embedded_postgres(data_dir), embedded_valkey(data_dir):
        assert not any(map(is_alive, orphans))


def is_server(process: psutil.Process) -> bool:
    """The two servers, not the processes PostgreSQL makes of itself."""
    parent = process.parent()
    return process.name() in {"postgres", "valkey-server"} and bool(
        parent and "python" in parent.name()
    )


def is_alive(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def test_second_run_in_the_same_folder_is_told_who_has_it(data_dir: Path) -> None:
    with (
        embedded_valkey(data_dir),
        pytest.raises(EmbeddedServerFailed) as raised,
        embedded_valkey(data_dir),
    ):
        pass
    assert f"process {os.getpid()}" in str(raised.value)
    assert "--data-dir" in str(raised.value)


def test_folder_that_cannot_be_written_is_named(data_dir: Path) -> None:
    data_dir.write_text("in the way")
    complaint = pytest.raises(
        EmbeddedServerFailed, match=r"Cannot write to the data folder .*--data-dir"
    )
    with complaint, embedded_valkey(data_dir / "below"):
        pass


def test_long_folder_names_do_not_break_the_socket(data_dir: Path) -> None:
    with postgres_server(data_dir / ("long-" * 20), durable=False) as server:
        assert server.ended() is None


def test_starting_and_stopping_prints_and_warns_of_nothing(data_dir: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if name != "XDG_RUNTIME_DIR"}
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", RUN, str(data_dir)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
        env=environ,
    )
    assert run.stderr == ""
    assert len(run.stdout.splitlines()) == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root cannot run PostgreSQL as itself")
def test_root_does_not_open_a_closed_folder(data_dir: Path) -> None:
    room = data_dir.parent / "room"
    closed = data_dir.parent / "closed"
    (closed / "data").mkdir(parents=True, mode=0o700)
    closed.chmod(0o700)
    home = place_postgres(closed / "data", postgres_owner(closed / "data" / "postgres"), room)
    assert home.is_relative_to(room.resolve())
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert (closed / "data" / "postgres").is_symlink()


def test_secrets_are_made_once_and_for_the_owner_only(data_dir: Path) -> None:
    data_dir.mkdir()
    made = load_secrets(data_dir)
    path = data_dir / "secrets.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(set(made.values())) == len(made)
    path.chmod(0o644)
    assert load_secrets(data_dir) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", ["{", "[]", json.dumps({"JWT_SECRET": ""})])
def test_damaged_secrets_are_not_replaced(data_dir: Path, content: str) -> None:
    data_dir.mkdir()
    (data_dir / "secrets.json").write_text(content)
    with pytest.raises(SettingsInvalid, match="damaged"):
        load_secrets(data_dir)
    assert (data_dir / "secrets.json").read_text() == content


@pytest.mark.skipif(os.geteuid() != 0, reason="only root cannot run PostgreSQL as itself")
def test_programs_in_a_closed_folder_are_copied_with_their_libraries(data_dir: Path) -> None:
    closed = data_dir.parent / "closed"
    programs = closed / "embedded_postgres" / "pginstall" / "bin"
    programs.mkdir(parents=True)
    (programs / "postgres").touch()
    (closed / "embedded_postgres.libs").mkdir()
    closed.chmod(0o700)
    placed = place_binaries(
        closed / "embedded_postgres", postgres_owner(data_dir), data_dir.parent / "room"
    )
    assert (placed / "bin" / "postgres").exists()
    assert (placed.parents[1] / "embedded_postgres.libs").exists()
    assert closed_folder(placed / "bin" / "postgres") is None
