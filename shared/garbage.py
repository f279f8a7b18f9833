"""How often Python looks for garbage in cycles."""

import gc

# Hardly anything that a request or a run makes is in a cycle: it goes by itself.
COLLECT_EVERY = 10_000


def settle_collector() -> None:
    """Call it once everything that stays is there: the collector does not go through that again
    while others wait.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_EVERY)
