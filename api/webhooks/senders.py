"""The senders of calls: where each delivers, and how an event that was stored unused is used."""

from functools import partial

from api.http.resources import Resources
from api.webhooks import elevenlabs, transcription, twilio, voice_agents
from api.webhooks.unused_events import Use
from shared.domain.statuses import Sender

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
