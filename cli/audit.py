"""Commands about the audit log: `aftercall audit …`."""

import asyncio
from typing import Annotated

import typer

from cli.app import DataDir, app, console, running_settings

audit = typer.Typer(
    name="audit",
    help="Who read and changed what, over all tenants.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)
app.add_typer(audit)

TenantName = Annotated[
    str | None, typer.Option("--tenant", help="Name or id.", show_default="all of them")
]
Since = Annotated[
    str | None, typer.Option(help="Only since: 90s, 30m, 2h, 3d ago.", show_default="whenever")
]


@audit.command()
def verify(data_dir: DataDir = None) -> None:
    """Check that no entry was changed or removed; exit 1 if one was."""
    from cli.audit_log import verify  # noqa: PLC0415

    if not asyncio.run(verify(running_settings(data_dir), console)):
        raise typer.Exit(1)


@audit.command()
def export(
    tenant: TenantName = None,
    since: Since = None,
    outcome: Annotated[
        str | None, typer.Option(help="Only `done`, `refused` or `failed`.", show_default="any")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Print entries as JSON, one a line, newest first."""
    from cli.audit_log import export  # noqa: PLC0415

    asyncio.run(export(running_settings(data_dir), tenant=tenant, since=since, outcome=outcome))
