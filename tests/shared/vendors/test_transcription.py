"""Outside transcription services: both ways to sign, and their two events."""

import hmac
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.incoming import TranscriptionCompleted, TranscriptionFailed, UnknownEvent
from shared.domain.transcript import Segment, Speaker, Turn, Word
from shared.errors import InvalidRequest, Unauthorized
from shared.payloads.tolerant import parse_json
from shared.vendors.transcription.webhook import parse_event, sign, sign_standard, verify_signature

SAMPLES = Path(__file__).parents[2] / "samples"
STANDARD: dict[str, Any] = json.loads((SAMPLES / "standard_webhooks_vectors.json").read_bytes())
SECRET = "a shared secret"
BODY = b'{"type": "transcription.completed"}'
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
RECORDING = UUID("01938f5e-7b1c-7c3a-9d2e-5a0c9a4c1f10")
# A busy machine is no failure.


def accepts(
    headers: dict[str, str], body: bytes = BODY, *, secrets: tuple[str, ...] = (SECRET,)
) -> bool:
    try:
        verify_signature(headers, body, secrets=secrets, now=NOW)
    except Unauthorized:
        return False
    return True


def event(**data: Any) -> dict[str, Any]:
    return {
        "type": "transcription.completed",
        "data": {"recording_id": str(RECORDING), "text": "Hello there.", **data},
    }


def completed(**data: Any) -> TranscriptionCompleted:
    parsed = parse_event(event(**data))
    assert isinstance(parsed, TranscriptionCompleted)
    return parsed


def spoken(start: float, end: float, text: str, speaker: str | int | None = None) -> dict[str, Any]:
    return {"start": start, "end": end, "text": text, "speaker": speaker}


def pointers_of(payload: dict[str, Any]) -> list[str]:
    with pytest.raises(InvalidRequest) as caught:
        parse_event(payload)
    return [pointer for pointer, _ in caught.value.fields]


def test_the_plain_signature_is_the_hmac_of_the_body() -> None:
    digest = hmac.new(SECRET.encode(), BODY, "sha256").hexdigest()
    assert sign(BODY, secret=SECRET) == {"x-webhook-signature": f"sha256={digest}"}
    for header in (digest, f"sha256={digest}", digest.upper(), f" sha256={digest} "):
        assert accepts({"x-webhook-signature": header}), header


@pytest.mark.parametrize(
    "header", ["", "sha256=", "é", "0" * 64, "sha1=" + "0" * 40, "sha256=" + "0" * 64]
)
def test_forged_signatures_are_refused(header: str) -> None:
    assert not accepts({"x-webhook-signature": header})


def test_a_changed_body_another_secret_and_no_header_are_refused() -> None:
    assert not accepts(sign(BODY, secret=SECRET), BODY + b" ")
    assert not accepts(sign(BODY, secret="other"))
    assert not accepts({})


def test_either_secret_is_accepted_during_rotation() -> None:
    for secret in ("old", "new"):
        assert accepts(sign(BODY, secret=secret), secrets=("new", "old"))
        standard = sign_standard(BODY, secret=secret, delivery_id="msg_1", at=NOW)
        assert accepts(standard, secrets=("new", "old"))


@pytest.mark.parametrize("secrets", [(), ("",)])
def test_nothing_is_accepted_without_a_secret(secrets: tuple[str, ...]) -> None:
    assert not accepts(sign(BODY, secret=""), secrets=secrets)
    assert not accepts(sign_standard(BODY, secret="", delivery_id="msg_1", at=NOW), secrets=secrets)


@pytest.mark.parametrize("case", STANDARD["cases"], ids=lambda case: case["webhook-id"])
def test_standard_vectors_verify(case: dict[str, Any]) -> None:
    body, at = case["raw_body"].encode(), datetime.fromtimestamp(case["webhook-timestamp"], UTC)
    headers = {name: str(value) for name, value in case.items() if name.startswith("webhook-")}
    assert (
        sign_standard(body, secret=STANDARD["secret"], delivery_id=case["webhook-id"], at=at)
        == headers
    )
    verify_signature(headers, body, secrets=[STANDARD["secret"]], now=at)


def test_standard_signatures_are_good_for_five_minutes_either_way() -> None:
    for seconds, expected in ((0, True), (300, True), (-300, True), (301, False), (-301, False)):
        at = NOW + timedelta(seconds=seconds)
        assert (
            accepts(sign_standard(BODY, secret=SECRET, delivery_id="msg_1", at=at)) is expected
        ), seconds


def test_one_of_several_standard_signatures_is_enough() -> None:
    headers = sign_standard(BODY, secret=SECRET, delivery_id="msg_1", at=NOW)
    good = headers["webhook-signature"]
    assert accepts({**headers, "webhook-signature": f"v1a,AAAA v1,AAAA {good} v2"})
    assert not accepts({**headers, "webhook-signature": good.replace("v1,", "v1a,")})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("webhook-id", "msg_2"),
        ("webhook-id", ""),
        ("webhook-timestamp", str(int(NOW.timestamp()) + 1)),
        ("webhook-timestamp", ""),
        ("webhook-timestamp", "now"),
        ("webhook-timestamp", "١٧"),
        ("webhook-signature", ""),
        ("webhook-signature", "v1,"),
        ("webhook-signature", "é"),
    ],
)
def test_a_changed_standard_header_is_refused(name: str, value: str) -> None:
    headers = sign_standard(BODY, secret=SECRET, delivery_id="msg_1", at=NOW)
    assert accepts(headers)
    assert not accepts({**headers, name: value})


