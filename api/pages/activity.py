"""The page of the audit log: who read and changed what, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query, Request, Response

from api.http.fields import NO_NUL
from api.http.permissions import AdminDep
from api.http.resources import ResourcesDep
from api.pages import labels
from api.pages.periods import moments_of_days
from api.pages.rendering import ViewerDep, render, with_changes
from api.pages.router import PageRouter
from api.routes.api_keys import get_api_keys
from api.routes.audit import AuditEntryBody, get_audit
from api.routes.users import get_users
from shared.db.audit import Outcome

router = PageRouter(prefix="/settings")

LISTED = 50
# Routes whose id names something that has a page of its own.
PAGES = {"/calls/{call_id}": "/calls/", "/contacts/{contact_id}": "/contacts/"}


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """An entry of the audit log. `area` and `verb` are keys of labels; both are None for an action
    of the command line, which is shown as it is.
    """

    entry: AuditEntryBody
    who: str | None
    area: str | None
    verb: str | None
    page: str | None


@router.get("/activity")
async def activity_page(
    request: Request,
    tenant_id: AdminDep,
    viewer: ViewerDep,
    resources: ResourcesDep,
    actor_id: UUID | Literal[""] = "",
    outcome: Outcome | Literal[""] = "",
    object_id: Annotated[str, Query(max_length=200, pattern=NO_NUL)] = "",
    first: date | Literal[""] = "",
    last: date | Literal[""] = "",
    before: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
) -> Response:
    """A form sends all its fields, so that an empty one is as none. Days are on the reader's
    clock.
    """
    since, until = moments_of_days(first, last, viewer.reader.zone)
    found = await get_audit(
        tenant_id,
        resources,
        actor_id=actor_id or None,
        object_id=object_id.strip() or None,
        outcome=outcome or None,
        since=since,
        until=until,
        before=before,
        limit=LISTED,
    )
    people: dict[UUID, str] = {
        one.id: one.name or one.email for one in await get_users(tenant_id, resources)
    }
    keys: dict[UUID, str] = {one.id: one.name for one in await get_api_keys(tenant_id, resources)}
    facts = {
        "part": "activity",
        "people": people,
        "keys": keys,
        "entries": list(_shown(found.entries, {**people, **keys})),
        "chosen": {name: value for name, value in request.query_params.items() if value},
        "older": with_changes(request, before=str(found.next_before))
        if found.next_before
        else None,
    }
    return render("settings/activity.html", viewer, facts)


def _shown(entries: Iterable[AuditEntryBody], names: dict[UUID, str]) -> Iterable[ShownEntry]:
    for entry in entries:
        area, verb = area_and_verb(entry.action)
        page = PAGES.get(entry.action.partition(" ")[2].removeprefix("/api"))
        is_there = page and entry.outcome == "done" and verb != "delete"
        yield ShownEntry(
            entry,
            names.get(entry.actor_id) if entry.actor_id else None,
            area,
            verb,
            f"{page}{entry.object}" if is_there else None,
        )


def area_and_verb(action: str) -> tuple[str | None, str | None]:
    """Returns what an action is about and what was done, as keys of labels; None for an action of
    the command line or of the worker.
    """
    method, _, route = action.partition(" ")
    if method not in labels.AUDIT_METHODS or not route.startswith("/"):
        return None, None
    parts = route.removeprefix("/api").strip("/").split("/")
    if parts[0] == "settings":
        parts = parts[1:]
    noun, dot, _form = parts[0].partition(".")
    verb = "export" if dot or parts[-1] == "export" else labels.AUDIT_METHODS[method]
    return noun, verb
