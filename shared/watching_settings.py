"""Settings of what keeps an eye on the rest: metrics, traces, and the search for calls that never
arrived.
"""

from urllib.parse import unquote

from pydantic import Field, SecretStr

from shared.settings_group import Address, Group


class MissedCallSettings(Group):
    """How far back senders are asked what they know of; with 0 hours they are not."""

    window_hours: float = Field(
        24,
        alias="MISSED_CALLS_WINDOW_HOURS",
        description="Hours for which senders are asked for missed calls. 0 switches this off.",
        ge=0,
        le=720,
    )
    grace_s: float = Field(
        900,
        alias="MISSED_CALLS_GRACE_S",
        description="Age in seconds below which an ended call is still expected by webhook.",
        ge=0,
    )
    every_s: float = Field(
        3600,
        alias="MISSED_CALLS_EVERY_S",
        description="Seconds between two checks for missed calls.",
        ge=60,
    )


class ReadinessSettings(Group):
    """When the installation is not ready although everything answers; see shared/vitals.py."""

    stalled_after_s: float = Field(
        120,
        alias="STALLED_AFTER_S",
        description=(
            "Seconds after which a due job makes the installation not ready, if nothing of its"
            " tenant gets done."
        ),
        ge=5,
    )
    min_free_disk_bytes: int = Field(
        64 * 2**20,
        alias="MIN_FREE_DISK_BYTES",
        description=(
            "Free space on the disk of AFTERCALL_DATA_DIR below which the installation is not"
            " ready."
        ),
        ge=0,
    )
    canary_every_s: float | None = Field(
        None,
        alias="CANARY_EVERY_S",
        description=(
            "Seconds between two canary calls; 0 switches them off. Unset, it is 300 with local"
            " models and off with hosted ones."
        ),
        ge=0,
    )
    canary_limit_s: float = Field(
        120,
        alias="CANARY_LIMIT_S",
        description=(
            "Duration of a canary call in seconds above which the installation is not ready."
        ),
        gt=0,
    )


class TelemetrySettings(Group):
    """Metrics and traces. Names of the traces' settings are OpenTelemetry's own."""

    metrics_token: SecretStr | None = Field(
        None,
        alias="METRICS_TOKEN",
        description=(
            "Token of 16 characters or more that a scraper sends as `Authorization: Bearer`. Unset,"
            " production answers only this machine."
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
        """`name=value`, comma separated, values percent-encoded."""
        given = self.otlp_headers.get_secret_value() if self.otlp_headers else ""
        pairs = (part.partition("=") for part in given.split(",") if "=" in part)
        return {name.strip().lower(): unquote(value.strip()) for name, _, value in pairs}
