-- What a team wants done regularly: a cron expression, the zone of its clock, and an action. The
-- times follow a clock, so they are computed by the application.
create table schedules (
    id uuid primary key,
    tenant_id uuid not null references tenants on delete cascade,
    name text not null check (length(name) between 1 and 100),
    cron text not null check (length(cron) between 1 and 200),
    -- Null is the tenant's.
    timezone text,
    action text not null check (action in ('remind', 'event', 'retry_failed')),
    params jsonb not null default '{}',
    missed text not null check (missed in ('skip', 'latest', 'all')),
    -- The first occurrence about which nothing is decided yet.
    next_at timestamptz,
    last_at timestamptz,
    -- Failures since the last occurrence that ended well; nothing is tried before retry_at.
    failures integer not null default 0 check (failures >= 0),
    retry_at timestamptz,
    disabled_at timestamptz,
    disabled_because text check (disabled_because in ('person', 'unreadable', 'failing', 'over')),
    created_at timestamptz not null default now(),
    check ((disabled_at is null) = (disabled_because is null)),
    check ((disabled_at is null) = (next_at is not null))
);
create index schedules_tenant on schedules (tenant_id, created_at, id);
create index schedules_due on schedules (next_at) where next_at is not null;

-- Each occurrence has one row, which is written with what it did, or it is skipped.
create table schedule_occurrences (
    schedule_id uuid not null references schedules on delete cascade,
    due_at timestamptz not null,
    tenant_id uuid not null references tenants on delete cascade,
    status text not null check (status in ('ran', 'skipped')),
    -- Whether a person asked for it.
    by_hand boolean not null default false,
    result jsonb not null default '{}',
    ran_at timestamptz not null default now(),
    primary key (schedule_id, due_at)
);
create index schedule_occurrences_old on schedule_occurrences (ran_at);
create index schedule_occurrences_tenant on schedule_occurrences (tenant_id);

select keep_tenants_apart('schedules');
select keep_tenants_apart('schedule_occurrences');

-- As before, and two schedules that are due at the same time have events of their own.
create or replace function id_of_event(event events)
returns uuid language sql stable parallel safe as $$
    select event_id(
        event.tenant_id,
        coalesce(
            event.call_id::text, event.data ->> 'call_id', event.data ->> 'schedule_id', ''
        ),
        event.type,
        -- Steps of a run, and events from before this migration, have no version.
        coalesce(event.version, (extract(epoch from event.created_at) * 1000000)::bigint + event.id)
    )
$$;

-- Rare types, as in events_rare.
create index events_of_schedules on events (tenant_id, type, position)
where type in ('callback.reminder', 'schedule.due');
