"""Events as they are sent to targets. Written by `make docs`; do not edit."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

from aftercall_client import models
from aftercall_client._model import Model


class SentEvent(Model):
    """An event of a type that this version does not know, or any event."""

    id: str
    """`webhook-id`: the same for each try and each replay."""

    type: str
    timestamp: datetime
    data: models.EventData


class CallReceivedData(models.EventData):
    """What `call.received` is about."""

    change: models.CallReceived  # type: ignore[assignment]


class CallReceived(SentEvent):
    """`call.received`: A call was recorded."""

    type: Literal["call.received"]
    data: CallReceivedData


class CallUpdatedData(models.EventData):
    """What `call.updated` is about."""

    change: models.CallUpdated  # type: ignore[assignment]


class CallUpdated(SentEvent):
    """`call.updated`: Fields of a call changed."""

    type: Literal["call.updated"]
    data: CallUpdatedData


class CallReady(SentEvent):
    """`call.ready` happened; `data.change` is empty."""

    type: Literal["call.ready"]
    data: models.EventData


class CallPartial(SentEvent):
    """`call.partial` happened; `data.change` is empty."""

    type: Literal["call.partial"]
    data: models.EventData


class CallFailed(SentEvent):
    """`call.failed` happened; `data.change` is empty."""

    type: Literal["call.failed"]
    data: models.EventData


class CallDeletedData(models.EventData):
    """What `call.deleted` is about."""

    change: models.CallDeleted  # type: ignore[assignment]


class CallDeleted(SentEvent):
    """`call.deleted`: A call was deleted."""

    type: Literal["call.deleted"]
    data: CallDeletedData


class CallbackChangedData(models.EventData):
    """What `callback.changed` is about."""

    change: models.CallbackChanged  # type: ignore[assignment]


class CallbackChanged(SentEvent):
    """`callback.changed`: A callback was made or changed."""

    type: Literal["callback.changed"]
    data: CallbackChangedData


class CallbackDueData(models.EventData):
    """What `callback.due` is about."""

    change: models.CallbackDue  # type: ignore[assignment]


class CallbackDue(SentEvent):
    """`callback.due`: The time of a callback has come."""

    type: Literal["callback.due"]
    data: CallbackDueData


class CallbackDoneData(models.EventData):
    """What `callback.done` is about."""

    change: models.CallbackDone  # type: ignore[assignment]


class CallbackDone(SentEvent):
    """`callback.done`: A person called back."""

    type: Literal["callback.done"]
    data: CallbackDoneData


class CallbackReminderData(models.EventData):
    """What `callback.reminder` is about."""

    change: models.CallbackReminder  # type: ignore[assignment]


class CallbackReminder(SentEvent):
    """`callback.reminder`: A schedule reminds people of callbacks."""

    type: Literal["callback.reminder"]
    data: CallbackReminderData


class LeadExtractedData(models.EventData):
    """What `lead.extracted` is about."""

    change: models.LeadExtracted  # type: ignore[assignment]


class LeadExtracted(SentEvent):
    """`lead.extracted`: The call says who called."""

    type: Literal["lead.extracted"]
    data: LeadExtractedData


class LeadUpdatedData(models.EventData):
    """What `lead.updated` is about."""

    change: models.LeadUpdated  # type: ignore[assignment]


class LeadUpdated(SentEvent):
    """`lead.updated`: A person corrected a lead."""

    type: Literal["lead.updated"]
    data: LeadUpdatedData


class TranscriptEditedData(models.EventData):
    """What `transcript.edited` is about."""

    change: models.TranscriptEdited  # type: ignore[assignment]


class TranscriptEdited(SentEvent):
    """`transcript.edited`: A person edited the transcript."""

    type: Literal["transcript.edited"]
    data: TranscriptEditedData


class TranscriptReplaced(SentEvent):
    """`transcript.replaced` happened; `data.change` is empty."""

    type: Literal["transcript.replaced"]
    data: models.EventData


class DocumentGenerated(SentEvent):
    """`document.generated` happened; `data.change` is empty."""

    type: Literal["document.generated"]
    data: models.EventData


class EmbeddingsGeneratedData(models.EventData):
    """What `embeddings.generated` is about."""

    change: models.EmbeddingsGenerated  # type: ignore[assignment]


class EmbeddingsGenerated(SentEvent):
    """`embeddings.generated`: A text can be found by meaning."""

    type: Literal["embeddings.generated"]
    data: EmbeddingsGeneratedData


class RecordingPendingData(models.EventData):
    """What `recording.pending` is about."""

    change: models.RecordingChanged  # type: ignore[assignment]


class RecordingPending(SentEvent):
    """`recording.pending`: The status of a recording changed."""

    type: Literal["recording.pending"]
    data: RecordingPendingData


class RecordingUploadingData(models.EventData):
    """What `recording.uploading` is about."""

    change: models.RecordingChanged  # type: ignore[assignment]


class RecordingUploading(SentEvent):
    """`recording.uploading`: The status of a recording changed."""

    type: Literal["recording.uploading"]
    data: RecordingUploadingData


class RecordingUploadedData(models.EventData):
    """What `recording.uploaded` is about."""

    change: models.RecordingChanged  # type: ignore[assignment]


class RecordingUploaded(SentEvent):
    """`recording.uploaded`: The status of a recording changed."""

    type: Literal["recording.uploaded"]
    data: RecordingUploadedData


class RecordingTranscribingData(models.EventData):
    """What `recording.transcribing` is about."""

    change: models.RecordingChanged  # type: ignore[assignment]


class RecordingTranscribing(SentEvent):
    """`recording.transcribing`: The status of a recording changed."""

    type: Literal["recording.transcribing"]
    data: RecordingTranscribingData


class RecordingTranscribedData(models.EventData):
    """What `recording.transcribed` is about."""

    change: models.RecordingChanged  # type: ignore[assignment]


class RecordingTranscribed(SentEvent):
    """`recording.transcribed`: The status of a recording changed."""

    type: Literal["recording.transcribed"]
    data: RecordingTranscribedData


class RecordingDocGeneratingData(models.EventData):
    """What `recording.doc_generating` is about."""

    change: models.RecordingChanged  # type: ignore[assignment]


class RecordingDocGenerating(SentEvent):
    """`recording.doc_generating`: The status of a recording changed."""

    type: Literal["recording.doc_generating"]
    data: RecordingDocGeneratingData


class RecordingCompletedData(models.EventData):
    """What `recording.completed` is about."""

    change: models.RecordingChanged  # type: ignore[assignment]


class RecordingCompleted(SentEvent):
    """`recording.completed`: The status of a recording changed."""

    type: Literal["recording.completed"]
    data: RecordingCompletedData


class RecordingErrorData(models.EventData):
    """What `recording.error` is about."""

    change: models.RecordingChanged  # type: ignore[assignment]


class RecordingError(SentEvent):
    """`recording.error`: The status of a recording changed."""

    type: Literal["recording.error"]
    data: RecordingErrorData


class RecordingAudioDeletedData(models.EventData):
    """What `recording.audio_deleted` is about."""

    change: models.RecordingChanged  # type: ignore[assignment]


class RecordingAudioDeleted(SentEvent):
    """`recording.audio_deleted`: The status of a recording changed."""

    type: Literal["recording.audio_deleted"]
    data: RecordingAudioDeletedData


class JobQueued(SentEvent):
    """`job.queued` happened; `data.change` is empty."""

    type: Literal["job.queued"]
    data: models.EventData


class JobPostponed(SentEvent):
    """`job.postponed` happened; `data.change` is empty."""

    type: Literal["job.postponed"]
    data: models.EventData


class JobSucceeded(SentEvent):
    """`job.succeeded` happened; `data.change` is empty."""

    type: Literal["job.succeeded"]
    data: models.EventData


class JobFailed(SentEvent):
    """`job.failed` happened; `data.change` is empty."""

    type: Literal["job.failed"]
    data: models.EventData


class JobCancelled(SentEvent):
    """`job.cancelled` happened; `data.change` is empty."""

    type: Literal["job.cancelled"]
    data: models.EventData


class BudgetReachedData(models.EventData):
    """What `budget.reached` is about."""

    change: models.BudgetReached  # type: ignore[assignment]


class BudgetReached(SentEvent):
    """`budget.reached`: A request would have exceeded the budget."""

    type: Literal["budget.reached"]
    data: BudgetReachedData


class ArrivalsMissingData(models.EventData):
    """What `arrivals.missing` is about."""

    change: models.MissedCallsFound  # type: ignore[assignment]


class ArrivalsMissing(SentEvent):
    """`arrivals.missing`: A sender's list has calls that never arrived."""

    type: Literal["arrivals.missing"]
    data: ArrivalsMissingData


