"""The people of a tenant: their roles, invitations, and what an admin does for them."""

from datetime import datetime
from typing import Annotated

import structlog
from fastapi import Path, Response
from pydantic import BaseModel, Field

from api.accounts.links import mail_invitation, make_link
from api.http.authentication import ActorDep
from api.http.bodies import JsonBody
from api.http.fields import Email, Name, Switch
from api.http.idempotency import KeyedJsonRoute
from api.http.permissions import AdminDep, WriterDep
from api.http.problems import responses
from api.http.resources import ResourcesDep
from api.http.router import Router
from shared.db.acting import act_as
from shared.db.one_time_links import Purpose, delete_invitation, list_invitations
from shared.db.pool import ALL_TENANTS, Connection
from shared.db.sessions import end_sessions
from shared.db.tenants import get_tenant, lock_tenant
from shared.db.users import (
    User,
    count_other_owners,
    count_users,
    delete_user,
    disable_totp,
    find_user,
    get_user,
    list_users,
    update_user,
)
from shared.domain.access import Actor, Role
from shared.domain.ids import LinkId, TenantId, UserId
from shared.errors import Conflict, Forbidden, ProviderUnavailable

router = Router(tags=["accounts"], prefix="/api", route_class=KeyedJsonRoute)

MOST_USERS = 1000
ROLE = (
    "`viewer` reads; `member` also works on calls; `admin` also changes settings, agents, keys and"
    " people; `owner` also other owners and the tenant itself."
)
LINK = (
    "The one-time link to pass on, shown this once; null when it was mailed. Its holder becomes"
    " this person."
)

UserInPath = Annotated[UserId, Path(description="The user's id.")]

log = structlog.get_logger()


class UserBody(BaseModel):
    """A person of the tenant."""

    id: UserId = Field(description="The user's id.")
    email: str = Field(description="The user's e-mail address.")
    name: str | None = Field(description="The user's name; null if none was given.")
    role: Role = Field(description=ROLE)
    disabled: bool = Field(description="Whether the user is shut out for now.")
    second_factor: bool = Field(description="Whether signing in takes an authenticator's code.")
    single_sign_on: bool = Field(
        description="Whether the user has signed in with the installation's OpenID provider."
    )
    created_at: datetime | None = Field(description="When the account was made.")

    @classmethod
    def of(cls, user: User) -> "UserBody":
        return cls(
            id=user.id,
            email=user.email,
            name=user.name,
            role=user.role,
            disabled=user.disabled_at is not None,
            second_factor=user.has_second_factor,
            single_sign_on=user.oidc_subject is not None,
            created_at=user.created_at,
        )


class ColleagueBody(BaseModel):
    """A person of the tenant, as everyone who works there sees them."""

    id: UserId = Field(description="The user's id.")
    name: str = Field(
        description="Their name; where they gave none, their e-mail address up to its `@`."
    )


class UserPatch(JsonBody):
    """What to change of a user; what is left out stays as it is."""

    name: Name | None = Field(None, description="The user's name; null removes it.")
    role: Role | None = Field(None, description=ROLE)
    disabled: Switch | None = Field(
        None,
        description="true shuts the user out and ends their sessions; false lets them in again.",
    )
    remove_second_factor: Switch = Field(
        False, description="true removes a lost authenticator app, with its recovery codes."
    )


class InvitationBody(JsonBody):
    """Whom to invite, and as what."""

    email: Email = Field(description="The person's e-mail address.")
    role: Role = Field(Role.MEMBER, description=ROLE)


class OpenInvitation(BaseModel):
    """An invitation that is still open."""

    id: LinkId = Field(description="The invitation's id.")
    email: str = Field(description="Whom it is for.")
    role: Role = Field(description=ROLE)
    created_at: datetime = Field(description="When it was made.")
    expires_at: datetime = Field(description="When its link stops to work.")


