"""Twilio's signature, form and recording event, against their vectors and, where installed, their
own validator.
"""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.incoming import IncomingRecording, UnknownEvent
from shared.domain.statuses import Source
from shared.errors import InvalidRequest, SettingsInvalid, Unauthorized
from shared.vendors.twilio.webhook import (
    MAX_FIELDS,
    MAX_FORM_BYTES,
    Algorithm,
    Fields,
    parse_form,
    parse_recording_event,
    public_url,
    sign,
    verify_signature,
)

SAMPLES = Path(__file__).parents[2] / "samples"
VECTORS: dict[str, Any] = json.loads((SAMPLES / "twilio_signature_vectors.json").read_bytes())
TOKEN: str = VECTORS["auth_token"]
SHA1, SHA256 = Algorithm.HMAC_SHA1, Algorithm.HMAC_SHA256
SHA256_HEADER = "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"
URL = "https://hooks.example.com/api/webhooks/twilio/recording"
FORM = [("CallSid", "CA1"), ("From", "+12025550143")]
HEX = "0123456789abcdef" * 2
# A busy machine is no failure.

Secrets: TypeAlias = dict[Algorithm, tuple[str, ...]]
ONLY_TOKEN: Secrets = {SHA1: (TOKEN,)}


def accepts(
    signature: str | None,
    payload: Fields | bytes = FORM,
    *,
    url: str = URL,
    settings_header: str | None = None,
    secrets: Secrets = ONLY_TOKEN,
) -> bool:
    try:
        verify_signature(signature, settings_header, url=url, payload=payload, secrets=secrets)
    except Unauthorized:
        return False
    return True


def sample(name: str, **changes: str) -> list[tuple[str, str]]:
    fields = json.loads((SAMPLES / f"twilio_recording_status_{name}.json").read_bytes())
    return list({**fields, **changes}.items())


def recording(name: str = "completed", **changes: str) -> IncomingRecording:
    event = parse_recording_event(sample(name, **changes))
    assert isinstance(event, IncomingRecording)
    return event


def refusal(fields: Fields) -> dict[str, str]:
    with pytest.raises(InvalidRequest) as caught:
        parse_recording_event(fields)
    return dict(caught.value.fields)


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_form_vectors_verify(case: dict[str, Any]) -> None:
    fields = list(case["params"].items())
    assert accepts(case["signature"], fields, url=case["url"])
    assert case.get("validate_only") or sign(case["url"], fields, secret=TOKEN) == case["signature"]


@pytest.mark.parametrize("case", VECTORS["duplicate_cases"], ids=lambda case: case["name"])
def test_repeated_names_count_once_per_distinct_value(case: dict[str, Any]) -> None:
    fields = [(name, value) for name, value in case["pairs"]]
    assert accepts(case["signature"], fields, url=case["url"])
    assert accepts(case["signature"], [*reversed(fields), fields[-1]], url=case["url"])
    assert not accepts(case["signature"], fields[:-3] + fields[-2:], url=case["url"])


@pytest.mark.parametrize("case", VECTORS["json_cases"], ids=lambda case: case["name"])
def test_bodies_that_are_no_form_verify_by_their_hash(case: dict[str, Any]) -> None:
    body = case["raw_body"].encode()
    assert accepts(case["signature"], body, url=case["url"])
    assert not accepts(case["signature"], body + b" ", url=case["url"])


@pytest.mark.parametrize("case", VECTORS["sha256_shared_key_cases"], ids=lambda case: case["name"])
def test_shared_key_vectors_verify(case: dict[str, Any]) -> None:
    fields = list(case["params"].items())
    assert accepts(
        case["signature"],
        fields,
        url=case["url"],
        settings_header=SHA256_HEADER,
        secrets={SHA256: (TOKEN,)},
    )


