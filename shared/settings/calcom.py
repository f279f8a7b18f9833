"""Cal.com."""

from pydantic import Field

from shared.settings.group import Address, CommaSeparated, Group, Key


class CalComSettings(Group):
    api_key: Key | None = Field(
        None, alias="CALCOM_API_KEY", description="API key. It selects Cal.com."
    )
    base_url: Address = Field(
        "https://api.cal.com/v2", alias="CALCOM_BASE_URL", description="Address of Cal.com's API."
    )
    event_type_id: int | None = Field(
        None, alias="CALCOM_EVENT_TYPE_ID", description="Event type that is booked."
    )
    webhook_secrets: CommaSeparated = Field(
        (),
        alias="CALCOM_WEBHOOK_SECRET",
        description=(
            "Secret of Cal.com's webhook at `/api/webhooks/calcom`, which says that a booking was"
            " moved or cancelled; two, separated by a comma, during a rotation."
        ),
        repr=False,
    )
    timeout_s: float = Field(
        15, alias="CALCOM_TIMEOUT_S", description="Seconds for one request.", gt=0
    )
