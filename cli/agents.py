"""Commands about whose calls the installation's own URLs receive: `aftercall agents …`."""

import asyncio
from typing import Annotated

import typer

from cli.app import DataDir, app, console, running_settings, say

agents = typer.Typer(
    name="agents",
    help="Whose calls the installation's own webhook URLs receive.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)
app.add_typer(agents)

ExternalId = Annotated[str, typer.Argument(help="The sender's id of the agent.")]
TenantName = Annotated[
    str | None, typer.Option("--tenant", help="Name or id.", show_default="the only one")
]


@agents.command("list")
def list_agents(data_dir: DataDir = None) -> None:
    """Print who receives which agent's calls, and which events wait for an assignment."""
    from cli.ownership import print_claims  # noqa: PLC0415

    asyncio.run(print_claims(running_settings(data_dir), console))


@agents.command()
def assign(external_id: ExternalId, tenant: TenantName = None, data_dir: DataDir = None) -> None:
    """Give an agent's calls to a tenant, also if another one had them, and process held events."""
    from cli.ownership import assign  # noqa: PLC0415

    released = asyncio.run(assign(running_settings(data_dir), external_id, tenant))
    say(f"Assigned. {released} held events are processed now.")


@agents.command()
def unassign(external_id: ExternalId, data_dir: DataDir = None) -> None:
    """Take an agent from its tenant: later events are held until it is assigned again."""
    from cli.ownership import unassign  # noqa: PLC0415

    asyncio.run(unassign(running_settings(data_dir), external_id))
    say("Unassigned. Later events are held.")


@agents.command("assign-twilio")
def assign_twilio(
    account_sid: Annotated[str, typer.Argument(help="The Twilio account's SID.")],
    tenant: TenantName = None,
    data_dir: DataDir = None,
) -> None:
    """Give a Twilio account's recordings to a tenant, also if another one had them."""
    from cli.ownership import assign_twilio  # noqa: PLC0415

    asyncio.run(assign_twilio(running_settings(data_dir), account_sid, tenant))
    say("Assigned. `aftercall replay` uses the events that were stored before.")
