"""Keys of questions: a question that is sent again with its key gets the answer that it has."""

import hashlib
from dataclasses import dataclass

from shared.db.pool import Connection
from shared.db.threads import DEAD_AFTER_S
from shared.domain.access import Actor
from shared.domain.ids import AnswerId
from shared.errors import KeyReused

LASTING_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class QuestionKey:
    """What a sender calls a question, and the hash of the request."""

    key: str
    request_hash: bytes

    @classmethod
    def of(cls, key: str, request: str) -> "QuestionKey":
        return cls(key, hashlib.sha256(request.encode()).digest())


async def lock_key(conn: Connection, actor: Actor, key: QuestionKey) -> None:
    """Waits for a request with the same key. The connection is in a transaction, which ends it."""
    await conn.execute(
        """
        select pg_advisory_xact_lock(
            hashtextextended(concat_ws(' ', $1::text, $2::text, $3::text), 0)
        )
        """,
        str(actor.tenant_id),
        str(actor.user_id or actor.key_id),
        key.key,
    )


async def find_answer_of_key(conn: Connection, actor: Actor, key: QuestionKey) -> AnswerId | None:
    """Returns the answer to the question with this key, of this person or API key, if there is one
    of the last 24 hours that was not cut off. Raises KeyReused.
    """
    await conn.execute(
        """
        update answers
        set request_key = null, request_hash = null
        where tenant_id = $1
            and coalesce(user_id, key_id) = $2
            and request_key = $3
            and (
                status in ('failed', 'cancelled')
                or (status = 'running' and touched_at < now() - make_interval(secs => $4))
                or created_at < now() - make_interval(secs => $5)
            )
        """,
        actor.tenant_id,
        actor.user_id or actor.key_id,
        key.key,
        DEAD_AFTER_S,
        LASTING_S,
    )
    row = await conn.fetchrow(
        """
        select id, request_hash
        from answers
        where tenant_id = $1 and coalesce(user_id, key_id) = $2 and request_key = $3
        """,
        actor.tenant_id,
        actor.user_id or actor.key_id,
        key.key,
    )
    if row is None:
        return None
    if row["request_hash"] != key.request_hash:
        raise KeyReused(
            "This Idempotency-Key was used with another question: give each question its own."
        )
    return AnswerId(row["id"])


async def set_key(conn: Connection, actor: Actor, answer_id: AnswerId, key: QuestionKey) -> None:
    await conn.execute(
        """
        update answers
        set request_key = $3, request_hash = $4
        where id = $1 and tenant_id = $2
        """,
        answer_id,
        actor.tenant_id,
        key.key,
        key.request_hash,
    )
