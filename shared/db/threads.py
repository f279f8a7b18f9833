"""Threads of questions, and their answers. What an answer holds of a call goes with the call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from shared.db.pool import Connection
from shared.domain.access import Actor
from shared.domain.ids import AnswerId, CallId, TenantId, ThreadId, new_id
from shared.errors import NotFound

MOST_ANSWERS = 200
# A process that works on an answer says so more often.
DEAD_AFTER_S = 30
_ANSWER = f"""
    id, thread_id, question, plan, ending, created_at,
    case
        when status = 'running' and touched_at < now() - make_interval(secs => {DEAD_AFTER_S})
        then 'cancelled'
        else status
    end as status
"""
_THREAD = """
    id, title, scope, created_at, updated_at,
    (select count(*) from answers where thread_id = ask_threads.id) as questions
"""


@dataclass(frozen=True, slots=True)
class Thread:
    """Questions that go on from each other. `scope` are filters of calls."""

    id: ThreadId
    title: str
    scope: Mapping[str, Any]
    created_at: datetime
    updated_at: datetime
    questions: int


@dataclass(frozen=True, slots=True)
class StoredPart:
    """A part of an answer. Parts whose calls were deleted are missing between others."""

    position: int
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer. `ending` is there once it is done, or says why it failed."""

    id: AnswerId
    thread_id: ThreadId | None
    question: str
    plan: Mapping[str, Any]
    status: str
    ending: Mapping[str, Any] | None
    created_at: datetime


async def insert_thread(
    conn: Connection, actor: Actor, title: str, scope: Mapping[str, Any]
) -> ThreadId:
    thread_id = ThreadId(new_id())
    await conn.execute(
        """
        insert into ask_threads (id, tenant_id, user_id, key_id, title, scope)
        values ($1, $2, $3, $4, $5, $6)
        """,
        thread_id,
        actor.tenant_id,
        actor.user_id,
        None if actor.user_id else actor.key_id,
        title,
        dict(scope),
    )
    return thread_id


async def list_threads(
    conn: Connection,
    actor: Actor,
    *,
    before: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Thread]:
    """Returns the threads of a person or key, the ones used last first, from `before`
    (exclusive).
    """
    moment, last_id = before or (None, None)
    rows = await conn.fetch(
        f"""
        select {_THREAD}
        from ask_threads
        where tenant_id = $1
            and (user_id = $2 or key_id = $3)
            and ($4::timestamptz is null or (updated_at, id) < ($4, $5::uuid))
        order by updated_at desc, id desc
        limit $6
        """,  # noqa: S608
        actor.tenant_id,
        actor.user_id,
        None if actor.user_id else actor.key_id,
        moment,
        last_id,
        limit,
    )
    return [_thread(row) for row in rows]


async def get_thread(conn: Connection, actor: Actor, thread_id: ThreadId) -> Thread:
    """Returns a thread of this person or key. Raises NotFound."""
    row = await conn.fetchrow(
        f"""
        select {_THREAD}
        from ask_threads
        where id = $1 and tenant_id = $2 and (user_id = $3 or key_id = $4)
        """,  # noqa: S608
        thread_id,
        actor.tenant_id,
        actor.user_id,
        None if actor.user_id else actor.key_id,
    )
    if row is None:
        raise NotFound("There is no such thread.", code="unknown_thread")
    return _thread(row)


async def rename_thread(
    conn: Connection, tenant_id: TenantId, thread_id: ThreadId, title: str
) -> None:
    await conn.execute(
        "update ask_threads set title = $3 where id = $1 and tenant_id = $2",
        thread_id,
        tenant_id,
        title,
    )


async def delete_thread(conn: Connection, tenant_id: TenantId, thread_id: ThreadId) -> None:
    await conn.execute(
        "delete from ask_threads where id = $1 and tenant_id = $2", thread_id, tenant_id
    )


