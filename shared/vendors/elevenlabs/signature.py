"""Checks signatures of ElevenLabs' webhooks: an HMAC over timestamp and body."""

import hashlib
import hmac
import re
from collections.abc import Sequence
from datetime import datetime

from shared.errors import Unauthorized


class SignatureCheck:
    """Checks a body as it arrives. Raises Unauthorized at once when the header alone shows that it
    cannot match.

    The header is `t=<unix seconds>,v0=<hex hmac-sha256 of "t.body">`, within `tolerance_s` of
    `now`, before or after; it may contain several v0 while the sender rotates its secret.
    """

    def __init__(
        self, header: str | None, *, secrets: Sequence[str], now: datetime, tolerance_s: int
    ) -> None:
        if not header:
            raise Unauthorized(
                "The ElevenLabs-Signature header is missing.", code="signature_missing"
            )
        fields = [part.strip().partition("=") for part in header.split(",")]
        stamps = [value for name, _, value in fields if name == "t"]
        self._given = [value.encode() for name, _, value in fields if name == "v0"]
        if len(stamps) != 1 or not re.fullmatch(r"[0-9]{1,12}", stamps[0]) or not self._given:
            raise Unauthorized(
                "The ElevenLabs-Signature header is malformed.", code="signature_malformed"
            )
        if abs(now.timestamp() - int(stamps[0])) > tolerance_s:
            raise Unauthorized(
                "The signature's timestamp is too old or in the future; check this host's clock.",
                code="signature_too_old",
            )
        self._expected = [
            hmac.new(secret.encode(), stamps[0].encode() + b".", "sha256") for secret in secrets
        ]

    def feed(self, block: bytes) -> None:
        for expected in self._expected:
            expected.update(block)

    def require_match(self) -> None:
        """Raises Unauthorized unless one of the secrets signed the body."""
        digests = [expected.hexdigest().encode() for expected in self._expected]
        # Every pair is compared, so that the time does not reveal which one matched.
        if not sum(hmac.compare_digest(one, other) for one in digests for other in self._given):
            raise Unauthorized("The signature does not match.", code="signature_mismatch")


def verify_signature(
    header: str | None, body: bytes, *, secrets: Sequence[str], now: datetime, tolerance_s: int
) -> None:
    """Raises Unauthorized unless one of `secrets` signed `body`; see SignatureCheck."""
    check = SignatureCheck(header, secrets=secrets, now=now, tolerance_s=tolerance_s)
    check.feed(body)
    check.require_match()


def sign(body: bytes, *, secret: str, at: datetime) -> str:
    """Returns the header that ElevenLabs would send; for the demo and for tests."""
    stamp = str(int(at.timestamp()))
    digest = hmac.digest(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256)
    return f"t={stamp},v0={digest.hex()}"
