"""Extracts who called and what they want, and adds it to the person's lead."""

from dataclasses import dataclass, replace
from typing import ClassVar

from shared.db.events import insert_event
from shared.db.insights import get_insight
from shared.db.leads import find_reachable_lead_id, upsert_lead
from shared.db.pool import Connection
from shared.domain.insights import Lead, filled
from shared.domain.steps import Step
from shared.ports import Analyst, Answer, CallContext
from worker.steps.analyst_step import AnalystStep


@dataclass(frozen=True)
class ExtractLead(AnalystStep[Lead]):
    name: ClassVar = Step.EXTRACT_LEAD

    async def ask(self, analyst: Analyst, context: CallContext) -> Answer[Lead]:
        """Queries the analyst. The sender's data about the caller fills missing fields."""
        answer = await analyst.extract_lead(self.transcript, context)
        call = self.run.call
        return replace(
            answer, value=filled(answer.value, call.contact, caller_id=call.customer_number)
        )

    async def find(self, conn: Connection) -> Lead:
        return await get_insight(conn, self.run.tenant.id, self.run.call.id, kind=Lead)

    async def save(self, conn: Connection, value: Answer[Lead]) -> None:
        tenant_id, call_id = self.run.tenant.id, self.run.call.id
        await upsert_lead(conn, tenant_id, call_id, value.value)
        if lead_id := await find_reachable_lead_id(conn, tenant_id, call_id):
            await insert_event(
                conn,
                tenant_id,
                "lead.extracted",
                call_id=call_id,
                job_id=self.run.claim.job_id,
                data={"lead_id": str(lead_id)},
            )
