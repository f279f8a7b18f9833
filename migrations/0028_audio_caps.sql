-- What the operator allows a tenant at most of audio to transcribe, in minutes. Null is no cap.
alter table tenants
    add column cap_day_minutes integer check (cap_day_minutes >= 0),
    add column cap_month_minutes integer check (cap_month_minutes >= 0);

-- The audio that was sent to be transcribed, by the day (UTC) of its request.
create table transcribed_audio (
    tenant_id uuid not null references tenants on delete cascade,
    day date not null,
    seconds double precision not null check (seconds >= 0),
    primary key (tenant_id, day)
);

-- The question for which a recording was counted last: a repeated attempt is not counted again.
alter table recordings add column counted_for bytea;
