-- The loudness of recordings over time, for players. A row without `values` is a request that a
-- worker answers.
create table recording_peaks (
    recording_id uuid primary key references recordings on delete cascade,
    tenant_id uuid not null references tenants on delete cascade,
    -- Of which file; another file at the recording has other peaks.
    audio_key text not null,
    asked_at timestamptz not null default now(),
    tried_at timestamptz,
    made_at timestamptz,
    per_s double precision check (per_s > 0),
    duration_s double precision check (duration_s >= 0),
    -- One byte for each moment of each channel, 0 to 255.
    channels bytea[],
    error text,
    check (made_at is null or (per_s is not null and channels is not null) or error is not null)
);
create index recording_peaks_tenant on recording_peaks (tenant_id);
create index recording_peaks_asked on recording_peaks (asked_at) where made_at is null;
select keep_tenants_apart('recording_peaks');
