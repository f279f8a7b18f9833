"""Reads what questions and their answers hold about a person."""

from collections.abc import Sequence
from uuid import UUID

from shared.db.pool import Connection
from shared.domain.ids import AnswerId, CallId, TenantId
from shared.domain.people import Identity


async def list_answers_about(
    conn: Connection,
    tenant_id: TenantId,
    person: Identity,
    *,
    calls: Sequence[CallId],
    names: Sequence[str],
    after: AnswerId | None,
    limit: int,
) -> list[tuple[AnswerId, str]]:
    """Returns answers, each as a JSON object, in order of their ids: those whose question names the
    person, and those that hold words of the person's `calls`. Parts with words of other calls are
    left out. `names` are folded.
    """
    rows = await conn.fetch(
        """
        select
            id,
            jsonb_build_object(
                'question', question,
                'asked_at', created_at,
                'parts', array(
                    select body
                    from answer_parts
                    where answer_id = answers.id
                        and tenant_id = $1
                        and (
                            select bool_and(call_id = any($2))
                            from answer_part_calls
                            where part_id = answer_parts.id and tenant_id = $1
                        )
                    order by position
                )
            )::text as found
        from answers
        where tenant_id = $1
            and id > $6
            and (
                searchable(question) like any($3)
                or position($4 in digits_of(question)) > 0
                or position($5 in lower(question)) > 0
                or exists (
                    select 1
                    from answer_parts
                    join answer_part_calls on part_id = answer_parts.id
                    where answer_id = answers.id
                        and answer_part_calls.tenant_id = $1
                        and call_id = any($2)
                )
            )
        order by id
        limit $7
        """,
        tenant_id,
        list(calls),
        [f"%{name}%" for name in names],
        person.phone[-7:] if person.phone else None,
        person.email,
        after or UUID(int=0),
        limit,
    )
    return [(AnswerId(row["id"]), row["found"]) for row in rows]
