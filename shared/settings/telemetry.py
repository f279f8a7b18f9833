"""Metrics and traces."""

from urllib.parse import unquote

from pydantic import Field, SecretStr

from shared.settings.group import Address, Group


class TelemetrySettings(Group):
    """Metrics and traces. The traces' settings have OpenTelemetry's own names."""

    metrics_token: SecretStr | None = Field(
        None,
        alias="METRICS_TOKEN",
        description=(
            "Token of 16 characters or more that a scraper sends as `Authorization: Bearer`. Unset,"
            " production serves no metrics."
        ),
        min_length=16,
    )
    worker_metrics_host: str = Field(
        "127.0.0.1",
        alias="WORKER_METRICS_HOST",
        description="Address on which a worker serves its metrics.",
    )
    worker_metrics_port: int | None = Field(
        None,
        alias="WORKER_METRICS_PORT",
        description=(
            "Port on which a worker serves `GET /metrics`. Unset, it serves none. `aftercall up"
            " --workers N` uses the following ports too."
        ),
        ge=1,
        le=65535,
    )
    otlp_endpoint: Address | None = Field(
        None,
        alias="OTEL_EXPORTER_OTLP_ENDPOINT",
        description=(
            "Base URL of an OTLP collector over HTTP. It needs `pip install 'aftercall[otel]'`."
        ),
    )
    otlp_headers: SecretStr | None = Field(
        None,
        alias="OTEL_EXPORTER_OTLP_HEADERS",
        description="Headers for the collector: `name=value`, separated by commas.",
    )
    sampled_share: float = Field(
        1.0,
        alias="OTEL_TRACES_SAMPLER_ARG",
        description="Share of the traces that are sent.",
        ge=0,
        le=1,
    )

    @property
    def otlp_header_pairs(self) -> dict[str, str]:
        """Parses `name=value`, comma separated, values percent-encoded."""
        given = self.otlp_headers.get_secret_value() if self.otlp_headers else ""
        pairs = (part.partition("=") for part in given.split(",") if "=" in part)
        return {name.strip().lower(): unquote(value.strip()) for name, _, value in pairs}
