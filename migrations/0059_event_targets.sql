-- Where a tenant's events are sent, and each delivery. An event is delivered at least once, with the
-- same id each time.

-- The number of an event among those of its call and type, in the order of positions. With it the id
-- of an event follows from what happened, so that the same id comes again after a backup was
-- restored. A call whose first events are gone, and events of no call, have the time instead.
alter table events add column version bigint;

create function event_id(tenant uuid, subject text, type text, version bigint)
returns uuid language sql immutable parallel safe as $$
    -- UUID version 8 (RFC 9562, appendix B.2): the first bits of a SHA-256.
    select overlay(
        overlay(
            substr(
                encode(
                    sha256(convert_to(concat_ws(' ', tenant, subject, type, version), 'UTF8')),
                    'hex'
                ),
                1, 32
            )
            placing '8' from 13 for 1
        )
        placing 'a' from 17 for 1
    )::uuid
$$;

create function id_of_event(event events) returns uuid language sql stable parallel safe as $$
    select event_id(
        event.tenant_id,
        coalesce(event.call_id::text, event.data ->> 'call_id', ''),
        event.type,
        -- Steps of a run, and events from before this migration, have no version.
        coalesce(event.version, (extract(epoch from event.created_at) * 1000000)::bigint + event.id)
    )
$$;

create table event_targets (
    id uuid primary key,
    tenant_id uuid not null references tenants on delete cascade,
    name text not null check (length(name) between 1 and 100),
    -- Address, secrets and credentials, encrypted as one JSON object.
    sealed bytea not null,
    previous_secret_until timestamptz,
    -- Events and groups of them.
    types text[] not null check (cardinality(types) between 1 and 50),
    agent_ids uuid[],
    outcomes text[],
    body text not null check (body in ('thin', 'full')),
    -- The events up to it were queued as deliveries.
    position bigint not null,
    -- When the deliveries that have failed since the last success began to fail.
    failing_since timestamptz,
    -- The receiver asked not to be sent anything before.
    not_before timestamptz,
    disabled_at timestamptz,
    disabled_because text check (disabled_because in ('person', 'gone', 'failing')),
    created_at timestamptz not null default now(),
    check ((disabled_at is null) = (disabled_because is null))
);
create index event_targets_tenant on event_targets (tenant_id, created_at, id);

create table event_deliveries (
    id uuid primary key default gen_random_uuid(),
    tenant_id uuid not null references tenants on delete cascade,
    target_id uuid not null references event_targets on delete cascade,
    event_id uuid not null,
    type text not null,
    -- The call may be gone.
    call_id uuid,
    job_id uuid,
    data jsonb not null,
    version bigint not null,
    sequence bigint not null,
    occurred_at timestamptz not null,
    status text not null default 'pending' check (status in ('pending', 'delivered', 'failed')),
    -- Failures since it was queued, by an event or by a replay.
    failures integer not null default 0 check (failures >= 0),
    -- Grows with each claim, so that only the newest claim's outcome counts.
    fence integer not null default 0,
    next_at timestamptz not null default now(),
    -- While a worker sends it. When that worker dies, it is due again then.
    sending_until timestamptz,
    tries jsonb not null default '[]',
    -- What remains of the body when the log's time is over, or the call is deleted.
    body_sha256 bytea check (length(body_sha256) = 32),
    queued_at timestamptz not null default now(),
    ended_at timestamptz,
    unique (target_id, event_id),
    check ((status = 'pending') = (ended_at is null))
);
create index event_deliveries_due on event_deliveries (target_id, next_at)
where status = 'pending';
create index event_deliveries_newest on event_deliveries (tenant_id, queued_at desc, id desc);
create index event_deliveries_call on event_deliveries (call_id) where call_id is not null;
create index event_deliveries_ended on event_deliveries (ended_at) where ended_at is not null;

