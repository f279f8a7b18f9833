"""Request examples for the API description."""

from typing import Any


def _text_schema(description: str, **more: str) -> dict[str, Any]:
    return {"type": "string", "description": description, **more}


def _event_schema(*, required: list[str], **properties: Any) -> dict[str, Any]:
    """Returns the schema of the fields that are read; senders may add others."""
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": True,
    }


ELEVENLABS_SCHEMA = {
    "title": "ElevenLabsEvent",
    "description": "ElevenLabs' event of a finished call.",
    **_event_schema(
        required=["data"],
        type=_text_schema(
            "`post_call_transcription`, which it is without one, or another event's name."
        ),
        event_timestamp={
            "type": "integer",
            "description": "When it was sent, in seconds since 1970.",
        },
        data={
            "description": "The call.",
            **_event_schema(
                required=["conversation_id", "agent_id"],
                conversation_id=_text_schema("ElevenLabs' id of the call."),
                agent_id=_text_schema("The id that the agent is registered under."),
                transcript={
                    "description": (
                        "Turns with `role` and `message`, or `messages` with `role` and `content`."
                    )
                },
                metadata={
                    "type": "object",
                    "additionalProperties": True,
                    "description": "Start, length, numbers and language of the call.",
                },
            ),
        },
    ),
}
TWILIO_SCHEMA = {
    "title": "TwilioRecordingStatus",
    "description": "Twilio's event of a finished or missing recording.",
    **_event_schema(
        required=["AccountSid", "RecordingSid"],
        AccountSid=_text_schema("Twilio's id of the account."),
        CallSid=_text_schema("Twilio's id of the call."),
        RecordingSid=_text_schema("Twilio's id of the recording."),
        RecordingStatus=_text_schema(
            "`completed`, `absent` or `failed`; others need nothing done."
        ),
        RecordingDuration=_text_schema("Its length in seconds."),
        RecordingChannels=_text_schema("How many channels it has: `1` or `2`."),
        RecordingStartTime=_text_schema("When it began, as an RFC 2822 date."),
        RecordingUrl=_text_schema("Where Twilio has it."),
        From=_text_schema("The number that called."),
        To=_text_schema("The number that was called."),
    ),
}
TRANSCRIPTION_SCHEMA = {
    "title": "TranscriptionEvent",
    "description": "A recording was transcribed outside, or could not be.",
    **_event_schema(
        required=["type", "data"],
        type=_text_schema("`transcription.completed` or `transcription.failed`."),
        data={
            "description": "The result.",
            **_event_schema(
                required=["recording_id"],
                recording_id=_text_schema("The recording's id here.", format="uuid"),
                text=_text_schema("The whole transcript as text."),
                language=_text_schema("The language spoken (ISO 639)."),
                duration={"type": "number", "description": "Length of the recording in seconds."},
                segments={
                    "type": "array",
                    "items": {"type": "object", "additionalProperties": True},
                    "description": (
                        "Pieces with `text`, `start` and `end` in seconds, and `speaker`."
                    ),
                },
                error=_text_schema("Why it failed, for people."),
            ),
        },
    ),
}

