"""The connection to PostgreSQL."""

from typing import Self

from pydantic import Field, model_validator

from shared.settings.group import DatabaseUrl, Group


class DatabaseSettings(Group):
    url: DatabaseUrl = Field(
        alias="DATABASE_URL",
        description="Address of PostgreSQL with pgvector. Unset, `aftercall up` starts a server.",
    )
    migrate_url: DatabaseUrl | None = Field(
        None,
        alias="DATABASE_MIGRATE_URL",
        description=(
            "Address of the same database for the role that owns the tables, for"
            " `aftercall migrate` and `restore`. `aftercall migrate` then creates the role of"
            " `DATABASE_URL`, which owns nothing and sees one tenant at a time. Unset, one role"
            " does both."
        ),
    )
    pool_min: int = Field(
        2,
        alias="DATABASE_POOL_MIN",
        description="Connections that each process holds open.",
        ge=1,
        le=100,
    )
    pool_max: int = Field(
        10,
        alias="DATABASE_POOL_MAX",
        description="Largest number of connections of each process.",
        ge=1,
        le=200,
    )
    connect_timeout_s: float = Field(
        5, alias="DATABASE_CONNECT_TIMEOUT_S", description="Seconds to open a connection.", gt=0
    )
    acquire_timeout_s: float = Field(
        5,
        alias="DATABASE_ACQUIRE_TIMEOUT_S",
        description="Seconds to wait for a free connection of the pool; then the answer is 503.",
        gt=0,
    )
    statement_timeout_s: float = Field(
        15, alias="DATABASE_STATEMENT_TIMEOUT_S", description="Seconds for one statement.", gt=0
    )

    @property
    def owner_url(self) -> str:
        return (self.migrate_url or self.url).get_secret_value()

    def as_owner(self) -> Self:
        """Returns the settings of a connection that also reads a schema of an earlier release, in
        which the application's role does not exist yet.
        """
        return self.model_copy(update={"url": self.migrate_url or self.url})

    @property
    def application_url(self) -> str | None:
        """The URL of the application's own role; None when one role does both."""
        return self.url.get_secret_value() if self.migrate_url else None

    @model_validator(mode="after")
    def _bounds(self) -> Self:
        if self.pool_min > self.pool_max:
            raise ValueError("DATABASE_POOL_MIN must not exceed DATABASE_POOL_MAX")
        return self
