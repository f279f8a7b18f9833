"""What every Transcriber must do: who said what, when."""

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from openai import AsyncOpenAI

from shared.domain.transcript import Speaker, Transcript
from shared.errors import ProviderMalformed, ProviderRejected, QuotaExhausted, RateLimited, RecordingUnusable
from shared.providers.hosted.openai_transcriber import OpenAITranscriber
from shared.providers.local.transcriber import LocalTranscriber
from shared.providers.ports import Answer, Transcriber
from shared.providers.processes import Processes
from tests.fakes import openai_server as fakes
from tests.fakes.openai_server import FakeOpenAI
from tests.fakes.serving import Fault
from tests.providers.conftest import SAMPLE, Build, WavWriter

EXPECTED: list[dict[str, Any]] = json.loads(SAMPLE.with_suffix(".json").read_text())["turns"]
NUMBERS = {"oh": "0", "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5"}


@pytest.fixture
async def hosted(
    openai_fake: FakeOpenAI, openai_client: AsyncOpenAI, openai_settings: Build, decoders: Processes
) -> OpenAITranscriber:
    """Whisper on the other side, hearing what the sample says."""
    speak(openai_fake)
    return OpenAITranscriber(openai_client, openai_settings(OPENAI_TRANSCRIBE_MODEL="whisper-1"), processes=decoders)


@pytest.fixture(params=["hosted", "local"])
def transcriber(
    request: pytest.FixtureRequest, hosted: OpenAITranscriber, local_transcriber: LocalTranscriber
) -> Transcriber:
    return hosted if request.param == "hosted" else local_transcriber


@pytest.fixture(scope="session")
async def heard_locally(local_transcriber: LocalTranscriber) -> Answer[Transcript]:
    """Listened to once: it takes two seconds."""
    return await local_transcriber.transcribe(SAMPLE)


@pytest.fixture(params=["hosted", "local"])
async def answer(
    request: pytest.FixtureRequest, hosted: OpenAITranscriber, heard_locally: Answer[Transcript]
) -> Answer[Transcript]:
    return await hosted.transcribe(SAMPLE) if request.param == "hosted" else heard_locally


def speak(fake: FakeOpenAI) -> None:
    for number, speaker in enumerate(("agent", "customer"), 1):
        fake.transcripts[f"channel-{number}"] = [
            (turn["start_s"], turn["end_s"], turn["text"]) for turn in EXPECTED if turn["speaker"] == speaker
        ]


def words(text: str) -> list[str]:
    spelled = re.sub(r"(?<=\d)(?=\d)", " ", text.lower())
    return [NUMBERS.get(word, word) for word in re.findall(r"[a-z0-9]+", spelled.replace("p.m", "p m"))]


def word_error_rate(expected: list[str], heard: list[str]) -> float:
    row = list(range(len(heard) + 1))
    for number, word in enumerate(expected, 1):
        above, row = row, [number]
        for at, other in enumerate(heard, 1):
            row.append(min(above[at] + 1, row[at - 1] + 1, above[at - 1] + (word != other)))
    return row[-1] / len(expected)


async def heard(transcriber: Transcriber, path: Path = SAMPLE) -> Transcript:
    return (await transcriber.transcribe(path)).value


def test_every_turn_has_its_speaker(answer: Answer[Transcript]) -> None:
    turns = answer.value.turns
    assert [turn.speaker for turn in turns] == [turn["speaker"] for turn in EXPECTED]


def test_the_words_are_right(answer: Answer[Transcript]) -> None:
    said = [word for turn in EXPECTED for word in words(turn["text"])]
    text = " ".join(turn.text for turn in answer.value.turns)
    assert word_error_rate(said, words(text)) < 0.2


def test_times_are_where_they_were_spoken(answer: Answer[Transcript]) -> None:
    for turn, expected in zip(answer.value.turns, EXPECTED, strict=True):
        assert turn.start_s == pytest.approx(expected["start_s"], abs=1)
        assert turn.end_s == pytest.approx(expected["end_s"], abs=1)


def test_words_are_in_order_of_time_and_know_their_speaker(answer: Answer[Transcript]) -> None:
    transcript = answer.value
    assert all(before.start_s <= after.start_s for before, after in pairwise(transcript.words))
    assert {word.speaker for word in transcript.words} == {Speaker.AGENT, Speaker.CUSTOMER}
    assert transcript.segments


def test_the_answer_says_where_it_came_from(answer: Answer[Transcript]) -> None:
    assert answer.model in {"whisper-1", "faster-whisper-tiny.en"}
    assert answer.usage.audio_s > 20
    assert answer.value.language == "en"


