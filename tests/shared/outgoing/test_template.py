"""Templates make the wanted requests, whatever callers say, and cannot do more than that."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from shared.errors import Permanent
from shared.outgoing.expressions import LARGEST_OUTPUT, NothingToSend, TemplateRefused
from shared.outgoing.http import OutgoingRequest
from shared.outgoing.template import (
    RequestTemplate,
    checked_url_template,
    facts_of,
    template_request,
)
from tests.support.event_bodies import EVIL, full_event, hostile_event, thin_event

URL = "https://crm.example/contacts"


def made(
    url: str = URL, event: dict[str, Any] | None = None, /, **template: Any
) -> OutgoingRequest:
    facts = facts_of(
        "e-1",
        event or full_event(),
        "America/Los_Angeles",
        {"table": "Callers & more"},
        {"token": "s3cr3t/+"},
    )
    return template_request(RequestTemplate(**template), checked_url_template(url), facts)


def body_of(body: Any, event: dict[str, Any] | None = None) -> Any:
    return json.loads(made(URL, event, body=body).body)


def test_values_are_filled_in_and_keep_their_type_where_they_stand_for_themselves() -> None:
    assert body_of(
        {
            "name": "{{ lead.name }}",
            "seconds": "{{ call.duration_s }}",
            "text": "{{ call.duration_s }} s, {{ lead.company }}",
            "event": "{{ event.id }} {{ event.type }}",
            "due": "{{ callback.due_at | date('%d.%m.%Y %H:%M', zone) }}",
            "reason": "{{ callback.reason }}",
            "change": "{{ change }}",
            "fixed": [1, None, True, {"a": "b"}],
            "row": ["{{ lead.company }}", "{{ lead.city }}"],
            "company": "{{ lead.company }}",
            "company_or": "{{ lead.company | default('none') }}",
            "given": "{% if lead.email %}has {{ lead.email }}{% else %}no{% endif %}",
            "first": "{{ lead.name | first_name }}",
            "last": "{{ lead.name | last_name }}",
            "missing_change": "{{ change.fields }}",
        }
    ) == {
        "name": "Ann Lee",
        "seconds": 118.5,
        "text": "118.5 s, ",
        "event": "e-1 callback.due",
        "due": "20.11.2026 06:00",
        "reason": "Quote for the roof",
        "change": full_event()["data"]["change"],
        "fixed": [1, None, True, {"a": "b"}],
        "row": [None, "Oakland"],
        "company_or": "none",
        "given": "has ann@example.com",
        "first": "Ann",
        "last": "Lee",
    }


def test_what_an_event_does_not_have_is_null() -> None:
    event = thin_event()
    event["data"]["call"] = event["data"]["callback"] = None
    assert body_of({"a": ["{{ lead.name }}", "{{ call.id }}", "{{ callback.reason }}"]}, event) == {
        "a": [None, None, None]
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{{ lead.company > 3 }}", False),
        ("{{ lead.company <= 3 }}", False),
        ("{{ 3 < lead.company < 5 }}", False),
        ("{{ 100 < call.duration_s < 200 }}", True),
        ("{{ 'a' in lead.company }}", False),
        ("{{ 'a' not in lead.company }}", True),
        ("{{ lead.company == none }}", True),
        ("{{ lead.company != none }}", False),
        ("{{ -call.duration_s }}", -118.5),
        ("{{ (lead.name if lead.company) | default('-') }}", "-"),
        ("{{ lead.name if lead.city }}", "Ann Lee"),
    ],
)
def test_null_is_compared_with_anything(text: str, value: Any) -> None:
    assert body_of([text]) == [value]


def test_an_if_without_else_and_the_negative_of_null_are_null() -> None:
    assert body_of({"a": "{{ lead.name if lead.company }}", "b": "{{ -lead.company }}"}) == {}


def test_a_condition_holds_for_no_event_that_lacks_its_value() -> None:
    deleted = thin_event()
    deleted["data"]["call"] = None
    with pytest.raises(NothingToSend, match="`when` is empty"):
        made(URL, deleted, when="{{ call.duration_s > 60 }}", body={})


def test_what_a_schedules_own_object_does_not_have_is_null() -> None:
    event = full_event()
    event["data"]["change"] = {"data": {"report": {}, "rows": [{}]}}
    assert body_of(
        {
            "top": "{{ change.data.week }}",
            "deep": "{{ change.data.report.week }}",
            "row": "x{{ change.data.rows[0].week }}",
            "all": "{{ change.data }}",
        },
        event,
    ) == {"row": "x", "all": {"report": {}, "rows": [{}]}}


def test_a_callers_words_change_no_structure_and_are_no_template() -> None:
    request = made(
        "https://crm.example/{{ lead.name }}?q={{ lead.service }}",
        hostile_event(),
        headers={"X-Name": "{{ lead.name }}", "X-Key": "{{ secret.token }}"},
        body={"name": "{{ lead.name }}", "text": 'said "{{ lead.name }}"'},
    )
    assert json.loads(request.body) == {"name": EVIL, "text": f'said "{EVIL}"'}
    host, path = request.url.removeprefix("https://").split("/", 1)
    assert host == "crm.example"
    assert path.count("/") == path.count("#") == path.count("&") == 0
    assert path.count("?") == 1
    assert "\r" not in request.headers["X-Name"]
    assert "\n" not in request.headers["X-Name"]
    assert request.headers["X-Key"] == "s3cr3t/+"
    assert b"s3cr3t" not in request.body


def test_values_of_a_url_are_percent_encoded_and_no_steps_of_a_path() -> None:
    url = "https://crm.example/{{ input.table }}/{{ secret.token }}"
    assert made(url).url == "https://crm.example/Callers%20%26%20more/s3cr3t%2F%2B"
    for step in (".", ".."):
        with pytest.raises(Permanent, match="path"):
            made("https://crm.example/a/{{ lead.name }}/b", full_event(name=step))


@pytest.mark.parametrize("name", [None, "", " "])
def test_without_a_value_of_the_url_nothing_is_sent(name: str | None) -> None:
    """`DELETE /contacts/` would be another request than `DELETE /contacts/Ann`."""
    with pytest.raises(NothingToSend):
        made("https://crm.example/{{ lead.name }}", full_event(name=name), method="DELETE")
    with pytest.raises(NothingToSend):
        made(URL, full_event(name=name and None), when="{{ lead.name }}")


def test_cells_are_shown_and_not_calculated() -> None:
    event = full_event(name="=IMPORTXML(1)", phone="+1415")
    assert body_of(["{{ lead.name | cell }}", "{{ lead.phone | cell }}"], event) == [
        "'=IMPORTXML(1)",
        "'+1415",
    ]
    # As in exports: East Asian spreadsheets take the wide signs, too.
    for begins in ("＝", "＋", "－", "＠", "\t=", "-"):
        event = full_event(name=f"{begins}1")
        assert body_of(["{{ lead.name | cell }}"], event) == [f"'{begins}1"]


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__ }}",
        "{{ lead.__class__.__mro__ }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ self._TemplateReference__context }}",
        "{{ lead['__class__'] }}",
        "{{ lead|attr('__class__') }}",
        "{{ lead.name.upper() }}",
        "{{ range(10**9) }}",
        "{{ 'a' * 10**9 }}",
        "{{ 2 ** 99999999 }}",
        "{{ 'a' ~ 'b' }}",
        "{{ [1, 2] }}",
        "{% for a in lead %}{% for b in lead %}x{% endfor %}{% endfor %}",
        "{% set a = 1 %}",
        "{% macro a() %}{% endmacro %}",
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{{ lead.name",
        "{{ unknown.name }}",
        "{{ lead.name | tojson }}",
        "{{ lead.name " + "| lower " * 201 + "}}",
        "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
        "{{ secret.token | upper }}",
        "{% if secret.token == 'a' %}{% endif %}",
        "{{ secret }}",
        "{{ secret['token'] }}",
        "{% if lead %}" * 120 + "{% endif %}" * 120,
        "{{ 1e999 }}",
        "{% if lead.name == -1e999 %}{% endif %}",
    ],
)
def test_what_a_template_cannot_do_is_refused_before_it_runs(text: str) -> None:
    with pytest.raises((ValidationError, Permanent)):
        made(URL, body={"a": text})


def test_a_template_reads_no_attribute_and_names_unknown_fields() -> None:
    for text in ("{{ lead.phone_number }}", "{{ lead.name.upper }}", "x {{ event.data.nothing }}"):
        with pytest.raises(Permanent, match=r"phone_number|upper|nothing"):
            body_of([text])


@pytest.mark.parametrize("form", ["%999999999Y", "%s", "%" * 200 + "a", "%-d", "%E", "%Q%"])
def test_a_form_of_a_time_has_plain_directives_only(form: str) -> None:
    with pytest.raises(Permanent, match=r"the filter `date` .* takes a time, a form"):
        body_of([f"{{{{ call.started_at | date('{form}') }}}}"])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{{ lead.name | date }}", "the filter `date`"),
        ("{{ call.started_at | date('%Y', 'Mars/Olympus') }}", "the filter `date`"),
        ("{{ lead.name | truncate('many') }}", "the filter `truncate`.* a number of characters"),
        ("{{ lead.name | lower(1) }}", "the filter `lower`.* takes a value"),
        ("{{ lead.nothing | json }}", "there is no field nothing"),
        ("{{ lead.name < 1 }}", "cannot be compared"),
    ],
)
def test_an_error_says_in_words_what_failed(text: str, why: str) -> None:
    with pytest.raises(Permanent, match=why) as caught:
        body_of([text])
    assert "Error" not in str(caught.value)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("José", "X-Name has characters that are not ASCII"),
        ("a\nb", "X-Name has a line break"),
        ("{{ '' }}", "X-Name is empty"),
    ],
)
def test_a_header_says_why_it_cannot_have_a_value(value: str, why: str) -> None:
    with pytest.raises(Permanent, match=why):
        made(URL, headers={"X-Name": value})


def test_an_error_tells_nothing_of_what_was_said() -> None:
    event = full_event(name="Ann Lee's secret")
    with pytest.raises(Permanent) as caught:
        body_of(["{{ lead.name | date }}"], event)
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_request_has_a_largest_size() -> None:
    event = full_event(name="a" * (LARGEST_OUTPUT // 3))
    assert len(made(URL, event, body=["{{ lead.name }}"] * 2).body) < LARGEST_OUTPUT
    for text in ("{{ lead.name }}", "x{{ lead.name }}"):
        with pytest.raises(Permanent, match="larger"):
            made(URL, event, body=[text] * 4)
    with pytest.raises(ValidationError, match="larger"):
        RequestTemplate(body=["a" * 4000] * 6)
    with pytest.raises(ValidationError, match="100 texts"):
        RequestTemplate(body=["{{ lead.name }}"] * 101)
    many = "{{ lead.name " + "| trim " * 101 + "}}"
    for template in ({"body": [many] * 2}, {"headers": {"A": many, "B": many}}):
        with pytest.raises(ValidationError, match="200 filters"):
            RequestTemplate(**template)
    with pytest.raises(TemplateRefused, match="200 filters"):
        checked_url_template(f"{URL}/" + "{{ lead.name " + "| trim " * 201 + "}}")


@pytest.mark.parametrize(
    "text",
    [
        # Each of these would make some gigabytes of a few characters.
        "{{ '\"' " + "| json " * 40 + "| truncate(1) }}",
        "{{ content.document | json " + "| json " * 40 + "| truncate(1) }}",
        "{{ change.fields | join(content.document) | truncate(1) }}",
    ],
)
def test_a_filter_makes_no_text_that_is_longer_than_any_request(text: str) -> None:
    event = full_event()
    event["data"]["content"]["document"] = '"' * 10_000
    event["data"]["change"] = {"fields": ["a"] * 30}
    with pytest.raises(Permanent, match=r"the filter `(json|join)` would make more than 262,144"):
        body_of([text], event)


def test_a_text_is_no_list_to_join() -> None:
    event = full_event()
    event["data"]["change"] = {"fields": ["name", None, 3]}
    assert body_of(["{{ change.fields | join(' ') }}", "{{ lead.company | join }}"], event) == [
        "name  3",
        "",
    ]
    with pytest.raises(Permanent, match=r"the filter `join` .* takes a list"):
        body_of(["{{ lead.name | join(lead.name) }}"], event)


@pytest.mark.parametrize(
    "url",
    [
        "https://{{ lead.name }}/",
        "https://crm.example{{ lead.name }}/",
        "https://{{ secret.token }}/",
        "https://{{ input.a | lower }}/",
        "https://{{ 'a/b' }}.example/",
        "{{ input.scheme }}://crm.example/",
        "https:/crm.example",
        "ftp://crm.example/",
    ],
)
def test_callers_choose_no_host(url: str) -> None:
    with pytest.raises(TemplateRefused):
        checked_url_template(url)
    assert checked_url_template("https://{{ input.domain }}.crm.example/{{ lead.name }}?a=/")


@pytest.mark.parametrize("name", ["Host", "Content-Length", "webhook-id", "a b", "x\r\ny", ""])
def test_a_header_has_a_name_of_its_own(name: str) -> None:
    with pytest.raises(ValidationError):
        RequestTemplate(headers={name: "a"})
    with pytest.raises(Permanent, match="X-Empty"):
        made(URL, headers={"X-Empty": "{{ lead.company }}"})
