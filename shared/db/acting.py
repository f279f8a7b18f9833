"""Says in a transaction who acts, for the history that the database keeps of callbacks."""

import json

from shared.db.pool import Connection
from shared.domain.access import Actor
from shared.domain.statuses import CallbackAction


async def act_as(
    conn: Connection, actor: Actor, action: CallbackAction, *, comment: str | None = None
) -> None:
    """Names the actor of all later changes of this transaction."""
    acting = {
        "actor": actor.kind,
        "actor_id": str(actor.user_id or actor.key_id),
        "action": action,
        "comment": comment,
    }
    await conn.execute("select set_config('aftercall.acting', $1, true)", json.dumps(acting))


async def act_as_worker(conn: Connection, action: CallbackAction) -> None:
    """Names a worker as the actor of all later changes of this transaction."""
    await conn.execute(
        "select set_config('aftercall.acting', $1, true)",
        json.dumps({"actor": "worker", "action": action}),
    )
