"""Measures and traces requests to providers: the operation, the provider and its outcome, never the
content.
"""

import time
from collections.abc import Awaitable, Callable, Collection
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from shared.ports import Answerer, Embedder, Providers, VectorIndex
from shared.providers.open import chosen
from shared.settings.load import Settings
from shared.telemetry.metrics import Metrics
from shared.telemetry.tracing import Tracing

P = ParamSpec("P")
T = TypeVar("T")


class Observer:
    """Observes requests for a process's metrics and traces."""

    def __init__(self, metrics: Metrics, tracing: Tracing) -> None:
        self._metrics = metrics
        self._tracing = tracing

    def watching(
        self, port: T, operations: Collection[str], *, provider: str, model: str = ""
    ) -> T:
        """Returns the same port with its `operations` observed; everything else of it
        is unchanged.
        """
        requests = {
            name: self._watched_request(getattr(port, name), provider, model) for name in operations
        }
        return cast(T, _Watched(port, requests))

    def _watched_request(
        self, request: Callable[P, Awaitable[T]], provider: str, model: str
    ) -> Callable[P, Awaitable[T]]:
        operation = request.__name__

        @wraps(request)
        async def watched(*args: P.args, **kwargs: P.kwargs) -> T:
            started, fault = time.monotonic(), None
            with self._tracing.span(f"{provider} {operation}", provider=provider, model=model):
                try:
                    return await request(*args, **kwargs)
                except BaseException as error:
                    fault = error
                    raise
                finally:
                    elapsed_s = time.monotonic() - started
                    self._metrics.provider_answered(provider, operation, model, fault, elapsed_s)

        return watched


class _Watched:
    """A port that delegates to another."""

    def __init__(self, port: object, watched: dict[str, Callable[..., Awaitable[Any]]]) -> None:
        self.__dict__.update(watched)
        self._port = port

    def __getattr__(self, name: str) -> Any:
        return getattr(self._port, name)


def observed(providers: Providers, settings: Settings, observer: Observer) -> Providers:
    """Returns every port, observed under the name of its provider."""
    use = chosen(settings)
    chat_model = "rules" if use.analyst == "local" else settings.openai.chat_model
    return Providers(
        transcriber=observer.watching(
            providers.transcriber,
            ("transcribe",),
            provider=use.transcriber,
            model=providers.transcriber.model,
        ),
        analyst=observer.watching(
            providers.analyst,
            ("summarize", "detect_callback", "extract_lead", "write_document"),
            provider=use.analyst,
            model=chat_model,
        ),
        embedder=observed_embedder(providers.embedder, settings, observer),
        vector_index=observed_index(providers.vector_index, settings, observer),
        scheduler=observer.watching(
            providers.scheduler, ("book", "current", "move", "cancel"), provider=use.scheduler
        ),
    )


def observed_embedder(embedder: Embedder, settings: Settings, observer: Observer) -> Embedder:
    return observer.watching(
        embedder, ("embed",), provider=chosen(settings).embedder, model=embedder.model
    )


def observed_answerer(
    answerer: Answerer | None, settings: Settings, observer: Observer
) -> Answerer | None:
    if answerer is None:
        return None
    return observer.watching(
        answerer, ("answer",), provider=chosen(settings).analyst, model=answerer.model
    )


def observed_index(index: VectorIndex, settings: Settings, observer: Observer) -> VectorIndex:
    operations = ("upsert", "fetch", "nearest", "delete", "present")
    return observer.watching(index, operations, provider=chosen(settings).vector_index)
