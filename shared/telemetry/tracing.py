"""Traces by OpenTelemetry when an endpoint is set, and no traces when it is not.

Spans carry ids and a few words only. An error's text is never added: it may quote anything.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from contextvars import ContextVar
from importlib.metadata import version
from importlib.util import find_spec
from typing import TYPE_CHECKING

import structlog

from shared.errors import SettingsInvalid
from shared.settings.telemetry import TelemetrySettings
from shared.telemetry.metrics import outcome_of

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span, Tracer

log = structlog.get_logger()

EXPORT_TIMEOUT_S = 5
EXPORT_EVERY_MS = 1000
FLUSH_TIMEOUT_S = 5.0
# Further spans are dropped, so that memory is bounded while the collector is unavailable.
MAX_WAITING_SPANS = 2048
PACKAGES = ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http")

_traceparent: ContextVar[str | None] = ContextVar("traceparent", default=None)


def current_traceparent() -> str | None:
    """Returns the innermost span around this task, in the form of W3C Trace Context; None when
    nothing is traced.
    """
    return _traceparent.get()


class Tracing:
    """Opens spans. Without a tracer a span does nothing, and costs one comparison."""

    def __init__(self, tracer: "Tracer | None" = None) -> None:
        self._tracer = tracer

    @property
    def is_on(self) -> bool:
        return self._tracer is not None

    @contextmanager
    def span(
        self, name: str, *, parent: str | None = None, **ids: str | int
    ) -> Iterator["Span | None"]:
        """Opens a span inside the current one, unless `parent` is a traceparent of
        another process.
        """
        if self._tracer is None:
            yield None
            return
        with self._tracer.start_as_current_span(
            name,
            _remote_context(parent),
            attributes=ids,
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            context = span.get_span_context()
            token = _traceparent.set(
                f"00-{context.trace_id:032x}-{context.span_id:016x}-{int(context.trace_flags):02x}"
            )
            span.set_attribute("outcome", outcome_of(None))
            try:
                yield span
            except BaseException as error:
                span.set_attribute("outcome", outcome_of(error))
                raise
            finally:
                _traceparent.reset(token)


def _remote_context(parent: str | None) -> "Context | None":
    if parent is None:
        return None
    from opentelemetry.trace.propagation.tracecontext import (  # noqa: PLC0415
        TraceContextTextMapPropagator,
    )

    return TraceContextTextMapPropagator().extract({"traceparent": parent})


def require_packages(settings: TelemetrySettings, names: Sequence[str] = PACKAGES) -> None:
    """Raises SettingsInvalid when traces are configured and their packages are not installed."""
    if settings.otlp_endpoint and not all(_is_installed(name) for name in names):
        raise SettingsInvalid(
            "OTEL_EXPORTER_OTLP_ENDPOINT is set, but OpenTelemetry is not installed: pip install"
            " 'aftercall[otel]', or unset it"
        )


def _is_installed(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


@asynccontextmanager
async def open_tracing(settings: TelemetrySettings, service: str) -> AsyncIterator[Tracing]:
    """Opens tracing. A thread sends spans in batches; the last ones are sent within FLUSH_TIMEOUT_S
    of the end. Raises SettingsInvalid.
    """
    require_packages(settings)
    if settings.otlp_endpoint is None:
        yield Tracing()
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
        OTLPSpanExporter,
    )
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased  # noqa: PLC0415

    provider = TracerProvider(
        sampler=ParentBased(TraceIdRatioBased(settings.sampled_share)),
        resource=Resource({"service.name": service, "service.version": version("aftercall")}),
        shutdown_on_exit=False,
    )
    exporter = OTLPSpanExporter(
        f"{settings.otlp_endpoint.rstrip('/')}/v1/traces",
        headers=settings.otlp_header_pairs,
        timeout=EXPORT_TIMEOUT_S,
    )
    provider.add_span_processor(
        BatchSpanProcessor(
            exporter, max_queue_size=MAX_WAITING_SPANS, schedule_delay_millis=EXPORT_EVERY_MS
        )
    )
    try:
        yield Tracing(provider.get_tracer("aftercall"))
    finally:
        await _flush_spans(provider)


async def _flush_spans(provider: "TracerProvider") -> None:
    """Flushes in its own thread, because the exit would wait for the loop's executor without a
    limit.
    """
    loop, flushed = asyncio.get_running_loop(), asyncio.Event()

    def flush() -> None:
        provider.shutdown()
        # The loop may be closed by now.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(flushed.set)

    threading.Thread(target=flush, name="last spans", daemon=True).start()
    try:
        async with asyncio.timeout(FLUSH_TIMEOUT_S):
            await flushed.wait()
    except TimeoutError:
        log.warning("last spans not sent")
