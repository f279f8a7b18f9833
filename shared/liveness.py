"""Where a worker reports that it lives: a key of its own in Redis, so that a check asks about that
worker only.
"""


def health_key(worker_name: str) -> str:
    """Returns the key that `arq --check` and `python -m worker.alive` read."""
    return f"aftercall:worker-alive:{worker_name}"
