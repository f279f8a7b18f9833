"""The analyst without a key: rules and extracted sentences, with the same answer every time."""

from shared.concurrency.tasks import Remembered
from shared.concurrency.text_work import TextWork
from shared.domain.insights import CallbackDetection, Document, Lead, Summary
from shared.domain.transcript import Transcript, Turn
from shared.local.document import write_document
from shared.local.transcript_reading import Progress, Reading, conclude_reading, parts_of, read_part
from shared.ports import Answer, CallContext

MODEL = "local-rules"
# A text of this length is read within some milliseconds, whatever its content.
SHORT_CHARS = 1000
# Enough for the runs that one worker processes at once.
READINGS = 16


class LocalAnalyst:
    """Implements `Analyst`. Each call is read once, for all questions about it.

    It quotes and cannot translate: `answer_language` only adds a note in the document that says so.
    """

    def __init__(self, work: TextWork) -> None:
        self._work = work
        self._readings: Remembered[tuple[tuple[Turn, ...], CallContext], Reading] = Remembered(
            READINGS
        )

    async def summarize(self, transcript: Transcript, context: CallContext) -> Answer[Summary]:
        return Answer((await self._reading(transcript, context)).summary, MODEL)

    async def detect_callback(
        self, transcript: Transcript, context: CallContext
    ) -> Answer[CallbackDetection]:
        return Answer((await self._reading(transcript, context)).callback, MODEL)

    async def extract_lead(self, transcript: Transcript, context: CallContext) -> Answer[Lead]:
        return Answer((await self._reading(transcript, context)).lead, MODEL)

    async def write_document(
        self, transcript: Transcript, context: CallContext
    ) -> Answer[Document]:
        read = await self._reading(transcript, context)
        document = write_document(
            transcript,
            context,
            summary=read.summary,
            callback=read.callback,
            lead=read.lead,
            model=MODEL,
            unread=read.unread,
        )
        return Answer(document, MODEL)

    async def _reading(self, transcript: Transcript, context: CallContext) -> Reading:
        return await self._readings.ask(
            (transcript.turns, context), lambda: self._read_transcript(transcript, context)
        )

    async def _read_transcript(self, transcript: Transcript, context: CallContext) -> Reading:
        short = len(transcript.text) <= SHORT_CHARS
        progress = Progress()
        for part in parts_of(transcript):
            progress = await self._work.run(
                read_part, part, progress, context, short=short, name="reading the call"
            )
        return conclude_reading(progress, transcript, context)
