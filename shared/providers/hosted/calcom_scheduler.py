"""Callbacks booked in Cal.com (API v2)."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import httpx2
from pydantic import AwareDatetime, BaseModel, ValidationError

from shared.domain.callbacks import Booking, CallbackOrder
from shared.domain.storable import without_unstorable
from shared.errors import (
    AccountRefused,
    AftercallError,
    ProviderMalformed,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnavailable,
    RateLimited,
)
from shared.providers.asking import tenant_asking
from shared.providers.bounded import retry_after_s
from shared.providers.gate import Limiter, Need, Passage
from shared.settings import CalComSettings

ShapeT = TypeVar("ShapeT", bound=BaseModel)

API_VERSION = "2026-02-25"
EVENT_TYPES_VERSION = "2024-06-14"
MARK = "aftercall_callback_id"
PAGE = 100
MOST_PAGES = 20
LOOK_UP_AND_BOOK = 2


class _Found(BaseModel):
    uid: str
    start: AwareDatetime
    metadata: dict[str, Any] = {}


class _Pagination(BaseModel):
    hasNextPage: bool = False


class _Listed(BaseModel):
    data: list[_Found]
    pagination: _Pagination = _Pagination()


class _Created(BaseModel):
    data: _Found


class CalComScheduler:
    """Cal.com knows no idempotency key, so our id goes into the booking and is looked up first. Close it."""

    def __init__(self, settings: CalComSettings, limiter: Limiter) -> None:
        self._limiter = limiter
        self._settings = settings
        key = settings.api_key.get_secret_value() if settings.api_key else ""
        self._http = httpx2.AsyncClient(
            base_url=settings.base_url.rstrip("/"),
            headers={"Authorization": f"Bearer {key}", "cal-api-version": API_VERSION},
            timeout=settings.timeout_s,
        )

    async def book(self, order: CallbackOrder) -> Booking:
        if not (order.email or order.phone):
            raise ProviderRejected(
                "Cal.com needs an e-mail address or a phone number to book a callback", reason="no_contact"
            )
        # Let in as a whole: a look-up that used the room for the booking would be all that ever happens.
        async with self._limiter.passage(Need(requests=LOOK_UP_AND_BOOK), tenant=tenant_asking()) as passage:
            found = await self._find(order, passage) or await self._create_or_find(order, passage)
        return Booking("calcom", found.uid, found.start)

    async def check(self) -> None:
        """Asks for the event type. Raises AccountRefused (`unknown_event_type`, also for a team's that this key is not
        shown), and what `book` raises.
        """
        path = f"/event-types/{self._settings.event_type_id or 0}"
        async with self._limiter.passage(tenant=tenant_asking()) as passage:
            await self._request(passage, "GET", path, headers={"cal-api-version": EVENT_TYPES_VERSION})

    async def close(self) -> None:
        await self._http.aclose()

    async def _create_or_find(self, order: CallbackOrder, passage: Passage) -> _Found:
        try:
            return await self._create(order, passage)
        except ProviderRejected as error:
            # Our own earlier try may have taken the slot without our hearing of it.
            found = await self._find(order, passage) if error.reason == "slot_taken" else None
            if found is None:
                raise
            return found

    async def _find(self, order: CallbackOrder, passage: Passage) -> _Found | None:
        for page in range(MOST_PAGES):
            answer = await self._request(passage, "GET", params=self._around(order, page))
            listed = _parsed(answer, _Listed)
            for booking in listed.data:
                if booking.metadata.get(MARK) == str(order.id):
                    return booking
            if not listed.pagination.hasNextPage:
                break
        return None

    def _around(self, order: CallbackOrder, page: int) -> dict[str, str | int]:
        """A day on both sides: somebody may have moved the booking a little."""
        return {
            "eventTypeId": self._settings.event_type_id or 0,
            "afterStart": _utc(order.due_at - timedelta(days=1)),
            "beforeEnd": _utc(order.due_at + timedelta(days=1)),
            "take": PAGE,
            "skip": page * PAGE,
        }

    async def _create(self, order: CallbackOrder, passage: Passage) -> _Found:
        attendee = {
            "name": order.name or order.phone or order.email,
            "timeZone": order.timezone or "UTC",
            "email": order.email,
            "phoneNumber": order.phone,
        }
        body = {
            "start": _utc(order.due_at),
            "eventTypeId": self._settings.event_type_id,
            "attendee": {name: value for name, value in attendee.items() if value},
            "metadata": {MARK: str(order.id), "aftercall_call_id": str(order.call_id)},
        }
        return _parsed(await self._request(passage, "POST", json=body), _Created).data

    async def _request(self, passage: Passage, method: str, path: str = "/bookings", **content: Any) -> httpx2.Response:
        passage.sending()
        try:
            async with asyncio.timeout(self._settings.timeout_s):
                answer = await self._http.request(method, path, **content)
        except (TimeoutError, httpx2.TimeoutException) as error:
            raise ProviderTimeout(f"Cal.com did not answer within {self._settings.timeout_s:g} s") from error
        except httpx2.HTTPError as error:
            raise ProviderUnavailable("no connection to Cal.com, or it broke") from error
        if answer.is_success:
            return answer
        raise _failure(answer)


def _failure(answer: httpx2.Response) -> AftercallError:
    status = answer.status_code
    if status == 429:
        return RateLimited("Cal.com's rate limit is reached", retry_after_s=_wait_s(answer))
    if status >= 500 or status == 408:
        return ProviderUnavailable(f"Cal.com failed ({status})", retry_after_s=_wait_s(answer))
    reason = _reason(answer)
    if status in (401, 403):
        return AccountRefused(f"Cal.com refused the key ({status}): check CALCOM_API_KEY", reason=reason)
    if status == 404:
        where = "check CALCOM_EVENT_TYPE_ID"
        return AccountRefused(f"Cal.com does not know the event type ({status}): {where}", reason=reason)
    return ProviderRejected(f"Cal.com refused the booking ({status} {reason})", reason=reason)


def _reason(answer: httpx2.Response) -> str:
    """There is no code for a taken slot: it is a 400 told apart by its message."""
    if answer.status_code == 400 and "already has booking" in answer.text:
        return "slot_taken"
    known = {401: "invalid_api_key", 403: "permission_denied", 404: "unknown_event_type"}
    return known.get(answer.status_code, "invalid_request")


def _wait_s(answer: httpx2.Response) -> float | None:
    for name in ("retry-after", "x-ratelimit-reset-default"):
        if (seconds := retry_after_s(answer.headers, name)) is not None:
            return seconds
    return None


def _parsed(answer: httpx2.Response, shape: type[ShapeT]) -> ShapeT:
    try:
        return shape.model_validate_json(without_unstorable(answer.content))
    except ValidationError as error:
        raise ProviderMalformed(f"Cal.com's answer has {error.error_count()} faults") from None


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
