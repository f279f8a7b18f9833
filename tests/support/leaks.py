"""What must be found nowhere, and how to look for it in each place."""

import asyncio
import base64
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from redis.asyncio import Redis

from tests.fakes.elevenlabs_server import API_KEY as ELEVENLABS_KEY
from tests.fakes.twilio_server import AUTH_TOKEN

NUMBER = "+15035550177"
EMAIL = "marisol.quintanilla@example.com"
NAME = "Marisol Quintanilla"
PHRASE = "the purple boiler in the attic hums at night"
PASSWORD = "Planted-Password-81"

# Environment variables whose values are planted.
SECRETS = {
    "ELEVENLABS_WEBHOOK_SECRET": "wsec_planted4b1d7c2e9f",
    "WEBHOOK_SECRET": "planted-transcription-secret",
    "JWT_SECRET": "planted-jwt-secret-0123456789-abcdef",
    "ENCRYPTION_KEY": "planted-encryption-key-0123456789-ab",
    "OPENAI_API_KEY": "sk-planted-3f9a1c",
    "PINECONE_API_KEY": "pcsk_planted_5d2e8b",
    "CALCOM_API_KEY": "cal_planted_7a6f4e",
    "ELEVENLABS_API_KEY": ELEVENLABS_KEY,
    "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
    "TWILIO_WEBHOOK_KEY": "planted-twilio-webhook-key",
    "METRICS_TOKEN": "planted-metrics-token-42",
}
# What a tenant keeps here for a URL of its own.
ENDPOINT_SECRET = "wsec_planted_of_a_tenant_9c3e"
SERVER_PASSWORDS = {
    "postgres": "plantedpgpassword",
    "redis": "plantedredispassword",
    "collector": "plantedcollector",
}

PLANTED = {
    "number": NUMBER,
    "number_bare": NUMBER[2:],
    "number_spoken": "503 555 0177",
    "email": EMAIL,
    "name": NAME,
    "phrase": PHRASE,
    "password": PASSWORD,
    "endpoint_secret": ENDPOINT_SECRET,
    **SECRETS,
    **SERVER_PASSWORDS,
}


def found(text: str, planted: Mapping[str, str] = PLANTED) -> set[str]:
    """Names of what occurs there: as it is, escaped for a URL, or in base64."""
    seen = text.lower()
    return {name for name, value in planted.items() if any(form in seen for form in _forms(value))}


def _forms(value: str) -> Iterable[str]:
    encoded = base64.b64encode(value.encode()).decode().rstrip("=")
    # The last letter of base64 depends on what follows.
    return (
        value.lower(),
        quote(value, safe="").lower(),
        value.replace(" ", "+").lower(),
        encoded[:-1].lower(),
    )


class RedisWatch:
    """Every command that any client sends, from `start` to `stop`; and then whatever is kept."""

    def __init__(self, url: str) -> None:
        self._client: Redis = Redis.from_url(url, decode_responses=True, encoding_errors="replace")
        self._commands: list[str] = []
        self._watching: asyncio.Task[None] | None = None

    async def start(self) -> None:
        ready = asyncio.Event()
        self._watching = asyncio.create_task(self._watch(ready))
        await ready.wait()

    async def stop(self) -> str:
        """What was sent and what is kept, as text."""
        if self._watching:
            self._watching.cancel()
            await asyncio.wait({self._watching})
        kept = [
            f"{key} {await _value(self._client, key)}"
            async for key in self._client.scan_iter(count=1000)
        ]
        await self._client.aclose()
        return "\n".join([*self._commands, *kept])

    async def _watch(self, ready: asyncio.Event) -> None:
        async with self._client.monitor() as monitor:
            ready.set()
            async for command in monitor.listen():
                self._commands.append(str(command["command"]))


async def _value(client: Redis, key: str) -> Any:
    reading: Any = {
        "string": client.get,
        "hash": client.hgetall,
        "list": lambda name: client.lrange(name, 0, -1),
        "set": client.smembers,
        "zset": lambda name: client.zrange(name, 0, -1),
        "stream": client.xrange,
    }
    return await reading[await client.type(key)](key)
