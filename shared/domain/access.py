"""What people and programs may do: permissions, and who has which."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from shared.domain.ids import ApiKeyId, SessionId, TenantId, UserId


class Permission(StrEnum):
    """What a route requires of its caller."""

    READ = "read"
    INGEST = "ingest"
    WRITE = "write"
    ADMIN = "admin"
    KEYS = "keys"
    OWNER = "owner"
    # A signed-in person, about their own account; no program.
    SELF = "self"
    # An operator of the installation, about all tenants.
    OPERATOR = "operator"


class Role(StrEnum):
    """A person's role in a tenant. Each includes the roles below it."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"
    VIEWER = "viewer"

    @property
    def permissions(self) -> frozenset[Permission]:
        return _OF_ROLE[self]

    def may_manage(self, other: "Role") -> bool:
        """Returns whether this role may give or take the other one."""
        return self is Role.OWNER or (self is Role.ADMIN and other is not Role.OWNER)


class Scope(StrEnum):
    """What an API key may be used for. A scope is the permission of the same name."""

    READ = "read"
    INGEST = "ingest"
    WRITE = "write"
    ADMIN = "admin"
    KEYS = "keys"


_VIEWER = frozenset({Permission.READ, Permission.SELF})
_MEMBER = _VIEWER | {Permission.INGEST, Permission.WRITE}
_ADMIN = _MEMBER | {Permission.ADMIN, Permission.KEYS}
_OF_ROLE: Final = {
    Role.VIEWER: _VIEWER,
    Role.MEMBER: _MEMBER,
    Role.ADMIN: _ADMIN,
    Role.OWNER: _ADMIN | {Permission.OWNER},
}
# The scopes of a new key that names none: a key that leaks cannot change settings or make keys.
DEFAULT_SCOPES: Final = (Scope.READ, Scope.INGEST, Scope.WRITE)


@dataclass(frozen=True, slots=True)
class Actor:
    """A person with a session, or a program with a key, and their permissions in one tenant."""

    tenant_id: TenantId
    permissions: frozenset[Permission]
    user_id: UserId | None = None
    session_id: SessionId | None = None
    key_id: ApiKeyId | None = None
    role: Role | None = None
    # The operator's own limit for this tenant; None is the installation's.
    requests_per_minute: int | None = None

    @property
    def kind(self) -> Literal["user", "key"]:
        return "user" if self.user_id else "key"
