"""Twilio: the list of recordings, and media with Basic login, formats, both channels, 20404 until
one is there.
"""

import base64
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from tests.fakes.serving import Fault, Script, seen

ACCOUNT_SID = "AC" + "0a" * 16
AUTH_TOKEN = "f" * 32
API_KEY_SID = "SK" + "1b" * 16
API_KEY_SECRET = "s" * 32
RECORDING_SID = "RE" + "2c" * 16

NOT_FOUND_XML = (
    b"<?xml version='1.0'"
    b" encoding='UTF-8'?>\n<TwilioResponse><RestException><Code>20404</Code><Message>The requested"
    b" resource was not found</Message><Status>404</Status></RestException></TwilioResponse>"
)
NOT_FOUND_JSON = (
    b'{"code": 20404, "message": "The requested resource was not found", "status": 404}'
)
RATE_LIMITED = Fault("status", 429, {"retry-after": "7"}, {"code": 20429, "status": 429})
SERVER_ERROR = Fault("status", 503, {"retry-after": "3"})


def body(content: bytes, status: int = 200, media_type: str = "audio/x-wav") -> Fault:
    return Fault("body", status, {"content-type": media_type}, content)


def redirect(location: str) -> Fault:
    return Fault("redirect", 302, {"location": location})


@dataclass
class Media:
    """Audio by format; without `dual` there is one channel only."""

    wav: bytes | None = None
    mp3: bytes | None = None
    dual: bytes | None = None


@dataclass
class FakeTwilio:
    """Endpoints of the script: "list", "call", "wav" and "mp3". A page holds
    `page_size` at most.
    """

    script: Script = field(default_factory=Script)
    # The auth tokens of other accounts.
    tokens: dict[str, str] = field(default_factory=dict)
    media: dict[str, Media] = field(default_factory=dict)
    logins: set[str] = field(default_factory=lambda: {basic(API_KEY_SID, API_KEY_SECRET), basic()})
    listed: list[dict[str, Any]] = field(default_factory=list)
    calls: dict[str, dict[str, Any]] = field(default_factory=dict)
    page_size: int = 2
    app: FastAPI = field(default_factory=FastAPI)

    def __post_init__(self) -> None:
        self.app.get("/2010-04-01/Accounts/{account_sid}.json")(self._account)
        self.app.get("/2010-04-01/Accounts/{account_sid}/Calls/{name}.json")(self._call)
        self.app.get("/2010-04-01/Accounts/{account_sid}/Recordings.json")(self._list)
        self.app.get("/2010-04-01/Accounts/{account_sid}/Recordings/{name}")(self._recording)

    def recorded(
        self, sid: str, call_sid: str, *, ago_s: float = 3600, status: str = "completed"
    ) -> None:
        """A minute that ended so long ago, in the list."""
        began = format_datetime(datetime.now(UTC) - timedelta(seconds=ago_s + 60))
        self.listed.append(
            {
                "sid": sid,
                "account_sid": ACCOUNT_SID,
                "call_sid": call_sid,
                "status": status,
                "start_time": began,
                "date_created": began,
                "duration": "60",
                "channels": 2,
                "source": "DialVerb",
                "encryption_details": None,
            }
        )

    async def _list(self, account_sid: str, request: Request) -> Response:
        fault = self.script.note("list", seen(request, None))
        if fault:
            return _error(fault)
        if request.headers.get("authorization") not in self.logins:
            return JSONResponse({"code": 20003, "message": "Authenticate", "status": 401}, 401)
        query = request.query_params
        start, since = int(query.get("Page", 0)), date.fromisoformat(query["DateCreated>"])
        found = [
            each
            for each in self.listed
            if parsedate_to_datetime(each["date_created"]).date() >= since
        ]
        end = start + min(self.page_size, int(query["PageSize"]))
        path = (
            f"{request.url.path}?DateCreated%3E={since}&PageSize={query['PageSize']}"
            f"&Page={end}&PageToken=PARE{end}"
        )
        more = end < len(found)
        return JSONResponse(
            {"recordings": found[start:end], "next_page_uri": path if more else None}
        )

    async def _account(self, account_sid: str, request: Request) -> Response:
        self.script.note("account", seen(request, None))
        given = request.headers.get("authorization", "").removeprefix("Basic ")
        if base64.b64decode(given).decode() != f"{account_sid}:{self.tokens.get(account_sid)}":
            return JSONResponse({"code": 20003, "message": "Authenticate", "status": 401}, 401)
        return JSONResponse({"sid": account_sid, "status": "active"})

    async def _call(self, account_sid: str, name: str, request: Request) -> Response:
        if fault := self.script.note("call", seen(request, None)):
            return _error(fault)
        if request.headers.get("authorization") not in self.logins:
            return JSONResponse({"code": 20003, "message": "Authenticate", "status": 401}, 401)
        found = self.calls.get(name) if account_sid == ACCOUNT_SID else None
        return JSONResponse(found) if found else Response(NOT_FOUND_JSON, 404)

    async def _recording(self, account_sid: str, name: str, request: Request) -> Response:
        recording_sid, _, extension = name.partition(".")
        fault = self.script.note(extension or "wav", seen(request, None))
        if fault and fault.kind == "hang":
            await self.script.hold(extension or "wav")
        elif fault:
            return (
                Response(fault.body or b"", fault.status, fault.headers)
                if fault.kind != "status"
                else _error(fault)
            )
        if request.headers.get("authorization") not in self.logins:
            return JSONResponse({"code": 20003, "message": "Authenticate", "status": 401}, 401)
        media = self.media.get(recording_sid) if account_sid == ACCOUNT_SID else None
        audio = getattr(media, extension or "wav", None)
        if media is None or audio is None:
            return Response(NOT_FOUND_XML, 404, media_type="application/xml")
        if request.query_params.get("RequestedChannels") == "2":
            if media.dual is None:
                return JSONResponse(
                    {"code": 21220, "message": "no dual-channel media", "status": 400}, 400
                )
            audio = media.dual
        return Response(audio, media_type="audio/mpeg" if extension == "mp3" else "audio/x-wav")


@dataclass
class FakeBucket:
    """Presigned links to one object; like S3, it refuses a request that also carries a login."""

    content: bytes
    authorizations: list[str | None] = field(default_factory=list)
    app: FastAPI = field(default_factory=FastAPI)
    # Where to send the next request instead of the truth.
    back_to: str | None = None

    def __post_init__(self) -> None:
        self.app.get("/bucket/object")(self._object)

    async def _object(self, request: Request) -> Response:
        authorization = request.headers.get("authorization")
        self.authorizations.append(authorization)
        if self.back_to:
            return Response(status_code=307, headers={"location": self.back_to})
        if authorization:
            return Response(
                b"<Error><Code>InvalidArgument</Code></Error>", 400, media_type="application/xml"
            )
        return _part_of(self.content, request.headers.get("range"))


def basic(user: str = ACCOUNT_SID, password: str = AUTH_TOKEN) -> str:
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


def _error(fault: Fault) -> Response:
    return JSONResponse(fault.body or {"status": fault.status}, fault.status, fault.headers)


def _part_of(content: bytes, wanted: str | None) -> Response:
    headers = {"etag": '"one"', "accept-ranges": "bytes"}
    found = re.fullmatch(r"bytes=(\d+)-", wanted or "")
    if not found:
        return Response(content, headers=headers, media_type="audio/x-wav")
    start = int(found[1])
    if start >= len(content):
        return Response(status_code=416, headers={"content-range": f"bytes */{len(content)}"})
    headers["content-range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
    return Response(content[start:], 206, headers, media_type="audio/x-wav")
