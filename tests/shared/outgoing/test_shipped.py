"""Each shipped template sends what its vendor documents, over the wire, and the same again."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from shared.domain.events import is_known
from shared.outgoing.expressions import NothingToSend
from shared.outgoing.http import Answer, OutgoingHttp
from shared.outgoing.kinds import Outgoing, is_delivered, masked_text, request_of, shown_request
from shared.outgoing.secrets import BasicPassword, TargetSecrets
from shared.outgoing.shipped import find_shipped, shipped_templates
from shared.outgoing.template import checked_url_template, names_in
from shared.settings.targets import TargetSettings
from tests.fakes.receiver import Receiver, open_receiver
from tests.support.event_bodies import CALL_ID, full_event, hostile_event, thin_event

EVENT_ID = UUID("8d2f6a3e-51c4-8b07-a9e1-0c4b7d2f6e10")
HUBSPOT = {
    "email": "ann@example.com",
    "firstname": "Ann",
    "lastname": "Lee",
    "phone": "+14155550123",
    "city": "Oakland",
}
ROW = {
    "Call": CALL_ID,
    "Name": "Ann Lee",
    "Phone": "+14155550123",
    "Email": "ann@example.com",
    "Title": "A leaking roof",
    "Callback": "2026-11-20T14:00:00Z",
    "Reason": "Quote for the roof",
    "Outcome": "no_answer",
    "Link": f"https://aftercall.example/calls/{CALL_ID}",
}
# Of each vendor: inputs, method, URL, headers and body, as its documentation has them.
WANTED: dict[str, tuple[dict[str, str], str, str, dict[str, str], Any]] = {
    "hubspot-contact-by-email": (
        {},
        "POST",
        "https://api.hubapi.com/crm/v3/objects/contacts/batch/upsert",
        {"authorization": "Bearer s3cr3t-token"},
        {"inputs": [{"idProperty": "email", "id": "ann@example.com", "properties": HUBSPOT}]},
    ),
    "hubspot-contact-by-phone": (
        {},
        "POST",
        "https://api.hubapi.com/crm/v3/objects/contacts/batch/upsert",
        {"authorization": "Bearer s3cr3t-token"},
        {
            "inputs": [
                {
                    "idProperty": "aftercall_phone",
                    "id": "+14155550123",
                    "properties": {**HUBSPOT, "aftercall_phone": "+14155550123"},
                }
            ]
        },
    ),
    "gohighlevel-contact": (
        {"location_id": "ve9EPM428h8vShlRW1KT"},
        "POST",
        "https://services.leadconnectorhq.com/contacts/upsert",
        {"authorization": "Bearer s3cr3t-token", "version": "2021-07-28"},
        {
            "locationId": "ve9EPM428h8vShlRW1KT",
            "firstName": "Ann",
            "lastName": "Lee",
            "email": "ann@example.com",
            "phone": "+14155550123",
            "city": "Oakland",
            "source": "Aftercall",
        },
    ),
    "salesforce-contact": (
        {"domain": "acme", "client_id": "3MVG9.consumer_key"},
        "PATCH",
        "https://acme.my.salesforce.com/services/data/v62.0/sobjects/Contact/Aftercall_Phone__c"
        "/%2B14155550123",
        {},
        {
            "FirstName": "Ann",
            "LastName": "Lee",
            "Phone": "+14155550123",
            "Email": "ann@example.com",
            "MailingCity": "Oakland",
            "LeadSource": "Phone Inquiry",
        },
    ),
    "google-sheets-row": (
        {},
        "POST",
        "https://script.google.com/macros/s/s3cr3t-token/exec",
        {},
        {
            "key": CALL_ID,
            "row": [
                "2026-11-18T15:28:00Z",
                "Ann Lee",
                "'+14155550123",
                "ann@example.com",
                "A leaking roof",
                "2026-11-20T14:00:00Z",
                "Quote for the roof",
                "no_answer",
                ROW["Link"],
            ],
        },
    ),
    "airtable-record": (
        {"base_id": "app0123456789ABCD", "table_id": "tbl0123456789ABCD"},
        "PATCH",
        "https://api.airtable.com/v0/app0123456789ABCD/tbl0123456789ABCD",
        {"authorization": "Bearer s3cr3t-token"},
        {
            "performUpsert": {"fieldsToMergeOn": ["Call"]},
            "typecast": True,
            "records": [{"fields": ROW}],
        },
    ),
}


def target_of(template_id: str) -> TargetSecrets:
    shipped = find_shipped(template_id)
    assert shipped
    assert shipped.url
    return TargetSecrets(
        url=shipped.url,
        secrets=(),
        request=shipped.request,
        inputs=WANTED[template_id][0],
        secret_values={each.name: "s3cr3t-token" for each in shipped.inputs if each.secret},
    )


def outgoing(event: dict[str, Any]) -> Outgoing:
    return Outgoing(EVENT_ID, json.dumps(event), "Europe/Berlin", datetime.now(UTC))


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with open_receiver() as receiver:
        yield receiver


@pytest.mark.parametrize("template_id", WANTED)
async def test_a_vendor_gets_the_request_that_it_documents(
    template_id: str, receiver: Receiver
) -> None:
    _, method, url, headers, body = WANTED[template_id]
    target = target_of(template_id)
    made = request_of("template", outgoing(full_event()), target)
    assert made == request_of("template", outgoing(full_event()), target)
    assert made.url == url
    http = OutgoingHttp(
        TargetSettings.model_validate({"TARGET_ALLOW_HTTP": True, "TARGET_ALLOW_PRIVATE": True})
    )
    await http.send(replace(made, url=receiver.url(urlsplit(made.url).path)))
    await http.close()
    (sent,) = receiver.requests
    assert (sent.method, sent.path, sent.json) == (method, urlsplit(url).path, body)
    assert headers.items() <= sent.headers.items()
    assert sent.headers["content-type"] == "application/json"
    assert sent.id == str(EVENT_ID)


@pytest.mark.parametrize("template_id", WANTED)
def test_no_template_tells_its_secrets_or_is_broken_by_a_callers_words(template_id: str) -> None:
    target = target_of(template_id)
    shown = shown_request("template", outgoing(full_event()), target)
    assert "s3cr3t" not in json.dumps(shown)
    assert "SECRET_" in json.dumps(shown) or shown["headers"]["Authorization"] == "***"
    hostile = request_of("template", outgoing(hostile_event()), target)
    assert hostile.url.split("/")[2] == WANTED[template_id][2].split("/")[2]
    wanted = WANTED[template_id][4]
    assert json.loads(hostile.body).keys() - {"companyName"} == wanted.keys()
    for event in (thin_event(), full_event(name=None, phone=None, email=None)):
        if template_id in ("airtable-record", "google-sheets-row"):
            assert request_of("template", outgoing(event), target).body
        else:
            with pytest.raises(NothingToSend):
                request_of("template", outgoing(event), target)


def test_templates_name_what_they_ask_for_and_where_it_is_documented() -> None:
    templates = shipped_templates()
    assert len({each.id for each in templates}) == len(templates)
    assert {each.id for each in templates} == {*WANTED, "n8n", "make"}
    for each in templates:
        assert each.doc_url.startswith("https://")
        assert all(is_known(name) for name in each.types)
        if each.kind == "webhook":
            assert (each.url, each.request) == (None, None)
            continue
        assert each.url
        assert each.request
        checked_url_template(each.url)
        named = {
            name for name in names_in(each.request, each.url) if name[0] in ("input", "secret")
        }
        assert named == {("secret" if one.secret else "input", one.name) for one in each.inputs}


def test_a_sheets_script_answers_a_success_with_a_redirect_to_its_output() -> None:
    target = target_of("google-sheets-row")
    echo = "https://script.googleusercontent.com/macros/echo?user_content_key=x"
    assert is_delivered("template", Answer(302, "", None, echo), target)
    # A script that fails answers 200 with a page, one that is not public redirects to a sign-in.
    assert not is_delivered("template", Answer(200, "<html>", None), target)
    assert not is_delivered(
        "template", Answer(302, "", None, "https://accounts.google.com/"), target
    )


def test_secrets_that_a_vendor_repeats_are_masked() -> None:
    target = TargetSecrets(
        url="https://crm.example",
        secrets=(),
        credentials=BasicPassword(kind="basic", username="me", password="pass word"),
        secret_values={"token": 'tok"en/1', "short": "abc"},
    )
    answer = 'tok"en/1 tok%22en%2F1 tok\\"en/1 pass word pass%20word bWU6cGFzcyB3b3Jk abc'
    assert masked_text(answer, target) == "*** *** *** *** *** *** abc"
    assert masked_text('bad token: tok"en', target) == "bad token: ***"
