-- What a sender says of a call beside its words, and signed events that could not be used.

-- `notes` are sentences of ours about what could not be read or was not used; no text of a sender stands in them.
-- `outcome` is how the call ended, `contact` who the caller is, `failure` why the sender counts the call as failed.
alter table calls
    add column notes jsonb not null default '[]',
    add column outcome text check (outcome in
        ('voicemail', 'transferred', 'ended_by_agent', 'busy', 'no_answer', 'failed')),
    add column contact jsonb not null default '{}',
    add column failure text;

-- When the sender made the event that a version came from: an older event never replaces a newer one.
alter table transcripts add column sent_at timestamptz;

-- `kept` ones have a body that can be tried again after an upgrade; of `ignored` ones only the type is counted.
-- `tenant_id` is null for an event of the installation's own URL that names no registered agent.
-- `key` is the body's hash, or the type.
create table unused_events (
    id uuid primary key,
    tenant_id uuid references tenants on delete cascade,
    endpoint_id text references webhook_endpoints on delete cascade,
    source text not null check (source in ('elevenlabs', 'twilio', 'transcription')),
    kind text not null check (kind in ('kept', 'ignored')),
    event_type text check (length(event_type) <= 100),
    reason text not null,
    key text not null,
    body bytea,
    size_bytes integer not null default 0 check (size_bytes >= 0),
    times integer not null default 1 check (times > 0),
    received_at timestamptz not null default now(),
    last_at timestamptz not null default now(),
    unique nulls not distinct (tenant_id, endpoint_id, source, kind, key),
    check (kind = 'kept' or body is null)
);
create index unused_events_age on unused_events (last_at);
