"""Names that others give show something, and nothing that directs what is around them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.http.fields import VISIBLE
from shared.domain.visible import visible_name


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("  Nora \t New\r\n", "Nora New"),
        ("Nora\x00\x07 New", "Nora New"),
        ("\u202egnp.exe\u2066", "gnp.exe"),
        ("No\ud800ra", "Nora"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("N" * 300, "N" * 200),
        ("\u200b\u2060", None),
        ("\u3164", None),
        ("", None),
        (None, None),
        (7, None),
    ],
)
def test_a_given_name_is_cleaned(given: object, name: str | None) -> None:
    assert visible_name(given) == name


@given(st.text(st.characters(codec=None)))
def test_a_cleaned_name_is_one_that_the_api_takes(text: str) -> None:
    name = visible_name(text)
    if name is not None:
        assert re.fullmatch(VISIBLE, name)
        assert len(name) <= 200
        assert name.encode()
