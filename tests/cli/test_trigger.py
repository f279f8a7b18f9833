"""`aftercall trigger`: what it refuses."""

import httpx2
import pytest

from cli.client import Client
from cli.triggering import trigger, triggered
from shared.domain.events import CHANGES
from shared.errors import Conflict, SettingsInvalid


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


async def test_a_disabled_target_is_named_and_not_waited_for() -> None:
    target = {"id": "t1", "name": "CRM", "enabled": False, "types": ["call"]}
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, json={"targets": [target]}))
    async with Client("http://x", key="ac_1", transport=transport) as client:
        with pytest.raises(Conflict, match="CRM is disabled"):
            await triggered(client, "call.ready", "CRM")
