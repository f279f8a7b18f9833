"""What a sender knows of a call without listening is read: numbers, the caller, how it ended, what
was no speech.
"""

import json
from copy import deepcopy
from typing import Any

import pytest

from shared.domain.incoming import IncomingCall, IncomingRecording
from shared.domain.insights import Contact, FilledLead, Lead, filled
from shared.domain.statuses import CallOutcome
from shared.payloads.facts import (
    EXTENSION,
    OURS,
    WITHHELD,
    contact_of,
    number_note,
    phone_number,
    spoken,
)
from shared.vendors.elevenlabs.webhook import parse_call, parse_event
from shared.vendors.twilio.webhook import parse_call_resource, parse_recording_event
from tests.support.odd_events import plain

HEX = "0123456789abcdef" * 2


def call(**data: Any) -> IncomingCall:
    """Read both ways."""
    event = deepcopy(plain())
    event["data"].update(data)
    found = parse_event(event)
    assert isinstance(found, IncomingCall)
    assert parse_call(json.dumps(event).encode()) == found
    return found


def metadata(**found: Any) -> IncomingCall:
    return call(metadata={"start_time_unix_secs": 1795015800, **found})


@pytest.mark.parametrize(
    ("given", "number", "note"),
    [
        ("+1 (202) 555-0143", "+12025550143", None),
        ("+91… 98765 43210", "+919876543210", None),
        (12025550143, "12025550143", None),
        (12025550143.0, "12025550143", None),
        (1.5, None, None),
        ("tel:+49-30-1234567;phone-context=x", "+49301234567", None),
        ("whatsapp:+12025550143", "+12025550143", None),
        ("sip:+12025550143@pbx.example.com", "+12025550143", None),
        ("sips:+12025550143@pbx.example.com;transport=tls", "+12025550143", None),
        ('"Bob" <sip:12025550143@pbx.example.com>', "12025550143", None),
        ("2025550143 ext 212", "2025550143", None),
        ("sip:1042@pbx.example.com", None, EXTENSION),
        ("1042", None, EXTENSION),
        ("sip:bob@example.com", None, EXTENSION),
        ("sip:5551042@10.0.0.1", None, EXTENSION),
        ("client:alice", None, EXTENSION),
        ("anonymous", None, WITHHELD),
        ("Restricted", None, WITHHELD),
        ("sip:anonymous@anonymous.invalid", None, WITHHELD),
        ("+266696687", None, WITHHELD),
        ("+7378742833", None, WITHHELD),
        ("", None, None),
        (None, None, None),
        (True, None, None),
        ([], None, None),
        ("9" * 30, None, EXTENSION),
    ],
)
def test_a_number_is_one_that_can_be_called(
    given: object, number: str | None, note: str | None
) -> None:
    assert (phone_number(given), number_note(given)) == (number, note)


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("twilio", {"call_sid": "CA1", "stream_sid": "MZ1"}),
        ("exotel", {"call_sid": "x", "stream_sid": "y"}),
        (
            "sip_trunking",
            {"call_sid": "SCL_1", "call_id": None, "sip_header_dynamic_variables": None},
        ),
        ("genesys", {}),
    ],
)
def test_every_kind_of_line_gives_its_numbers(kind: str, found: dict[str, Any]) -> None:
    line = {
        "type": kind,
        "agent_number": "+12025550100",
        "external_number": "+12025550143",
        **found,
    }
    inbound = metadata(phone_call={**line, "direction": "inbound"})
    assert (inbound.direction, inbound.from_number, inbound.to_number) == (
        "inbound",
        "+12025550143",
        "+12025550100",
    )
    outbound = metadata(phone_call={**line, "direction": "outbound"})
    assert (outbound.direction, outbound.from_number, outbound.to_number) == (
        "outbound",
        "+12025550100",
        "+12025550143",
    )


