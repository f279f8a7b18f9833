"""Encodes opaque cursors: the sort key of the last row of a page."""

import base64
import binascii
import re
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


def encode_place(searched_at: datetime, place: int) -> str:
    """Encodes a place in an order that is not stored, such as that of a search."""
    return _written_cursor(searched_at, str(place))


def decode_place(cursor: str) -> tuple[datetime, int]:
    """Decodes the cursor of a search. Raises InvalidRequest."""
    searched_at, place = _read_cursor(cursor)
    if not re.fullmatch("[0-9]{1,6}", place):
        raise _foreign()
    return searched_at, int(place)


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
