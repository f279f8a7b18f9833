"""Tenants' own keys at ElevenLabs, decrypted for a request."""

from shared.db.elevenlabs_keys import context_of, find_elevenlabs_key
from worker.run import Run


async def own_elevenlabs_key(run: Run) -> str | None:
    """Returns the key of the run's tenant, None without one. Raises SecretUnreadable."""
    async with run.resources.database.connection(run.tenant.id) as conn:
        sealed = await find_elevenlabs_key(conn, run.tenant.id)
    context = context_of(run.tenant.id)
    return run.resources.sealer.open(sealed, context=context) if sealed else None
