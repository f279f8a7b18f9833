"""Gates for tests: one that lets everything through, and books and answers kept in memory."""

from uuid import UUID

from redis.asyncio import Redis

from shared.domain.ids import TenantId, new_id
from shared.domain.prices import Price
from shared.domain.usage import BilledTo, Entry
from shared.limits.billing import Accounts, PaidModel
from shared.limits.redis_limits import Bounds
from shared.limits.vendor_gate import Gate, Limiter
from shared.settings.limits import LimitSettings


def open_door() -> Gate:
    """Without Redis and without limits: nothing is held back."""
    return Gate(Redis(host="127.0.0.1", port=1), LimitSettings.model_validate({}))


class Books:
    """Accounts without a budget."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.reserved: dict[UUID, int] = {}
        self.kept: dict[tuple[BilledTo, bytes], bytes] = {}

    async def reserve(self, tenant_id: TenantId, cost_microusd: int) -> UUID | None:
        reservation = new_id()
        self.reserved[reservation] = cost_microusd
        return reservation

    async def release(self, tenant_id: TenantId, reservation: UUID) -> None:
        del self.reserved[reservation]

    async def record(self, entry: Entry) -> None:
        self.entries.append(entry)
        if entry.reservation:
            del self.reserved[entry.reservation]
        if entry.request_hash and entry.answer:
            self.kept[entry.billed_to, entry.request_hash] = entry.answer

    async def find_answer(self, billed_to: BilledTo, asked: bytes) -> bytes | None:
        return self.kept.get((billed_to, asked))


def paid_model(
    model: str,
    *,
    limiter: Limiter | None = None,
    price: Price | None = None,
    books: Accounts | None = None,
) -> PaidModel:
    limiter = limiter or open_door().limiter("openai", model, "sk", Bounds())
    return PaidModel("openai", model, limiter, price, books or Books())
