"""Commands about tenants: `aftercall tenants …`."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from cli.app import DataDir, app, console, errors, running_settings, say

tenants = typer.Typer(
    name="tenants",
    help="The tenants of this installation.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)
app.add_typer(tenants)

TenantName = Annotated[str, typer.Argument(help="Name or id.")]


@tenants.command("list")
def list_tenants(data_dir: DataDir = None) -> None:
    """Print the tenants and their limits, and which deleted ones are not gone yet."""
    from cli.tenancy import print_deletions  # noqa: PLC0415
    from cli.tenant_limits import print_tenants  # noqa: PLC0415

    settings = running_settings(data_dir)
    asyncio.run(print_tenants(settings, console))
    asyncio.run(print_deletions(settings, console))


@tenants.command()
def limit(
    tenant: TenantName,
    day_usd: Annotated[
        float | None,
        typer.Option(min=-1, max=10**9, help="US dollars for vendors in a day; -1 for no limit."),
    ] = None,
    month_usd: Annotated[
        float | None,
        typer.Option(min=-1, max=10**9, help="US dollars for vendors in a month; -1 for no limit."),
    ] = None,
    day_minutes: Annotated[
        int | None,
        typer.Option(
            min=-1, max=10**6, help="Minutes of audio to transcribe in a day; -1 for no limit."
        ),
    ] = None,
    month_minutes: Annotated[
        int | None,
        typer.Option(
            min=-1, max=10**7, help="Minutes of audio to transcribe in a month; -1 for no limit."
        ),
    ] = None,
    open_runs: Annotated[
        int | None,
        typer.Option(min=-1, max=10**6, help="Open runs; -1 for MAX_OPEN_RUNS_PER_TENANT."),
    ] = None,
    requests_per_minute: Annotated[
        int | None,
        typer.Option(min=-1, max=10**6, help="Requests a minute; -1 for REQUESTS_PER_MINUTE."),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Set what a tenant may use at most, above its own budget. What is left out stays."""
    from cli.tenant_limits import set_limits  # noqa: PLC0415

    asyncio.run(
        set_limits(
            running_settings(data_dir),
            console,
            tenant,
            day_usd=day_usd,
            month_usd=month_usd,
            day_minutes=day_minutes,
            month_minutes=month_minutes,
            open_runs=open_runs,
            requests_per_minute=requests_per_minute,
        )
    )


@tenants.command()
def delete(
    tenant: TenantName,
    yes: Annotated[bool, typer.Option("--yes", help="Delete it; this cannot be undone.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Delete a tenant with its people, calls, recordings and everything else.

    Nothing of it is accepted any more at once; the workers delete the rest. Exits with 1 without
    `--yes`.
    """
    from cli.tenancy import count_calls, delete_tenant  # noqa: PLC0415

    settings = running_settings(data_dir)
    if not yes:
        count = asyncio.run(count_calls(settings, tenant))
        errors.print(
            f"{tenant} has {count} calls. Give --yes to delete it; this cannot be undone.",
            markup=False,
            soft_wrap=True,
        )
        raise typer.Exit(1)
    tenant_id = asyncio.run(delete_tenant(settings, tenant))
    say(f"{tenant} ({tenant_id}) is shut. The workers delete what belongs to it.")


@tenants.command()
def export(
    tenant: TenantName,
    target: Annotated[
        Path, typer.Argument(metavar="FILE", help="The zip file to write; it must not exist.")
    ],
    data_dir: DataDir = None,
) -> None:
    """Write everything that belongs to a tenant into a zip file: JSON lines, and the audio."""
    from cli.tenant_export import export_tenant  # noqa: PLC0415

    asyncio.run(export_tenant(running_settings(data_dir), tenant, target, console))
