"""Remembers whose API keys are, so that the look-up of a key is in its tenant's scope."""

from shared.db.pool import ALL_TENANTS, Scope
from shared.domain.ids import TenantId

MOST_REMEMBERED = 10_000


class KeyTenants:
    """The tenants of keys that were valid. It saves two changes of a connection's scope a request.
    It is no permission: each request looks its key up again, and a key never changes its tenant.
    """

    def __init__(self) -> None:
        self._tenants: dict[bytes, TenantId] = {}

    def scope_of(self, key_hash: bytes) -> Scope:
        return self._tenants.get(key_hash, ALL_TENANTS)

    def remember(self, key_hash: bytes, tenant_id: TenantId) -> None:
        if len(self._tenants) >= MOST_REMEMBERED:
            self._tenants.clear()
        self._tenants[key_hash] = tenant_id
