"""Reports that a worker lives: under its own key in Redis, so that a check concerns that worker
only.
"""


def health_key(worker_name: str) -> str:
    """Returns the key that `arq --check` and `python -m worker.alive` read."""
    return f"aftercall:worker-alive:{worker_name}"
