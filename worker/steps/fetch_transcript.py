"""Asks the sender's API for what its webhook withheld."""

import asyncio

from shared.domain.incoming import Conversation
from shared.errors import (
    AccountRefused,
    InvalidRequest,
    NotReadyYet,
    ProviderMalformed,
    ProviderRejected,
)
from shared.vendors.elevenlabs.api import ElevenLabsConversations
from shared.vendors.elevenlabs.webhook import parse_conversation

LOOK_AGAIN_S = 10.0


async def fetch_transcript(
    conversation_id: str,
    *,
    conversations: ElevenLabsConversations,
    waited_s: float,
    patience_s: float,
) -> Conversation | None:
    """Returns None when it did not come within `patience_s` after the call was received: then there
    is only its sound.

    A `patience_s` of 0 means that the sound is here already: a refused account is then an error and
    not waited for. Raises NotReadyYet until then, ProviderRejected and Transient errors.
    """
    try:
        body = await conversations.get(conversation_id)
        found = await asyncio.to_thread(_parsed, body)
        if found.call.external_id != conversation_id:
            raise ProviderMalformed("ElevenLabs answered with another conversation")
        if not found.is_over:
            raise NotReadyYet(
                "ElevenLabs is still working on the conversation", retry_after_s=LOOK_AGAIN_S
            )
    except NotReadyYet:
        if waited_s < patience_s:
            raise
        return None
    except AccountRefused as error:
        if patience_s:
            raise
        raise ProviderRejected(str(error), reason=error.reason) from error
    return found


def _parsed(body: bytes) -> Conversation:
    try:
        return parse_conversation(body)
    except InvalidRequest as error:
        raise ProviderMalformed("ElevenLabs' conversation is not what it documents") from error
