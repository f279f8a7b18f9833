"""Books callbacks in Cal.com (API v2)."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import quote

import httpx2
from pydantic import AwareDatetime, BaseModel, ValidationError
from pydantic_core import to_json

from shared.concurrency.tenant_scope import billed_tenant
from shared.domain.callbacks import Booking, CallbackOrder
from shared.domain.storable import without_unstorable
from shared.errors import (
    AccountRefused,
    AftercallError,
    BookingUnknown,
    ProviderMalformed,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnavailable,
    Transient,
)
from shared.limits.answers import passing_failure, retry_after_s
from shared.limits.vendor_gate import Limiter, Need, Passage
from shared.settings.calcom import CalComSettings
from shared.vendors.joined_writes import join_writes
from shared.vendors.trust import usual_tls

ShapeT = TypeVar("ShapeT", bound=BaseModel)

PROVIDER = "calcom"
API_VERSION = "2026-02-25"
EVENT_TYPES_VERSION = "2024-06-14"
MARK = "aftercall_callback_id"
PAGE = 100
MOST_PAGES = 20
MOST_MOVES = 10
# By which a booking that was cancelled here is known: it may be made again.
NOT_NEEDED = "The callback is not needed any more."
LOOK_UP_AND_BOOK = 2
# Bookings with these statuses take no time in a calendar.
GONE = ("cancelled", "rejected")
# Cal.com has one code for all of these errors, so they are distinguished by their messages. Nothing
# of a message is shown: it may repeat the request, which contains personal data.
REFUSALS = (
    ("already has booking", "slot_taken", "the time is taken, or no one is available then"),
    ("already cancelled", "already_cancelled", "the booking was cancelled already"),
    ("already been cancelled", "already_cancelled", "the booking was cancelled already"),
    ("in the past", "time_not_bookable", "the time is in the past"),
    (
        "can't be booked at",
        "time_not_bookable",
        "the time is too soon or too far ahead for this event type",
    ),
    ("limit", "limit_reached", "a limit of the event type is reached"),
    ("email", "email_required", "the e-mail address is missing or not accepted"),
    ("phone", "phone_required", "the phone number is missing or not accepted"),
    ("required", "field_required", "the event type requires a field that is not sent"),
    ("", "invalid_request", "the event type's settings, or its calendar, say why"),
)


class _Found(BaseModel):
    uid: str
    start: AwareDatetime
    status: str = ""
    rescheduledToUid: str | None = None
    cancellationReason: str | None = None


class _Pagination(BaseModel):
    hasNextPage: bool = False


class _Listed(BaseModel):
    # Of other people's bookings, only what names a callback is read.
    data: list[Any]
    pagination: _Pagination = _Pagination()


class _Created(BaseModel):
    data: _Found


class CalComScheduler:
    """Books callbacks. Cal.com has no idempotency key, so our id is part of the booking and is
    looked up first. The caller closes it.
    """

    provider = PROVIDER

    def __init__(self, settings: CalComSettings, limiter: Limiter) -> None:
        self._limiter = limiter
        self._settings = settings
        key = settings.api_key.get_secret_value() if settings.api_key else ""
        self._http = join_writes(
            httpx2.AsyncClient(
                base_url=settings.base_url.rstrip("/"),
                headers={"Authorization": f"Bearer {key}", "cal-api-version": API_VERSION},
                timeout=settings.timeout_s,
                verify=usual_tls(),
            )
        )

    async def book(self, order: CallbackOrder) -> Booking:
        """Books a callback. Raises BookingUnknown when it may be booked, and other errors when it
        is certainly not. A booking that was cancelled in Cal.com is not made again:
        ProviderRejected.
        """
        if not (order.email or order.phone):
            raise ProviderRejected(
                "Cal.com needs an e-mail address or a phone number to book a callback",
                reason="no_contact",
            )
        # All requests are admitted together: otherwise a look-up could use the capacity that the
        # booking needs, again and again.
        async with self._limiter.passage(
            Need(requests=LOOK_UP_AND_BOOK), tenant=billed_tenant()
        ) as passage:
            found = await self._find_booking(order, passage)
            if found is None or (found.status in GONE and found.cancellationReason == NOT_NEEDED):
                found = await self._create_or_find(order, passage)
        if found.status in GONE:
            raise ProviderRejected(
                f"The booking was {found.status} in Cal.com.", reason=f"booking_{found.status}"
            )
        return _booking(found)

    async def current(self, booking: Booking, order: CallbackOrder) -> Booking | None:
        """Follows a booking by its id to the one that it was moved to, whatever its time and event
        type. The list near its times is asked where the moved one does not name its successor.
        """
        async with self._limiter.passage(tenant=billed_tenant()) as passage:
            uid = booking.reference
            for _ in range(MOST_MOVES):
                answer = await self._send_request(passage, "GET", f"/bookings/{_part(uid)}")
                found = _parsed_answer(answer, _Created).data
                if found.status not in GONE:
                    return _booking(found)
                if not found.rescheduledToUid:
                    break
                uid = found.rescheduledToUid
            listed = await self._find_booking(order, passage)
        return None if listed is None or listed.status in GONE else _booking(listed)

    async def move(self, booking: Booking, order: CallbackOrder) -> Booking:
        """Cal.com makes a new booking with the metadata of the moved one, which is cancelled."""
        body = {"start": _utc_text(order.due_at), "reschedulingReason": "The callback was moved."}
        async with self._limiter.passage(tenant=billed_tenant()) as passage:
            answer = await self._send_request(
                passage, "POST", f"/bookings/{_part(booking.reference)}/reschedule", json=body
            )
        return _booking(_parsed_answer(answer, _Created).data)

    async def cancel(self, booking: Booking) -> None:
        body = {"cancellationReason": NOT_NEEDED}
        async with self._limiter.passage(tenant=billed_tenant()) as passage:
            try:
                await self._send_request(
                    passage, "POST", f"/bookings/{_part(booking.reference)}/cancel", json=body
                )
            except ProviderRejected as error:
                if error.reason not in ("already_cancelled", "unknown_booking"):
                    raise

    async def check(self) -> None:
        """Reads the event type. Raises AccountRefused (`unknown_event_type`, also for a team's
        event type that the key cannot read), and the errors of `book`.
        """
        path = f"/event-types/{self._settings.event_type_id or 0}"
        async with self._limiter.passage(tenant=billed_tenant()) as passage:
            await self._send_request(
                passage, "GET", path, headers={"cal-api-version": EVENT_TYPES_VERSION}
            )

    async def close(self) -> None:
        await self._http.aclose()

    async def _create_or_find(self, order: CallbackOrder, passage: Passage) -> _Found:
        """Creates the booking. After a refusal or failure it looks the booking up, because this
        attempt or an earlier one may have succeeded.
        """
        try:
            return await self._create_booking(order, passage)
        except ProviderRejected as error:
            found = (
                await self._find_booking(order, passage) if error.reason == "slot_taken" else None
            )
            if found is None:
                raise
            return found
        except (ProviderUnavailable, ProviderTimeout, ProviderMalformed) as error:
            try:
                found = await self._find_booking(order, passage)
            except (Transient, ProviderRejected):
                raise BookingUnknown(
                    f"Whether Cal.com has the booking is not known: {error}, and then could not be"
                    " asked. It is looked up before it is booked again",
                    retry_after_s=error.retry_after_s,
                ) from error
            if found:
                return found
            raise

    async def _find_booking(self, order: CallbackOrder, passage: Passage) -> _Found | None:
        """Finds the booking. Returns a cancelled one only when there is no other: moving a booking
        leaves a cancelled one.
        """
        gone: _Found | None = None
        for page in range(MOST_PAGES):
            # The booking may have been moved a little: a day in both directions.
            tried_at = order.tried_at or order.due_at
            answer = await self._send_request(
                passage,
                "GET",
                params={
                    "eventTypeId": self._settings.event_type_id or 0,
                    "afterStart": _utc_text(min(order.due_at, tried_at) - timedelta(days=1)),
                    "beforeEnd": _utc_text(max(order.due_at, tried_at) + timedelta(days=1)),
                    "take": PAGE,
                    "skip": page * PAGE,
                },
            )
            listed = _parsed_answer(answer, _Listed)
            for one in listed.data:
                metadata = one.get("metadata") if isinstance(one, dict) else None
                if not isinstance(metadata, dict) or metadata.get(MARK) != str(order.id):
                    continue
                booking = _parsed_bookings(to_json(one), _Found)
                if booking.status not in GONE:
                    return booking
                gone = booking
            if not listed.pagination.hasNextPage:
                break
        return gone

    async def _create_booking(self, order: CallbackOrder, passage: Passage) -> _Found:
        attendee = {
            "name": order.name or order.phone or order.email,
            "timeZone": order.timezone or "UTC",
            "email": order.email,
            "phoneNumber": order.phone,
        }
        body = {
            "start": _utc_text(order.due_at),
            "eventTypeId": self._settings.event_type_id,
            "attendee": {name: value for name, value in attendee.items() if value},
            "metadata": {MARK: str(order.id), "aftercall_call_id": str(order.call_id)},
        }
        return _parsed_answer(await self._send_request(passage, "POST", json=body), _Created).data

    async def _send_request(
        self, passage: Passage, method: str, path: str = "/bookings", **content: Any
    ) -> httpx2.Response:
        passage.sending()
        try:
            async with asyncio.timeout(self._settings.timeout_s):
                answer = await self._http.request(method, path, **content)
        except (TimeoutError, httpx2.TimeoutException) as error:
            raise ProviderTimeout(
                f"Cal.com did not answer within {self._settings.timeout_s:g} s"
            ) from error
        except httpx2.HTTPError as error:
            raise ProviderUnavailable("no connection to Cal.com, or it broke") from error
        if answer.is_success:
            return answer
        raise _failure_of(answer, path)


def _failure_of(answer: httpx2.Response, path: str) -> AftercallError:
    status = answer.status_code
    stated = (
        retry_after_s(answer.headers, name) for name in ("retry-after", "x-ratelimit-reset-default")
    )
    wait_s = next((seconds for seconds in stated if seconds is not None), None)
    if passing := passing_failure("Cal.com", status, wait_s):
        return passing
    if status == 401:
        return AccountRefused(
            f"Cal.com refused the key ({status}): check CALCOM_API_KEY", reason="invalid_api_key"
        )
    if status == 403:
        where = "check what CALCOM_API_KEY may do"
        return AccountRefused(
            f"Cal.com does not allow this to the key ({status}): {where}",
            reason="permission_denied",
        )
    if status == 404 and path.startswith("/bookings/"):
        return ProviderRejected("Cal.com does not know the booking", reason="unknown_booking")
    if status == 404:
        where = "check CALCOM_EVENT_TYPE_ID"
        return AccountRefused(
            f"Cal.com does not know the event type ({status}): {where}", reason="unknown_event_type"
        )
    said = answer.text.lower()
    reason, why = next((reason, why) for words, reason, why in REFUSALS if words in said)
    return ProviderRejected(f"Cal.com refused the booking ({status}): {why}", reason=reason)


def _parsed_answer(answer: httpx2.Response, shape: type[ShapeT]) -> ShapeT:
    return _parsed_bookings(without_unstorable(answer.content), shape)


def _parsed_bookings(content: bytes, shape: type[ShapeT]) -> ShapeT:
    try:
        return shape.model_validate_json(content)
    except ValidationError as error:
        raise ProviderMalformed(f"Cal.com's answer has {error.error_count()} faults") from None


def _booking(found: _Found) -> Booking:
    return Booking(PROVIDER, found.uid, found.start)


def _part(uid: str) -> str:
    """Returns a booking's id as a part of a path."""
    return quote(uid, safe="")


def _utc_text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
