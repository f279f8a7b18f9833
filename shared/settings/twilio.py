"""Twilio."""

from typing import Literal

from pydantic import Field, SecretStr

from shared.settings.group import Address, Group, Key


class TwilioSettings(Group):
    account_sid: str | None = Field(
        None,
        alias="TWILIO_ACCOUNT_SID",
        description=(
            "Account of the installation. With its token it fetches recordings if there is no API"
            " key."
        ),
    )
    auth_token: Key | None = Field(
        None,
        alias="TWILIO_AUTH_TOKEN",
        description="Token of the account. It verifies the signatures of the shared webhook.",
    )
    webhook_key: SecretStr | None = Field(
        None,
        alias="TWILIO_WEBHOOK_KEY",
        description="Secret of a webhook shared key. It permits signatures by HMAC-SHA256.",
    )
    api_key_sid: str | None = Field(
        None,
        alias="TWILIO_API_KEY_SID",
        description="API key that fetches recordings instead of the account's token.",
    )
    api_key_secret: Key | None = Field(
        None, alias="TWILIO_API_KEY_SECRET", description="Secret of that key."
    )
    first_channel: Literal["customer", "agent"] = Field(
        "customer",
        alias="TWILIO_FIRST_CHANNEL",
        description="Who is on the recorded leg, which is the first of two channels.",
    )
    base_url: Address = Field(
        "https://api.twilio.com",
        alias="TWILIO_BASE_URL",
        description="Address of Twilio's API. The credentials are sent to no other host.",
    )
