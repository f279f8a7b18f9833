"""The `aftercall` command."""

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console

from shared.errors import AftercallError, SettingsInvalid
from shared.settings.load import load_settings

if TYPE_CHECKING:
    from cli.installation import Installation
    from shared.settings.load import Settings

app = typer.Typer(
    name="aftercall",
    help=(
        "Self-hosted post-call intelligence. Every command exits with 2 if settings are wrong or"
        " missing."
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)

Host = Annotated[str, typer.Option(help="Address the API listens on.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="Port the API listens on.")]
Workers = Annotated[int, typer.Option(min=1, max=64, help="Number of worker processes.")]
DataDir = Annotated[
    Path | None,
    typer.Option(
        help="Folder for databases, recordings, secrets and logs.",
        show_default="AFTERCALL_DATA_DIR, else .aftercall",
    ),
]

RecordingUrl = Annotated[
    str, typer.Option(envvar="RECORDING_URL", help="Address of the recording.")
]
AccountSid = Annotated[
    str | None,
    typer.Option(
        envvar="TWILIO_ACCOUNT_SID", help="Twilio account whose tenant the recording belongs to."
    ),
]
FromNumber = Annotated[str, typer.Option("--from", help="Who called.")]
ToNumber = Annotated[str, typer.Option("--to", help="Who was called.")]
Duration = Annotated[float, typer.Option(min=0, help="Length of the call in seconds.")]
JobKey = Annotated[
    str | None,
    typer.Option(
        help="The same one again answers the same job; another one runs the same recording again.",
        show_default="one for each recording",
    ),
]
TenantName = Annotated[
    str | None,
    typer.Option(
        help="Name or id.", show_default="the one that registered the account, else the only one"
    ),
]
Wait = Annotated[
    bool | None,
    typer.Option(
        "--wait/--no-wait",
        help="Show the steps until the run is over.",
        show_default="on a terminal",
    ),
]

Online = Annotated[
    bool,
    typer.Option(
        "--online",
        help=(
            "Ask each configured vendor once whether it takes the key and knows the model; costs"
            " nothing."
        ),
    ),
]

ErrorCode = Annotated[
    str | None, typer.Option(help="Only runs that failed with this.", show_default="any")
]
Since = Annotated[
    str | None,
    typer.Option(help="Only runs that ended since: 90s, 30m, 2h, 3d ago.", show_default="whenever"),
]
RetryTenant = Annotated[
    str | None, typer.Option("--tenant", help="Name or id.", show_default="all of them")
]

Watch = Annotated[
    bool,
    typer.Option("--watch", help="Start it again whenever its code changes; for development only."),
]
WorkerMode = Annotated[
    str | None, typer.Argument(metavar="[once|job:<id>]", show_default="until stopped")
]

LOOPBACK = ("127.0.0.1", "localhost", "::1")
OPEN_IN_DEVELOPMENT = (
    "[bold yellow]Other machines can reach this, and in development unsigned webhooks are"
    " accepted.[/] Set AFTERCALL_ENV=production before you let the internet in."
)
NOTHING_RUNS = "(or start `aftercall up`, which brings its own servers, and ask again)"
DOWN = "Stopped. The data stays in {data_dir}."
RUNNING = """
Aftercall is running ({environment}).

  API         {url}   (reference: {url}/docs)
  Data, logs  {data_dir}
  Stop        Ctrl-C
"""
NOT_READY = """Not everything works yet. Calls are accepted and wait until it does:

{checks}

`aftercall doctor --online` looks closer.
"""
SIGN_UP = """
Make an account; the answer holds the token that the other requests carry:

  curl -s {url}/api/auth/signup -H 'content-type: application/json' \\
    -d '{{"email": "you@example.com", "password": "choose-a-long-one", "tenant_name": "Acme",
         "timezone": "{timezone}"}}'
"""
FIRST_CALL = """
  E-mail      {email}
  Password    {password}
  Agent id    {agent_id}
  Time zone   {timezone}

A first call:

  TOKEN={token}
  curl -s {url}/api/webhooks/elevenlabs/call-ended -H 'content-type: application/json' -d
  '{{"data": {{
    "conversation_id": "test-1", "agent_id": "{agent_id}", "transcript": {{"messages": [
      {{"role": "agent", "content": "Hello, how can I help?"}},
      {{"role": "user", "content": "My sink leaks. Can someone call me back tomorrow at
      three?"}}]}}}}}}'
  curl -s {url}/api/calls -H "authorization: Bearer $TOKEN"
"""


@app.command()
def up(
    host: Host = "127.0.0.1", port: Port = 3001, data_dir: DataDir = None, workers: Workers = 1
) -> None:
    """Run everything: databases where none are set, the schema, the API and the workers."""
    from cli.installation import installation  # noqa: PLC0415
    from cli.readiness import listed, say_when_ready  # noqa: PLC0415
    from cli.up import Plan, require_free_port, serve  # noqa: PLC0415
    from shared.providers.sunset import warnings  # noqa: PLC0415

    plan = Plan(host=host, port=port, workers=workers)
    require_free_port(host, port)
    status = console.status("Starting")
    with status, installation(data_dir, plan.base_url) as place:
        runtime = place.settings.runtime
        if runtime.is_development and host not in LOOPBACK:
            errors.print(OPEN_IN_DEVELOPMENT)

        async def announce(failing: Mapping[str, str]) -> None:
            status.stop()
            say(
                RUNNING.format(
                    url=plan.base_url, data_dir=runtime.data_dir, environment=runtime.environment
                )
            )
            say(await first_steps(plan.base_url, place))
            for warning in warnings(place.settings, datetime.now(UTC).date()):
                errors.print(warning, style="yellow", markup=False, soft_wrap=True)
            if failing:
                say(NOT_READY.format(checks=listed(failing)))
                await say_when_ready(plan.base_url, say)
            await asyncio.Event().wait()

        asyncio.run(serve(plan, place, say, announce))
    say(DOWN.format(data_dir=runtime.data_dir))


@app.command()
def demo(
    data_dir: DataDir = None, port: Annotated[int, typer.Option(help="0 takes a free one.")] = 0
) -> None:
    """Send a few calls and recordings through everything, and show what becomes of them."""
    from cli.demo import SHORT_PARTS, play, running_base_url, twilio_of_demo  # noqa: PLC0415
    from cli.installation import installation, running_environment  # noqa: PLC0415
    from cli.readiness import failing_checks  # noqa: PLC0415
    from cli.secret_store import load_secrets  # noqa: PLC0415
    from cli.up import NotReady, Plan, free_port, require_free_port, serve  # noqa: PLC0415

    base_url = running_base_url(data_dir)
    if base_url:
        if failing := failing_checks(base_url):
            raise NotReady(failing)
        say(f"Aftercall runs already: playing on {base_url}")
        password = load_secrets(
            Path(running_environment(data_dir).get("AFTERCALL_DATA_DIR", ".aftercall"))
        )["LOCAL_ACCOUNT_PASSWORD"]
        asyncio.run(play(base_url, console, twilio=None, password=password))
        return
    plan = Plan(port=port or free_port())
    require_free_port(plan.host, plan.port)
    say("Starting PostgreSQL, Valkey, the API and a worker")
    twilio = twilio_of_demo(free_port())
    with (
        twilio.serving(),
        installation(data_dir, plan.base_url, also={**SHORT_PARTS, **twilio.environ}) as place,
    ):
        password = load_secrets(place.settings.runtime.data_dir)["LOCAL_ACCOUNT_PASSWORD"]

        async def playing(_failing: Mapping[str, str]) -> None:
            await play(plan.base_url, console, twilio=twilio, password=password)

        asyncio.run(serve(plan, place, say, playing, only_ready=True))
    say("Done. `make up` keeps it running.")


@app.command()
def migrate(data_dir: DataDir = None) -> None:
    """Bring the schema up to date."""
    from cli.installation import running_environment  # noqa: PLC0415
    from shared.db.migrate import migrate as apply  # noqa: PLC0415

    url = running_environment(data_dir).get("DATABASE_URL")
    if not url:
        raise SettingsInvalid(f"DATABASE_URL: is required\n{NOTHING_RUNS}")
    applied = asyncio.run(apply(url))
    say(
        f"Applied: {', '.join(applied)}"
        if applied
        else "Nothing to apply: the schema is up to date."
    )


@app.command()
def api(host: Host = "127.0.0.1", port: Port = 3001) -> None:
    """Run the API alone."""
    load_settings()
    become("api", "--host", host, "--port", str(port), environ=os.environ)


@app.command()
def worker(what: WorkerMode = None, data_dir: DataDir = None, watch: Watch = False) -> None:
    """Run one worker alone: until it is stopped, on what is due now (once), or on one job
    (job:<id>).
    """
    from cli.installation import running_environment  # noqa: PLC0415

    settings = running_settings(data_dir)
    # Also what is set to nothing: it stands for unset, before `.env`.
    environ = {**os.environ, **running_environment(data_dir)}
    if not watch:
        become("worker", *([what] if what else []), environ=environ)
    if what:
        raise typer.BadParameter(
            f"A worker that is watched runs until it is stopped, not for {what!r}."
        )
    if not settings.runtime.is_development:
        raise SettingsInvalid("AFTERCALL_ENV: --watch is for development")
    watch_worker(settings, environ)


def watch_worker(settings: "Settings", environ: Mapping[str, str]) -> None:
    from cli.watching import run_watched  # noqa: PLC0415

    os.environ.update(environ)
    root = Path(__file__).parents[1]
    run_watched(
        [root / "worker", root / "shared"],
        [sys.executable, "-m", "worker"],
        grace_s=settings.work.shutdown_grace_s + 5,
        changed=lambda files: say(
            f"{files} file{'s' if files > 1 else ''} changed; starting the worker again"
        ),
    )


@app.command()
def doctor(data_dir: DataDir = None, online: Online = False) -> None:
    """Say what is configured, missing or unsafe; exit 1 if it cannot work, 2 if settings are wrong
    or missing.

    Asks PostgreSQL, Redis and where recordings lie. OpenAI, Azure, Pinecone, Cal.com, ElevenLabs
    and Twilio are asked with --online only.
    """
    from cli.doctor import examine, show  # noqa: PLC0415

    examination = asyncio.run(examine(running_settings(data_dir), online=online))
    show(examination, console)
    if examination.unusable:
        raise typer.Exit(1)


@app.command()
def status(
    data_dir: DataDir = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
) -> None:
    """Say what runs, where it answers, and what waits; exit 1 if not everything works."""
    from cli.installation import running_environment  # noqa: PLC0415
    from cli.status import NOTHING_RUNS as NOTHING_FOUND  # noqa: PLC0415
    from cli.status import look, show  # noqa: PLC0415

    environ = running_environment(data_dir)
    if "DATABASE_URL" not in environ:
        folder = (data_dir or Path(environ.get("AFTERCALL_DATA_DIR", ".aftercall"))).resolve()
        say(
            json.dumps(NOTHING_FOUND)
            if as_json
            else f"Nothing runs on {folder}. `aftercall up` starts it."
        )
        raise typer.Exit(1)
    found = asyncio.run(look(load_settings(environ)))
    if as_json:
        say(found.as_json())
    else:
        show(found, console)
    if not found.sound:
        raise typer.Exit(1)


@app.command()
def reconcile(data_dir: DataDir = None) -> None:
    """Ask ElevenLabs and Twilio which calls there were and fetch those that never arrived; exit 1
    if any is missing.
    """
    from cli.reconcile import reconcile as ask  # noqa: PLC0415

    if not asyncio.run(ask(running_settings(data_dir), console)):
        raise typer.Exit(1)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The archive to write; must not exist yet.")],
    data_dir: DataDir = None,
    recordings: Annotated[bool, typer.Option(help="Take the recordings too.")] = True,
    only_deletions: Annotated[
        bool,
        typer.Option(
            "--only-deletions",
            help="Only which calls were deleted, to be given to a later restore.",
        ),
    ] = False,
) -> None:
    """Write all rows and recordings to one archive; everything may keep running meanwhile."""
    from cli.backup import back_up  # noqa: PLC0415
    from cli.installation import installation, running_environment  # noqa: PLC0415

    def take(settings: "Settings") -> None:
        asyncio.run(
            back_up(settings, file, console, recordings=recordings, only_deletions=only_deletions)
        )

    environ = running_environment(data_dir)
    if "DATABASE_URL" in environ:
        take(load_settings(environ))
        return
    with installation(data_dir, "http://127.0.0.1:3001") as place:
        take(place.settings)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="An archive of `aftercall backup`.")],
    data_dir: DataDir = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace a database that is not empty.")
    ] = False,
    deletions: Annotated[
        list[Path] | None,
        typer.Option(
            help=(
                "An archive made after FILE: calls that it has as deleted stay deleted. May be"
                " repeated."
            )
        ),
    ] = None,
) -> None:
    """Replace everything by what an archive holds, then bring the schema up to date. Stop the API
    and workers first.
    """
    from cli.installation import installation  # noqa: PLC0415
    from cli.restore import restore as put_back  # noqa: PLC0415

    with installation(data_dir, "http://127.0.0.1:3001") as place:
        asyncio.run(put_back(place.settings, file, console, force=force, deletions=deletions or []))


