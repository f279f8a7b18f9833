"""The requests of benchmarks/bench_lists.py: each list with each of its filters, and each page."""

import itertools
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from api.http import cursors
from benchmarks.million_calls import MadeTenant
from shared.db.pool import Connection

COMBINED = 240
DEEP_PAGE, PAGE_SIZE = 10_000, 50
# Words of benchmarks/million_calls.sql, by how often they stand in calls.
FREQUENT, MIDDLING, RARE, ABSENT = "appointment", "quotation", "chinchilla", "xylophone"
# A third of the older half of all calls.
OLD = "blizzard"
SEARCHES = {
    "frequent": (FREQUENT, "boiler"),
    "in a thousandth": (MIDDLING,),
    "rare": (RARE,),
    "absent": (ABSENT,),
    "old calls only": (OLD,),
    "two letters": ("bo", "ti"),
    "two letters, absent": ("qz", "xj"),
    "a name": ("Maria Lopez", "José Müller", "zoe ueda"),
    "a first name": ("Maria", "felix"),
    "part of a number": ("0142", "55512"),
    "frequent and rare": (f"{FREQUENT} {RARE}", f"boiler {RARE}"),
    "frequent and frequent": (f"{FREQUENT} portland boiler",),
    "frequent and absent": (f"{FREQUENT} {ABSENT}",),
}
CALLBACKS = (
    "overdue", "due", "coming", "ambiguous", "done", "cancelled", "open", "any", "none",
)  # fmt: skip
STATUSES = ("received", "processing", "ready", "partial", "failed")
OUTCOMES = ("voicemail", "transferred", "ended_by_agent", "busy", "no_answer", "failed")


@dataclass(frozen=True, slots=True)
class Case:
    """Requests of one kind; `variants` are their parameters, in turn."""

    name: str
    path: str
    variants: Sequence[Mapping[str, Any]] = ({},)
    # Of the path too, in turn with the variants.
    ids: Sequence[object] = ()

    def request(self, number: int) -> tuple[str, Mapping[str, Any]]:
        path = self.path
        if self.ids:
            path = path.replace("{id}", str(self.ids[number % len(self.ids)]))
        return path, self.variants[number % len(self.variants)]


@dataclass(frozen=True, slots=True)
class Known:
    """What requests name of a tenant."""

    ends: datetime
    frequent_agent: UUID
    rare_agent: UUID
    # Of a person with a hundredth of all calls, of others, of a line of the team, and of no one.
    hot_number: str
    numbers: list[str]
    line: str
    hot_lead: UUID
    leads: list[UUID]
    calls: list[UUID]
    jobs: list[UUID]
    callbacks: list[UUID]
    user: UUID
    deep: dict[str, str | None]
    deep_audit: int


