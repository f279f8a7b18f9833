-- Filters of lists under a name: a person's own, or, without a person, the team's.
create table saved_views (
    id uuid primary key,
    tenant_id uuid not null references tenants on delete cascade,
    user_id uuid references users on delete cascade,
    list text not null check (list in ('calls', 'callbacks')),
    name text not null check (length(name) between 1 and 80),
    -- The parameters of the list's page.
    filters jsonb not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create unique index saved_views_name on saved_views (
    tenant_id, coalesce(user_id, '00000000-0000-0000-0000-000000000000'), list, lower(name)
);
create index saved_views_user on saved_views (user_id) where user_id is not null;
select keep_tenants_apart('saved_views');

-- Who made a version of a transcript by an edit.
alter table transcripts
    add column actor text check (actor in ('user', 'key')),
    add column actor_id uuid;
