"""Cal.com."""

from pydantic import Field, SecretStr

from shared.settings.group import Address, Group


class CalComSettings(Group):
    api_key: SecretStr | None = Field(
        None, alias="CALCOM_API_KEY", description="API key. It selects Cal.com."
    )
    base_url: Address = Field(
        "https://api.cal.com/v2", alias="CALCOM_BASE_URL", description="Address of Cal.com's API."
    )
    event_type_id: int | None = Field(
        None, alias="CALCOM_EVENT_TYPE_ID", description="Event type that is booked."
    )
    timeout_s: float = Field(
        15, alias="CALCOM_TIMEOUT_S", description="Seconds for one request.", gt=0
    )
