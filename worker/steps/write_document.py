"""Writes the readable document about a call."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from shared.db.insights import document_of_call, get_document
from shared.db.pool import Connection
from shared.db.writes import Write
from shared.domain.insights import Document
from shared.domain.steps import Step
from shared.ports import Analyst, Answer, CallContext
from worker.steps.analyst_step import AnalystStep


@dataclass(frozen=True)
class WriteDocument(AnalystStep[Document]):
    name: ClassVar = Step.WRITE_DOCUMENT

    async def ask(self, analyst: Analyst, context: CallContext) -> Answer[Document]:
        return await analyst.write_document(self.transcript, context)

    async def find(self, conn: Connection) -> Document:
        return await get_document(conn, self.run.tenant.id, self.run.call.id)

    def writes(self, value: Answer[Document]) -> Sequence[Write]:
        return [
            document_of_call(value.value, model=value.model, prompt_version=value.prompt_version)
        ]
