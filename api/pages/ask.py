"""The page of questions: one asks, reads what the calls prove, and plays it."""

from datetime import datetime

from fastapi import Response

from api.http.authentication import ActorDep
from api.http.permissions import ReaderDep
from api.http.resources import ResourcesDep
from api.pages.rendering import ViewerDep, render
from api.pages.router import PageRouter
from api.routes.threads import get_threads, read_thread
from shared.domain.ids import ThreadId

router = PageRouter()

LISTED = 30


@router.get("/ask")
async def ask_page(
    actor: ActorDep,
    tenant_id: ReaderDep,
    viewer: ViewerDep,
    resources: ResourcesDep,
    thread: ThreadId | None = None,
) -> Response:
    facts = {
        "threads": (await get_threads(actor, tenant_id, resources, limit=LISTED)).threads,
        "chosen": await read_thread(thread, actor, tenant_id, resources) if thread else None,
        "has_model": resources.answerer is not None,
        "moment": datetime.fromisoformat,
    }
    return render("ask.html", viewer, facts)
