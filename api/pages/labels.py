"""What the API's words are called on the pages. The texts are messages of the catalogues."""

from typing import Final

from shared.domain.reindexing import ReindexStatus
from shared.domain.statuses import CallbackAction


def _(message: str) -> str:
    """Marks a message for the catalogues; the templates translate it."""
    return message


CALL_STATUS: Final = {
    "received": _("Received"),
    "processing": _("In work"),
    "ready": _("Ready"),
    "partial": _("Incomplete"),
    "failed": _("Failed"),
}
CALLBACK_STATUS: Final = {
    "scheduled": _("To call back"),
    "ambiguous": _("Time to decide"),
    "done": _("Done"),
    "cancelled": _("Cancelled"),
    "superseded": _("Replaced"),
}
AGENT_CALL: Final = {
    "planned": _("The agent calls"),
    "needs_approval": _("The agent calls once you approve"),
    "calling": _("The agent is calling"),
    "stopped": _("The agent was stopped: people call"),
    "held": _("The agent does not call"),
    "missed": _("The agent reached no one: people call"),
}
AGENT_CALL_STATE: Final = {
    "planned": _("planned"),
    "needs_approval": _("waits for approval"),
    "placing": _("being placed"),
    "unknown": _("not known yet"),
    "placed": _("placed"),
    "reached": _("reached"),
    "not_reached": _("not reached"),
    "refused": _("refused by the provider"),
    "not_placed": _("not placed"),
}
HELD_BECAUSE: Final = {
    "mode": _("the team approves each call"),
    "other_number": _("the number is not the one that the call came from"),
    "no_number": _("no number is known"),
    "invalid_number": _("the number cannot be called"),
    "paid_number": _("the number costs more than a call"),
    "country": _("the number is of a country that the team did not allow"),
    "do_not_call": _("the caller asked not to be called"),
    "no_permitted_time": _("there are no common hours before it is too late"),
    "too_late": _("its time is long over"),
    "refused": _("the provider refused the call"),
    "outcome_unknown": _("whether its call reached the person is unknown"),
}
DIRECTION: Final = {"inbound": _("Incoming"), "outbound": _("Outgoing")}
OUTCOME: Final = {
    "voicemail": _("Voicemail"),
    "transferred": _("Transferred"),
    "ended_by_agent": _("Ended by the agent"),
    "busy": _("Busy"),
    "no_answer": _("No answer"),
    "failed": _("Did not connect"),
}
SPEAKER: Final = {
    "agent": _("Agent"),
    "customer": _("Caller"),
    "unknown": _("Unknown speaker"),
}
PASSAGE: Final = {
    "transcript": _("Transcript"),
    "summary": _("Summary"),
    "document": _("Document"),
    "title": _("Title"),
    "lead": _("Person"),
}
LEAD_FIELD: Final = {
    "name": _("Name"),
    "phone": _("Phone"),
    "email": _("E-mail"),
    "company": _("Company"),
    "service": _("Wants"),
    "city": _("Place"),
}
STEP: Final = {
    "fetch_transcript": _("Fetch the transcript"),
    "fetch_recording": _("Fetch the recording"),
    "transcribe": _("Transcribe"),
    "summarize": _("Summarize"),
    "detect_callback": _("Find callbacks"),
    "extract_lead": _("Find contact data"),
    "schedule_callback": _("Set the callback"),
    "write_document": _("Write the document"),
    "index_summary": _("Index the summary"),
    "index_document": _("Index the document"),
    "index_transcript": _("Index the transcript"),
}
STEP_STATUS: Final = {
    "pending": _("Waiting"),
    "running": _("Running"),
    "done": _("Done"),
    "skipped": _("Left out"),
    "failed": _("Failed"),
}
JOB_STATUS: Final = {
    "queued": _("Waiting"),
    "running": _("Running"),
    "succeeded": _("Succeeded"),
    "failed": _("Failed"),
    "cancelled": _("Cancelled"),
}
JOB_KIND: Final = {
    "process_call": _("Everything for a call"),
    "attach_recording": _("Only the recording"),
    "reindex_call": _("Vectors of another model"),
}
LANE: Final = {"live": _("New calls"), "backfill": _("Behind new calls")}
DELIVERY_OUTCOME: Final = {
    "accepted": _("Accepted"),
    "duplicate": _("Came before"),
    "held": _("Held"),
    "stored": _("Cannot be used yet"),
    "ignored": _("Concerns no call"),
    "refused": _("Refused"),
}
EVENT_GROUP: Final = {
    "call": _("Calls"),
    "callback": _("Callbacks"),
    "lead": _("People"),
    "budget": _("Budget"),
    "arrivals": _("Missed calls"),
    "endpoint": _("Disabled targets"),
    "schedule": _("Schedules"),
}
TARGET_KIND: Final = {
    "webhook": _("Webhook"),
    "slack": "Slack",
    "teams": "Microsoft Teams",
    "email": _("E-mail"),
    "template": _("Any API"),
}
REINDEX: Final[dict[ReindexStatus, str]] = {
    ReindexStatus.RUNNING: _("Moving"),
    ReindexStatus.DONE: _("Moved"),
    ReindexStatus.CANCELLED: _("Cancelled"),
}
SCHEDULE_ACTION: Final = {
    "remind": _("Remind of callbacks"),
    "event": _("Send an event"),
    "retry_failed": _("Try failed runs again"),
}
SCHEDULE_MISSED: Final = {
    "latest": _("Make up for the last one"),
    "skip": _("Skip what is late"),
    "all": _("Make up for all"),
}
EVENT_DELIVERY: Final = {
    "pending": _("Waiting"),
    "delivered": _("Delivered"),
    "failed": _("Given up"),
}
SOURCE: Final = {
    "elevenlabs": "ElevenLabs",
    "twilio": "Twilio",
    "upload": _("Upload"),
    "vapi": "Vapi",
    "retell": "Retell",
    "transcription": _("Transcription service"),
}
AUDIT_OUTCOME: Final = {"done": _("Done"), "refused": _("Refused"), "failed": _("Failed")}
AUDIT_ACTOR: Final = {
    "user": _("A person who was removed"),
    "key": _("A key"),
    "operator": _("Operator of the installation"),
    "worker": _("Aftercall"),
    "anonymous": _("Not signed in"),
}
# What a method does is a key of AUDIT_VERB.
AUDIT_METHODS: Final = {
    "GET": "read",
    "HEAD": "read",
    "POST": "act",
    "PUT": "set",
    "PATCH": "change",
    "DELETE": "delete",
}
AUDIT_VERB: Final = {
    "read": _("read"),
    "act": _("carried out"),
    "set": _("set"),
    "change": _("changed"),
    "delete": _("deleted"),
    "export": _("exported"),
}
# The first part of a route below /api/, or of a page.
AUDIT_AREA: Final = {
    "": _("Today"),
    "agents": _("Agents"),
    "answers": _("Ask"),
    "api-keys": _("API keys"),
    "ask": _("Ask"),
    "activity": _("Activity"),
    "audit": _("Activity"),
    "auth": _("Sign-in"),
    "batch-process": _("Recordings"),
    "callbacks": _("Callbacks"),
    "calls": _("Calls"),
    "colleagues": _("People"),
    "contacts": _("Callers"),
    "do-not-call": _("Numbers that are not called"),
    "event-deliveries": _("Targets"),
    "event-target-dry-runs": _("Targets"),
    "event-target-templates": _("Targets"),
    "event-targets": _("Targets"),
    "events": _("Events"),
    "invitations": _("Invitations"),
    "job": _("Work"),
    "jobs": _("Work"),
    "leads": _("Callers"),
    "mcp": _("Assistants"),
    "me": _("Own account"),
    "missed-calls": _("Missed calls"),
    "numbers": _("Numbers"),
    "operator": _("Installation"),
    "people": _("People"),
    "process-direct": _("Recordings"),
    "process-recording": _("Recordings"),
    "queue": _("Work"),
    "recording": _("Recordings"),
    "recordings": _("Recordings"),
    "schedules": _("Schedules"),
    "search": _("Search"),
    "shared": _("Calls shared by link"),
    "tenant": _("Team"),
    "threads": _("Ask"),
    "twilio-accounts": _("Connections"),
    "usage": _("Numbers"),
    "users": _("People"),
    "views": _("Saved views"),
    "webhook-endpoints": _("Connections"),
    "webhooks": _("Webhooks"),
}
ROLE: Final = {
    "owner": _("Owner"),
    "admin": _("Admin"),
    "member": _("Member"),
    "viewer": _("Viewer"),
}
CALLBACK_ACTION: Final[dict[CallbackAction, str]] = {
    "created": _("found"),
    "updated": _("read again"),
    "done": _("done"),
    "cancel": _("not needed"),
    "reopen": _("opened again"),
    "not_reached": _("not reached"),
    "move": _("moved"),
    "decide": _("time chosen"),
    "snooze": _("snoozed"),
    "unsnooze": _("snooze ended"),
    "assign": _("assigned"),
    "unassign": _("no longer assigned"),
    "note": _("noted"),
    "correct": _("corrected"),
    "undo_correction": _("correction taken back"),
    "approve_call": _("call by the agent approved"),
    "stop_call": _("call by the agent stopped"),
    "agent_call": _("the agent calls"),
    "agent_reached": _("reached by the agent"),
    "agent_not_reached": _("not reached by the agent"),
    "agent_gave_up": _("left to people by the agent"),
    "calendar": _("compared with the calendar"),
    "moved_in_calendar": _("moved in the calendar"),
    "cancelled_in_calendar": _("cancelled in the calendar"),
}
# Of these the analysis did none, although a worker stored them.
NOT_OF_ANALYSIS: Final = frozenset(
    name
    for name in CALLBACK_ACTION
    if name.startswith("agent_") or "calendar" in name or name == "unassign"
)
CORRECTED_FIELD: Final = {
    "title": _("title"),
    "summary": _("summary"),
    "outcome": _("how it ended"),
    "name": _("name"),
    "phone": _("phone"),
    "email": _("e-mail"),
    "company": _("company"),
    "service": _("what they want"),
    "city": _("place"),
    "reason": _("reason"),
}
CONTACT_FIELD: Final = {
    "name": _("Name"),
    "company": _("Company"),
    "phone": _("Phone"),
    "email": _("E-mail"),
    "service": _("What they want"),
    "city": _("Place"),
    "language": _("Language"),
}
TIMELINE: Final = {
    "call": _("Call"),
    "callback": _("Callback"),
    "callback_change": _("Callback"),
    "agent_call": _("Call by the agent"),
    "opt_out": _("Not to be called"),
    "correction": _("Corrected"),
    "note": _("Noted"),
}
CALLBACK_STATE: Final = {
    "overdue": _("Overdue"),
    "due": _("Now"),
    "ambiguous": _("To decide"),
    "coming": _("Coming"),
    "done": _("Done"),
    "cancelled": _("Not needed"),
}
ANSWER_NOTE: Final = {
    "no_shared_word": _("No passage shares a word with your question."),
    "nothing_found": _("Nothing was found in these calls."),
    "nothing_proved": _("The model wrote nothing that the calls prove."),
    "not_answered": _("The calls that were read do not answer this question."),
    "no_model": _("These passages come closest; without a hosted model no answer is written."),
    "stored_summaries": _(
        "These are the stored summaries; without a hosted model none is written over all of them."
    ),
    "unknown_caller": _("No caller with this name or number is known."),
    "not_counted": _(
        "Nothing was counted, because a part of the question was not understood. Ask without it."
    ),
}
LEFT_OUT: Final = {
    "no_transcript": _("Without a transcript"),
    "not_processed": _("Not processed yet"),
    "no_summary": _("Without a summary"),
    "not_closest": _("Further from the question"),
    "too_many": _("More than one question reads"),
}
