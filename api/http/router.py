"""What every router of the API has in common.

Given here and not to the app: an app that includes a router makes all its routes once more, which
takes a tenth of a second, and each test has an app of its own.
"""

from typing import Any

from fastapi import APIRouter, Depends

from api.http import problems
from api.http.queries import refuse_unknown_queries


class Router(APIRouter):
    """Routes that refuse unknown queries, and may answer with a fault of ours."""

    def __init__(self, **given: Any) -> None:
        super().__init__(
            dependencies=[Depends(refuse_unknown_queries)],
            responses=problems.responses(500),
            **given,
        )