class NewInvitation(OpenInvitation):
    """A new invitation."""

    mailed: bool = Field(description="Whether the link was mailed to the person.")
    link: str | None = Field(description=LINK)


class ResetLinkBody(BaseModel):
    """A link to a new password."""

    link: str = Field(description="The one-time link to pass on, shown this once.")
    expires_at: datetime = Field(description="When it stops to work.")


@router.get("/colleagues")
async def get_colleagues(tenant_id: WriterDep, resources: ResourcesDep) -> list[ColleagueBody]:
    """Returns the people of the tenant to whom a callback can be assigned, the first ones first.
    Viewers, and those who are shut out, are left out.
    """
    async with resources.database.connection(tenant_id) as conn:
        return [
            ColleagueBody(id=user.id, name=user.name or user.email.partition("@")[0])
            for user in await list_users(conn, tenant_id)
            if user.may_act
        ]


@router.get("/users")
async def get_users(tenant_id: AdminDep, resources: ResourcesDep) -> list[UserBody]:
    """Returns the people of the tenant, the first ones first."""
    async with resources.database.connection(tenant_id) as conn:
        return [UserBody.of(user) for user in await list_users(conn, tenant_id)]


@router.patch("/users/{user_id}", responses=responses(404, 409))
async def patch_user(
    user_id: UserInPath,
    body: UserPatch,
    actor: ActorDep,
    tenant_id: AdminDep,
    resources: ResourcesDep,
) -> UserBody:
    """Changes what is given and leaves the rest. Only owners change owners, and one of them
    remains. Open callbacks of a person who becomes a viewer or is disabled are no one's then.
    """
    async with resources.database.transaction(tenant_id) as conn:
        await lock_tenant(conn, tenant_id)
        user = await get_user(conn, tenant_id, user_id, locked=True)
        role = body.role or user.role
        _require_rank(actor, user.role, role)
        was_disabled = user.disabled_at is not None
        disabled = was_disabled if body.disabled is None else body.disabled
        if user.role is Role.OWNER and (disabled or role is not Role.OWNER):
            await _require_other_owner(conn, tenant_id, user_id)
        name = body.name if "name" in body.model_fields_set else user.name
        await act_as(conn, actor, "unassign")
        await update_user(conn, tenant_id, user_id, name=name, role=role, disabled=disabled)
        if disabled and not was_disabled:
            await end_sessions(conn, tenant_id, user_id)
        if body.remove_second_factor:
            await disable_totp(conn, user_id)
        return UserBody.of(await get_user(conn, tenant_id, user_id))


def _require_rank(actor: Actor, *roles: Role) -> None:
    """Raises Forbidden when the caller would change a person above their own role, or give such a
    role. A key with the scope `admin` counts as an admin.
    """
    own = actor.role or Role.ADMIN
    if not all(own.may_manage(role) for role in roles):
        raise Forbidden("Only an owner may change owners.", code="not_allowed")


async def _require_other_owner(conn: Connection, tenant_id: TenantId, user_id: UserId) -> None:
    if not await count_other_owners(conn, tenant_id, user_id):
        raise Conflict(
            "This is the tenant's last owner; make another user an owner first.",
            code="last_owner",
        )


@router.delete("/users/{user_id}", status_code=204, responses=responses(404, 409))
async def remove_user(
    user_id: UserInPath, actor: ActorDep, tenant_id: AdminDep, resources: ResourcesDep
) -> Response:
    """Deletes a person's account with its sessions. What they did remains; their callbacks are no
    one's then.
    """
    async with resources.database.transaction(tenant_id) as conn:
        await lock_tenant(conn, tenant_id)
        user = await get_user(conn, tenant_id, user_id, locked=True)
        _require_rank(actor, user.role)
        if user.role is Role.OWNER:
            await _require_other_owner(conn, tenant_id, user_id)
        await act_as(conn, actor, "unassign")
        await delete_user(conn, tenant_id, user_id)
    return Response(status_code=204)


