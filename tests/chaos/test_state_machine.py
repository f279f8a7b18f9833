"""Anything that can happen to calls and their runs, in any order, and what must be true of each
after every step.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any, Protocol, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from redis.asyncio import Redis

from shared.db.call_deletion import delete_call
from shared.db.pool import Connection
from shared.domain.run_options import RunOptions
from shared.domain.statuses import JobStatus, Lane
from shared.domain.steps import MADE_OF_TRANSCRIPT, Step, with_followers
from shared.errors import Conflict, NotFound
from shared.intake.run_actions import cancel_run, retry_run
from shared.queue.queue import QUEUE_NAME, Wakeup
from tests.chaos.conftest import TURNS
from tests.chaos.expected import LONG_S, MAX_ATTEMPTS, MAX_CRASHES, OPEN, TROUBLES, Seen, Trouble
from tests.chaos.installations import HINTS_AGE, TIME_PASSES, Feedback, Installation, Sleeper
from tests.chaos.points import Points
from tests.chaos.worlds import PATIENCE_S, Story, killed
from tests.support.providers import Script
from worker.resources import Resources
from worker.upkeep.sweeper import sweep_runs

pytestmark = pytest.mark.walk

T = TypeVar("T")


class Run(Protocol):
    """Runs something on the loop that the resources belong to."""

    def __call__(self, work: Awaitable[T], /) -> T: ...


# More than an undisturbed run has.
MOST_EFFECTS = 48
# What is open is over after so many rounds of the reconciler and of workers, however many of them
# died before.
MOST_ROUNDS = MAX_ATTEMPTS + MAX_CRASHES + 2

numbers = st.integers(0, 5)
any_trouble = st.sampled_from(TROUBLES)
# Half of them before anything is done that stays.
any_stop = st.tuples(st.integers(1, 8) | st.integers(1, MOST_EFFECTS), st.booleans())


class Calls(RuleBasedStateMachine):
    """`told` is the model: what was accepted, and what has to be true of it."""

    installation: Installation
    run: Run

    def __init__(self) -> None:
        super().__init__()
        self.told: list[Feedback] = []

    @initialize()
    def begin(self) -> None:
        self.run(self.installation.begin())

    def seen(self, told: Feedback) -> Seen | None:
        return self.run(self.installation.look()).get(told.call_id)

    def one_of(self, told: list[Feedback], number: int) -> Feedback:
        """Or a new call, when there is none.

        Which there are may differ from one time to the next, because a worker's tasks take turns as
        they like: what hypothesis draws must not depend on it.
        """
        return told[number % len(told)] if told else self._accepted()

    # What senders do.

    @rule(times=st.integers(1, 3), lost=st.booleans())
    def a_call_ends(self, times: int, lost: bool) -> None:
        self._accepted(times=times, lost=lost)

    def _accepted(self, *, times: int = 1, lost: bool = True) -> Feedback:
        name = f"conv_{len(self.told)}"
        accepted = self.run(_all(*(self.installation.deliver(name) for _ in range(times))))
        receipts = {each.receipt for each in accepted}
        assert len(receipts) == 1
        assert [each.created for each in accepted].count(True) == 1
        receipt = receipts.pop()
        assert receipt.call_id
        assert receipt.job_id
        for each in accepted:
            self.run(self.installation.wakeup(each.wakeup, lost=lost))
        told = Feedback(
            name, Story(self.installation.world, receipt.call_id, receipt.job_id, Script())
        )
        self.told.append(told)
        return told

    @rule(number=numbers)
    def its_sender_repeats_itself(self, number: int) -> None:
        told = self.one_of(self.told, number)
        accepted = self.run(self.installation.deliver(told.name))
        assert (accepted.created, accepted.wakeup) == (False, None)
        mine = (None, None) if told.expected.deleted else (told.call_id, told.job_id)
        assert (accepted.receipt.call_id, accepted.receipt.job_id) == mine

    # What people do.

    @rule(number=numbers)
    def it_is_cancelled(self, number: int) -> None:
        told = self.one_of(self.told, number)

        def cancel(conn: Connection) -> Awaitable[Any]:
            return cancel_run(conn, self.installation.tenant_id, told.job_id)

        is_over = told.expected.status in (JobStatus.SUCCEEDED, JobStatus.FAILED)
        if self._refused(told, cancel, Conflict if is_over else None):
            told.expected.cancelled()

    @rule(number=numbers, from_step=st.none() | st.sampled_from(list(Step)), lost=st.booleans())
    def it_is_retried(self, number: int, from_step: Step | None, lost: bool) -> None:
        told = self.one_of(self.told, number)

        async def retry(conn: Connection) -> Wakeup:
            _, wakeup = await retry_run(
                conn,
                self.installation.tenant_id,
                told.job_id,
                from_step=from_step,
                options=RunOptions(),
            )
            return wakeup

        wakeup = self._refused(
            told, retry, Conflict if told.expected.keeps_from_retrying(from_step) else None
        )
        if wakeup is None:
            return
        self.run(self.installation.wakeup(wakeup, lost=lost))
        if told.expected.status is JobStatus.QUEUED:
            told.expected.waits = False
        else:
            told.expected.reopened(with_followers([from_step]) if from_step else ())

    @rule(
        number=numbers,
        said=st.sampled_from([TURNS[1][1], "Thanks, that was all."]),
        lost=st.booleans(),
    )
    def its_transcript_is_edited(self, number: int, said: str, lost: bool) -> None:
        told = self.one_of(self.told, number)

        def edit(conn: Connection) -> Awaitable[Wakeup]:
            return self.installation.edit(conn, told.call_id, said)

        if wakeup := self._refused(told, edit, Conflict if told.expected.status in OPEN else None):
            self.run(self.installation.wakeup(wakeup, lost=lost))
            told.expected.reopened(MADE_OF_TRANSCRIPT)
            told.expected.edits += 1

    @rule(number=numbers, repeated=st.booleans())
    def it_is_deleted(self, number: int, repeated: bool) -> None:
        """Its sender may be repeating itself at this very moment."""
        told = self.one_of(self.told, number)

        async def delete(conn: Connection) -> bool:
            await delete_call(conn, self.installation.tenant_id, told.call_id)
            return True

        async def repeat() -> None:
            with suppress(Conflict):
                await self.installation.deliver(told.name)

        repeating = self.run(_started(repeat())) if repeated else None
        self._refused(told, delete, None)
        if repeating:
            self.run(_all(repeating))
        told.expected.deleted = True
        assert self.run(self.installation.rows_of(told.call_id)) == {}

    def _refused(
        self,
        told: Feedback,
        work: Callable[[Connection], Awaitable[T]],
        reason: type[Exception] | None,
    ) -> T | None:
        """What it gives; None when it was refused, which it must be for this reason and for no
        other.
        """
        reason = NotFound if told.expected.deleted else reason
        if reason is None:
            return self.run(self.installation.committed(work))
        with pytest.raises(reason):
            self.run(self.installation.committed(work))
        return None

    # What happens to wakeups.

    @rule(all_of_them=st.booleans())
    def hints_are_lost(self, all_of_them: bool) -> None:
        if all_of_them:
            self.run(self.installation.redis.flushall())
        else:
            self.run(self.installation.resources.queue.take(1))

    @rule(number=numbers, change=st.integers(0, 4), lane=st.sampled_from(list(Lane)))
    def a_hint_comes_again(self, number: int, change: int, lane: Lane) -> None:
        told = self.one_of(self.told, number)
        self.run(
            self.installation.wakeup(
                Wakeup(self.installation.tenant_id, told.job_id, change, lane), lost=False
            )
        )

    @rule()
    def what_nobody_works_on_is_hinted_again(self) -> None:
        self.run(self.installation.let_time_pass(HINTS_AGE))
        self.run(sweep_runs(self.installation.resources))
        wakeups = self.run(self.installation.redis.zrange(QUEUE_NAME, 0, -1))
        woken = {Wakeup.of(wakeup_id.decode()).job_id for wakeup_id in wakeups}
        assert woken >= {told.job_id for told in self.told if told.expected.can_be_claimed}

    @rule()
    def time_passes(self) -> None:
        self.run(self.installation.let_time_pass(TIME_PASSES))
        for told in self.told:
            told.expected.time_passed()

    # What happens to workers.

    @rule()
    def a_worker_takes_a_hint(self) -> None:
        if told := self._taken():
            self._walk(told, None, None)

    @rule(number=numbers, trouble=any_trouble, wait=st.booleans())
    def a_vendor_is_in_trouble(self, number: int, trouble: Trouble, wait: bool) -> None:
        self._walk(self.one_of(self.workable, number), trouble, None)
        if wait:
            self.time_passes()

    @rule(
        number=numbers,
        trouble=st.none() | any_trouble,
        stops=st.lists(any_stop, min_size=1, max_size=MAX_CRASHES),
    )
    def workers_are_killed(
        self, number: int, trouble: Trouble | None, stops: list[tuple[int, bool]]
    ) -> None:
        """One after the other; only the last one's lease has yet to run out."""
        for stop in stops:
            self.time_passes()
            if stopped := self._walk(self.one_of(self.workable, number), trouble, stop):
                points, walking = stopped
                self.run(killed(points, walking))

    @rule(number=numbers, stop=any_stop, wait=st.booleans())
    def a_worker_falls_asleep(self, number: int, stop: tuple[int, bool], wait: bool) -> None:
        """In the middle of a transaction, the server gives up on that."""
        told = self.one_of([told for told in self.workable if not told.sleeper], number)
        fence = told.expected.fence
        if stopped := self._walk(told, None, stop):
            stopped[0].time_out_transactions()
            told.sleeper = Sleeper(
                *stopped, told.expected.fence if told.expected.fence > fence else None
            )
        if wait:
            self.time_passes()

    @rule(number=numbers)
    def a_worker_wakes(self, number: int) -> None:
        asleep = [told for told in self.told if told.sleeper]
        if asleep:
            self._wake(asleep[number % len(asleep)])

    @rule(number=numbers, stop=any_stop, retried=st.booleans())
    def a_run_is_cancelled_under_its_worker(
        self, number: int, stop: tuple[int, bool], retried: bool
    ) -> None:
        self.a_worker_falls_asleep(number, stop, wait=False)
        for position, told in enumerate(self.told):
            if told.sleeper and told.expected.status is JobStatus.RUNNING:
                self.it_is_cancelled(position)
                if retried:
                    self.it_is_retried(position, None, lost=False)
                self._wake(told)

    @rule(number=numbers)
    def two_workers_come_at_once(self, number: int) -> None:
        told = self.one_of(self.told, number)
        before, could = self.seen(told), told.expected.can_be_claimed
        assert sorted(self.run(_both(told.story))) == [False, could]
        self._note(told, before, None, could=could, stopped=False)

    @property
    def workable(self) -> list[Feedback]:
        return [told for told in self.told if told.expected.can_be_claimed]

    def _taken(self) -> Feedback | None:
        taken = self.run(self.installation.resources.queue.take(1)).wakeups
        return next((told for told in self.told if taken and told.job_id == taken[0].job_id), None)

    def _walk(
        self, told: Feedback, trouble: Trouble | None, stop: tuple[int, bool] | None
    ) -> tuple[Points, asyncio.Task[bool]] | None:
        """The worker, when it was stopped before it came to an end."""
        script, before, could = told.story.script, self.seen(told), told.expected.can_be_claimed
        asked = script.calls.copy()
        if trouble:
            script.fail[trouble.vendor] = [trouble.answer()]
        points = Points(stop[0], before=stop[1]) if stop else Points()
        walking = self.run(told.story.walk(points))
        stopped = points.stopped.is_set()
        met = trouble if trouble and not script.fail[trouble.vendor] else None
        script.fail.clear()
        if not stopped:
            assert self.run(_in_time(walking)) is could
        assert could or script.calls == asked
        self._note(told, before, met, could=could, stopped=stopped)
        return (points, walking) if stopped else None

    def _note(
        self,
        told: Feedback,
        before: Seen | None,
        met: Trouble | None,
        *,
        could: bool,
        stopped: bool,
    ) -> None:
        after = self.seen(told)
        if (
            not could
            or before is None
            or after is None
            or (stopped and after.fence == before.fence)
        ):
            return
        told.expected.walked(before, after, met, stopped=stopped)

    def _wake(self, told: Feedback) -> None:
        """It goes on if the run is still its own; else it finds that out, and leaves everything as
        it is.
        """
        sleeper, told.sleeper = told.sleeper, None
        assert sleeper
        expected, before = told.expected, self.seen(told)
        could = expected.can_be_claimed
        sleeper.points.wake()
        self.run(_in_time(sleeper.walking))
        after = self.seen(told)
        if before is None or after is None:
            return
        if sleeper.fence is None:
            self._note(told, before, None, could=could, stopped=False)
        elif sleeper.fence == before.fence and before.status is JobStatus.RUNNING:
            expected.woke(before, after)
        else:
            assert after == before

    # What must be true.

    @invariant()
    def everything_is_as_it_must_be(self) -> None:
        if self.told:
            seen = self.run(self.installation.look())
            for told in self.told:
                told.expected.check(seen.get(told.call_id))
            assert set(seen) == {told.call_id for told in self.told if not told.expected.deleted}

    def teardown(self) -> None:
        for told in self.told:
            if told.sleeper:
                self._wake(told)
        for _ in range(MOST_ROUNDS):
            if self._open():
                self.time_passes()
                self.what_nobody_works_on_is_hinted_again()
                while next_one := self._taken():
                    self._walk(next_one, None, None)
        self.everything_is_as_it_must_be()
        assert not self._open()
        for told in self.told:
            if told.is_undisturbed:
                assert self.run(told.story.broken()) == []
        deleted = {told.call_id for told in self.told if told.expected.deleted}
        assert self.run(self.installation.erased()) == deleted

    def _open(self) -> list[Feedback]:
        return [
            told for told in self.told if told.expected.status in OPEN and not told.expected.deleted
        ]