def test_a_body_that_is_no_form_needs_exactly_one_hash_in_the_url() -> None:
    body = b'{"a": 1}'
    digest = hashlib.sha256(body).hexdigest()
    for query, expected in (
        (f"bodySHA256={digest}", True),
        (f"a=1&bodySHA256={digest}", True),
        ("a=1", False),
        ("", False),
        (f"xbodySHA256={digest}", False),
        (f"bodySHA256={'0' * 64}&bodySHA256={digest}", False),
        (f"bodySHA256={digest}&bodySHA256={digest}", False),
    ):
        url = public_url("https://hooks.example.com", "/t", query)
        assert accepts(sign(url, [], secret=TOKEN), body, url=url) is expected, query


def test_a_form_is_checked_as_a_form_whatever_hash_stands_in_the_url() -> None:
    url = f"{URL}?bodySHA256={'0' * 64}"
    assert accepts(sign(url, FORM, secret=TOKEN), FORM, url=url)
    assert not accepts(sign(url, [], secret=TOKEN), FORM, url=url)


def test_a_get_signs_the_url_alone() -> None:
    url = f"{URL}?{urlencode(FORM)}"
    assert accepts(sign(url, [], secret=TOKEN), [], url=url)


def test_order_does_not_matter_and_content_does() -> None:
    signature = sign(URL, FORM, secret=TOKEN)
    assert accepts(signature, list(reversed(FORM)))
    for tampered in (
        FORM[:1],
        [*FORM, ("A", "")],
        [("CallSid", "CA2"), FORM[1]],
        [("callSid", "CA1"), FORM[1]],
        [],
    ):
        assert not accepts(signature, tampered), tampered


@pytest.mark.parametrize(
    "signature", [None, "", "é", "AAAA", base64.b64encode(b"0" * 20).decode(), "RSOY" * 1000]
)
def test_forged_and_missing_signatures_are_refused(signature: str | None) -> None:
    assert not accepts(signature)


def test_the_url_counts_as_it_was_sent() -> None:
    for query in ("tenant=acme", "a=1&b=%C3%A9&c", "b=2&a=1", "q=a+b%20c", "x=%2f&x=%2F"):
        url = f"{URL}?{query}"
        signature = sign(url, FORM, secret=TOKEN)
        assert accepts(signature, url=url)
        assert not accepts(signature, url=url + "&z=1")
        assert not accepts(signature, url=URL)


@pytest.mark.parametrize(
    "signed",
    [URL, URL.replace(".com", ".com:443")],
)
@pytest.mark.parametrize(
    "seen",
    [
        URL,
        URL.replace(".com", ".com:443"),
        URL.replace("//", "//user:pass@"),
        URL + "#rc=5&rp=all",
    ],
)
def test_default_port_user_and_fragment_do_not_matter(signed: str, seen: str) -> None:
    assert accepts(sign(signed, FORM, secret=TOKEN), url=seen)


@pytest.mark.parametrize(
    "other",
    [
        URL.replace("https", "http"),
        URL.replace(".com", ".com:8443"),
        URL.replace(".com", ".com.evil.test"),
        URL + "/",
    ],
)
def test_another_address_is_refused(other: str) -> None:
    assert not accepts(sign(other, FORM, secret=TOKEN))


def test_the_port_of_an_address_with_brackets() -> None:
    assert accepts(sign("http://[::1]:80/t", FORM, secret=TOKEN), url="http://[::1]/t")
    assert accepts(sign("http://[::1]/t", FORM, secret=TOKEN), url="http://[::1]:8080/t")


def test_either_secret_is_accepted_during_rotation() -> None:
    secrets: Secrets = {SHA1: ("new", "old")}
    assert accepts(sign(URL, FORM, secret="old"), secrets=secrets)
    assert accepts(sign(URL, FORM, secret="new"), secrets=secrets)
    assert not accepts(sign(URL, FORM, secret="older"), secrets=secrets)


@pytest.mark.parametrize("secrets", [{}, {SHA1: ()}, {SHA1: ("",)}, {SHA256: (TOKEN,)}])
def test_an_algorithm_without_a_secret_is_refused(secrets: Secrets) -> None:
    for secret in (TOKEN, ""):
        assert not accepts(sign(URL, FORM, secret=secret), secrets=secrets)


