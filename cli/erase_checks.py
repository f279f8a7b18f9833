"""`aftercall erase`: checks the ledger of deletions against all stores, and empties them."""

import asyncio
import hashlib
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from uuid import UUID

from rich.console import Console

from api.webhooks.outage_spool import EventSpool
from api.webhooks.spool_erasure import forget_erased, list_erased_files
from cli.tables import add_row, plain_table, print_table
from shared.db.audit import Entry, insert_entries
from shared.db.call_deletion import delete_call
from shared.db.erasure_checks import (
    LedgerEntry,
    list_calls_left,
    list_deleted_tenants,
    list_erased_stems,
    list_held_left,
    list_ledger,
    list_tenant_rows_left,
    list_tenants_left,
    list_unused_left,
)
from shared.db.pool import ALL_TENANTS, Database, open_database
from shared.db.recordings import held_stem
from shared.db.tenant_deletion import delete_held, mark_tenant_deleted
from shared.db.unused_events import delete_unused
from shared.db.usage import Accounts
from shared.db.vectors import PgVectorIndex
from shared.domain.ids import CallId, ChunkId, TenantId
from shared.errors import NotFound
from shared.limits.vendor_gate import open_gate
from shared.ports import RecordingStorage, VectorIndex
from shared.providers.open import chosen, open_search, open_storage
from shared.settings.load import Settings

BATCH = 500
STORES = (
    "rows of calls",
    "rows of tenants",
    "vectors",
    "audio",
    "spooled events",
    "held and unread events",
)


@dataclass(slots=True)
class StoreCheck:
    """How many things of a store were looked at, and how many of them should not be there."""

    checked: int = 0
    left: int = 0


@dataclass(slots=True)
class Certificate:
    """The result of a check. It holds counts and ids of tenants, and no personal data.

    `ledger_sha256` is the hash of the ids in the ledger, in order; two certificates of the same
    deletions have the same. `pending` deletions are not complete by the ledger itself.
    """

    version: str
    checked_at: str
    tenant: str | None
    vector_index: str
    storage: str
    deleted_calls: int = 0
    deleted_tenants: list[str] = field(default_factory=list)
    first_deletion: str | None = None
    last_deletion: str | None = None
    ledger_sha256: str = ""
    pending: int = 0
    stores: dict[str, StoreCheck] = field(
        default_factory=lambda: {name: StoreCheck() for name in STORES}
    )
    tables_left: dict[str, int] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        return not self.pending and not any(store.left for store in self.stores.values())

    def as_json(self) -> str:
        result = "nothing left" if self.is_complete else "something is left"
        return json.dumps({"result": result, **asdict(self)}, indent=2)


@dataclass(slots=True)
class Removed:
    """Counts of what `run` removed; `pending` deletions are left to the workers."""

    calls: int = 0
    vectors: int = 0
    audio: int = 0
    events: int = 0
    tenants: int = 0
    pending: int = 0


@dataclass(frozen=True, slots=True)
class Stores:
    """Every place that holds something of a call."""

    database: Database
    vector_index: VectorIndex
    storage: RecordingStorage
    spool: EventSpool


@asynccontextmanager
async def _open_stores(settings: Settings) -> AsyncIterator[Stores]:
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(settings.database, size=1))
        gate = await stack.enter_async_context(open_gate(settings.queue, settings.limits))
        search = await stack.enter_async_context(
            open_search(settings, PgVectorIndex(database), gate, Accounts(database))
        )
        yield Stores(database, search.vector_index, open_storage(settings), EventSpool(settings))