@pytest.mark.parametrize(
    ("channel", "number"),
    [
        ({"whatsapp": {"direction": "inbound", "whatsapp_user_id": "12025550143"}}, "+12025550143"),
        ({"whatsapp": {"whatsapp_user_id": "US.13491208655302741918"}}, None),
        (
            {
                "whatsapp": {
                    "whatsapp_user_id": "US.1",
                    "recipient": {"phone": "+12025550143", "bsuid": "US.1"},
                }
            },
            "+12025550143",
        ),
        (
            {"sms": {"direction": "inbound", "sms_user_phone_number": "+12025550143"}},
            "+12025550143",
        ),
        ({"caller_id": "+12025550143", "called_id": "+12025550100"}, "+12025550143"),
    ],
)
def test_chat_channels_and_relays_give_the_callers_number(
    channel: dict[str, Any], number: str | None
) -> None:
    found = metadata(**channel)
    assert found.from_number == number


def test_the_variables_of_a_conversation_give_the_numbers() -> None:
    variables = {"system__caller_id": "+12025550143", "system__called_number": "+12025550100"}
    found = call(
        metadata={"phone_call": None},
        conversation_initiation_client_data={"dynamic_variables": variables},
    )
    assert (found.from_number, found.to_number) == ("+12025550143", "+12025550100")


def test_an_extension_is_noted_and_not_called() -> None:
    line = {
        "direction": "inbound",
        "agent_number": "+12025550100",
        "external_number": "sip:1042@pbx.example.com",
    }
    found = metadata(phone_call=line)
    assert (found.from_number, found.notes) == (None, (EXTENSION,))


COLLECTED = {
    "caller_phone_number": {"data_collection_id": "caller_phone_number", "value": "202-555-0117"},
    "caller_name": {"value": "Maria Lopez"},
    "caller_email": {"value": "maria@example.com"},
}
MARIA = Contact(name="Maria Lopez", phone="+12025550117", email="maria@example.com")


@pytest.mark.parametrize(
    ("analysis", "expected"),
    [
        ({"data_collection_results": COLLECTED}, MARIA),
        (
            {
                "data_collection_results_list": [
                    {"data_collection_id": name, **each} for name, each in COLLECTED.items()
                ]
            },
            MARIA,
        ),
        (
            {
                "data_collection_results": {
                    "phone": "2025550117",
                    "name": "Maria Lopez",
                    "email": "maria@example.com",
                }
            },
            MARIA,
        ),
        (
            {
                "data_collection_results": {
                    "firstName": {"value": "Maria"},
                    "lastName": {"value": "Lopez"},
                }
            },
            Contact(name="Maria Lopez"),
        ),
        (
            {
                "data_collection_results": {
                    "company_name": {"value": "Blue Lake"},
                    "city": {"value": "Portland"},
                }
            },
            Contact(company="Blue Lake", city="Portland"),
        ),
        (
            {
                "data_collection_results": {
                    "callback_date": {"value": "2026-11-30"},
                    "order_number": {"value": 123456789},
                }
            },
            {},
        ),
        ({"data_collection_results": {"name": {"value": None}, "phone": {"value": "unknown"}}}, {}),
        (
            {
                "data_collection_results": {
                    "agent_name": {"value": "Alex"},
                    "product_name": {"value": "Pump"},
                }
            },
            {},
        ),
        ({"data_collection_results": {"email": {"value": "maria at example dot com"}}}, {}),
        ({"data_collection_results": []}, {}),
    ],
)
def test_what_was_collected_says_who_the_caller_is(
    analysis: dict[str, Any], expected: Contact | dict[str, str]
) -> None:
    assert call(analysis=analysis).contact == (expected or Contact())


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        (
            {"customer_name": "Maria Lopez", "phone_number": "+12025550117"},
            Contact("Maria Lopez", "+12025550117"),
        ),
        (
            {"user_email": "maria@example.com", "first_name": "Maria"},
            Contact("Maria", None, "maria@example.com"),
        ),
        (
            {
                "company_name": "Northside Plumbing",
                "business_phone": "+12025550100",
                "agent_name": "Alex",
            },
            Contact(),
        ),
        ({"name": "Northside"}, Contact()),
        ({"system__caller_id": "+12025550143"}, Contact()),
        ({"transfer_phone_number": "+12025550111"}, Contact()),
    ],
)
def test_variables_say_who_the_caller_is_where_they_are_about_the_caller(
    variables: dict[str, Any], expected: Contact
) -> None:
    assert (
        call(conversation_initiation_client_data={"dynamic_variables": variables}).contact
        == expected
    )


