"""Request examples for the API description."""

from typing import Any

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
                    {"role": "agent", "message": "Northside Plumbing, how can I help?", "time_in_call_secs": 0},
                    {
                        "role": "user",
                        "message": "My boiler leaks. Can someone call me back tomorrow at three pm?",
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
            "data": {"agent_id": "agent_front_desk", "conversation_id": "conv_0001", "full_audio": "//uQAAAA"},
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
                "metadata": {"type": "twilio", "body": {"From": "+12025550100", "To": "+12025550143"}},
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
                    {"speaker": "agent", "start": 0.4, "end": 2.1, "text": "Northside Plumbing, how can I help?"},
                    {"speaker": "customer", "start": 2.9, "end": 4.0, "text": "My boiler leaks."},
                ],
            },
        },
    },
    "failed": {
        "summary": "transcription.failed",
        "value": {
            "type": "transcription.failed",
            "data": {"recording_id": "01938f5e-7b1c-7c3a-9d2e-5a0c9a4c1f10", "error": "The file has no audio track."},
        },
    },
}
