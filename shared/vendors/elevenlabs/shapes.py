"""The shapes of ElevenLabs' events: the fields that are read, and the forms that relays give them.

Sources: elevenlabs.io/docs/eleven-agents/workflows/post-call-webhooks and the types of its Python
SDK, all of whose enumerations are open. Only the ids of conversation and agent are required; other
fields are left out when they cannot be read.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, AliasPath, BaseModel, BeforeValidator, ConfigDict, Field

from shared.domain.languages import primary_language
from shared.domain.transcript_bounds import MOST_TURNS, ends
from shared.errors import InvalidRequest
from shared.payloads.tolerant import read_json

TRANSCRIPTION: Literal["post_call_transcription"] = "post_call_transcription"
# Stands in a payload for turns that were left out.
LEFT_OUT = "aftercall_left_out"

UnixSeconds = Annotated[float, Field(ge=0, le=253_402_300_799)]
Identifier = Annotated[str, Field(min_length=1, max_length=200)]


class Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True, allow_inf_nan=False)


def _text_or_none(value: object) -> object:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _language_code(value: object) -> str | None:
    """Returns the code of a language, or None; a call is never refused because of it."""
    return primary_language(value) if isinstance(value, str) else None


Text = Annotated[str | None, BeforeValidator(_text_or_none)]


class Tool(Lenient):
    """A call of a tool, or its result. The `type` of the result has priority over the words that
    describe it.
    """

    tool_name: str = ""
    is_error: bool | None = None
    tool_has_been_called: bool | None = None
    result: dict[str, Any] | None = None


class Part(Lenient):
    text: str


class Multivoice(Lenient):
    parts: list[Part] = Field(default_factory=list)


class TurnShape(Lenient):
    role: str | None = Field(None, validation_alias=AliasChoices("role", "speaker", "author"))
    message: str | None = None
    content: str | None = None
    text: str | None = None
    time_in_call_secs: Annotated[float, Field(ge=0)] | None = None
    tool_calls: list[Tool] | None = None
    tool_results: list[Tool] | None = None
    multivoice_message: Multivoice | None = None
    left_out: int = Field(0, alias=LEFT_OUT, ge=0)

    @property
    def is_unread(self) -> bool:
        """Returns whether the turn has none of the known fields; a turn whose message is null is
        known and says nothing.
        """
        return not self.model_fields_set & _KNOWN_OF_TURN


_KNOWN_OF_TURN = {*TurnShape.model_fields} - {"role", "time_in_call_secs"}


class PhoneCall(Lenient):
    type: str | None = None
    direction: str | None = None
    agent_number: Text = None
    external_number: Text = None
    call_sid: str | None = None
    call_result: str | None = None
    sip_header_dynamic_variables: dict[str, Any] | None = None


class WhatsApp(Lenient):
    direction: str | None = None
    whatsapp_user_id: Text = None
    recipient: dict[str, Any] | None = None
    call_result: str | None = None


class Sms(Lenient):
    direction: str | None = None
    sms_user_phone_number: Text = None
    agent_phone_number: Text = None


class SenderError(Lenient):
    code: Annotated[str | None, BeforeValidator(_text_or_none)] = None
    reason: str | None = None


class Metadata(Lenient):
    start_time_unix_secs: UnixSeconds | None = None
    call_duration_secs: Annotated[float, Field(ge=0)] | None = None
    main_language: Annotated[str | None, BeforeValidator(_language_code)] = None
    timezone: str | None = None
    termination_reason: str | None = None
    cost: float | None = None
    phone_call: PhoneCall | None = None
    whatsapp: WhatsApp | None = None
    sms: Sms | None = None
    error: SenderError | None = None
    # Fields that only relays add; the other names are those of ElevenLabs.
    caller_id: Text = None
    called_id: Text = None


class Analysis(Lenient):
    """The sender's analysis. Fields that are only passed on are not changed."""

    transcript_summary: str | None = None
    call_summary_title: str | None = None
    call_successful: Any = None
    data_collection_results: Any = None
    data_collection_results_list: Any = Field(None, exclude=True)
    evaluation_criteria_results: Any = None


class InitiationData(Lenient):
    dynamic_variables: dict[str, Any] | None = None
    user_id: Text = None