def test_headers_of_a_sip_call_and_the_users_id_say_who_the_caller_is() -> None:
    line = {
        "type": "sip_trunking",
        "sip_header_dynamic_variables": {"sip_caller_name": "Maria Lopez"},
    }
    found = call(metadata={"phone_call": line}, user_id="maria@example.com")
    assert found.contact == Contact(name="Maria Lopez", email="maria@example.com")
    assert call(user_id="+1 202 555 0117").contact.phone == "+12025550117"
    assert call(user_id="user_77").contact == Contact()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("phone_number", "555-0166"),
        ("phone_number", "0000000000"),
        ("phone_number", "1234567890"),
        ("phone_extension", "1234567"),
        ("last_phone_contact", "2026-11-28"),
        ("phone_verified_at", 1764403200),
        ("wife_phone", "+12025550143"),
    ],
)
def test_what_is_collected_and_is_no_number_of_the_callers_does_not_go_before_the_callers_own(
    name: str, value: object
) -> None:
    found = contact_of(
        collected={name: {"value": value}}, variables=None, user_id=None, ours="+12125550100"
    )
    assert found.phone is None


def test_a_collected_number_may_come_as_a_number_of_json() -> None:
    found = contact_of(
        collected={"phone_number": {"value": 2125550184.0}},
        variables=None,
        user_id=None,
        ours="+12125550100",
    )
    assert found.phone == "+12125550184"


@pytest.mark.parametrize(
    "name",
    [
        "company_phone",
        "hotline_phone",
        "twilio_phone_number",
        "from_phone_number",
        "sales_email",
        "main_email",
    ],
)
def test_variables_of_the_business_are_not_the_callers(name: str) -> None:
    value = "sales@example.com" if name.endswith("email") else "+12125550199"
    assert not contact_of(collected=None, variables={name: value}, user_id=None)


@pytest.mark.parametrize(
    "name", ["phone", "phone_number", "customer_phone_number", "callerPhone", "user_email"]
)
def test_variables_of_the_caller_are(name: str) -> None:
    value = "maria@example.com" if name.endswith("email") else "+12125550199"
    assert contact_of(collected=None, variables={name: value}, user_id=None)


def test_the_agents_own_number_is_not_the_other_partys() -> None:
    found = metadata(
        phone_call={
            "direction": "inbound",
            "external_number": "+12125550100",
            "agent_number": "+12125550100",
        }
    )
    assert (found.from_number, found.to_number) == (None, "+12125550100")
    assert OURS in found.notes


def test_a_national_number_is_of_the_lines_country() -> None:
    line = {
        "direction": "inbound",
        "external_number": "09876543210",
        "agent_number": "+918047123456",
    }
    assert metadata(phone_call=line).from_number == "+919876543210"


def test_our_own_number_is_nobodys() -> None:
    assert (
        contact_of(
            collected={"phone": "+12025550100"}, variables=None, user_id=None, ours="+12025550100"
        )
        == Contact()
    )


@pytest.mark.parametrize(
    ("said", "ours", "expected"),
    [
        ("202-555-0117", "+12025550100", "+12025550117"),
        ("030 1234567", "+493012345", "+49301234567"),
        ("030 1234567", None, "0301234567"),
        ("030 1234567", "12025550100", "0301234567"),
        ("+49 30 1234567", "+12025550100", "+49301234567"),
        ("(202) 555-0100", "+12025550100", None),
    ],
)
def test_a_number_without_a_country_is_of_the_lines(
    said: str, ours: str | None, expected: str | None
) -> None:
    assert (
        contact_of(collected={"phone": said}, variables=None, user_id=None, ours=ours).phone
        == expected
    )