async def insert_answer(
    conn: Connection,
    actor: Actor,
    answer_id: AnswerId,
    *,
    thread_id: ThreadId | None,
    question: str,
    plan: Mapping[str, Any],
) -> None:
    """Inserts a running answer. The connection is in a transaction."""
    await conn.execute(
        """
        insert into answers (id, tenant_id, thread_id, user_id, key_id, question, plan, status)
        values ($1, $2, $3, $4, $5, $6, $7, 'running')
        """,
        answer_id,
        actor.tenant_id,
        thread_id,
        actor.user_id,
        None if actor.user_id else actor.key_id,
        question,
        dict(plan),
    )
    await conn.execute(
        "update ask_threads set updated_at = now() where id = $1 and tenant_id = $2",
        thread_id,
        actor.tenant_id,
    )


async def insert_part(
    conn: Connection,
    tenant_id: TenantId,
    answer_id: AnswerId,
    position: int,
    body: Mapping[str, Any],
    calls: Sequence[CallId],
) -> bool:
    """Stores a part, and that the answer is being worked on; returns False when one of its calls,
    or the answer, was deleted meanwhile.
    """
    return bool(
        await conn.fetchval(
            # One statement: an answer may list hundreds of calls.
            """
            with known as (
                select id from calls where tenant_id = $2 and id = any($6) for key share
            ),
            part as (
                insert into answer_parts (id, tenant_id, answer_id, position, body)
                select $1, $2, id, $4, $5
                from answers
                where id = $3
                    and tenant_id = $2
                    and (select count(*) from known) = cardinality($6::uuid[])
                returning id
            ),
            linked as (
                insert into answer_part_calls (part_id, call_id, tenant_id)
                select part.id, known.id, $2 from part cross join known
            ),
            touched as (
                update answers
                set touched_at = now()
                where id = $3 and tenant_id = $2 and exists (select 1 from part)
            )
            select exists (select 1 from part)
            """,
            new_id(),
            tenant_id,
            answer_id,
            position,
            dict(body),
            list(dict.fromkeys(calls)),
        )
    )


async def touch_answer(conn: Connection, tenant_id: TenantId, answer_id: AnswerId) -> None:
    """Says that a process still works on the answer."""
    await conn.execute(
        "update answers set touched_at = now() where id = $1 and tenant_id = $2",
        answer_id,
        tenant_id,
    )


async def end_answer(
    conn: Connection,
    tenant_id: TenantId,
    answer_id: AnswerId,
    status: str,
    ending: Mapping[str, Any] | None,
) -> None:
    await conn.execute(
        """
        update answers
        set status = $3, ending = $4, touched_at = now()
        where id = $1 and tenant_id = $2 and status = 'running'
        """,
        answer_id,
        tenant_id,
        status,
        None if ending is None else dict(ending),
    )


async def get_answer(conn: Connection, actor: Actor, answer_id: AnswerId) -> StoredAnswer:
    """Returns an answer to this person or key. Raises NotFound."""
    row = await conn.fetchrow(
        f"""
        select {_ANSWER}
        from answers
        where id = $1 and tenant_id = $2 and (user_id = $3 or key_id = $4)
        """,  # noqa: S608
        answer_id,
        actor.tenant_id,
        actor.user_id,
        None if actor.user_id else actor.key_id,
    )
    if row is None:
        raise NotFound("There is no such answer.", code="unknown_answer")
    return _stored_answer(row)


async def list_answers(
    conn: Connection, tenant_id: TenantId, thread_id: ThreadId, *, limit: int = MOST_ANSWERS
) -> list[StoredAnswer]:
    """Returns the newest answers of a thread, the oldest of them first."""
    rows = await conn.fetch(
        f"""
        select id, thread_id, question, plan, ending, created_at, status
        from (
            select {_ANSWER}
            from answers
            where thread_id = $1 and tenant_id = $2
            order by created_at desc, id desc
            limit $3
        ) as newest
        order by created_at, id
        """,  # noqa: S608
        thread_id,
        tenant_id,
        limit,
    )
    return [_stored_answer(row) for row in rows]


