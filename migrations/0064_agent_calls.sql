-- The team's voice agent makes callbacks, where the team wants it.
create table agent_calling (
    tenant_id uuid primary key references tenants on delete cascade,
    mode text not null check (mode in ('off', 'ask', 'auto')),
    agent_id text not null check (length(agent_id) <= 200),
    phone_number_id text not null check (length(phone_number_id) <= 200),
    line text not null check (line in ('twilio', 'sip_trunk')),
    countries text[] not null,
    earliest time not null check (earliest >= '08:00'),
    latest time not null check (latest <= '21:00'),
    max_tries integer not null check (max_tries between 1 and 5),
    pause interval not null check (pause >= '5 minutes'),
    late_after interval not null check (late_after between '0 minutes' and '7 days'),
    daily_limit integer not null check (daily_limit between 1 and 10000),
    check (earliest < latest)
);
select keep_tenants_apart('agent_calling');

-- Numbers that the agent never calls. `call_id` is the call on which that was asked for.
create table do_not_call (
    tenant_id uuid not null references tenants on delete cascade,
    number text not null check (number ~ '^\+[1-9][0-9]{4,14}$'),
    note text check (length(note) between 1 and 2000),
    call_id uuid references calls on delete set null,
    added_by uuid references users on delete set null,
    created_at timestamptz not null default now(),
    primary key (tenant_id, number)
);
create index do_not_call_call on do_not_call (call_id) where call_id is not null;
create index do_not_call_added_by on do_not_call (added_by) where added_by is not null;
create index do_not_call_newest on do_not_call (tenant_id, created_at, number);
select keep_tenants_apart('do_not_call');

-- What a person decided about the agent's calls for a callback, and for which number; and when a
-- worker looks at the callback again. Not part of what people see of a callback's changes.
alter table callbacks
    add column agent_decision text check (agent_decision in ('approved', 'stopped')),
    add column agent_decided_number text,
    add column agent_look_at timestamptz,
    -- While the agent's call is not over, and after its last try reached no one.
    add column agent_calling boolean not null default false,
    add column missed_at timestamptz;
create index callbacks_for_agents on callbacks (tenant_id, (coalesce(agent_look_at, due_at)))
where status = 'scheduled' and not agent_calling and missed_at is null;

-- Calls that agents place for callbacks. A row is committed before the request: a worker that dies
-- leaves `placing`, and whether the call was placed is then asked before anything else.
--   placing    the request is about to be sent, until `lease_until`
--   unknown    its answer is lost, or its worker died
--   placed     the vendor has it, as `conversation_id`
--   reached, not_reached, refused, not_placed    it is over; `reason` is a code
create table agent_calls (
    id uuid primary key,
    tenant_id uuid not null references tenants on delete cascade,
    callback_id uuid not null references callbacks on delete cascade,
    state text not null check (state in (
        'placing', 'unknown', 'placed', 'reached', 'not_reached', 'refused', 'not_placed'
    )),
    number text not null,
    agent_id text not null,
    conversation_id text,
    -- The key that it is placed with: of the encrypted key, null for the installation's.
    key_hash bytea,
    -- The call that its conversation became.
    call_id uuid references calls on delete set null,
    reason text check (length(reason) <= 100),
    lease_until timestamptz,
    next_at timestamptz not null,
    created_at timestamptz not null default now(),
    ended_at timestamptz,
    check ((ended_at is null) = (state in ('placing', 'unknown', 'placed')))
);
-- No number is called twice at a time, whatever callbacks ask for it.
create unique index agent_calls_open on agent_calls (tenant_id, number) where ended_at is null;
create index agent_calls_next on agent_calls (next_at) where ended_at is null;
create index agent_calls_callback on agent_calls (callback_id, created_at);
create index agent_calls_tenant on agent_calls (tenant_id, created_at);
create index agent_calls_call on agent_calls (call_id) where call_id is not null;
create unique index agent_calls_conversation on agent_calls (tenant_id, conversation_id)
where conversation_id is not null;
select keep_tenants_apart('agent_calls');

create or replace function seen_of_callback(callback jsonb) returns jsonb language sql immutable as $$
    select callback
        - '{id,tenant_id,call_id,version,machine,decided_at,settled_at,created_at,listed_at,in_time}'::text[]
        - '{due_reported,agent_decided_number,agent_look_at}'::text[];
$$;
