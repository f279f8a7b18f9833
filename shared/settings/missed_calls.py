"""The check for missed calls."""

from pydantic import Field

from shared.settings.group import Group


class MissedCallSettings(Group):
    """How far back senders are queried for missed calls; with 0 hours they are not."""

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