def test_the_caller_is_asked_before_the_sender() -> None:
    lead = Lead("Maria", None, "said@example.com", None, None, None, 0.5)
    found = filled(lead, Contact("Other", "+12025550117", "other@example.com", city="Portland"))
    assert found == FilledLead(
        "Maria",
        "+12025550117",
        "said@example.com",
        None,
        None,
        "Portland",
        0.5,
        from_sender=("phone", "city"),
    )
    assert filled(lead, Contact()) is lead
    # A number that nobody said: it is only where the call came from.
    only_called_from = Lead(None, "+12025550143", None, None, None, None, 0.1)
    assert (
        filled(only_called_from, Contact(phone="+12025550117"), caller_id="+12025550143").phone
        == "+12025550117"
    )


@pytest.mark.parametrize(
    ("status", "error", "expected"),
    [
        (
            "failed",
            {"code": 1002, "reason": "This request exceeds your quota limit."},
            (
                "The sender counts the call as failed: This request exceeds your quota limit. (code"
                " 1002)"
            ),
        ),
        ("failed", None, "The sender counts the call as failed: it gives no reason"),
        (
            "failed",
            {"code": "1011"},
            "The sender counts the call as failed: it gives no reason (code 1011)",
        ),
        ("done", {"code": 1002, "reason": "x"}, None),
        ("done", None, None),
    ],
)
def test_a_call_that_failed_at_its_sender_says_why(
    status: str, error: Any, expected: str | None
) -> None:
    assert call(status=status, metadata={"error": error}).sender_error == expected


def tool(name: str, result_type: str = "", **found: Any) -> dict[str, Any]:
    result = {"result_type": result_type, "status": "success"} if result_type else None
    return {
        "tool_name": name,
        "is_error": False,
        "tool_has_been_called": True,
        "result": result,
        **found,
    }


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ([tool("voicemail_detection", "voicemail_detection_success")], CallOutcome.VOICEMAIL),
        ([tool("my_machine_tool", "voicemail_detection_success")], CallOutcome.VOICEMAIL),
        ([tool("end_call", "end_call_success")], CallOutcome.ENDED_BY_AGENT),
        (
            [tool("transfer_to_number", "transfer_to_number_twilio_success")],
            CallOutcome.TRANSFERRED,
        ),
        ([tool("escalate", "transfer_to_number_sip_success")], CallOutcome.TRANSFERRED),
        ([tool("escalate", "transfer_to_number_exotel_success")], CallOutcome.TRANSFERRED),
        ([tool("escalate", "transfer_to_number_amazon_connect_success")], CallOutcome.TRANSFERRED),
        ([tool("transfer_to_number", "transfer_to_number_error", is_error=True)], None),
        ([tool("transfer_to_number", tool_has_been_called=False)], None),
        ([tool("transfer_to_agent", "transfer_to_agent_success")], None),
        ([tool("transfer_to_number"), tool("voicemail_detection")], CallOutcome.VOICEMAIL),
        ([tool("end_call"), tool("transfer_to_number")], CallOutcome.TRANSFERRED),
        ([tool("book_appointment")], None),
        ([], None),
    ],
)
def test_what_tools_did_says_how_a_call_ended(
    results: list[dict[str, Any]], expected: CallOutcome | None
) -> None:
    turns = [
        *plain()["data"]["transcript"],
        {"role": "agent", "message": None, "tool_results": results},
    ]
    assert call(transcript=turns).outcome is expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({"phone_call": {"call_result": "voicemail"}}, CallOutcome.VOICEMAIL),
        ({"phone_call": {"call_result": "busy"}}, CallOutcome.BUSY),
        ({"phone_call": {"call_result": "no_answer"}}, CallOutcome.NO_ANSWER),
        ({"phone_call": {"call_result": "failed"}}, CallOutcome.FAILED),
        ({"phone_call": {"call_result": "answered"}}, None),
        (
            {"whatsapp": {"whatsapp_user_id": "1", "call_result": "no_answer"}},
            CallOutcome.NO_ANSWER,
        ),
        ({"termination_reason": "voicemail_detection tool was called."}, CallOutcome.VOICEMAIL),
        ({"termination_reason": "end_call tool was called."}, CallOutcome.ENDED_BY_AGENT),
        ({"termination_reason": "Client disconnected: 1005"}, None),
    ],
)
def test_what_the_line_did_says_how_a_call_ended(
    found: dict[str, Any], expected: CallOutcome | None
) -> None:
    assert metadata(**found).outcome is expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<Narrator>Welcome.</Narrator><Sam>How can I help?</Sam>", "Welcome. How can I help?"),
        ("<Old Man>Who is there?</Old Man>", "Who is there?"),
        ('One moment.<break time="1.5s" /> Done.', "One moment. Done."),
        ("I <3 it, and a < b > c", "I <3 it, and a < b > c"),
        ("Type <enter> please", "Type <enter> please"),
        ("<b>unclosed", "<b>unclosed"),
    ],
)
def test_marks_for_voices_are_no_speech(text: str, words: str) -> None:
    assert spoken(text) == words


