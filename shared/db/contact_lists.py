"""Reads contacts with their numbers, their last summary, their open callback and their calls."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg

from shared.db.call_lists import CallbackOfCall, callback_of_call
from shared.db.callback_lists import CALLBACK_STATE
from shared.db.filters import given_conditions
from shared.db.pool import Connection, plan_for_values
from shared.domain.contacts import KeyKind
from shared.domain.ids import CallId, ContactId, TenantId
from shared.domain.people import email_of_person
from shared.domain.search_terms import Term
from shared.domain.statuses import CallStatus
from shared.errors import NotFound

# A summary is looked for in so many of a contact's newest calls.
MOST_SUMMARIES = 20
LONGEST_SUMMARY = 1000


@dataclass(frozen=True, slots=True)
class LastSummary:
    """The summary of the newest call that has one."""

    call_id: CallId
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class OpenCallback:
    """The contact's open callback that comes first; one without a time comes before all others."""

    call_id: CallId
    reason: str
    callback: CallbackOfCall


@dataclass(frozen=True, slots=True)
class StoredContact:
    """A contact. `fields` and `corrected` are as stored (shared/domain/contacts.py); `opt_out` says
    why they are not to be called, with the words of a call.
    """

    id: ContactId
    name: str | None
    numbers: tuple[str, ...]
    emails: tuple[str, ...]
    fields: dict[str, list[dict[str, Any]]]
    corrected: dict[str, Any]
    do_not_call: bool
    opt_out: dict[str, Any] | None
    call_count: int
    first_call_at: datetime | None
    last_call_at: datetime | None
    listed_at: datetime
    created_at: datetime
    updated_at: datetime
    last_summary: LastSummary | None
    open_callback: OpenCallback | None


@dataclass(frozen=True, slots=True)
class ContactCall:
    """A call of a contact. `words` are those in which the caller asked for no more calls."""

    call_id: CallId
    at: datetime
    title: str | None
    status: CallStatus
    direction: str | None
    number: str | None
    email: str | None
    on_line: bool
    moved: bool
    words: str | None
    reason: str | None
    callback: CallbackOfCall | None


@dataclass(frozen=True, slots=True)
class ContactFilter:
    """Selects contacts. `terms` must all match their words."""

    terms: tuple[Term, ...] = ()
    numbers: tuple[str, ...] | None = None
    email: str | None = None
    do_not_call: bool | None = None
    open_callback: bool | None = None
    call_id: CallId | None = None
    id: ContactId | None = None


_OF_KEY = """
    id in (
        select contact_id from contact_keys where tenant_id = $1 and kind = '{kind}' and value = {}
    )
"""
_FILTERS = {
    "numbers": _OF_KEY.replace("{kind}", KeyKind.NUMBER).replace("= {}", "= any({})"),
    "email": _OF_KEY.replace("{kind}", KeyKind.EMAIL),
    "do_not_call": "do_not_call = {}",
    "open_callback": """
        {} = (
            id in (
                select contact_id
                from callbacks
                join contact_calls on contact_calls.call_id = callbacks.call_id
                where callbacks.tenant_id = $1 and callbacks.status in ('scheduled', 'ambiguous')
            )
        )
    """,
    "call_id": "id in (select contact_id from contact_calls where tenant_id = $1 and call_id = {})",
    "id": "id = {}",
}


