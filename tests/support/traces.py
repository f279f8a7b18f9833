"""Transcripts as OpenTelemetry traces, with the attributes that public receivers of ElevenLabs'
webhook captured.
"""

from typing import Any

from tests.support.odd_events import TURNS

OTEL = "post_call_transcription_otel"
BEGAN_S = 1795015800


def attributes(values: dict[str, Any]) -> list[dict[str, Any]]:
    """As OTLP's JSON has them: 64-bit integers are texts."""
    kinds: dict[type, str] = {
        bool: "boolValue",
        int: "intValue",
        float: "doubleValue",
        str: "stringValue",
    }
    return [
        {"key": key, "value": {kinds[type(value)]: str(value) if type(value) is int else value}}
        for key, value in values.items()
    ]


def span(name: str, at_s: float, values: dict[str, Any], *, lasted_s: float = 1) -> dict[str, Any]:
    start = int((BEGAN_S + at_s) * 1_000_000_000)
    return {
        "traceId": "0af7651916cd43dd8448eb211c80319c",
        "spanId": "b7ad6b7169203331",
        "name": name,
        "startTimeUnixNano": str(start),
        "endTimeUnixNano": str(start + int(lasted_s * 1_000_000_000)),
        "status": {"code": 1},
        "attributes": attributes(values),
    }


def turn_spans() -> list[dict[str, Any]]:
    (_, greeting), (_, wish) = TURNS
    return [
        span(
            "elevenlabs.recv.agent_response",
            0,
            {"elevenlabs.turn.index": 0, "elevenlabs.agent.text": greeting},
        ),
        span(
            "elevenlabs.recv.user_transcript",
            4,
            {"elevenlabs.turn.index": 1, "elevenlabs.user.text": wish},
        ),
        span(
            "elevenlabs.tool.end_call",
            9,
            {"elevenlabs.turn.index": 2, "elevenlabs.tool.name": "end_call"},
        ),
    ]


def otel(spans: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    root = span(
        "elevenlabs.conversation",
        0,
        {
            "elevenlabs.source": "post_call_webhook",
            "elevenlabs.session.duration_ms": 42500,
            "elevenlabs.telephony.direction": "inbound",
            "elevenlabs.telephony.external_number": "+1 202 555 0143",
            "elevenlabs.telephony.agent_number": "+12025550100",
            "elevenlabs.analysis.call_summary_title": "A leaking boiler",
            "elevenlabs.dynamic_variable.customer_name": "Maria Lopez",
            "elevenlabs.user_id": "maria@example.com",
        },
        lasted_s=40,
    )
    resource = {"attributes": attributes({"service.name": "elevenlabs-convai"})}
    scope = {
        "scope": {"name": "elevenlabs.convai"},
        "spans": [root, *(turn_spans() if spans is None else spans)],
    }
    return {
        "type": OTEL,
        "event_timestamp": 1795015900,
        "data": {
            "agent_id": "agent_1",
            "conversation_id": "conv_1",
            "otlp_traces": {"resourceSpans": [{"resource": resource, "scopeSpans": [scope]}]},
        },
    }
