"""JSON read without its long strings: the same as the whole of it, wherever blocks and escapes are
cut.
"""

import base64
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.incoming import IncomingAudio, LeftOut
from shared.errors import InvalidRequest, PayloadTooLarge
from shared.payloads import skimming
from shared.payloads.skimming import decoded, restored, skim
from shared.vendors.elevenlabs.webhook import read_event

# A busy machine is no failure.
MOST = 2**20

texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    | st.sampled_from('"\\/\n\t🎧é')
)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)


class Slow(io.BytesIO):
    """Gives a few bytes at a time, so that every construct is cut somewhere."""

    def __init__(self, content: bytes, step: int) -> None:
        super().__init__(content)
        self._step = step

    def read(self, size: int | None = -1, /) -> bytes:
        wanted = self._step if size is None or size < 0 else min(size, self._step)
        return super().read(wanted)


class Whole(Slow):
    """Cut while it is skimmed; what was left out is asked for at once and comes at once."""

    def read(self, size: int | None = -1, /) -> bytes:
        return io.BytesIO.read(self, size) if size != skimming.BLOCK_BYTES else super().read(size)


def encoded(audio: bytes, *, escape: bool = False, wrap: bool = False) -> str:
    text = base64.b64encode(audio).decode()
    literal = json.dumps(
        "\n".join(text[i : i + 76] for i in range(0, len(text), 76)) if wrap else text
    )
    return literal.replace("/", r"\/").replace("+", r"\u002B") if escape else literal


def audio_of(literal: str, step: int = skimming.BLOCK_BYTES) -> bytes:
    """What is decoded of a string that was left in its file."""
    body = Slow(f" {literal} ".encode(), step)
    return b"".join(decoded(LeftOut(2, 1 + len(literal) - 1), body))


@given(
    value=st.dictionaries(texts, values, max_size=5),
    step=st.integers(1, 40),
    long_bytes=st.integers(0, 12),
)
@pytest.mark.parametrize("ascii_only", [True, False])
def test_what_is_left_out_and_put_back_is_what_json_says(
    value: dict[str, Any], step: int, long_bytes: int, ascii_only: bool
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)
    body = Whole(text.encode(), step)
    skimmed = skim(body, max_bytes=MOST, long_bytes=long_bytes)
    assert restored(skimmed, body, max_bytes=MOST) == json.loads(text)
    for place in skimmed.left_out.values():
        assert place.end - place.start > long_bytes


@given(
    audio=st.binary(min_size=1, max_size=400),
    step=st.integers(1, 50),
    escape=st.booleans(),
    wrap=st.booleans(),
)
def test_audio_is_decoded_bit_for_bit_wherever_its_blocks_are_cut(
    audio: bytes, step: int, escape: bool, wrap: bool
) -> None:
    assert audio_of(encoded(audio, escape=escape, wrap=wrap), step) == audio


@pytest.mark.parametrize(
    "literal",
    [
        '""',
        '"   "',
        '"!!!!"',
        '"AAA"',
        '"AAAA="',
        '"AA==AAAA"',
        r'"AAA\x"',
        r'"AAAA\u00"',
        '"AA😀"',
    ],
)
@pytest.mark.parametrize("step", [1, 1000])
def test_audio_that_is_no_base64_is_refused(literal: str, step: int) -> None:
    body = f" {literal} ".encode()
    with pytest.raises(InvalidRequest):
        b"".join(decoded(LeftOut(2, len(body) - 2), Slow(body, step)))


@pytest.mark.parametrize(
    "text", [b'{"a": "b', b'{"a": "b\\', b'{"a": "b\\"', b'{"a" "b"}', b"", b'{"a": "\\x"}']
)
@pytest.mark.parametrize("long_bytes", [0, 100])
def test_what_is_no_json_is_refused(text: bytes, long_bytes: int) -> None:
    body = io.BytesIO(text)
    with pytest.raises(InvalidRequest):
        restored(skim(body, max_bytes=MOST, long_bytes=long_bytes), body, max_bytes=MOST)


def test_what_is_beside_the_long_strings_is_limited() -> None:
    with pytest.raises(PayloadTooLarge):
        skim(io.BytesIO(b'{"a": 1' + b" " * 1000 + b"}"), max_bytes=500)
    body = io.BytesIO(json.dumps({"a": "x" * 1000}).encode())
    skimmed = skim(body, max_bytes=500, long_bytes=100)
    with pytest.raises(PayloadTooLarge):
        restored(skimmed, body, max_bytes=500)


def test_nul_is_dropped_from_what_is_put_back() -> None:
    body = io.BytesIO(b'{"a": "before\\u0000after"}')
    assert restored(skim(body, max_bytes=MOST, long_bytes=3), body, max_bytes=MOST) == {
        "a": "beforeafter"
    }


def test_only_the_audio_of_an_event_is_left_where_it_is() -> None:
    long = "x" * (skimming.LONG_BYTES + 1)
    data = {
        "agent_id": "agent_1",
        "conversation_id": "conv_1",
        "full_audio": "AAAA" * 20_000,
        "remark": long,
    }
    body = io.BytesIO(json.dumps({"type": "post_call_audio", "data": data}).encode())
    payload, event = read_event(body, max_bytes=MOST)
    assert isinstance(event, IncomingAudio)
    assert isinstance(event.audio_base64, LeftOut)
    assert payload["data"]["remark"] == long
    assert b"".join(decoded(event.audio_base64, body)) == b"\0" * 60_000


def test_a_text_that_stands_for_another_cannot_be_sent() -> None:
    """It is made anew for each body."""
    long = json.dumps({"a": "x" * 100})
    first, second = (
        skim(io.BytesIO(long.encode()), max_bytes=MOST, long_bytes=10) for _ in range(2)
    )
    assert not set(first.left_out) & set(second.left_out)
