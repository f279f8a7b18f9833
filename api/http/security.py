"""Passwords, access tokens and API keys."""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from uuid import UUID

import jwt
from pwdlib import PasswordHash

from shared.domain.ids import TenantId, UserId
from shared.errors import Unauthorized, Unavailable
from shared.settings.auth import AuthSettings

API_KEY_PREFIX = "ac_"
MAX_WAITING = 50
_ALGORITHM = "HS256"


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
    return NewApiKey(token, token[: len(API_KEY_PREFIX) + 6], hash_api_key(token))


def hash_api_key(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


class Passwords:
    """Hashes passwords with Argon2, two at a time: each hash takes 64 MiB and a core, and must not
    block the event loop.

    Raises Unavailable when too many wait already, so that a flood of guesses does not pile up.
    """

    def __init__(self) -> None:
        self._hasher = PasswordHash.recommended()
        self._slots = asyncio.Semaphore(2)
        self._waiting = 0

    @cached_property
    def _decoy(self) -> str:
        return self._hasher.hash(secrets.token_urlsafe(16))

    async def hash(self, password: str) -> str:
        async with self._slot():
            return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, password: str, stored: str | None) -> bool:
        """Returns whether a password matches. Without a stored hash it takes the same time and
        returns False, so that the time does not reveal which accounts exist.
        """
        async with self._slot():
            return await asyncio.to_thread(self._matches, password, stored)

    def _matches(self, password: str, stored: str | None) -> bool:
        return self._hasher.verify(password, stored or self._decoy) and stored is not None

    @asynccontextmanager
    async def _slot(self) -> AsyncIterator[None]:
        if self._waiting >= MAX_WAITING:
            raise Unavailable(
                "Too many people are signing in at once; try again in a moment.",
                code="too_many_sign_ins",
            )
        self._waiting += 1
        try:
            async with self._slots:
                yield
        finally:
            self._waiting -= 1


@dataclass(frozen=True, slots=True)
class Identity:
    """The tenant and user of a request; `user_id` is None for API keys."""

    tenant_id: TenantId
    user_id: UserId | None


class Tokens:
    """Issues access tokens for people: signed, short-lived, stateless."""

    def __init__(self, settings: AuthSettings) -> None:
        self._secret = settings.jwt_secret.get_secret_value()
        self.ttl_s = settings.access_token_ttl_s

    def issue(self, identity: Identity) -> str:
        now = datetime.now(UTC)
        claims = {
            "iss": "aftercall",
            "sub": str(identity.user_id),
            "tenant": str(identity.tenant_id),
            "iat": now,
            "exp": now + timedelta(seconds=self.ttl_s),
        }
        return jwt.encode(claims, self._secret, _ALGORITHM)

    def read(self, token: str) -> Identity:
        """Reads a token. Raises Unauthorized."""
        try:
            claims = jwt.decode(
                token,
                self._secret,
                algorithms=[_ALGORITHM],
                issuer="aftercall",
                options={"require": ["exp", "sub", "iss"]},
            )
            return Identity(TenantId(UUID(str(claims["tenant"]))), UserId(UUID(claims["sub"])))
        except (jwt.InvalidTokenError, KeyError, ValueError) as error:
            raise Unauthorized(
                "The access token is not valid; log in again.", code="invalid_token"
            ) from error
