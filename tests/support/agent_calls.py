"""Callbacks that agents may make at this very moment."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from shared.db.callbacks import Callback, callback_of_call
from shared.db.elevenlabs_keys import context_of, store_elevenlabs_key
from shared.db.pool import ALL_TENANTS, Database
from shared.db.writes import execute_write
from shared.domain.ids import CallbackId, CallId, TenantId, new_id
from shared.domain.statuses import CallbackStatus
from shared.domain.zones import zones_of_number
from shared.sealing import Sealer
from tests.conftest import ELEVENLABS_SECRET
from tests.support.calls import send, transcription
from tests.support.people import Team

OWN_KEY = "xi_" + "6" * 32
AGENT = "agent_of_workspace_6"
# One in each part of the world, so that it is day for one of them whenever the tests run.
NUMBERS = {"US": "+12025550143", "GB": "+442079460000", "IN": "+911123456789", "AU": "+61281234567",
           "NZ": "+6433555123", "JP": "+81312345678"}  # fmt: skip


def number_awake() -> tuple[str, str]:
    """A number whose owner may be called now and in the next hour, with its country."""
    now = datetime.now(UTC)
    for country, number in NUMBERS.items():
        if all(9 <= now.astimezone(zone).hour < 18 for zone in zones_of_number(number, now)):
            return country, number
    raise AssertionError("it is night everywhere")


def rules(**changes: Any) -> dict[str, Any]:
    return {
        "mode": "auto",
        "agent_id": AGENT,
        "phone_number_id": "phnum_1",
        "countries": list(NUMBERS),
        **changes,
    }


async def agent_calls_back(
    team: Team, database: Database, sealer: Sealer, **changes: Any
) -> dict[str, Any]:
    """The team works now and every day, and its agent calls back."""
    always = {
        "opens": "00:00",
        "closes": "23:59",
        "business_days": list(range(7)),
        "timezone": str(zones_of_number(number_awake()[1], datetime.now(UTC))[0]),
    }
    answer = await team.patch("/api/tenant", always)
    assert answer.status_code == 200, answer.text
    tenant_id = TenantId(UUID(team.tenant_id))
    async with database.connection(ALL_TENANTS) as conn:
        sealed = sealer.seal(OWN_KEY, context=context_of(tenant_id))
        await store_elevenlabs_key(conn, tenant_id, sealed)
    answer = await team.put("/api/tenant/agent-calling", rules(**changes))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def due_callback(
    team: Team,
    database: Database,
    name: str = "conv_1",
    *,
    number: str | None = None,
    spoken: str | None = None,
    ago: timedelta = timedelta(minutes=1),
) -> CallbackId:
    """A callback whose time has just come, of a call from this number; `spoken` is the number that
    the caller named.
    """
    event = transcription(team.agent_id, name)
    event["data"]["metadata"]["phone_call"]["external_number"] = number or number_awake()[1]
    accepted = await send(team.client, event, secret=ELEVENLABS_SECRET)
    callback_id = CallbackId(new_id())
    now = datetime.now(UTC)
    callback = Callback(
        id=callback_id,
        call_id=CallId(UUID(accepted.json()["call_id"])),
        status=CallbackStatus.SCHEDULED,
        due_at=now - ago,
        timezone=None,
        candidates=(),
        rule="asked",
        reason="The boiler {{system}} leaks",
        phrase=None,
        phone=spoken,
        name="Ann\nLee",
        provider=None,
        reference=None,
        booking_error=None,
        created_at=now,
    )
    async with database.connection(ALL_TENANTS) as conn:
        await execute_write(conn, callback_of_call(TenantId(UUID(team.tenant_id)), callback))
    return callback_id
