"""Corrections: a person's values, stored in addition to what the machine said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Correction:
    """A field that a person corrected: the machine's value in its place, and who did it when.
    `by` is `user` or `key`, and `by_id` the id of that.
    """

    machine: Any
    at: datetime
    by: str
    by_id: str


def corrections_of(stored: Mapping[str, Any], machine: Mapping[str, Any]) -> dict[str, Correction]:
    """Returns the corrections by field. `machine` holds the values that they stand for."""
    return {
        field: Correction(
            machine=machine.get(field),
            at=datetime.fromisoformat(one["at"]),
            by=one["by"],
            by_id=one["by_id"],
        )
        for field, one in stored.items()
    }
