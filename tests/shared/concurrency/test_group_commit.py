"""Who shares a commit, and what becomes of each when it fails or somebody leaves."""

import asyncio
from collections.abc import Sequence
from itertools import chain

import pytest

from shared.concurrency import group_commit
from shared.concurrency.group_commit import GroupCommit
from shared.errors import Unavailable


class Commits:
    """Commits that end when they are let; `batches` are what they were asked for."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.begun = asyncio.Event()
        self.allowed = asyncio.Semaphore(0)
        self.error: Exception | None = None

    async def __call__(self, items: Sequence[int]) -> list[int]:
        self.batches.append(list(items))
        self.begun.set()
        await self.allowed.acquire()
        if self.error:
            raise self.error
        return [item * 10 for item in items]


async def gathering(
    commits: Commits, group: GroupCommit[int, int], count: int
) -> list[asyncio.Task[int]]:
    """The first of them is being committed, the others wait."""
    tasks = [asyncio.create_task(group.add(number)) for number in range(count)]
    await commits.begun.wait()
    return tasks


async def test_those_who_come_while_one_is_committed_share_the_next() -> None:
    commits = Commits()
    group = GroupCommit(commits)
    tasks = await gathering(commits, group, 1)
    tasks += [asyncio.create_task(group.add(number)) for number in (1, 2, 3)]
    await asyncio.sleep(0)
    commits.allowed.release()
    commits.allowed.release()
    assert await asyncio.gather(*tasks) == [0, 10, 20, 30]
    assert commits.batches == [[0], [1, 2, 3]]


async def test_commits_that_follow_each_other_are_few_and_large() -> None:
    commits = Commits()
    group = GroupCommit(commits, spacing_s=0.5)
    for _ in range(2):
        commits.allowed.release()
    assert await group.add(0) == 0
    second = asyncio.create_task(group.add(1))
    await asyncio.sleep(0)
    assert await group.add(2) == 20
    assert await second == 10
    assert commits.batches == [[0], [1, 2]]


async def test_who_leaves_takes_nothing_back_and_disturbs_nobody() -> None:
    commits = Commits()
    group = GroupCommit(commits)
    first, second, third = await gathering(commits, group, 3)
    first.cancel()
    second.cancel()
    commits.allowed.release()
    commits.allowed.release()
    assert await third == 20
    assert sorted(chain(*commits.batches)) == [0, 1, 2]


async def test_a_failure_is_everybodys_who_waits_then_and_nobodys_after() -> None:
    commits = Commits()
    group = GroupCommit(commits)
    tasks = await gathering(commits, group, 40)
    commits.error = Unavailable("away")
    commits.allowed.release()
    assert {type(each) for each in await asyncio.gather(*tasks, return_exceptions=True)} == {
        Unavailable
    }
    commits.error = None
    commits.allowed.release()
    assert await group.add(7) == 70


async def test_no_commit_is_larger_than_allowed() -> None:
    commits = Commits()
    group = GroupCommit(commits)
    tasks = await gathering(commits, group, 100)
    for _ in range(5):
        commits.allowed.release()
    await asyncio.gather(*tasks)
    assert max(len(batch) for batch in commits.batches) == group_commit.MOST_AT_ONCE


async def test_too_many_waiting_are_refused_at_once() -> None:
    commits = Commits()
    group = GroupCommit(commits)
    tasks = await gathering(commits, group, group_commit.BACKLOG)
    tasks += [asyncio.create_task(group.add(0)) for _ in commits.batches[0]]
    await asyncio.sleep(0)
    with pytest.raises(Unavailable):
        await group.add(-1)
    for _ in tasks:
        commits.allowed.release()
    await asyncio.gather(*tasks)
    assert -1 not in chain(*commits.batches)


async def test_closing_waits_for_what_is_under_way() -> None:
    commits = Commits()
    group = GroupCommit(commits)
    tasks = await gathering(commits, group, 2)
    closing = asyncio.create_task(group.close())
    commits.allowed.release()
    commits.allowed.release()
    await closing
    assert all(task.done() for task in tasks)
