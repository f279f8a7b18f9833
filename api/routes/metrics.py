"""Serves the metrics for Prometheus."""

from fastapi import Request, Response

from api.http.problems import responses
from api.http.resources import ResourcesDep
from api.http.router import Router
from api.samples import METRICS_EXAMPLE
from shared.errors import Forbidden
from shared.metrics_endpoint import CONTENT_TYPE

router = Router(tags=["health"])


@router.get(
    "/metrics",
    response_class=Response,
    responses={
        200: {
            "content": {"text/plain": {"schema": {"type": "string"}, "example": METRICS_EXAMPLE}}
        },
        **responses(403),
    },
)
async def metrics(request: Request, resources: ResourcesDep) -> Response:
    """Returns Prometheus' text format. It requires `Authorization: Bearer` with `METRICS_TOKEN`; in
    development it is open without that setting.
    """
    if not resources.exposition.admits(request.headers):
        raise Forbidden(
            "Metrics need `Authorization: Bearer` with METRICS_TOKEN, which production requires.",
            code="metrics_token_required",
        )
    return Response(await resources.exposition.render(), media_type=CONTENT_TYPE)
