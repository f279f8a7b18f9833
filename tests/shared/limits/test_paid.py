"""A paid request: its money set aside before, booked after, however it ends."""

import asyncio
import socket

import pytest
from openai import AsyncOpenAI

from shared.concurrency.tasks import stop
from shared.concurrency.tenant_scope import billing_to
from shared.domain.ids import CallId, JobId, TenantId, new_id
from shared.domain.prices import Price, price_of
from shared.domain.steps import Step
from shared.domain.usage import Amounts, BilledTo, Entry, Outcome
from shared.errors import (
    AnswerLost,
    ProviderMalformed,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnavailable,
    RateLimited,
)
from shared.limits.redis_limits import Bounds
from shared.vendors.openai.analyst import OpenAIAnalyst
from shared.vendors.openai.billing import amounts_of, limits_of
from shared.vendors.openai.client import open_client
from shared.vendors.openai.embedder import OpenAIEmbedder
from tests.fakes import openai_server as fakes
from tests.fakes.openai_server import FakeOpenAI
from tests.fakes.raw_server import raw_server
from tests.fakes.serving import Fault
from tests.shared.calls import CALL, context
from tests.shared.conftest import Build
from tests.support.gates import Books, open_door, paid_model
from tests.support.texts import TEXT_WORK

ASKER = BilledTo(TenantId(new_id()), CallId(new_id()), JobId(new_id()), Step.SUMMARIZE, 2)
PRICE = Price(input=1, output=2)


@pytest.fixture
def books() -> Books:
    return Books()


@pytest.fixture
def analyst(openai_client: AsyncOpenAI, openai_settings: Build, books: Books) -> OpenAIAnalyst:
    return OpenAIAnalyst(
        openai_client, paid_model("m", price=PRICE, books=books), openai_settings(), TEXT_WORK
    )


async def summarize(analyst: OpenAIAnalyst) -> None:
    with billing_to(ASKER):
        await analyst.summarize(CALL, context())


async def test_an_answer_is_booked_for_whom_it_was_asked(
    analyst: OpenAIAnalyst, books: Books
) -> None:
    await summarize(analyst)
    (entry,) = books.entries
    assert (entry.billed_to, entry.model, entry.outcome) == (ASKER, "m", Outcome.ANSWERED)
    assert entry.cost_microusd == entry.amounts.input_tokens + 2 * 20
    assert not books.reserved


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (fakes.LENGTH, ProviderMalformed),
        (fakes.REFUSAL, ProviderRejected),
        (fakes.says("no JSON"), ProviderMalformed),
    ],
)
async def test_an_answer_of_no_use_is_paid_for_too(
    analyst: OpenAIAnalyst,
    books: Books,
    openai_fake: FakeOpenAI,
    fault: Fault,
    error: type[Exception],
) -> None:
    openai_fake.script.then("chat", fault)
    with pytest.raises(error):
        await summarize(analyst)
    (entry,) = books.entries
    assert entry.outcome is Outcome.UNUSABLE
    assert entry.cost_microusd > 40


@pytest.mark.parametrize(
    ("fault", "error"),
    [(fakes.SERVER_ERROR, ProviderUnavailable), (fakes.RATE_LIMITED, RateLimited)],
)
async def test_a_request_that_was_refused_costs_nothing(
    analyst: OpenAIAnalyst,
    books: Books,
    openai_fake: FakeOpenAI,
    fault: Fault,
    error: type[Exception],
) -> None:
    openai_fake.script.then("chat", fault)
    with pytest.raises(error):
        await summarize(analyst)
    (entry,) = books.entries
    assert (entry.outcome, entry.cost_microusd, entry.amounts) == (Outcome.FAILED, 0, Amounts())
    assert not books.reserved