class EventStoredData(models.EventData):
    """What `event.stored` is about."""

    change: models.EventStored  # type: ignore[assignment]


class EventStored(SentEvent):
    """`event.stored`: An event that this version cannot use was stored."""

    type: Literal["event.stored"]
    data: EventStoredData


class EndpointDisabledData(models.EventData):
    """What `endpoint.disabled` is about."""

    change: models.EndpointDisabled  # type: ignore[assignment]


class EndpointDisabled(SentEvent):
    """`endpoint.disabled`: A target was disabled."""

    type: Literal["endpoint.disabled"]
    data: EndpointDisabledData


class ScheduleDueData(models.EventData):
    """What `schedule.due` is about."""

    change: models.ScheduleDue  # type: ignore[assignment]


class ScheduleDue(SentEvent):
    """`schedule.due`: A schedule of the team's own was due."""

    type: Literal["schedule.due"]
    data: ScheduleDueData


class ScheduleDisabledData(models.EventData):
    """What `schedule.disabled` is about."""

    change: models.ScheduleDisabled  # type: ignore[assignment]


class ScheduleDisabled(SentEvent):
    """`schedule.disabled`: A schedule stopped by itself."""

    type: Literal["schedule.disabled"]
    data: ScheduleDisabledData


class WebhookTestData(models.EventData):
    """What `webhook.test` is about."""

    change: models.SampleSent  # type: ignore[assignment]


