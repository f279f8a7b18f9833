"""Whose a telephone leg is, when more than one tenant says so."""

import pytest

from shared.db.call_legs import find_tenant_of_sid
from shared.db.calls import upsert_call
from shared.db.pool import ALL_TENANTS, Database
from shared.db.tenants import insert_tenant
from shared.domain.ids import TenantId, new_id
from shared.domain.incoming import IncomingCall
from shared.domain.statuses import Source

LEG = "CA" + "1" * 32


@pytest.mark.parametrize(
    ("told", "owner"),
    [
        ((True,), 0),
        ((False,), None),
        ((False, True), 1),
        ((True, False), 0),
        ((False, False), None),
        ((True, True), None),
    ],
)
async def test_a_leg_is_whose_the_installations_workspace_says(
    database: Database, told: tuple[bool, ...], owner: int | None
) -> None:
    tenants = [TenantId(new_id()) for _ in told]
    async with database.transaction(ALL_TENANTS) as conn:
        for number, (tenant_id, installation_owned) in enumerate(zip(tenants, told, strict=True)):
            await insert_tenant(conn, tenant_id, f"Tenant {number}", "UTC")
            call = IncomingCall(Source.ELEVENLABS, "told", "key", f"conv_{number}", call_sid=LEG)
            await upsert_call(conn, tenant_id, None, call, installation_owned=installation_owned)
        found = await find_tenant_of_sid(conn, LEG)
    assert found == (tenants[owner] if owner is not None else None)
