"""Commands that start an installation and show its state."""

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from cli.app import NOTHING_RUNS, DataDir, app, console, errors, running_settings, say
from shared.errors import SettingsInvalid
from shared.settings.load import load_settings

if TYPE_CHECKING:
    from cli.installation import Installation
    from shared.settings.load import Settings


Host = Annotated[str, typer.Option(help="Address the API listens on.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="Port the API listens on.")]
Workers = Annotated[int, typer.Option(min=1, max=64, help="Number of worker processes.")]


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


Watch = Annotated[
    bool,
    typer.Option("--watch", help="Start it again whenever its code changes; for development only."),
]
WorkerMode = Annotated[
    str | None, typer.Argument(metavar="[once|job:<id>]", show_default="until stopped")
]

LOOPBACK = ("127.0.0.1", "localhost", "::1")
OPEN_IN_DEVELOPMENT = (
    "Other machines can reach this, and in development unsigned webhooks are accepted. Set"
    " AFTERCALL_ENV=production before the internet can reach it."
)
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
Make an account: `aftercall users setup` prints a link for its owner. Or by hand; the answer holds
the token that the other requests carry:

  curl -s {url}/api/auth/signup -H 'content-type: application/json' \\
    -d '{{"email": "you@example.com", "password": "choose-a-long-one", "tenant_name": "Acme",
         "timezone": "{timezone}", "setup_token": "what stands behind setup= in the link"}}'
"""
FIRST_CALL = """
  Open        {link}
              (signs you in, once; later with the e-mail address and the password)

  E-mail      {email}
  Password    {password}
  Agent id    {agent_id}
  Time zone   {timezone}

A first call:

  TOKEN={token}
  curl -s {url}/api/webhooks/elevenlabs/call-ended \\
    -H 'content-type: application/json' -d '{{"data": {{
    "conversation_id": "test-1", "agent_id": "{agent_id}", "transcript": {{"messages": [
      {{"role": "agent", "content": "Hello, how can I help?"}},
      {{"role": "user",
       "content": "My sink leaks. Can someone call me back tomorrow at three?"}}]}}}}}}'
  curl -s {url}/api/calls -H "authorization: Bearer $TOKEN"
