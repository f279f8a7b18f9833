"""ElevenLabs' conversations: listed, by id, with the key of their workspace, and their audio; and
the calls that its agents place.
"""

import time
from dataclasses import dataclass, field, replace
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from tests.fakes.serving import Fault, Script, answer_fault, json_body, seen

API_KEY = "xi_" + "5" * 32
RATE_LIMITED = Fault("status", 429, {"retry-after": "7"})
SAID = "My boiler leaks. Please call me back tomorrow at three p m."
SERVER_ERROR = Fault("status", 503, {"retry-after": "3"})
# The call is placed, and the answer is lost or says otherwise.
LOST_AFTER = Fault("truncated after")
FAILED_AFTER = Fault("status after", 503)


def redirect(location: str) -> Fault:
    return Fault("status", 302, {"location": location})


@dataclass
class FakeElevenLabs:
    """Endpoints of the script: "list", "conversation", "audio" and "call". A page holds `page_size`
    at most.
    """

    script: Script = field(default_factory=Script)
    conversations: dict[str, dict[str, Any]] = field(default_factory=dict)
    audio: dict[str, bytes] = field(default_factory=dict)
    page_size: int = 2
    # The agents of workspaces, by their keys. Their conversations are seen with these keys only.
    agents: dict[str, list[str]] = field(default_factory=dict)
    # What requests with these keys get.
    key_faults: dict[str, Fault] = field(default_factory=dict)
    # The bodies of calls that agents placed, with their conversations.
    placed: list[dict[str, Any]] = field(default_factory=list)
    app: FastAPI = field(default_factory=FastAPI)

    def __post_init__(self) -> None:
        self.app.get("/v1/convai/conversations")(self._list)
        self.app.get("/v1/convai/agents")(self._agents)
        self.app.post("/v1/convai/twilio/outbound-call")(self._call)
        self.app.post("/v1/convai/sip-trunk/outbound-call")(self._call)
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
            if each["metadata"]["start_time_unix_secs"] >= after
            and self._sees(request, each)
            and query.get("user_id") in (None, each.get("user_id"))
            and query.get("agent_id") in (None, each["agent_id"])
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

    async def _call(self, request: Request) -> Response:
        body = await json_body(request)
        fault = self.script.note("call", seen(request, body))
        if fault and not fault.kind.endswith("after"):
            return answer_fault(fault)
        if request.headers.get("xi-api-key", "") not in {API_KEY, *self.agents}:
            return _error(401, "invalid_api_key")
        conversation_id = f"conv_out_{len(self.placed) + 1}"
        self.placed.append({**body, "conversation_id": conversation_id})
        self.conversations[conversation_id] = {
            "agent_id": body["agent_id"],
            "user_id": body["conversation_initiation_client_data"]["user_id"],
            "conversation_id": conversation_id,
            "status": "initiated",
            "transcript": [],
            "metadata": {"start_time_unix_secs": int(time.time()), "call_duration_secs": 0},
        }
        if fault:
            return answer_fault(replace(fault, kind=fault.kind.removesuffix(" after")))
        return JSONResponse(
            {
                "success": True,
                "message": "Call placed",
                "conversation_id": conversation_id,
                "callSid": "CA" + f"{len(self.placed):032x}",
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
