"""The senders of calls: where each delivers, and how an event is used that was stored unused, or
spooled.
"""

from functools import partial

from api.http.resources import Resources
from api.webhooks import elevenlabs, transcription, twilio, voice_agents
from api.webhooks.outage_spool import SpooledEvent
from api.webhooks.unused_events import Use
from shared.db.pool import ALL_TENANTS
from shared.db.tenant_deletion import is_tenant_deleted
from shared.db.webhook_endpoints import find_endpoint
from shared.domain.statuses import Sender
from shared.errors import NotFound

# The path of a tenant's own webhook URL, before the endpoint's id.
ENDPOINT_PATHS = {
    Sender.ELEVENLABS: "/api/webhooks/elevenlabs/call-ended",
    Sender.TWILIO: "/api/webhooks/twilio/recording",
    Sender.TRANSCRIPTION: "/api/webhooks",
    Sender.VAPI: "/api/webhooks/vapi",
    Sender.RETELL: "/api/webhooks/retell",
}


def uses_of_stored(resources: Resources) -> dict[Sender, Use]:
    return {
        Sender.ELEVENLABS: partial(elevenlabs.use_stored, resources),
        Sender.TWILIO: partial(twilio.use_stored, resources),
        Sender.TRANSCRIPTION: partial(transcription.use_stored, resources),
        Sender.VAPI: partial(voice_agents.use_stored, resources),
        Sender.RETELL: partial(voice_agents.use_stored, resources),
    }


_ACCEPT_SPOOLED = {
    Sender.ELEVENLABS: elevenlabs.accept_spooled,
    Sender.TWILIO: twilio.accept_spooled,
    Sender.TRANSCRIPTION: transcription.accept_spooled,
    Sender.VAPI: voice_agents.accept_spooled,
    Sender.RETELL: voice_agents.accept_spooled,
}


async def accept_spooled(resources: Resources, event: SpooledEvent) -> None:
    """Accepts a spooled event. One of a deleted tenant is dropped. Raises the errors that the
    routes answer as problems.
    """
    owner = event.owner
    if owner.endpoint_id and owner.tenant_id:
        async with resources.database.connection(ALL_TENANTS) as conn:
            if await is_tenant_deleted(conn, owner.tenant_id):
                return
            if await find_endpoint(conn, owner.endpoint_id) is None:
                raise NotFound("There is no such webhook endpoint.")
    await _ACCEPT_SPOOLED[owner.source](resources, owner, event.body)
