"""`aftercall users`: the people of an installation, from the machine that it runs on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from rich.console import Console

from api.accounts.links import NewLink, make_link
from api.http.fields import Email, Name, Zone
from cli.arguments import validated
from cli.tables import add_row, plain_table, print_table
from shared.db.acting import act_as_worker
from shared.db.agents import insert_agent
from shared.db.one_time_links import Purpose
from shared.db.pool import ALL_TENANTS, Connection, open_database
from shared.db.sessions import end_sessions
from shared.db.tenants import insert_tenant, list_tenant_names
from shared.db.users import (
    User,
    disable_totp,
    find_user,
    insert_user,
    list_users,
    set_operator,
    update_user,
)
from shared.domain.access import Role
from shared.domain.ids import TenantId, UserId, new_id
from shared.errors import InvalidRequest, NotFound
from shared.settings.load import Settings

NAMED = "a name of at most 200 characters that shows something"


@asynccontextmanager
async def transaction(settings: Settings) -> AsyncIterator[Connection]:
    async with (
        open_database(settings.database, size=1) as database,
        database.transaction(ALL_TENANTS) as conn,
    ):
        yield conn


async def setup_link(settings: Settings) -> NewLink:
    """Makes the link with which the first owner of a new tenant signs up."""
    async with transaction(settings) as conn:
        return await make_link(conn, settings, Purpose.SETUP)


async def add_user(
    settings: Settings,
    email: str,
    *,
    tenant: str | None,
    new_tenant: str | None,
    timezone: str | None,
    role: Role,
    name: str | None,
) -> NewLink:
    """Adds a person, and a tenant if `new_tenant` names one. Returns the link with which the person
    chooses a password. Raises Conflict, InvalidRequest.
    """
    email = validated(Email, email, "EMAIL", "an e-mail address")
    name = validated(Name | None, name, "--name", NAMED)
    new_tenant = validated(Name | None, new_tenant, "--new-tenant", NAMED)
    timezone = validated(Zone | None, timezone, "--timezone", "an IANA time zone")
    async with transaction(settings) as conn:
        if new_tenant:
            tenant_id = TenantId(new_id())
            await insert_tenant(conn, tenant_id, new_tenant, timezone)
            await insert_agent(conn, tenant_id, external_id=None, name="Default agent")
        else:
            tenant_id = await find_tenant(conn, tenant)
        user = User(UserId(new_id()), tenant_id, email, None, role, name)
        await insert_user(conn, user)
        return await make_link(conn, settings, Purpose.RESET, tenant_id=tenant_id, user_id=user.id)


async def find_tenant(conn: Connection, given: str | None) -> TenantId:
    """Returns the tenant with this name or id, or the only one. Raises InvalidRequest."""
    names = await list_tenant_names(conn)
    if given is None and len(names) == 1:
        return next(iter(names))
    if given is None:
        raise InvalidRequest(
            "Say which tenant with --tenant, or make one with --new-tenant."
            if names
            else "There is no tenant yet: make one with --new-tenant NAME."
        )
    found = [tenant_id for tenant_id, name in names.items() if given in (name, str(tenant_id))]
    if not found:
        raise InvalidRequest(
            f"No tenant has the name or id {given!r}; `aftercall tenants list` shows all."
        )
    if len(found) > 1:
        raise InvalidRequest(f"{len(found)} tenants are called {given!r}; give the id instead.")
    return found[0]


async def user_link(settings: Settings, email: str, purpose: Purpose) -> NewLink:
    """Makes a link with which this person sets a new password, or signs in. Raises NotFound."""
    async with transaction(settings) as conn:
        user = await _user_by_email(conn, email)
        return await make_link(conn, settings, purpose, tenant_id=user.tenant_id, user_id=user.id)


async def change_user(
    settings: Settings,
    email: str,
    *,
    role: Role | None,
    disabled: bool | None,
    operator: bool | None,
    remove_second_factor: bool,
) -> User:
    """Changes what is given. Raises NotFound."""
    async with transaction(settings) as conn:
        user = await _user_by_email(conn, email)
        now_disabled = user.disabled_at is not None if disabled is None else disabled
        await act_as_worker(conn, "unassign")
        await update_user(
            conn,
            user.tenant_id,
            user.id,
            name=user.name,
            role=role or user.role,
            disabled=now_disabled,
        )
        if disabled:
            await end_sessions(conn, user.tenant_id, user.id)
        if operator is not None:
            await set_operator(conn, email, operator=operator)
        if remove_second_factor:
            await disable_totp(conn, user.id)
        return await _user_by_email(conn, email)


async def _user_by_email(conn: Connection, email: str) -> User:
    user = await find_user(conn, email.strip())
    if user is None:
        raise NotFound(f"There is no user {email}; `aftercall users list` shows them.")
    return user


async def print_users(settings: Settings, console: Console, tenant: str | None) -> None:
    """Prints everybody, or the people of one tenant. Raises InvalidRequest."""
    table = plain_table("E-mail", "Role", "Tenant", "Tenant id", "", whole=("E-mail", "Tenant id"))
    async with transaction(settings) as conn:
        names = await list_tenant_names(conn)
        chosen = [await find_tenant(conn, tenant)] if tenant else list(names)
        for tenant_id in chosen:
            for user in await list_users(conn, tenant_id):
                notes = [
                    *(["operator"] if user.operator else []),
                    *(["disabled"] if user.disabled_at else []),
                    *(["second factor"] if user.has_second_factor else []),
                ]
                add_row(
                    table,
                    user.email,
                    user.role,
                    names.get(tenant_id, ""),
                    str(UUID(str(tenant_id))),
                    ", ".join(notes),
                )
    print_table(console, table)