def test_the_caller_cannot_choose_the_algorithm() -> None:
    by_token, by_key = (
        sign(URL, FORM, secret=TOKEN),
        sign(URL, FORM, secret=TOKEN, algorithm=SHA256),
    )
    assert not accepts(by_key, settings_header=SHA256_HEADER)
    assert not accepts(by_key)
    both: Secrets = {SHA1: ("token",), SHA256: (TOKEN,)}
    assert accepts(by_key, settings_header=SHA256_HEADER, secrets=both)
    assert not accepts(by_key, secrets=both)
    assert not accepts(by_token, secrets=both)


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("", True),
        ("key=webhooks_sharedkey_1", True),
        ("key=1, algorithm = hmac_sha1", True),
        ("algorithm=HMAC_MD5", False),
        ("algorithm=none", False),
        ("algorithm=HMAC_SHA1,algorithm=HMAC_SHA256", False),
    ],
)
def test_the_settings_header_is_read_strictly(header: str, accepted: bool) -> None:
    assert accepts(sign(URL, FORM, secret=TOKEN), settings_header=header) is accepted


def test_a_refusal_names_the_address_without_its_query() -> None:
    with pytest.raises(Unauthorized, match="PUBLIC_BASE_URL") as caught:
        verify_signature("AAAA", None, url=f"{URL}?token=hidden", payload=FORM, secrets=ONLY_TOKEN)
    assert URL in str(caught.value)
    assert "hidden" not in str(caught.value)


TEXT = st.text(max_size=12)
PAIRS = st.lists(st.tuples(st.one_of(st.sampled_from(["A", "B", "Aé"]), TEXT), TEXT), max_size=8)
URLS = st.builds(
    public_url,
    st.sampled_from(
        [
            "https://a.example",
            "http://a.example:80/",
            "https://a.example:8443/x/",
            "http://[::1]:1/y",
        ]
    ),
    st.sampled_from(["/", "/t", "/a%20b", "//t"]),
    st.text("abc=&%20+?/:@", max_size=12),
)


@given(URLS, PAIRS, st.text(min_size=1, max_size=40), st.sampled_from(Algorithm))
def test_what_is_signed_verifies_after_its_way_through_a_form(
    url: str, pairs: list[tuple[str, str]], secret: str, algorithm: Algorithm
) -> None:
    arrived = parse_form(urlencode(pairs).encode())
    assert arrived == pairs
    signature, header = (
        sign(url, pairs, secret=secret, algorithm=algorithm),
        f"algorithm={algorithm}",
    )
    assert accepts(
        signature, arrived, url=url, settings_header=header, secrets={algorithm: ("other", secret)}
    )
    assert not accepts(
        signature,
        [*arrived, ("New", "x")],
        url=url,
        settings_header=header,
        secrets={algorithm: (secret,)},
    )


@pytest.fixture(scope="module")
def theirs() -> Any:
    """Not in the lock, because it brings another HTTP client along: `uv pip install twilio` to run
    it.
    """
    return pytest.importorskip("twilio.request_validator").RequestValidator(TOKEN)


@given(URLS, PAIRS, st.sampled_from(Algorithm))
def test_twilios_own_validator_agrees(
    theirs: Any, url: str, pairs: list[tuple[str, str]], algorithm: Algorithm
) -> None:
    class MultiDict(dict[str, str]):
        def getlist(self, name: str) -> list[str]:
            return [value for each, value in pairs if each == name]

    expected = theirs.compute_signature(url, MultiDict(pairs), algorithm)
    assert sign(url, pairs, secret=TOKEN, algorithm=algorithm) == expected
    assert theirs.validate(url, MultiDict(pairs), expected, algorithm)
    assert accepts(
        expected,
        pairs,
        url=url,
        settings_header=f"algorithm={algorithm}",
        secrets={algorithm: (TOKEN,)},
    )


