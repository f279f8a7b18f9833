"""Where and how the processes run."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from shared.settings.group import Address, Group, HostNames, LogLevel, Origins


class RuntimeSettings(Group):
    environment: Literal["development", "production"] = Field(
        "production",
        alias="AFTERCALL_ENV",
        description=(
            "`development` accepts unsigned webhooks and generates its own secrets; `production`"
            " does neither."
        ),
    )
    data_dir: Annotated[Path, AfterValidator(Path.expanduser)] = Field(
        Path(".aftercall"),
        alias="AFTERCALL_DATA_DIR",
        description=(
            "Folder of recordings and, with embedded servers, of databases, secrets and logs."
            " compose sets it to its volume. Files that are being received, downloaded or cut are"
            " here too, also with S3: plan space for the largest recordings that are processed at"
            " the same time."
        ),
    )
    public_base_url: Address = Field(
        "http://127.0.0.1:3001",
        alias="PUBLIC_BASE_URL",
        description=(
            "Public address of the API. Status and upload URLs begin with it, and Twilio signs it."
        ),
    )
    allowed_hosts: HostNames = Field(
        (),
        alias="ALLOWED_HOSTS",
        description=(
            "Names, separated by commas, under which the API may be asked, besides that of"
            " PUBLIC_BASE_URL, localhost and addresses; `*.example.com` allows all below it."
        ),
    )
    docs_enabled: bool | None = Field(
        None,
        alias="DOCS_ENABLED",
        description=(
            "Whether `/docs` and `/openapi.json` are served. Unset, they are in development only."
        ),
    )
    log_level: LogLevel = Field(
        "info",
        alias="LOG_LEVEL",
        description="Least severe level that is logged; `debug` logs every request.",
    )
    queue_page: bool = Field(
        True, alias="QUEUE_PAGE_ENABLED", description="Whether the page of the queue is served."
    )
    log_format: Literal["json", "console"] = Field(
        "json",
        alias="LOG_FORMAT",
        description="`json` is one object per line, `console` is text for people.",
    )
    cors_origins: Origins = Field(
        (),
        alias="CORS_ALLOWED_ORIGINS",
        description="Origins of browser applications that may call the API, separated by commas.",
    )

    @property
    def recordings_dir(self) -> Path:
        """Returns the folder of the local storage."""
        return self.data_dir / "recordings"

    @property
    def fetching_dir(self) -> Path:
        """Returns the folder of downloads and uploads in progress, on this machine only; it is
        swept.
        """
        return self.data_dir / "fetching"

    @property
    def scratch_dir(self) -> Path:
        """Returns the folder for parts of recordings during transcription, with a subfolder for
        each worker.
        """
        return self.data_dir / "scratch"

    @property
    def serves_docs(self) -> bool:
        return self.is_development if self.docs_enabled is None else self.docs_enabled

    @property
    def is_development(self) -> bool:
        return self.environment == "development"