def test_standard_headers_must_be_right_even_beside_a_plain_signature() -> None:
    assert not accepts({**sign(BODY, secret=SECRET), "webhook-id": "msg_1"})


def test_a_secret_that_only_looks_like_base64_is_used_as_it_stands() -> None:
    secret = "whsec_no base64!"
    assert accepts(
        sign_standard(BODY, secret=secret, delivery_id="msg_1", at=NOW), secrets=(secret,)
    )


def test_a_completed_transcription() -> None:
    parsed = completed(
        language="en",
        duration=8.5,
        segments=[spoken(0, 3.3, " Hi,"), spoken(3.3, 8.4, " call me back.")],
        words=[{"word": "Hi", "start": 0, "end": 1}, {"text": "call", "start": 3.3, "end": 4}],
    )
    assert (parsed.recording_id, parsed.duration_s) == (RECORDING, 8.5)
    assert parsed.transcript.language == "en"
    assert parsed.transcript.segments == (
        Segment("Hi,", 0, 3.3),
        Segment("call me back.", 3.3, 8.4),
    )
    assert parsed.transcript.words == (Word("Hi", 0, 1), Word("call", 3.3, 4))
    assert parsed.transcript.turns == (Turn(Speaker.UNKNOWN, "Hello there.", 0, 8.4),)


def test_the_data_may_stand_beside_the_type_and_in_camel_case() -> None:
    nested = event()
    flat = {"event": nested["type"], "recordingId": str(RECORDING), "text": "Hello there."}
    assert parse_event(flat) == parse_event(nested)


def test_deliveries_of_one_event_have_one_key() -> None:
    assert completed().event_key == completed(ignored="other").event_key
    assert completed().event_key.startswith(f"transcription.completed:{RECORDING}:")


def test_an_event_that_says_something_else_has_another_key() -> None:
    assert completed().event_key != completed(text="other").event_key


def test_text_alone_is_one_turn_without_times() -> None:
    assert completed().transcript.turns == (Turn(Speaker.UNKNOWN, "Hello there."),)


def test_silence_is_a_transcript_without_turns() -> None:
    assert completed(text=" ").transcript.turns == ()


def test_named_speakers_have_turns_in_the_order_they_began() -> None:
    segments = [
        spoken(4, 6, "My sink leaks.", "user"),
        spoken(0, 2, "Hello,", "Agent"),
        spoken(2, 3, "Alex here.", "Agent"),
    ]
    assert completed(segments=segments).transcript.turns == (
        Turn(Speaker.AGENT, "Hello, Alex here.", 0, 3),
        Turn(Speaker.CUSTOMER, "My sink leaks.", 4, 6),
    )


def test_numbered_speakers_stay_apart_though_nobody_knows_who_they_are() -> None:
    segments = [spoken(0, 1, "Hello.", 0), spoken(1, 2, "Hi.", 1), spoken(2, 3, "", 0)]
    assert completed(segments=segments).transcript.turns == (
        Turn(Speaker.UNKNOWN, "Hello.", 0, 1),
        Turn(Speaker.UNKNOWN, "Hi.", 1, 2),
    )


def test_words_tell_the_speakers_where_segments_do_not() -> None:
    words = [spoken(0, 0.5, "Hello", "agent"), spoken(1, 1.5, "Hi", "customer")]
    expected = ["agent: Hello", "customer: Hi"]
    assert (
        completed(words=words, segments=[spoken(0, 2, "Hello Hi")]).transcript.text.splitlines()
        == expected
    )
    named = [{**word, "speaker": label} for word, label in zip(words, "AB", strict=True)]
    assert [turn.text for turn in completed(words=named).transcript.turns] == ["Hello", "Hi"]


def test_speakers_named_in_part_are_not_guessed() -> None:
    segments = [spoken(0, 1, "Hello", "agent"), spoken(1, 2, "there.")]
    assert [turn.speaker for turn in completed(segments=segments).transcript.turns] == [
        Speaker.UNKNOWN
    ]


