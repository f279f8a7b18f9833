"""The resource me. Written by `make docs`; do not edit."""

from __future__ import annotations

import builtins
from uuid import UUID

from aftercall_client import models
from aftercall_client._answers import read, read_list
from aftercall_client._async.sender import AsyncSender
from aftercall_client._requests import OMIT, Omit, Request, given, segment


class AsyncMe:
    """Requests about me."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def get(self) -> models.MeBody:
        """Returns who is signed in, and what they may do."""
        answer = await self._sender.send(Request("GET", "/api/me"))
        return read(answer, models.MeBody)

    async def change(self, *, name: str | Omit | None = OMIT) -> None:
        """Changes one's own name.

        Args:
            name: The user's name; null removes it.
        """
        await self._sender.send(Request("PATCH", "/api/me", json=given(name=name)))

    async def change_password(
        self,
        *,
        password: str,
        current_password: str | Omit | None = OMIT,
        code: str | Omit | None = OMIT,
        idempotency_key: str | None = None,
    ) -> None:
        """Sets a new password, and ends all other sessions.

        Args:
            password: A password of 8 characters or more that is not among those guessed
                first.
            current_password: The present password. A user without a password leaves it out,
                and sends the authenticator's `code`, or signs in again within 5 minutes before.
            code: The code of the authenticator app, or a recovery code, if the account has an
                app.
        """
        await self._sender.send(
            Request(
                "POST",
                "/api/me/password",
                json=given(current_password=current_password, password=password, code=code),
                keyed=True,
                key=idempotency_key,
            )
        )

    async def offer_app(
        self,
        *,
        password: str | Omit | None = OMIT,
        code: str | Omit | None = OMIT,
        idempotency_key: str | None = None,
    ) -> models.AppBody:
        """Makes a secret for an authenticator app. Signing in takes a code only after the next
        step, which proves that the app has the secret.

        Args:
            password: The user's password. A user without a password leaves it out, and sends
                the authenticator's `code`, or signs in again within 5 minutes before.
            code: The code of the authenticator app, or a recovery code, if the account has an
                app.
        """
        answer = await self._sender.send(
            Request(
                "POST",
                "/api/me/second-factor",
                json=given(password=password, code=code),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.AppBody)

    async def confirm_app(
        self, *, code: str, idempotency_key: str | None = None
    ) -> models.RecoveryCodesBody:
        """Requires a code of this app at each sign-in from now on, and returns the recovery
        codes.

        Args:
            code: The code that the app shows.
        """
        answer = await self._sender.send(
            Request(
                "POST",
                "/api/me/second-factor/confirm",
                json=given(code=code),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.RecoveryCodesBody)

    async def remove_app(
        self,
        *,
        password: str | Omit | None = OMIT,
        code: str | Omit | None = OMIT,
        idempotency_key: str | None = None,
    ) -> None:
        """Removes the authenticator app and the recovery codes. Idempotent.

        Args:
            password: The user's password. A user without a password leaves it out, and sends
                the authenticator's `code`, or signs in again within 5 minutes before.
            code: The code of the authenticator app, or a recovery code, if the account has an
                app.
        """
        await self._sender.send(
            Request(
                "POST",
                "/api/me/second-factor/remove",
                json=given(password=password, code=code),
                keyed=True,
                key=idempotency_key,
            )
        )

    async def sessions(self) -> builtins.list[models.OneSessionBody]:
        """Returns where the user is signed in, newest first, and was in the last month."""
        answer = await self._sender.send(Request("GET", "/api/me/sessions"))
        return read_list(answer, models.OneSessionBody)

    async def end_other_sessions(self) -> models.SessionsEnded:
        """Ends all sessions but the one of this request."""
        answer = await self._sender.send(Request("DELETE", "/api/me/sessions"))
        return read(answer, models.SessionsEnded)

    async def end_session(self, session_id: UUID | str) -> None:
        """Ends one session at once, everywhere."""
        await self._sender.send(Request("DELETE", f"/api/me/sessions/{segment(session_id)}"))
