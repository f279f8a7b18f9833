"""Calls that the team's voice agent places for callbacks: the team's rules and people's
decisions.
"""

from datetime import datetime, timedelta
from typing import Annotated, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from api.http.authentication import ActorDep
from api.http.bodies import JsonBody
from api.http.callback_acting import ActionBody, act_on_callback
from api.http.callback_bodies import CallbackBody
from api.http.fields import Clock, Count, Country
from api.http.idempotency import KeyedJsonRoute
from api.http.parameters import CallbackInPath
from api.http.permissions import AdminDep, ReaderDep, WriterDep
from api.http.problems import responses
from api.http.resources import ResourcesDep
from api.http.router import Router
from shared.db.agent_call_refusals import find_refusal
from shared.db.agent_calling import decide, get_calling_rules, store_calling_rules
from shared.db.agent_calls import MOST_LISTED, AgentCallState, list_agent_calls
from shared.db.callback_actions import LockedCallback
from shared.db.callback_lists import get_worked
from shared.db.elevenlabs_keys import find_elevenlabs_key
from shared.db.pool import Connection
from shared.db.tenants import is_only_tenant
from shared.domain.agent_calls import (
    EARLIEST,
    LATEST,
    LONGEST_LATE,
    MOST_TRIES,
    CallingMode,
    CallingRules,
    Line,
)
from shared.domain.ids import AgentCallId, CallId, TenantId
from shared.domain.statuses import CallbackStatus
from shared.errors import Conflict, InvalidRequest

router = Router(tags=["callbacks"], route_class=KeyedJsonRoute)

USUAL = CallingRules()
_VENDOR_ID = r"^[A-Za-z0-9_-]*$"
VendorId = Annotated[str, StringConstraints(max_length=200, pattern=_VENDOR_ID)]


