"""The local models."""

from pathlib import Path

from pydantic import Field

from shared.settings.group import Group


class LocalSettings(Group):
    """Models on this machine. `transcribe_model` is a folder; None is a packaged one."""

    transcribe_model: Path | None = Field(
        None,
        alias="LOCAL_TRANSCRIBE_MODEL",
        description=(
            "Folder of a faster-whisper model. Unset, a packaged one is used: the multilingual one"
            " of `aftercall[languages]` where it is installed, else one that knows English only."
        ),
    )
    transcriber_processes: int = Field(
        1,
        alias="LOCAL_TRANSCRIBER_PROCESSES",
        description="Processes of the local transcriber; each holds the model in memory.",
        ge=1,
        le=64,
    )
    transcribe_timeout_s: float = Field(
        900, alias="LOCAL_TRANSCRIBE_TIMEOUT_S", description="Seconds for one part.", gt=0
    )
