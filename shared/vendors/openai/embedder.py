"""Computes embeddings by OpenAI, Azure OpenAI or a compatible service."""

import math
import string
from array import array
from base64 import b64decode
from collections.abc import Sequence
from operator import mul
from typing import Literal

from openai import AsyncOpenAI
from pydantic import BaseModel

from shared.domain.usage import Amounts
from shared.domain.vectors import Vector
from shared.errors import ProviderMalformed, ProviderRejected
from shared.limits.billing import PaidModel
from shared.ports import Answer, Usage
from shared.vendors.openai.billing import BYTES_PER_TOKEN, ask_and_bill, estimated_tokens
from shared.vendors.openai.client import post

MOST_TEXTS = 2048
# Differences below this are within the precision of float32.
UNIT_WITHIN = 1e-6
# OpenAI's models read so many tokens of a text, and refuse a longer one. A passage has fewer: up to
# 2,000 characters of up to four bytes.
OPENAI_TOKENS = 8191
# A passage of 8,000 bytes has up to so many parts of 250 tokens.
MOST_PARTS = 64
LETTERS_PER_TOKEN = 2.5
PLAIN = string.ascii_letters + " "


class _Item(BaseModel):
    index: int
    embedding: str | list[float]


class _Usage(BaseModel):
    prompt_tokens: int = 0


class Embeddings(BaseModel):
    data: list[_Item]
    usage: _Usage = _Usage()


class OpenAIEmbedder:
    def __init__(
        self,
        client: AsyncOpenAI,
        paid: PaidModel,
        *,
        dimension: int,
        timeout_s: float,
        max_tokens: int = OPENAI_TOKENS,
    ) -> None:
        self._client = client
        self._paid = paid
        self._model = paid.model
        self._dimension = dimension
        self._timeout_s = timeout_s
        self._max_tokens = max_tokens

    @property
    def model(self) -> str:
        return self._model

    @property
    def dimension(self) -> int:
        return self._dimension

    @property
    def max_batch(self) -> int:
        return MOST_TEXTS if self._max_tokens >= OPENAI_TOKENS else MOST_TEXTS // MOST_PARTS

    def estimate(self, size_bytes: int) -> Usage:
        return Usage(math.ceil(size_bytes / BYTES_PER_TOKEN))

    def cost_microusd(self, usage: Usage) -> int | None:
        price = self._paid.price
        return price.microusd(Amounts(usage.input_tokens)) if price else None

    async def embed(
        self, texts: Sequence[str], *, purpose: Literal["passage", "query"] = "passage"
    ) -> Answer[tuple[Vector, ...]]:
        if not texts:
            return Answer((), self._model)
        if len(texts) > self.max_batch:
            raise ProviderRejected(
                f"{len(texts)} texts are more than one request may hold", reason="too_large"
            )
        if not all(text.strip() for text in texts):
            raise ProviderRejected("an empty text cannot be embedded", reason="empty_text")
        parts = [_parts(text, self._max_tokens) for text in texts]
        inputs = [part for each in parts for part in each]
        # Only the v3 models can be shortened; others refuse the parameter.
        dimensions = self._dimension if "embedding-3" in self._model else None
        body = {
            "input": inputs,
            "model": self._model,
            "encoding_format": "base64",
            **({"dimensions": dimensions} if dimensions else {}),
        }
        return await ask_and_bill(
            self._paid,
            lambda: post(self._client, "/embeddings", body),
            Embeddings,
            question=("embeddings", dimensions, *inputs),
            most=Amounts(input_tokens=estimated_tokens(*texts)),
            timeout_s=self._timeout_s,
            read=lambda answer: Answer(
                _means_of_parts(self._checked_vectors(answer, len(inputs)), parts),
                self._model,
                usage=Usage(answer.usage.prompt_tokens),
            ),
        )

    def _checked_vectors(self, answer: Embeddings, count: int) -> tuple[Vector, ...]:
        by_index = {item.index: _unit(_vector_numbers(item.embedding)) for item in answer.data}
        if len(answer.data) != count or by_index.keys() != set(range(count)):
            raise ProviderMalformed(f"OpenAI gave {len(answer.data)} vectors for {count} texts")
        wrong = {len(vector) for vector in by_index.values()} - {self._dimension}
        if wrong:
            raise ProviderMalformed(
                f"{self._model} gave vectors of dimension {wrong.pop()}, not {self._dimension}: "
                "set OPENAI_EMBEDDING_DIMENSION to the model's own"
            )
        return tuple(by_index[index] for index in range(count))


def _parts(text: str, max_tokens: int) -> list[str]:
    """Cuts a text that may have more tokens into halves, between words where it has some."""
    # Words of the Latin alphabet have a token for two and a half letters or fewer, and anything
    # else one for each byte.
    plain = sum(map(text.count, PLAIN))
    most_tokens = plain / LETTERS_PER_TOKEN + len(text.encode()) - plain
    if most_tokens <= max_tokens or len(text) == 1:
        return [text]
    middle = len(text) // 2
    middle = text.rfind(" ", middle // 2, middle) + 1 or middle
    halves = (text[:middle], text[middle:])
    return [part for half in halves if half.strip() for part in _parts(half, max_tokens)]


def _means_of_parts(
    vectors: Sequence[Vector], parts: Sequence[Sequence[str]]
) -> tuple[Vector, ...]:
    """Returns a vector for each text: the mean of those of its parts, weighted by length."""
    rest, joined = iter(vectors), []
    for of_text in parts:
        own = [next(rest) for _ in of_text]
        weights = [len(part.encode()) for part in of_text]
        joined.append(
            own[0]
            if len(own) == 1
            else _unit([sum(map(mul, weights, numbers)) for numbers in zip(*own, strict=True)])
        )
    return tuple(joined)


def _vector_numbers(embedding: str | list[float]) -> Sequence[float]:
    """Reads little-endian float32 in base64, or a plain list from servers without base64."""
    if isinstance(embedding, list):
        return embedding
    try:
        return array("f", b64decode(embedding, validate=True))
    except ValueError as error:
        raise ProviderMalformed(
            "OpenAI's vector cannot be read: it is not base64 of 32-bit numbers"
        ) from error


def _unit(numbers: Sequence[float]) -> Vector:
    """Returns a vector of length 1. OpenAI's vectors have it already and are not changed, because
    dividing every number is slow.
    """
    length = math.hypot(*numbers)
    if not math.isfinite(length) or length == 0:
        raise ProviderMalformed("OpenAI returned a vector of length zero")
    return (
        tuple(numbers)
        if abs(length - 1) < UNIT_WITHIN
        else tuple(number / length for number in numbers)
    )
