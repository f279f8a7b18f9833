"""Answers in progress: each is worked on once, stored part by part, and followed by its readers.

An answer goes on for a moment after its last reader was cut off, so that the reader can resume;
then its work is cancelled, and with it the request to the model. One whose question has a key is
finished: to be asked again it would be paid for again.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import structlog

from api.answers.bodies import ENDING, PART
from shared.concurrency.tasks import finish, stop
from shared.concurrency.tenant_scope import billing_to
from shared.db.pool import Database
from shared.db.threads import (
    StoredAnswer,
    StoredPart,
    end_answer,
    get_answer,
    insert_part,
    list_parts,
    touch_answer,
)
from shared.domain.access import Actor
from shared.domain.answers.answer import Ending, Part
from shared.domain.ids import AnswerId, TenantId
from shared.domain.usage import BilledTo
from shared.errors import AftercallError, Unavailable

TOUCH_S = 10.0
LOOK_S = 0.5
MOST_RUNNING = 200
MOST_OF_TENANT = 20

log = structlog.get_logger()

EndStatus = Literal["done", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Ended:
    """How an answer ended. `ending` is what is known then, or the code and detail of a failure."""

    status: EndStatus
    ending: dict[str, Any] | None = None


@dataclass(eq=False)
class Run:
    """An answer that this process works on. `error` is what it failed with; one that `goes_on` is
    finished without a reader, because its sender has a key to ask for it again.
    """

    tenant_id: TenantId
    answer_id: AnswerId
    goes_on: bool = False
    steps: list[StoredPart | Ended] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    readers: int = 0
    error: Exception | None = None
    task: asyncio.Task[None] | None = None
    abandoned: asyncio.TimerHandle | None = None

    @property
    def is_over(self) -> bool:
        return bool(self.steps) and isinstance(self.steps[-1], Ended)

    def add(self, step: StoredPart | Ended) -> None:
        self.steps.append(step)
        self.changed.set()
        self.changed = asyncio.Event()

    async def ended_within(self, seconds: float) -> bool:
        """Waits for the end, and returns whether it came in time."""
        if self.task:
            await asyncio.wait({self.task}, timeout=seconds)
        return self.is_over

    async def follow(self) -> AsyncIterator[StoredPart | Ended]:
        """Yields all steps, as they are known, up to the end."""
        place = 0
        while True:
            changed = self.changed
            while place < len(self.steps):
                yield self.steps[place]
                place += 1
            if self.is_over:
                return
            await changed.wait()


class AnswerRuns:
    """The answers in progress of this process. Close it before the database."""

    def __init__(self, database: Database, *, reconnect_s: float) -> None:
        self._database = database
        self._reconnect_s = reconnect_s
        self._runs: dict[AnswerId, Run] = {}

    def require_room(self, tenant_id: TenantId) -> None:
        """Raises Unavailable when too many answers are in progress."""
        of_tenant = sum(1 for run in self._runs.values() if run.tenant_id == tenant_id)
        if len(self._runs) >= MOST_RUNNING or of_tenant >= MOST_OF_TENANT:
            raise Unavailable("Too many questions are being answered.", code="too_many_questions")

    def start(
        self,
        tenant_id: TenantId,
        answer_id: AnswerId,
        work: AsyncIterator[Part | Ending],
        *,
        goes_on: bool = False,
    ) -> Run:
        """Begins to work on an answer that is stored as running."""
        run = Run(tenant_id, answer_id, goes_on)
        self._runs[answer_id] = run
        run.task = asyncio.create_task(self._work(run, work), name="answer")
        return run

    def find(self, answer_id: AnswerId) -> Run | None:
        return self._runs.get(answer_id)

    @contextmanager
    def reading(self, run: Run) -> Iterator[None]:
        """Counts a reader of the answer during the block."""
        run.readers += 1
        if run.abandoned:
            run.abandoned.cancel()
            run.abandoned = None
        try:
            yield
        finally:
            run.readers -= 1
            if not run.readers and run.task and not run.task.done() and not run.goes_on:
                if self._reconnect_s:
                    loop = asyncio.get_running_loop()
                    run.abandoned = loop.call_later(self._reconnect_s, run.task.cancel)
                else:
                    run.task.cancel()

    async def close(self) -> None:
        for run in list(self._runs.values()):
            if run.task:
                await stop(run.task)

    async def _work(self, run: Run, work: AsyncIterator[Part | Ending]) -> None:
        ended = Ended("cancelled")
        try:
            async with self._touching(run):
                with billing_to(BilledTo(run.tenant_id)):
                    ended = await self._store_parts(run, work)
        except AftercallError as error:
            run.error = error
            ended = Ended("failed", {"code": error.code, "detail": str(error)})
        except Exception as error:  # noqa: BLE001 - the edge of the work: told to the reader
            log.error("an answer failed", error=type(error).__name__)
            run.error = error
            ended = Ended("failed", {"code": "internal_error", "detail": "The answer failed."})
        finally:
            if run.abandoned:
                run.abandoned.cancel()
            await finish(self._store_end(run, ended))

    async def _store_parts(self, run: Run, work: AsyncIterator[Part | Ending]) -> Ended:
        position = 0
        async for step in work:
            if isinstance(step, Ending):
                return Ended("done", ENDING.dump_python(step, mode="json"))
            body = PART.dump_python(step, mode="json")
            async with self._database.connection(run.tenant_id) as conn:
                stored = await insert_part(
                    conn, run.tenant_id, run.answer_id, position, body, step.call_ids
                )
            # What a call that was just deleted says is not shown any more.
            if stored:
                run.add(StoredPart(position, body))
                position += 1
        raise Unavailable("The answer has no end.")

    async def _store_end(self, run: Run, ended: Ended) -> None:
        try:
            async with self._database.connection(run.tenant_id) as conn:
                await end_answer(conn, run.tenant_id, run.answer_id, ended.status, ended.ending)
        except AftercallError as error:
            log.warning("the end of an answer is not stored", error=type(error).__name__)
        finally:
            run.add(ended)
            self._runs.pop(run.answer_id, None)

    @asynccontextmanager
    async def _touching(self, run: Run) -> AsyncIterator[None]:
        """Says while the block lasts that the answer is being worked on."""

        async def touch() -> None:
            while True:
                await asyncio.sleep(TOUCH_S)
                try:
                    async with self._database.connection(run.tenant_id) as conn:
                        await touch_answer(conn, run.tenant_id, run.answer_id)
                except AftercallError as error:
                    log.warning("an answer is not touched", error=type(error).__name__)

        touching = asyncio.create_task(touch())
        try:
            yield
        finally:
            await stop(touching)


def ended_of(stored: StoredAnswer) -> Ended | None:
    """Returns how a stored answer ended; None while it is in progress."""
    match stored.status:
        case "done":
            return Ended("done", dict(stored.ending or {}))
        case "failed":
            return Ended("failed", dict(stored.ending or {}))
        case "cancelled":
            return Ended("cancelled")
        case _:
            return None


async def follow_stored(
    database: Database, actor: Actor, answer_id: AnswerId
) -> AsyncIterator[StoredPart | Ended]:
    """Yields the steps of an answer that is over, or that another process works on. Raises
    NotFound.
    """
    last = -1
    while True:
        # The state is read first: parts that come between the two reads are not missed.
        async with database.connection(actor.tenant_id) as conn:
            stored = await get_answer(conn, actor, answer_id)
            parts = (await list_parts(conn, actor.tenant_id, [answer_id], after=last))[answer_id]
        for part in parts:
            last = part.position
            yield part
        if ended := ended_of(stored):
            yield ended
            return
        await asyncio.sleep(LOOK_S)
