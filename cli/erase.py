"""Commands about deleted data: `aftercall erase …`."""

import asyncio
from typing import Annotated
from uuid import UUID

import typer

from cli.app import DataDir, app, console, running_settings, say

erase = typer.Typer(
    name="erase",
    help="Check that deleted calls and tenants are gone everywhere.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)
app.add_typer(erase)


@erase.command()
def verify(
    tenant: Annotated[
        UUID | None, typer.Option(help="Only what this tenant deleted, or a deleted tenant, by id.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the certificate as JSON.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Check for all deleted calls and tenants that no row, vector, audio file, spooled or held
    event is left, and print a certificate.

    Run it on a machine that has the data folder of the API. Exits with 1 if something is left.
    """
    from cli.erase_checks import print_certificate, verify  # noqa: PLC0415

    certificate = asyncio.run(verify(running_settings(data_dir), tenant))
    if as_json:
        typer.echo(certificate.as_json())
    else:
        print_certificate(console, certificate)
    if not certificate.is_complete:
        raise typer.Exit(1)


@erase.command()
def run(data_dir: DataDir = None) -> None:
    """Delete what `aftercall erase verify` finds, for example after an old backup was restored."""
    from cli.erase_checks import run  # noqa: PLC0415

    removed = asyncio.run(run(running_settings(data_dir)))
    say(
        f"Deleted: {removed.calls} calls, {removed.vectors} vectors, {removed.audio} audio files,"
        f" {removed.events} events; {removed.tenants} tenants were shut again."
    )
    if removed.pending:
        say(
            f"{removed.pending} deletions are being completed by the workers; `aftercall erase"
            " verify` states when they are."
        )
