"""Stores callbacks in this installation: the row in `callbacks` is the booking."""

from shared.domain.callbacks import IN_OWN_LIST, Booking, CallbackOrder


class LocalScheduler:
    provider = IN_OWN_LIST

    async def book(self, order: CallbackOrder) -> Booking:
        return Booking(IN_OWN_LIST, str(order.id), order.due_at)

    async def current(self, booking: Booking, order: CallbackOrder) -> Booking | None:
        return await self.book(order)

    async def move(self, booking: Booking, order: CallbackOrder) -> Booking:
        return await self.book(order)

    async def cancel(self, booking: Booking) -> None:
        """There is nothing beside the row."""
