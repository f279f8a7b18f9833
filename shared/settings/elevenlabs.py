"""ElevenLabs."""

from pydantic import Field

from shared.settings.group import Address, Group, Key


class ElevenLabsSettings(Group):
    """ElevenLabs, which is asked for what the installation's own workspace left out of its
    webhooks.
    """

    api_key: Key | None = Field(
        None,
        alias="ELEVENLABS_API_KEY",
        description=(
            "API key that fetches a transcript or audio that the workspace's webhook left out, and"
            " lists recent calls."
        ),
    )
    base_url: Address = Field(
        "https://api.elevenlabs.io",
        alias="ELEVENLABS_BASE_URL",
        description="Address of ElevenLabs' API. The key is sent to no other host.",
    )
    timeout_s: float = Field(
        30, alias="ELEVENLABS_TIMEOUT_S", description="Seconds for one conversation.", gt=0
    )
