"""Reads transcripts with a chat model of OpenAI, Azure OpenAI or a compatible service."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Generic, TypeVar

from openai import AsyncOpenAI
from pydantic import TypeAdapter

from shared.concurrency.gather import together
from shared.concurrency.text_work import TextWork
from shared.domain.insights import (
    CallbackDetection,
    Document,
    Lead,
    OptOut,
    Summary,
    TimeQuote,
    checked,
    unverified_of,
    with_opt_out,
)
from shared.domain.transcript import Transcript
from shared.domain.usage import Amounts
from shared.errors import ProviderMalformed, ProviderRejected
from shared.limits.billing import PaidModel
from shared.ports import Answer, CallContext, Usage
from shared.settings.openai import OpenAISettings
from shared.vendors.openai import prompts
from shared.vendors.openai.billing import ask_and_bill, estimated_tokens
from shared.vendors.openai.chat import (
    PATH,
    Completion,
    effort_of,
    format_of,
    parsed,
    request_body,
    usage_of,
)
from shared.vendors.openai.client import post
from shared.vendors.openai.evidence import Said, checked_callback, plain, said_in
from shared.vendors.openai.excerpts import Part, numbered, parts
from shared.vendors.openai.lead_evidence import checked_lead
from shared.vendors.openai.markdown import without_links

PARTS_AT_ONCE = 4
# The text is converted to plain words in a few milliseconds.
SHORT_CHARS = 20_000


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    """A callback detection as the model answers it; see prompts.CALLBACK."""

    needed: bool | None
    reason: str
    phrase: str | None
    turn: int | None
    requested_time: str | None
    confidence: float
    time_quotes: tuple[TimeQuote, ...] = ()
    opt_out: OptOut | None = None

    def claim(self) -> CallbackDetection:
        return CallbackDetection(
            self.needed,
            self.reason,
            self.phrase,
            self.turn,
            self.requested_time,
            self.confidence,
            self.time_quotes,
            opt_out=self.opt_out,
        )


ValueT = TypeVar("ValueT", Summary, CallbackAnswer, CallbackDetection, Lead, Document)


@dataclass(frozen=True, slots=True)
class _Read(Generic[ValueT]):
    value: ValueT
    usage: Usage


class OpenAIAnalyst:
    """Implements the analyst. Raises ProviderMalformed for answers outside the schema or quotes
    that were never said.
    """

    def __init__(
        self, client: AsyncOpenAI, paid: PaidModel, settings: OpenAISettings, work: TextWork
    ) -> None:
        self._client = client
        self._paid = paid
        self._settings = settings
        self._work = work

    async def summarize(self, transcript: Transcript, context: CallContext) -> Answer[Summary]:
        return self._with_model(
            await self._condensed(Summary, prompts.SUMMARY, transcript, _without_number(context))
        )

    async def write_document(
        self, transcript: Transcript, context: CallContext
    ) -> Answer[Document]:
        read = await self._condensed(
            Document, prompts.DOCUMENT, transcript, replace(context, customer_number=None)
        )
        return self._with_model(
            replace(read, value=replace(read.value, markdown=without_links(read.value.markdown)))
        )

    async def detect_callback(
        self, transcript: Transcript, context: CallContext
    ) -> Answer[CallbackDetection]:
        """Detects a callback. For a quote that was not said the model is asked once more, with the
        fault; a second such quote stays, marked as unproved.
        """
        said = await self._spoken_words(transcript)

        async def read_part(part: Part) -> _Read[CallbackDetection]:
            task = prompts.CALLBACK
            read = await self._ask_model(
                CallbackAnswer, prompts.prompt(task, part, _without_number(context))
            )
            found, fault = checked_callback(read.value.claim(), said)
            if fault is None:
                return _Read(found, read.usage)
            again = prompts.prompt(
                f"{task}\n{prompts.again(fault)}", part, _without_number(context)
            )
            try:
                second = await self._ask_model(CallbackAnswer, again)
            except (ProviderMalformed, ProviderRejected):
                return _Read(found, read.usage)
            better, still = checked_callback(second.value.claim(), said)
            usage = _summed_usage([read.usage, second.usage])
            # A claim is not given up when the model withdraws a quote that was wrong.
            is_withdrawn = better.needed is False or (still and "phrase" in better.unproved)
            keeps_first = found.needed and is_withdrawn
            return _Read(found if keeps_first else better, usage)

        reads = await together(
            [read_part(part) for part in self._prompt_parts(transcript)], at_once=PARTS_AT_ONCE
        )
        detections = [read.value for read in reads]
        wanted = [detection for detection in detections if detection.needed]
        unknown = [detection for detection in detections if detection.needed is None]
        opt_outs = [detection.opt_out for detection in detections if detection.opt_out]
        found = with_opt_out(
            (wanted or unknown or detections)[-1], opt_outs[-1] if opt_outs else None
        )
        return self._with_model(_Read(found, _total(reads)))

    async def extract_lead(self, transcript: Transcript, context: CallContext) -> Answer[Lead]:
        said = await self._spoken_words(transcript)
        # The same question about every part; turn numbers refer to the whole call.
        calls = [
            self._ask_model(
                Lead,
                prompts.prompt(
                    prompts.LEAD,
                    part,
                    replace(_without_number(context), customer_number=context.customer_number),
                ),
                lambda lead: checked_lead(lead, said.spoken, context),
            )
            for part in self._prompt_parts(transcript)
        ]
        reads = await together(calls, at_once=PARTS_AT_ONCE)
        # Each field is from the surest part that has it; of equally sure ones, from the earliest.
        # Checked values have priority over unchecked ones.
        ranked = sorted([read.value for read in reads], key=lambda lead: -lead.confidence)
        names = ("name", "phone", "email", "company", "service", "city")
        sources: dict[str, Lead] = {}
        for name in names:
            having = [lead for lead in ranked if getattr(lead, name)]
            having.sort(key=lambda lead: name in unverified_of(lead))
            sources.update({name: having[0]} if having else {})
        values = {name: getattr(sources.get(name), name, None) for name in names}
        unverified = tuple(name for name in names if name in unverified_of(sources.get(name)))
        lead = checked(Lead(**values, confidence=ranked[0].confidence), unverified)
        return self._with_model(_Read(lead, _total(reads)))

    def _with_model(self, read: _Read[ValueT]) -> Answer[ValueT]:
        return Answer(read.value, self._settings.chat_model, prompts.PROMPT_VERSION, read.usage)

    async def _spoken_words(self, transcript: Transcript) -> Said:
        short = len(transcript.text) <= SHORT_CHARS
        return await self._work.run(said_in, transcript, short=short, name="reading the transcript")

    def _prompt_parts(self, transcript: Transcript) -> list[Part]:
        return parts(numbered(transcript), self._settings.max_input_chars)

    async def _condensed(
        self, kind: type[ValueT], task: str, transcript: Transcript, context: CallContext
    ) -> _Read[ValueT]:
        """Asks one question about the whole call, or about notes on its parts when it
        is too long.
        """
        found = self._prompt_parts(transcript)
        if len(found) == 1:
            return await self._ask_model(kind, prompts.prompt(task, found[0], context))
        notes, usage = await self._part_notes(
            [prompts.prompt(prompts.PART, part, context) for part in found]
        )
        while len(notes) > 1 and sum(map(len, notes)) > self._settings.max_input_chars:
            # At least two notes each, so that every round leaves fewer.
            groups: list[list[str]] = [[]]
            for note in notes:
                if (
                    len(groups[-1]) >= 2
                    and sum(map(len, groups[-1])) + len(note) > self._settings.max_input_chars
                ):
                    groups.append([])
                groups[-1].append(note)
            notes, more = await self._part_notes(
                [prompts.prompt(prompts.PART, g, context, merged=True) for g in groups]
            )
            usage = _summed_usage([usage, more])
        read = await self._ask_model(kind, prompts.prompt(task, notes, context, merged=True))
        return replace(read, usage=_summed_usage([usage, read.usage]))

    async def _part_notes(self, asked: Sequence[prompts.Prompt]) -> tuple[list[str], Usage]:
        reads = await together(
            [self._ask_model(Summary, one) for one in asked], at_once=PARTS_AT_ONCE
        )
        notes = [
            json.dumps({"part": n, **asdict(read.value)}, ensure_ascii=False)
            for n, read in enumerate(reads, 1)
        ]
        return notes, _total(reads)

    async def _ask_model(
        self,
        kind: type[ValueT],
        prompt: prompts.Prompt,
        check: Callable[[ValueT], ValueT] = lambda value: value,
    ) -> _Read[ValueT]:
        user, form, temperature = prompt.user(), response_format(kind), self._settings.temperature
        # Added only where it is set, because the hashes of earlier paid answers do not contain it.
        warmth: tuple[float, ...] = () if temperature is None else (temperature,)
        body = request_body(self._settings, system=prompt.system, user=user, response_format=form)
        return await ask_and_bill(
            self._paid,
            lambda: post(self._client, PATH, body),
            Completion,
            question=(
                "chat",
                self._settings.chat_model,
                effort_of(self._settings),
                form,
                *warmth,
                *prompt.question,
            ),
            most=Amounts(
                estimated_tokens(prompt.system, user),
                output_tokens=self._settings.max_output_tokens,
            ),
            timeout_s=self._settings.timeout_s,
            read=lambda completion: _Read(
                check(_answer_in(completion, kind)), usage_of(completion)
            ),
        )


def _answer_in(completion: Completion, kind: type[ValueT]) -> ValueT:
    value: ValueT = parsed(completion, _ADAPTERS[kind], kind.__name__)
    _refuse_empty(value)
    return value


def _refuse_empty(value: object) -> None:
    """Raises ProviderMalformed for a text without any word, which would otherwise count
    as written.
    """
    match value:
        case Summary(title=title, text=text) | Document(title=title, markdown=text):
            if not (plain(title) and plain(text)):
                raise ProviderMalformed(
                    f"the model answered an empty {type(value).__name__.lower()}"
                )


def response_format(kind: type[ValueT]) -> dict[str, Any]:
    """Returns the schema of the model's answer. It is shared: do not change it."""
    return _FORMATS[kind]


# Created once, because it takes longer than reading an answer.
_ADAPTERS: dict[type, TypeAdapter[Any]] = {
    kind: TypeAdapter(kind) for kind in (Summary, CallbackAnswer, Lead, Document)
}
_FORMATS = {
    kind: format_of(adapter, kind.__name__.replace("CallbackAnswer", "CallbackDetection"))
    for kind, adapter in _ADAPTERS.items()
}


def _without_number(context: CallContext) -> CallContext:
    """Leaves out the number: only the lead needs the number, and only the document needs the
    sender's summary. The vendor receives no more data than the question requires.
    """
    return replace(context, customer_number=None, title=None, description=None)


def _total(reads: Sequence[_Read[ValueT]]) -> Usage:
    return _summed_usage([read.usage for read in reads])


def _summed_usage(usages: Sequence[Usage]) -> Usage:
    return Usage(sum(u.input_tokens for u in usages), sum(u.output_tokens for u in usages))
