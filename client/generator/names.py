"""The names of operations in the client: a resource and a method."""

import keyword
import re
from typing import Any, Final

# Operations that no program calls with a client: senders sign what they send, and browsers follow
# redirects. `request` reaches them.
LEFT_OUT: Final = {
    "calcom_event",
    "call_ended",
    "call_ended_for_tenant",
    "initiation",
    "initiation_for_tenant",
    "recording_status",
    "retell_event",
    "recording_status_for_tenant",
    "transcription_event",
    "transcription_event_for_tenant",
    "vapi_event",
    "start",
    # Streams, which are written by hand.
    "stream_events",
    "resume_answer",
}
NAMES: Final = {
    "add_account": "twilio_accounts.create",
    "get_accounts": "twilio_accounts.list",
    "remove_account": "twilio_accounts.delete",
    "create_recording": "recordings.create",
    "put_media": "recordings.put_media",
    "read_media": "recordings.media",
    "finalize": "recordings.finalize",
    "read_recording_status": "recordings.status",
    "read_recording": "recordings.get",
    "read_call_audio": "calls.audio",
    "read_call_media": "calls.media",
    "read_peaks": "recordings.peaks",
    "process_recording": "recordings.process",
    "batch_process": "recordings.process_batch",
    "process_direct": "recordings.process_direct",
    "job_status": "jobs.status",
    "job_runs": "jobs.runs",
    "job_attempts": "jobs.attempts",
    "get_jobs": "jobs.list",
    "retry_jobs": "jobs.retry_all",
    "cancel_job": "jobs.cancel",
    "retry_job": "jobs.retry",
    "queue_stats": "queue.stats",
    "clean_queue": "queue.clean",
    "export_calls": "exports.calls_csv",
    "export_callbacks": "exports.callbacks_csv",
    "export_leads": "exports.leads_csv",
    "export_calls_as_lines": "exports.calls_jsonl",
    "export_callbacks_as_lines": "exports.callbacks_jsonl",
    "export_leads_as_lines": "exports.leads_jsonl",
    "numbers_csv": "exports.numbers_csv",
    "export_tenant": "exports.tenant",
    "get_calls": "calls.list",
    "search": "search.find",
    "search_index": "search.index",
    "quote_reindex": "search.quote_reindex",
    "start_reindex": "search.start_reindex",
    "cancel_reindex": "search.cancel_reindex",
    "ask": "ask.question",
    "quote": "ask.quote",
    "get_answer_body": "ask.answer",
    "get_threads": "threads.list",
    "read_thread": "threads.get",
    "change_thread": "threads.change",
    "remove_thread": "threads.delete",
    "read_call": "calls.get",
    "remove_call": "calls.delete",
    "correct_a_call": "calls.correct",
    "undo_correction_of_call": "calls.undo_correction",
    "similar_calls": "calls.similar",
    "reprocess": "calls.reprocess",
    "share_call": "calls.share",
    "get_shares": "calls.shares",
    "end_share": "calls.end_share",
    "put_transcript": "transcripts.edit",
    "get_versions": "transcripts.versions",
    "read_version": "transcripts.get",
    "read_changes": "transcripts.changes",
    "read_transcript_as_text": "transcripts.text",
    "read_transcript_as_subtitles": "transcripts.srt",
    "read_transcript_as_captions": "transcripts.vtt",
    "read_transcript_as_document": "transcripts.docx",
    "create_calendar": "calendars.create",
    "get_calendars": "calendars.list",
    "end_calendar": "calendars.delete",
    "get_callbacks": "callbacks.list",
    "read_callback": "callbacks.get",
    "correct_a_callback": "callbacks.correct",
    "undo_correction_of_callback": "callbacks.undo_correction",
    "read_callback_history": "callbacks.history",
    "finish_callback": "callbacks.done",
    "cancel_callback": "callbacks.cancel",
    "reopen_callback": "callbacks.reopen",
    "record_try": "callbacks.not_reached",
    "snooze_callback": "callbacks.snooze",
    "unsnooze_callback": "callbacks.unsnooze",
    "move_callback": "callbacks.move",
    "decide_callback": "callbacks.decide",
    "assign_callback": "callbacks.assign",
    "note_callback": "callbacks.note",
    "approve_agent_call": "callbacks.approve_call",
    "stop_agent_call": "callbacks.stop_call",
    "get_agent_calls": "callbacks.agent_calls",
    "read_calling_rules": "tenant.calling_rules",
    "set_calling_rules": "tenant.set_calling_rules",
    "get_barred_numbers": "do_not_call.list",
    "bar_number_from_calls": "do_not_call.bar",
    "allow_number_again": "do_not_call.allow",
    "import_barred_numbers": "do_not_call.import_numbers",
    "export_barred_numbers": "exports.do_not_call_csv",
    "get_leads": "leads.list",
    "read_lead": "leads.get",
    "correct_a_lead": "leads.correct",
    "undo_correction_of_lead": "leads.undo_correction",
    "get_contacts": "contacts.list",
    "read_contact": "contacts.get",
    "correct_a_contact": "contacts.correct",
    "remove_contact": "contacts.delete",
    "undo_correction_of_contact": "contacts.undo_correction",
    "merge_a_contact": "contacts.merge",
    "split_a_contact": "contacts.split",
    "get_events": "events.list",
    "get_event_body": "events.body",
    "sample_of_event": "events.sample",
    "create_target": "event_targets.create",
    "get_targets": "event_targets.list",
    "read_target": "event_targets.get",
    "change_target": "event_targets.change",
    "remove_target": "event_targets.delete",
    "rotate_target_secret": "event_targets.rotate_secret",
    "remove_previous_target_secret": "event_targets.remove_previous_secret",
    "test_target": "event_targets.test",
    "replay_events": "event_targets.replay",
    "get_target_templates": "event_targets.templates",
    "try_new_target": "event_targets.dry_run_new",
    "try_target": "event_targets.dry_run",
    "get_event_deliveries": "event_deliveries.list",
    "read_delivery": "event_deliveries.get",
    "replay_delivery": "event_deliveries.replay",
    "create_schedule": "schedules.create",
    "get_schedules": "schedules.list",
    "read_schedule": "schedules.get",
    "change_schedule": "schedules.change",
    "remove_schedule": "schedules.delete",
    "run_schedule": "schedules.run",
    "get_occurrences": "schedules.occurrences",
    "get_missed_calls": "missed_calls.list",
    "replay_missed_calls": "missed_calls.replay",
    "signup": "auth.signup",
    "request_signup_link": "auth.request_signup_link",
    "read_offers": "auth.offers",
    "login": "auth.login",
    "logout": "auth.logout",
    "join": "auth.join",
    "use_sign_in_link": "auth.use_sign_in_link",
    "forgot_password": "auth.forgot_password",
    "reset_password": "auth.reset_password",
    "read_me": "me.get",
    "patch_me": "me.change",
    "change_password": "me.change_password",
    "offer_app": "me.offer_app",
    "confirm_app": "me.confirm_app",
    "remove_app": "me.remove_app",
    "get_sessions": "me.sessions",
    "remove_other_sessions": "me.end_other_sessions",
    "remove_session": "me.end_session",
    "get_views": "views.list",
    "save_view": "views.create",
    "change_view": "views.change",
    "remove_view": "views.delete",
    "get_colleagues": "users.colleagues",
    "get_users": "users.list",
    "patch_user": "users.change",
    "remove_user": "users.delete",
    "make_reset_link": "users.make_reset_link",
    "sign_out_user": "users.sign_out",
    "get_invitations": "invitations.list",
    "invite": "invitations.create",
    "withdraw_invitation": "invitations.delete",
    "get_tenants": "operator.tenants",
    "read_caps": "operator.caps",
    "put_caps": "operator.put_caps",
    "get_claims": "operator.agents",
    "assign": "operator.assign_agent",
    "unassign": "operator.unassign_agent",
    "assign_twilio_account": "operator.assign_twilio_account",
    "read_installation": "operator.work",
    "get_audit": "audit.list",
    "create_api_key": "api_keys.create",
    "get_api_keys": "api_keys.list",
    "revoke_api_key": "api_keys.delete",
    "create_agent": "agents.create",
    "get_agents": "agents.list",
    "claim": "agents.claim",
    "read_agent": "agents.get",
    "patch_agent": "agents.change",
    "remove_agent": "agents.delete",
    "read_key_state": "elevenlabs_key.get",
    "put_key": "elevenlabs_key.put",
    "remove_key": "elevenlabs_key.delete",
    "create_endpoint": "webhook_endpoints.create",
    "get_endpoints": "webhook_endpoints.list",
    "get_deliveries": "webhook_endpoints.deliveries",
    "put_secret": "webhook_endpoints.put_secret",
    "put_initiation_secret": "webhook_endpoints.put_initiation_secret",
    "remove_previous_secret": "webhook_endpoints.remove_previous_secret",
    "remove_endpoint": "webhook_endpoints.delete",
    "read_tenant": "tenant.get",
    "remove_tenant": "tenant.delete",
    "patch_tenant": "tenant.change",
    "get_holidays": "tenant.holidays",
    "set_holiday": "tenant.set_holiday",
    "remove_holiday": "tenant.remove_holiday",
    "erase_person": "people.erase",
    "export_person": "people.export",
    "read_usage": "usage.get",
    "read_numbers": "numbers.get",
    "health": "health.get",
    "ready": "health.ready",
    "metrics": "health.metrics",
}
# Resources with streams or several requests in one call, which are written by hand.
HAND_WRITTEN: Final = {"ask", "events", "jobs", "recordings"}
# Answers that take longer than others.
TIMEOUTS_S: Final = {
    "ask": 300.0,
    "put_media": 300.0,
    "process_direct": 300.0,
    "erase_person": 120.0,
}
# What a method is about, which is given without its name.
FIRST: Final = {"ask": "question", "quote": "question", "search": "q"}
# What a method for JSON does not offer.
STREAMED_FIELDS: Final = {"ask": {"stream", "format"}}


def name_of(operation_id: str, path: str) -> tuple[str, str]:
    """Returns resource and method. A new operation is found under the noun of its path."""
    if operation_id in NAMES:
        resource, _, method = NAMES[operation_id].partition(".")
        return resource, method
    noun = re.split(r"[/.{]", path.removeprefix("/api/"))[0]
    return noun.replace("-", "_"), operation_id


def class_name(resource: str) -> str:
    return "".join(word.capitalize() for word in resource.split("_"))


def python_name(name: str) -> str:
    """Returns the name of a field or parameter as Python takes it."""
    name = name.replace("-", "_")
    return f"{name}_" if keyword.iskeyword(name) else name


def schema_name(reference: str) -> str:
    """Returns the class of a schema, such as InsightBodyLeadValue of `InsightBody_LeadValue_`."""
    return reference.rpartition("/")[2].replace("_", "")


def referenced(schema: Any) -> set[str]:
    """Returns the names of the schemas that are named anywhere in it."""
    if isinstance(schema, dict):
        own = {schema["$ref"].rpartition("/")[2]} if "$ref" in schema else set()
        return own.union(*(referenced(each) for each in schema.values()))
    if isinstance(schema, list):
        return set().union(*map(referenced, schema))
    return set()