ELEVENLABS_EVENTS: dict[str, Any] = {
    "transcription": {
        "summary": "post_call_transcription",
        "value": {
            "type": "post_call_transcription",
            "event_timestamp": 1795000000,
            "data": {
                "agent_id": "agent_front_desk",
                "conversation_id": "conv_0001",
                "transcript": [
                    {
                        "role": "agent",
                        "message": "Northside Plumbing, how can I help?",
                        "time_in_call_secs": 0,
                    },
                    {
                        "role": "user",
                        "message": (
                            "My boiler leaks. Can someone call me back tomorrow at three pm?"
                        ),
                        "time_in_call_secs": 3,
                    },
                ],
                "metadata": {"start_time_unix_secs": 1794999900, "call_duration_secs": 41},
            },
        },
    },
    "short": {
        "summary": "The short form",
        "value": {
            "data": {
                "conversation_id": "test-123",
                "agent_id": "your-agent-id",
                "transcript": {
                    "messages": [
                        {"role": "agent", "content": "Hello, how can I help you?"},
                        {"role": "user", "content": "I need help with my account"},
                    ]
                },
            }
        },
    },
    "audio": {
        "summary": "post_call_audio",
        "value": {
            "type": "post_call_audio",
            "event_timestamp": 1795000003,
            "data": {
                "agent_id": "agent_front_desk",
                "conversation_id": "conv_0001",
                "full_audio": "//uQAAAA",
            },
        },
    },
    "failure": {
        "summary": "call_initiation_failure",
        "value": {
            "type": "call_initiation_failure",
            "event_timestamp": 1795000000,
            "data": {
                "agent_id": "agent_front_desk",
                "conversation_id": "conv_0002",
                "failure_reason": "busy",
                "metadata": {
                    "type": "twilio",
                    "body": {"From": "+12025550100", "To": "+12025550143"},
                },
            },
        },
    },
}

TWILIO_RECORDING: dict[str, Any] = {
    "completed": {
        "summary": "A recording is ready",
        "value": {
            "AccountSid": "AC0123456789abcdef0123456789abcdef",
            "CallSid": "CA0123456789abcdef0123456789abcdef",
            "RecordingSid": "RE0123456789abcdef0123456789abcdef",
            "RecordingStatus": "completed",
            "RecordingDuration": "41",
            "RecordingChannels": "2",
            "RecordingStartTime": "Wed, 18 Nov 2026 15:30:00 +0000",
        },
    }
}

TRANSCRIPTION_EVENTS: dict[str, Any] = {
    "completed": {
        "summary": "transcription.completed",
        "value": {
            "type": "transcription.completed",
            "data": {
                "recording_id": "01938f5e-7b1c-7c3a-9d2e-5a0c9a4c1f10",
                "text": "Northside Plumbing, how can I help? My boiler leaks.",
                "language": "en",
                "duration": 41.0,
                "segments": [
                    {
                        "speaker": "agent",
                        "start": 0.4,
                        "end": 2.1,
                        "text": "Northside Plumbing, how can I help?",
                    },
                    {"speaker": "customer", "start": 2.9, "end": 4.0, "text": "My boiler leaks."},
                ],
            },
        },
    },
    "failed": {
        "summary": "transcription.failed",
        "value": {
            "type": "transcription.failed",
            "data": {
                "recording_id": "01938f5e-7b1c-7c3a-9d2e-5a0c9a4c1f10",
                "error": "The file has no audio track.",
            },
        },
    },
}

