"""ElevenLabs' conversations: listed, by id, with the key of their workspace, and their audio."""

import time
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from tests.fakes.serving import Fault, Script, answer_fault, seen

API_KEY = "xi_" + "5" * 32
RATE_LIMITED = Fault("status", 429, {"retry-after": "7"})
SAID = "My boiler leaks. Please call me back tomorrow at three p m."
SERVER_ERROR = Fault("status", 503, {"retry-after": "3"})


def redirect(location: str) -> Fault:
    return Fault("status", 302, {"location": location})


@dataclass
class FakeElevenLabs:
    """Endpoints of the script: "list", "conversation" and "audio". A page holds `page_size` at
    most.
    """

    script: Script = field(default_factory=Script)
    conversations: dict[str, dict[str, Any]] = field(default_factory=dict)
    audio: dict[str, bytes] = field(default_factory=dict)
    page_size: int = 2
    # The agents of workspaces, by their keys. Their conversations are seen with these keys only.
    agents: dict[str, list[str]] = field(default_factory=dict)
    # What requests with these keys get.
    key_faults: dict[str, Fault] = field(default_factory=dict)
    app: FastAPI = field(default_factory=FastAPI)

    def __post_init__(self) -> None:
        self.app.get("/v1/convai/conversations")(self._list)
        self.app.get("/v1/convai/agents")(self._agents)
        self.app.get("/v1/convai/conversations/{conversation_id}")(self._conversation)
        self.app.get("/v1/convai/conversations/{conversation_id}/audio")(self._audio)

    def ended(
        self, conversation_id: str, agent_id: str, *, ago_s: float = 3600, status: str = "done"
    ) -> None:
        """A conversation of a minute that ended so long ago."""
        self.conversations[conversation_id] = {
            "agent_id": agent_id,
            "conversation_id": conversation_id,
            "status": status,
            "transcript": [{"role": "user", "message": SAID, "time_in_call_secs": 1}],
            "metadata": {
                "start_time_unix_secs": int(time.time() - ago_s - 60),
                "call_duration_secs": 60,
            },
            "has_audio": False,
        }

    async def _agents(self, request: Request) -> Response:
        self.script.note("agents", seen(request, None))
        if (owned := self.agents.get(request.headers.get("xi-api-key", ""))) is None:
            return JSONResponse({"detail": {"status": "invalid_api_key"}}, 401)
        start = int(request.query_params.get("cursor", 0))
        page = owned[start : start + self.page_size]
        more = start + self.page_size < len(owned)
        return JSONResponse(
            {
                "agents": [{"agent_id": each, "name": each} for each in page],
                "has_more": more,
                "next_cursor": str(start + self.page_size) if more else None,
            }
        )

    async def _list(self, request: Request) -> Response:
        if refusal := await self._refusal("list", request):
            return refusal
        query = request.query_params
        after, start = int(query["call_start_after_unix"]), int(query.get("cursor", 0))
        found = [
            _summary(each)
            for each in self.conversations.values()
            if each["metadata"]["start_time_unix_secs"] >= after and self._sees(request, each)
        ]
        end = start + min(self.page_size, int(query["page_size"]))
        more = end < len(found)
        return JSONResponse(
            {
                "conversations": found[start:end],
                "has_more": more,
                "next_cursor": str(end) if more else None,
            }
        )

    async def _conversation(self, conversation_id: str, request: Request) -> Response:
        if refusal := await self._refusal("conversation", request):
            return refusal
        found = self.conversations.get(conversation_id)
        if found and not self._sees(request, found):
            found = None
        return JSONResponse(found) if found else _error(404, "conversation_not_found")

    async def _audio(self, conversation_id: str, request: Request) -> Response:
        if refusal := await self._refusal("audio", request):
            return refusal
        conversation = self.conversations.get(conversation_id)
        found = self.audio.get(conversation_id)
        if conversation and not self._sees(request, conversation):
            found = None
        return (
            Response(found, media_type="audio/mpeg")
            if found
            else _error(404, "conversation_not_found")
        )

    async def _refusal(self, endpoint: str, request: Request) -> Response | None:
        key = request.headers.get("xi-api-key", "")
        fault = self.script.note(endpoint, seen(request, None)) or self.key_faults.get(key)
        if fault and fault.kind == "hang":
            await self.script.hold(endpoint)
        elif fault:
            return answer_fault(fault)
        known = {API_KEY, *self.agents}
        return None if key in known else _error(401, "invalid_api_key")

    def _sees(self, request: Request, conversation: dict[str, Any]) -> bool:
        """Returns whether the conversation is in the workspace of the request's key."""
        key, agent_id = request.headers.get("xi-api-key", ""), conversation["agent_id"]
        if key in self.agents:
            return agent_id in self.agents[key]
        return not any(agent_id in agents for agents in self.agents.values())


def _summary(conversation: dict[str, Any]) -> dict[str, Any]:
    """No words, no numbers."""
    return {
        "agent_id": conversation["agent_id"],
        "conversation_id": conversation["conversation_id"],
        "status": conversation["status"],
        "call_successful": "success",
        "message_count": len(conversation["transcript"]),
        **conversation["metadata"],
    }


def _error(status: int, code: str) -> Response:
    return JSONResponse({"detail": {"status": code, "message": code}}, status)
