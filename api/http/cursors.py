"""Encodes opaque cursors: the sort key of the last row of a page."""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.errors import InvalidRequest


def encode(moment: datetime, last_id: UUID) -> str:
    return _written_cursor(moment, str(last_id))


def decode(cursor: str | None) -> tuple[datetime, UUID] | None:
    """Decodes a cursor. Raises InvalidRequest."""
    if cursor is None:
        return None
    moment, last_id = _read_cursor(cursor)
    try:
        return moment, UUID(last_id)
    except ValueError as error:
        raise _foreign() from error


@dataclass(frozen=True, slots=True)
class PlaceInSearch:
    """A place in an order that is not stored, such as that of a search: behind `last_id`, or at
    `place` where that is gone.
    """

    searched_at: datetime
    place: int = 0
    last_id: UUID | None = None

    @property
    def cursor(self) -> str:
        return _written_cursor(self.searched_at, f"{self.place}|{self.last_id}")

    def begin_in(self, order: Sequence[UUID]) -> int:
        """Returns where a page begins in the order of now, from which some may be gone."""
        if self.last_id is None or self.last_id not in order:
            return self.place
        return order.index(self.last_id) + 1

    def after(self, order: Sequence[UUID], end: int) -> "PlaceInSearch | None":
        """Returns the place behind a page that ends before `end`; None at the end of all."""
        if end >= len(order):
            return None
        return PlaceInSearch(self.searched_at, end, order[end - 1])


def decode_place(cursor: str) -> PlaceInSearch:
    """Decodes the cursor of a search. Raises InvalidRequest."""
    searched_at, rest = _read_cursor(cursor)
    place, _, last_id = rest.partition("|")
    if not re.fullmatch("[0-9]{1,6}", place):
        raise _foreign()
    try:
        return PlaceInSearch(searched_at, int(place), UUID(last_id))
    except ValueError as error:
        raise _foreign() from error


def _written_cursor(moment: datetime, rest: str) -> str:
    return base64.urlsafe_b64encode(f"{moment.isoformat()}|{rest}".encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> tuple[datetime, str]:
    try:
        moment, _, rest = (
            base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition("|")
        )
        parsed = datetime.fromisoformat(moment)
    except (binascii.Error, ValueError) as error:
        raise _foreign() from error
    if parsed.tzinfo is None:
        raise _foreign()
    return parsed, rest


def _foreign() -> InvalidRequest:
    return InvalidRequest(
        "The cursor is not from this API; start without one.", code="invalid_cursor"
    )