async def list_contacts(
    conn: Connection,
    tenant_id: TenantId,
    where: ContactFilter,
    *,
    before: tuple[datetime, ContactId] | None,
    limit: int,
) -> list[StoredContact]:
    """Returns contacts by their newest call, after `before` (exclusive). The connection is in a
    transaction.
    """
    values: list[Any] = [tenant_id]
    conditions = given_conditions(_FILTERS, where, values)
    for term in where.terms:
        values.append(term.as_patterns)
        conditions.append(f"id in (select contacts_with_words($1, ${len(values)}))")
    if before:
        values += before
        conditions.append(f"(listed_at, id) < (${len(values) - 1}, ${len(values)}::uuid)")
    values.append(limit)
    await plan_for_values(conn)
    rows = await conn.fetch(
        # The statement is built only from constants of this module.
        f"""
        select
            id, name, fields, corrected, do_not_call, opt_out, call_count, first_call_at,
            last_call_at, listed_at, created_at, updated_at,
            (
                select opt_out
                from contact_calls
                where call_id = (contacts.opt_out ->> 'call_id')::uuid
            ) as said
        from contacts
        where {" and ".join(["tenant_id = $1", *conditions])}
        order by listed_at desc, id desc
        limit ${len(values)}
        """,  # noqa: S608
        *values,
    )
    ids = [row["id"] for row in rows]
    keys = await _keys_of(conn, tenant_id, ids)
    summaries = await _last_summaries(conn, tenant_id, ids)
    callbacks = await _open_callbacks(conn, tenant_id, ids)
    return [
        _contact(
            row,
            keys[ContactId(row["id"])],
            summaries.get(ContactId(row["id"])),
            callbacks.get(ContactId(row["id"])),
        )
        for row in rows
    ]


async def get_contact(
    conn: Connection, tenant_id: TenantId, contact_id: ContactId
) -> StoredContact:
    """Raises NotFound. The connection is in a transaction."""
    where = ContactFilter(id=contact_id)
    found = await list_contacts(conn, tenant_id, where, before=None, limit=1)
    if not found:
        raise NotFound("There is no such contact.")
    return found[0]


async def list_contacts_of_person(
    conn: Connection, tenant_id: TenantId, *, phone: str | None, email: str | None
) -> list[str]:
    """Returns what contacts of this number or address hold besides their calls, each as a JSON
    object.
    """
    rows = await conn.fetch(
        """
        select (to_jsonb(contacts) - '{tenant_id,words,listed_at}'::text[])::text as row
        from contacts
        where tenant_id = $1
            and id in (
                select contact_id
                from contact_keys
                where tenant_id = $1
                    and (kind = 'number' and value = $2 or kind = 'email' and value = $3)
            )
        order by id
        """,
        tenant_id,
        phone,
        email_of_person(email),
    )
    return [row["row"] for row in rows]


async def list_calls_of_contact(
    conn: Connection, tenant_id: TenantId, contact_id: ContactId, *, limit: int
) -> list[ContactCall]:
    """Returns the contact's newest calls."""
    rows = await conn.fetch(
        # The statement is built only from constants.
        f"""
        select
            contact_calls.call_id, at, number, email, on_line, moved, calls.direction,
            calls.status, opt_out ->> 'words' as words,
            case
                when calls.corrected ? 'title' then calls.corrected -> 'title' ->> 'value'
                else calls.title
            end as title,
            case
                when callbacks.corrected ? 'reason' then callbacks.corrected -> 'reason' ->> 'value'
                else callbacks.reason
            end as reason,
            callbacks.id as callback_id, callbacks.status as callback_status, due_at, due_until,
            callbacks.version as callback_version, {CALLBACK_STATE} as callback_state
        from contact_calls
        join calls on calls.id = contact_calls.call_id
        left join callbacks on callbacks.call_id = contact_calls.call_id
        where contact_id = $1 and contact_calls.tenant_id = $2
        order by at desc, contact_calls.call_id desc
        limit $3
        """,  # noqa: S608
        contact_id,
        tenant_id,
        limit,
    )
    return [
        ContactCall(
            call_id=CallId(row["call_id"]),
            at=row["at"],
            title=row["title"],
            status=CallStatus(row["status"]),
            direction=row["direction"],
            number=row["number"],
            email=row["email"],
            on_line=row["on_line"],
            moved=row["moved"],
            words=row["words"],
            reason=row["reason"],
            callback=callback_of_call(row),
        )
        for row in rows
    ]


