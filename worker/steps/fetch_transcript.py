"""Requests from the sender's API what its webhook withheld."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from shared.db.calls import upsert_call
from shared.db.pool import Connection
from shared.db.recordings import insert_recording
from shared.db.transcripts import insert_transcript
from shared.domain.ids import RecordingId, new_id
from shared.domain.incoming import Conversation
from shared.domain.statuses import RecordingStatus
from shared.domain.steps import Step
from shared.errors import (
    AccountRefused,
    InvalidRequest,
    NotReadyYet,
    ProviderMalformed,
    ProviderRejected,
)
from shared.vendors.elevenlabs.api import ElevenLabsConversations
from shared.vendors.elevenlabs.webhook import parse_conversation
from worker.checkpoints import PipelineStep
from worker.run import Run

LOOK_AGAIN_S = 10.0


@dataclass(frozen=True)
class FetchTranscript(PipelineStep[Conversation | None]):
    """Requests it with the tenant's `own_key`, then with the installation's key if `shared_key`."""

    name: ClassVar = Step.FETCH_TRANSCRIPT

    run: Run
    own_key: str | None = field(default=None, repr=False)
    shared_key: bool = True

    async def work(self) -> Conversation | None:
        run = self.run
        return await fetch_transcript(
            run.call.external_id,
            conversations=run.resources.conversations,
            keys=[*([self.own_key] if self.own_key else []), *([None] if self.shared_key else [])],
            waited_s=run.claim.age_s,
            patience_s=0 if run.recordings else run.resources.settings.work.recording_wait_s,
        )

    async def load(self, conn: Connection) -> None:
        """Does nothing: the results are read with the rest of the run."""

    async def save(self, conn: Connection, value: Conversation | None) -> None:
        """Stores the answer as if the webhook had contained it. Audio without words becomes a
        recording to fetch.
        """
        if value is None:
            return
        run, call = self.run, value.call
        await upsert_call(conn, run.tenant.id, None, call)
        if call.transcript and call.transcript.turns:
            await insert_transcript(
                conn, run.tenant.id, run.call.id, call.transcript, origin=call.source
            )
        elif value.has_audio and not run.has_recording:
            await insert_recording(
                conn,
                run.tenant.id,
                RecordingId(new_id()),
                call_id=run.call.id,
                status=RecordingStatus.PENDING,
                conversation_id=run.call.external_id,
            )

    def meta(self, value: Conversation | None) -> dict[str, Any]:
        transcript = value.call.transcript if value else None
        return {
            "turns": len(transcript.turns) if transcript else 0,
            "has_audio": bool(value and value.has_audio),
        }


async def fetch_transcript(
    conversation_id: str,
    *,
    conversations: ElevenLabsConversations,
    keys: Sequence[str | None],
    waited_s: float,
    patience_s: float,
) -> Conversation | None:
    """Returns the transcript, None when it did not arrive within `patience_s` after the call was
    received: then only the audio exists. The first of `keys` that may read the conversation
    counts; None is the installation's.

    A `patience_s` of 0 means that the audio is stored already: a refused account is then an error
    and not awaited. Raises NotReadyYet until then, ProviderRejected and Transient errors.
    """
    try:
        body = await _get_with_first(keys, conversations, conversation_id)
        try:
            found = await asyncio.to_thread(parse_conversation, body)
        except InvalidRequest as error:
            raise ProviderMalformed(
                "ElevenLabs' conversation does not have the documented form"
            ) from error
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


async def _get_with_first(
    keys: Sequence[str | None], conversations: ElevenLabsConversations, conversation_id: str
) -> bytes:
    """Raises the first key's error if no key can read the conversation."""
    first: NotReadyYet | AccountRefused | None = None
    for key in keys:
        try:
            return await conversations.get(conversation_id, key=key)
        except (NotReadyYet, AccountRefused) as error:
            first = first or error
    raise first or ProviderRejected("there is no key to read it with", reason="no_key")
