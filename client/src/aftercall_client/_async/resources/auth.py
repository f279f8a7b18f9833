"""The resource auth. Written by `make docs`; do not edit."""

from __future__ import annotations

from aftercall_client import models
from aftercall_client._answers import read
from aftercall_client._async.sender import AsyncSender
from aftercall_client._requests import OMIT, Omit, Request, given


class AsyncAuth:
    """Requests about auth."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def signup(
        self,
        *,
        email: str,
        password: str,
        tenant_name: str,
        timezone: str | Omit | None = OMIT,
        setup_token: str | Omit | None = OMIT,
        browser: bool | Omit = OMIT,
    ) -> models.SignupAnswer:
        """Creates a tenant, its owner and a first agent.

        Args:
            email: The user's e-mail address.
            password: A password of 8 characters or more that is not among those guessed
                first.
            tenant_name: The team's name.
            timezone: The team's IANA time zone, in which business hours are and callers'
                times are read. A browser knows it:
                `Intl.DateTimeFormat().resolvedOptions().timeZone`. Without one, a time that a
                caller names is read in the zone of the number, and is ambiguous where that leaves
                it open.
            setup_token: The token of the link that `aftercall users setup` prints, or that
                was mailed. Required where signing up is not open to everybody at once.
            browser: Whether to sign in a browser: the session is in a cookie that scripts
                cannot read, and the answer holds no token.
        """
        answer = await self._sender.send(
            Request(
                "POST",
                "/api/auth/signup",
                json=given(
                    email=email,
                    password=password,
                    tenant_name=tenant_name,
                    timezone=timezone,
                    setup_token=setup_token,
                    browser=browser,
                ),
            )
        )
        return read(answer, models.SignupAnswer)

    async def request_signup_link(self, *, email: str) -> None:
        """Mails a link to sign up with, where SIGNUP_OPEN is true. The answer is the same for an
        address that has an account, whose owner is mailed that it has one.

        Args:
            email: The e-mail address.
        """
        await self._sender.send(Request("POST", "/api/auth/signup-link", json=given(email=email)))

    async def offers(self) -> models.OffersBody:
        """Returns how people can sign in here, for the page that asks them to."""
        answer = await self._sender.send(Request("GET", "/api/auth/offers"))
        return read(answer, models.OffersBody)

    async def login(
        self,
        *,
        email: str,
        password: str,
        code: str | Omit | None = OMIT,
        browser: bool | Omit = OMIT,
    ) -> models.SessionBody:
        """Signs in with e-mail address and password, and with a code where the account has an
        authenticator app.

        Args:
            email: The user's e-mail address.
            password: The user's password.
            code: The code of the authenticator app, or a recovery code, if the account has an
                app.
            browser: Whether to sign in a browser: the session is in a cookie that scripts
                cannot read, and the answer holds no token.
        """
        answer = await self._sender.send(
            Request(
                "POST",
                "/api/auth/login",
                json=given(email=email, password=password, code=code, browser=browser),
            )
        )
        return read(answer, models.SessionBody)

    async def logout(self, *, idempotency_key: str | None = None) -> None:
        """Ends the session that this request is sent with, at once and everywhere."""
        await self._sender.send(
            Request("POST", "/api/auth/logout", keyed=True, key=idempotency_key)
        )

    async def join(
        self,
        *,
        token: str,
        password: str,
        name: str | Omit | None = OMIT,
        browser: bool | Omit = OMIT,
    ) -> models.SessionBody:
        """Accepts an invitation: makes the account and signs it in.

        Args:
            token: The token of the one-time link: what stands behind the `=` in it.
            password: A password of 8 characters or more that is not among those guessed
                first.
            name: The person's name.
            browser: Whether to sign in a browser: the session is in a cookie that scripts
                cannot read, and the answer holds no token.
        """
        answer = await self._sender.send(
            Request(
                "POST",
                "/api/auth/join",
                json=given(token=token, name=name, password=password, browser=browser),
            )
        )
        return read(answer, models.SessionBody)

    async def use_sign_in_link(
        self, *, token: str, browser: bool | Omit = OMIT
    ) -> models.SessionBody:
        """Signs in with a link of `aftercall users link`, once.

        Args:
            token: The token of the one-time link: what stands behind the `=` in it.
            browser: Whether to sign in a browser: the session is in a cookie that scripts
                cannot read, and the answer holds no token.
        """
        answer = await self._sender.send(
            Request("POST", "/api/auth/sign-in-link", json=given(token=token, browser=browser))
        )
        return read(answer, models.SessionBody)

    async def forgot_password(self, *, email: str) -> None:
        """Mails a link to a new password, if there is such an account. The answer is the same
        without one.

        Args:
            email: The e-mail address.
        """
        await self._sender.send(
            Request("POST", "/api/auth/forgot-password", json=given(email=email))
        )

    async def reset_password(self, *, token: str, password: str) -> None:
        """Sets a new password and ends all sessions of its user. An authenticator app stays in
        use.

        Args:
            token: The token of the one-time link: what stands behind the `=` in it.
            password: A password of 8 characters or more that is not among those guessed
                first.
        """
        await self._sender.send(
            Request("POST", "/api/auth/reset-password", json=given(token=token, password=password))
        )
