-- Events that few calls have are found without reading past all others. The common types are left
-- out, so that writing a call costs no more.
create index events_rare on events (tenant_id, type, position)
where type in (
    'call.partial', 'call.failed', 'call.deleted', 'callback.done', 'lead.updated',
    'transcript.edited', 'transcript.replaced', 'recording.error', 'recording.audio_deleted',
    'job.failed', 'job.cancelled', 'budget.reached', 'arrivals.missing', 'event.stored',
    'endpoint.disabled'
);
