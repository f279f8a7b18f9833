"""The tenant for which providers are called: usage is billed to it, and its requests wait in its
turn.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from shared.domain.usage import BilledTo

_billed_to: ContextVar[BilledTo | None] = ContextVar("billed_to", default=None)


@contextmanager
def billing_to(billed_to: BilledTo) -> Iterator[None]:
    """Bills vendor requests in the block, and in tasks started in it, to `billed_to`."""
    token = _billed_to.set(billed_to)
    try:
        yield
    finally:
        _billed_to.reset(token)


def bill_from_now_on_to(billed_to: BilledTo) -> None:
    """Bills the rest of a request, which has its own context."""
    _billed_to.set(billed_to)


def current_billed_to() -> BilledTo | None:
    return _billed_to.get()


def billed_tenant() -> str:
    """Returns the tenant for which a limiter is passed; "" for the installation itself."""
    billed_to = _billed_to.get()
    return str(billed_to.tenant_id) if billed_to else ""
