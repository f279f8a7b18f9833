"""The common settings of every router of the API.

They are set here and not on the app: an app that includes a router creates all its routes again,
which takes a tenth of a second, and each test has its own app.
"""

from typing import Any

from fastapi import APIRouter, Depends

from api.http import problems
from api.http.queries import refuse_unknown_queries


class Router(APIRouter):
    """A router that refuses unknown queries and declares our own failures as responses."""

    def __init__(self, **given: Any) -> None:
        super().__init__(
            dependencies=[Depends(refuse_unknown_queries)],
            responses=problems.responses(500),
            **given,
        )
