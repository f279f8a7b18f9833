"""Threads of questions: each is of the person, or the key, that asked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import Path, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.answers.bodies import AnswerBody
from api.http import cursors
from api.http.authentication import ActorDep
from api.http.bodies import JsonBody
from api.http.fields import VISIBLE, Stripped
from api.http.idempotency import KeyedJsonRoute
from api.http.parameters import NEXT_CURSOR, Cursor, Limit
from api.http.permissions import ReaderDep
from api.http.problems import responses
from api.http.resources import ResourcesDep
from api.http.router import Router
from api.routes.ask import LONGEST_TITLE, bodies_of
from shared.db.threads import (
    MOST_ANSWERS,
    Thread,
    delete_thread,
    get_thread,
    list_answers,
    list_threads,
    rename_thread,
)
from shared.domain.ids import ThreadId

router = Router(tags=["questions"], prefix="/api/threads", route_class=KeyedJsonRoute)

Title = Annotated[
    str,
    StringConstraints(min_length=1, max_length=LONGEST_TITLE, pattern=VISIBLE),
    Stripped,
]
ThreadInPath = Annotated[ThreadId, Path(description="The thread's id.")]


class ThreadPatch(JsonBody):
    """What to change of a thread."""

    title: Title = Field(description="Its title.")


class ThreadBody(BaseModel):
    """A thread."""

    model_config = ConfigDict(from_attributes=True)

    id: ThreadId = Field(description="The thread's id.")
    title: str = Field(description="Its title: the first question, unless it was renamed.")
    scope: Mapping[str, Any] = Field(
        description="The calls that its questions are about; empty for all calls."
    )
    questions: int = Field(description="How many questions it has.")
    created_at: datetime = Field(description="When it began.")
    updated_at: datetime = Field(description="When its last question was asked.")


class ThreadDetail(ThreadBody):
    """A thread with its questions and answers."""

    answers: list[AnswerBody] = Field(
        description=f"The answers, in order; of many the newest {MOST_ANSWERS}."
    )


class ThreadPage(BaseModel):
    """A page of threads."""

    threads: list[ThreadBody] = Field(description="The threads, those used last first.")
    next_cursor: str | None = Field(description=NEXT_CURSOR)


@router.get("")
async def get_threads(
    actor: ActorDep,
    tenant_id: ReaderDep,
    resources: ResourcesDep,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> ThreadPage:
    """Returns the threads of the signed-in person, or of the API key, those used last first."""
    before = cursors.decode(cursor)
    async with resources.database.connection(tenant_id) as conn:
        found = await list_threads(conn, actor, before=before, limit=limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    return ThreadPage(
        threads=[ThreadBody.model_validate(each) for each in found[:limit]],
        next_cursor=cursors.encode(last.updated_at, last.id) if last else None,
    )


@router.get("/{thread_id}", responses=responses(404))
async def read_thread(
    thread_id: ThreadInPath, actor: ActorDep, tenant_id: ReaderDep, resources: ResourcesDep
) -> ThreadDetail:
    """Returns a thread with its answers. What they held of calls that were deleted since is gone;
    citations say whether their transcript has changed.
    """
    async with resources.database.connection(tenant_id) as conn:
        thread = await get_thread(conn, actor, thread_id)
        answers = await list_answers(conn, tenant_id, thread_id)
        return ThreadDetail(
            **ThreadBody.model_validate(thread).model_dump(),
            answers=await bodies_of(conn, actor, answers),
        )


@router.patch("/{thread_id}", responses=responses(404))
async def change_thread(
    thread_id: ThreadInPath,
    body: ThreadPatch,
    actor: ActorDep,
    tenant_id: ReaderDep,
    resources: ResourcesDep,
) -> ThreadBody:
    """Renames a thread."""
    async with resources.database.transaction(tenant_id) as conn:
        await get_thread(conn, actor, thread_id)
        await rename_thread(conn, tenant_id, thread_id, body.title)
        changed: Thread = await get_thread(conn, actor, thread_id)
    return ThreadBody.model_validate(changed)


@router.delete("/{thread_id}", status_code=204, responses=responses(404))
async def remove_thread(
    thread_id: ThreadInPath, actor: ActorDep, tenant_id: ReaderDep, resources: ResourcesDep
) -> Response:
    """Deletes a thread with its answers."""
    async with resources.database.transaction(tenant_id) as conn:
        await get_thread(conn, actor, thread_id)
        await delete_thread(conn, tenant_id, thread_id)
    return Response(status_code=204)
