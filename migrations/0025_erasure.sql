-- A tenant can be deleted: it is marked and shut at once, and the workers delete what belongs to it.

alter table tenants add column deleted_at timestamptz;

-- The ledger of deleted tenants. It holds no name, and stays when the tenant's row is gone.
create table erased_tenants (
    tenant_id uuid primary key,
    deleted_at timestamptz not null default now(),
    -- A worker that deletes the tenant's rows has it to itself until then.
    not_before timestamptz not null default now(),
    -- Everything is gone, in the database and outside.
    erased_at timestamptz
);

-- What senders called the tenant at the installation's own URLs. Late events that name one of these
-- are refused, unless another tenant has claimed it since.
create table erased_senders (
    source text not null check (source in ('elevenlabs', 'twilio')),
    external_id text not null,
    tenant_id uuid not null references erased_tenants on delete cascade,
    primary key (source, external_id)
);
create index erased_senders_tenant on erased_senders (tenant_id);

-- The ledger of deleted calls stays when their tenant goes: it says what must still be removed
-- elsewhere.
alter table erasures drop constraint erasures_tenant_id_fkey;
create index erasures_open_of_tenant on erasures (tenant_id) where erased_at is null;
-- Which stored files belong to deleted calls.
create index erasures_audio on erasures using gin (audio_stems);

-- Days after which parts of a call are deleted before the call is; null keeps them as long as it.
alter table tenants
    add column transcript_retention_days integer
        check (transcript_retention_days between 1 and 36500),
    add column document_retention_days integer check (document_retention_days between 1 and 36500),
    add column insight_retention_days integer check (insight_retention_days between 1 and 36500),
    add column run_retention_days integer check (run_retention_days between 1 and 36500),
    add column event_retention_days integer check (event_retention_days between 1 and 36500);