-- What was sent and answered. It goes with the call that it is about.
create table event_delivery_bodies (
    delivery_id uuid primary key references event_deliveries on delete cascade,
    tenant_id uuid not null references tenants on delete cascade,
    call_id uuid references calls on delete cascade,
    body text not null,
    -- The beginning of the last answer.
    answer text,
    created_at timestamptz not null default now()
);
create index event_delivery_bodies_old on event_delivery_bodies (created_at);
create index event_delivery_bodies_tenant on event_delivery_bodies (tenant_id);
create index event_delivery_bodies_call on event_delivery_bodies (call_id)
where call_id is not null;

select keep_tenants_apart('event_targets');
select keep_tenants_apart('event_deliveries');
select keep_tenants_apart('event_delivery_bodies');

-- A callback is reported once for each time at which it is due.
alter table callbacks add column due_reported timestamptz;
create index callbacks_to_report on callbacks (due_at)
where status = 'scheduled' and due_reported is distinct from due_at;
create or replace function seen_of_callback(callback jsonb) returns jsonb language sql immutable as $$
    select callback
        - '{id,tenant_id,call_id,version,machine,decided_at,settled_at,created_at,listed_at,in_time}'::text[]
        - 'due_reported';
$$;

-- Nothing that people see changes, so neither history nor figures are written anew.
alter table callbacks disable trigger user;
update callbacks set due_reported = due_at where due_at <= now();
alter table callbacks enable trigger user;

create function report_callback_done() returns trigger language plpgsql as $$
begin
    insert into events (tenant_id, call_id, type, data)
    values (
        new.tenant_id, new.call_id, 'callback.done',
        jsonb_build_object('callback_id', new.id, 'version', new.version)
    );
    return null;
end
$$;
-- After the history, in the order of names.
create trigger callbacks_reported after update of status on callbacks
for each row when (new.status = 'done' and old.status <> 'done')
execute function report_callback_done();

-- The day and month for which a spent budget was reported.
alter table tenants
    add column budget_day_reported date,
    add column budget_month_reported date;

-- As before, and it also reports the end of a call that no run processes: one that was never
-- connected, or whose recording cannot be fetched.
create or replace function report_call_change() returns trigger language plpgsql as $$
declare
    changed text[];
    has_run boolean := exists (
        select 1 from jobs where call_id = new.id and kind = 'process_call'
    );
begin
    if new.status <> old.status and new.status in ('ready', 'partial', 'failed') and not has_run then
        insert into events (tenant_id, call_id, type)
        values (new.tenant_id, new.id, 'call.' || new.status);
    end if;
    select array_agg(now_has.key order by now_has.key) into changed
    from jsonb_each(
        jsonb_build_object(
            'title', new.title, 'from_number', new.from_number, 'to_number', new.to_number,
            'direction', new.direction, 'outcome', new.outcome, 'language', new.language,
            'duration_s', new.duration_s, 'agent_id', new.agent_id, 'started_at', new.started_at,
            'status', new.status
        )
    ) as now_has
    join jsonb_each(
        jsonb_build_object(
            'title', old.title, 'from_number', old.from_number, 'to_number', old.to_number,
            'direction', old.direction, 'outcome', old.outcome, 'language', old.language,
            'duration_s', old.duration_s, 'agent_id', old.agent_id, 'started_at', old.started_at,
            'status', old.status
        )
    ) as before_had on before_had.key = now_has.key
    where now_has.value is distinct from before_had.value
        and (now_has.key <> 'status' or new.status in ('received', 'processing'));
    if changed is not null then
        insert into events (tenant_id, call_id, type, data)
        values (
            new.tenant_id, new.id, 'call.updated',
            jsonb_build_object('fields', to_jsonb(changed), 'status', new.status)
        );
    end if;
    return null;
end
$$;

-- A call that failed before it was recorded ends with its first event. It runs at the end of the
-- transaction, after that event.
create function report_failed_call() returns trigger language plpgsql as $$
begin
    if exists (select 1 from calls where id = new.id and status = new.status)
        and not exists (select 1 from jobs where call_id = new.id and kind = 'process_call')
    then
        insert into events (tenant_id, call_id, type)
        values (new.tenant_id, new.id, 'call.' || new.status);
    end if;
    return null;
end
$$;
create constraint trigger calls_failed_at_first after insert on calls
deferrable initially deferred for each row when (new.status = 'failed')
execute function report_failed_call();
