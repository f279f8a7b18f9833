"""Sets how often Python searches for cyclic garbage."""

import gc

# Requests and runs create hardly any cycles, so most of their objects are freed without the
# collector.
COLLECT_EVERY = 10_000


def settle_collector() -> None:
    """Freezes the existing objects, so that the collector does not traverse them while requests
    wait. Call it when all permanent objects exist.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_EVERY)