async def list_parts(
    conn: Connection, tenant_id: TenantId, answers: Sequence[AnswerId], *, after: int = -1
) -> dict[AnswerId, list[StoredPart]]:
    """Returns the parts of answers in their order, after a position."""
    rows = await conn.fetch(
        """
        select answer_id, position, body
        from answer_parts
        where tenant_id = $1 and answer_id = any($2) and position > $3
        order by answer_id, position
        """,
        tenant_id,
        list(answers),
        after,
    )
    found: dict[AnswerId, list[StoredPart]] = {each: [] for each in answers}
    for row in rows:
        found[AnswerId(row["answer_id"])].append(StoredPart(row["position"], row["body"]))
    return found


async def delete_answers_without_thread(
    conn: Connection, *, older_than_s: float, limit: int
) -> int:
    """Deletes answers that belong to no thread and cannot be resumed any more. Returns how
    many.
    """
    gone = await conn.fetch(
        """
        delete from answers
        where id in (
            select id
            from answers
            where thread_id is null and touched_at < now() - make_interval(secs => $1)
            limit $2
            for update skip locked
        )
        returning id
        """,
        older_than_s,
        limit,
    )
    return len(gone)


async def delete_expired_threads(conn: Connection, *, max_days: int | None, limit: int) -> int:
    """Deletes threads that were not used for as long as the tenant keeps its calls. Returns how
    many.
    """
    gone = await conn.fetch(
        """
        delete from ask_threads
        where id in (
            select ask_threads.id
            from ask_threads
            join tenants on tenants.id = ask_threads.tenant_id
            where ask_threads.updated_at
                < now() - make_interval(days => least(tenants.call_retention_days, $1))
            limit $2
            for update of ask_threads skip locked
        )
        returning id
        """,
        max_days,
        limit,
    )
    return len(gone)


async def delete_answers_about(
    conn: Connection,
    tenant_id: TenantId,
    *,
    names: Sequence[str],
    phone: str | None,
    email: str | None,
) -> None:
    """Deletes answers whose question names a person, and threads that are titled so. `names` are
    folded.
    """
    values = (tenant_id, [f"%{name}%" for name in names], phone[-7:] if phone else None, email)
    await conn.execute(
        """
        delete from ask_threads
        where tenant_id = $1
            and (
                searchable(title) like any($2)
                or position($3 in digits_of(title)) > 0
                or position($4 in lower(title)) > 0
            )
        """,
        *values,
    )
    await conn.execute(
        """
        delete from answers
        where tenant_id = $1
            and (
                searchable(question) like any($2)
                or position($3 in digits_of(question)) > 0
                or position($4 in lower(question)) > 0
            )
        """,
        *values,
    )


async def list_names_of_calls(
    conn: Connection, tenant_id: TenantId, calls: Sequence[CallId]
) -> list[str]:
    """Returns the folded names of the people whose calls these are; a name of one word is not
    enough to tell a person by.
    """
    rows = await conn.fetch(
        """
        select distinct searchable(btrim(name)) as name
        from (
            select name from lead_calls where tenant_id = $1 and call_id = any($2)
            union all
            select leads.name
            from leads
            join lead_calls on lead_calls.lead_id = leads.id and lead_calls.tenant_id = $1
            where leads.tenant_id = $1 and call_id = any($2)
        ) as names
        where position(' ' in btrim(name)) > 0
        """,
        tenant_id,
        list(calls),
    )
    return [row["name"] for row in rows]


async def delete_parts_of_call(conn: Connection, tenant_id: TenantId, call_id: CallId) -> None:
    """Deletes what answers hold of a call whose words were deleted while the call stays."""
    await conn.execute(
        "delete from answer_part_calls where tenant_id = $1 and call_id = $2", tenant_id, call_id
    )


def _thread(row: asyncpg.Record) -> Thread:
    return Thread(
        id=ThreadId(row["id"]),
        title=row["title"],
        scope=row["scope"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        questions=row["questions"],
    )


def _stored_answer(row: asyncpg.Record) -> StoredAnswer:
    return StoredAnswer(
        id=AnswerId(row["id"]),
        thread_id=ThreadId(row["thread_id"]) if row["thread_id"] else None,
        question=row["question"],
        plan=row["plan"],
        status=row["status"],
        ending=row["ending"],
        created_at=row["created_at"],
    )