@app.command()
def rotate_keys(data_dir: DataDir = None) -> None:
    """Seal everything stored with the first key of ENCRYPTION_KEY; exit 1 if something opens with
    none of its keys.

    Changes nothing that is sealed with it already, so it may be stopped and run again.
    """
    from cli.rotate_keys import rotate_keys as reseal_all  # noqa: PLC0415

    if not asyncio.run(reseal_all(running_settings(data_dir), console)):
        raise typer.Exit(1)


@app.command()
def retry(
    error_code: ErrorCode = None,
    since: Since = None,
    tenant: RetryTenant = None,
    cancelled: Annotated[
        bool, typer.Option("--cancelled", help="Runs that somebody cancelled too.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Try all failed runs again that match, as after an outage; what is done stays done."""
    from cli.retry import retry as retry_all  # noqa: PLC0415

    work = retry_all(
        running_settings(data_dir),
        console,
        error_code=error_code,
        since=since,
        tenant=tenant,
        cancelled=cancelled,
    )
    asyncio.run(work)


@app.command()
def replay(data_dir: DataDir = None) -> None:
    """Try the signed events again that could not be used, as after an upgrade; exit 1 if some still
    cannot be used.
    """
    from cli.replay import replay as replay_all  # noqa: PLC0415

    if not asyncio.run(replay_all(running_settings(data_dir), console)):
        raise typer.Exit(1)


@app.command()
def enqueue_test_job(
    recording_url: RecordingUrl,
    account_sid: AccountSid = None,
    from_number: FromNumber = "+15551234567",
    to_number: ToNumber = "+15557654321",
    duration: Duration = 45,
    job_id: JobKey = None,
    tenant: TenantName = None,
    data_dir: DataDir = None,
    wait: Wait = None,
) -> None:
    """Send one recording through everything, as if its webhook had come; exit 1 if it fails.

    A recording at Twilio is fetched with the installation's credentials, any other address without.
    """
    from cli.enqueue import Order, enqueue  # noqa: PLC0415

    order = Order(
        recording_url=recording_url,
        account_sid=account_sid,
        from_number=from_number,
        to_number=to_number,
        duration_s=duration,
        job_id=job_id,
        tenant=tenant,
    )
    waits = console.is_terminal if wait is None else wait
    if not asyncio.run(enqueue(order, running_settings(data_dir), console, wait=waits)):
        raise typer.Exit(1)


def _print_version(wanted: bool) -> None:
    if wanted:
        say(installed_version("aftercall"))
        raise typer.Exit


PrintVersion = Annotated[
    bool,
    typer.Option(
        "--version", help="Print the version and exit.", is_eager=True, callback=_print_version
    ),
]


@app.callback()
def options(version: PrintVersion = False) -> None:
    """Self-hosted post-call intelligence. Every command exits with 2 if settings are wrong or
    missing.
    """


@app.command()
def version() -> None:
    """Print the version."""
    say(installed_version("aftercall"))


async def first_steps(base_url: str, place: "Installation") -> str:
    """On a laptop an account is made, and its credentials are shown; elsewhere people make their
    own.
    """
    from cli.account import local_account, machine_zone  # noqa: PLC0415
    from cli.secret_store import load_secrets  # noqa: PLC0415

    account = None
    if place.settings.runtime.is_development and place.servers:
        password = load_secrets(place.settings.runtime.data_dir)["LOCAL_ACCOUNT_PASSWORD"]
        account = await local_account(base_url, password)
    if account is None:
        return SIGN_UP.format(url=base_url, timezone=machine_zone() or "America/New_York")
    return FIRST_CALL.format(
        url=base_url,
        email=account.email,
        password=account.password,
        agent_id=account.agent_id,
        token=account.token,
        timezone=f"{account.timezone or 'not known'} (PATCH /api/tenant changes it)",
    )


def running_settings(data_dir: Path | None) -> "Settings":
    """Those of the user's servers, or of the `aftercall up` that runs on the data folder. Raises
    SettingsInvalid.
    """
    from cli.installation import running_environment  # noqa: PLC0415

    environ = running_environment(data_dir)
    try:
        return load_settings(environ)
    except SettingsInvalid as error:
        raise (
            error if "DATABASE_URL" in environ else SettingsInvalid(f"{error}\n{NOTHING_RUNS}")
        ) from None


def become(module: str, *arguments: str, environ: Mapping[str, str]) -> None:
    """Turns this process into the other one, so that signals and exit codes need no go-between."""
    os.execve(sys.executable, [sys.executable, "-m", module, *arguments], environ)  # noqa: S606


def say(text: str) -> None:
    console.print(text, soft_wrap=True, markup=False)


def main() -> None:
    """Runs a command and ends the process with its exit code."""
    try:
        _run()
    except SystemExit as ended:
        if "obstore" in sys.modules:
            _end_without_finalizing(ended.code)
        raise


def _end_without_finalizing(code: str | int | None) -> NoReturn:
    """Ends the process at once. Threads of obstore that take Python's lock while the interpreter
    goes away abort the process before Python 3.13, now and then, and the exit code is lost.
    """
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))


def _run() -> NoReturn:
    """Errors of ours become text: 2 for wrong settings, 1 for the rest."""
    try:
        app()
        sys.exit(0)
    except SettingsInvalid as error:
        errors.print("These settings are wrong or missing:", style="bold red")
        for line in str(error).splitlines():
            errors.print(f"  {line}", markup=False, soft_wrap=True)
        sys.exit(2)
    except AftercallError as error:
        errors.print(str(error), markup=False, soft_wrap=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
