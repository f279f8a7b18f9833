"""In whose time a callback is meant."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.domain.calls import BusinessHours, Call, Tenant
from shared.domain.ids import CallId, TenantId, new_id
from shared.domain.statuses import CallStatus, Source
from worker.run import Run

TENANT = Tenant(TenantId(new_id()), "Northside", "Europe/Berlin", BusinessHours(), timedelta(hours=1), frozenset())
CALL = Call(
    id=CallId(new_id()),
    tenant_id=TENANT.id,
    agent_id=None,
    source=Source.ELEVENLABS,
    external_id="conv_1",
    status=CallStatus.PROCESSING,
    direction="inbound",
    from_number="+81312345678",
    to_number="+12025550100",
    call_sid=None,
    started_at=None,
    duration_s=None,
    language=None,
    timezone=None,
    title=None,
    error=None,
    created_at=datetime(2026, 11, 18, tzinfo=UTC),
    ready_at=None,
)


def zone_of(call: Call, tenant: Tenant) -> str:
    nothing: Any = None
    return Run(nothing, call, tenant, None, None, (), (), nothing, nothing).zone.key


@pytest.mark.parametrize(
    ("said", "tenants", "number", "expected"),
    [
        ("America/Denver", "Europe/Berlin", "+81312345678", "America/Denver"),
        (None, "Europe/Berlin", "+81312345678", "Europe/Berlin"),
        ("Mars/Olympus", "Europe/Berlin", "+81312345678", "Europe/Berlin"),
        ("../../etc/passwd", "Europe/Berlin", None, "Europe/Berlin"),
        (None, "UTC", "+81312345678", "Asia/Tokyo"),
        (None, "UTC", "+18005550100", "UTC"),
        (None, "UTC", "anonymous", "UTC"),
        (None, "UTC", None, "UTC"),
    ],
)
def test_zone_is_the_senders_then_the_tenants_then_the_numbers(
    said: str | None, tenants: str, number: str | None, expected: str
) -> None:
    call = replace(CALL, timezone=said, from_number=number)
    assert zone_of(call, replace(TENANT, timezone=tenants)) == expected


def test_an_outbound_call_is_about_the_number_it_went_to() -> None:
    call = replace(CALL, direction="outbound", from_number="+12025550100", to_number="+81312345678")
    assert zone_of(call, replace(TENANT, timezone="UTC")) == "Asia/Tokyo"
