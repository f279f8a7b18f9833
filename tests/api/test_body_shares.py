"""Who loses when bodies need more than there is."""

import asyncio
from itertools import count

import pytest

from api.http.body_shares import BodyShares, Pace, Share


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def body(address: str, received_bytes: int) -> Share:
    """One that is as old as the others, so that what it brought is its pace."""
    share = Share(address)
    share.pace = Pace(lambda: 0.0)
    share.pace.took(received_bytes)
    return share


def test_a_pace_is_that_of_the_last_two_seconds() -> None:
    clock = Clock()
    pace = Pace(clock)
    pace.took(100_000)
    clock.now = 0.5
    assert pace.per_s() == 200_000
    for _ in range(3):
        clock.now += 1
        pace.took(1000)
    assert 500 < pace.per_s() < 3000
    clock.now += 60
    assert pace.per_s() == 0


def test_of_one_address_the_slowest_loses_its_place() -> None:
    shares = BodyShares(most_bytes=10**9, most=2)
    bodies = [body("a", received) for received in (500, 10, 300)]
    for share in bodies:
        shares.add(share)
    assert [share.lost for share in bodies] == [False, True, False]


def test_the_newcomer_loses_when_it_is_the_slowest() -> None:
    shares = BodyShares(most_bytes=10**9, most=2)
    bodies = [body("a", received) for received in (500, 300, 10)]
    for share in bodies:
        shares.add(share)
    assert [share.lost for share in bodies] == [False, False, True]


def test_an_address_with_many_bodies_loses_before_a_slower_one_with_few() -> None:
    shares = BodyShares(most_bytes=10**9, most=10)
    slow, greedy = body("b", 1), [body("a", 1000 + number) for number in range(100)]
    for share in (slow, *greedy):
        shares.add(share)
    assert not slow.lost
    assert [share.lost for share in greedy] == [True] * 91 + [False] * 9


def test_bytes_are_taken_from_the_address_that_holds_the_most() -> None:
    shares = BodyShares(most_bytes=1000)
    large, small = body("a", 10**6), body("b", 1)
    for share, held in ((large, 900), (small, 50), (small, 51)):
        if not share.size_bytes:
            shares.add(share)
        shares.grow(share, held)
    assert (large.lost, small.lost) == (True, False)


def test_what_is_whole_is_not_broken_off_and_what_left_is_not_counted() -> None:
    shares, numbers = BodyShares(most_bytes=1000), count()
    whole = body("a", 1)
    shares.add(whole)
    shares.grow(whole, 900)
    whole.complete = True
    newcomer = body("b", next(numbers))
    shares.add(newcomer)
    shares.grow(newcomer, 200)
    assert (whole.lost, newcomer.lost) == (False, True)
    shares.grow(newcomer, 10**6)
    shares.remove(whole)
    other = body("b", next(numbers))
    shares.add(other)
    shares.grow(other, 1000)
    assert not other.lost


async def test_a_body_whose_time_is_up_loses_its_place_without_a_fault_for_others() -> None:
    share = body("a", 1)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01) as share.deadline:
            try:
                await asyncio.Event().wait()
            finally:
                share.lose()
    assert share.lost
