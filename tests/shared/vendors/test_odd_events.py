"""A part of an event that nobody needs does not decide whether the event is used."""

import json
from typing import Any

import pytest

from shared.domain.incoming import IncomingCall
from shared.domain.transcript import Speaker
from shared.vendors.elevenlabs.webhook import parse_body, parse_conversation
from tests.support.odd_events import ODD, TURNS, WISH, changed, odd, plain, with_turn


def read(body: bytes) -> IncomingCall:
    _, event = parse_body(body)
    assert isinstance(event, IncomingCall)
    return event


def read_as(**changes: Any) -> IncomingCall:
    event = plain()
    event["data"].update(changes)
    return read(json.dumps(event).encode())


@pytest.mark.parametrize("name", ODD)
def test_an_odd_event_tells_whose_it_is_and_what_was_said(name: str) -> None:
    call = read(odd(name))
    assert (call.external_id, call.agent_external_id) == ("conv_1", "agent_1")
    assert call.transcript
    speakers = [(turn.speaker, turn.text) for turn in call.transcript.turns]
    assert (Speaker.CUSTOMER, WISH) in speakers
    assert any(
        speaker is Speaker.AGENT and "how can" in text.replace("\n", " ")
        for speaker, text in speakers
    )


@pytest.mark.parametrize(
    ("name", "note"),
    [
        (
            "a turn of the system",
            "Turns of the system or of tools are not speech and were left out.",
        ),
        ("cost is an object", "data.metadata.cost could not be read and was left out."),
        (
            "negative duration",
            "data.metadata.call_duration_secs could not be read and was left out.",
        ),
        ("a null turn", "data.transcript[] could not be read and was left out."),
        ("half an emoji", "Characters or numbers that cannot be stored were replaced."),
        (
            "null among tool results",
            "data.transcript[].tool_results[] could not be read and was left out.",
        ),
        ("metadata is a text", "data.metadata could not be read and was left out."),
    ],
)
def test_what_is_left_out_is_named(name: str, note: str) -> None:
    assert note in read(odd(name)).notes


def test_notes_are_few_and_hold_nothing_of_the_sender() -> None:
    secret = "Maria Lopez 5035550142"
    event = plain()
    event["data"]["metadata"] = {
        "cost": secret,
        "timezone": [secret],
        secret: secret,
        "call_duration_secs": secret,
    }
    event["data"]["transcript"] += [
        {"role": secret, "message": "Yes."},
        secret,
        {"message": [5], "tool_results": secret},
    ]
    event["data"]["transcript"] += [{"role": "user", "time_in_call_secs": secret}] * 500
    call = read(json.dumps(event).encode())
    assert 3 <= len(call.notes) <= 20
    assert secret not in str(call.notes)


def test_words_of_an_unknown_voice_are_kept_and_told_apart() -> None:
    turns = [{"role": f"spk_{number % 2}", "message": f"Words {number}."} for number in range(4)]
    call = read_as(transcript=turns)
    assert call.transcript
    assert [turn.who for turn in call.transcript.turns] == [
        "unknown A",
        "unknown B",
        "unknown A",
        "unknown B",
    ]
    assert "Turns without a known speaker have an unknown one." in call.notes


def test_a_transcript_of_plain_prose_is_one_turn() -> None:
    call = read_as(transcript="My boiler leaks\nand it is getting worse.")
    assert call.transcript
    assert [turn.text for turn in call.transcript.turns] == [
        "My boiler leaks\nand it is getting worse."
    ]


def answers() -> dict[str, bytes]:
    """The data of those odd events that are in order around it, as the conversation API would
    answer.
    """
    found = {}
    for name in ODD:
        try:
            event = json.loads(odd(name))
        except ValueError:
            continue
        if (
            isinstance(event, dict)
            and isinstance(event.get("data"), dict)
            and "data" not in event["data"]
        ):
            found[name] = json.dumps(event["data"]).encode()
    return found


ANSWERS = answers()


@pytest.mark.parametrize("name", ANSWERS)
def test_the_conversation_api_is_read_by_the_same_rules(name: str) -> None:
    """So that what a webhook lost can be fetched."""
    call = parse_conversation(ANSWERS[name]).call
    assert (call.external_id, bool(call.transcript)) == ("conv_1", True)


def test_a_conversation_with_half_an_emoji_is_read() -> None:
    body = (
        json.dumps(plain()["data"]).replace("how can I help?", "how can I help? \\ud83d").encode()
    )
    found = parse_conversation(body)
    assert found.call.transcript
    assert found.call.transcript.turns[0].text.endswith("\ufffd")


def test_a_long_text_with_half_an_emoji_is_cleaned() -> None:
    call = read(odd("half an emoji").replace(b"Northside", b"Northside " * 9000))
    assert call.transcript
    assert "\ufffd" in call.transcript.text


def test_order_and_repetition_of_odd_turns_cost_no_words() -> None:
    event = changed("metadata.cost", {})(with_turn(role="tool", message="x")(plain()))
    event["data"]["transcript"] *= 200
    call = read(json.dumps(event).encode())
    assert call.transcript
    assert len(call.transcript.turns) == 200 * len(TURNS)