def test_of_a_message_in_several_voices_the_parts_are_what_was_said() -> None:
    parts = [
        {"text": "Welcome.", "voice_label": "Narrator"},
        {"text": "How can I help?", "voice_label": "Sam"},
    ]
    turn = {
        "role": "agent",
        "message": "<Narrator>Welcome.</Narrator><Sam>How can I help?</Sam>",
        "multivoice_message": {"parts": parts},
    }
    found = call(transcript=[turn])
    assert found.transcript
    assert found.transcript.turns[0].text == "Welcome. How can I help?"


def recording(**fields: str) -> IncomingRecording:
    given = {
        "AccountSid": f"AC{HEX}",
        "RecordingSid": f"RE{HEX}",
        "CallSid": f"CA{HEX}",
        "RecordingStatus": "completed",
    }
    found = parse_recording_event(list({**given, **fields}.items()))
    assert isinstance(found, IncomingRecording)
    return found


@pytest.mark.parametrize(
    ("fields", "numbers"),
    [
        (
            {"From": "+12025550143", "To": "+12025550100", "Direction": "inbound"},
            ("+12025550143", "+12025550100", "inbound"),
        ),
        (
            {"Caller": "+12025550143", "Called": "+12025550100", "Direction": "outbound-api"},
            ("+12025550143", "+12025550100", "outbound"),
        ),
        (
            {"From": "whatsapp:+12025550143", "Direction": "outbound-dial"},
            ("+12025550143", None, "outbound"),
        ),
        ({"From": "sip:1042@pbx.sip.twilio.com", "To": "client:alice"}, (None, None, None)),
        ({"From": "+266696687", "To": "+12025550100"}, (None, "+12025550100", None)),
        ({"Direction": "trunking-originating"}, (None, None, "inbound")),
    ],
)
def test_a_recordings_form_gives_the_numbers(
    fields: dict[str, str], numbers: tuple[str | None, ...]
) -> None:
    found = recording(**fields)
    assert (found.from_number, found.to_number, found.direction) == numbers


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        (
            {
                "from": "+12025550143",
                "to": "+12025550100",
                "direction": "inbound",
                "status": "completed",
            },
            ("+12025550143", "+12025550100", "inbound", None),
        ),
        (
            {
                "from": "+12025550100",
                "to": "+12025550143",
                "direction": "outbound-api",
                "answered_by": "machine_end_beep",
            },
            ("+12025550100", "+12025550143", "outbound", CallOutcome.VOICEMAIL),
        ),
        (
            {"from": "sip:1042@x", "to": None, "direction": 5, "status": "no-answer"},
            (None, None, None, CallOutcome.NO_ANSWER),
        ),
        ({}, (None, None, None, None)),
    ],
)
def test_twilios_call_gives_the_numbers(
    resource: dict[str, Any], expected: tuple[Any, ...]
) -> None:
    found = parse_call_resource(json.dumps(resource).encode())
    assert (found.from_number, found.to_number, found.direction, found.outcome) == expected
