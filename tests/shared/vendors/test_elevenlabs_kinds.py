"""Events of ElevenLabs beside the ordinary ones: traces, unredacted ones, machine detection, and
those of no call.
"""

import json
from typing import Any

import pytest

from shared.domain.incoming import IncomingAudio, IncomingCall, UnknownEvent
from shared.domain.statuses import CallOutcome
from shared.domain.transcript import Speaker
from shared.errors import InvalidRequest
from shared.vendors.elevenlabs.webhook import parse_call, parse_event
from tests.support.odd_events import TURNS, WISH, plain
from tests.support.traces import OTEL, attributes, otel, span


def call_of(event: Any) -> IncomingCall:
    found = parse_event(event)
    assert isinstance(found, IncomingCall)
    return found


def said(call: IncomingCall) -> list[tuple[Speaker, str]]:
    assert call.transcript
    return [(turn.speaker, turn.text) for turn in call.transcript.turns]


EXPECTED = [(Speaker.AGENT, TURNS[0][1]), (Speaker.CUSTOMER, WISH)]


def test_a_transcript_in_traces_is_read() -> None:
    call = call_of(otel())
    assert said(call) == EXPECTED
    assert call.transcript
    assert [turn.start_s for turn in call.transcript.turns] == [0.0, 4.0]
    assert (call.external_id, call.agent_external_id, call.direction) == (
        "conv_1",
        "agent_1",
        "inbound",
    )
    assert (call.from_number, call.to_number) == ("+12025550143", "+12025550100")
    assert call.duration_s == 42.5
    assert call.started_at
    assert call.started_at.timestamp() == 1795015800
    assert (call.title, call.outcome) == ("A leaking boiler", CallOutcome.ENDED_BY_AGENT)
    assert (call.contact.name, call.contact.email) == ("Maria Lopez", "maria@example.com")
    assert call.event_type == OTEL


def test_traces_come_in_any_order_and_spelling() -> None:
    event = otel()
    batch = event["data"]["otlp_traces"]["resourceSpans"][0]
    batch["scopeSpans"][0]["spans"].reverse()
    assert said(call_of(event)) == EXPECTED
    # As objects instead of lists, and in several batches.
    for each in batch["scopeSpans"][0]["spans"]:
        each["attributes"] = {
            entry["key"]: next(iter(entry["value"].values())) for entry in each["attributes"]
        }
    halves = [
        {**batch, "scopeSpans": [{"spans": [each]}]} for each in batch["scopeSpans"][0]["spans"]
    ]
    assert sorted(
        said(
            call_of({**event, "data": {**event["data"], "otlp_traces": {"resourceSpans": halves}}})
        )
    ) == sorted(EXPECTED)


def test_traces_without_numbers_of_turns_are_ordered_by_time() -> None:
    spans = [
        span("elevenlabs.recv.user_transcript", 9, {"elevenlabs.user.text": "Second."}),
        span("elevenlabs.recv.agent_response", 2, {"elevenlabs.agent.text": "First."}),
    ]
    assert [words for _, words in said(call_of(otel(spans)))] == ["First.", "Second."]


def test_ids_are_found_in_the_resource_of_the_traces() -> None:
    event = otel()
    traces = event["data"].pop("otlp_traces")
    traces["resourceSpans"][0]["resource"]["attributes"] += attributes(
        {"elevenlabs.conversation_id": "conv_1", "elevenlabs.agent_id": "agent_1"}
    )
    assert said(call_of({"type": OTEL, "data": {"otlp_traces": traces}})) == EXPECTED
    assert said(call_of({"type": OTEL, "data": traces})) == EXPECTED


def test_traces_in_an_ordinary_event_are_read_where_it_has_no_words() -> None:
    event = {**otel(), "type": "post_call_transcription"}
    assert parse_call(json.dumps(event).encode()) is None
    assert said(call_of(event)) == EXPECTED
    both = {**plain(), "data": {**plain()["data"], "otlp_traces": otel([])["data"]["otlp_traces"]}}
    assert said(call_of(both)) == EXPECTED


@pytest.mark.parametrize(
    "traces",
    [
        None,
        [],
        {},
        {"resourceSpans": None},
        {"resourceSpans": [None, {"scopeSpans": [5, {"spans": ["x"]}]}]},
        "x",
        "{",
    ],
)
def test_traces_without_spans_leave_a_call_without_words(traces: object) -> None:
    call = call_of(
        {"type": OTEL, "data": {"agent_id": "a", "conversation_id": "c", "otlp_traces": traces}}
    )
    assert not call.transcript or not call.transcript.turns
    assert call.notes == (
        ("data.otlp_traces could not be read and was left out.",) if traces else ()
    )


def test_traces_may_be_json_in_a_text() -> None:
    event = otel()
    event["data"]["otlp_traces"] = json.dumps(event["data"]["otlp_traces"])
    call = call_of(event)
    assert (said(call), call.notes) == (EXPECTED, ())


@pytest.mark.parametrize(
    "values", [{"gen_ai.prompt": "Please call me back"}, {}], ids=["other attributes", "none"]
)
def test_traces_whose_spans_are_not_known_are_not_called_silent(values: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest, match="none has text that could be read"):
        parse_event(otel([span("turn", 1, values), span("turn", 2, values)]))
    assert call_of(otel([span("elevenlabs.tool.end_call", 1, values)])).notes == ()
    assert call_of(otel([])).notes == ()


def test_spans_of_turns_without_text_are_counted() -> None:
    spans = [
        span(
            "elevenlabs.recv.user_transcript",
            1,
            {"elevenlabs.turn.index": 0, "elevenlabs.user.text": "Hello."},
        ),
        span(
            "elevenlabs.recv.agent_response",
            2,
            {"elevenlabs.turn.index": 1, "elevenlabs.agent.words": "Hi."},
        ),
    ]
    assert call_of(otel(spans)).notes == ("1 turn held no text that could be read.",)


