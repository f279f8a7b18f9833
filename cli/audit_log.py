"""Reads and checks the audit log, from the machine that the installation runs on."""

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from typing import cast

from rich.console import Console

from cli.arguments import OptionInvalid
from cli.people import find_tenant, transaction
from cli.retry import age_of
from shared.db.audit import AuditFilter, Outcome, list_entries, seal_entries, verify_chain
from shared.db.pool import ALL_TENANTS, open_database
from shared.settings.load import Settings

PAGE = 1000
OUTCOMES = ("done", "refused", "failed")


async def verify(settings: Settings, console: Console) -> bool:
    """Prints the result; returns False when the chain is broken."""
    async with transaction(settings) as conn:
        while await seal_entries(conn):
            pass
    async with transaction(settings) as conn:
        found = await verify_chain(conn)
    if found.broken_at is not None:
        console.print(
            f"The chain is broken at position {found.broken_at}: an entry was changed, removed or"
            " put there. The entries before it are as they were written.",
            style="bold red",
        )
        return False
    console.print(
        f"{found.entries} entries are as they were written; {found.pruned} are past their"
        f" retention, {found.unsealed} not chained yet."
    )
    return True


async def export(
    settings: Settings, *, tenant: str | None, since: str | None, outcome: str | None
) -> None:
    """Writes entries to standard output, one JSON object a line. Raises OptionInvalid, and
    InvalidRequest for an unknown tenant.
    """
    if outcome is not None and outcome not in OUTCOMES:
        raise OptionInvalid(f"--outcome is one of {', '.join(OUTCOMES)}.")
    began = datetime.now(UTC) - age_of(since) if since else None
    before = None
    async with open_database(settings.database, size=1) as database:
        async with database.connection(ALL_TENANTS) as conn:
            where = AuditFilter(
                tenant_id=await find_tenant(conn, tenant) if tenant else None,
                outcome=cast("Outcome | None", outcome),
                since=began,
            )
        while True:
            async with database.connection(ALL_TENANTS) as conn:
                page = await list_entries(conn, where, before=before, limit=PAGE)
            if not page:
                return
            # Without a connection: an output that fails is no failure of the database.
            for entry in page:
                sys.stdout.write(json.dumps(asdict(entry), default=str) + "\n")
            before = page[-1].id