class CallingRulesBody(JsonBody):
    """Whether the team's voice agent calls back, and when it may."""

    model_config = ConfigDict(from_attributes=True)

    mode: CallingMode = Field(
        CallingMode.OFF,
        description=(
            "`off`: people make all callbacks. `ask`: the agent calls after a person approved each"
            " call. `auto`: it calls by itself, except a number that only the caller named."
        ),
    )
    agent_id: VendorId = Field("", description="The agent's id at ElevenLabs.")
    phone_number_id: VendorId = Field(
        "", description="The id at ElevenLabs of the number that it calls from."
    )
    line: Line = Field("twilio", description="How that number is connected.")
    countries: list[Country] = Field(
        [],
        max_length=250,
        description="The countries (ISO 3166) whose numbers it may call.",
    )
    earliest: Clock = Field(
        USUAL.earliest,
        description=(
            "From when on it may call, on the clock of the person who is called; 08:00 at the"
            " earliest. The team's business hours count, too."
        ),
    )
    latest: Clock = Field(USUAL.latest, description="Until when; 21:00 at the latest.")
    max_tries: Annotated[Count, Field(ge=1, le=MOST_TRIES)] = Field(
        USUAL.max_tries, description="How often it tries to reach a person."
    )
    pause_min: Annotated[Count, Field(ge=5, le=10_080)] = Field(
        60, description="Minutes between two tries."
    )
    late_h: Annotated[Count, Field(ge=0, le=LONGEST_LATE // timedelta(hours=1))] = Field(
        24, description="Hours after a callback's time from which on people decide."
    )
    daily_limit: Annotated[Count, Field(ge=1, le=10_000)] = Field(
        USUAL.daily_limit, description="Calls that it may place within 24 hours."
    )

    @model_validator(mode="after")
    def _hours_are_in_order(self) -> Self:
        if not EARLIEST <= self.earliest < self.latest <= LATEST:
            raise ValueError("earliest must be before latest, both from 08:00 to 21:00")
        if self.mode is not CallingMode.OFF:
            for name in ("agent_id", "phone_number_id", "countries"):
                if not getattr(self, name):
                    raise ValueError(f"{name} is needed for this mode")
        return self


class CallingStateBody(CallingRulesBody):
    """The team's rules, and whether the key with which its agent calls works."""

    key_refused_since: datetime | None = Field(
        None,
        description="Since when ElevenLabs refuses the key; null while it works. Callbacks wait.",
    )
    key_refused_because: str | None = Field(
        None, description="Why: a code such as `unauthorized` or `forbidden`."
    )
    key_tried_again_at: datetime | None = Field(
        None, description="When the key is tried again. Another key is tried at once."
    )


class AgentCallBody(BaseModel):
    """A call that the agent placed, or tried to place."""

    model_config = ConfigDict(from_attributes=True)

    id: AgentCallId = Field(
        description="The call's id; it is the `user_id` of the conversation at ElevenLabs."
    )
    state: AgentCallState = Field(
        description=(
            "`placing`: the request is on its way. `unknown`: its answer was lost, and ElevenLabs"
            " is asked. `placed`: the conversation has begun. `reached`, `not_reached`: it is over."
            " `refused`: ElevenLabs refused it. `not_placed`: no call was made."
        )
    )
    number: str = Field(description="The number that was called, E.164.")
    conversation_id: str | None = Field(description="The conversation's id at ElevenLabs.")
    call_id: CallId | None = Field(description="The call that it became here.")
    reason: str | None = Field(description="Why it reached no one: a code such as `no_answer`.")
    created_at: datetime = Field(description="When it was begun.")
    ended_at: datetime | None = Field(description="When it was over.")


class AgentCallList(BaseModel):
    """The agent's calls for a callback."""

    agent_calls: list[AgentCallBody] = Field(
        description=f"The newest first, at most {MOST_LISTED}."
    )


@router.get("/api/tenant/agent-calling")
async def read_calling_rules(tenant_id: ReaderDep, resources: ResourcesDep) -> CallingStateBody:
    """Returns whether the team's voice agent calls back, when it may, and whether its key works."""
    async with resources.database.connection(tenant_id) as conn:
        return await _state_of(conn, tenant_id)


@router.put("/api/tenant/agent-calling", responses=responses(400))
async def set_calling_rules(
    body: CallingRulesBody, tenant_id: AdminDep, resources: ResourcesDep
) -> CallingStateBody:
    """Sets them. Needs a key of the team's own workspace at ElevenLabs, which may place calls and
    read conversations.
    """
    rules = CallingRules(
        **body.model_dump(exclude={"countries", "pause_min", "late_h"}),
        countries=frozenset(body.countries),
        pause=timedelta(minutes=body.pause_min),
        late_after=timedelta(hours=body.late_h),
    )
    async with resources.database.transaction(tenant_id) as conn:
        if rules.mode is not CallingMode.OFF:
            has_key = await find_elevenlabs_key(conn, tenant_id) is not None
            if not has_key and resources.settings.elevenlabs.api_key is not None:
                has_key = await is_only_tenant(conn, tenant_id)
            if not has_key:
                raise InvalidRequest(
                    "The agent calls with a key of the team's own workspace: store one first (PUT"
                    " /api/tenant/elevenlabs-key). It must be allowed to place calls and read"
                    " conversations.",
                    code="elevenlabs_key_missing",
                )
        await store_calling_rules(conn, tenant_id, rules)
        return await _state_of(conn, tenant_id)


@router.post("/api/callbacks/{callback_id}/approve-call", responses=responses(404, 409))
async def approve_agent_call(
    callback_id: CallbackInPath,
    body: ActionBody,
    tenant_id: WriterDep,
    actor: ActorDep,
    resources: ResourcesDep,
) -> CallbackBody:
    """Lets the agent call the number that the callback has now, at the first moment at which it
    may. Takes back `stop-call`. If the number changes, a person is asked again.
    """

    async def work(conn: Connection, one: LockedCallback) -> None:
        _require_scheduled(one)
        await decide(conn, tenant_id, callback_id, "approved")

    return await act_on_callback(resources.database, actor, callback_id, body, "approve_call", work)


@router.post("/api/callbacks/{callback_id}/stop-call", responses=responses(404, 409))
async def stop_agent_call(
    callback_id: CallbackInPath,
    body: ActionBody,
    tenant_id: WriterDep,
    actor: ActorDep,
    resources: ResourcesDep,
) -> CallbackBody:
    """Lets people call: the agent does not. A call that it is placing is not ended."""

    async def work(conn: Connection, one: LockedCallback) -> None:
        _require_scheduled(one)
        await decide(conn, tenant_id, callback_id, "stopped")

    return await act_on_callback(resources.database, actor, callback_id, body, "stop_call", work)


@router.get("/api/callbacks/{callback_id}/agent-calls", responses=responses(404))
async def get_agent_calls(
    callback_id: CallbackInPath, tenant_id: ReaderDep, resources: ResourcesDep
) -> AgentCallList:
    """Returns the calls that the agent placed for a callback, and tried to place."""
    async with resources.database.connection(tenant_id) as conn:
        await get_worked(conn, tenant_id, callback_id)
        found = await list_agent_calls(conn, tenant_id, callback_id)
    return AgentCallList(agent_calls=[AgentCallBody.model_validate(one) for one in found])


def _require_scheduled(one: LockedCallback) -> None:
    if one.status is not CallbackStatus.SCHEDULED:
        raise Conflict(
            "The callback has no time, or is done or cancelled; set a time first (move).",
            code="callback_not_scheduled",
        )


async def _state_of(conn: Connection, tenant_id: TenantId) -> CallingStateBody:
    rules, refusal = await get_calling_rules(conn, tenant_id), await find_refusal(conn, tenant_id)
    return CallingStateBody(
        key_refused_since=refusal.since if refusal else None,
        key_refused_because=refusal.reason if refusal else None,
        key_tried_again_at=refusal.retry_at if refusal else None,
        mode=rules.mode,
        agent_id=rules.agent_id,
        phone_number_id=rules.phone_number_id,
        line=rules.line,
        countries=sorted(rules.countries),
        earliest=rules.earliest,
        latest=rules.latest,
        max_tries=rules.max_tries,
        pause_min=rules.pause // timedelta(minutes=1),
        late_h=rules.late_after // timedelta(hours=1),
        daily_limit=rules.daily_limit,
    )
