"""The implementation of each port."""

from typing import Literal

from pydantic import Field

from shared.settings.group import Choice, Group


class ProviderSettings(Group):
    """The implementation of each port; `auto` chooses the hosted one when its key is set."""

    transcriber: Choice = Field(
        "auto",
        alias="TRANSCRIBER_PROVIDER",
        description=(
            "Implementation of the transcriber; `auto` selects the hosted one if its key is set."
        ),
    )
    analyst: Choice = Field(
        "auto",
        alias="ANALYST_PROVIDER",
        description="Implementation of the analyst, which writes summaries, leads and documents.",
    )
    embedder: Choice = Field(
        "auto", alias="EMBEDDER_PROVIDER", description="Implementation of the embedder."
    )
    vector_index: Literal["auto", "pinecone", "local"] = Field(
        "auto",
        alias="VECTOR_INDEX_PROVIDER",
        description="Implementation of the vector index; `local` is pgvector.",
    )
    scheduler: Literal["auto", "calcom", "local"] = Field(
        "auto",
        alias="SCHEDULER_PROVIDER",
        description="Implementation of the scheduler; `local` books nothing.",
    )
    embed_batch: int = Field(
        20, alias="EMBED_BATCH", description="Texts in one embedding request.", ge=1, le=2048
    )
