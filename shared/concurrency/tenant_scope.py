"""The tenant on whose behalf providers are asked: usage is booked for it, and its requests wait in its turn."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from shared.domain.usage import Asker

_asker: ContextVar[Asker | None] = ContextVar("asker", default=None)


@contextmanager
def asking_for(asker: Asker) -> Iterator[None]:
    """Whoever asks a vendor inside, also in tasks started inside, does so for `asker`."""
    token = _asker.set(asker)
    try:
        yield
    finally:
        _asker.reset(token)


def ask_from_now_on_for(asker: Asker) -> None:
    """For the rest of a request, which has a context of its own."""
    _asker.set(asker)


def current_asker() -> Asker | None:
    return _asker.get()


def tenant_asking() -> str:
    """For whom a limiter is passed; "" when it is for the installation itself."""
    asker = _asker.get()
    return str(asker.tenant_id) if asker else ""
