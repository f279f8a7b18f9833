"""The criteria for readiness."""

from pydantic import Field

from shared.settings.group import Group


class ReadinessSettings(Group):
    """The criteria by which the installation is not ready although everything responds; see
    shared/vitals.py.
    """

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
