"""Limits attempts to sign in, to sign up, to use a key and to open a shared call.

Buckets are named by pseudonyms, because Redis holds no personal data. A right password takes
nothing in the end, and is never locked out for longer than a bucket's `every_s`.
"""

from collections.abc import Callable

from fastapi import Request

from api.http.network import client_address, network_of
from shared.domain.ids import UserId
from shared.errors import TooManyAttempts
from shared.limits.client_throttle import Bucket, Throttle

# One account from one network: five wrong passwords, then one each twenty seconds.
PAIR_MOST, PAIR_EVERY_S = 5, 20.0
# One account from everywhere, against guesses from many addresses.
ACCOUNT_MOST, ACCOUNT_EVERY_S = 50, 2.0
# All accounts from one network, against one password tried on many accounts.
NETWORK_MOST, NETWORK_EVERY_S = 20, 1.0
SIGN_UP_MOST, SIGN_UP_EVERY_S = 10, 360.0
KEY_MOST, KEY_EVERY_S = 60, 1.0
# Codes of one person's authenticator app, from everywhere: who tries them has the password.
CODE_MOST, CODE_EVERY_S = 10, 300.0
LINK_MOST, LINK_EVERY_S = 10, 30.0
MAIL_MOST, MAIL_EVERY_S = 3, 1200.0
# Requests for shared calls from one network, right links and wrong ones: a player asks for parts.
SHARED_MOST, SHARED_EVERY_S = 120, 0.5
# Who signed in from a network is known there for this time: the bucket of the network, which
# strangers may have emptied, does not apply.
KNOWN_S = 30 * 24 * 3600.0


class SignInAttempt:
    """One attempt to sign in with a password. Takes from the buckets first, because many attempts
    arrive at once; `succeeded` gives back.
    """

    def __init__(
        self, throttle: Throttle, pseudonym: Callable[[str], str], account: str, network: str
    ) -> None:
        self._throttle = throttle
        pair = pseudonym(f"{account} at {network}")
        self._pair = Bucket(f"sign-in:{pair}", PAIR_MOST, PAIR_EVERY_S)
        self._others = (
            Bucket(f"account:{pseudonym(account)}", ACCOUNT_MOST, ACCOUNT_EVERY_S),
            Bucket(f"network:{pseudonym(network)}", NETWORK_MOST, NETWORK_EVERY_S),
        )
        self._known = Bucket(f"known:{pair}", 1, KNOWN_S)
        self.is_known = False

    async def begin(self) -> None:
        """Raises TooManyAttempts before any password is hashed."""
        (known,) = await self._throttle.take(self._known, count=0)
        self.is_known = not known.left
        taken = await self._throttle.take(*self._buckets)
        if wait_s := max(each.wait_s for each in taken):
            raise TooManyAttempts(
                "Too many attempts to sign in; wait a moment and try again.", retry_after_s=wait_s
            )

    async def give_back(self) -> None:
        """Gives back what this attempt took, and no more: it proved nothing yet."""
        await self._throttle.take(*self._buckets, count=-1)

    async def succeeded(self) -> None:
        """Gives back what was taken, and remembers that this account is used from this network."""
        await self._throttle.take(self._pair, count=-PAIR_MOST)
        if not self.is_known:
            await self._throttle.take(*self._others, count=-1)
        await self._throttle.take(self._known, count=-1)
        await self._throttle.take(self._known)

    @property
    def _buckets(self) -> tuple[Bucket, ...]:
        return (self._pair,) if self.is_known else (self._pair, *self._others)


class Throttles:
    """The throttles of everything that concerns accounts. `pseudonym` hides what names a person."""

    def __init__(self, throttle: Throttle, pseudonym: Callable[[str], str]) -> None:
        self._throttle = throttle
        self._pseudonym = pseudonym

    def sign_in(self, request: Request, account: str) -> SignInAttempt:
        return SignInAttempt(
            self._throttle, self._pseudonym, account.strip().lower(), _network(request)
        )

    async def sign_up(self, request: Request) -> None:
        """Raises TooManyAttempts."""
        await self._take(
            f"sign-up:{self._network_pseudonym(request)}", SIGN_UP_MOST, SIGN_UP_EVERY_S
        )

    async def link(self, request: Request) -> None:
        """Limits attempts to use a one-time link. Raises TooManyAttempts."""
        await self._take(f"link:{self._network_pseudonym(request)}", LINK_MOST, LINK_EVERY_S)

    async def shared(self, request: Request) -> None:
        """Limits requests for shared calls. Raises TooManyAttempts."""
        await self._take(f"shared:{self._network_pseudonym(request)}", SHARED_MOST, SHARED_EVERY_S)

    async def wrong_key(self, request: Request) -> None:
        """Counts a key that is not valid; one that is valid is never counted. Raises
        TooManyAttempts after too many.
        """
        await self._take(f"key:{self._network_pseudonym(request)}", KEY_MOST, KEY_EVERY_S)

    async def code(self, user_id: UserId, *, count: int = 1) -> None:
        """Counts an attempt to prove a second factor; a negative count takes it back. Raises
        TooManyAttempts.
        """
        await self._take(f"code:{user_id}", CODE_MOST, CODE_EVERY_S, count)

    async def may_mail(self, account: str) -> bool:
        """Returns whether this account may get another mail now, which anybody can ask for."""
        name = f"mail:{self._pseudonym(account.strip().lower())}"
        (taken,) = await self._throttle.take(Bucket(name, MAIL_MOST, MAIL_EVERY_S))
        return not taken.wait_s

    async def _take(self, name: str, most: int, every_s: float, count: int = 1) -> None:
        (taken,) = await self._throttle.take(Bucket(name, most, every_s), count=count)
        if taken.wait_s:
            raise TooManyAttempts(
                "Too many attempts; wait and try again.", retry_after_s=taken.wait_s
            )

    def _network_pseudonym(self, request: Request) -> str:
        return self._pseudonym(_network(request))


def _network(request: Request) -> str:
    return network_of(client_address(request) or "")
