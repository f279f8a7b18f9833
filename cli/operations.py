"""Commands for operators: missed calls, retries, backups and keys."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shared.settings.load import load_settings

if TYPE_CHECKING:
    from shared.settings.load import Settings

from cli.app import DataDir, app, console, running_settings

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


@app.command()
def reconcile(data_dir: DataDir = None) -> None:
    """Fetch calls that ElevenLabs and Twilio list and that never arrived; exit 1 if any is
    missing.
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
    """Write all rows and recordings to one archive. All processes may run meanwhile."""
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
    """Replace everything by the contents of an archive, then bring the schema up to date. Stop the
    API and workers first.
    """
    from cli.installation import installation  # noqa: PLC0415
    from cli.restore import restore as put_back  # noqa: PLC0415

    with installation(data_dir, "http://127.0.0.1:3001") as place:
        asyncio.run(put_back(place.settings, file, console, force=force, deletions=deletions or []))


@app.command()
def rotate_keys(data_dir: DataDir = None) -> None:
    """Encrypt all stored secrets with the first key of ENCRYPTION_KEY; exit 1 if a secret
    cannot be decrypted.

    Does not change secrets that are encrypted with it already, so it may be stopped and run again.
    """
    from cli.rotate_keys import rotate_keys as reseal_all  # noqa: PLC0415

    if not asyncio.run(reseal_all(running_settings(data_dir), console)):
        raise typer.Exit(1)


@app.command()
def retry(
    error_code: ErrorCode = None,
    since: Since = None,
    tenant: RetryTenant = None,
    cancelled: Annotated[bool, typer.Option("--cancelled", help="Cancelled runs too.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Retry all matching failed runs, as after an outage. Completed steps are not repeated."""
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
    """Process the signed events again that could not be used, as after an upgrade; exit 1 if some
    still cannot be used.
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
    """Send one recording through the whole pipeline, as if its webhook had arrived; exit 1 if it
    fails.

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
