"""The bodies of answers: as JSON, as they are stored, and as streams carry them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from shared.db.threads import StoredAnswer, StoredPart
from shared.domain.answers import phrases
from shared.domain.answers.answer import Ending, LeftOutReason, Note, Part
from shared.domain.answers.plans import Grouping, Kind, Measure, Order, Period, Plan, Subject
from shared.domain.callbacks import CallbackState
from shared.domain.ids import AnswerId, CallId, ThreadId
from shared.domain.transcript import Speaker

ENDING = TypeAdapter(Ending)
PART = TypeAdapter(Part)
PLAN = TypeAdapter(Plan)


class CitationBody(BaseModel):
    """Words of a call that prove or show a part of the answer."""

    call_id: CallId = Field(description="The call.")
    title: str | None = Field(description="The call's title.")
    happened_at: datetime = Field(description="When the call began.")
    source: Literal["transcript", "summary"] = Field(
        description="What the words stand in. Only those of a transcript have a turn and seconds."
    )
    quote: str = Field(description="The words, as they stand there. Plain text.")
    turn: int | None = Field(description="The number of the turn, from 0.")
    speaker: Speaker | None = Field(description="Who says it.")
    start_s: float | None = Field(description="When it begins, in seconds of the call.")
    end_s: float | None = Field(description="When it ends.")
    transcript_version: int | None = Field(
        description="The version of the transcript in which the words stand."
    )
    stale: bool = Field(
        description="True if the transcript was edited or replaced since, or is gone."
    )
    url: str = Field(
        description="The address of the call's page, which plays these seconds: `#t=61.2,64.0`."
    )

    @classmethod
    def of(cls, stored: Mapping[str, Any], versions: Mapping[CallId, int]) -> Self:
        call_id, version = CallId(stored["call_id"]), stored["version"]
        current = versions.get(CallId(TypeAdapter(CallId).validate_python(call_id)))
        return cls(
            call_id=call_id,
            title=stored["title"],
            happened_at=stored["happened_at"],
            source=stored["source"],
            quote=stored["quote"],
            turn=stored["turn"],
            speaker=stored["speaker"],
            start_s=stored["start_s"],
            end_s=stored["end_s"],
            transcript_version=version,
            stale=version is not None and current != version,
            url=url_of(stored),
        )


def url_of(citation: Mapping[str, Any]) -> str:
    """Returns the address of a citation: of its seconds, else of its turn."""
    address = f"/calls/{citation['call_id']}"
    if citation["start_s"] is not None:
        end = "" if citation["end_s"] is None else f",{citation['end_s']:g}"
        return f"{address}#t={citation['start_s']:g}{end}"
    return address if citation["turn"] is None else f"{address}#turn-{citation['turn']}"


class PartBody(BaseModel):
    """A part of an answer, in the order in which it is read."""

    kind: Literal["sentence", "passage", "item", "group", "fact"] = Field(
        description=(
            "`sentence`: written by a model, and proved by its citations. `passage`: words of a"
            " call. `item`: an entry of a list. `group`: one of the most frequent. `fact`: counted"
            " or said by code."
        )
    )
    text: str = Field(description="The part as plain text.")
    citations: list[CitationBody] = Field(description="The words that prove or show it.")
    data: dict[str, Any] = Field(
        description=(
            "What programs read instead of the text, such as `count`, or `call_id`, `name`,"
            " `phone` and `due_at` of an item."
        )
    )


class CoverageBody(BaseModel):
    """Over how many calls an answer speaks."""

    in_scope: int = Field(description="Calls that the scope and the question select.")
    read: int = Field(
        description=(
            "Of these, the calls whose words, or stored facts, were looked at. With a model, those"
            " that it read."
        )
    )
    without_transcript: int = Field(description="Of these, the calls without a transcript.")
    left_out: dict[LeftOutReason, int] = Field(
        description=(
            "Calls in scope that were not read, by reason. `not_closest`: the model reads the calls"
            " that come closest to the question."
        )
    )


class DroppedBody(BaseModel):
    """Sentences of the model that were not shown."""

    total: int = Field(description="How many.")
    reasons: dict[str, int] = Field(
        description=(
            "By reason: `no_quote`, `unknown_turn`, `not_said`, `changed_fact` (a number, date,"
            " name, amount or negation that its quotes do not have), `unsupported`, `markup`."
        )
    )


class CostBody(BaseModel):
    """What the model was paid for this answer."""

    model: str | None = Field(description="The model; null if none was asked.")
    requests: int = Field(description="Requests that were sent to it.")
    input_tokens: int = Field(description="Tokens that were sent.")
    output_tokens: int = Field(description="Tokens that it wrote.")
    cost_microusd: int | None = Field(
        description="Cost in micro-dollars; null if the model's price is not known."
    )


class PeriodBody(BaseModel):
    """Days that a question names."""

    first: date = Field(description="The first day.")
    last: date = Field(description="The last day.")
    since: datetime = Field(description="The instant at which the first day begins.")
    until: datetime = Field(description="The instant before which the last day ends.")
    timezone: str = Field(description="The zone of the days: the team's.")

    @classmethod
    def of(cls, period: Period) -> Self:
        return cls(
            first=period.first,
            last=period.last,
            since=period.since,
            until=period.until,
            timezone=period.zone,
        )


class LengthBody(BaseModel):
    """How long a call must be."""

    model_config = ConfigDict(from_attributes=True)

    comparison: Literal["<", "<=", ">=", ">"] = Field(description="How it is compared.")
    seconds: float = Field(description="With what.")


class UnderstoodBody(BaseModel):
    """How the question was read. Rules decide this, not a model."""

    kind: Kind = Field(
        description=(
            "`needle`: something that was said somewhere. `count`, `list`, `top`: all of it, from"
            " the database. `length`: how long calls are. `summary`: over stored summaries."
            " `timeline`: of one caller."
        )
    )
    subject: Subject = Field(
        description="What is counted or listed: calls, callers, callbacks or leads."
    )
    language: str = Field(description="The question's language, in which it is answered.")
    words: list[str] = Field(
        description=(
            "The words that passages must have, or that were looked for. `refund…` stands for all"
            " that begin so, `boiler… or heating…` for one of both; `-refund…` is in no passage."
        )
    )
    period: PeriodBody | None = Field(description="The days that it names.")
    callback_states: list[CallbackState] = Field(description="States of callbacks that it names.")
    without_callback: bool = Field(description="Whether it asks for calls without a callback.")
    with_callback: bool = Field(description="Whether it asks for calls with a callback.")
    direction: str | None = Field(description="The direction of calls that it names.")
    outcome: str | None = Field(description="The outcome of calls that it names.")
    status: str | None = Field(description="The status of calls that it names.")
    caller: str | None = Field(description="The number or name of a caller that it names.")
    grouping: Grouping | None = Field(description="What the most frequent are grouped by.")
    order: Order = Field(
        description="Which calls of a list come first: the newest, unless it names others."
    )
    measure: Measure | None = Field(
        description="Whether it asks for the average length of calls, or all of them together."
    )
    lengths: list[LengthBody] = Field(description="How long calls must be.")
    least_calls: int | None = Field(description="How many calls a caller must have at least.")
    compared: PeriodBody | None = Field(
        description="Other days that it names, whose count is compared."
    )
    unread: list[str] = Field(
        description="Parts of the question that were not understood. Then nothing is counted."
    )

    @classmethod
    def of(cls, plan: Plan) -> Self:
        return cls(
            kind=plan.kind,
            subject=plan.subject,
            language=plan.language,
            words=phrases.words_of(plan) or list(plan.looked_for),
            period=PeriodBody.of(plan.period) if plan.period else None,
            callback_states=list(plan.states),
            without_callback=plan.without_callback,
            with_callback=plan.with_callback,
            direction=plan.direction,
            outcome=plan.outcome,
            status=plan.status,
            caller=plan.phone or next(iter(plan.names), None),
            grouping=plan.grouping,
            order=plan.order,
            measure=plan.measure,
            lengths=[LengthBody.model_validate(each) for each in plan.lengths],
            least_calls=plan.least_calls,
            compared=PeriodBody.of(plan.compared) if plan.compared else None,
            unread=list(plan.unread),
        )


class AnswerError(BaseModel):
    """Why an answer was not finished."""

    code: str = Field(description="A stable word for programs, as problem documents have it.")
    detail: str = Field(description="What happened, for people.")


class AnswerBody(BaseModel):
    """An answer."""

    id: AnswerId = Field(description="The answer's id.")
    thread_id: ThreadId | None = Field(description="Its thread; null if it was not to be kept.")
    question: str = Field(description="The question.")
    understood: UnderstoodBody = Field(description="How the question was read.")
    status: Literal["running", "done", "failed", "cancelled"] = Field(
        description="`cancelled`: its reader was gone, or its process stopped."
    )
    written: bool = Field(description="Whether a model wrote sentences of it.")
    text: str = Field(description="The answer as plain text: its parts, then the note.")
    parts: list[PartBody] = Field(
        description="Its parts. Those that held words of a call that was deleted since are gone."
    )
    note: Note | None = Field(description="What has to be said besides, as a word for programs.")
    note_text: str | None = Field(description="The same, in the question's language.")
    coverage: CoverageBody | None = Field(
        description="Over how many calls it speaks; null until it is done."
    )
    dropped: DroppedBody = Field(description="Sentences of the model that were not proved.")
    cost: CostBody = Field(description="What it cost.")
    error: AnswerError | None = Field(description="Why it failed, if it did.")
    created_at: datetime = Field(description="When it was asked.")

    @classmethod
    def of(
        cls,
        stored: StoredAnswer,
        parts: Sequence[StoredPart],
        versions: Mapping[CallId, int],
    ) -> Self:
        plan = PLAN.validate_python(stored.plan)
        ending = (
            ENDING.validate_python(stored.ending)
            if stored.status == "done" and stored.ending
            else None
        )
        bodies = [part_body(part.body, versions) for part in parts]
        note_text = (
            phrases.note_text(ending.note, plan.language) if ending and ending.note else None
        )
        spent = asdict(ending.spent) if ending else {}
        return cls(
            id=stored.id,
            thread_id=stored.thread_id,
            question=stored.question,
            understood=UnderstoodBody.of(plan),
            status=stored.status,
            written=ending.written if ending else False,
            text=text_of(bodies, note_text),
            parts=bodies,
            note=ending.note if ending else None,
            note_text=note_text,
            coverage=CoverageBody(**asdict(ending.coverage)) if ending else None,
            dropped=DroppedBody(
                total=sum(ending.dropped.values()) if ending else 0,
                reasons=ending.dropped if ending else {},
            ),
            cost=CostBody(**spent)
            if ending
            else CostBody(
                model=None, requests=0, input_tokens=0, output_tokens=0, cost_microusd=None
            ),
            error=AnswerError(**stored.ending)
            if stored.status == "failed" and stored.ending
            else None,
            created_at=stored.created_at,
        )


def part_body(stored: Mapping[str, Any], versions: Mapping[CallId, int]) -> PartBody:
    return PartBody(
        kind=stored["kind"],
        text=stored["text"],
        citations=[CitationBody.of(each, versions) for each in stored["citations"]],
        data=stored["data"],
    )


def cited_calls(parts: Sequence[StoredPart]) -> list[CallId]:
    """Returns the calls that parts cite."""
    found = (CallId(each["call_id"]) for part in parts for each in part.body["citations"])
    return list(dict.fromkeys(found))


def text_of(parts: Sequence[PartBody], note: str | None) -> str:
    """Returns an answer as plain text: sentences follow each other, other parts have a line."""
    return "".join(delta_of(part.kind, part.text) for part in parts).strip() + (
        f"\n{note}" if note and parts else note or ""
    )


def delta_of(kind: str, text: str) -> str:
    """Returns a part as a piece of running text."""
    match kind:
        case "sentence":
            return f"{text} "
        case "item" | "group":
            return f"- {text}\n"
        case "passage":
            return f"“{text}”\n"
        case _:
            return f"{text}\n"
