"""The resource twilio accounts. Written by `make docs`; do not edit."""

from __future__ import annotations

from aftercall_client import models
from aftercall_client._answers import read
from aftercall_client._requests import OMIT, Omit, Request, given, segment
from aftercall_client._sync.sender import Sender


class TwilioAccounts:
    """Requests about twilio accounts."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def create(
        self,
        *,
        account_sid: str,
        auth_token: str | Omit | None = OMIT,
        idempotency_key: str | None = None,
    ) -> models.AccountBody:
        """Registers the account: its recordings at the shared URL belong to this tenant from now
        on, and so do those that were stored while the account was unknown.

        Args:
            account_sid: The account's SID; in lower case after its `AC`, however it was
                given.
            auth_token: The account's auth token, with which Twilio is asked once whether the
                account opens; it is not stored. The only tenant of an installation needs none.
        """
        answer = self._sender.send(
            Request(
                "POST",
                "/api/twilio-accounts",
                json=given(account_sid=account_sid, auth_token=auth_token),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.AccountBody)

    def list(self) -> models.AccountsBody:
        """Returns the Twilio accounts of this tenant."""
        answer = self._sender.send(Request("GET", "/api/twilio-accounts"))
        return read(answer, models.AccountsBody)

    def delete(self, account_sid: str) -> None:
        """Removes the account from the tenant. The recorded calls remain."""
        self._sender.send(Request("DELETE", f"/api/twilio-accounts/{segment(account_sid)}"))
