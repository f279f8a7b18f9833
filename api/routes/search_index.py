"""The state of a team's index: how many passages are found, and by which models."""

from pydantic import BaseModel, ConfigDict, Field

from api.http.permissions import ReaderDep
from api.http.resources import ResourcesDep
from api.http.router import Router
from api.routes.reindexing import ReindexBody
from shared.db.chunks import count_chunks
from shared.db.reindexing import count_by_model, find_latest_run

router = Router(tags=["results"], prefix="/api/search/index")


class IndexedModelBody(BaseModel):
    """A model of vectors."""

    model_config = ConfigDict(from_attributes=True)

    model: str = Field(description="The model's name.")
    dimension: int = Field(description="How many numbers its vectors have.")
    passages: int = Field(description="How many passages have a vector of it.")


class IndexBody(BaseModel):
    """The state of a team's index."""

    passages: int = Field(description="Passages of transcripts, summaries and documents.")
    passages_without_vector: int = Field(
        description=(
            "How many of them, in finished calls, are not found by their meaning; 0 unless a run"
            " failed."
        )
    )
    model: str = Field(description="The model that embeds new passages.")
    models: list[IndexedModelBody] = Field(
        description="The models that passages have vectors of; more than one after a change."
    )
    reindex: ReindexBody | None = Field(
        description="The latest run that embedded passages again; null if there was none."
    )


@router.get("")
async def search_index(tenant_id: ReaderDep, resources: ResourcesDep) -> IndexBody:
    """Reports how many passages there are to find. Words are found at once; a passage without a
    vector is not found by its meaning until its call is processed again.
    """
    async with resources.database.connection(tenant_id) as conn:
        passages, unindexed = await count_chunks(conn, tenant_id)
        models = await count_by_model(conn, tenant_id)
        run = await find_latest_run(conn, tenant_id)
    return IndexBody(
        passages=passages,
        passages_without_vector=unindexed,
        model=resources.embedder.model,
        models=[IndexedModelBody.model_validate(each) for each in models],
        reindex=ReindexBody.model_validate(run) if run else None,
    )
