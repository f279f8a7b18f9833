"""Summarizes a call, and titles it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from shared.db.call_status import call_titled
from shared.db.insights import get_insight
from shared.db.pool import Connection
from shared.db.writes import Write
from shared.domain.insights import Summary
from shared.domain.steps import Step
from shared.ports import Analyst, Answer, CallContext
from worker.steps.analyst_step import AnalystStep, insight_writes


@dataclass(frozen=True)
class Summarize(AnalystStep[Summary]):
    name: ClassVar = Step.SUMMARIZE

    async def ask(self, analyst: Analyst, context: CallContext) -> Answer[Summary]:
        return await analyst.summarize(self.transcript, context)

    async def find(self, conn: Connection) -> Summary:
        return await get_insight(conn, self.run.tenant.id, self.run.call.id, kind=Summary)

    def writes(self, value: Answer[Summary]) -> Sequence[Write]:
        return [call_titled(value.value.title), *insight_writes(value)]
