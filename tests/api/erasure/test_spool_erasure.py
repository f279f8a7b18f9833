"""Events on the disk: those of deleted calls and tenants are removed."""

import json
from urllib.parse import urlencode
from uuid import UUID

import pytest

from api.webhooks.outage_spool import EventSpool, SpooledEvent
from api.webhooks.spool_erasure import forget_erased
from shared.db.call_deletion import delete_call
from shared.db.pool import ALL_TENANTS, Database
from shared.db.twilio_accounts import assign_account
from shared.db.unused_events import Owner
from shared.domain.ids import TenantId
from shared.domain.statuses import Sender
from shared.settings.load import Settings
from tests.api.erasure.places import delete_tenant, make_call
from tests.api.test_twilio_webhook import ACCOUNT, recording
from tests.conftest import ApiFactory
from tests.support.calls import transcription
from tests.support.people import Team
from tests.support.processes import until
from worker.resources import Resources


@pytest.fixture
def spool(settings: Settings) -> EventSpool:
    spool = EventSpool(settings)
    spool.prepare()
    return spool


async def set_aside(spool: EventSpool, event: SpooledEvent) -> None:
    await spool.keep(event)
    for path in spool.waiting():
        spool.set_aside(path, "test")


def conversation(agent_id: str, conversation_id: str) -> SpooledEvent:
    return SpooledEvent(
        Owner(None, None, Sender.ELEVENLABS),
        json.dumps(transcription(agent_id, conversation_id)).encode(),
    )


async def test_set_aside_events_of_a_deleted_call_are_removed(
    spool: EventSpool, team: Team, worker: Resources, database: Database
) -> None:
    call_id = await make_call(team, worker, "conv_1")
    for name in ("conv_1", "conv_2"):
        await set_aside(spool, conversation(team.agent_id, name))
    await set_aside(spool, SpooledEvent(Owner(None, None, Sender.ELEVENLABS), b"no JSON"))
    assert await forget_erased(spool, database) == 0
    async with database.transaction(ALL_TENANTS) as conn:
        await delete_call(conn, TenantId(UUID(team.tenant_id)), call_id)
    assert await forget_erased(spool, database) == 1
    left = [spool.read(path).body for path in spool.everything()]
    assert sorted(b"conv_2" in body for body in left) == [False, True]
    assert not any(b"conv_1" in body for body in left)


async def test_events_of_a_deleted_tenant_are_removed(
    spool: EventSpool, team: Team, other_team: Team, database: Database
) -> None:
    async with database.connection(ALL_TENANTS) as conn:
        await assign_account(conn, TenantId(UUID(team.tenant_id)), ACCOUNT)
    await set_aside(spool, conversation(team.agent_id, "conv_1"))
    await set_aside(
        spool, SpooledEvent(Owner(None, None, Sender.TWILIO), urlencode(recording()).encode())
    )
    await set_aside(spool, conversation(other_team.agent_id, "conv_1"))
    await delete_tenant(team)
    assert await forget_erased(spool, database) == 2
    (left,) = spool.everything()
    assert other_team.agent_id.encode() in spool.read(left).body


async def test_a_spooled_event_of_a_deleted_tenant_is_not_set_aside(
    open_api: ApiFactory, spool: EventSpool, team: Team
) -> None:
    await delete_tenant(team)
    await spool.keep(conversation(team.agent_id, "conv_1"))
    async with open_api():
        await until(lambda: _emptied(spool))
    assert spool.count().set_aside == 0


async def _emptied(spool: EventSpool) -> bool:
    return spool.count().waiting == 0


async def test_events_at_own_urls_of_deleted_calls_and_tenants_are_removed(
    spool: EventSpool, team: Team, other_team: Team, worker: Resources, database: Database
) -> None:
    call_id = await make_call(team, worker, "conv_1")
    tenant_id = TenantId(UUID(team.tenant_id))
    own = Owner(tenant_id, "url", Sender.ELEVENLABS)
    of_other = Owner(TenantId(UUID(other_team.tenant_id)), "url of other", Sender.ELEVENLABS)
    for owner in (own, of_other):
        for name in ("conv_1", "conv_2"):
            await set_aside(spool, SpooledEvent(owner, conversation("agent_x", name).body))
    async with database.transaction(ALL_TENANTS) as conn:
        await delete_call(conn, tenant_id, call_id)
    assert await forget_erased(spool, database) == 1
    await delete_tenant(team)
    assert await forget_erased(spool, database) == 1
    left = [spool.read(path) for path in spool.everything()]
    assert [event.owner for event in left] == [of_other] * 2