@router.post("/users/{user_id}/reset-link", status_code=201, responses=responses(404))
async def make_reset_link(
    user_id: UserInPath, actor: ActorDep, tenant_id: AdminDep, resources: ResourcesDep
) -> ResetLinkBody:
    """Makes a link to a new password for a user who forgot theirs. It replaces earlier ones."""
    async with resources.database.transaction(tenant_id) as conn:
        user = await get_user(conn, tenant_id, user_id)
        _require_rank(actor, user.role)
        link = await make_link(
            conn,
            resources.settings,
            Purpose.RESET,
            tenant_id=tenant_id,
            user_id=user_id,
            created_by=actor.user_id,
        )
    return ResetLinkBody(link=link.url, expires_at=link.stored.expires_at)


@router.delete("/users/{user_id}/sessions", status_code=204, responses=responses(404))
async def sign_out_user(
    user_id: UserInPath, actor: ActorDep, tenant_id: AdminDep, resources: ResourcesDep
) -> Response:
    """Ends all sessions of a person at once."""
    async with resources.database.transaction(tenant_id) as conn:
        user = await get_user(conn, tenant_id, user_id)
        _require_rank(actor, user.role)
        await end_sessions(conn, tenant_id, user_id)
    return Response(status_code=204)


@router.get("/invitations")
async def get_invitations(tenant_id: AdminDep, resources: ResourcesDep) -> list[OpenInvitation]:
    """Returns the open invitations, expired ones included."""
    async with resources.database.connection(tenant_id) as conn:
        return [
            OpenInvitation(
                id=link.id,
                email=link.email or "",
                role=link.role or Role.VIEWER,
                created_at=link.created_at,
                expires_at=link.expires_at,
            )
            for link in await list_invitations(conn, tenant_id)
        ]


@router.post("/invitations", status_code=201, responses=responses(409))
async def invite(
    body: InvitationBody, actor: ActorDep, tenant_id: AdminDep, resources: ResourcesDep
) -> NewInvitation:
    """Invites a person. The link is mailed where a mail server is set, else it is in the answer. A
    new invitation of the same person replaces the earlier one.
    """
    _require_rank(actor, body.role)
    # An address has one account in the installation.
    async with resources.database.connection(ALL_TENANTS) as conn:
        if await find_user(conn, body.email):
            raise Conflict("This e-mail address already has an account.", code="email_taken")
    async with resources.database.transaction(tenant_id) as conn:
        if await count_users(conn, tenant_id) >= MOST_USERS:
            raise Conflict(f"A tenant has at most {MOST_USERS} people.", code="too_many_people")
        tenant = await get_tenant(conn, tenant_id)
        link = await make_link(
            conn,
            resources.settings,
            Purpose.JOIN,
            tenant_id=tenant_id,
            email=body.email,
            role=body.role,
            created_by=actor.user_id,
        )
    mailed = resources.mailer.is_configured
    if mailed:
        try:
            await mail_invitation(resources.mailer, link, tenant.name)
        except ProviderUnavailable as error:
            # The link is passed on by hand then.
            log.warning("an invitation was not mailed", reason=str(error))
            mailed = False
    return NewInvitation(
        id=link.stored.id,
        email=body.email,
        role=body.role,
        created_at=link.stored.created_at,
        expires_at=link.stored.expires_at,
        mailed=mailed,
        link=None if mailed else link.url,
    )


@router.delete("/invitations/{invitation_id}", status_code=204, responses=responses(404))
async def withdraw_invitation(
    invitation_id: Annotated[LinkId, Path(description="The invitation's id.")],
    tenant_id: AdminDep,
    resources: ResourcesDep,
) -> Response:
    """Withdraws an invitation: its link stops to work."""
    async with resources.database.connection(tenant_id) as conn:
        await delete_invitation(conn, tenant_id, invitation_id)
    return Response(status_code=204)