async def known_of(conn: Connection, tenant: MadeTenant, ends: datetime) -> Known:
    """Reads them, as a role that sees all rows."""

    async def column(statement: str, *values: object) -> list[Any]:
        return [row[0] for row in await conn.fetch(statement, tenant.id, *values)]

    async def deep(table: str, order: str, direction: str) -> str | None:
        """Returns a cursor behind page DEEP_PAGE, or behind nine tenths of a shorter list."""
        count = await conn.fetchval(f"select count(*) from {table} where tenant_id = $1", tenant.id)
        row = await conn.fetchrow(
            f"select {order} as moment, id from {table} where tenant_id = $1"
            f" order by {order} {direction}, id {direction} offset $2 limit 1",
            tenant.id,
            min(DEEP_PAGE * PAGE_SIZE, count * 9 // 10),
        )
        return cursors.encode(row["moment"], row["id"]) if row else None

    agents = await column(
        "select agent_id from calls where tenant_id = $1 and agent_id is not null"
        " group by agent_id order by count(*)"
    )
    numbers = await column(
        "select from_number from calls where tenant_id = $1 and direction = 'inbound'"
        " and from_number is not null group by from_number order by count(*) desc"
    )
    leads = await column(
        "select lead_id from lead_calls where tenant_id = $1 group by lead_id"
        " order by count(*) desc"
    )
    return Known(
        ends=ends,
        frequent_agent=agents[-1],
        rare_agent=agents[0],
        hot_number=numbers[0],
        numbers=numbers[1 : len(numbers) : max(1, len(numbers) // 20)],
        line=(
            await column(
                "select to_number from calls where tenant_id = $1 and direction = 'inbound'"
                " group by to_number order by count(*) desc limit 1"
            )
        )[0],
        hot_lead=leads[0],
        leads=leads[1 : len(leads) : max(1, len(leads) // 20)],
        calls=await column(
            "select id from (select id, row_number() over (order by created_at desc) as place"
            " from calls where tenant_id = $1 and status = 'ready') as ready"
            " where place % $2 = 1 limit 20",
            max(2, tenant.size // 20),
        ),
        jobs=await column("select id from jobs where tenant_id = $1 limit 20"),
        callbacks=await column("select id from callbacks where tenant_id = $1 limit 20"),
        user=(await column("select id from users where tenant_id = $1 and role = 'owner'"))[0],
        deep={
            "calls": await deep("calls", "created_at", "desc"),
            "jobs": await deep("jobs", "created_at", "desc"),
            "leads": await deep("leads", "last_call_at", "desc"),
            "callbacks": await deep("callbacks", "coalesce(due_at, created_at)", "asc"),
        },
        deep_audit=await conn.fetchval(
            "select coalesce((select id from audit_log where tenant_id = $1 order by id desc"
            " offset $2 limit 1), 2)",
            tenant.id,
            tenant.size * 9 // 10,
        ),
    )


def lists_of(known: Known) -> list[Case]:
    return [
        *calls_of(known),
        *callbacks_of(known),
        *leads_of(known),
        *jobs_of(known),
        *audit_of(known),
        Case("usage, this month", "/api/usage"),
        Case("usage, a year", "/api/usage", [_days(known.ends, 365)]),
        Case("missed calls", "/api/missed-calls"),
        Case("queue, counts", "/api/queue/stats"),
        Case("agents", "/api/agents"),
        Case("people", "/api/users"),
        Case("keys", "/api/api-keys"),
    ]


def calls_of(known: Known) -> list[Case]:
    def case(name: str, *variants: Mapping[str, Any]) -> Case:
        return Case(f"calls, {name}", "/api/calls", variants)

    year_ago = known.ends - timedelta(days=365)
    return [
        case("newest", {}),
        case("newest 200", {"limit": 200}),
        case(f"page {DEEP_PAGE}", {"cursor": known.deep["calls"]}),
        *(case(f"status {status}", {"status": status}) for status in STATUSES),
        case("frequent agent", {"agent_id": known.frequent_agent}),
        case("rare agent", {"agent_id": known.rare_agent}),
        case("number of a frequent caller", {"phone": known.hot_number}),
        case("number of a caller", *({"phone": number} for number in known.numbers)),
        case("number of a line", {"phone": known.line}),
        case("unknown number", {"phone": "+4930123456"}),
        case("frequent person", {"lead_id": known.hot_lead}),
        case("person", *({"lead_id": lead} for lead in known.leads)),
        case("a week of a year ago", _period(year_ago, 7)),
        case("this week", _period(known.ends - timedelta(days=7), 7)),
        case("inbound", {"direction": "inbound"}),
        case("outbound", {"direction": "outbound"}),
        *(case(f"outcome {outcome}", {"outcome": outcome}) for outcome in OUTCOMES),
        *(case(f"language {language}", {"language": language}) for language in ("en", "fr", "it")),
        *(case(f"callback {state}", {"callback": state}) for state in CALLBACKS),
        *(
            case(f"words: {name}", *({"q": typed} for typed in searches))
            for name, searches in SEARCHES.items()
        ),
        case("words: a number", *({"q": number[2:]} for number in known.numbers)),
        case("words: number of a line", {"q": known.line}),
        case("words: frequent, deep", {"q": FREQUENT, "cursor": known.deep["calls"]}),
        case("words: old, status failed", {"q": OLD, "status": "failed"}),
        case(
            "no call is like that",
            {"outcome": "failed", "direction": "outbound", "agent_id": known.rare_agent},
            {"callback": "due", "status": "failed"},
            {"callback": "cancelled", "outcome": "busy", "direction": "outbound", "q": RARE},
            {"status": "received", "callback": "done"},
        ),
        case("combined filters", *combined(known)),
    ]


def combined(known: Known) -> list[dict[str, Any]]:
    """Returns a sample of all combinations of the filters that the page of calls offers."""
    every: dict[str, tuple[Any, ...]] = {
        "status": (None, *STATUSES),
        "agent_id": (None, known.frequent_agent, known.rare_agent),
        "direction": (None, "inbound", "outbound"),
        "outcome": (None, *OUTCOMES),
        "callback": (None, *CALLBACKS),
        "since": (None, (known.ends - timedelta(days=400)).isoformat()),
        "until": (None, (known.ends - timedelta(days=200)).isoformat()),
        "q": (None, None, FREQUENT, MIDDLING, RARE, OLD, "maria"),
    }
    combinations = list(itertools.product(*every.values()))
    chosen = random.Random(1).sample(combinations, COMBINED)
    return [
        {name: value for name, value in zip(every, values, strict=True) if value is not None}
        for values in chosen
    ]


def callbacks_of(known: Known) -> list[Case]:
    def case(name: str, *variants: Mapping[str, Any]) -> Case:
        return Case(f"callbacks, {name}", "/api/callbacks", variants)

    states = (*CALLBACKS[:7],)
    return [
        case("soonest", {}),
        case("latest", {"order": "latest"}),
        case("deep", {"cursor": known.deep["callbacks"]}),
        *(case(state, {"state": state}) for state in states),
        *(
            case(f"{state}, latest", {"state": state, "order": "latest"})
            for state in ("done", "cancelled", "open", "due")
        ),
        *(case(f"status {status}", {"status": status}) for status in ("ambiguous", "cancelled")),
        case("open, mine", {"state": "open", "assignee": "me"}),
        case("open, no one's", {"state": "open", "assignee": "none"}),
        case("open, of a person with none", {"state": "open", "assignee": known.calls[0]}),
        case("done, mine", {"state": "done", "assignee": "me", "order": "latest"}),
        case("open, rare agent", {"state": "open", "agent_id": known.rare_agent}),
        case("rare agent", {"agent_id": known.rare_agent}),
        case("frequent agent", {"agent_id": known.frequent_agent}),
        case(
            "due before",
            {"due_before": (known.ends + timedelta(days=1)).isoformat(), "state": "coming"},
        ),
        Case("callback's history", "/api/callbacks/{id}/history", ids=known.callbacks),
    ]


def leads_of(known: Known) -> list[Case]:
    return [
        Case("people who called, latest", "/api/leads"),
        Case("people who called, 200", "/api/leads", [{"limit": 200}]),
        Case("people who called, deep", "/api/leads", [{"cursor": known.deep["leads"]}]),
        Case(
            "people who called, by number",
            "/api/leads",
            [{"phone": each} for each in known.numbers],
        ),
        Case("people who called, frequent", "/api/leads", [{"phone": known.hot_number}]),
        Case("people who called, unknown number", "/api/leads", [{"phone": "+4930123456"}]),
        Case("people who called, unknown address", "/api/leads", [{"email": "a@example.com"}]),
        Case("person", "/api/leads/{id}", ids=known.leads),
        Case("frequent person", "/api/leads/{id}", ids=[known.hot_lead]),
    ]


def jobs_of(known: Known) -> list[Case]:
    def case(name: str, *variants: Mapping[str, Any]) -> Case:
        return Case(f"jobs, {name}", "/api/jobs", variants)

    statuses = ("queued", "running", "succeeded", "failed", "cancelled")
    return [
        case("newest", {}),
        case("deep", {"cursor": known.deep["jobs"]}),
        *(case(status, {"status": status}) for status in statuses),
        case("open", {"status": ["queued", "running"]}),
        case("failed, not dismissed", {"status": "failed", "dismissed": False}),
        case("cancelled, not dismissed", {"status": "cancelled", "dismissed": False}),
        case("lane backfill", {"lane": "backfill"}),
        case("kind attach_recording", {"kind": "attach_recording"}),
        case("failed, kind attach_recording", {"status": "failed", "kind": "attach_recording"}),
        Case("job, status", "/api/job/{id}/status", ids=known.jobs),
        Case("job, runs", "/api/job/{id}/runs", ids=known.jobs),
    ]


def audit_of(known: Known) -> list[Case]:
    def case(name: str, *variants: Mapping[str, Any]) -> Case:
        return Case(f"audit, {name}", "/api/audit", variants)

    return [
        case("newest", {}),
        case("deep", {"before": known.deep_audit}),
        case("action", {"action": "GET /api/calls/{call_id}"}),
        case("absent action", {"action": "DELETE /api/calls/{call_id}"}),
        case("actor", {"actor_id": known.user}),
        case("absent actor", {"actor_id": known.calls[0]}),
        case("object", *({"object_id": str(call)} for call in known.calls)),
        case("refused", {"outcome": "refused"}),
        case("failed", {"outcome": "failed"}),
        case("a week of a year ago", _period(known.ends - timedelta(days=365), 7)),
    ]


def pages_of(known: Known) -> list[Case]:
    return [
        *(
            Case(f"page /?whose={whose}", "/", [{"whose": whose}])
            for whose in ("all", "mine", "none")
        ),
        Case("page /calls", "/calls"),
        Case("page /calls, deep", "/calls", [{"cursor": known.deep["calls"]}]),
        Case("page /calls, words", "/calls", [{"q": FREQUENT}, {"q": RARE}, {"q": OLD}]),
        Case("page /calls, status received", "/calls", [{"status": "received"}]),
        Case("page /calls/{id}", "/calls/{id}", ids=known.calls),
        Case("page /numbers", "/numbers"),
        Case("page /numbers, a year", "/numbers", [{"days": 366}]),
        *(
            Case(f"page /work?view={view}", "/work", [{"view": view}])
            for view in ("open", "failed", "cancelled", "succeeded")
        ),
        Case("page /settings", "/settings"),
        Case("page /settings/connections", "/settings/connections"),
        Case("page /settings/targets", "/settings/targets"),
        Case("page /settings/people", "/settings/people"),
        Case("page /settings/keys", "/settings/keys"),
        Case("page /start", "/start"),
    ]


def _days(ends: datetime, days: int) -> dict[str, str]:
    last = ends.date()
    return {"from": (last - timedelta(days=days)).isoformat(), "to": last.isoformat()}


def _period(since: datetime, days: int) -> dict[str, str]:
    return {"since": since.isoformat(), "until": (since + timedelta(days=days)).isoformat()}