def with_transcript(transcript: object) -> dict[str, Any]:
    return {**plain(), "data": {**plain()["data"], "transcript": transcript}}


AGENT = {"role": "agent", "message": "Hello."}


@pytest.mark.parametrize(
    "transcript",
    [
        [{"role": "user", "utterance": "Please call me back"}],
        [{"foo": "bar"}],
        [{}],
        [
            {"role": "agent", "message": None},
            {"role": "user", "content": {"phrase": "Please call me back"}},
        ],
        {"turns": [{"role": "user", "utterance": "Please call me back"}]},
    ],
)
def test_turns_that_are_all_unknown_are_not_called_silent(transcript: object) -> None:
    event = with_transcript(transcript)
    assert parse_call(json.dumps(event).encode()) is None
    with pytest.raises(InvalidRequest, match="none has text that could be read"):
        parse_event(event)


def test_turns_without_text_among_others_are_counted() -> None:
    unknown = {"role": "user", "sentence": "Please call me back"}
    assert call_of(with_transcript([AGENT, unknown])).notes == (
        "1 turn held no text that could be read.",
    )
    assert call_of(with_transcript([unknown, AGENT, {"x": 1}])).notes == (
        "2 turns held no text that could be read.",
    )
    # Read with more care, where some turns are as documented.
    assert (
        said(call_of(with_transcript([AGENT, {"role": "user", "parts": ["Hi."]}])))[1][1] == "Hi."
    )


@pytest.mark.parametrize(
    "turn",
    [
        {"role": "agent", "message": None},
        {"role": "user", "message": ""},
        {"role": "user", "content": []},
        {"role": "agent", "tool_calls": [{"tool_name": "end_call"}]},
        {"role": "tool", "output": "ok"},
    ],
)
def test_a_turn_that_says_nothing_is_silent(turn: dict[str, Any]) -> None:
    call = call_of(with_transcript([turn]))
    assert call.transcript
    assert (call.transcript.turns, call.notes) == ((), ())


@pytest.mark.parametrize("transcript", [42, {"0": AGENT}, True, {"messages": 42}])
def test_a_transcript_that_cannot_be_read_is_noted(transcript: object) -> None:
    call = call_of(with_transcript(transcript))
    assert call.transcript is None
    assert "data.transcript could not be read and was left out." in call.notes


@pytest.mark.parametrize(
    "event_type",
    [
        "unredacted_transcript",
        "post_call_transcription_unredacted",
        "post_call_unredacted_transcription",
    ],
)
def test_what_the_sender_kept_nothing_back_of_is_told_apart(event_type: str) -> None:
    call = call_of({**plain(), "type": event_type})
    assert said(call) == EXPECTED
    assert (call.unredacted, call.origin) == (True, "elevenlabs_unredacted")


@pytest.mark.parametrize(
    "event_type", ["unredacted_audio", "post_call_audio_unredacted", "post_call_unredacted_audio"]
)
def test_unredacted_audio_is_audio(event_type: str) -> None:
    data = {"agent_id": "a", "conversation_id": "c", "full_audio": "AAAA"}
    event = parse_event({"type": event_type, "event_timestamp": 1, "data": data})
    assert isinstance(event, IncomingAudio)
    assert event.event_key == f"{event_type}:c:1"


# Twilio's AnsweredBy, which ElevenLabs' own detection is configured by (twilio_answered_by.py).
@pytest.mark.parametrize(
    ("verdict", "outcome"),
    [
        ("machine_start", CallOutcome.VOICEMAIL),
        ("machine_end_beep", CallOutcome.VOICEMAIL),
        ("machine_end_silence", CallOutcome.VOICEMAIL),
        ("machine_end_other", CallOutcome.VOICEMAIL),
        ("fax", CallOutcome.VOICEMAIL),
        ("human", None),
        ("unknown", None),
    ],
)
@pytest.mark.parametrize("place", ["answered_by", "result", "metadata"])
def test_a_machines_verdict_is_read(verdict: str, outcome: CallOutcome | None, place: str) -> None:
    found = {"metadata": {"answered_by": verdict}} if place == "metadata" else {place: verdict}
    data = {"agent_id": "a", "conversation_id": "c", **found}
    call = call_of({"type": "answering_machine_detection", "event_timestamp": 1, "data": data})
    assert (call.outcome, call.is_verdict, call.transcript) == (outcome, True, None)


def test_a_verdict_may_be_a_flag() -> None:
    data = {"agent_id": "a", "conversation_id": "c"}
    found = [
        call_of({"type": "voicemail_detected", "data": {**data, **flag}}).outcome
        for flag in (
            {"is_machine": True},
            {"is_machine": False},
            {"result": True},
            {"machine_detected": "yes"},
        )
    ]
    assert found == [CallOutcome.VOICEMAIL, None, None, None]


@pytest.mark.parametrize(
    ("event", "of_call"),
    [
        ({"type": "voice_removal_notice", "data": {"voice_id": "v"}}, False),
        ({"type": "voice_removal_notice_withdrawn", "data": {}}, False),
        ({"type": "voice_removed", "data": {}}, False),
        ({"type": "speech_to_text_transcription", "data": {"transcription": {"text": "x"}}}, False),
        ({"type": "flows_run_finished", "data": {}}, False),
        ({"type": "conversation_scored", "data": {"conversation_id": "c", "agent_id": "a"}}, True),
    ],
)
def test_other_events_are_told_apart_by_whether_they_concern_a_call(
    event: dict[str, Any], of_call: bool
) -> None:
    assert parse_event(event) == UnknownEvent(event["type"], of_call=of_call)
