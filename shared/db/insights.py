"""Insights: stores the versioned results of analysts, and the document that people read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from pydantic import TypeAdapter

from shared.db.pool import Connection
from shared.db.rows import fetch_row
from shared.db.writes import Write
from shared.domain.ids import CallId, TenantId, new_id
from shared.domain.insights import (
    CallbackDetection,
    CheckedLead,
    Document,
    FilledLead,
    Insight,
    InsightKind,
    Lead,
    Summary,
)

I = TypeVar("I")  # noqa: E741 - an insight: one of the types in _KINDS

_KINDS: dict[type[Any], InsightKind] = {
    Summary: InsightKind.SUMMARY,
    CallbackDetection: InsightKind.CALLBACK,
    Lead: InsightKind.LEAD,
    CheckedLead: InsightKind.LEAD,
    FilledLead: InsightKind.LEAD,
}
_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {kind: TypeAdapter(kind) for kind in _KINDS}


@dataclass(frozen=True, slots=True)
class StoredInsight:
    kind: InsightKind
    version: int
    model: str
    prompt_version: str
    value: dict[str, Any]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class StoredDocument:
    title: str
    markdown: str
    model: str
    version: int
    created_at: datetime


def insight_of_call(value: Insight, *, model: str, prompt_version: str) -> Write:
    """Returns the write that stores an insight as the next version; earlier versions remain.

    A repeated step stores no second version, because the insight is committed together with the end
    of its step. Only the run's holder writes, and each kind belongs to one step, so two versions
    never get the same number.
    """
    return Write(
        """
        insert into insights (id, tenant_id, call_id, kind, version, model, prompt_version, value)
        select
            $1, fence.tenant_id, fence.call_id, $2,
            (
                select coalesce(max(version), 0) + 1
                from insights
                where call_id = fence.call_id and tenant_id = fence.tenant_id and kind = $2
            ),
            $3, $4, $5
        from fence
        """,
        (
            new_id(),
            _KINDS[type(value)],
            model,
            prompt_version,
            _ADAPTERS[type(value)].dump_python(value, mode="json"),
        ),
    )


async def get_insight(
    conn: Connection, tenant_id: TenantId, call_id: CallId, *, kind: type[I]
) -> I:
    """Returns the newest version. It must exist because its step is done."""
    value = await conn.fetchval(
        "select value from insights where call_id = $1 and tenant_id = $2 and kind = $3 order by"
        " version desc limit 1",
        call_id,
        tenant_id,
        _KINDS[kind],
    )
    found: I = _ADAPTERS[kind].validate_python(value)
    return found


async def list_insights(
    conn: Connection, tenant_id: TenantId, call_id: CallId
) -> dict[InsightKind, StoredInsight]:
    """Returns the newest version of each kind."""
    rows = await conn.fetch(
        """
        select distinct on (kind) kind, version, model, prompt_version, value, created_at
        from insights
        where call_id = $1 and tenant_id = $2
        order by kind, version desc
        """,
        call_id,
        tenant_id,
    )
    return {
        InsightKind(row["kind"]): StoredInsight(
            kind=InsightKind(row["kind"]),
            version=row["version"],
            model=row["model"],
            prompt_version=row["prompt_version"],
            value=row["value"],
            created_at=row["created_at"],
        )
        for row in rows
    }


def document_of_call(document: Document, *, model: str, prompt_version: str) -> Write:
    """Returns the write that stores a document as the next version, once per completed step; see
    `insight_of_call`.
    """
    return Write(
        """
        insert into documents (
            id, tenant_id, call_id, version, title, markdown, model, prompt_version
        )
        select
            $1, fence.tenant_id, fence.call_id,
            (
                select coalesce(max(version), 0) + 1
                from documents
                where call_id = fence.call_id and tenant_id = fence.tenant_id
            ),
            $2, $3, $4, $5
        from fence
        """,
        (new_id(), document.title, document.markdown, model, prompt_version),
    )


async def get_document(conn: Connection, tenant_id: TenantId, call_id: CallId) -> Document:
    """Returns the newest version. It must exist because its step is done."""
    row = await fetch_row(
        conn,
        "select title, markdown from documents where call_id = $1 and tenant_id = $2 order by"
        " version desc limit 1",
        call_id,
        tenant_id,
    )
    return Document(row["title"], row["markdown"])


async def find_document(
    conn: Connection, tenant_id: TenantId, call_id: CallId
) -> StoredDocument | None:
    row = await conn.fetchrow(
        """
        select title, markdown, model, version, created_at
        from documents
        where call_id = $1 and tenant_id = $2
        order by version desc
        limit 1
        """,
        call_id,
        tenant_id,
    )
    if row is None:
        return None
    return StoredDocument(
        row["title"], row["markdown"], row["model"], row["version"], row["created_at"]
    )
