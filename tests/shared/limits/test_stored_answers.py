"""A question that was answered before, for the same step, is not sent again; any other is."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openai import AsyncOpenAI

from shared.concurrency.tenant_scope import billing_to
from shared.domain.ids import CallId, JobId, TenantId, new_id
from shared.domain.steps import Step
from shared.domain.transcript import Speaker, Transcript, Turn
from shared.domain.usage import BilledTo, Entry
from shared.errors import ProviderMalformed, ProviderRejected
from shared.ports import CallContext
from shared.vendors.openai.analyst import OpenAIAnalyst
from shared.vendors.openai.embedder import OpenAIEmbedder
from shared.vendors.openai.transcriber import OpenAITranscriber
from tests.fakes import openai_server as fakes
from tests.fakes.openai_server import FakeOpenAI
from tests.fakes.serving import Fault
from tests.shared.calls import CALL, SETTLED, context
from tests.shared.conftest import Build, WavWriter
from tests.support.gates import Books, paid_model
from tests.support.texts import TEXT_WORK

ASKER = BilledTo(TenantId(new_id()), CallId(new_id()), JobId(new_id()), Step.SUMMARIZE)
ABOUT = context()
LONG = Transcript(
    tuple(Turn(Speaker.CUSTOMER, f"{n}. {'and so on ' * 70}") for n in range(5)), "en"
)


@pytest.fixture
def books() -> Books:
    return Books()


class Asking:
    """An analyst that is made anew for each question, as each attempt's worker would."""

    def __init__(self, client: AsyncOpenAI, build: Build, books: Books) -> None:
        self._client, self._build, self._books = client, build, books

    def analyst(self, model: str = "gpt-6-luna", **environ: Any) -> OpenAIAnalyst:
        settings = self._build(OPENAI_CHAT_MODEL=model, **environ)
        return OpenAIAnalyst(
            self._client, paid_model(model, books=self._books), settings, TEXT_WORK
        )

    async def summarize(
        self,
        transcript: Transcript = CALL,
        about: CallContext = ABOUT,
        billed_to: BilledTo = ASKER,
        **environ: Any,
    ) -> Any:
        with billing_to(billed_to):
            return await self.analyst(**environ).summarize(transcript, about)


@pytest.fixture
def asking(openai_client: AsyncOpenAI, openai_settings: Build, books: Books) -> Asking:
    return Asking(openai_client, openai_settings, books)


async def test_the_same_question_gets_the_same_answer_for_nothing(
    asking: Asking, openai_fake: FakeOpenAI, books: Books
) -> None:
    openai_fake.script.then(
        "chat", fakes.says({"title": "A", "text": "B", "key_points": [], "next_steps": []})
    )
    first, second = await asking.summarize(), await asking.summarize()
    assert (second, first.value.title) == (first, "A")
    assert openai_fake.script.count("chat") == len(books.entries) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"transcript": SETTLED},
        {"about": context(answer_language="es")},
        {"model": "gpt-4o"},
        {"OPENAI_REASONING_EFFORT": "high"},
        {"OPENAI_TEMPERATURE": "0.7"},
        {"billed_to": replace(ASKER, tenant_id=TenantId(new_id()))},
        {"billed_to": replace(ASKER, step=Step.WRITE_DOCUMENT)},
    ],
    ids=lambda changes: next(iter(changes)),
)
async def test_another_question_is_asked(
    asking: Asking, openai_fake: FakeOpenAI, changes: dict[str, Any]
) -> None:
    await asking.summarize()
    await asking.summarize(**changes)
    assert openai_fake.script.count("chat") == 2


async def test_each_kind_of_question_is_one_of_its_own(
    asking: Asking, openai_fake: FakeOpenAI
) -> None:
    analyst = asking.analyst()
    with billing_to(ASKER):
        for question in (
            analyst.summarize,
            analyst.write_document,
            analyst.detect_callback,
            analyst.extract_lead,
        ):
            await question(CALL, context())
    assert openai_fake.script.count("chat") == 4


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (fakes.LENGTH, ProviderMalformed),
        (fakes.MALFORMED, ProviderMalformed),
        (fakes.REFUSAL, ProviderRejected),
        (fakes.says({"title": "only half"}), ProviderMalformed),
    ],
)
async def test_an_answer_of_no_use_is_not_kept(
    asking: Asking, openai_fake: FakeOpenAI, books: Books, fault: Fault, error: type[Exception]
) -> None:
    openai_fake.script.then("chat", fault)
    with pytest.raises(error):
        await asking.summarize()
    assert not books.kept
    await asking.summarize()
    assert openai_fake.script.count("chat") == 2


