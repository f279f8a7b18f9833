"""Changes that share one trip: statements that are put together and committed as one.

Each reads from `fence`, which has a row while the run is held (see `claims.fenced_writes`), so that
nothing of it happens without.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from shared.db.pool import Connection


@dataclass(frozen=True, slots=True)
class Write:
    """One statement that changes rows, its values numbered from $1. All see what was there before
    any of them.
    """

    sql: str
    values: tuple[Any, ...] = ()


async def execute_write(conn: Connection, write: Write) -> None:
    """Where something else keeps others out, as inside `claims.fenced`."""
    await conn.execute(f"with fence as (select) {write.sql}", *write.values)


def expressions(writes: Sequence[Write], *, after: int) -> str:
    """For a `with`, after others; the values are numbered on from those of before."""
    parts = []
    for number, write in enumerate(writes):
        parts.append(f", write_{number} as ({_numbered_from(write.sql, after)})")
        after += len(write.values)
    return "".join(parts)


@lru_cache(maxsize=1000)
def _numbered_from(sql: str, after: int) -> str:
    return re.sub(r"\$(\d+)", lambda found: f"${int(found[1]) + after}", sql)