_TURNS_OF_AGENTS = (
    ("agent", "Front desk, how can I help?", 0.4, 2.1),
    ("user", "My boiler leaks. Please call me back tomorrow at three p m.", 2.9, 7.6),
)
RETELL_SCHEMA = {
    "title": "RetellEvent",
    "description": "Retell's event of a finished call.",
    **_event_schema(
        required=["event"],
        event=_text_schema("`call_analyzed` or `call_ended`; others are ignored."),
        call={
            "description": "The call.",
            **_event_schema(
                required=["call_id"],
                call_id=_text_schema("Retell's id of the call."),
                agent_id=_text_schema("The id of the agent, which is registered."),
                transcript_object={
                    "description": "Turns with `role`, `content` and `words` with their seconds."
                },
                disconnection_reason=_text_schema("How it ended."),
            ),
        },
    ),
}
RETELL_EVENTS: dict[str, Any] = {
    "analyzed": {
        "summary": "A call that asks for a callback",
        "value": {
            "event": "call_analyzed",
            "call": {
                "call_type": "phone_call",
                "call_id": "Jabr9TXYYJHfvl6Syypi88rdAHYHmcq6",
                "agent_id": "oBeDLoLOeuAbiuaMFXRtDOLriTJ5tSxD",
                "agent_name": "Front desk",
                "call_status": "ended",
                "direction": "inbound",
                "from_number": "+12025550143",
                "to_number": "+12025550100",
                "start_timestamp": 1795015800000,
                "end_timestamp": 1795015842000,
                "duration_ms": 42000,
                "transcript_object": [
                    {
                        "role": role,
                        "content": said,
                        "words": [{"word": said, "start": start_s, "end": end_s}],
                    }
                    for role, said, start_s, end_s in _TURNS_OF_AGENTS
                ],
                "disconnection_reason": "user_hangup",
                "call_analysis": {
                    "call_summary": "The boiler leaks.",
                    "in_voicemail": False,
                    "user_sentiment": "Neutral",
                    "call_successful": True,
                    "custom_analysis_data": {},
                },
            },
        },
    },
    "not connected": {
        "summary": "A call that no one answered",
        "value": {
            "event": "call_ended",
            "call": {
                "call_type": "phone_call",
                "call_id": "Nabr9TXYYJHfvl6Syypi88rdAHYHmcq7",
                "agent_id": "oBeDLoLOeuAbiuaMFXRtDOLriTJ5tSxD",
                "call_status": "not_connected",
                "direction": "outbound",
                "from_number": "+12025550100",
                "to_number": "+12025550143",
                "disconnection_reason": "dial_no_answer",
            },
        },
    },
}
VAPI_SCHEMA = {
    "title": "VapiEvent",
    "description": "Vapi's server message.",
    **_event_schema(
        required=["message"],
        message={
            "description": "The message.",
            **_event_schema(
                required=["type"],
                type=_text_schema("`end-of-call-report`; others are ignored."),
                call={"description": "The call with its `id` and `assistantId`."},
                artifact={
                    "description": "`messages` with `role`, `message` and `secondsFromStart`."
                },
                endedReason=_text_schema("How it ended."),
            ),
        },
    ),
}
VAPI_EVENTS: dict[str, Any] = {
    "report": {
        "summary": "A call that asks for a callback",
        "value": {
            "message": {
                "type": "end-of-call-report",
                "timestamp": 1795015845000,
                "endedReason": "customer-ended-call",
                "startedAt": "2026-11-18T19:30:00.000Z",
                "endedAt": "2026-11-18T19:30:42.000Z",
                "durationSeconds": 42,
                "call": {
                    "id": "7420f27a-30fd-4f49-a995-5549ae7cc00d",
                    "type": "inboundPhoneCall",
                    "assistantId": "5b0a4a08-133c-4146-9315-0984f8c6be80",
                },
                "assistant": {"name": "Front desk"},
                "customer": {"number": "+12025550143"},
                "phoneNumber": {"number": "+12025550100"},
                "artifact": {
                    "messages": [
                        {"role": "system", "message": "You are the front desk."},
                        *(
                            {
                                "role": {"agent": "bot"}.get(role, role),
                                "message": said,
                                "secondsFromStart": start_s,
                            }
                            for role, said, start_s, _ in _TURNS_OF_AGENTS
                        ),
                    ]
                },
                "analysis": {"summary": "The boiler leaks.", "successEvaluation": "true"},
            }
        },
    },
    "not connected": {
        "summary": "A call that no one answered",
        "value": {
            "message": {
                "type": "end-of-call-report",
                "endedReason": "customer-did-not-answer",
                "call": {
                    "id": "8420f27a-30fd-4f49-a995-5549ae7cc00e",
                    "type": "outboundPhoneCall",
                    "assistantId": "5b0a4a08-133c-4146-9315-0984f8c6be80",
                    "customer": {"number": "+12025550143"},
                    "phoneNumber": {"number": "+12025550100"},
                },
                "artifact": {"messages": []},
            }
        },
    },
}
