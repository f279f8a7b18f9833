"""What happened with a contact, in the order of time, as answers show it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, TypeAlias

from pydantic import BaseModel, Field

from shared.db.contact_lists import ContactCall, StoredContact
from shared.db.contact_timelines import AgentCallOfContact, CallbackChangeOfContact
from shared.domain.ids import CallbackId, CallId

# The name of people's notes among a contact's corrections.
NOTES = "notes"

_Kind: TypeAlias = Literal[
    "call", "callback", "callback_change", "agent_call", "opt_out", "correction", "note"
]


class TimelineBody(BaseModel):
    """Something that happened with a contact, or will."""

    at: datetime = Field(
        description=(
            "When it happened; for a `callback` when it is due, for a planned call of the agent"
            " when that is placed."
        )
    )
    kind: _Kind = Field(
        description=(
            "What happened. `callback`: it is due. `callback_change`: it was asked for, moved, done"
            " or otherwise changed. `agent_call`: the team's voice agent calls for a callback."
        )
    )
    text: str | None = Field(
        description=(
            "The call's title, the callback's reason, why it was changed, why the agent reached no"
            " one, the words or the corrected value."
        )
    )
    call_id: CallId | None = Field(
        description="The call that it is about; of a call of the agent the one that it became."
    )
    field: str | None = Field(description="The corrected field.")
    action: str | None = Field(
        None,
        description=(
            "Of `callback_change` what was done, as in the callback's history. Of `agent_call` its"
            " state, `planned` or `needs_approval` for one that is to come."
        ),
    )
    callback_id: CallbackId | None = Field(None, description="The callback that it is about.")
    due_at: datetime | None = Field(
        None, description="Of `callback_change` the time that was set; null if it stayed."
    )
    by: Literal["call", "user", "key", "worker", "agent"] = Field(
        description="A call, a person, an API key, Aftercall itself, or the team's voice agent."
    )
    by_id: str | None = Field(description="The id of the user or key.")


def timeline_of(
    contact: StoredContact,
    calls: Sequence[ContactCall],
    changes: Sequence[CallbackChangeOfContact],
    agent_calls: Sequence[AgentCallOfContact],
) -> list[TimelineBody]:
    """Returns the entries, newest first."""
    entries = []
    for call in calls:
        entries.append(_timeline_entry("call", call.at, call.title, call.call_id))
        if call.words:
            entries.append(_timeline_entry("opt_out", call.at, call.words, call.call_id))
        if call.callback:
            due_at = call.callback.due_at or call.at
            entries.append(_timeline_entry("callback", due_at, call.reason, call.call_id))
    entries += [
        TimelineBody(
            kind="callback_change",
            at=change.at,
            text=change.comment,
            call_id=change.call_id,
            field=None,
            action=change.action,
            callback_id=change.callback_id,
            due_at=change.due_at,
            by=change.actor,
            by_id=change.actor_id,
        )
        for change in changes
    ]
    entries += [
        TimelineBody(
            kind="agent_call",
            at=one.at,
            text=one.reason,
            call_id=one.call_id,
            field=None,
            action=one.state,
            callback_id=one.callback_id,
            by="agent",
            by_id=None,
        )
        for one in agent_calls
    ]
    for name, one in contact.corrected.items():
        kind = "note" if name == NOTES else "correction"
        entries.append(
            TimelineBody.model_validate(
                {**one, "kind": kind, "text": one["value"], "call_id": None, "field": name}
            )
        )
    if contact.opt_out and contact.opt_out["by"] != "call":
        entries.append(
            TimelineBody.model_validate(
                {"text": None, "call_id": None, "field": None, "by_id": None}
                | contact.opt_out
                | {"kind": "opt_out"}
            )
        )
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _timeline_entry(
    kind: Literal["call", "callback", "opt_out"], at: datetime, text: str | None, call_id: CallId
) -> TimelineBody:
    return TimelineBody(
        kind=kind, at=at, text=text, call_id=call_id, field=None, by="call", by_id=None
    )
