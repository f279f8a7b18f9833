"""What every Embedder must do, and what only the hosted one can get wrong."""

import math
from contextlib import AsyncExitStack
from typing import Any

import numpy as np
import pytest
from openai import AsyncOpenAI
from respx import Router

from shared.domain.vectors import Vector
from shared.errors import ProviderMalformed, ProviderRejected, RateLimited
from shared.local import embedder as embedder_module
from shared.local.embedder import UNIT_TOKENS, LocalEmbedder, _encode_some, _Piece
from shared.ports import Embedder
from shared.vendors.openai.client import open_client
from shared.vendors.openai.embedder import OpenAIEmbedder
from tests.fakes import openai_server as fakes
from tests.fakes.openai_server import FakeOpenAI
from tests.fakes.serving import Fault
from tests.shared.conftest import Build
from tests.support.gates import paid_model
from worker.chunking import CHUNK_CHARS

LEAK = "my kitchen sink is leaking and I need a plumber"
PLUMBER = "a plumber is needed because the kitchen sink is leaking"
MARATHON = "she ran the marathon in under four hours last spring"


@pytest.fixture
def hosted(openai_client: AsyncOpenAI) -> OpenAIEmbedder:
    return OpenAIEmbedder(
        openai_client, paid_model("text-embedding-3-small"), dimension=256, timeout_s=5
    )


@pytest.fixture(params=["hosted", "local"])
def embedder(
    request: pytest.FixtureRequest, hosted: OpenAIEmbedder, local_embedder: LocalEmbedder
) -> Embedder:
    return hosted if request.param == "hosted" else local_embedder


def nearness(left: Vector, right: Vector) -> float:
    return sum(a * b for a, b in zip(left, right, strict=True))


async def test_vectors_are_unit_length_and_of_the_stated_dimension(embedder: Embedder) -> None:
    answer = await embedder.embed([LEAK, MARATHON])
    assert [len(vector) for vector in answer.value] == [embedder.dimension] * 2
    assert [math.hypot(*vector) for vector in answer.value] == pytest.approx([1, 1])
    assert answer.model == embedder.model


async def test_order_is_kept(embedder: Embedder) -> None:
    texts = [LEAK, MARATHON, "three", "four", "five"]
    together = (await embedder.embed(texts)).value
    alone = [(await embedder.embed([text])).value[0] for text in texts]
    assert [nearness(a, b) for a, b in zip(together, alone, strict=True)] == pytest.approx(
        [1] * 5, abs=1e-4
    )


async def test_like_is_nearer_than_unlike(embedder: Embedder) -> None:
    leak, plumber, marathon = (await embedder.embed([LEAK, PLUMBER, MARATHON])).value
    assert nearness(leak, plumber) > nearness(leak, marathon)


async def test_a_query_finds_its_passage(embedder: Embedder) -> None:
    (query,) = (await embedder.embed(["leaking sink"], purpose="query")).value
    plumber, marathon = (await embedder.embed([PLUMBER, MARATHON])).value
    assert nearness(query, plumber) > nearness(query, marathon)


async def test_no_texts_no_vectors(embedder: Embedder) -> None:
    assert (await embedder.embed([])).value == ()


async def test_an_empty_text_is_refused(embedder: Embedder) -> None:
    with pytest.raises(ProviderRejected) as caught:
        await embedder.embed(["hello", "  "])
    assert caught.value.reason == "empty_text"


async def test_more_than_a_batch_is_refused(embedder: Embedder) -> None:
    with pytest.raises(ProviderRejected) as caught:
        await embedder.embed(["word"] * (embedder.max_batch + 1))
    assert caught.value.reason == "too_large"


async def test_usage_is_counted(hosted: OpenAIEmbedder) -> None:
    assert (await hosted.embed(["one two", "three"])).usage.input_tokens == 3


@pytest.mark.parametrize("fault", [Fault("one_missing"), fakes.MALFORMED])
async def test_a_wrong_answer_is_malformed(
    hosted: OpenAIEmbedder, openai_fake: FakeOpenAI, fault: Fault
) -> None:
    openai_fake.script.then("embeddings", fault)
    with pytest.raises(ProviderMalformed):
        await hosted.embed(["one", "two"])


async def test_a_wrong_dimension_names_the_setting(openai_client: AsyncOpenAI) -> None:
    other = OpenAIEmbedder(openai_client, paid_model("my-deployment"), dimension=384, timeout_s=5)
    with pytest.raises(ProviderMalformed, match=r"1536, not 384.*OPENAI_EMBEDDING_DIMENSION"):
        await other.embed(["one"])


