"""Whose calls the installation's own URLs receive: proved by a vendor's key, decided by the
operator, or certain where there is one tenant only.
"""

from api.http.resources import Resources
from shared.db.elevenlabs_keys import context_of, find_elevenlabs_key
from shared.db.pool import ALL_TENANTS
from shared.db.tenants import is_only_tenant
from shared.domain.ids import TenantId
from shared.domain.statuses import Claim


async def agent_claim(resources: Resources, tenant_id: TenantId, external_id: str) -> Claim | None:
    """Returns what gives this tenant a claim to a sender's agent, None for nothing. Raises
    InvalidRequest when ElevenLabs refuses the tenant's key, and Transient errors.
    """
    async with resources.database.connection(ALL_TENANTS) as conn:
        if await is_only_tenant(conn, tenant_id):
            return Claim.SOLE_TENANT
        sealed = await find_elevenlabs_key(conn, tenant_id)
    if sealed is None:
        return None
    key = resources.sealer.open(sealed, context=context_of(tenant_id))
    proved = await resources.elevenlabs_account.has_agent(key, external_id)
    return Claim.VENDOR_KEY if proved else None


async def account_claim(
    resources: Resources, tenant_id: TenantId, account_sid: str, auth_token: str | None
) -> Claim | None:
    """Returns what gives this tenant a claim to a Twilio account, None for nothing. Raises
    Transient errors.
    """
    if auth_token:
        proved = await resources.twilio_account.is_token_of(account_sid, auth_token)
        return Claim.VENDOR_KEY if proved else None
    async with resources.database.connection(ALL_TENANTS) as conn:
        only = await is_only_tenant(conn, tenant_id)
    return Claim.SOLE_TENANT if only else None