"""


@app.command()
def up(
    host: Host = "127.0.0.1", port: Port = 3001, data_dir: DataDir = None, workers: Workers = 1
) -> None:
    """Run everything: databases where none are set, the schema, the API and the workers."""
    from cli.installation import installation  # noqa: PLC0415
    from cli.ports import require_free_port  # noqa: PLC0415
    from cli.readiness import listed, say_when_ready  # noqa: PLC0415
    from cli.up import Plan, serve  # noqa: PLC0415
    from shared.providers.sunset import warnings  # noqa: PLC0415

    plan = Plan(host=host, port=port, workers=workers)
    require_free_port(host, port)
    status = console.status("Starting")
    with status, installation(data_dir, plan.base_url) as place:
        runtime = place.settings.runtime
        if runtime.is_development and host not in LOOPBACK:
            errors.print(OPEN_IN_DEVELOPMENT, style="bold yellow", soft_wrap=True)

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
    data_dir: DataDir = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 0,
) -> None:
    """Send a few calls and recordings through the whole pipeline, and show their results."""
    from cli.demo import SHORT_PARTS, play, running_base_url, twilio_of_demo  # noqa: PLC0415
    from cli.demo_receiver import DemoReceiver  # noqa: PLC0415
    from cli.installation import installation, running_environment  # noqa: PLC0415
    from cli.ports import free_port, require_free_port  # noqa: PLC0415
    from cli.readiness import failing_checks  # noqa: PLC0415
    from cli.secret_store import load_secrets  # noqa: PLC0415
    from cli.up import NotReady, Plan, serve  # noqa: PLC0415

    base_url = running_base_url(data_dir)
    if base_url:
        if failing := failing_checks(base_url):
            raise NotReady(failing)
        say(f"Aftercall runs already: playing on {base_url}")
        password = load_secrets(
            Path(running_environment(data_dir).get("AFTERCALL_DATA_DIR", ".aftercall"))
        )["LOCAL_ACCOUNT_PASSWORD"]
        asyncio.run(
            play(base_url, Console(highlight=False), twilio=None, receiver=None, password=password)
        )
        return
    plan = Plan(port=port or free_port())
    require_free_port(plan.host, plan.port)
    say("Starting PostgreSQL, Valkey, the API and a worker")
    styled = Console(highlight=False)
    twilio, receiver = twilio_of_demo(free_port()), DemoReceiver(free_port())
    also = {**SHORT_PARTS, **twilio.environ, **receiver.environ}
    with (
        twilio.serving(),
        receiver.serving(),
        installation(data_dir, plan.base_url, also=also) as place,
    ):
        password = load_secrets(place.settings.runtime.data_dir)["LOCAL_ACCOUNT_PASSWORD"]

        async def playing(_failing: Mapping[str, str]) -> None:
            await play(plan.base_url, styled, twilio=twilio, receiver=receiver, password=password)

        asyncio.run(serve(plan, place, say, playing, only_ready=True))
    say("Done. `make up` keeps it running.")


@app.command()
def migrate(data_dir: DataDir = None) -> None:
    """Bring the schema up to date. With DATABASE_MIGRATE_URL this also creates the application's
    role.
    """
    from cli.installation import running_environment  # noqa: PLC0415
    from shared.db.migrate import migrate as apply  # noqa: PLC0415

    environ = running_environment(data_dir)
    url = environ.get("DATABASE_URL")
    if not url:
        raise SettingsInvalid(f"DATABASE_URL: is required\n{NOTHING_RUNS}")
    owner_url = environ.get("DATABASE_MIGRATE_URL")
    applied = asyncio.run(apply(owner_url or url, application_url=url if owner_url else None))
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
    """Run one worker alone: until it is stopped, on the due runs (once), or on one job
    (`job:<id>`).
    """
    from cli.installation import running_environment  # noqa: PLC0415

    settings = running_settings(data_dir)
    # This includes an empty value, which counts as unset, before `.env`.
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
    """Report what is configured, missing or unsafe; exit 1 if it cannot work, 2 if settings are
    wrong or missing.

    Checks PostgreSQL, Redis and the storage of recordings. OpenAI, Azure, Pinecone, Cal.com,
    ElevenLabs and Twilio are queried with --online only.
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
    """Report what runs, its addresses, and what waits; exit 1 if not everything works."""
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
    """Creates an account on a laptop and prints its credentials; on other machines people create
    their own.
    """
    from cli.account import local_account, machine_zone  # noqa: PLC0415
    from cli.people import user_link  # noqa: PLC0415
    from cli.secret_store import load_secrets  # noqa: PLC0415
    from shared.db.one_time_links import Purpose  # noqa: PLC0415

    account = None
    if place.settings.runtime.is_development and place.servers:
        password = load_secrets(place.settings.runtime.data_dir)["LOCAL_ACCOUNT_PASSWORD"]
        account = await local_account(base_url, password)
    if account is None:
        return SIGN_UP.format(url=base_url, timezone=machine_zone() or "America/New_York")
    link = await user_link(place.settings, account.email, Purpose.SIGN_IN)
    return FIRST_CALL.format(
        link=link.url,
        url=base_url,
        email=account.email,
        password=account.password,
        agent_id=account.agent_id,
        token=account.token,
        timezone=f"{account.timezone or 'not known'} (PATCH /api/tenant changes it)",
    )


def become(module: str, *arguments: str, environ: Mapping[str, str]) -> None:
    """Replaces this process by another program, so that signals and exit codes are passed on
    directly.
    """
    os.execve(sys.executable, [sys.executable, "-m", module, *arguments], environ)  # noqa: S606
