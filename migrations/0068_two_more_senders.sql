-- Vapi and Retell send their finished calls.
alter table calls drop constraint calls_source_check;
alter table calls add constraint calls_source_check
check (source in ('elevenlabs', 'upload', 'twilio', 'vapi', 'retell')) not valid;
alter table calls validate constraint calls_source_check;
alter table webhook_endpoints drop constraint webhook_endpoints_source_check;
alter table webhook_endpoints add constraint webhook_endpoints_source_check
check (source in ('elevenlabs', 'twilio', 'transcription', 'vapi', 'retell'));
alter table unused_events drop constraint unused_events_source_check;
alter table unused_events add constraint unused_events_source_check
check (source in ('elevenlabs', 'twilio', 'transcription', 'vapi', 'retell'));
