"""A call's analysis made anew, as when a model, a prompt or the tenant's settings changed."""

from typing import Annotated

from fastapi import Response
from fastapi.responses import JSONResponse
from pydantic import AfterValidator, Field

from api.bodies import JsonBody
from api.dependencies import ResourcesDep, TenantDep
from api.idempotency import KeyedJsonRoute
from api.problems import responses
from api.router import Router
from api.schemas import AcceptedBody
from shared.db.calls import lock_call
from shared.db.inbound import Receipt
from shared.db.transcripts import has_transcript
from shared.domain.ids import CallId
from shared.domain.statuses import MADE_OF_TRANSCRIPT, Step
from shared.errors import Conflict
from shared.intake import start_again

router = Router(tags=["results"], prefix="/api/calls/{call_id}", route_class=KeyedJsonRoute)


def _made_of_transcript(steps: list[Step]) -> list[Step]:
    if not set(steps) <= set(MADE_OF_TRANSCRIPT):
        raise ValueError("only what is made of the transcript is made anew; the recording is not heard again")
    return steps


Steps = Annotated[
    list[Step], Field(min_length=1, max_length=len(Step), examples=[["summarize"]]), AfterValidator(_made_of_transcript)
]


class ReprocessBody(JsonBody):
    """`steps` are followed by those that work on what they make: `summarize` by `index_summary`, and so on."""

    steps: Steps | None = None


@router.post(
    "/reprocess",
    status_code=202,
    response_model=AcceptedBody,
    responses=responses(400, 401, 404, 409, 413, 415, 422),
)
async def reprocess(
    call_id: CallId, tenant_id: TenantDep, resources: ResourcesDep, body: ReprocessBody | None = None
) -> Response:
    """Does the given steps anew, all that depend on the transcript if none are given. Earlier versions are kept.

    A conflict while the call is processed.
    """
    steps = (body and body.steps) or MADE_OF_TRANSCRIPT
    async with resources.database.transaction() as conn:
        await lock_call(conn, tenant_id, call_id)
        if not await has_transcript(conn, tenant_id, call_id):
            raise Conflict("The call has no transcript yet that anything could be made of.", code="no_transcript")
        job_id, hint = await start_again(conn, tenant_id, call_id, steps)
    resources.hints.send(hint)
    answer = AcceptedBody.of(Receipt(call_id, job_id), base_url=resources.settings.runtime.public_base_url)
    return JSONResponse(answer.model_dump(mode="json"), 202, headers={"Location": answer.status_url or ""})
