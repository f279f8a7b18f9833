"""`aftercall trigger`: what it refuses before it asks anything."""

import pytest

from cli.triggering import trigger
from shared.domain.events import CHANGES
from shared.errors import SettingsInvalid


def test_an_unknown_type_lists_the_known_ones() -> None:
    with pytest.raises(SettingsInvalid) as raised:
        trigger("call.sung")
    assert all(f"\n  {name}" in str(raised.value) for name in CHANGES)


def test_a_target_and_an_address_are_not_both_given() -> None:
    with pytest.raises(SettingsInvalid, match="--forward-to"):
        trigger("call.ready", target="CRM", forward_to="http://localhost:9000/")


def test_a_secret_that_is_none_is_refused() -> None:
    with pytest.raises(SettingsInvalid, match="--secret"):
        trigger("call.ready", forward_to="http://localhost:9000/", secret="abcde")