async def _last_summaries(
    conn: Connection, tenant_id: TenantId, contacts: Sequence[ContactId]
) -> dict[ContactId, LastSummary]:
    rows = await conn.fetch(
        """
        select asked.id, newest.call_id, newest.at, newest.text
        from unnest($2::uuid[]) as asked (id)
        cross join lateral (
            select recent.call_id, recent.at, summary.text
            from (
                select call_id, at
                from contact_calls
                where contact_id = asked.id and tenant_id = $1
                order by at desc, call_id desc
                limit $3
            ) as recent
            join calls on calls.id = recent.call_id
            cross join lateral (
                select coalesce(
                    calls.corrected -> 'summary' ->> 'value',
                    (
                        select value ->> 'text'
                        from insights
                        where call_id = recent.call_id
                            and insights.tenant_id = $1
                            and kind = 'summary'
                        order by version desc
                        limit 1
                    )
                ) as text
            ) as summary
            where summary.text is not null
            order by recent.at desc, recent.call_id desc
            limit 1
        ) as newest
        """,
        tenant_id,
        contacts,
        MOST_SUMMARIES,
    )
    return {
        ContactId(row["id"]): LastSummary(
            CallId(row["call_id"]), row["at"], row["text"][:LONGEST_SUMMARY]
        )
        for row in rows
    }


async def _keys_of(
    conn: Connection, tenant_id: TenantId, contacts: Sequence[ContactId]
) -> dict[ContactId, dict[str, list[str]]]:
    rows = await conn.fetch(
        """
        select contact_id, kind, value
        from contact_keys
        where contact_id = any($2) and tenant_id = $1
        order by value
        """,
        tenant_id,
        contacts,
    )
    keys: dict[ContactId, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        keys[ContactId(row["contact_id"])][row["kind"]].append(row["value"])
    return keys


async def _open_callbacks(
    conn: Connection, tenant_id: TenantId, contacts: Sequence[ContactId]
) -> dict[ContactId, OpenCallback]:
    rows = await conn.fetch(
        # The statement is built only from constants.
        f"""
        select distinct on (contact_id)
            contact_id, contact_calls.call_id, due_at, due_until,
            case
                when callbacks.corrected ? 'reason' then callbacks.corrected -> 'reason' ->> 'value'
                else callbacks.reason
            end as reason,
            callbacks.id as callback_id, callbacks.status as callback_status,
            callbacks.version as callback_version, {CALLBACK_STATE} as callback_state
        from contact_calls
        join callbacks on callbacks.call_id = contact_calls.call_id
        where contact_id = any($2)
            and contact_calls.tenant_id = $1
            and callbacks.status in ('scheduled', 'ambiguous')
        order by contact_id, due_at nulls first, callbacks.id
        """,  # noqa: S608
        tenant_id,
        contacts,
    )
    found = {}
    for row in rows:
        if callback := callback_of_call(row):
            found[ContactId(row["contact_id"])] = OpenCallback(
                CallId(row["call_id"]), row["reason"], callback
            )
    return found


def _contact(
    row: asyncpg.Record,
    keys: dict[str, list[str]],
    summary: LastSummary | None,
    callback: OpenCallback | None,
) -> StoredContact:
    opt_out = row["opt_out"]
    if opt_out and row["said"]:
        opt_out = {**opt_out, **row["said"]}
    return StoredContact(
        id=ContactId(row["id"]),
        name=row["name"],
        numbers=tuple(keys[KeyKind.NUMBER]),
        emails=tuple(keys[KeyKind.EMAIL]),
        fields=row["fields"],
        corrected=row["corrected"],
        do_not_call=row["do_not_call"],
        opt_out=opt_out,
        call_count=row["call_count"],
        first_call_at=row["first_call_at"],
        last_call_at=row["last_call_at"],
        listed_at=row["listed_at"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        last_summary=summary,
        open_callback=callback,
    )
