"""Has a model write sentences, and lets through those that it proves."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from api.answers.question import Asking
from shared.domain.answers.answer import Coverage, Ending, Note, Spent
from shared.domain.answers.verification import Fault, Proved, Source, verified
from shared.domain.numerals import LANGUAGES
from shared.domain.transcript import Turn
from shared.ports import Answerer, QuestionContext, Usage


@dataclass
class Tally:
    """What was dropped and spent while an answer was written."""

    answerer: Answerer
    dropped: Counter[str] = field(default_factory=Counter)
    used: list[Usage] = field(default_factory=list)
    answered: bool = False

    def spent(self) -> Spent:
        usage = Usage(
            sum(each.input_tokens for each in self.used),
            sum(each.output_tokens for each in self.used),
        )
        return Spent(
            self.answerer.model,
            len(self.used),
            usage.input_tokens,
            usage.output_tokens,
            self.answerer.cost_microusd(usage),
        )


async def written(
    asking: Asking, sources: Sequence[Source], tally: Tally, *, condenses: bool = False
) -> AsyncIterator[Proved]:
    """Asks the model, and yields the sentences that are proved."""
    language, by_id = asking.plan.language, {source.id: source for source in sources}
    context = QuestionContext(sources, language, asking.earlier, condenses)
    answer = await tally.answerer.answer(asking.question, context)
    tally.used.append(answer.usage)
    tally.answered = tally.answered or answer.value.answered
    if not answer.value.answered:
        return
    for sentence in answer.value.sentences:
        outcome = await asyncio.to_thread(
            verified, sentence, by_id, asking.tenant_id, language=language
        )
        if isinstance(outcome, Fault):
            tally.dropped[outcome] += 1
        else:
            yield outcome


def without_orders(turns: Sequence[Turn], chosen: Sequence[int]) -> tuple[Turn, ...]:
    """Returns the turns up to words that give orders to their reader, in any language: no
    model reads these, and nothing is proved by them.
    """
    from shared.local.commands import without_commands  # noqa: PLC0415 - slow to import

    return without_commands([turns[place] for place in chosen], LANGUAGES)


def room_of(asking: Asking) -> int:
    """Returns how many characters of calls one request holds."""
    most, answerer = asking.resources.settings.ask.max_input_chars, asking.resources.answerer
    return min(most, answerer.max_input_chars) if answerer else most


def ending_of(tally: Tally, coverage: Coverage, shown: int) -> Ending:
    note = None
    if not shown:
        note = Note.NOTHING_PROVED if tally.dropped else Note.NOT_ANSWERED
    return Ending(coverage, note, dict(tally.dropped), shown > 0, tally.spent())