@pytest.mark.parametrize(
    ("base", "path", "query", "expected"),
    [
        ("https://hooks.example.com", "/t", "", "https://hooks.example.com/t"),
        ("https://hooks.example.com/", "/t", "a=1&a=%20", "https://hooks.example.com/t?a=1&a=%20"),
        ("https://example.com/aftercall", "/t", "", "https://example.com/aftercall/t"),
        (" https://example.com/a/b/ ", "/t", "x", "https://example.com/a/b/t?x"),
        ("http://localhost:3001", "/a%2Fb", "", "http://localhost:3001/a%2Fb"),
        ("https://user:pass@example.com#x", "/t", "", "https://example.com/t"),
        ("HTTPS://Example.com:443", "/t", "", "https://Example.com:443/t"),
        ("http://[::1]:3001/p", "/t", "", "http://[::1]:3001/p/t"),
    ],
)
def test_the_public_url_is_rebuilt_from_the_base(
    base: str, path: str, query: str, expected: str
) -> None:
    assert public_url(base, path, query) == expected


@pytest.mark.parametrize(
    "base", ["", "example.com", "ftp://example.com", "https://", "https://e.com/?a=1", "/t"]
)
def test_a_base_that_is_no_address_is_the_operators_mistake(base: str) -> None:
    with pytest.raises(SettingsInvalid, match="PUBLIC_BASE_URL"):
        public_url(base, "/t", "")


def test_the_form_sample_reads_and_verifies_as_it_came() -> None:
    fields = parse_form((SAMPLES / "twilio_recording_status_completed.form").read_bytes())
    assert dict(fields) == dict(sample("completed"))
    case = next(case for case in VECTORS["cases"] if case["name"] == "own: recordingStatusCallback")
    assert accepts(case["signature"], fields, url=case["url"])


def test_empty_repeated_spaced_and_foreign_values_are_kept() -> None:
    body = b"b=&a=1&a=2&a=1&c&name=Jos%C3%A9+%26+co%20&raw=\xe6\x97\xa5"
    assert parse_form(body) == [
        ("b", ""),
        ("a", "1"),
        ("a", "2"),
        ("a", "1"),
        ("c", ""),
        ("name", "José & co "),
        ("raw", "日"),
    ]
    assert parse_form(b"") == []


@pytest.mark.parametrize(
    "body",
    [
        b"a=%FF",
        b"a=\xff",
        b"a=%ED%A0%80",
        b"a=" + b"x" * MAX_FORM_BYTES,
        b"a=1&" * (MAX_FIELDS + 1),
    ],
)
def test_forms_beyond_limits_or_in_other_encodings_are_refused(body: bytes) -> None:
    with pytest.raises(InvalidRequest):
        parse_form(body)


def test_a_completed_recording() -> None:
    assert recording() == IncomingRecording(
        source=Source.TWILIO,
        status="completed",
        account_sid=f"AC{HEX}",
        recording_sid=f"RE{HEX}",
        call_sid=f"CA{HEX}",
        duration_s=26.0,
        channels=2,
        started_at=datetime(2025, 11, 21, 21, 19, 41, tzinfo=UTC),
        recording_source="StartCallRecordingAPI",
        track="both",
    )


@pytest.mark.parametrize(
    ("name", "event_type"),
    [
        ("completed", "recording.completed"),
        ("in_progress", "recording.in-progress"),
        ("absent", "recording.absent"),
        ("encrypted", "recording.completed"),
        ("conference", "recording.completed"),
    ],
)
def test_every_sample_is_understood(name: str, event_type: str) -> None:
    event = recording(name)
    assert event.event_type == event_type
    assert event.event_key == f"RE{HEX}:{event_type.removeprefix('recording.')}"
    assert event.encrypted is (name == "encrypted")


def test_the_call_is_named_by_its_best_id() -> None:
    assert recording().external_id == f"CA{HEX}"
    assert recording("conference").external_id == f"CF{HEX}"
    assert recording("conference", ConferenceSid="").external_id == f"RE{HEX}"


def test_a_failed_recording_is_understood() -> None:
    assert recording(RecordingStatus="failed").event_type == "recording.failed"


def test_ids_are_written_one_way() -> None:
    assert recording(RecordingSid=f"RE{HEX.upper()}") == recording()


def test_another_status_is_an_unknown_event() -> None:
    assert parse_recording_event(sample("completed", RecordingStatus="paused")) == UnknownEvent(
        "recording.paused"
    )
    assert parse_recording_event([("RecordingStatus", "x" * 999)]) == UnknownEvent(
        f"recording.{'x' * 90}"
    )


