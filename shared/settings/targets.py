"""Where events are sent."""

from pydantic import Field

from shared.settings.group import Group


class TargetSettings(Group):
    """Targets of events. The two `allow_` switches let an admin's URL reach what this machine can
    reach: for tests, and for receivers on the same network, such as n8n.
    """

    timeout_s: float = Field(
        15,
        alias="TARGET_TIMEOUT_S",
        description="Seconds for one delivery, from the connection to the end of the answer.",
        gt=0,
        le=60,
    )
    concurrency: int = Field(
        32, alias="TARGET_CONCURRENCY", description="Deliveries at a time of one worker.", ge=1
    )
    allow_http: bool = Field(
        False, alias="TARGET_ALLOW_HTTP", description="Whether a target's URL may use http."
    )
    allow_private: bool = Field(
        False,
        alias="TARGET_ALLOW_PRIVATE",
        description=(
            "Whether a target's URL may reach this machine and its network, where every admin of a"
            " tenant is trusted."
        ),
    )
    allow_any_address: bool = Field(
        False,
        alias="TARGET_ALLOW_ANY_ADDRESS",
        description=(
            "Whether targets may send mails to addresses of other people than the tenant's users."
            " Where tenants sign up by themselves, anyone could send mails to anyone then."
        ),
    )
