"""Encodes opaque cursors: the sort key of the last row of a page."""

import base64
import binascii
from datetime import datetime
from uuid import UUID

from shared.errors import InvalidRequest


def encode(moment: datetime, last_id: UUID) -> str:
    return base64.urlsafe_b64encode(f"{moment.isoformat()}|{last_id}".encode()).decode().rstrip("=")


def decode(cursor: str | None) -> tuple[datetime, UUID] | None:
    """Decodes a cursor. Raises InvalidRequest."""
    if cursor is None:
        return None
    try:
        moment, _, last_id = (
            base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition("|")
        )
        parsed = datetime.fromisoformat(moment)
        if parsed.tzinfo is None:
            raise ValueError("a cursor's instant is aware")
        return parsed, UUID(last_id)
    except (binascii.Error, ValueError) as error:
        raise InvalidRequest(
            "The cursor is not from this API; start without one.", code="invalid_cursor"
        ) from error
