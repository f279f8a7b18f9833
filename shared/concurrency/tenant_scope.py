"""The tenant on whose behalf providers are asked: usage is booked for it, and its requests wait in
its turn.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from shared.domain.usage import BilledTo

_billed_to: ContextVar[BilledTo | None] = ContextVar("billed_to", default=None)


@contextmanager
def billing_to(billed_to: BilledTo) -> Iterator[None]:
    """Requests to vendors inside, also in tasks started inside, are billed to `billed_to`."""
    token = _billed_to.set(billed_to)
    try:
        yield
    finally:
        _billed_to.reset(token)


def bill_from_now_on_to(billed_to: BilledTo) -> None:
    """For the rest of a request, which has a context of its own."""
    _billed_to.set(billed_to)


def current_billed_to() -> BilledTo | None:
    return _billed_to.get()


def billed_tenant() -> str:
    """For whom a limiter is passed; "" when it is for the installation itself."""
    billed_to = _billed_to.get()
    return str(billed_to.tenant_id) if billed_to else ""
