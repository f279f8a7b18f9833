"""Cal.com's bookings, API v2: no idempotency key, no 409, one host."""

from datetime import datetime
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from tests.fakes.serving import Fault, Script, answer_fault, json_body, seen

RATE_LIMITED = Fault(
    "status", 429, {"x-ratelimit-reset-default": "30"}, {"status": "error", "error": {}}
)
SERVER_ERROR = Fault("status", 500)
UNAUTHORIZED = Fault(
    "status", 401, {}, {"status": "error", "error": {"code": "UnauthorizedException"}}
)
HANG = Fault("hang")
MALFORMED = Fault("malformed")
TRUNCATED = Fault("truncated")
# No fault: the next one is for a later request.
TRUTH = Fault("truth")
# The booking is made, and the answer is lost or says otherwise.
LOST = Fault("lost")
FAILED_AFTER = Fault("failed after")
MUTE_AFTER = Fault("mute after")
AFTER_THE_EFFECT = {"lost": TRUNCATED, "failed after": SERVER_ERROR}


def refused(message: str, status: int = 400, code: str = "BadRequestException") -> Fault:
    """As Cal.com refuses whatever it is: the message alone says why."""
    return Fault(
        "status", status, {}, {"status": "error", "error": {"code": code, "message": message}}
    )


TAKEN = "User either already has booking at this time or is not available"
TEAM_TAKEN = "One of the hosts either already has booking at this time or is not available"
TOO_SOON = (
    "The event type can't be booked at the \"start\" time provided. This could be because it's too"
    " soon (violating the minimum booking notice) or too far in the future (outside the event's"
    " scheduling window)."
)
PAST = "Attempting to book a meeting in the past."
NEEDS_EMAIL = "Email is required for this event type"


