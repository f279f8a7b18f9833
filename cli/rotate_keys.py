"""`aftercall rotate-keys`: encrypts all stored secrets with the first key of ENCRYPTION_KEY."""

from dataclasses import dataclass

from rich.console import Console

from shared.db.pool import ALL_TENANTS, Database, open_database
from shared.db.sealed import SEALED_COLUMNS, pages_of, replace_sealed
from shared.errors import SecretUnreadable
from shared.sealing import Sealer
from shared.settings.load import Settings


@dataclass(slots=True)
class Counted:
    resealed: int = 0
    current: int = 0
    unreadable: int = 0


async def rotate_keys(settings: Settings, console: Console) -> bool:
    """Prints the result; returns False when none of the keys decrypts a secret. It may be stopped
    and run again.
    """
    async with open_database(settings.database, size=1) as database:
        found = await reseal(database, Sealer(settings.auth))
    console.print(
        f"{found.resealed} stored secrets sealed with the first key, {found.current} were already."
    )
    if found.unreadable:
        console.print(
            f"{found.unreadable} cannot be decrypted with the keys in ENCRYPTION_KEY and were not"
            " changed: add the key that encrypted them, or have their tenants set them again.",
            style="red",
        )
    elif len(settings.auth.encryption_keys) > 1:
        console.print(
            "The other keys in ENCRYPTION_KEY are no longer needed: remove them, and restart."
        )
    return not found.unreadable


async def reseal(database: Database, sealer: Sealer) -> Counted:
    """Replaces each secret separately, and only if it did not change in the meantime."""
    counted = Counted()
    for column in SEALED_COLUMNS:
        async for page in pages_of(database, column):
            for secret in page:
                try:
                    new = sealer.reseal(secret.sealed, context=secret.context)
                except SecretUnreadable:
                    counted.unreadable += 1
                    continue
                if new is None:
                    counted.current += 1
                    continue
                async with database.connection(ALL_TENANTS) as conn:
                    counted.resealed += await replace_sealed(conn, column, secret, new)
    return counted