@pytest.mark.parametrize("recording_id", [None, "RE1", 7, [], {}])
def test_the_recording_must_be_named(recording_id: object) -> None:
    assert pointers_of(event(recording_id=recording_id)) == ["/data/recording_id"]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"language": 1}, "language"),
        ({"language": "x" * 41}, "language"),
        ({"duration": -1}, "duration"),
        ({"duration": "12"}, "duration"),
        ({"duration": True}, "duration"),
        ({"duration": float("nan")}, "duration"),
        ({"duration": float("inf")}, "duration"),
        ({"duration": 10**400}, "duration"),
        ({"segments": {}}, "segments"),
        ({"segments": [spoken(0, 1, "a"), spoken(-1, 1, "b")]}, "segments[].start"),
        ({"segments": [spoken(2, 1, "a")]}, "segments[]"),
        ({"segments": [{"start": 0, "end": 1}]}, "segments[]"),
        ({"segments": [spoken(0, 1, "a", True)]}, "segments[].speaker"),
        ({"words": [{"word": "a", "start": 0}]}, "words[]"),
        ({"words": [{"word": 1, "start": 0, "end": 1}]}, "words[].word"),
        ({"words": ["a"]}, "words[]"),
    ],
)
def test_what_cannot_be_read_is_left_out_and_named(data: dict[str, Any], field: str) -> None:
    parsed = completed(**data)
    assert parsed.notes[0] == f"{field} could not be read and was left out."
    assert "Hello there." in parsed.transcript.text or "a" in parsed.transcript.text


@pytest.mark.parametrize("text", [None, ["a"], 5])
def test_a_text_that_cannot_be_read_is_put_together_from_the_segments(text: object) -> None:
    parsed = completed(text=text, segments=[spoken(0, 1, "Hello"), spoken(1, 2, "there.")])
    assert parsed.transcript.turns[0].text == "Hello there."


def test_a_transcript_of_which_nothing_can_be_read_is_not_silence() -> None:
    assert pointers_of(event(text=["a"])) == ["/data/text"]


def test_pointers_follow_the_shape_that_was_sent() -> None:
    kind = "transcription.completed"
    assert pointers_of({"type": kind, "recordingId": "x", "text": "a"}) == ["/recording_id"]
    assert pointers_of({"type": kind}) == ["/recording_id"]


def test_neither_notes_nor_refusals_repeat_what_was_said() -> None:
    parsed = completed(segments=[{"text": ["my number is 5550142"], "start": 0, "end": 1}])
    assert parsed.notes
    assert "5550142" not in str(parsed.notes)
    with pytest.raises(InvalidRequest) as caught:
        parse_event(event(recording_id="my number is 5550142"))
    assert "5550142" not in str(caught.value) + str(caught.value.fields)


@pytest.mark.parametrize("body", [b"[]", b"", b"\xff", b"[" * 9999, b'{"a": 1', b"5"])
def test_what_is_no_json_object_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidRequest):
        parse_json(body)


def test_nul_characters_are_dropped() -> None:
    body = json.dumps(event(text="Hel\0lo")).encode()
    parsed = parse_event(parse_json(body))
    assert isinstance(parsed, TranscriptionCompleted)
    assert parsed.transcript.turns[0].text == "Hello"


def test_a_failed_transcription() -> None:
    payload = {
        "type": "transcription.failed",
        "data": {"recordingId": str(RECORDING), "error": " bad audio "},
    }
    assert parse_event(payload) == TranscriptionFailed(
        f"transcription.failed:{RECORDING}",
        RECORDING,  # type: ignore[arg-type]
        "bad audio",
    )


def test_a_failure_without_a_reason_is_still_one() -> None:
    for error in ("", None, {"code": 1}):
        payload = {"type": "transcription.failed", "recording_id": str(RECORDING), "error": error}
        assert parse_event(payload) == TranscriptionFailed(
            f"transcription.failed:{RECORDING}",
            RECORDING,  # type: ignore[arg-type]
            "unknown",
        )


def test_other_events_are_unknown() -> None:
    assert parse_event({"type": "transcription.started"}) == UnknownEvent("transcription.started")
    assert parse_event({"type": "x" * 999}) == UnknownEvent("x" * 100)


@pytest.mark.parametrize("payload", [{}, {"type": None}, {"type": 1}, {"type": []}, {"event": {}}])
def test_an_event_must_say_what_it_is(payload: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest):
        parse_event(payload)
    assert pointers_of({**payload, "recording_id": str(RECORDING)}) == ["/type"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
SPOKEN = st.fixed_dictionaries(
    {"start": st.floats(0, 9) | JSON, "end": st.floats(9, 20) | JSON},
    optional={
        "text": st.text(max_size=4) | JSON,
        "word": st.text(max_size=4) | JSON,
        "speaker": JSON,
    },
)
DATA = st.fixed_dictionaries(
    {"recording_id": st.just(str(RECORDING)) | JSON},
    optional={
        "text": st.text(max_size=8) | JSON,
        "error": JSON,
        "language": JSON,
        "duration": JSON,
        "segments": st.lists(SPOKEN, max_size=3) | JSON,
        "words": st.lists(SPOKEN, max_size=3) | JSON,
    },
)


@given(
    st.sampled_from(["transcription.completed", "transcription.failed", "other", 1, None]),
    DATA | JSON,
)
def test_no_event_raises_anything_but_invalid_request(event_type: object, data: object) -> None:
    try:
        parsed = parse_event({"type": event_type, "data": data})
    except InvalidRequest as refused:
        assert refused.fields
    else:
        assert isinstance(parsed, TranscriptionCompleted | TranscriptionFailed | UnknownEvent)
