"""Writes: statements that are combined and committed as one, in one round trip.

Each reads from `fence`, which has a row only while the run is held (see `claims.fenced_writes`), so
that no statement takes effect without the claim.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from shared.db.pool import Connection


@dataclass(frozen=True, slots=True)
class Write:
    """A statement that changes rows; its values are numbered from $1. All combined statements see
    the rows as they were before any of them.
    """

    sql: str
    values: tuple[Any, ...] = ()


async def execute_write(conn: Connection, write: Write) -> None:
    """Executes one write where the rows are locked already, as inside `claims.fenced`."""
    await conn.execute(f"with fence as (select) {write.sql}", *write.values)


def expressions(writes: Sequence[Write], *, after: int) -> str:
    """Returns expressions for a `with` clause that already has some. The values are numbered on
    from `after`.
    """
    parts = []
    for number, write in enumerate(writes):
        parts.append(f", write_{number} as ({_numbered_from(write.sql, after)})")
        after += len(write.values)
    return "".join(parts)


@lru_cache(maxsize=1000)
def _numbered_from(sql: str, after: int) -> str:
    return re.sub(r"\$(\d+)", lambda found: f"${int(found[1]) + after}", sql)