@pytest.mark.parametrize(
    "said", [b"", b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{"], ids=["nothing", "half"]
)
async def test_a_request_whose_answer_was_lost_is_booked_as_if_answered(
    openai_settings: Build, books: Books, said: bytes
) -> None:
    async with raw_server() as server:
        server.then(said)
        settings = openai_settings(
            OPENAI_BASE_URL=f"http://127.0.0.1:{server.port}/v1", OPENAI_MAX_OUTPUT_TOKENS=100
        )
        async with open_client(settings) as client:
            with pytest.raises(AnswerLost):
                await summarize(
                    OpenAIAnalyst(
                        client, paid_model("m", price=PRICE, books=books), settings, TEXT_WORK
                    )
                )
    (entry,) = books.entries
    assert (entry.outcome, entry.amounts.output_tokens) == (Outcome.UNANSWERED, 100)
    assert entry.cost_microusd > 200


async def test_a_request_that_was_given_up_is_booked_as_if_answered(
    openai_client: AsyncOpenAI, openai_settings: Build, books: Books, openai_fake: FakeOpenAI
) -> None:
    openai_fake.script.then("chat", fakes.HANG)
    settings = openai_settings(OPENAI_TIMEOUT_S=0.2, OPENAI_MAX_OUTPUT_TOKENS=100)
    with pytest.raises(ProviderTimeout):
        await summarize(
            OpenAIAnalyst(
                openai_client, paid_model("m", price=PRICE, books=books), settings, TEXT_WORK
            )
        )
    (entry,) = books.entries
    assert (entry.outcome, entry.amounts.output_tokens) == (Outcome.UNANSWERED, 100)


async def test_a_cancelled_request_is_booked(
    analyst: OpenAIAnalyst, books: Books, openai_fake: FakeOpenAI
) -> None:
    openai_fake.script.then("chat", fakes.HANG)
    asking = asyncio.create_task(summarize(analyst))
    assert await asyncio.to_thread(openai_fake.script.wait_for_hang, "chat")
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert [entry.outcome for entry in books.entries] == [Outcome.UNANSWERED]


class SlowBooks(Books):
    """Like a database that takes its time."""

    async def record(self, entry: Entry) -> None:
        await asyncio.sleep(0.7)
        await super().record(entry)


async def test_a_request_is_booked_however_often_it_is_cancelled(
    openai_client: AsyncOpenAI, openai_settings: Build, openai_fake: FakeOpenAI
) -> None:
    openai_fake.script.then("chat", fakes.HANG)
    books = SlowBooks()
    analyst = OpenAIAnalyst(
        openai_client, paid_model("m", price=PRICE, books=books), openai_settings(), TEXT_WORK
    )
    asking = asyncio.create_task(summarize(analyst))
    assert await asyncio.to_thread(openai_fake.script.wait_for_hang, "chat")
    await stop(asking)
    assert [entry.outcome for entry in books.entries] == [Outcome.UNANSWERED]
    assert not books.reserved


async def test_a_request_the_gate_keeps_back_is_neither_sent_nor_booked(
    openai_client: AsyncOpenAI, books: Books, openai_fake: FakeOpenAI
) -> None:
    limiter = open_door().limiter("openai", "m", "sk", Bounds((0, 1, 0)))
    embedder = OpenAIEmbedder(
        openai_client,
        paid_model("m", limiter=limiter, price=PRICE, books=books),
        dimension=1536,
        timeout_s=5,
    )
    with billing_to(ASKER):
        await embedder.embed(["one"])
        with pytest.raises(RateLimited):
            await embedder.embed(["two"])
    assert openai_fake.script.count("embeddings") == len(books.entries) == 1
    assert not books.reserved


async def test_a_model_without_a_price_is_booked_as_such(
    openai_client: AsyncOpenAI, books: Books, openai_settings: Build
) -> None:
    await summarize(
        OpenAIAnalyst(openai_client, paid_model("m", books=books), openai_settings(), TEXT_WORK)
    )
    (entry,) = books.entries
    assert (entry.cost_microusd, entry.priced) == (0, False)
    assert entry.amounts.output_tokens == 20


async def test_limits_are_learned_from_answers_and_refusals(
    openai_client: AsyncOpenAI, openai_fake: FakeOpenAI, openai_settings: Build
) -> None:
    limiter = open_door().limiter("openai", "m", "sk", Bounds())
    headers = {"x-ratelimit-limit-requests": "500", "x-ratelimit-limit-tokens": "30000"}
    openai_fake.script.then("chat", Fault("status", 400, headers, {"error": {"code": "x"}}))
    with pytest.raises(ProviderRejected):
        await summarize(
            OpenAIAnalyst(
                openai_client, paid_model("m", limiter=limiter), openai_settings(), TEXT_WORK
            )
        )
    assert limiter.learned == (500, 30000, 0)


def of(limit: str, left: str = "", reset: str = "") -> tuple[int, float]:
    told = {"limit": limit, "remaining": left, "reset": reset}
    limits, crowded_s = limits_of(
        {f"x-ratelimit-{name}-requests": value for name, value in told.items()}
    )
    return limits[0], crowded_s[0]


@pytest.mark.parametrize(
    ("headers", "limit", "crowded_s"),
    [
        (("500",), 500, 0.0),
        (("500", "499", "120ms"), 500, 0.0),
        (("500", "5", "59.4s"), 500, 3.0),
        (("200", "199", "7m12s"), 1, 0.0),
        (("-1", "-1", "0"), 0, 0.0),
        (("", "", ""), 0, 0.0),
        (("many", "x", "y"), 0, 0.0),
        (("18446744073709551615",), 0, 0.0),
        (("9" * 5000,), 0, 0.0),
    ],
)
def test_limits_are_read_by_the_minute(
    headers: tuple[str, ...], limit: int, crowded_s: float
) -> None:
    found, crowded = of(*headers)
    assert found == limit
    assert crowded == pytest.approx(crowded_s)


@pytest.mark.parametrize(
    ("content", "most", "amounts"),
    [
        (b'{"usage": {"prompt_tokens": 9, "completion_tokens": 2}}', Amounts(50), Amounts(9, 0, 2)),
        (
            b'{"usage": {"prompt_tokens": 9, "prompt_tokens_details": {"cached_tokens": 5}}}',
            Amounts(50),
            Amounts(9, 5, 0),
        ),
        (
            b'{"usage": {"type": "duration", "seconds": 9}}',
            Amounts(90, 0, 36, 8.4),
            Amounts(audio_s=9),
        ),
        (
            b'{"usage": {"input_tokens": 85, "output_tokens": 14}}',
            Amounts(90, 0, 36, 8.4),
            Amounts(85, 0, 14, 8.4),
        ),
        (b'{"text": "hi"}', Amounts(50), Amounts(50)),
        (b"<html>", Amounts(50), Amounts(50)),
        (b'{"usage": {"prompt_tokens": 1e30}}', Amounts(50), Amounts(50)),
        (b'{"usage": {"seconds": Infinity}}', Amounts(90, 0, 36, 8.4), Amounts(90, 0, 36, 8.4)),
        (b'{"usage": {"prompt_tokens": -9, "completion_tokens": -2}}', Amounts(50), Amounts()),
    ],
)
def test_amounts_are_what_the_vendor_bills_or_else_the_estimate(
    content: bytes, most: Amounts, amounts: Amounts
) -> None:
    assert amounts_of(content, most) == amounts


def test_a_price_is_exact_and_rounded_up() -> None:
    assert Price(input=0.10, output=0.50).microusd(Amounts(input_tokens=10, output_tokens=2)) == 2
    assert (
        Price(input=0.10, cached_input=0.01).microusd(Amounts(input_tokens=1000, cached_tokens=900))
        == 19
    )
    assert Price(audio_minute=0.006).microusd(Amounts(audio_s=90)) == 9000
    assert Price(input=0.10).microusd(Amounts(input_tokens=1)) == 1


def test_prices_of_ones_own_go_first_and_unknown_ones_are_not_invented() -> None:
    assert price_of("gpt-4o-2024-08-06", {}) == price_of("gpt-4o", {})
    assert price_of("gpt-4o", {"gpt-4o": PRICE}) == PRICE
    assert price_of("my-deployment", {}) is None


async def test_a_vendor_that_was_not_reached_in_time_costs_nothing(
    openai_settings: Build, books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.vendors.openai.client.CONNECT_TIMEOUT_S", 0.2)
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for each in (first, second):
            each.setblocking(False)
            each.connect_ex(full.getsockname())
        settings = openai_settings(OPENAI_BASE_URL=f"http://127.0.0.1:{full.getsockname()[1]}/v1")
        async with open_client(settings) as client:
            with pytest.raises(ProviderUnavailable):
                await summarize(
                    OpenAIAnalyst(
                        client, paid_model("m", price=PRICE, books=books), settings, TEXT_WORK
                    )
                )
    assert [(entry.outcome, entry.cost_microusd) for entry in books.entries] == [
        (Outcome.FAILED, 0)
    ]
