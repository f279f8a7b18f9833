"""The analyst of calls without speech, whose results need no model."""

from shared.domain.insights import CallbackDetection, Document, Lead, Summary
from shared.domain.stored_texts import CallbackReason
from shared.domain.transcript import Transcript
from shared.local.summary_words import words_in
from shared.ports import Answer, CallContext

MODEL = "silence"


class SilenceAnalyst:
    """Implements `Analyst`."""

    async def summarize(self, transcript: Transcript, context: CallContext) -> Answer[Summary]:
        return Answer(Summary(*_words(context)), MODEL)

    async def detect_callback(
        self,
        transcript: Transcript,
        context: CallContext,
    ) -> Answer[CallbackDetection]:
        return Answer(
            CallbackDetection(False, CallbackReason.NO_SPEECH, None, None, None, 1.0), MODEL
        )

    async def extract_lead(self, transcript: Transcript, context: CallContext) -> Answer[Lead]:
        return Answer(Lead(None, context.customer_number, None, None, None, None, 0.1), MODEL)

    async def write_document(
        self, transcript: Transcript, context: CallContext
    ) -> Answer[Document]:
        title, text = _words(context)
        length = f" {context.duration_s:.0f} s." if context.duration_s else ""
        when = f"{context.happened_at:%Y-%m-%d %H:%M} UTC"
        return Answer(Document(title, f"# {title}\n\n{text}{length}\n\n{when}\n"), MODEL)


def _words(context: CallContext) -> tuple[str, str]:
    """Returns title and text in the language of the team's summaries, or of its calls."""
    return words_in(context.answer_language or context.language).no_speech