class CallData(Lenient):
    agent_id: Identifier = Field(validation_alias=AliasChoices("agent_id", "agentId"))
    conversation_id: Identifier = Field(
        validation_alias=AliasChoices("conversation_id", "conversationId")
    )
    agent_name: str | None = None
    status: str | None = None
    user_id: Text = None
    # The short form wraps the turns: `{"messages": [{"role", "content"}]}`.
    transcript: list[TurnShape] | None = Field(
        None, validation_alias=AliasChoices(AliasPath("transcript", "messages"), "transcript")
    )
    metadata: Metadata | None = None
    analysis: Analysis | None = None
    conversation_initiation_client_data: InitiationData | None = None
    # Other forms of the event have the transcript in these fields.
    otlp_traces: Any = None
    messages: Any = None
    turns: Any = None
    # Fields of other events whose type is missing.
    full_audio: Any = None
    failure_reason: Any = None

    @property
    def is_another(self) -> bool:
        """Returns whether the payload is not an ordinary call: its transcript is in another field,
        or it is an event of another type.
        """
        others = (self.otlp_traces, self.messages, self.turns, self.full_audio, self.failure_reason)
        return not self.transcript and any(others)


class Envelope(Lenient):
    # The limit is on the inner type: on the outer one it would apply to None as well, which raises
    # an error other than ValidationError.
    event_timestamp: Annotated[
        Annotated[str, Field(max_length=40)] | None, BeforeValidator(_text_or_none)
    ] = None


class TranscriptionEvent(Envelope):
    type: Literal["post_call_transcription"] = TRANSCRIPTION
    data: CallData


class AudioData(Lenient):
    agent_id: Identifier = Field(validation_alias=AliasChoices("agent_id", "agentId"))
    conversation_id: Identifier = Field(
        validation_alias=AliasChoices("conversation_id", "conversationId")
    )
    full_audio: str = Field(min_length=1)


class AudioEvent(Envelope):
    data: AudioData


class FailureMetadata(Lenient):
    body: dict[str, Any] = Field(default_factory=dict)


class FailureData(Lenient):
    agent_id: Identifier = Field(validation_alias=AliasChoices("agent_id", "agentId"))
    conversation_id: Identifier = Field(
        validation_alias=AliasChoices("conversation_id", "conversationId")
    )
    failure_reason: str = "unknown"
    metadata: FailureMetadata = Field(default_factory=FailureMetadata)


class FailureEvent(Envelope):
    data: FailureData


class ConversationState(Lenient):
    status: str = "done"
    has_audio: bool = False


_IDS = ("conversation_id", "conversationId")


def is_event(value: Mapping[str, Any]) -> bool:
    """Returns whether the object is an event itself, and not a wrapper around one."""
    data = _inner(value.get("data"))
    known_type = isinstance(value.get("type"), str) and (
        isinstance(data, dict) or "data" not in value
    )
    return bool(
        any(name in value for name in _IDS)
        or (
            isinstance(data, dict)
            and (known_type or any(name in data for name in _IDS) or "otlp_traces" in data)
        )
        or (
            known_type
            and not any(
                isinstance(value.get(name), dict | list) for name in ("body", "payload", "event")
            )
        )
    )


def in_order(event: dict[str, Any]) -> dict[str, Any]:
    """Returns a copy of the event in the documented arrangement: top-level fields are moved into
    `data`, ids are also read from their second place, turns have a role and a message. The sender's
    object is not changed.
    """
    data = _inner(event.get("data"))
    if not isinstance(data, dict):
        data = {
            name: value
            for name, value in event.items()
            if name not in ("type", "event_timestamp", "data")
        }
    data = dict(data)
    _find_ids(data)
    for name in ("transcript", "messages", "turns"):
        if data.get(name) is not None:
            given = data.pop(name)
            turns = turns_of(given)
            # A value that is no transcript stays, so that validation leaves it out and notes it.
            data["transcript"] = given if turns is None and given else turns
            break
    data["otlp_traces"] = _parsed_if_text(data.get("otlp_traces"))
    for name in ("metadata", "analysis", "conversation_initiation_client_data"):
        # A copy without the unreadable fields, two levels deep.
        if isinstance(value := data.get(name), dict):
            data[name] = {
                key: dict(each) if isinstance(each, dict) else each for key, each in value.items()
            }
    return {
        **{name: event[name] for name in ("type", "event_timestamp") if name in event},
        "data": {name: value for name, value in data.items() if value is not None},
    }


def _inner(data: Any) -> Any:
    """Returns the data from a list with one element, or from JSON in a text."""
    if isinstance(data, str) and data.lstrip()[:1] in ("[", "{"):
        try:
            data, _ = read_json(data.encode("utf-8", "replace"))
        except InvalidRequest:
            return None
    return data[0] if isinstance(data, list) and len(data) == 1 else data


def _parsed_if_text(value: Any) -> Any:
    """Parses JSON in a text; returns other values unchanged."""
    if not isinstance(value, str) or value.lstrip()[:1] not in ("[", "{"):
        return value
    try:
        return read_json(value.encode("utf-8", "replace"))[0]
    except InvalidRequest:
        return value


