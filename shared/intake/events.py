"""Accepts each event once: a repeat gets the receipt of the first."""

from dataclasses import dataclass

from shared.db.call_deletion import STAYS_DELETED, erase_with_leg, is_erased, is_recording_erased
from shared.db.call_legs import adopt_call
from shared.db.calls import upsert_call
from shared.db.inbound import Receipt, find_receipt, insert_inbound, mark_receipt
from shared.db.pool import Connection
from shared.domain.ids import AgentId, CallId, TenantId
from shared.domain.incoming import IncomingAudio, IncomingCall, IncomingRecording
from shared.errors import Conflict
from shared.queue.queue import Wakeup


@dataclass(frozen=True, slots=True)
class Accepted:
    """An accepted event. `wakeup` is to be sent after the commit. `created` is False for a repeat
    and for a deleted call.
    """

    receipt: Receipt
    wakeup: Wakeup | None
    created: bool

    @property
    def outcome(self) -> str:
        """Returns the outcome for metrics."""
        return "accepted" if self.created else "repeat"


async def call_of_event(
    conn: Connection,
    tenant_id: TenantId,
    agent_id: AgentId | None,
    call: IncomingCall,
    *,
    installation_owned: bool = False,
) -> CallId:
    """Returns the call of an event. Raises Conflict when the call was deleted, perhaps while this
    waited for its row; then nothing is recorded.
    """
    if call.call_sid:
        await adopt_call(conn, tenant_id, call)
    call_id = await upsert_call(
        conn, tenant_id, agent_id, call, installation_owned=installation_owned
    )
    if await is_erased(conn, tenant_id, call.source, call.external_id):
        raise Conflict(STAYS_DELETED, code="call_deleted")
    return call_id


async def find_repeat(
    conn: Connection,
    tenant_id: TenantId,
    event: IncomingCall | IncomingAudio | IncomingRecording,
) -> Accepted | None:
    if await is_erased(conn, tenant_id, event.source, event.external_id):
        return Accepted(Receipt(), None, created=False)
    if isinstance(event, IncomingRecording) and await is_recording_erased(
        conn, tenant_id, event.recording_sid, event.call_sid
    ):
        return Accepted(Receipt(), None, created=False)
    if (
        isinstance(event, IncomingCall)
        and event.call_sid
        and await erase_with_leg(conn, tenant_id, event)
    ):
        return Accepted(Receipt(), None, created=False)
    new = await insert_inbound(
        conn,
        tenant_id,
        source=event.source,
        event_type=event.event_type,
        event_key=event.event_key,
    )
    if new:
        return None
    receipt = await find_receipt(conn, tenant_id, event.source, event.event_key)
    return Accepted(receipt or Receipt(), None, created=False)


async def finish_event(
    conn: Connection,
    tenant_id: TenantId,
    event: IncomingCall | IncomingAudio | IncomingRecording,
    receipt: Receipt,
    wakeup: Wakeup | None,
) -> Accepted:
    await mark_receipt(conn, tenant_id, event.source, event.event_key, receipt)
    return Accepted(receipt, wakeup, created=True)
