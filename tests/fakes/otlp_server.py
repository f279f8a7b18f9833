"""An OpenTelemetry collector: takes spans as protobuf over HTTP and keeps them."""

from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request, Response
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.fakes.serving import Fault, Script, answer_fault, seen


@dataclass(frozen=True, slots=True)
class Span:
    """`parent` is "" for the first of a trace."""

    service: str
    name: str
    trace: str
    id: str
    parent: str
    attributes: dict[str, Any]


@dataclass
class FakeCollector:
    """Endpoint of the script: "traces"."""

    script: Script = field(default_factory=Script)
    spans: list[Span] = field(default_factory=list)
    # What the spans said, as text to look through.
    everything: str = ""
    app: FastAPI = field(default_factory=FastAPI)

    def __post_init__(self) -> None:
        self.app.post("/v1/traces")(self._traces)

    def named(self, name: str) -> list[Span]:
        return [span for span in self.spans if span.name == name]

    async def _traces(self, request: Request) -> Response:
        fault: Fault | None = self.script.note("traces", seen(request, None))
        if fault and fault.kind == "hang":
            await self.script.hold("traces")
        elif fault:
            return answer_fault(fault)
        sent = ExportTraceServiceRequest.FromString(await request.body())
        self.everything += str(sent)
        for resource in sent.resource_spans:
            told = {each.key: each.value.string_value for each in resource.resource.attributes}
            spans = [span for scope in resource.scope_spans for span in scope.spans]
            self.spans += [_read(told["service.name"], span) for span in spans]
        return Response(b"", media_type="application/x-protobuf")


def _read(service: str, span: Any) -> Span:
    values = {
        each.key: getattr(each.value, each.value.WhichOneof("value")) for each in span.attributes
    }
    return Span(
        service,
        span.name,
        span.trace_id.hex(),
        span.span_id.hex(),
        span.parent_span_id.hex(),
        attributes=values,
    )
