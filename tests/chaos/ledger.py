"""What a sender remembers of what it was promised, and what there is of it in the end."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg
import httpx

from tests.support.calls import send, transcription

RESEND_SHARE = 0.05
PATIENCE_S = 120.0
PAUSE_S = 0.2


@dataclass
class Ledger:
    """`accepted` holds the answer to every conversation that got a 202; `refusals` counts the other
    answers.

    While `disk_is_full` each 503 has to say so; `unnamed` are those that did not.
    """

    client: httpx.AsyncClient
    agent_id: str
    secret: str
    choose: random.Random
    accepted: dict[str, dict[str, Any]] = field(default_factory=dict)
    contradicted: list[str] = field(default_factory=list)
    refusals: Counter[str] = field(default_factory=Counter)
    disk_is_full: bool = False
    unnamed: list[str] = field(default_factory=list)

    async def deliver(self, conversation_id: str, event: dict[str, Any]) -> None:
        """As a sender that does not give up; now and then it doubts the answer and
        sends once more.
        """
        answer = await self._until_accepted(event)
        self.accepted[conversation_id] = answer
        if self.choose.random() < RESEND_SHARE:
            again = await self._until_accepted(event)
            if answer["call_id"] and again["call_id"] and again["call_id"] != answer["call_id"]:
                self.contradicted.append(conversation_id)

    async def _until_accepted(self, event: dict[str, Any]) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                was_full = self.disk_is_full
                try:
                    answer = await send(self.client, event, secret=self.secret)
                except httpx.HTTPError as error:
                    self.refusals[type(error).__name__] += 1
                else:
                    if answer.status_code == 202:
                        body: dict[str, Any] = answer.json()
                        return body
                    self.refusals[str(answer.status_code)] += 1
                    if was_full and self.disk_is_full and "disk" not in answer.text:
                        self.unnamed.append(f"{answer.status_code} {answer.text}")
                await asyncio.sleep(PAUSE_S * self.choose.uniform(0.5, 1.5))


def event(
    agent_id: str, conversation_id: str, *, day: int, before: Sequence[tuple[str, str]] = ()
) -> dict[str, Any]:
    """A call in which the customer asks to be called back, after turns that came `before`.

    Calls of different days can all be booked.
    """
    begun = {"start_time_unix_secs": 1795015800 + 86400 * day, "timezone": "America/New_York"}
    said = (
        f"I am Maria Lopez, 503 555 0142, file {conversation_id}. Can someone call me back tomorrow"
        " at three p m?"
    )
    return transcription(agent_id, conversation_id, turns=(*before, ("user", said)), metadata=begun)


@dataclass(frozen=True)
class Findings:
    """`attempts` is how many were spent, all runs together."""

    lost: list[str]
    doubled: list[str]
    open: int
    attempts: int


async def findings(
    conn: asyncpg.Connection, ledgers: Sequence[Ledger], booked: list[str], vectors: set[str]
) -> Findings:
    """`booked` are callback ids as the calendar has them, once for each booking; `vectors` what the
    index holds.
    """
    rows = await conn.fetch("select external_id, id, status from calls")
    calls = {row["external_id"]: row for row in rows}
    accepted = {name: answer for ledger in ledgers for name, answer in ledger.accepted.items()}
    lost = [f"{name} is not there" for name in accepted if name not in calls]
    lost += [
        f"{name} has another id than it was promised"
        for name, answer in accepted.items()
        if name in calls and answer["call_id"] and UUID(answer["call_id"]) != calls[name]["id"]
    ]
    lost += [f"{row['name']}: {row['found']}" for row in await conn.fetch(MISSING)]
    doubled = [
        f"{name} was answered with two ids" for ledger in ledgers for name in ledger.contradicted
    ]
    doubled += [f"{row['name']}: {row['found']}" for row in await conn.fetch(DOUBLED)]
    doubled += [
        f"{callback} is booked {count} times"
        for callback, count in Counter(booked).items()
        if count > 1
    ]
    rows = await conn.fetch(
        "select chunks.id from chunks join calls on calls.id = call_id where status = 'ready'"
    )
    chunks = {str(row["id"]) for row in rows}
    known = {str(row["id"]) for row in await conn.fetch("select id from chunks")}
    lost += [f"chunk {each} is not in the index" for each in chunks - vectors]
    doubled += [f"vector {each} belongs to no chunk" for each in vectors - known]
    open_runs = await conn.fetchval(
        "select count(*) from jobs where status in ('queued', 'running')"
    )
    attempts = await conn.fetchval("select coalesce(sum(attempts), 0) from jobs")
    return Findings(lost, doubled, open_runs, attempts)


MISSING = """
select name, found from (
    select 'a run is over and did not succeed' as name, id || ' ' || coalesce(error, '') as found
    from jobs where status in ('failed', 'cancelled')
    union all select 'a call is not ready', id || ' ' || status from calls where status <> 'ready'
        and not exists
        (select 1 from jobs where call_id = calls.id and status in ('queued', 'running'))
    union all select 'a step was left out', job_id || ' ' || step from job_steps
        where status not in ('done', 'skipped')
        and job_id in (select id from jobs where status = 'succeeded')
    union all select 'an insight is missing', calls.id || ' ' || kind from calls
        cross join (values ('summary'), ('callback'), ('lead')) as kinds (kind)
        where status = 'ready'
        and not exists (select 1 from insights where call_id = calls.id
            and insights.kind = kinds.kind)
    union all select 'a callback is missing', calls.id || ' ' || coalesce(callbacks.status || ' '
        || coalesce(booking_error, 'not booked'), 'not there')
        from calls left join callbacks on call_id = calls.id where calls.status = 'ready'
            and reference is null
        -- Of a text that was made to stall its readers the faked model may find no number to call.
        and (callbacks.id is null or calls.external_id not like 'hostile%')
    union all select 'a chunk is not indexed', chunks.id::text from chunks
        join calls on calls.id = call_id
        where indexed_at is null and calls.status = 'ready'
) as missing
"""

DOUBLED = """
select name, found from (
    select 'an insight has two versions' as name, call_id || ' ' || kind as found from insights
    group by call_id, kind having count(*) > 1
    union all select 'a document has two versions', call_id::text
        from documents group by call_id having count(*) > 1
    union all select 'a transcript has two versions', call_id::text
        from transcripts group by call_id
        having count(*) > 1
    union all select 'told twice', call_id || ' ' || type || coalesce(' ' || (data ->> 'step'), '')
        from events
        where type in ('call.received', 'job.queued', 'step.done', 'job.succeeded', 'call.ready')
        group by call_id, type, data ->> 'step' having count(*) > 1
    union all select 'two runs', call_id::text from jobs group by call_id having count(*) > 1
) as doubled
"""
