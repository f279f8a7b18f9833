"""The labels of the gold calls follow from what they are derived from, a second time."""

import phonenumbers
import pytest

from tests.gold.calls import GoldCall, derived_when, fresh_calls, gold_calls

CALLS = gold_calls() + fresh_calls()
each_call = pytest.mark.parametrize("call", CALLS, ids=lambda call: call.id)


def test_there_are_enough_calls_in_each_language() -> None:
    dev = gold_calls("dev")
    languages = {call.language for call in dev}
    assert len(dev) >= 150
    assert len(languages) >= 10
    assert sum(call.language == "en" for call in dev) >= 50
    assert all(sum(call.language == each for call in dev) >= 10 for each in languages)


def test_ids_are_unique() -> None:
    assert len({call.id for call in CALLS}) == len(CALLS)


@each_call
def test_the_time_follows_from_its_recipe(call: GoldCall) -> None:
    assert call.needed == (call.recipe is not None)
    assert call.when == (derived_when(call.recipe) if call.recipe else None)


@each_call
def test_the_number_follows_from_its_digits(call: GoldCall) -> None:
    phone = call.lead["phone"]
    if call.spoken_phone is None:
        assert phone == call.customer_number
        return
    region, digits = call.spoken_phone.split()
    parsed = phonenumbers.parse(digits, region)
    assert phonenumbers.is_valid_number(parsed)
    assert phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) == phone


@each_call
def test_the_address_follows_from_its_pieces(call: GoldCall) -> None:
    assert (call.lead["email"] is None) == (call.spoken_email is None)
    if call.spoken_email:
        assert "".join(call.spoken_email) == call.lead["email"]


@each_call
def test_names_and_places_are_words_of_the_call(call: GoldCall) -> None:
    said = " ".join(turn.text for turn in call.turns).casefold()
    for name in ("name", "company", "city"):
        value = call.lead[name]
        assert value is None or all(word in said for word in value.casefold().split())


@each_call
def test_the_turns_with_orders_to_the_machine_are_named(call: GoldCall) -> None:
    assert call.injection == bool(call.injected)
    assert all(call.turns[number].text for number in call.injected)