class FakeCalCom:
    def __init__(self, event_type_id: int = 50) -> None:
        self.script = Script()
        self.event_type_id = event_type_id
        self.bookings: list[dict[str, Any]] = []
        self.app = FastAPI()
        self.app.get("/v2/bookings")(self._list)
        self.app.post("/v2/bookings")(self._create)
        self.app.get("/v2/event-types/{event_type_id}")(self._event_type)
        self.app.get("/v2/bookings/{uid}")(self._get)
        self.app.post("/v2/bookings/{uid}/reschedule")(self._reschedule)
        self.app.post("/v2/bookings/{uid}/cancel")(self._cancel)

    def reset(self) -> None:
        self.script.reset()
        self.bookings.clear()

    async def _list(self, request: Request) -> Response:
        if fault := await self._fault("list", request, None):
            return answer_fault(fault)
        query = request.query_params
        found = [
            booking
            for booking in self.bookings
            if booking["eventTypeId"] == int(query["eventTypeId"])
            and _time(query["afterStart"]) <= _time(booking["start"]) <= _time(query["beforeEnd"])
        ]
        skip, take = int(query.get("skip", 0)), int(query.get("take", 100))
        page = {"hasNextPage": len(found) > skip + take}
        return JSONResponse(
            {"status": "success", "data": found[skip : skip + take], "pagination": page}
        )

    async def _event_type(self, event_type_id: int, request: Request) -> Response:
        if fault := await self._fault("event_type", request, None):
            return answer_fault(fault)
        if event_type_id != self.event_type_id:
            return _error(404, "NotFoundException", "Event type not found")
        return JSONResponse(
            {"status": "success", "data": {"id": event_type_id, "lengthInMinutes": 15}}
        )

    async def _create(self, request: Request) -> Response:
        body = await json_body(request)
        fault = await self._fault("create", request, body)
        if fault and fault.kind not in (*AFTER_THE_EFFECT, "mute after"):
            return answer_fault(fault)
        if problem := self._problem(body):
            return problem
        booking = {
            "id": len(self.bookings) + 1,
            "uid": f"bk_{len(self.bookings) + 1}",
            "status": "accepted",
            **body,
        }
        self.bookings.append(booking)
        if fault and fault.kind == "mute after":
            await self.script.hold("create")
        elif fault:
            return answer_fault(AFTER_THE_EFFECT[fault.kind])
        return JSONResponse({"status": "success", "data": booking}, 201)

    async def _get(self, uid: str, request: Request) -> Response:
        if fault := await self._fault("get", request, None):
            return answer_fault(fault)
        found = self._found(uid)
        if found is None:
            return _error(404, "NotFoundException", f"Booking with uid={uid} was not found")
        return JSONResponse({"status": "success", "data": found})

    async def _reschedule(self, uid: str, request: Request) -> Response:
        """As Cal.com does it: a new booking with the metadata of the old one, which is
        cancelled.
        """
        body = await json_body(request)
        fault = await self._fault("reschedule", request, body)
        if fault and fault.kind not in AFTER_THE_EFFECT:
            return answer_fault(fault)
        old = self._found(uid)
        if old is None:
            return _error(404, "NotFoundException", f"Booking with uid={uid} was not found")
        if old["status"] == "cancelled":
            return _error(
                400, "BadRequestException", f"Can't reschedule booking {uid}: it is cancelled"
            )
        if self._is_taken(body["start"], but=uid):
            return _error(400, "BadRequestException", TAKEN)
        new = self.moved(uid, body["start"])
        if fault:
            return answer_fault(AFTER_THE_EFFECT[fault.kind])
        return JSONResponse({"status": "success", "data": new}, 201)

    async def _cancel(self, uid: str, request: Request) -> Response:
        body = await json_body(request)
        fault = await self._fault("cancel", request, body)
        if fault and fault.kind not in AFTER_THE_EFFECT:
            return answer_fault(fault)
        old = self._found(uid)
        if old is None:
            return _error(404, "NotFoundException", f"Booking with uid={uid} was not found")
        if old["status"] == "cancelled":
            return _error(400, "BadRequestException", f"Booking {uid} is already cancelled")
        old |= {"status": "cancelled", "cancellationReason": body["cancellationReason"]}
        if fault:
            return answer_fault(AFTER_THE_EFFECT[fault.kind])
        return JSONResponse({"status": "success", "data": old})

    def moved(self, uid: str, start: str) -> dict[str, Any]:
        """Moves a booking, as its host or attendee can, too."""
        old = self._found(uid)
        assert old
        new = {**old, "uid": f"bk_{len(self.bookings) + 1}", "start": start}
        old |= {"status": "cancelled", "rescheduledToUid": new["uid"]}
        self.bookings.append(new)
        return new

    def standing(self) -> list[dict[str, Any]]:
        return [booking for booking in self.bookings if booking["status"] != "cancelled"]

    def _found(self, uid: str) -> dict[str, Any] | None:
        return next((each for each in self.bookings if each["uid"] == uid), None)

    def _is_taken(self, start: str, *, but: str = "") -> bool:
        return any(
            _time(each["start"]) == _time(start) and each["uid"] != but for each in self.standing()
        )

    def _problem(self, body: dict[str, Any]) -> Response | None:
        if body["eventTypeId"] != self.event_type_id:
            return _error(404, "NotFoundException", "Event type not found")
        attendee = body["attendee"]
        if not attendee.get("name") or not (attendee.get("email") or attendee.get("phoneNumber")):
            return _error(
                400, "BadRequestException", "attendee needs a name and an email or a phone number"
            )
        if self._is_taken(body["start"]):
            return _error(400, "BadRequestException", TAKEN)
        return None

    async def _fault(self, endpoint: str, request: Request, body: Any) -> Fault | None:
        fault = self.script.note(endpoint, seen(request, body))
        if fault and fault.kind == "hang":
            await self.script.hold(endpoint)
            return None
        return None if fault == TRUTH else fault


def _error(status: int, code: str, message: str) -> Response:
    body = {"status": "error", "timestamp": "2026-11-21T21:00:00.000Z", "path": "/v2/bookings"}
    return JSONResponse({**body, "error": {"code": code, "message": message}}, status)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