async def verify(settings: Settings, tenant: UUID | None = None) -> Certificate:
    """Checks all stores. Memory does not grow with the ledger. Raises provider errors and
    Unavailable when a store cannot be asked.
    """
    certificate = Certificate(
        version=version("aftercall"),
        checked_at=datetime.now(UTC).isoformat(timespec="seconds"),
        tenant=str(tenant) if tenant else None,
        vector_index=chosen(settings).vector_index,
        storage="s3" if settings.storage.bucket else "disk",
    )
    tenant_id = TenantId(tenant) if tenant else None
    async with _open_stores(settings) as stores:
        await _check_ledger(stores, certificate, tenant_id)
        await _check_tenants(stores, certificate, tenant_id)
        audio = certificate.stores["audio"]
        async for stems, left in _erased_audio(stores, tenant_id):
            audio.checked += stems
            audio.left += len(left)
        everything = await asyncio.to_thread(stores.spool.everything)
        spooled = await list_erased_files(stores.spool, stores.database)
        certificate.stores["spooled events"] = StoreCheck(len(everything), len(spooled))
        async with stores.database.connection(ALL_TENANTS) as conn:
            held, unused = await list_held_left(conn), await list_unused_left(conn)
        certificate.stores["held and unread events"].left = len(held) + len(unused)
    return certificate


async def _check_ledger(
    stores: Stores, certificate: Certificate, tenant_id: TenantId | None
) -> None:
    """Checks rows and vectors of deleted calls."""
    rows, vectors = certificate.stores["rows of calls"], certificate.stores["vectors"]
    ids, moments = hashlib.sha256(), []
    async for entries in _ledger(stores.database, tenant_id):
        async with stores.database.connection(ALL_TENANTS) as conn:
            rows.left += len(await list_calls_left(conn, [entry.id for entry in entries]))
        rows.checked += len(entries)
        for entry in entries:
            ids.update(entry.id.bytes)
            certificate.pending += entry.is_open
        moments += [entry.created_at for entry in entries]
        moments = [min(moments), max(moments)]
        for owner, chunk_ids in _chunks_by_tenant(entries).items():
            vectors.checked += len(chunk_ids)
            vectors.left += len(await stores.vector_index.present(owner, chunk_ids))
    certificate.deleted_calls = rows.checked
    certificate.ledger_sha256 = ids.hexdigest()
    if moments:
        first, last = (moment.isoformat(timespec="seconds") for moment in moments)
        certificate.first_deletion, certificate.last_deletion = first, last


async def _check_tenants(
    stores: Stores, certificate: Certificate, tenant_id: TenantId | None
) -> None:
    async with stores.database.connection(ALL_TENANTS) as conn:
        tenants = await list_deleted_tenants(conn, tenant_id)
        left = await list_tenant_rows_left(conn, [tenant for tenant, _, _ in tenants])
    certificate.deleted_tenants = [str(tenant) for tenant, _, _ in tenants]
    certificate.pending += sum(is_open for _, _, is_open in tenants)
    certificate.tables_left = {each.table: each.rows for each in left}
    certificate.stores["rows of tenants"] = StoreCheck(
        len(tenants), sum(each.rows for each in left)
    )


async def _ledger(
    database: Database, tenant_id: TenantId | None = None
) -> AsyncIterator[list[LedgerEntry]]:
    after = UUID(int=0)
    while True:
        async with database.connection(ALL_TENANTS) as conn:
            entries = await list_ledger(conn, after=after, limit=BATCH, tenant_id=tenant_id)
        if not entries:
            return
        yield entries
        after = entries[-1].id


def _chunks_by_tenant(entries: Sequence[LedgerEntry]) -> dict[TenantId, list[ChunkId]]:
    found: dict[TenantId, list[ChunkId]] = defaultdict(list)
    for entry in entries:
        found[entry.tenant_id] += entry.chunk_ids
    return {tenant_id: ids for tenant_id, ids in found.items() if ids}


async def _erased_audio(
    stores: Stores, tenant_id: TenantId | None = None
) -> AsyncIterator[tuple[int, list[str]]]:
    """Yields, for each batch of stored files, how many were looked at and the stems that should not
    be there.
    """
    async for stems in stores.storage.stored(older_than_s=0):
        asked = [stem for stem in stems if tenant_id is None or stem.startswith(f"{tenant_id}/")]
        if asked:
            async with stores.database.connection(ALL_TENANTS) as conn:
                yield len(asked), await list_erased_stems(conn, asked)