def conversation_of(payload: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Returns the ids of the conversation and the agent, as far as they can be read."""
    data = _inner(payload.get("data"))
    data = dict(data) if isinstance(data, dict) else dict(payload)
    _find_ids(data)
    found = (data.get("conversation_id"), data.get("agent_id"))
    conversation, agent = (
        value if isinstance(value, str) and 0 < len(value) <= 200 else None for value in found
    )
    return conversation, agent


def shortened(turns: list[Any]) -> list[Any]:
    """Replaces the middle of a very long transcript by a turn that says so. It is called before
    validation, which would block for seconds.
    """
    if len(turns) <= MOST_TURNS:
        return turns
    first, last = ends(turns, MOST_TURNS)
    return [*first, {"role": "agent", LEFT_OUT: len(turns) - MOST_TURNS}, *last]


def turns_of(value: Any) -> list[Any] | None:
    """Returns the turns from a sender's transcript: a list, an object around one, or a text."""
    for _ in range(3):
        match value:
            case dict():
                names = ("messages", "turns", "transcript", "items", "segments", "text", "content")
                value = next((value[name] for name in names if value.get(name) is not None), None)
            case str():
                value = _turns_of_text(value)
            case list():
                return [_turn_shape(turn) for turn in shortened(value)]
            case _:
                return None
    return None


_NAMED_LINE = re.compile(r"\s{0,8}[\[*]{0,3}([^\W\d][\w .-]{0,30}?)[\]*]{0,3}\s?:\s?(.*)")


def _turns_of_text(text: str) -> list[Any]:
    """Parses lines that begin with a name and a colon as turns; a line without one continues the
    turn before.
    """
    if text.lstrip()[:1] in ("[", "{"):
        try:
            value, _ = read_json(text.encode("utf-8", "replace"))
        except InvalidRequest:
            value = None
        if isinstance(value, list | dict):
            return turns_of(value) or []
    turns: list[dict[str, Any]] = []
    for line in text.splitlines():
        found = _NAMED_LINE.match(line)
        if found:
            turns.append({"role": found[1], "message": found[2]})
        elif turns and line.strip():
            turns[-1]["message"] += "\n" + line
        elif line.strip():
            turns.append({"role": None, "message": line})
    return turns


def _turn_shape(value: Any) -> Any:
    match value:
        case str():
            found = _NAMED_LINE.fullmatch(value)
            return (
                {"role": found[1], "message": found[2]}
                if found
                else {"role": None, "message": value}
            )
        case dict():
            turn = dict(value)
            given = [
                turn.pop(name) for name in ("message", "content", "text", "parts") if name in turn
            ]
            message = next((words for words in map(_words_of, given) if words), None)
            # A value that is no text leaves the turn without a message, which counts as unread.
            if message or (given and not any(given)):
                turn["message"] = message
            role = next(
                (
                    turn.pop(name)
                    for name in ("role", "speaker", "author")
                    if turn.get(name) is not None
                ),
                None,
            )
            turn["role"] = (
                role.get("role") or role.get("name")
                if isinstance(role, dict)
                else _text_or_none(role)
            )
            for name in ("tool_calls", "tool_results"):
                if isinstance(turn.get(name), list):
                    turn[name] = [
                        dict(each) if isinstance(each, dict) else each for each in turn[name]
                    ]
            return turn
        case _:
            return value


def _words_of(value: Any) -> Any:
    """Returns the text parts of a message that is a list of parts, as language models
    write them.
    """
    match value:
        case list():
            parts = [part if isinstance(part, str) else _words_of(part) for part in value]
            return " ".join(part for part in parts if isinstance(part, str) and part) or None
        case dict():
            names = ("text", "content", "value", "transcript", "parts")
            found = next((value[name] for name in names if value.get(name)), None)
            return (
                found
                if isinstance(found, str)
                else _words_of(found)
                if isinstance(found, list)
                else None
            )
        case _:
            return value


def _find_ids(data: dict[str, Any]) -> None:
    variables = _object_inside(data, "conversation_initiation_client_data", "dynamic_variables")
    for name, camel, variable in (
        ("conversation_id", "conversationId", "system__conversation_id"),
        ("agent_id", "agentId", "system__agent_id"),
    ):
        given = (_text_or_none(data.pop(each, None)) for each in (name, camel))
        metadata = data.get("metadata")
        others = (
            variables.get(variable),
            metadata.get(name) if isinstance(metadata, dict) else None,
        )
        found = next(
            (each.strip() for each in (*given, *others) if isinstance(each, str) and each.strip()),
            None,
        )
        if found:
            data[name] = found


def _object_inside(data: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    for name in names:
        value = data.get(name)
        if not isinstance(value, dict):
            return {}
        data = value
    return data
