"""Where a worker says that it lives: one key each, so that who asks hears of that worker."""


def health_key(worker_name: str) -> str:
    """What `arq --check` and `python -m worker.alive` look at."""
    return f"aftercall:worker-alive:{worker_name}"
