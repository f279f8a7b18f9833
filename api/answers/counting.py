"""Answers that are counted and listed in the database: exact, and over all calls in scope."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from api.answers.question import Asking, CallNames, coverage_of, rows_of
from shared.db.answer_groups import list_groups, measure_lengths
from shared.db.answer_scopes import (
    Counted,
    Matches,
    Scope,
    count_matches,
    count_scope,
    find_leads,
    list_callback_matches,
    list_calls_of_caller,
    list_lead_matches,
    list_matches,
)
from shared.db.call_lists import CallRow
from shared.db.callback_lists import CallbackFilter, WorkedCallback, list_callbacks
from shared.db.chunks import list_chunks
from shared.db.pool import Connection
from shared.domain.answers import phrases
from shared.domain.answers.answer import Citation, Coverage, Ending, Note, Part
from shared.domain.answers.plans import Grouping, Kind, Measure, Order, Plan, Subject, Term
from shared.domain.answers.routing import DEFAULT_TOP
from shared.domain.callbacks import OPEN_STATES, CallbackState
from shared.domain.ids import CallId, ChunkId, TenantId
from shared.domain.insights import first_sentence
from shared.domain.passages import excerpt, fold
from shared.domain.people import e164_of, email_of_person
from shared.domain.vectors import Chunk

# A longer list is counted whole, and read in the list of calls.
MOST_LISTED = 200
MOST_PEOPLE = 20
_TIMED_STATES = tuple(state for state in OPEN_STATES if state is not CallbackState.AMBIGUOUS)


async def count(asking: Asking) -> AsyncIterator[Part | Ending]:
    """Counts, or measures. Words are counted in the passages of transcripts: those of customers
    where the question asks for callers.
    """
    plan = asking.plan
    if plan.kind is Kind.LENGTH:
        async for part in _lengths(asking):
            yield part
        return
    match plan.subject:
        case Subject.CALLBACKS:
            async for part in _callbacks(asking, listed=0):
                yield part
        case Subject.LEADS:
            async for part in _leads(asking, listed=0):
                yield part
        case Subject.CALLS | Subject.CALLERS:
            async for part in _calls_or_callers(asking):
                yield part


async def _calls_or_callers(asking: Asking) -> AsyncIterator[Part | Ending]:
    plan, tenant_id = asking.plan, asking.tenant_id
    scope = Scope.of(asking.where, plan)
    async with asking.resources.database.transaction(tenant_id) as conn:
        counted = await count_scope(conn, tenant_id, scope)
        found = await _matches(conn, tenant_id, plan, scope)
        unknown = 0
        if plan.lengths:
            lengths = await measure_lengths(conn, tenant_id, replace(scope, lengths=()))
            unknown = lengths.unknown
        other = Counted(0, 0, 0)
        if plan.compared:
            elsewhen = replace(plan, period=plan.compared)
            scope = Scope.of(asking.where, elsewhen)
            other = await count_scope(conn, tenant_id, scope)
            before = await count_matches(conn, tenant_id, scope)
    value = found.calls if plan.subject is Subject.CALLS else found.callers
    yield _fact(plan, value, None if plan.subject is Subject.CALLS else found.calls)
    if plan.compared:
        past = before.calls if plan.subject is Subject.CALLS else before.callers
        yield _fact(elsewhen, past, None if plan.subject is Subject.CALLS else before.calls)
        yield Part(
            "fact",
            phrases.difference(value - past, plan.language),
            data={"difference": value - past, "of": str(plan.subject)},
        )
    if unknown:
        yield _without_length(plan, unknown)
    yield Ending(_counted_coverage(counted.with_those(other), plan))


async def _matches(conn: Connection, tenant_id: TenantId, plan: Plan, scope: Scope) -> Matches:
    if plan.least_calls is None:
        return await count_matches(conn, tenant_id, scope)
    groups = await list_groups(
        conn, tenant_id, scope, Grouping.CALLER, limit=MOST_LISTED, least_calls=plan.least_calls
    )
    return Matches(groups.calls, groups.count)


def _without_length(plan: Plan, count: int) -> Part:
    data = {"count": count, "of": "calls", "without": "length"}
    return Part("fact", phrases.without_length(count, plan.language), data=data)


async def _lengths(asking: Asking) -> AsyncIterator[Part | Ending]:
    """Says how long calls are on average, or all together."""
    plan, tenant_id = asking.plan, asking.tenant_id
    scope, measure = Scope.of(asking.where, plan), plan.measure or Measure.AVERAGE
    async with asking.resources.database.transaction(tenant_id) as conn:
        counted = await count_scope(conn, tenant_id, scope)
        lengths = await measure_lengths(conn, tenant_id, scope)
    if lengths.calls:
        seconds = lengths.average_s if measure is Measure.AVERAGE else lengths.total_s
        yield Part(
            "fact",
            phrases.measured(plan, measure, seconds, lengths.calls),
            data={
                "seconds": round(seconds, 1),
                "of": "calls",
                "calls": lengths.calls,
                "measure": str(measure),
                "words": phrases.words_of(plan),
            },
        )
    if lengths.unknown:
        yield _without_length(plan, lengths.unknown)
    note = None if lengths.calls else Note.NOTHING_FOUND
    yield Ending(_counted_coverage(counted, plan), note)


async def refuse(asking: Asking) -> AsyncIterator[Part | Ending]:
    """Says what of the question was not understood, and counts nothing without it."""
    plan = asking.plan
    async with asking.resources.database.transaction(asking.tenant_id) as conn:
        counted = await count_scope(conn, asking.tenant_id, Scope(asking.where))
    yield Part(
        "fact",
        phrases.not_understood(plan.unread, plan.language),
        data={"not_understood": list(plan.unread)},
    )
    yield Ending(coverage_of(counted, 0), Note.NOT_COUNTED)


async def list_found(asking: Asking) -> AsyncIterator[Part | Ending]:
    """Lists all that there are, up to MOST_LISTED, and counts the rest."""
    plan = asking.plan
    match plan.subject:
        case Subject.CALLBACKS:
            async for part in _callbacks(asking, listed=MOST_LISTED):
                yield part
            return
        case Subject.LEADS:
            async for part in _leads(asking, listed=MOST_LISTED):
                yield part
            return
    scope, tenant_id = Scope.of(asking.where, plan), asking.tenant_id
    async with asking.resources.database.transaction(tenant_id) as conn:
        counted = await count_scope(conn, tenant_id, scope)
        found = await count_matches(conn, tenant_id, scope)
        listed = await list_matches(
            conn, tenant_id, scope, limit=plan.most or MOST_LISTED, order=plan.order
        )
        passages = await list_chunks(conn, tenant_id, [each for _, each in listed if each])
        lengths = await measure_lengths(conn, tenant_id, replace(scope, lengths=()))
    if plan.denies_people:
        yield _fact(replace(plan, subject=Subject.CALLERS), found.callers, found.calls)
    else:
        yield _fact(plan, found.calls)
    async for part in _calls(asking, [call_id for call_id, _ in listed], dict(listed), passages):
        yield part
    if 0 < len(listed) < found.calls:
        yield Part("fact", phrases.shown_of(len(listed), found.calls, plan.language))
    if lengths.unknown and (plan.lengths or plan.order in (Order.LONGEST, Order.SHORTEST)):
        yield _without_length(plan, lengths.unknown)
    note = None if found.calls else Note.NOTHING_FOUND
    yield Ending(_counted_coverage(counted, plan), note)


async def most_frequent(asking: Asking) -> AsyncIterator[Part | Ending]:
    """Yields the groups with the most calls."""
    plan = asking.plan
    scope, tenant_id = Scope.of(asking.where, plan), asking.tenant_id
    grouping = plan.grouping or Grouping.CALLER
    async with asking.resources.database.transaction(tenant_id) as conn:
        counted = await count_scope(conn, tenant_id, scope)
        found = await list_groups(
            conn,
            tenant_id,
            scope,
            grouping,
            limit=plan.most or DEFAULT_TOP,
            zone=plan.zone,
            measure=plan.measure,
            order=plan.order,
            least_calls=plan.least_calls or 1,
        )
    if plan.least_calls:
        yield _fact(replace(plan, subject=Subject.CALLERS), found.count, found.calls)
    for group in found.groups:
        text = (
            f"{group.name}: {group.calls} {phrases.noun(Subject.CALLS, group.calls, plan.language)}"
        )
        if group.length_s is not None:
            text += f", {phrases.length_of(group.length_s)}"
        data = {"name": group.name, "calls": group.calls, "grouping": str(grouping)}
        if plan.measure:
            data |= {"measure": str(plan.measure), "seconds": group.length_s}
        yield Part("group", text, calls=group.call_ids, data=data)
    if len(found.groups) < found.count:
        yield Part("fact", phrases.shown_of(len(found.groups), found.count, plan.language))
    if found.ungrouped and grouping is not Grouping.CALLER:
        yield Part(
            "fact",
            phrases.ungrouped(found.ungrouped, plan.language),
            data={"count": found.ungrouped, "of": "calls", "without": str(grouping)},
        )
    note = None if found.groups else Note.NOTHING_FOUND
    yield Ending(_counted_coverage(counted, plan), note)


async def timeline(asking: Asking) -> AsyncIterator[Part | Ending]:
    """Yields the calls of one caller, the oldest first. Without a caller of this name or number
    nothing is guessed.
    """
    plan, tenant_id = asking.plan, asking.tenant_id
    phones = [number for number in (e164_of(plan.phone, asking.country), plan.phone) if number]
    emails = [address for name in plan.names if "@" in name and (address := email_of_person(name))]
    names = [fold(name).split() for name in plan.names if "@" not in name]
    scope = Scope.of(asking.where, plan)
    async with asking.resources.database.transaction(tenant_id) as conn:
        leads = await find_leads(
            conn, tenant_id, names=names, phones=phones, emails=emails, limit=MOST_PEOPLE
        )
        counted = await count_scope(conn, tenant_id, scope)
        ids = (
            await list_calls_of_caller(
                conn, tenant_id, scope, leads=leads, phones=phones, limit=MOST_LISTED
            )
            if leads or phones
            else []
        )
    if not ids:
        yield Ending(_counted_coverage(counted, plan), Note.UNKNOWN_CALLER)
        return
    yield _fact(replace(plan, subject=Subject.CALLS), len(ids))
    async for part in _calls(asking, ids, {}, {}):
        yield part
    others = counted.readable - len(ids)
    yield Ending(coverage_of(counted, min(len(ids), counted.readable), not_closest=others))


def _fact(plan: Plan, value: int, calls: int | None = None) -> Part:
    data = {
        "count": value,
        "of": str(plan.subject),
        "calls": value if calls is None else calls,
        "words": phrases.words_of(plan),
        "spoken_by": str(plan.speaker or "anyone") if plan.has_words else None,
    }
    return Part("fact", phrases.counted(plan, value, calls), data=data)


def _counted_coverage(counted: Counted, plan: Plan) -> Coverage:
    """Without words a call counts whatever is known of it."""
    if plan.has_words:
        return coverage_of(counted, counted.readable)
    return Coverage(counted.in_scope, counted.in_scope, counted.without_transcript)


async def _calls(
    asking: Asking,
    ids: Sequence[CallId],
    passage_of: dict[CallId, ChunkId | None],
    passages: dict[ChunkId, Chunk],
) -> AsyncIterator[Part]:
    words = " or ".join(asking.plan.looked_for)
    for row in await rows_of(asking, list(ids)):
        chunk_id = passage_of.get(row.call.id)
        chunk = passages.get(chunk_id) if chunk_id else None
        item = _call_item(row, chunk, words)
        if asking.plan.order in (Order.LONGEST, Order.SHORTEST) and row.call.duration_s is not None:
            item = replace(item, text=f"{phrases.length_of(row.call.duration_s)} · {item.text}")
        yield item


def _call_item(row: CallRow, chunk: Chunk | None, words: str) -> Part:
    names, summary = CallNames.of(row.call), first_sentence(row.summary) if row.summary else None
    text = " · ".join(
        each
        for each in (
            names.happened_at.date().isoformat(),
            row.lead.name if row.lead else None,
            names.title or summary,
        )
        if each
    )
    citations: tuple[Citation, ...] = ()
    if chunk is not None:
        citations = (
            Citation(
                call_id=row.call.id,
                source="transcript",
                quote=excerpt(chunk.text, words).text,
                title=names.title,
                happened_at=names.happened_at,
                start_s=chunk.start_s,
                end_s=chunk.end_s,
            ),
        )
    data = {
        "call_id": str(row.call.id),
        "title": names.title,
        "summary": summary,
        "happened_at": names.happened_at.isoformat(),
        "name": row.lead.name if row.lead else None,
        "phone": (row.lead.phone if row.lead else None) or row.call.customer_number,
        "duration_s": row.call.duration_s,
        "outcome": row.call.shown_outcome,
        "callback": str(row.callback.state) if row.callback else None,
    }
    return Part("item", text, citations, (row.call.id,), data)


async def _callbacks(asking: Asking, *, listed: int) -> AsyncIterator[Part | Ending]:
    """Counts callbacks, and lists up to `listed`. Open ones, unless the question names states; on
    certain days only those with a time on them.
    """
    plan, tenant_id = asking.plan, asking.tenant_id
    scope = Scope.of(asking.where, plan, with_period=False)
    states = plan.states or (_TIMED_STATES if plan.period else tuple(OPEN_STATES))
    async with asking.resources.database.transaction(tenant_id) as conn:
        counted = await count_scope(conn, tenant_id, scope)
        found = await list_callback_matches(
            conn, tenant_id, scope, states, plan.period, limit=listed
        )
        rows = (
            await list_callbacks(
                conn,
                tenant_id,
                CallbackFilter(ids=tuple(found.ids)),
                after=None,
                limit=len(found.ids),
            )
            if found.ids
            else []
        )
    yield replace(
        _fact(plan, found.count),
        data={**_fact(plan, found.count).data, "states": sorted(map(str, states))},
    )
    for row in rows:
        yield _callback_item(row)
    if 0 < len(rows) < found.count:
        yield Part("fact", phrases.shown_of(len(rows), found.count, plan.language))
    is_uncertain = plan.period is not None and not plan.states and found.uncertain
    if is_uncertain:
        yield Part(
            "fact",
            phrases.uncertain_callbacks(found.uncertain, plan.language),
            data={"count": found.uncertain, "of": "callbacks", "states": ["ambiguous"]},
        )
    note = None if found.count or not listed else Note.NOTHING_FOUND
    yield Ending(Coverage(counted.in_scope, counted.in_scope, counted.without_transcript), note)


def _callback_item(row: WorkedCallback) -> Part:
    callback = row.callback
    due = callback.due_at.isoformat(timespec="minutes") if callback.due_at else None
    text = " · ".join(
        each
        for each in (due, callback.name, callback.phone or row.call.caller_number, callback.reason)
        if each
    )
    data = {
        "callback_id": str(callback.id),
        "call_id": str(row.call.id),
        "title": row.call.title,
        "name": callback.name,
        "phone": callback.phone or row.call.caller_number,
        "state": str(row.state),
        "due_at": callback.due_at.isoformat() if callback.due_at else None,
        "due_until": callback.due_until.isoformat() if callback.due_until else None,
        "timezone": callback.timezone,
        "reason": callback.reason,
    }
    # When the turn ends is not stored with the callback.
    asked = Citation(
        call_id=row.call.id,
        source="transcript",
        quote=callback.phrase or "",
        title=row.call.title,
        happened_at=row.call.started_at or callback.created_at,
        turn=callback.phrase_turn,
        start_s=callback.phrase_start_s,
    )
    citations = (asked,) if callback.phrase and callback.phrase_turn is not None else ()
    return Part("item", text, citations, (row.call.id,), data)


def _word_forms(term: Term) -> list[str]:
    return [" ".join(term.words)] if term.is_phrase else list(term.words)


async def _leads(asking: Asking, *, listed: int) -> AsyncIterator[Part | Ending]:
    plan, tenant_id = asking.plan, asking.tenant_id
    scope = replace(Scope.of(asking.where, plan), query=None)
    stems = [_word_forms(term) for term in plan.terms]
    if plan.alternatives:
        stems.append(
            [form for each in plan.alternatives for term in each for form in _word_forms(term)]
        )
    async with asking.resources.database.transaction(tenant_id) as conn:
        counted = await count_scope(conn, tenant_id, scope)
        leads, found = await list_lead_matches(conn, tenant_id, scope, stems, limit=max(1, listed))
    yield _fact(plan, found)
    for lead in leads if listed else ():
        shown = (lead.name, lead.phone, lead.email, lead.company, lead.service, lead.city)
        yield Part(
            "item",
            " · ".join(each for each in shown if each),
            calls=lead.call_ids[:1],
            data={
                "lead_id": str(lead.id),
                "call_id": str(lead.call_ids[0]),
                "name": lead.name,
                "phone": lead.phone,
                "email": lead.email,
                "company": lead.company,
                "service": lead.service,
                "city": lead.city,
            },
        )
    if listed > 0 and len(leads) < found:
        yield Part("fact", phrases.shown_of(len(leads), found, plan.language))
    note = None if found or not listed else Note.NOTHING_FOUND
    yield Ending(Coverage(counted.in_scope, counted.in_scope, counted.without_transcript), note)
