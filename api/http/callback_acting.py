"""Actions of people on callbacks."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from pydantic import Field, StringConstraints

from api.http.bodies import JsonBody
from api.http.callback_bodies import CallbackBody
from api.http.fields import Count, Stripped
from shared.db.acting import act_as
from shared.db.callback_actions import LockedCallback, lock_callback
from shared.db.callback_lists import get_worked
from shared.db.pool import Connection, Database
from shared.db.users import hold_user
from shared.domain.access import Actor
from shared.domain.ids import CallbackId, UserId
from shared.domain.statuses import CallbackAction
from shared.domain.visible import UNSEEN
from shared.errors import Conflict, InvalidRequest

MOST_NOTE_CHARS = 2000
Text = Annotated[
    str,
    StringConstraints(
        min_length=1, max_length=MOST_NOTE_CHARS, pattern=rf"^[^\x00]*[^{UNSEEN}][^\x00]*$"
    ),
    Stripped,
]


class ActionBody(JsonBody):
    """What every action on a callback takes."""

    base_version: Annotated[Count, Field(ge=1, le=2**31 - 1)] | None = Field(
        None,
        description=(
            "The `version` that was read; a conflict (409) if the callback has changed since."
        ),
    )
    comment: Text | None = Field(None, description="Why, for the callback's history.")


async def act_on_callback(
    database: Database,
    actor: Actor,
    callback_id: CallbackId,
    body: ActionBody,
    action: CallbackAction,
    work: Callable[[Connection, LockedCallback], Awaitable[None]],
    *,
    stands: Callable[[LockedCallback], bool] = lambda one: False,
    whom: UserId | None = None,
) -> CallbackBody:
    """Carries out an action, and returns the callback after it. Where its result `stands` already
    nothing changes, so a repeat is harmless. `whom` is a person whose role must not change
    meanwhile. Raises NotFound, and Conflict where the callback is not at `base_version` any more.
    """
    async with database.transaction(actor.tenant_id) as conn:
        if whom:
            # Before the callback, as a change of the role takes them.
            await hold_user(conn, actor.tenant_id, whom)
        one = await lock_callback(conn, actor.tenant_id, callback_id)
        if not stands(one):
            if body.base_version not in (None, one.version):
                raise Conflict(
                    f"The callback is at version {one.version} now, not at {body.base_version}:"
                    " read it again, and repeat the action.",
                    code="version_conflict",
                )
            await act_as(conn, actor, action, comment=body.comment)
            await work(conn, one)
        return CallbackBody.of(await get_worked(conn, actor.tenant_id, callback_id))


def signed_in(actor: Actor) -> UserId:
    """Returns the signed-in person. Raises InvalidRequest for an API key, which is none."""
    if actor.user_id is None:
        raise InvalidRequest(
            "`me` is the signed-in person, and an API key is none; name the user's id.",
            code="no_person",
        )
    return actor.user_id
