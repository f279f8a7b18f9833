"""What a vendor answers is stored, whatever characters are in it."""

import json

import pytest

from shared.domain.storable import without_unstorable


@pytest.mark.parametrize(
    ("answered", "stored"),
    [
        (r'{"title": "a\u0000b"}', {"title": "ab"}),
        (r'{"a\u0000": ["\u0000", {"b": "x\u0000"}]}', {"a": ["", {"b": "x"}]}),
        (r'{"title": "Great \ud83d"}', {"title": "Great \ufffd"}),
        (r'{"title": "Great \ud83d\ude00"}', {"title": "Great 😀"}),
        (r'{"title": "\ude00 \ud83d\ud83d"}', {"title": "\ufffd \ufffd\ufffd"}),
        (r'{"title": "\\u0000"}', {"title": r"\u0000"}),
    ],
)
def test_what_cannot_be_stored_is_left_out(answered: str, stored: object) -> None:
    assert json.loads(without_unstorable(answered)) == stored
    assert json.loads(without_unstorable(answered.encode())) == stored


NESTED = r'["\u0000", ' + "[" * 100_000


@pytest.mark.parametrize(
    "answered", ['{"title": "plain"}', r'{"half": "\u0000"', "", "null", "[1, 2", NESTED]
)
def test_anything_else_stays_as_it_is(answered: str) -> None:
    assert without_unstorable(answered) == answered
