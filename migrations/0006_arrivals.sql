-- Where the trace of a run began, as W3C Trace Context writes it: the queue may lose or double what it carries.
alter table jobs add column traceparent text check (traceparent ~ '^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$');

-- Each sender is asked now and then what it knows of: by one worker at a time, who proves it by the fence.
create table source_checks (
    source text primary key,
    due_at timestamptz not null default now(),
    fence bigint not null default 0,
    checked_at timestamptz,
    failed boolean not null default false
);
insert into source_checks (source) values ('elevenlabs'), ('twilio');

-- What came of the last check, for each tenant that had calls in it.
create table arrivals (
    tenant_id uuid not null references tenants on delete cascade,
    source text not null,
    listed integer not null,
    arrived integer not null,
    fetched integer not null,
    missing integer not null,
    primary key (tenant_id, source)
);

-- Whether a call has arrived is asked across tenants, since whose it is may have changed.
create index calls_external on calls (external_id) where source = 'elevenlabs';
create index recordings_anywhere on recordings (recording_sid) where recording_sid is not null;
create index erasures_external on erasures (external_id);

-- The recordings that went with a call, and its leg: neither a late webhook nor a check may bring them back alone.
alter table erasures
    add column recording_sids text[] not null default '{}',
    add column call_sid text;
create index erasures_recordings on erasures using gin (recording_sids);
create index erasures_leg on erasures (tenant_id, call_sid) where call_sid is not null;
