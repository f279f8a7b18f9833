"""`python -m worker.alive`: exits with 0 if the worker of this name reported itself lately, else with 1.

For health checks that come every few seconds: it says the same as `arq --check worker.main.WorkerSettings`, and imports
nothing of the worker's.
"""

import sys

from redis import Redis
from redis.exceptions import RedisError

from shared.errors import SettingsInvalid
from shared.liveness import health_key
from shared.settings import load_settings


def main() -> int:
    try:
        settings = load_settings()
    except SettingsInvalid as error:
        print(f"The settings are not valid:\n{error}", file=sys.stderr)  # noqa: T201
        return 2
    queue, name = settings.queue, settings.work.worker_name
    try:
        with Redis.from_url(
            queue.url, socket_timeout=queue.socket_timeout_s, socket_connect_timeout=queue.connect_timeout_s
        ) as redis:
            told = redis.get(health_key(name))
    except (RedisError, OSError) as error:
        print(f"Redis cannot be asked ({type(error).__name__}); check REDIS_URL.", file=sys.stderr)  # noqa: T201
        return 1
    if told is None:
        print(f"No worker called {name} reported itself lately.", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
