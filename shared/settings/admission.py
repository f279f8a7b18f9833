"""Load shedding."""

from pydantic import Field

from shared.settings.group import Group


class AdmissionSettings(Group):
    """The amount of open work above which recordings are refused (api/http/open_run_limits.py)."""

    requests_per_minute: int = Field(
        6000,
        alias="REQUESTS_PER_MINUTE",
        description=(
            "Requests that a tenant may send in a minute, webhooks aside; more are answered with"
            " 429. `aftercall tenants limit` sets another number for one tenant."
        ),
        ge=1,
    )
    key_requests_per_minute: int = Field(
        3000,
        alias="KEY_REQUESTS_PER_MINUTE",
        description="Requests that one API key may be used for in a minute.",
        ge=1,
    )
    max_open_runs_per_tenant: int = Field(
        20_000,
        alias="MAX_OPEN_RUNS_PER_TENANT",
        description=(
            "Open jobs of a tenant above which its recordings get 429. Its webhooks are accepted."
        ),
        ge=1,
    )
    max_open_runs: int = Field(
        100_000,
        alias="MAX_OPEN_RUNS",
        description=(
            "Open jobs in total above which recordings get 503. Webhooks get 503 above twice as"
            " many."
        ),
        ge=1,
    )
    max_waiting_age_s: float = Field(
        6 * 3600,
        alias="MAX_WAITING_AGE_S",
        description="Seconds for which a job may wait for a worker before recordings get 503.",
        gt=0,
    )
