"""The page of a transcript's versions: who made each, and what changed between two of them."""

from typing import Annotated

from fastapi import Query, Response

from api.http.parameters import CallInPath
from api.http.permissions import ReaderDep
from api.http.resources import ResourcesDep
from api.pages.rendering import ViewerDep, render
from api.pages.router import PageRouter
from api.routes.calls import read_call
from api.routes.transcripts import MOST_VERSIONS, get_versions, read_changes

router = PageRouter()

Version = Annotated[int | None, Query(ge=1, le=MOST_VERSIONS)]


@router.get("/calls/{call_id}/changes")
async def changes_page(
    call_id: CallInPath,
    tenant_id: ReaderDep,
    viewer: ViewerDep,
    resources: ResourcesDep,
    version: Version = None,
    since: Version = None,
) -> Response:
    """Compares the newest version with the one before, unless others are named."""
    versions = (await get_versions(call_id, tenant_id, resources)).versions
    changes = None
    if len(versions) > 1:
        later = version or versions[0].version
        changes = await read_changes(call_id, later, tenant_id, resources, since=since)
    facts = {
        "call": await read_call(call_id, tenant_id, resources),
        "versions": versions,
        "changes": changes,
    }
    return render("changes.html", viewer, facts)
