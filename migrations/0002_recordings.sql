-- Recordings that are told about rather than sent: where they lie, and what fetched them.

alter table calls drop constraint calls_source_check;
alter table calls add constraint calls_source_check check (source in ('elevenlabs', 'upload', 'twilio'));

alter table webhook_endpoints drop constraint webhook_endpoints_source_check;
alter table webhook_endpoints add constraint webhook_endpoints_source_check check (source in ('elevenlabs', 'twilio'));

-- The shared Twilio URL finds the tenant by the account a recording was made under.
create table twilio_accounts (
    account_sid text primary key check (account_sid ~ '^AC[0-9a-f]{32}$'),
    tenant_id uuid not null references tenants on delete cascade,
    created_at timestamptz not null default now()
);
create index twilio_accounts_tenant on twilio_accounts (tenant_id);

alter table recordings
    add column remote_url text,
    add column account_sid text check (account_sid ~ '^AC[0-9a-f]{32}$'),
    add column recording_sid text check (recording_sid ~ '^RE[0-9a-f]{32}$'),
    add constraint recordings_one_remote check (remote_url is null or recording_sid is null),
    add constraint recordings_twilio_whole check ((account_sid is null) = (recording_sid is null));
create unique index recordings_sid on recordings (tenant_id, recording_sid) where recording_sid is not null;

-- A call that was analysed already can still get its recording: that is a run of its own.
alter table jobs drop constraint jobs_kind_check;
alter table jobs add constraint jobs_kind_check check (kind in ('process_call', 'attach_recording'));

-- Recordings find their call by leg, before anybody knows the tenant.
create index calls_leg on calls (call_sid) where call_sid is not null;
