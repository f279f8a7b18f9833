"""ElevenLabs' conversations: by id, with the key of their workspace, and their audio."""

from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from tests.fakes.serving import Fault, Script, answer_fault, seen

API_KEY = "xi_" + "5" * 32
RATE_LIMITED = Fault("status", 429, {"retry-after": "7"})
SERVER_ERROR = Fault("status", 503, {"retry-after": "3"})


def redirect(location: str) -> Fault:
    return Fault("status", 302, {"location": location})


@dataclass
class FakeElevenLabs:
    """Endpoints of the script: "conversation" and "audio"."""

    script: Script = field(default_factory=Script)
    conversations: dict[str, dict[str, Any]] = field(default_factory=dict)
    audio: dict[str, bytes] = field(default_factory=dict)
    app: FastAPI = field(default_factory=FastAPI)

    def __post_init__(self) -> None:
        self.app.get("/v1/convai/conversations/{conversation_id}")(self._conversation)
        self.app.get("/v1/convai/conversations/{conversation_id}/audio")(self._audio)

    async def _conversation(self, conversation_id: str, request: Request) -> Response:
        if refusal := await self._refusal("conversation", request):
            return refusal
        found = self.conversations.get(conversation_id)
        return JSONResponse(found) if found else _error(404, "conversation_not_found")

    async def _audio(self, conversation_id: str, request: Request) -> Response:
        if refusal := await self._refusal("audio", request):
            return refusal
        found = self.audio.get(conversation_id)
        return Response(found, media_type="audio/mpeg") if found else _error(404, "conversation_not_found")

    async def _refusal(self, endpoint: str, request: Request) -> Response | None:
        fault = self.script.note(endpoint, seen(request, None))
        if fault and fault.kind == "hang":
            await self.script.hold(endpoint)
        elif fault:
            return answer_fault(fault)
        return None if request.headers.get("xi-api-key") == API_KEY else _error(401, "invalid_api_key")


def _error(status: int, code: str) -> Response:
    return JSONResponse({"detail": {"status": code, "message": code}}, status)
