"""Stores vectors in Pinecone: one namespace per tenant, ids of our chunks, and no spoken words in
the metadata.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import islice
from typing import Any
from uuid import UUID

from pinecone import AsyncIndex, AsyncPinecone, RetryConfig
from pinecone.errors import (
    ApiError,
    PineconeConnectionError,
    PineconeError,
    PineconeTimeoutError,
    RateLimitError,
)
from pinecone.models.vectors.responses import FetchResponse, QueryResponse

from shared.concurrency.tenant_scope import billed_tenant
from shared.domain.ids import CallId, ChunkId, TenantId
from shared.domain.statuses import ChunkSource
from shared.domain.vectors import Vector, VectorEntry, VectorMatch
from shared.errors import (
    AccountRefused,
    AftercallError,
    ProviderMalformed,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnavailable,
    QuotaExhausted,
    RateLimited,
)
from shared.limits.vendor_gate import Limiter, Need
from shared.settings.pinecone import PineconeSettings

MOST_IDS = 1000
# An upsert may be 2 MB; each dimension takes up to 22 bytes of JSON.
UPSERT_BYTES = 1_800_000
BYTES_PER_NUMBER = 22
BYTES_PER_RECORD = 300
# The ids of a fetch are in the URL, 41 characters each.
FETCH_IDS = 100


class PineconeIndex:
    """Implements the VectorIndex port. Needs an index made with `dimension` and metric cosine. The
    caller closes it.
    """

    def __init__(self, settings: PineconeSettings, limiter: Limiter, *, dimension: int) -> None:
        self._limiter = limiter
        self._settings = settings
        self._dimension = dimension
        self._opening = asyncio.Lock()
        self._opened: AsyncIndex | None = None

    async def upsert(
        self, tenant_id: TenantId, entries: Sequence[VectorEntry], *, model: str
    ) -> None:
        size = max(
            1,
            min(MOST_IDS, UPSERT_BYTES // (self._dimension * BYTES_PER_NUMBER + BYTES_PER_RECORD)),
        )
        batches = list(_batches(entries, size))
        async with self._index_in_turn(requests=len(batches)) as index:
            for batch in batches:
                await index.upsert(
                    vectors=[
                        {
                            "id": str(entry.id),
                            "values": list(entry.vector),
                            "metadata": {
                                "call_id": str(entry.call_id),
                                "source": str(entry.source),
                                "model": model,
                            },
                        }
                        for entry in batch
                    ],
                    namespace=_namespace(tenant_id),
                    show_progress=False,
                )

    async def fetch(
        self, tenant_id: TenantId, ids: Sequence[ChunkId], *, model: str
    ) -> dict[ChunkId, Vector]:
        found: dict[ChunkId, Vector] = {}
        batches = list(_batches(ids, FETCH_IDS))
        async with self._index_in_turn(requests=len(batches)) as index:
            for batch in batches:
                answer = await index.fetch(
                    ids=[str(one) for one in batch], namespace=_namespace(tenant_id)
                )
                _require_shape(answer)
                for key, record in answer.vectors.items():
                    if (record.metadata or {}).get("model") == model:
                        found[ChunkId(UUID(key))] = tuple(record.values)
        return found

    async def present(self, tenant_id: TenantId, ids: Sequence[ChunkId]) -> set[ChunkId]:
        found: set[ChunkId] = set()
        batches = list(_batches(ids, FETCH_IDS))
        async with self._index_in_turn(requests=len(batches)) as index:
            for batch in batches:
                answer = await index.fetch(
                    ids=[str(one) for one in batch], namespace=_namespace(tenant_id)
                )
                _require_shape(answer)
                found |= {ChunkId(UUID(key)) for key in answer.vectors}
        return found

    async def nearest(
        self,
        tenant_id: TenantId,
        vector: Vector,
        *,
        model: str,
        limit: int,
        sources: Sequence[ChunkSource] = (),
        exclude_call: CallId | None = None,
        calls: Sequence[CallId] | None = None,
    ) -> list[VectorMatch]:
        async with self._index_in_turn() as index:
            wanted: dict[str, Any] = {"model": {"$eq": model}}
            if sources:
                wanted["source"] = {"$in": [str(source) for source in sources]}
            of_call: dict[str, Any] = {}
            if exclude_call:
                of_call["$ne"] = str(exclude_call)
            if calls is not None:
                of_call["$in"] = [str(call_id) for call_id in calls]
            if of_call:
                wanted["call_id"] = of_call
            answer = await index.query(
                vector=list(vector),
                top_k=limit,
                namespace=_namespace(tenant_id),
                filter=wanted,
                include_metadata=True,
            )
            _require_shape(answer)
            return [_match_of_vector(match) for match in answer.matches]

    async def delete(self, tenant_id: TenantId, ids: Sequence[ChunkId]) -> None:
        batches = list(_batches(ids, MOST_IDS))
        async with self._index_in_turn(requests=len(batches)) as index:
            for batch in batches:
                try:
                    await index.delete(
                        ids=[str(one) for one in batch], namespace=_namespace(tenant_id)
                    )
                except ApiError as error:
                    # A namespace begins with its first vector; before that there is nothing to
                    # delete.
                    if error.status_code != 404:
                        raise

    async def check(self) -> None:
        async with self._index_in_turn() as index:
            stats = await index.describe_index_stats()
        if stats.dimension != self._dimension:
            raise ProviderRejected(
                f"the Pinecone index has dimension {stats.dimension}, the embedding model"
                f" {self._dimension}: use an index of the model's dimension",
                reason="wrong_dimension",
            )

    async def close(self) -> None:
        if self._opened is not None:
            await self._opened.close()

    @asynccontextmanager
    async def _index_in_turn(self, *, requests: int = 1) -> AsyncIterator[AsyncIndex]:
        """Yields the index after its limiter, within the time limit, and converts its errors to
        ours. All requests are admitted together.
        """
        need = Need(requests=max(1, requests))
        async with self._limiter.passage(need, tenant=billed_tenant()), self._in_time() as index:
            yield index

    @asynccontextmanager
    async def _in_time(self) -> AsyncIterator[AsyncIndex]:
        try:
            async with asyncio.timeout(self._settings.timeout_s):
                yield await self._open_index()
        except TimeoutError as error:
            raise ProviderTimeout(
                f"Pinecone did not answer within {self._settings.timeout_s:g} s"
            ) from error
        except PineconeError as error:
            raise failure_of(error) from error
        except (ValueError, TypeError, KeyError) as error:
            raise ProviderMalformed(
                f"Pinecone's answer could not be read ({type(error).__name__})"
            ) from error

    async def _open_index(self) -> AsyncIndex:
        async with self._opening:
            if self._opened is None:
                host = self._settings.host
                if not host:
                    async with AsyncPinecone(
                        api_key=self._api_key,
                        timeout=self._settings.timeout_s,
                        retry_config=RetryConfig(max_retries=0),
                    ) as client:
                        described = await client.indexes.describe(self._settings.index_name or "")
                    host = str(described.host)
                # The SDK's retries are off. It accepts a RetryConfig for its control plane only;
                # on the data plane it tries four times. Its waits would hold a worker's slot
                # through a Retry-After that all workers must learn of, so the one setting is
                # replaced where the SDK reads it, before the first request. A test counts requests.
                index = AsyncIndex(
                    host=host, api_key=self._api_key, timeout=self._settings.timeout_s
                )
                http = index._http
                http._config = replace(http._config, retry_config=RetryConfig(max_retries=0))
                self._opened = index
            return self._opened

    @property
    def _api_key(self) -> str:
        return self._settings.api_key.get_secret_value() if self._settings.api_key else ""


def failure_of(error: PineconeError) -> AftercallError:
    match error:
        case PineconeTimeoutError():
            return ProviderTimeout("Pinecone did not answer in time")
        case PineconeConnectionError():
            return ProviderUnavailable("no connection to Pinecone, or it broke")
        case RateLimitError():
            return RateLimited("Pinecone's rate limit is reached", retry_after_s=error.retry_after)
        case ApiError():
            return _of_status(error)
        case _:
            return ProviderMalformed(
                f"Pinecone's answer could not be read ({type(error).__name__})"
            )


def _of_status(error: ApiError) -> AftercallError:
    code = (error.error_code or "").lower()
    detail = f"{error.status_code} {code}".strip()
    if error.status_code == 402 or code == "quota_exceeded":
        return QuotaExhausted(
            f"the Pinecone account has no quota left ({detail})", reason="quota_exceeded"
        )
    if error.status_code >= 500 or error.status_code == 408:
        return ProviderUnavailable(f"Pinecone failed ({detail})")
    reason = code or f"status_{error.status_code}"
    if error.status_code in (401, 403):
        return AccountRefused(
            f"Pinecone refused the key ({detail}): check PINECONE_API_KEY", reason=reason
        )
    if error.status_code == 404:
        where = "check PINECONE_INDEX_NAME or PINECONE_HOST"
        return AccountRefused(
            f"Pinecone does not know the index ({detail}): {where}", reason=reason
        )
    return ProviderRejected(f"Pinecone refused the request ({detail})", reason=reason)


def _require_shape(answer: QueryResponse | FetchResponse) -> None:
    """Raises ProviderMalformed for another JSON object, which the SDK treats as an empty answer of
    Pinecone.

    Pinecone states the namespace, which is never the default one here, and the usage of the
    request.
    """
    if not answer.namespace and answer.usage is None:
        raise ProviderMalformed("Pinecone's answer does not have the documented form")


def _namespace(tenant_id: TenantId) -> str:
    return f"tenant-{tenant_id}"


def _match_of_vector(match: Any) -> VectorMatch:
    about = match.metadata or {}
    return VectorMatch(
        ChunkId(UUID(match.id)),
        CallId(UUID(about["call_id"])),
        ChunkSource(about["source"]),
        match.score,
    )


def _batches(items: Sequence[Any], size: int) -> Iterator[list[Any]]:
    remaining = iter(items)
    while batch := list(islice(remaining, size)):
        yield batch
