"""Stores callbacks in this installation: the row in `callbacks` is the booking."""

from shared.domain.callbacks import IN_OWN_LIST, Booking, CallbackOrder


class LocalScheduler:
    async def book(self, order: CallbackOrder) -> Booking:
        return Booking(IN_OWN_LIST, str(order.id), order.due_at)
