"""PineconeIndex against a fake Pinecone on a socket."""

import asyncio
from collections.abc import AsyncIterator, Callable
from uuid import uuid4

import pytest

from shared.domain.ids import ChunkId, TenantId, new_id
from shared.errors import (
    AccountRefused,
    Permanent,
    ProviderMalformed,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnavailable,
    QuotaExhausted,
    RateLimited,
    Transient,
)
from shared.limits.vendor_gate import Limiter
from shared.settings.pinecone import PineconeSettings
from shared.vendors.pinecone.index import PineconeIndex
from tests.fakes import pinecone_server as fakes
from tests.fakes.pinecone_server import FakePinecone
from tests.fakes.serving import Fault
from tests.shared.vendors.vector_index_suite import DIMENSION, MODEL, VectorIndexSuite, axis, entry
from tests.support.gates import open_door

Build = Callable[..., PineconeSettings]


def limiter() -> Limiter:
    return open_door().vendor("pinecone", "pc")


@pytest.fixture
async def index(
    pinecone_fake: FakePinecone, pinecone_settings: Build
) -> AsyncIterator[PineconeIndex]:
    index = PineconeIndex(
        pinecone_settings(PINECONE_TIMEOUT_S=5),
        open_door().vendor("pinecone", "pc"),
        dimension=DIMENSION,
    )
    yield index
    await index.close()


class TestPineconeIndex(VectorIndexSuite):
    pass


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (fakes.RATE_LIMITED, RateLimited),
        (fakes.SERVER_ERROR, ProviderUnavailable),
        (fakes.UNAVAILABLE, ProviderUnavailable),
        (fakes.UNAUTHORIZED, AccountRefused),
        (fakes.QUOTA, QuotaExhausted),
        (fakes.MALFORMED, ProviderMalformed),
        (fakes.TRUNCATED, ProviderUnavailable),
    ],
)
async def test_a_failure_is_one_request_and_our_error(
    index: PineconeIndex,
    pinecone_fake: FakePinecone,
    fault: Fault,
    error: type[Transient | Permanent],
) -> None:
    pinecone_fake.script.then("query", fault)
    with pytest.raises(error):
        await index.nearest(TenantId(uuid4()), axis(0), model=MODEL, limit=1)
    assert pinecone_fake.script.count("query") == 1


async def test_retry_after_is_passed_on(index: PineconeIndex, pinecone_fake: FakePinecone) -> None:
    pinecone_fake.script.then("upsert", fakes.RATE_LIMITED)
    with pytest.raises(RateLimited) as caught:
        await index.upsert(TenantId(uuid4()), [entry(axis(0))], model=MODEL)
    assert caught.value.retry_after_s == 3


async def test_a_silent_server_is_a_timeout(
    pinecone_fake: FakePinecone, pinecone_settings: Build
) -> None:
    index = PineconeIndex(
        pinecone_settings(PINECONE_TIMEOUT_S=0.2),
        open_door().vendor("pinecone", "pc"),
        dimension=DIMENSION,
    )
    pinecone_fake.script.then("stats", fakes.HANG)
    with pytest.raises(ProviderTimeout):
        await index.check()
    await index.close()


async def test_a_refused_connection_is_unavailable(pinecone_settings: Build) -> None:
    index = PineconeIndex(
        pinecone_settings(PINECONE_HOST="http://127.0.0.1:1"),
        open_door().vendor("pinecone", "pc"),
        dimension=DIMENSION,
    )
    with pytest.raises(ProviderUnavailable):
        await index.check()
    await index.close()


async def test_check_names_both_dimensions(
    pinecone_fake: FakePinecone, pinecone_settings: Build
) -> None:
    index = PineconeIndex(pinecone_settings(), limiter(), dimension=1536)
    with pytest.raises(ProviderRejected, match=r"dimension 8.*1536") as caught:
        await index.check()
    assert caught.value.reason == "wrong_dimension"
    await index.close()


async def test_an_index_is_found_by_name_once(
    pinecone_fake: FakePinecone,
    pinecone_settings: Build,
    pinecone_served: tuple[FakePinecone, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PINECONE_CONTROLLER_HOST", pinecone_served[1])
    index = PineconeIndex(
        pinecone_settings(PINECONE_HOST=None, PINECONE_INDEX_NAME="calls"),
        open_door().vendor("pinecone", "pc"),
        dimension=DIMENSION,
    )
    await asyncio.gather(index.check(), index.check(), index.check())
    assert pinecone_fake.script.count("describe") == 1
    await index.close()


async def test_deletes_go_in_thousands(index: PineconeIndex, pinecone_fake: FakePinecone) -> None:
    tenant_id = TenantId(uuid4())
    await index.upsert(tenant_id, [entry(axis(0))], model=MODEL)
    await index.delete(tenant_id, [ChunkId(new_id()) for _ in range(2500)])
    assert [len(seen.body["ids"]) for seen in pinecone_fake.script.seen["delete"]] == [
        1000,
        1000,
        500,
    ]


async def test_metadata_holds_no_words_and_namespaces_are_tenants(
    index: PineconeIndex, pinecone_fake: FakePinecone
) -> None:
    tenant_id = TenantId(uuid4())
    await index.upsert(tenant_id, [entry(axis(0))], model=MODEL)
    ((name, records),) = pinecone_fake.namespaces.items()
    assert name == f"tenant-{tenant_id}"
    assert [record["metadata"].keys() for record in records.values()] == [
        {"call_id", "source", "model"}
    ]
