"""Records the events that were held for an agent, when a tenant gets the claim to it."""

from dataclasses import dataclass
from typing import Any

import structlog

from api.http.resources import Resources
from api.webhooks.audio_intake import record_held_audio
from shared.db.agents import Agent
from shared.db.inbound import HeldAudio, take_held
from shared.db.pool import Connection
from shared.db.recordings import held_stem
from shared.domain.incoming import IncomingAudio, IncomingCall
from shared.intake.calls import record_call
from shared.queue.queue import Wakeup
from shared.vendors.elevenlabs import webhook as elevenlabs

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Released:
    """An event that was recorded, and the work that is left after the commit; `unused` audio was
    not recorded, for example of a deleted call.
    """

    wakeup: Wakeup | None = None
    unused: HeldAudio | None = None


async def _release_event(conn: Connection, agent: Agent, payload: dict[str, Any]) -> Released:
    """Records a held event as if it arrived now: signed, at the installation's own URL."""
    match elevenlabs.parse_event(payload):
        case IncomingCall() as call:
            accepted = await record_call(
                conn, agent.tenant_id, agent.id, call, installation_owned=True
            )
            return Released(accepted.wakeup)
        case IncomingAudio() as audio:
            held = HeldAudio.named_by(payload)
            if held is None:
                # Audio that only the event itself contains is given up, so that the other events
                # do not wait for it.
                log.warning("held audio of an earlier version dropped", agent_id=str(agent.id))
                return Released()
            accepted = await record_held_audio(conn, agent, audio, held)
            return Released(accepted.wakeup, None if accepted.created else held)
        case _:
            return Released()


async def release_held(conn: Connection, agent: Agent) -> list[Released]:
    """Records what was held for an agent, inside the transaction that claims it. The caller passes
    the result to `finish_release` after the commit.
    """
    return [
        await _release_event(conn, agent, payload)
        for payload in await take_held(conn, agent.external_id)
    ]


async def finish_release(resources: Resources, released: list[Released]) -> None:
    for each in released:
        if each.wakeup:
            resources.wakeups.send(each.wakeup)
        if each.unused:
            await resources.storage.delete(held_stem(each.unused.recording_id))