def print_certificate(console: Console, certificate: Certificate) -> None:
    console.print(
        f"Aftercall {certificate.version}, {certificate.checked_at}:"
        f" {certificate.deleted_calls} deleted calls, {len(certificate.deleted_tenants)} deleted"
        f" tenants (vectors: {certificate.vector_index}, audio: {certificate.storage}).",
        soft_wrap=True,
    )
    table = plain_table("Store", "Checked", "Left")
    for name, store in certificate.stores.items():
        style = "red" if store.left else None
        add_row(table, name, str(store.checked), str(store.left), style=style)
    print_table(console, table)
    for name, rows in certificate.tables_left.items():
        console.print(f"{rows} rows of deleted tenants in {name}.", style="red", soft_wrap=True)
    if certificate.pending:
        console.print(
            f"{certificate.pending} deletions are not complete yet: workers complete them within"
            " minutes.",
            style="yellow",
            soft_wrap=True,
        )
    console.print(f"Ledger: sha256 {certificate.ledger_sha256}", soft_wrap=True)
    console.print(
        "Nothing is left."
        if certificate.is_complete
        else "Something is left: run `aftercall erase run`, and check again.",
        style="green" if certificate.is_complete else "red",
    )


async def run(settings: Settings) -> Removed:
    """Removes what is left of deleted calls and tenants. Idempotent. Workers delete the vectors and
    files of calls whose rows were left, and the rows of tenants.
    """
    removed = Removed()
    async with _open_stores(settings) as stores:
        async for entries in _ledger(stores.database):
            async with stores.database.connection(ALL_TENANTS) as conn:
                calls = await list_calls_left(conn, [entry.id for entry in entries])
            for tenant_id, call_id in calls:
                removed.calls += await _delete_left(stores.database, tenant_id, call_id)
            for tenant_id, chunk_ids in _chunks_by_tenant(entries).items():
                vectors = await stores.vector_index.present(tenant_id, chunk_ids)
                if vectors:
                    await stores.vector_index.delete(tenant_id, list(vectors))
                removed.vectors += len(vectors)
        await _shut_tenants(stores, removed)
        async for _, stems in _erased_audio(stores):
            for stem in stems:
                await stores.storage.delete(stem)
            removed.audio += len(stems)
        await _remove_events(stores, removed)
        async for entries in _ledger(stores.database):
            removed.pending += sum(entry.is_open for entry in entries)
        async with stores.database.transaction(ALL_TENANTS) as conn:
            tenants = await list_deleted_tenants(conn)
            removed.pending += sum(is_open for _, _, is_open in tenants)
            entry = Entry(actor="operator", action="aftercall erase run", outcome="done")
            await insert_entries(conn, [(entry, 1)])
    return removed


async def _delete_left(database: Database, tenant_id: TenantId, call_id: CallId) -> bool:
    try:
        async with database.transaction(tenant_id) as conn:
            await delete_call(conn, tenant_id, call_id)
    except NotFound:
        return False
    return True


async def _shut_tenants(stores: Stores, removed: Removed) -> None:
    """Shuts deleted tenants that have rows, as a restored backup has."""
    async with stores.database.transaction(ALL_TENANTS) as conn:
        tenants = [tenant for tenant, _, is_open in await list_deleted_tenants(conn) if not is_open]
        left = await list_tenants_left(conn, tenants)
        for tenant_id in left:
            await mark_tenant_deleted(conn, tenant_id)
    removed.tenants = len(left)


async def _remove_events(stores: Stores, removed: Removed) -> None:
    removed.events += await forget_erased(stores.spool, stores.database)
    while True:
        async with stores.database.connection(ALL_TENANTS) as conn:
            held, unused = await list_held_left(conn), await list_unused_left(conn)
        if not held and not unused:
            return
        for event in held:
            if event.recording_id:
                await stores.storage.delete(held_stem(event.recording_id))
        async with stores.database.transaction(ALL_TENANTS) as conn:
            await delete_held(conn, held)
            for event_id in unused:
                await delete_unused(conn, event_id)
        removed.events += len(held) + len(unused)
