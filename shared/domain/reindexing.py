"""The move of a team's passages to the vectors of another model."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from shared.domain.ids import CallId, ReindexRunId

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class IndexedModel:
    """A model that passages have vectors of. `passages` is how many, as counted lately; None
    before.
    """

    model: str
    dimension: int
    passages: int | None = None


@dataclass(frozen=True, slots=True)
class ReindexAmount:
    """How many calls, passages and bytes have to be embedded again."""

    calls: int
    passages: int
    size_bytes: int


class ReindexStatus(StrEnum):
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class ReindexRun:
    """A move to `model`. `passed` is the last call that was given to a worker, from the newest to
    the oldest.
    """

    id: ReindexRunId
    model: str
    dimension: int
    status: ReindexStatus
    created_at: datetime
    finished_at: datetime | None
    passed: tuple[datetime, CallId] | None
    calls_done: int = 0
    calls_failed: int = 0
    calls_open: int = 0


def merged_by_place(rankings: Sequence[tuple[Sequence[T], int | None]]) -> list[T]:
    """Merges rankings whose scores cannot be compared, each with the size of what it ranks, by the
    places that their items would have in one ranking of everything: the best of a tenth is about
    the tenth best of all.
    """
    sizes = [size for _, size in rankings]
    known = [size for size in sizes if size]
    total = sum(known) if len(known) == len(sizes) else 0
    places: dict[T, tuple[float, int, int]] = {}
    for number, (ranking, size) in enumerate(rankings):
        share = size / total if total and size else 1 / len(rankings)
        for place, item in enumerate(ranking, 1):
            at = (place / share, number, place)
            places[item] = min(at, places.get(item, at))
    return sorted(places, key=places.__getitem__)
