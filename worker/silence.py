"""The analyst of calls without speech, whose results need no model."""

from shared.domain.insights import CallbackDetection, Document, Lead, Summary
from shared.domain.stored_texts import CallbackReason
from shared.domain.transcript import Transcript
from shared.ports import Answer, CallContext

MODEL = "silence"
TITLE = "No speech"
TEXT = "No speech in this call, or none that could be understood."


class SilenceAnalyst:
    """Implements `Analyst`."""

    async def summarize(self, transcript: Transcript, context: CallContext) -> Answer[Summary]:
        return Answer(Summary(TITLE, TEXT), MODEL)

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
        length = f" It lasted {context.duration_s:.0f} seconds." if context.duration_s else ""
        when = f"{context.happened_at:%Y-%m-%d %H:%M} UTC"
        return Answer(Document(TITLE, f"# {TITLE}\n\n{TEXT}{length}\n\nReceived: {when}\n"), MODEL)