async def test_what_is_no_recording_is_unusable(transcriber: Transcriber, tmp_path: Path) -> None:
    page = tmp_path / "call.wav"
    page.write_text("<html>expired</html>")
    with pytest.raises(RecordingUnusable) as caught:
        await transcriber.transcribe(page)
    assert caught.value.reason == "not_audio"


async def test_one_channel_has_no_known_speaker(
    hosted: OpenAITranscriber, openai_fake: FakeOpenAI, wav: WavWriter
) -> None:
    openai_fake.transcripts.clear()
    transcript = await heard(hosted, wav(440))
    (turn,) = transcript.turns
    assert (turn.speaker, turn.text) == (Speaker.UNKNOWN, "Hi, please call me back tomorrow at three pm.")
    assert openai_fake.script.count("transcriptions") == 1


async def test_each_channel_is_asked_once_with_word_times(hosted: OpenAITranscriber, openai_fake: FakeOpenAI) -> None:
    await hosted.transcribe(SAMPLE, language="en")
    asked = [seen.body for seen in openai_fake.script.seen["transcriptions"]]
    assert sorted(body["file"] for body in asked) == ["channel-1.mp3", "channel-2.mp3"]
    assert asked[0]["timestamp_granularities[]"] == ["word", "segment"]
    assert (asked[0]["response_format"], asked[0]["language"]) == (["verbose_json"], ["en"])


async def test_a_silent_channel_is_not_paid_for(
    hosted: OpenAITranscriber, openai_fake: FakeOpenAI, wav: WavWriter
) -> None:
    transcript = await heard(hosted, wav(0, 440))
    assert {turn.speaker for turn in transcript.turns} == {Speaker.CUSTOMER}
    assert openai_fake.script.count("transcriptions") == 1


async def test_models_without_times_give_a_turn_per_channel(
    openai_fake: FakeOpenAI, openai_client: AsyncOpenAI, openai_settings: Build, decoders: Processes
) -> None:
    speak(openai_fake)
    transcript = await heard(OpenAITranscriber(openai_client, openai_settings(), processes=decoders))
    assert [(turn.speaker, turn.start_s, turn.end_s) for turn in transcript.turns] == [
        (Speaker.AGENT, None, None),
        (Speaker.CUSTOMER, None, None),
    ]
    assert openai_fake.script.seen["transcriptions"][0].body["response_format"] == ["json"]


async def test_diarizing_models_tell_voices_apart(
    openai_client: AsyncOpenAI, openai_settings: Build, openai_fake: FakeOpenAI, decoders: Processes, wav: WavWriter
) -> None:
    settings = openai_settings(OPENAI_TRANSCRIBE_MODEL="gpt-4o-transcribe-diarize")
    transcript = await heard(OpenAITranscriber(openai_client, settings, processes=decoders), wav(440))
    assert [turn.text for turn in transcript.turns] == ["Hi, please call me back", "tomorrow at three pm."]
    assert {turn.speaker for turn in transcript.turns} == {Speaker.UNKNOWN}
    body = openai_fake.script.seen["transcriptions"][0].body
    assert (body["response_format"], body["chunking_strategy"]) == (["diarized_json"], ["auto"])


async def test_the_format_can_be_set_for_other_servers(
    openai_client: AsyncOpenAI, openai_settings: Build, openai_fake: FakeOpenAI, decoders: Processes
) -> None:
    settings = openai_settings(OPENAI_TRANSCRIBE_MODEL="my-model", OPENAI_TRANSCRIBE_FORMAT="verbose_json")
    assert (await heard(OpenAITranscriber(openai_client, settings, processes=decoders))).words


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (fakes.RATE_LIMITED, RateLimited),
        (fakes.QUOTA, QuotaExhausted),
        (fakes.MALFORMED, ProviderMalformed),
        (fakes.rejected(413, "too_large"), ProviderRejected),
    ],
)
async def test_one_failing_channel_fails_the_call(
    hosted: OpenAITranscriber, openai_fake: FakeOpenAI, fault: Fault, error: type[Exception]
) -> None:
    openai_fake.script.then("transcriptions", fault)
    with pytest.raises(error):
        await hosted.transcribe(SAMPLE)


async def test_the_local_model_says_that_it_knows_only_english(local_transcriber: LocalTranscriber) -> None:
    with pytest.raises(ProviderRejected) as caught:
        await local_transcriber.transcribe(SAMPLE, language="es")
    assert caught.value.reason == "language_unsupported"
