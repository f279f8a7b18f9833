"""`python -m worker.alive`: exits with 0 if the worker named WORKER_NAME is alive, else with 1.

For health checks that run every few seconds: it answers as `arq --check worker.main.WorkerSettings`
does, but does not import the worker.
"""

import sys

from redis import Redis
from redis.exceptions import RedisError

from shared.errors import SettingsInvalid
from shared.liveness import health_key
from shared.settings.load import load_settings


def main() -> int:
    try:
        settings = load_settings()
    except SettingsInvalid as error:
        print(f"The settings are not valid:\n{error}", file=sys.stderr)  # noqa: T201
        return 2
    queue, name = settings.queue, settings.work.worker_name
    try:
        with Redis.from_url(
            queue.url,
            socket_timeout=queue.socket_timeout_s,
            socket_connect_timeout=queue.connect_timeout_s,
        ) as redis:
            report = redis.get(health_key(name))
    except (RedisError, OSError) as error:
        problem = f"Redis did not answer ({type(error).__name__}); check REDIS_URL."
        print(problem, file=sys.stderr)  # noqa: T201
        return 1
    if report is None:
        print(f"No worker called {name} reported itself lately.", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
