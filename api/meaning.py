"""Finds passages by their meaning, by each model that the team's passages have vectors of."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from api.http.resources import Resources
from shared.db.pool import Connection
from shared.db.reindexing import list_models
from shared.domain.ids import TenantId
from shared.domain.reindexing import IndexedModel, merged_by_place
from shared.domain.vectors import Chunk, Vector, VectorMatch
from shared.errors import AftercallError, Unavailable
from shared.ports import Embedder


@dataclass(frozen=True, slots=True)
class Meaning:
    """What is looked for, as a vector of each model that could give one. `failure` says which
    could not.
    """

    vectors: Sequence[tuple[IndexedModel, Vector]]
    failure: AftercallError | None = None


async def models_to_search(
    conn: Connection, tenant_id: TenantId, resources: Resources
) -> list[IndexedModel]:
    """Returns the model of the settings, and the others that passages have vectors of."""
    embedder, models = resources.embedder, await list_models(conn, tenant_id)
    current = next(
        (each for each in models if (each.model, each.dimension) == _model_and_dimension(embedder)),
        IndexedModel(*_model_and_dimension(embedder)),
    )
    return [current, *(each for each in models if each != current)]


def _model_and_dimension(embedder: Embedder) -> tuple[str, int]:
    return embedder.model, embedder.dimension


async def meaning_of(
    resources: Resources,
    text: str,
    models: Sequence[IndexedModel],
    *,
    purpose: Literal["passage", "query"],
) -> Meaning:
    """Embeds a text by each model. Raises what an embedder raises if none could."""
    results = await asyncio.gather(
        *(_embed_by_model(resources, text, each, purpose) for each in models),
        return_exceptions=True,
    )
    vectors, failure = [], None
    for model, result in zip(models, results, strict=True):
        if isinstance(result, AftercallError):
            failure = failure or result
        elif isinstance(result, BaseException):
            raise result
        else:
            vectors.append((model, result))
    if failure and not vectors:
        raise failure
    return Meaning(vectors, failure)


async def _embed_by_model(
    resources: Resources, text: str, model: IndexedModel, purpose: Literal["passage", "query"]
) -> Vector:
    wanted = (model.model, model.dimension)
    current = resources.embedder
    embedder = (
        current if _model_and_dimension(current) == wanted else resources.embedder_of(*wanted)
    )
    if embedder is None:
        raise Unavailable(
            f"Passages with vectors of {model.model} are found only by their words: nothing is set"
            " up that could ask that model. Embed them again."
        )
    return (await embedder.embed([text], purpose=purpose)).value[0]


async def meaning_of_chunk(
    resources: Resources, tenant_id: TenantId, chunk: Chunk, models: Sequence[IndexedModel]
) -> Meaning:
    """Returns the vector of a chunk, and those that the other models give its text, so that it is
    comparable with all. Raises Unavailable when its own is not visible yet.
    """
    for each in models:
        vectors = await resources.vector_index.fetch(tenant_id, [chunk.id], model=each.model)
        vector = vectors.get(chunk.id)
        if vector is not None:
            break
    else:
        raise Unavailable("The call's vector is not visible in the index; try again in a moment.")
    found = [
        model for model in models if (model.model, model.dimension) == (each.model, len(vector))
    ]
    own = found[0] if found else each
    others = [other for other in models if other is not own]
    stored = [(own, vector)]
    if not others:
        return Meaning(stored)
    try:
        meaning = await meaning_of(resources, chunk.text, others, purpose="passage")
    except AftercallError as error:
        return Meaning(stored, error)
    return Meaning([*stored, *meaning.vectors], meaning.failure)


async def nearest_by_meaning(
    resources: Resources,
    tenant_id: TenantId,
    meaning: Meaning,
    *,
    limit: int,
    **only: Any,
) -> list[VectorMatch]:
    """Returns the nearest passages, the best first. Scores of several models cannot be compared,
    so their places are. `only` narrows the search as in `VectorIndex.nearest`.
    """
    found = await asyncio.gather(
        *(
            resources.vector_index.nearest(
                tenant_id, vector, model=model.model, limit=limit, **only
            )
            for model, vector in meaning.vectors
        )
    )
    ranked = [
        (matches, model.passages)
        for (model, _), matches in zip(meaning.vectors, found, strict=True)
    ]
    return merged_by_place(ranked)[:limit]
