"""Reads the numbers at both ends of the line, under the names that the channels use."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.payloads.facts import (
    OURS,
    international,
    number_note,
    phone_number,
)
from shared.vendors.elevenlabs.shapes import (
    Metadata,
)


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """The numbers of a call; `agent_number` is the sender's side."""

    direction: str | None
    from_number: str | None
    to_number: str | None
    agent_number: str | None
    notes: tuple[str, ...]


def phone_line_of(metadata: Metadata, variables: Mapping[str, Any]) -> PhoneLine:
    """Reads the numbers from the phone call, a chat channel, or the variables that every
    conversation has.
    """
    phone, chat, sms = metadata.phone_call, metadata.whatsapp, metadata.sms
    given = next((each.direction for each in (phone, chat, sms) if each and each.direction), None)
    direction = _DIRECTIONS.get((given or "").strip().lower())
    recipient = (chat.recipient or {}).get("phone") if chat else None
    ours = (phone and phone.agent_number) or (sms and sms.agent_phone_number)
    theirs = (
        (phone and phone.external_number)
        or (sms and sms.sms_user_phone_number)
        or recipient
        or (_whatsapp_number(chat.whatsapp_user_id) if chat else None)
    )
    caller = variables.get("system__caller_id") or metadata.caller_id
    called = variables.get("system__called_number") or metadata.called_id
    outbound = direction == "outbound"
    agent_number, other = (
        phone_number(ours) or phone_number(caller if outbound else called),
        phone_number(theirs) or phone_number(called if outbound else caller),
    )
    unread = [number_note(each) for each in (ours or called, theirs or caller)]
    notes = [note for note in unread if note]
    if other and agent_number:
        other = international(other, agent_number)
    if other and other == agent_number:
        other = None
        notes.append(OURS)
    if given and direction is None and given.strip().lower() != "unknown":
        notes.append("The direction of the call could not be read.")
    from_number, to_number = (agent_number, other) if outbound else (other, agent_number)
    return PhoneLine(direction, from_number, to_number, agent_number, tuple(notes))


_DIRECTIONS = {
    **dict.fromkeys(("inbound", "incoming", "in"), "inbound"),
    **dict.fromkeys(("outbound", "outgoing", "out"), "outbound"),
}


def _whatsapp_number(user_id: str | None) -> str | None:
    """Returns the number of a WhatsApp user, whose id is the number's digits; newer ids are no
    numbers.
    """
    return f"+{user_id}" if user_id and user_id.isascii() and user_id.isdigit() else None