class WebhookTest(SentEvent):
    """`webhook.test`: A test of a target."""

    type: Literal["webhook.test"]
    data: WebhookTestData


TYPES: Final[dict[str, type[SentEvent]]] = {
    "call.received": CallReceived,
    "call.updated": CallUpdated,
    "call.ready": CallReady,
    "call.partial": CallPartial,
    "call.failed": CallFailed,
    "call.deleted": CallDeleted,
    "callback.changed": CallbackChanged,
    "callback.due": CallbackDue,
    "callback.done": CallbackDone,
    "callback.reminder": CallbackReminder,
    "lead.extracted": LeadExtracted,
    "lead.updated": LeadUpdated,
    "transcript.edited": TranscriptEdited,
    "transcript.replaced": TranscriptReplaced,
    "document.generated": DocumentGenerated,
    "embeddings.generated": EmbeddingsGenerated,
    "recording.pending": RecordingPending,
    "recording.uploading": RecordingUploading,
    "recording.uploaded": RecordingUploaded,
    "recording.transcribing": RecordingTranscribing,
    "recording.transcribed": RecordingTranscribed,
    "recording.doc_generating": RecordingDocGenerating,
    "recording.completed": RecordingCompleted,
    "recording.error": RecordingError,
    "recording.audio_deleted": RecordingAudioDeleted,
    "job.queued": JobQueued,
    "job.postponed": JobPostponed,
    "job.succeeded": JobSucceeded,
    "job.failed": JobFailed,
    "job.cancelled": JobCancelled,
    "budget.reached": BudgetReached,
    "arrivals.missing": ArrivalsMissing,
    "event.stored": EventStored,
    "endpoint.disabled": EndpointDisabled,
    "schedule.due": ScheduleDue,
    "schedule.disabled": ScheduleDisabled,
    "webhook.test": WebhookTest,
}