async def test_only_v3_models_are_asked_for_a_dimension(
    openai_client: AsyncOpenAI, openai_fake: FakeOpenAI
) -> None:
    for model in ("text-embedding-3-small", "text-embedding-ada-002"):
        await OpenAIEmbedder(openai_client, paid_model(model), dimension=1536, timeout_s=5).embed(
            ["one"]
        )
    assert [seen.body.get("dimensions") for seen in openai_fake.script.seen["embeddings"]] == [
        1536,
        None,
    ]


async def test_limits_reach_the_run(hosted: OpenAIEmbedder, openai_fake: FakeOpenAI) -> None:
    openai_fake.script.then("embeddings", fakes.RATE_LIMITED)
    with pytest.raises(RateLimited):
        await hosted.embed(["one"])


async def test_servers_that_answer_lists_are_read(
    httpx2_mock: Router, openai_settings: Build, opened: AsyncExitStack
) -> None:
    client = await opened.enter_async_context(
        open_client(openai_settings(OPENAI_BASE_URL="http://llm.local/v1"))
    )
    httpx2_mock.post("http://llm.local/v1/embeddings").respond(
        json={"data": [{"index": 0, "embedding": [3, 4]}]}
    )
    answer = await OpenAIEmbedder(client, paid_model("nomic"), dimension=2, timeout_s=5).embed(
        ["one"]
    )
    assert answer.value[0] == pytest.approx((0.6, 0.8))


@pytest.mark.parametrize("embedding", ["***", [0.0, 0.0], ["NaN", 1]])
async def test_numbers_that_are_none_are_malformed(
    httpx2_mock: Router, openai_settings: Build, opened: AsyncExitStack, embedding: object
) -> None:
    client = await opened.enter_async_context(
        open_client(openai_settings(OPENAI_BASE_URL="http://llm.local/v1"))
    )
    httpx2_mock.post("http://llm.local/v1/embeddings").respond(
        json={"data": [{"index": 0, "embedding": embedding}]}
    )
    with pytest.raises(ProviderMalformed):
        await OpenAIEmbedder(client, paid_model("nomic"), dimension=2, timeout_s=5).embed(["one"])


async def test_a_text_that_is_longer_than_the_model_reads_is_embedded_in_parts(
    openai_client: AsyncOpenAI, openai_fake: FakeOpenAI
) -> None:
    hosted = OpenAIEmbedder(
        openai_client, paid_model("bge"), dimension=1536, timeout_s=5, max_tokens=256
    )
    long = f"{LEAK} " * 20 + "\N{WATER WAVE}" * 200 + f" {MARATHON}"
    vectors = (await hosted.embed([LEAK, long])).value
    (seen,) = openai_fake.script.seen["embeddings"]
    first, *parts = seen.body["input"]
    assert (first, "".join(parts)) == (LEAK, long)
    # No alphabet has more tokens than bytes.
    assert max(len(part.encode()) for part in parts if "\N{WATER WAVE}" in part) <= 2.5 * 256
    assert vectors[0] == (await hosted.embed([LEAK])).value[0]
    assert math.hypot(*vectors[1]) == pytest.approx(1)
    assert nearness(vectors[1], (await hosted.embed([long[:-60]])).value[0]) < 1 - 1e-6


async def test_openai_reads_a_whole_passage_of_any_alphabet(
    hosted: OpenAIEmbedder, openai_fake: FakeOpenAI
) -> None:
    passage = "\N{WATER WAVE}" * CHUNK_CHARS
    await hosted.embed([passage])
    assert openai_fake.script.seen["embeddings"][0].body["input"] == [passage]


def test_the_local_model_reads_all_of_a_text_whose_parts_differ(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its end has a token for each character, and its beginning one for four."""

    class Engine:
        def token_count(self, text: str) -> int:
            plain = len(text.encode("ascii", "ignore"))
            return plain // 4 + len(text) - plain + 4

        def encode(self, texts: list[str], *, is_query: bool) -> Any:
            assert sum(map(self.token_count, texts)) <= UNIT_TOKENS
            return np.ones((len(texts), 2))

    monkeypatch.setattr(embedder_module, "_engine", Engine)
    text = "word " * 300 + "\N{WATER WAVE}" * 1000 + " " * 400 + "end"
    rest, read = [_Piece(0, text)], ""
    while rest:
        taken, rest = _encode_some(rest, False)
        read += "".join(piece.text for piece, _ in taken)
    assert "".join(read.split()) == "".join(text.split())
