"""Asks Twilio whether an auth token is that of an account, to prove whose the account is.

Source: twilio.com/docs/iam/api/account. The credentials are sent to TWILIO_BASE_URL and never
across a redirect.
"""

import asyncio

import httpx2

from shared.errors import ProviderTimeout, ProviderUnavailable
from shared.limits.answers import IDENTITY, bounded_body, passing_failure, retry_after_s
from shared.payloads.tolerant import read_json
from shared.settings.twilio import TwilioSettings
from shared.vendors.trust import usual_tls

TIMEOUT_S = 20.0
MAX_BYTES = 2**20


class TwilioAccount:
    """The caller closes it."""

    def __init__(self, settings: TwilioSettings) -> None:
        self._base_url = settings.base_url.rstrip("/")
        self._http = httpx2.AsyncClient(timeout=TIMEOUT_S, verify=usual_tls())

    async def is_token_of(self, account_sid: str, auth_token: str) -> bool:
        """Returns whether the token opens the account. Raises Transient errors."""
        url = f"{self._base_url}/2010-04-01/Accounts/{account_sid}.json"
        login = httpx2.BasicAuth(account_sid, auth_token)
        try:
            async with (
                asyncio.timeout(TIMEOUT_S),
                self._http.stream("GET", url, headers=IDENTITY, auth=login) as answer,
            ):
                status = answer.status_code
                if passing := passing_failure("Twilio", status, retry_after_s(answer.headers)):
                    raise passing
                if status != httpx2.codes.OK:
                    return False
                body = await bounded_body(answer, vendor="Twilio", max_bytes=MAX_BYTES)
        except (TimeoutError, httpx2.TimeoutException) as error:
            raise ProviderTimeout("Twilio did not answer in time") from error
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise ProviderUnavailable("no connection to Twilio, or it broke") from error
        read, _ = read_json(body)
        return isinstance(read, dict) and str(read.get("sid", "")).lower() == account_sid.lower()

    async def close(self) -> None:
        await self._http.aclose()
