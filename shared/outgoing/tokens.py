"""Access tokens of targets: got by the client credentials of OAuth 2, and kept until they end.

Sources: https://datatracker.ietf.org/doc/html/rfc6749#section-4.4 (request),
https://datatracker.ietf.org/doc/html/rfc6749#section-5 (answers) and
https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_client_credentials_flow.htm
(Salesforce states no `expires_in`).
"""

import asyncio
import json
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from shared.errors import ProviderRejected, ProviderUnavailable
from shared.outgoing.http import Answer, OutgoingHttp, OutgoingRequest

# Some tokens are signed documents of some thousand characters.
ANSWER_BYTES = 32_000
LONGEST_TOKEN = 16_000
# A token is stored so long when the answer states no time; an end before that is noticed by a 401.
USUAL_S, LONGEST_S = 1800.0, 24 * 3600.0
# Got again so long before its end, because requests and clocks take time.
EARLIER_S = 30.0
MOST_SLOTS = 1000
_TOKEN = re.compile(r"[\x21-\x7e]+")
_CODE = re.compile(r"[a-z_]{1,60}")


@dataclass
class _Slot:
    token: str = ""
    ends_at: float = 0.0
    getting: asyncio.Lock = field(default_factory=asyncio.Lock)


class TokenStore:
    """Tokens by what they are got with, so that a changed secret gets another one. One request is
    under way for a key at a time. Tokens are in memory only.
    """

    def __init__(self, http: OutgoingHttp, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._http = http
        self._clock = clock
        self._slots = OrderedDict[bytes, _Slot]()

    async def get(self, key: bytes, request: OutgoingRequest) -> str:
        """Returns a token that has not ended. Raises as OutgoingHttp.send, ProviderRejected where
        none is given, and ProviderUnavailable.
        """
        slot = self._slots.setdefault(key, _Slot())
        self._slots.move_to_end(key)
        while len(self._slots) > MOST_SLOTS:
            self._slots.popitem(last=False)
        async with slot.getting:
            if slot.ends_at <= self._clock():
                answer = await self._http.send(request, most_bytes=ANSWER_BYTES)
                slot.token, lasts_s = read_token(answer, urlsplit(request.url).hostname or "")
                slot.ends_at = self._clock() + lasts_s
            return slot.token

    def forget(self, key: bytes, token: str) -> None:
        """Drops a token that was refused, unless another one was got meanwhile."""
        slot = self._slots.get(key)
        if slot and slot.token == token:
            slot.ends_at = 0.0


def read_token(answer: Answer, host: str) -> tuple[str, float]:
    """Returns the token of an answer, and for how many seconds it is stored."""
    try:
        found: Any = json.loads(answer.text)
    # One that is nested too deep is none either.
    except (ValueError, RecursionError):
        found = None
    fields = found if isinstance(found, dict) else {}
    if answer.status == 429 or answer.status >= 500:
        raise ProviderUnavailable(
            f"{host} gave no access token: it answered {answer.status}",
            retry_after_s=answer.retry_after_s,
        )
    token = fields.get("access_token")
    if answer.status != 200 or not isinstance(token, str):
        code = fields.get("error")
        said = f" {code}" if isinstance(code, str) and _CODE.fullmatch(code) else ""
        raise ProviderRejected(
            f"{host} gave no access token: it answered {answer.status}{said};"
            " check the client's id and secret, and its rights",
            reason="no_access_token",
        )
    if len(token) > LONGEST_TOKEN or not _TOKEN.fullmatch(token):
        raise ProviderRejected(f"{host} gave no usable access token", reason="no_access_token")
    stated, lasts_s = str(fields.get("expires_in")), USUAL_S
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]*)?", stated):
        lasts_s = min(float(stated), LONGEST_S) - EARLIER_S
    return token, max(lasts_s, 0.0)


def with_token(request: OutgoingRequest, token: str) -> OutgoingRequest:
    headers = {name: of for name, of in request.headers.items() if name.lower() != "authorization"}
    return replace(request, headers={**headers, "Authorization": f"Bearer {token}"})