async def _all(*work: Awaitable[T]) -> list[T]:
    async with asyncio.timeout(PATIENCE_S):
        return await asyncio.gather(*work)


async def _started(work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    return asyncio.create_task(work)


async def _in_time(walking: asyncio.Task[bool]) -> bool:
    async with asyncio.timeout(PATIENCE_S):
        return await walking


async def _both(story: Story) -> list[bool]:
    return await _all(*await _all(story.walk(Points()), story.walk(Points())))


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    """No wait and no lease ends by itself, and a transcript is indexed in two batches."""
    limits = {
        "LEASE_S": str(LONG_S),
        "MAX_ATTEMPTS": str(MAX_ATTEMPTS),
        "MAX_CRASHES": str(MAX_CRASHES),
    }
    return {**environ, **limits, "EMBED_BATCH": "1"}


@pytest.fixture
async def run() -> Run:
    return asyncio.get_running_loop().run_until_complete


def test_calls_survive_whatever_happens_to_them_in_any_order(
    worker: Resources, redis: Redis, run: Run
) -> None:
    def machine() -> Calls:
        calls = Calls()
        calls.installation, calls.run = Installation(worker, redis), run
        return calls

    run_state_machine_as_test(
        machine,  # type: ignore[arg-type] # whatever makes one
        settings=settings(
            max_examples=50,
            stateful_step_count=30,
            derandomize=True,
            # What is found may not happen in a shorter story: a worker's tasks take turns as they
            # like.
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
