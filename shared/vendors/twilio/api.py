"""Reads Twilio's list of an account's recordings, and its data about a call.

Sources: twilio.com/docs/voice/api/recording and .../call-resource. The credentials are sent to
TWILIO_BASE_URL and never across a redirect.
"""

import asyncio
import re
from datetime import UTC, datetime

import httpx2

from shared.concurrency.tenant_scope import billed_tenant
from shared.errors import (
    AccountRefused,
    AftercallError,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnavailable,
)
from shared.limits.answers import IDENTITY, bounded_body, passing_failure, retry_after_s
from shared.limits.vendor_gate import Gate, Limiter
from shared.settings.twilio import TwilioSettings
from shared.vendors.trust import usual_tls

MAX_BYTES = 8 * 2**20
TIMEOUT_S = 30.0
PAGE_SIZE = 100


class TwilioRecordings:
    """Reads recordings and calls. The caller closes it."""

    def __init__(self, settings: TwilioSettings, gate: Gate) -> None:
        self._gate = gate
        self._account_sid = settings.account_sid or ""
        self._limiter = gate.vendor("twilio", self._account_sid)
        # The API key is preferred to the account's token.
        if settings.api_key_sid and settings.api_key_secret:
            login = settings.api_key_sid, settings.api_key_secret.get_secret_value()
        elif settings.account_sid and settings.auth_token:
            login = settings.account_sid, settings.auth_token.get_secret_value()
        else:
            login = None
        self._is_configured = bool(settings.account_sid and login)
        self._base_url = settings.base_url.rstrip("/")
        self._http = httpx2.AsyncClient(auth=login, timeout=TIMEOUT_S, verify=usual_tls())

    @property
    def is_configured(self) -> bool:
        return self._is_configured

    async def page(self, *, since: datetime, cursor: str | None) -> bytes:
        """Returns a page of the account's recordings made since that day, as JSON; `cursor` is the
        path of the next page.

        Raises ProviderRejected and Transient errors.
        """
        path = f"/2010-04-01/Accounts/{self._account_sid}/Recordings.json"
        if cursor is None:
            return await self._get_body(
                f"{path}?DateCreated%3E={since:%Y-%m-%d}&PageSize={PAGE_SIZE}"
            )
        if not re.fullmatch(re.escape(path) + r"\?[A-Za-z0-9%&=._~+:-]*", cursor):
            raise ProviderRejected(
                "Twilio's next page is no page of this account's recordings", reason="foreign_page"
            )
        return await self._get_body(cursor)

    async def call(self, account_sid: str, call_sid: str, *, auth_token: str | None) -> bytes:
        """Returns one call as JSON: with the installation's login, or the account's own
        `auth_token`.

        Raises ProviderRejected and Transient errors.
        """
        if not (
            re.fullmatch(r"AC[0-9a-fA-F]{32}", account_sid)
            and re.fullmatch(r"CA[0-9a-fA-F]{32}", call_sid)
        ):
            raise ProviderRejected("this is no Twilio account and call SID", reason="invalid_sid")
        path = f"/2010-04-01/Accounts/{account_sid}/Calls/{call_sid}.json"
        if auth_token is None:
            return await self._get_body(path)
        # A wrong token of a tenant delays nobody else.
        limiter = self._gate.vendor("twilio", f"{account_sid} {auth_token}")
        return await self._get_body(path, httpx2.BasicAuth(account_sid, auth_token), limiter)

    async def check(self) -> None:
        """Requests one recording of today. Raises ProviderRejected and Transient errors."""
        path = f"/2010-04-01/Accounts/{self._account_sid}/Recordings.json"
        await self._get_body(f"{path}?DateCreated%3E={datetime.now(UTC):%Y-%m-%d}&PageSize=1")

    async def close(self) -> None:
        await self._http.aclose()

    async def _get_body(
        self, path: str, login: httpx2.Auth | None = None, limiter: Limiter | None = None
    ) -> bytes:
        async with (limiter or self._limiter).passage(tenant=billed_tenant()):
            try:
                async with (
                    asyncio.timeout(TIMEOUT_S),
                    self._http.stream(
                        "GET",
                        f"{self._base_url}{path}",
                        headers=IDENTITY,
                        auth=login or self._http.auth,
                    ) as answer,
                ):
                    if answer.status_code != httpx2.codes.OK:
                        raise _failure_of(answer)
                    return await bounded_body(answer, vendor="Twilio", max_bytes=MAX_BYTES)
            except (TimeoutError, httpx2.TimeoutException) as error:
                raise ProviderTimeout(f"Twilio did not answer within {TIMEOUT_S:g} s") from error
            except httpx2.HTTPError as error:
                raise ProviderUnavailable("no connection to Twilio, or it broke") from error


def _failure_of(answer: httpx2.Response) -> AftercallError:
    status = answer.status_code
    if passing := passing_failure("Twilio", status, retry_after_s(answer.headers)):
        return passing
    if status in (401, 403):
        advice = "check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or the API key"
        return AccountRefused(f"Twilio refused access ({status}): {advice}", reason="unauthorized")
    return ProviderRejected(f"Twilio refused to answer ({status})", reason="refused")
