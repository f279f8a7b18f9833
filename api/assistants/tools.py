"""The tools that assistants call. Each reads by the function of a public route, for the tenant of
the key.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from api.assistants.arguments import (
    Arguments,
    AskCalls,
    CallerTimeline,
    CallSelection,
    CountCalls,
    GetCall,
    ListCallbacks,
    SearchCalls,
)
from api.http.resources import Resources
from api.http.schemas import CallBody
from api.routes.ask import Question, whole_answer
from api.routes.call_list import get_calls
from api.routes.callbacks import callback_filter, get_callbacks
from api.routes.calls import read_call
from api.routes.search import search
from shared.db.call_lists import count_calls_where
from shared.domain.access import Actor
from shared.errors import InvalidRequest

Result = dict[str, Any]
ArgumentsT = TypeVar("ArgumentsT", bound=Arguments)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who calls a tool: a key, or a person, that may read."""

    actor: Actor
    resources: Resources

    def link(self, call_id: object, start_s: float | None = None) -> str:
        """Returns the address of a call's page, from a second on."""
        base_url = self.resources.settings.runtime.public_base_url.rstrip("/")
        return f"{base_url}/calls/{call_id}" + (f"#t={start_s:g}" if start_s is not None else "")


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: what an assistant reads about it, its arguments, and what it does."""

    title: str
    description: str
    arguments: type[Arguments]
    run: Callable[[Reader, Any], Awaitable[Result]]


async def search_calls(reader: Reader, given: SearchCalls) -> Result:
    found = await search(
        reader.actor.tenant_id,
        reader.resources,
        await given.filter(reader.resources, reader.actor.tenant_id),
        given.query,
        mode=given.mode,
        source=given.source,
        speaker=given.speaker,
        limit=given.limit,
        cursor=given.cursor,
    )
    return {
        "passages": [
            {
                **_call(reader, passage.call, passage.start_s),
                "source": passage.source,
                "turn": passage.turn,
                "speaker": passage.speaker,
                "start_s": passage.start_s,
                "text": passage.text,
                "matched_by": passage.matched_by,
            }
            for passage in found.passages
        ],
        **found.model_dump(mode="json", exclude={"passages", "calls"}),
    }


async def get_call(reader: Reader, given: GetCall) -> Result:
    detail = await read_call(given.call_id, reader.actor.tenant_id, reader.resources)
    known = detail.model_dump(
        mode="json",
        include={
            "direction": True, "from_number": True, "to_number": True, "duration_s": True,
            "language": True, "status": True, "outcome": True, "error": True, "lead_id": True,
            "callback": True, "summary": {"value"}, "lead": {"value"},
        },
    )  # fmt: skip
    turns = detail.transcript.turns if detail.transcript else []
    shown = turns[given.first_turn : given.first_turn + given.turns]
    following = given.first_turn + len(shown)
    return {
        **_call(reader, detail),
        **known,
        "turns": [
            {"turn": place, "speaker": turn.speaker, "start_s": turn.start_s, "text": turn.text}
            for place, turn in enumerate(shown, given.first_turn)
        ],
        "next_turn": following if following < len(turns) else None,
    }


async def list_callbacks(reader: Reader, given: ListCallbacks) -> Result:
    where = await callback_filter(reader.actor, state=given.state, due_before=given.due_before)
    page = await get_callbacks(
        reader.actor.tenant_id, reader.resources, where, cursor=given.cursor, limit=given.limit
    )
    return {
        "callbacks": [
            {**each.model_dump(mode="json"), "link": reader.link(each.call_id)}
            for each in page.callbacks
        ],
        "next_cursor": page.next_cursor,
    }


async def count_calls(reader: Reader, given: CountCalls) -> Result:
    tenant_id, resources = reader.actor.tenant_id, reader.resources
    where = await given.filter(resources, tenant_id)
    if given.query is None:
        if given.speaker is not None:
            raise InvalidRequest("`speaker` is about the words of `query`.")
        async with resources.database.transaction(tenant_id) as conn:
            counted = await count_calls_where(conn, tenant_id, where)
        return {"calls": counted, "counted_by": "the filters, exactly"}
    found = await search(
        tenant_id,
        resources,
        where,
        given.query,
        mode="keyword",
        speaker=given.speaker,
        limit=1,
    )
    return {
        "calls": found.calls_with_words,
        "passages": found.passages_with_words,
        "read_as": [each.model_dump() for each in found.read_as],
        "counted_by": "calls with a passage that has the words, exactly",
    }


async def ask_calls(reader: Reader, given: AskCalls) -> Result:
    """The answer is in no thread, and gone after minutes."""
    question = Question(
        question=given.question,
        scope=given.scope,
        thread_id=None,
        max_cost_microusd=given.max_cost_microusd,
        keep=False,
        stream=False,
        format="ui",
    )
    answer = await whole_answer(question, reader.actor, reader.resources)
    return answer.model_dump(mode="json", exclude={"id", "thread_id"})


async def caller_timeline(reader: Reader, given: CallerTimeline) -> Result:
    if (given.phone is None) == (given.lead_id is None):
        raise InvalidRequest("Give either `phone` or `lead_id`.")
    where = await CallSelection(phone=given.phone).filter(
        reader.resources, reader.actor.tenant_id, lead_id=given.lead_id
    )
    page = await get_calls(
        reader.actor.tenant_id, reader.resources, where, cursor=given.cursor, limit=given.limit
    )
    return {
        "calls": [
            {
                **_call(reader, row),
                **row.model_dump(
                    mode="json",
                    include={"direction", "duration_s", "outcome", "summary", "lead", "callback"},
                ),
            }
            for row in page.calls
        ],
        "next_cursor": page.next_cursor,
    }


def _call(reader: Reader, call: CallBody, start_s: float | None = None) -> Result:
    return {
        "call_id": str(call.id),
        "title": call.title,
        "happened_at": (call.started_at or call.created_at).isoformat(),
        "link": reader.link(call.id, start_s),
    }


TOOLS: Mapping[str, Tool] = {
    "search_calls": Tool(
        "Search calls",
        "Finds passages of what was said and written in all calls, by words and by meaning, each"
        " with its speaker, second and a link that plays it. Counts passages and calls with the"
        " words exactly.",
        SearchCalls,
        search_calls,
    ),
    "get_call": Tool(
        "Read a call",
        "Returns one call: summary, callback, the person, and the turns of its transcript.",
        GetCall,
        get_call,
    ),
    "list_callbacks": Tool(
        "List callbacks",
        "Lists whom to call back, by time, with the words of the caller that ask for it.",
        ListCallbacks,
        list_callbacks,
    ),
    "count_calls": Tool(
        "Count calls",
        "Counts calls exactly: those that filters select, or those of them in which words are"
        " said or written. Use this, not search, for how many.",
        CountCalls,
        count_calls,
    ),
    "ask": Tool(
        "Ask about calls",
        "Answers a question about calls: counts and lists exactly, sentences only with the words"
        " that prove them and their second, else the passages that come closest. Says how many"
        " calls were read.",
        AskCalls,
        ask_calls,
    ),
    "caller_timeline": Tool(
        "Calls of one person",
        "Lists the calls of one number or person, newest first, with summaries and callbacks.",
        CallerTimeline,
        caller_timeline,
    ),
}
