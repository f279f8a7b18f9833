"""Judges whether the installation does its work, by results: for readiness and `aftercall doctor`.

Each function returns the problem with its remedy, or None.
"""

import shutil
import time
from pathlib import Path

from shared.db.canary import find_newest_canary
from shared.db.jobs.stalled import find_stalled
from shared.db.pool import Connection
from shared.db.sealed import list_newest_sealed
from shared.errors import SecretUnreadable
from shared.sealing import Sealer
from shared.settings.readiness import ReadinessSettings
from shared.settings.runtime import RuntimeSettings

# Signed webhooks carry the sender's time, and callbacks are due by ours.
CLOCK_TOLERANCE_S = 60.0


def free_bytes(folder: Path) -> int:
    """Returns the free bytes on the disk of the folder, or of its nearest existing parent."""
    folder = folder.absolute()
    return shutil.disk_usage(next(path for path in (folder, *folder.parents) if path.exists())).free


def disk_problem(runtime: RuntimeSettings, limits: ReadinessSettings) -> str | None:
    free = free_bytes(runtime.data_dir)
    if free >= limits.min_free_disk_bytes:
        return None
    return f"The disk of AFTERCALL_DATA_DIR is full ({free // 2**20} MiB free): free some space."


async def work_problem(conn: Connection, limits: ReadinessSettings) -> str | None:
    stalled = await find_stalled(conn, after_s=limits.stalled_after_s)
    if not stalled.runs:
        return None
    return (
        f"{stalled.runs} runs are due and not worked on, one for {stalled.oldest_s:.0f} s already:"
        " look into the workers' logs, and start a worker again."
    )


async def clock_problem(conn: Connection) -> str | None:
    asked_at = time.time()
    database_at = float(await conn.fetchval("select extract(epoch from clock_timestamp())::float8"))
    ahead_s = (asked_at + time.time()) / 2 - database_at
    if abs(ahead_s) <= CLOCK_TOLERANCE_S:
        return None
    which = "ahead of" if ahead_s > 0 else "behind"
    return (
        f"This machine's clock is {abs(ahead_s):.0f} s {which} the database's: synchronise both"
        " with NTP."
    )


async def secrets_problem(conn: Connection, sealer: Sealer) -> str | None:
    """Decrypts the newest stored secrets and returns the problem."""
    for context, sealed in await list_newest_sealed(conn):
        try:
            sealer.open(sealed, context=context)
        except SecretUnreadable as error:
            return str(error)
    return None


async def canary_problem(
    conn: Connection, limits: ReadinessSettings, *, every_s: float
) -> str | None:
    """Judges the newest canary call. It is no problem when there is none yet."""
    newest = await find_newest_canary(conn)
    if newest is None:
        return None
    if newest.age_s > 3 * every_s + limits.canary_limit_s:
        return f"No canary call was accepted for {newest.age_s:.0f} s: look into the API's log."
    if newest.is_ready or (not newest.is_over and newest.age_s <= limits.canary_limit_s):
        return None
    return (
        f"The canary call is {newest.status}, {newest.age_s:.0f} s after its arrival: look into the"
        " workers' logs."
    )
