"""Repeats a call's analysis, for example after a change of model, prompt or tenant settings."""

from typing import Annotated

from fastapi import Response
from fastapi.responses import JSONResponse
from pydantic import Field

from api.http.bodies import JsonBody
from api.http.fields import StepOfAnalysis
from api.http.idempotency import KeyedJsonRoute
from api.http.parameters import CallInPath
from api.http.permissions import WriterDep
from api.http.problems import responses
from api.http.resources import ResourcesDep
from api.http.router import Router
from api.http.schemas import AcceptedBody
from shared.db.calls import lock_call
from shared.db.inbound import Receipt
from shared.db.transcripts import has_transcript
from shared.domain.steps import MADE_OF_TRANSCRIPT, Step
from shared.errors import Conflict
from shared.intake.runs import start_again

router = Router(tags=["results"], prefix="/api/calls/{call_id}", route_class=KeyedJsonRoute)


class ReprocessBody(JsonBody):
    """Which part of the analysis to repeat."""

    steps: Annotated[list[StepOfAnalysis], Field(min_length=1, max_length=len(Step))] | None = (
        Field(
            None,
            description=(
                "The steps to do again; those that work on what they make follow, as"
                " `index_summary` follows `summarize`. Without it, all that work on the transcript."
            ),
        )
    )


@router.post(
    "/reprocess",
    status_code=202,
    response_model=AcceptedBody,
    responses=responses(404, 409),
)
async def reprocess(
    call_id: CallInPath,
    tenant_id: WriterDep,
    resources: ResourcesDep,
    body: ReprocessBody | None = None,
) -> Response:
    """Repeats the given steps, or all that depend on the transcript if none are given. Earlier
    versions remain.

    It is a conflict while the call is being processed.
    """
    steps = (body and body.steps) or MADE_OF_TRANSCRIPT
    async with resources.database.transaction(tenant_id) as conn:
        await lock_call(conn, tenant_id, call_id)
        if not await has_transcript(conn, tenant_id, call_id):
            raise Conflict(
                "The call has no transcript yet, so there is nothing to process.",
                code="no_transcript",
            )
        job_id, wakeup = await start_again(conn, tenant_id, call_id, steps)
    resources.wakeups.send(wakeup)
    answer = AcceptedBody.of(
        Receipt(call_id, job_id), base_url=resources.settings.runtime.public_base_url
    )
    return JSONResponse(
        answer.model_dump(mode="json"), 202, headers={"Location": answer.status_url or ""}
    )
