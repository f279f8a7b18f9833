"""One-time links: how they look, how long they work, and the mails that carry them."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

import structlog

from api.http.credentials import hash_token, new_link_token
from shared.db.one_time_links import OneTimeLink, Purpose, insert_link
from shared.db.pool import ALL_TENANTS, Connection, Database
from shared.db.users import User, find_user
from shared.domain.access import Role
from shared.domain.ids import TenantId, UserId
from shared.errors import AftercallError, Unauthorized
from shared.mail import Mailer
from shared.settings.load import Settings

TTL_S = {
    Purpose.JOIN: 7 * 24 * 3600.0,
    Purpose.RESET: 3600.0,
    Purpose.SIGN_IN: 900.0,
    Purpose.SETUP: 7 * 24 * 3600.0,
}
MOST_WAITING = 100

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link as its receiver gets it, this once."""

    stored: OneTimeLink
    url: str


def url_of(settings: Settings, purpose: Purpose, token: str) -> str:
    """Returns the address of the page that uses the link. The token is in the fragment, which
    browsers send to no server, so that it is in no log.
    """
    base = settings.runtime.public_base_url.rstrip("/")
    return f"{base}/account#{purpose}={token}"


async def make_link(
    conn: Connection,
    settings: Settings,
    purpose: Purpose,
    *,
    tenant_id: TenantId | None = None,
    user_id: UserId | None = None,
    email: str | None = None,
    role: Role | None = None,
    created_by: UserId | None = None,
) -> NewLink:
    """Makes a link, which replaces earlier ones with the same purpose for the same person."""
    token = new_link_token()
    stored = await insert_link(
        conn,
        purpose,
        hash_token(token),
        ttl_s=TTL_S[purpose],
        tenant_id=tenant_id,
        user_id=user_id,
        email=email,
        role=role,
        created_by=created_by,
    )
    return NewLink(stored, url_of(settings, purpose, token))


def link_used() -> Unauthorized:
    return Unauthorized(
        "This link was used, has expired or is not complete; ask for a new one.", code="link_used"
    )


async def mail_invitation(mailer: Mailer, link: NewLink, tenant_name: str) -> None:
    """Raises ProviderUnavailable."""
    await mailer.send(
        link.stored.email or "",
        f"{one_line(tenant_name)} invites you to Aftercall",
        f"{one_line(tenant_name)} invites you to its calls on Aftercall. Open this link to choose a"
        f" password; it works once, within seven days:\n\n{link.url}\n",
    )


class AccountMails:
    """Mails links to new passwords and to sign-ups in the background, so that the answer to a
    request takes the same time whether its account exists or not.
    """

    def __init__(self, database: Database, settings: Settings, mailer: Mailer) -> None:
        self._database = database
        self._settings = settings
        self._mailer = mailer
        self._waiting: asyncio.Queue[User | str] = asyncio.Queue(MOST_WAITING)

    def add_reset(self, user: User) -> None:
        """Adds a mail with a link to a new password, or drops it when too many wait."""
        self._queue_mail(user)

    def add_signup(self, email: str) -> None:
        """Adds a mail with a link to sign up, or to sign in where the address has an account."""
        self._queue_mail(email)

    def _queue_mail(self, receiver: User | str) -> None:
        with suppress(asyncio.QueueFull):
            self._waiting.put_nowait(receiver)

    async def run(self) -> None:
        """Runs until cancelled."""
        while True:
            receiver = await self._waiting.get()
            try:
                if isinstance(receiver, str):
                    await self._mail_signup(receiver)
                else:
                    await self._mail_reset(receiver)
            except AftercallError as error:
                log.warning("a mail with a link was not sent", reason=str(error))

    async def _mail_reset(self, user: User) -> None:
        async with self._database.transaction(user.tenant_id) as conn:
            link = await make_link(
                conn,
                self._settings,
                Purpose.RESET,
                tenant_id=user.tenant_id,
                user_id=user.id,
            )
        await self._mailer.send(
            user.email,
            "A new password for Aftercall",
            "Somebody, probably you, asked for a new password for this address. Open this link to"
            f" choose it; it works once, within an hour:\n\n{link.url}\n\nIf it was not you, do"
            " nothing: your password stays as it is.\n",
        )

    async def _mail_signup(self, email: str) -> None:
        async with self._database.transaction(ALL_TENANTS) as conn:
            known = await find_user(conn, email) is not None
            link = (
                None if known else await make_link(conn, self._settings, Purpose.SETUP, email=email)
            )
        page = f"{self._settings.runtime.public_base_url.rstrip('/')}/account"
        await self._mailer.send(
            email,
            "Your sign-up at Aftercall",
            "Somebody, probably you, asked to sign up with this address. "
            + (
                f"Open this link to name your team; it works once, within seven days:\n\n{link.url}"
                if link
                else f"It has an account already; sign in here:\n\n{page}"
            )
            + "\n\nIf it was not you, do nothing.\n",
        )


def one_line(text: str) -> str:
    """Returns a name for the subject of a mail, in which a line break would begin a new header."""
    return " ".join(text.split())
