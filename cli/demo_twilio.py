"""Simulates Twilio's media host for the demo: a login, both channels on request, 404
for the rest.
"""

import base64
import hmac
import secrets
import struct
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from fastapi import FastAPI, Request, Response

from cli.demo_serving import serving_in_thread


def _random_sid(prefix: str) -> str:
    return prefix + secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class DemoTwilio:
    """One account with one recording, on a free port of this machine."""

    port: int
    audio: bytes = field(repr=False)
    account_sid: str = field(default_factory=lambda: _random_sid("AC"))
    auth_token: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    recording_sid: str = field(default_factory=lambda: _random_sid("RE"))
    call_sid: str = field(default_factory=lambda: _random_sid("CA"))

    @property
    def environ(self) -> dict[str, str]:
        return {
            "TWILIO_BASE_URL": f"http://127.0.0.1:{self.port}",
            "TWILIO_ACCOUNT_SID": self.account_sid,
            "TWILIO_AUTH_TOKEN": self.auth_token,
            # The simulated Twilio has no list of recordings.
            "MISSED_CALLS_WINDOW_HOURS": "0",
        }

    def serving(self) -> AbstractContextManager[None]:
        app = FastAPI(openapi_url=None)
        login = base64.b64encode(f"{self.account_sid}:{self.auth_token}".encode()).decode()

        @app.get("/2010-04-01/Accounts/{account_sid}/Recordings/{name}")
        async def recording(account_sid: str, name: str, request: Request) -> Response:
            if not hmac.compare_digest(request.headers.get("authorization", ""), f"Basic {login}"):
                return Response(status_code=401)
            known = account_sid == self.account_sid and name == f"{self.recording_sid}.wav"
            if not known or request.query_params.get("RequestedChannels") != "2":
                return Response(status_code=404)
            return Response(self.audio, media_type="audio/x-wav")

        return serving_in_thread(app, self.port, name="Twilio of the demo")


def with_channels_swapped(wav: bytes) -> bytes:
    """Swaps the channels of a mu-law WAV file: Twilio puts the caller's leg first."""
    start = wav.index(b"data") + 8
    (size,) = struct.unpack("<I", wav[start - 4 : start])
    samples = bytearray(wav[start : start + size])
    samples[0::2], samples[1::2] = samples[1::2], samples[0::2]
    return wav[:start] + bytes(samples) + wav[start + size :]
