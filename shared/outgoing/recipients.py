"""To whom a target may send mails: to people of its team, so that no one sends mails to others
through the installation.
"""

from collections.abc import Iterable, Sequence

from shared.db.users import User
from shared.settings.targets import TargetSettings


def allowed_recipients(
    to: Sequence[str], users: Iterable[User], settings: TargetSettings
) -> tuple[str, ...]:
    """Returns those of the addresses to which mails may be sent now."""
    if settings.allow_any_address:
        return tuple(to)
    known = {user.email.lower() for user in users if user.disabled_at is None}
    return tuple(address for address in to if address.lower() in known)
