"""In whose time a callback is meant."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.domain.business_hours import BusinessHours
from shared.domain.calls import Call
from shared.domain.ids import CallId, TenantId, new_id
from shared.domain.statuses import CallStatus, Source
from shared.domain.tenants import Tenant
from shared.domain.zones import CallZone, ZoneSource
from worker.run import Run

TENANT = Tenant(
    TenantId(new_id()),
    "Northside",
    "Europe/Berlin",
    BusinessHours(),
    timedelta(hours=1),
    frozenset(),
)
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


def zone_of(call: Call, tenant: Tenant) -> CallZone:
    nothing: Any = None
    return Run(nothing, call, tenant, None, None, (), (), nothing, nothing).zone


@pytest.mark.parametrize(
    ("said", "tenants", "number", "expected", "source"),
    [
        ("America/Denver", "Europe/Berlin", "+81312345678", ["America/Denver"], ZoneSource.SENDER),
        (None, "Europe/Berlin", "+81312345678", ["Europe/Berlin"], ZoneSource.TENANT),
        ("Mars/Olympus", "Europe/Berlin", "+81312345678", ["Europe/Berlin"], ZoneSource.TENANT),
        ("../../etc/passwd", "Europe/Berlin", None, ["Europe/Berlin"], ZoneSource.TENANT),
        (None, "UTC", "+81312345678", ["UTC"], ZoneSource.TENANT),
        (None, None, "+81312345678", ["Asia/Tokyo"], ZoneSource.NUMBER),
        (None, None, "+15035550142", ["America/Los_Angeles"], ZoneSource.NUMBER),
        # Not assigned: the country is still known.
        (None, None, "+972541234567", ["Asia/Jerusalem"], ZoneSource.NUMBER),
        (None, None, "+34612345678", ["Atlantic/Canary", "Europe/Madrid"], ZoneSource.NUMBER),
        (None, None, "+18005550100", [], None),
        (None, None, "anonymous", [], None),
        (None, None, None, [], None),
    ],
)
def test_zone_is_the_senders_then_the_tenants_then_the_numbers(
    said: str | None,
    tenants: str | None,
    number: str | None,
    expected: list[str],
    source: ZoneSource | None,
) -> None:
    call = replace(CALL, timezone=said, from_number=number)
    zone = zone_of(call, replace(TENANT, timezone=tenants))
    assert (sorted(each.key for each in zone.zones), zone.source) == (expected, source)


def test_zones_whose_clocks_agree_are_one() -> None:
    """A British mobile number can be of London, Jersey, Guernsey and the Isle of Man."""
    assert zone_of(replace(CALL, from_number="+447400123456"), replace(TENANT, timezone=None)).known


def test_an_outbound_call_is_about_the_number_it_went_to() -> None:
    call = replace(CALL, direction="outbound", from_number="+12025550100", to_number="+81312345678")
    known = zone_of(call, replace(TENANT, timezone=None)).known
    assert known
    assert known.key == "Asia/Tokyo"