async def test_a_kept_answer_that_cannot_be_read_is_asked_for_again(
    asking: Asking, openai_fake: FakeOpenAI, books: Books
) -> None:
    await asking.summarize()
    books.kept = dict.fromkeys(books.kept, b'{"choices": []}')
    assert (await asking.summarize()).value.title
    assert openai_fake.script.count("chat") == 2


async def test_nothing_that_was_said_is_kept_but_what_the_answer_says(
    asking: Asking, books: Books
) -> None:
    await asking.summarize(about=context(customer_number="+12065550100"))
    ((billed_to, asked), answer) = books.kept.popitem()
    assert (billed_to, len(asked)) == (ASKER, 32)
    assert b"Daniel Brooks" in answer
    assert b"Riverside Plumbing, good morning" not in answer
    assert b"2065550100" not in answer


async def test_after_one_part_failed_only_that_part_is_asked_about_again(
    asking: Asking, openai_fake: FakeOpenAI
) -> None:
    analyst = asking.analyst(OPENAI_MAX_INPUT_CHARS=1000)
    openai_fake.script.then("chat", fakes.LENGTH)
    with billing_to(ASKER):
        with pytest.raises(ProviderMalformed):
            await analyst.extract_lead(LONG, ABOUT)
        # Of five parts four were under way when the first one failed.
        assert openai_fake.script.count("chat") == 4
        await analyst.extract_lead(LONG, ABOUT)
    assert openai_fake.script.count("chat") == 4 + 2


async def test_an_answer_that_came_is_kept_whatever_stops_whoever_asked(
    openai_client: AsyncOpenAI, openai_settings: Build, openai_fake: FakeOpenAI
) -> None:
    class SlowBooks(Books):
        def __init__(self) -> None:
            super().__init__()
            self.begun, self.may_end = asyncio.Event(), asyncio.Event()

        async def record(self, entry: Entry) -> None:
            self.begun.set()
            await self.may_end.wait()
            await super().record(entry)

    books = SlowBooks()
    asking = Asking(openai_client, openai_settings, books)
    task = asyncio.create_task(asking.summarize())
    await books.begun.wait()
    task.cancel()
    books.may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asking.summarize()
    assert openai_fake.script.count("chat") == 1


async def test_vectors_are_kept_exactly(
    openai_client: AsyncOpenAI, openai_fake: FakeOpenAI, books: Books
) -> None:
    embedder = OpenAIEmbedder(
        openai_client, paid_model("m", books=books), dimension=1536, timeout_s=5
    )
    with billing_to(ASKER):
        first, second = await embedder.embed(["one", "two"]), await embedder.embed(["one", "two"])
        await embedder.embed(["two", "one"])
    assert first == second
    assert openai_fake.script.count("embeddings") == 2


async def test_a_part_is_known_by_its_sound(
    openai_client: AsyncOpenAI,
    openai_settings: Build,
    openai_fake: FakeOpenAI,
    books: Books,
    wav: WavWriter,
) -> None:
    settings = openai_settings()
    transcriber = OpenAITranscriber(
        openai_client, paid_model(settings.transcribe_model, books=books), settings, part_s=300
    )

    async def hear(part: Path, **asked: Any) -> Any:
        with billing_to(ASKER):
            return await transcriber.transcribe(part, seconds=1, **asked)

    first = await hear(wav(440, name="a.wav"))
    assert await hear(wav(440, name="b.wav")) == first
    assert openai_fake.script.count("transcriptions") == 1
    await hear(wav(500, name="a.wav"))
    await hear(wav(440, name="a.wav"), language="es")
    await hear(wav(440, name="a.wav"), vocabulary=["Brooks"])
    assert openai_fake.script.count("transcriptions") == 4


async def test_a_question_that_no_step_asks_is_not_kept(
    openai_client: AsyncOpenAI, openai_fake: FakeOpenAI, books: Books
) -> None:
    embedder = OpenAIEmbedder(
        openai_client, paid_model("m", books=books), dimension=1536, timeout_s=5
    )
    await embedder.embed(["boiler"], purpose="query")
    assert not books.kept
