"""Commands about people: `aftercall users …`."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from cli.app import DataDir, app, console, running_settings, say
from shared.domain.access import Role

if TYPE_CHECKING:
    from api.accounts.links import NewLink

users = typer.Typer(
    name="users",
    help="People of this installation: add them, and help those who cannot sign in.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)
app.add_typer(users)

Email = Annotated[str, typer.Argument(help="E-mail address.")]
TenantName = Annotated[
    str | None, typer.Option("--tenant", help="Name or id.", show_default="the only one")
]


def _print_link(link: "NewLink", what: str) -> None:
    say(f"{what} The link works once, until {link.stored.expires_at:%Y-%m-%d %H:%M} UTC:\n")
    say(link.url)


@users.command()
def setup(data_dir: DataDir = None) -> None:
    """Print a one-time link with which a person creates a new tenant and becomes its owner."""
    from cli.people import setup_link  # noqa: PLC0415

    link = asyncio.run(setup_link(running_settings(data_dir)))
    _print_link(link, "Open it to create a tenant and its owner.")


@users.command()
def add(
    email: Email,
    tenant: TenantName = None,
    new_tenant: Annotated[
        str | None, typer.Option(help="Create a tenant with this name for the person.")
    ] = None,
    timezone: Annotated[
        str | None, typer.Option(help="IANA time zone of a new tenant, such as Europe/Berlin.")
    ] = None,
    role: Annotated[
        Role | None,
        typer.Option(help="Role in the tenant.", show_default="owner of a new tenant, else member"),
    ] = None,
    name: Annotated[str | None, typer.Option(help="The person's name.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Add a person and print the one-time link with which they choose a password."""
    from cli.people import add_user  # noqa: PLC0415

    link = asyncio.run(
        add_user(
            running_settings(data_dir),
            email,
            tenant=tenant,
            new_tenant=new_tenant,
            timezone=timezone,
            role=role or (Role.OWNER if new_tenant else Role.MEMBER),
            name=name,
        )
    )
    _print_link(link, f"{email} was added.")


@users.command("list")
def list_people(tenant: TenantName = None, data_dir: DataDir = None) -> None:
    """Print everybody with role and tenant."""
    from cli.people import print_users  # noqa: PLC0415

    asyncio.run(print_users(running_settings(data_dir), console, tenant))


@users.command()
def reset(email: Email, data_dir: DataDir = None) -> None:
    """Print a one-time link with which a person sets a new password."""
    from cli.people import user_link  # noqa: PLC0415
    from shared.db.one_time_links import Purpose  # noqa: PLC0415

    link = asyncio.run(user_link(running_settings(data_dir), email, Purpose.RESET))
    _print_link(link, "Open it to set a new password.")


@users.command()
def link(email: Email, data_dir: DataDir = None) -> None:
    """Print a one-time link that signs a person in."""
    from cli.people import user_link  # noqa: PLC0415
    from shared.db.one_time_links import Purpose  # noqa: PLC0415

    made = asyncio.run(user_link(running_settings(data_dir), email, Purpose.SIGN_IN))
    _print_link(made, f"Open it to be signed in as {email}.")


@users.command("set")
def set_person(
    email: Email,
    role: Annotated[Role | None, typer.Option(help="Role in the tenant.")] = None,
    disabled: Annotated[
        bool | None,
        typer.Option("--disable/--enable", help="Shut the person out, or let in again."),
    ] = None,
    operator: Annotated[
        bool | None,
        typer.Option(
            "--operator/--no-operator", help="Operator of the installation, above all tenants."
        ),
    ] = None,
    remove_second_factor: Annotated[
        bool, typer.Option("--remove-second-factor", help="Remove a lost authenticator app.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Change a person's role, shut them out, or make them an operator."""
    from cli.people import change_user  # noqa: PLC0415

    user = asyncio.run(
        change_user(
            running_settings(data_dir),
            email,
            role=role,
            disabled=disabled,
            operator=operator,
            remove_second_factor=remove_second_factor,
        )
    )
    state = "disabled" if user.disabled_at else "can sign in"
    also = ", operator of the installation" if user.operator else ""
    say(f"{user.email}: {user.role}, {state}{also}")
