-- A contact is a person across their calls: those of one telephone number, or of one e-mail address
-- where a call has no number. `contact_keys` says whose a number or address is; `contact_calls`
-- what each call adds; the columns of `contacts` follow from both (shared/db/contacts.py), except
-- what people say: `corrected`, with their notes, and `decision`.
create table contacts (
    id uuid primary key,
    tenant_id uuid not null references tenants on delete cascade,
    -- By field, the values that its calls give, each with where it is from; the first one counts.
    fields jsonb not null default '{}',
    corrected jsonb not null default '{}',
    name text,
    do_not_call boolean not null default false,
    -- Why not: a call, or a person. `decision` is a person's last word.
    opt_out jsonb,
    decision jsonb,
    call_count integer not null default 0 check (call_count >= 0),
    first_call_at timestamptz,
    last_call_at timestamptz,
    listed_at timestamptz not null default now(),
    -- What it is searched by: name, company, addresses and numbers, one in each line.
    words text not null default '',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create index contacts_newest on contacts (tenant_id, listed_at desc, id desc);
create index contacts_opted_out on contacts (tenant_id, listed_at desc, id desc) where do_not_call;
create index contacts_words on contacts using gin (tenant_id, words gin_trgm_ops);
select keep_tenants_apart('contacts');

create table contact_keys (
    tenant_id uuid not null,
    kind text not null check (kind in ('number', 'email')),
    value text not null check (value <> ''),
    contact_id uuid not null references contacts on delete cascade,
    primary key (tenant_id, kind, value)
);
create index contact_keys_of on contact_keys (contact_id);
select keep_tenants_apart('contact_keys');

-- `on_line` says that the number is that of the line, and not only stated. A call that a person
-- moved stays with its contact.
create table contact_calls (
    call_id uuid primary key references calls on delete cascade,
    tenant_id uuid not null,
    contact_id uuid not null references contacts on delete cascade,
    number text,
    email text,
    on_line boolean not null,
    opt_out jsonb,
    at timestamptz not null,
    moved boolean not null default false
);
create index contact_calls_of on contact_calls (contact_id, at desc, call_id desc);
create index contact_calls_opted_out on contact_calls (contact_id, at desc) where opt_out is not null;
create index contact_calls_number on contact_calls (tenant_id, number) where number is not null;
create index contact_calls_email on contact_calls (tenant_id, email) where email is not null;
select keep_tenants_apart('contact_calls');

-- PostgreSQL uses no index for `like` under a policy (0033).
create function contacts_with_words(tenant uuid, patterns text[]) returns setof uuid
language sql stable security definer rows 100 as $$
    select id
    from unnest(patterns) as wanted (pattern)
    join contacts on tenant_id = tenant and words like pattern
    where shows_tenant(tenant)
$$;
do $$ begin
    execute format(
        'alter function contacts_with_words set search_path = %I, pg_temp', current_schema()
    );
end $$;

-- Calls from before contacts are given theirs by the workers, each tenant's oldest first.
create table contact_backfills (
    tenant_id uuid primary key references tenants on delete cascade,
    passed_created_at timestamptz not null default '-infinity',
    passed_call_id uuid not null default '00000000-0000-0000-0000-000000000000',
    created_at timestamptz not null default now()
);
select keep_tenants_apart('contact_backfills');
insert into contact_backfills (tenant_id) select id from tenants;

-- How fields of contacts follow from their calls: by name `fill`, `overwrite` or `keep_both`.
-- With `caller_memory`, agents get the caller's name and last summary at the start of a call.
alter table tenants
    add column contact_rules jsonb not null default '{}',
    add column caller_memory boolean not null default false;
