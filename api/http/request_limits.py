"""How many requests a tenant and an API key may send, stated by the standard header fields.

After draft-ietf-httpapi-ratelimit-headers-10: `RateLimit-Policy` states the quota and its window,
`RateLimit` what is left and in how many seconds the window is whole again.
"""

import math
from dataclasses import dataclass

from shared.domain.access import Actor
from shared.errors import TooManyAttempts
from shared.limits.client_throttle import Bucket, Throttle
from shared.settings.admission import AdmissionSettings

WINDOW_S = 60


@dataclass(frozen=True, slots=True)
class RateLimit:
    """The state of the limit that is nearest to being reached."""

    name: str
    quota: int
    left: int
    full_in_s: float
    wait_s: float

    @property
    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Policy": f'"{self.name}";q={self.quota};w={WINDOW_S}',
            "RateLimit": f'"{self.name}";r={self.left};t={math.ceil(self.full_in_s)}',
        }


class TooManyRequests(TooManyAttempts):
    """429 for a limit whose state the answer carries."""

    def __init__(self, limit: RateLimit) -> None:
        super().__init__(
            f"More than {limit.quota} requests a minute of this {limit.name}; wait and go on.",
            retry_after_s=limit.wait_s,
        )
        self.limit = limit


class RequestLimits:
    """Counts requests over all processes."""

    def __init__(self, throttle: Throttle, settings: AdmissionSettings) -> None:
        self._throttle = throttle
        self._settings = settings

    async def take(self, actor: Actor) -> RateLimit:
        """Counts a request. Raises TooManyRequests."""
        quotas = {"tenant": actor.requests_per_minute or self._settings.requests_per_minute}
        buckets = [_bucket(str(actor.tenant_id), quotas["tenant"])]
        if actor.key_id:
            quotas["key"] = self._settings.key_requests_per_minute
            buckets.append(_bucket(str(actor.key_id), quotas["key"]))
        taken = await self._throttle.take(*buckets)
        limit = min(
            (
                RateLimit(name, quota, left.left, left.full_in_s, left.wait_s)
                for (name, quota), left in zip(quotas.items(), taken, strict=True)
            ),
            key=lambda each: (-each.wait_s, each.left),
        )
        if limit.wait_s:
            raise TooManyRequests(limit)
        return limit


def _bucket(owner: str, quota: int) -> Bucket:
    return Bucket(f"requests:{owner}", quota, WINDOW_S / quota)
