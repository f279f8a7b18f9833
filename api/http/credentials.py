"""Passwords, access tokens, one-time tokens and API keys."""

import asyncio
import contextlib
import hashlib
import hmac
import os
import re
import secrets
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TypeVar
from uuid import UUID

import jwt
from pwdlib import PasswordHash

from shared.concurrency.fair_queue import FairQueue
from shared.domain.ids import SessionId, TenantId, UserId
from shared.errors import Unauthorized, Unavailable
from shared.settings.auth import AuthSettings

API_KEY_PREFIX = "ac_"
MAX_WAITING = 50
# Hashing takes a core for a tenth of a second; answering requests comes first.
NICENESS = 10
HASHES_AT_ONCE = 2
_ALGORITHM = "HS256"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NewApiKey:
    """A new key. `token` is shown once; people recognise the key by `prefix`;
    `key_hash` is stored.
    """

    token: str
    prefix: str
    key_hash: bytes


def new_api_key() -> NewApiKey:
    token = API_KEY_PREFIX + secrets.token_urlsafe(32)
    return NewApiKey(token, token[: len(API_KEY_PREFIX) + 6], hash_token(token))


LINK_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def new_link_token() -> str:
    """Returns the token of a one-time link: 256 random bits."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> bytes:
    """Returns the SHA-256, under which a random token is stored."""
    return hashlib.sha256(token.encode()).digest()


class Passwords:
    """Hashes passwords with Argon2, two at a time: each hash takes 64 MiB and a core, must not
    block the event loop, and runs with a lower priority than the answering of requests.

    Those who signed in before from where they are (`trusted`) take turns with everybody else, so
    that a flood of guesses delays them by one hash at most. Raises Unavailable when too many wait
    already, so that such a flood does not pile up.
    """

    def __init__(self) -> None:
        self._hasher = PasswordHash.recommended()
        self._threads = ThreadPoolExecutor(
            HASHES_AT_ONCE, thread_name_prefix="passwords", initializer=_yield_to_requests
        )
        self._queue = FairQueue(range(HASHES_AT_ONCE))
        self._waiting = {True: 0, False: 0}

    @cached_property
    def _decoy(self) -> str:
        return self._hasher.hash(secrets.token_urlsafe(16))

    async def hash(self, password: str) -> str:
        async with self._slot(trusted=True):
            return await self._in_thread(self._hasher.hash, password)

    async def matches(self, password: str, stored: str | None, *, trusted: bool = False) -> bool:
        """Returns whether a password matches. Without a stored hash it takes the same time and
        returns False, so that the time does not reveal which accounts exist.
        """
        async with self._slot(trusted=trusted):
            return await self._in_thread(self._matches, password, stored)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _in_thread(self, work: Callable[..., T], *given: str | None) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *given)

    def _matches(self, password: str, stored: str | None) -> bool:
        return self._hasher.verify(password, stored or self._decoy) and stored is not None

    @asynccontextmanager
    async def _slot(self, *, trusted: bool) -> AsyncIterator[None]:
        if self._waiting[trusted] >= MAX_WAITING:
            raise Unavailable(
                "Too many people are signing in at once; try again in a moment.",
                code="too_many_sign_ins",
            )
        self._waiting[trusted] += 1
        try:
            async with self._queue.place("trusted" if trusted else "others"):
                yield
        finally:
            self._waiting[trusted] -= 1


def _yield_to_requests() -> None:
    """Lowers the priority of this thread and of those that it starts. Only Linux has priorities of
    threads.
    """
    with contextlib.suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


@dataclass(frozen=True, slots=True)
class Identity:
    """The person, tenant and session that an access token names."""

    tenant_id: TenantId
    user_id: UserId
    session_id: SessionId


class Tokens:
    """Issues access tokens for people. A token names its session and ends with it.

    JWT_SECRET may hold several secrets while they are rotated: the first signs, all verify.
    """

    def __init__(self, settings: AuthSettings) -> None:
        self._secrets = [each.get_secret_value() for each in settings.jwt_secrets]
        self.ttl_s = settings.access_token_ttl_s
        self.browser_ttl_s = settings.session_ttl_s

    def issue(self, identity: Identity, expires_at: datetime) -> str:
        claims = {
            "iss": "aftercall",
            "sub": str(identity.user_id),
            "tenant": str(identity.tenant_id),
            "sid": str(identity.session_id),
            "iat": datetime.now(UTC),
            "exp": expires_at,
        }
        return jwt.encode(claims, self._secrets[0], _ALGORITHM)

    def read(self, token: str) -> Identity:
        """Reads a token. Raises Unauthorized."""
        for secret in self._secrets:
            with contextlib.suppress(jwt.InvalidSignatureError):
                return _identity_of(token, secret)
        raise _invalid_token()

    def csrf_token(self, session_id: SessionId) -> str:
        """Returns the token that a browser's form must carry: other sites cannot read it."""
        return _csrf_token(self._secrets[0], session_id)

    def is_csrf_token(self, given: str, session_id: SessionId) -> bool:
        return any(
            hmac.compare_digest(given.encode(), _csrf_token(secret, session_id).encode())
            for secret in self._secrets
        )

    def pseudonym(self, personal: str) -> str:
        """Returns a word that stands for an address where personal data may not be, as in Redis."""
        key = self._secrets[0].encode()
        return hmac.new(key, f"pseudonym of {personal}".encode(), hashlib.sha256).hexdigest()[:32]


def _identity_of(token: str, secret: str) -> Identity:
    try:
        claims = jwt.decode(
            token,
            secret,
            algorithms=[_ALGORITHM],
            issuer="aftercall",
            options={"require": ["exp", "sub", "iss"]},
        )
        return Identity(
            TenantId(UUID(str(claims["tenant"]))),
            UserId(UUID(claims["sub"])),
            SessionId(UUID(str(claims["sid"]))),
        )
    except jwt.InvalidSignatureError:
        raise
    except (jwt.InvalidTokenError, KeyError, ValueError) as error:
        raise _invalid_token() from error


def _invalid_token() -> Unauthorized:
    return Unauthorized("The access token is not valid; log in again.", code="invalid_token")


def _csrf_token(secret: str, session_id: SessionId) -> str:
    text = f"csrf of {session_id}".encode()
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