def test_missing_ids_are_named() -> None:
    assert set(refusal([])) == {"/AccountSid", "/RecordingSid"}
    assert list(refusal(sample("completed", RecordingSid=""))) == ["/RecordingSid"]


def test_a_recording_without_a_status_is_a_finished_one() -> None:
    """TwiML's <Record> tells of it so at its `action`."""
    assert recording(RecordingStatus="") == recording()


@pytest.mark.parametrize(
    "value", ["x", "AC", f"ZZ{HEX}", f"ac{HEX}", f"RE{HEX}0", f"../RE{HEX}", "RE" + "٠" * 32]
)
def test_ids_of_another_shape_are_not_used(value: str) -> None:
    for name in ("AccountSid", "RecordingSid"):
        assert list(refusal(sample("completed", **{name: value}))) == [f"/{name}"]
    for name, attribute in (("CallSid", "call_sid"), ("ConferenceSid", "conference_sid")):
        event = recording(**{name: value})
        assert getattr(event, attribute) is None
        assert event.notes == (f"{name} could not be read and was left out.",)


def test_an_id_given_twice_is_not_used_unless_it_is_the_same() -> None:
    other = ("RecordingSid", "RE" + "f" * 32)
    assert list(refusal([*sample("completed"), other])) == ["/RecordingSid"]
    assert parse_recording_event([*sample("completed"), *sample("completed")]) == recording()
    twice = parse_recording_event([*sample("completed"), ("RecordingTrack", "inbound")])
    assert isinstance(twice, IncomingRecording)
    assert (twice.track, twice.notes) == (
        None,
        ("RecordingTrack was given more than once and was left out.",),
    )


@pytest.mark.parametrize(
    ("name", "attribute", "values"),
    [
        ("RecordingDuration", "duration_s", ["", "-1", "soon", "1e9", "٣", "9" * 99]),
        ("RecordingChannels", "channels", ["", "0", "3", "-2", "two"]),
        (
            "RecordingStartTime",
            "started_at",
            ["", "now", "2025-11-21", "Fri, 99 Nov 2025 21:19:41 +0000"],
        ),
        ("RecordingSource", "recording_source", ["", "\0", " "]),
        ("RecordingTrack", "track", [""]),
    ],
)
def test_a_description_that_cannot_be_read_is_left_out(
    name: str, attribute: str, values: list[str]
) -> None:
    for value in values:
        assert getattr(recording(**{name: value}), attribute) is None, value


def test_start_times_become_utc() -> None:
    assert (
        recording(RecordingStartTime="Fri, 21 Nov 2025 22:19:41 +0100").started_at
        == recording().started_at
    )
    assert (
        recording(RecordingStartTime="Fri, 21 Nov 2025 21:19:41 -0000").started_at
        == recording().started_at
    )


def test_unknown_parameters_and_the_address_are_ignored() -> None:
    event = recording(RecordingUrl="http://169.254.169.254/", Brand_New="1")
    assert event == recording()
    assert "169.254" not in repr(event)


NAMES = sorted({name for name, _ in sample("encrypted") + sample("conference")})


@given(
    st.dictionaries(
        st.sampled_from(NAMES), st.one_of(TEXT, st.text("0123456789 :,+-FriNov", max_size=40))
    )
)
def test_no_form_raises_anything_but_invalid_request(changes: dict[str, str]) -> None:
    try:
        event = parse_recording_event(sample("completed", **changes))
    except InvalidRequest as refused:
        assert refused.fields
    else:
        assert isinstance(event, IncomingRecording | UnknownEvent)


def test_comparison_takes_no_shortcut(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every candidate is compared with every secret, by the function made for it."""
    compared: list[bool] = []

    def spy(one: bytes, other: bytes) -> bool:
        compared.append(hmac_compare(one, other))
        return compared[-1]

    hmac_compare = hmac.compare_digest
    monkeypatch.setattr(hmac, "compare_digest", spy)
    assert accepts(sign(URL, FORM, secret="a"), secrets={SHA1: ("a", "b")})
    assert sorted(compared) == [False, False, False, True]
