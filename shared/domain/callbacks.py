"""When to call somebody back: the answers the time resolver can give, and the order
that follows.
"""

from dataclasses import dataclass
from datetime import datetime

from shared.domain.ids import CallbackId, CallId, TenantId


@dataclass(frozen=True, slots=True)
class Resolved:
    """One instant, aware, UTC. `rule` names the reading that gave it, for people to check."""

    at: datetime
    rule: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """More than one honest reading (or none): `candidates` (UTC, ascending) are for a person to
    choose from.
    """

    candidates: tuple[datetime, ...]
    reason: str


CallbackTime = Resolved | Ambiguous


@dataclass(frozen=True, slots=True)
class CallbackOrder:
    """A callback to put in a calendar. `id` is stable across retries: use it to look before
    booking.

    `timezone` is None where nothing says in which zone the caller is. `tried_at` is the time that
    an earlier try, whose outcome is not known, was for.
    """

    id: CallbackId
    tenant_id: TenantId
    call_id: CallId
    due_at: datetime
    timezone: str | None
    reason: str
    name: str | None
    phone: str | None
    email: str | None
    tried_at: datetime | None = None


# The provider of callbacks that this installation keeps by itself.
IN_OWN_LIST = "local"


@dataclass(frozen=True, slots=True)
class Booking:
    """Where the callback was put: `provider`, its own reference, and the time it stands
    there at.
    """

    provider: str
    reference: str
    at: datetime
