"""Pinecone."""

from pydantic import Field

from shared.settings.group import Group, Host, Key


class PineconeSettings(Group):
    api_key: Key | None = Field(
        None, alias="PINECONE_API_KEY", description="API key. It selects Pinecone."
    )
    index_name: str | None = Field(
        None, alias="PINECONE_INDEX_NAME", description="Name of the index."
    )
    host: Host | None = Field(
        None,
        alias="PINECONE_HOST",
        description="Host of the index, instead of its name. It saves a request.",
    )
    timeout_s: float = Field(
        20, alias="PINECONE_TIMEOUT_S", description="Seconds for one request.", gt=0
    )
