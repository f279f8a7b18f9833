-- Questions about calls, and their answers. What an answer holds of a call stands in parts that go
-- with that call; the answer itself holds only counts.
create table ask_threads (
    id uuid primary key,
    tenant_id uuid not null references tenants on delete cascade,
    -- Whose it is; it ends with them.
    user_id uuid references users on delete cascade,
    key_id uuid references api_keys on delete cascade,
    title text not null check (length(title) between 1 and 200),
    -- The calls that its questions are about: parameters of the list of calls.
    scope jsonb not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    check (num_nonnulls(user_id, key_id) = 1)
);
create index ask_threads_tenant on ask_threads (tenant_id, updated_at desc, id desc);
create index ask_threads_user on ask_threads (user_id) where user_id is not null;
create index ask_threads_key on ask_threads (key_id) where key_id is not null;

create table answers (
    id uuid primary key,
    tenant_id uuid not null references tenants on delete cascade,
    -- Without a thread it is kept only until a client that was cut off has resumed.
    thread_id uuid references ask_threads on delete cascade,
    user_id uuid references users on delete cascade,
    key_id uuid references api_keys on delete cascade,
    question text not null check (length(question) between 1 and 500),
    -- How the question was understood.
    plan jsonb not null,
    status text not null check (status in ('running', 'done', 'failed', 'cancelled')),
    -- What is known once all of it was given; for a failed one, why.
    ending jsonb,
    created_at timestamptz not null default now(),
    -- A running answer whose process died is not touched any more.
    touched_at timestamptz not null default now(),
    check (num_nonnulls(user_id, key_id) = 1),
    check ((status = 'done') <= (ending is not null))
);
create index answers_thread on answers (thread_id, created_at) where thread_id is not null;
create index answers_tenant on answers (tenant_id);
create index answers_user on answers (user_id) where user_id is not null;
create index answers_key on answers (key_id) where key_id is not null;
create index answers_without_thread on answers (touched_at) where thread_id is null;

create table answer_parts (
    id uuid primary key,
    tenant_id uuid not null references tenants on delete cascade,
    answer_id uuid not null references answers on delete cascade,
    position integer not null check (position >= 0),
    body jsonb not null,
    unique (answer_id, position)
);
create index answer_parts_tenant on answer_parts (tenant_id);

-- The calls that a part holds words of.
create table answer_part_calls (
    part_id uuid not null references answer_parts on delete cascade,
    call_id uuid not null references calls on delete cascade,
    tenant_id uuid not null references tenants on delete cascade,
    primary key (part_id, call_id)
);
create index answer_part_calls_call on answer_part_calls (call_id);
create index answer_part_calls_tenant on answer_part_calls (tenant_id);

-- A part goes with the first of its calls, in whichever way that call is deleted.
create function delete_part_of_call() returns trigger language plpgsql as $$
begin
    delete from answer_parts where id = old.part_id and tenant_id = old.tenant_id;
    return null;
end
$$;
create trigger answer_part_calls_deleted after delete on answer_part_calls
for each row execute function delete_part_of_call();

select keep_tenants_apart('ask_threads');
select keep_tenants_apart('answers');
select keep_tenants_apart('answer_parts');
select keep_tenants_apart('answer_part_calls');

-- Under a policy PostgreSQL uses no index for @@, so the tables' owner runs this.
create function spoken_passages(tenant uuid, wanted text)
returns table (chunk_id uuid, call_id uuid, "position" integer)
language sql stable security definer rows 1000 as $$
    select id, call_id, chunks.position
    from chunks
    where tenant_id = tenant
        and words @@ wanted::tsquery
        and source = 'transcript'
        and shows_tenant(tenant)
$$;
do $$ begin
    execute format(
        'alter function spoken_passages set search_path = %I, pg_temp', current_schema()
    );
end $$;
