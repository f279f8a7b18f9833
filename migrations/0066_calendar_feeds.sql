-- Secret addresses by which calendars read callbacks: a team's, or those that are given to the person
-- whose address it is. Only the SHA-256 of the secret is stored.
create table calendar_feeds (
    id uuid primary key,
    tenant_id uuid not null references tenants on delete cascade,
    user_id uuid not null references users on delete cascade,
    whose text not null check (whose in ('team', 'mine')),
    token_hash bytea not null unique check (length(token_hash) = 32),
    created_at timestamptz not null default now(),
    read_at timestamptz
);
create index calendar_feeds_user on calendar_feeds (user_id, created_at);
create index calendar_feeds_tenant on calendar_feeds (tenant_id);
select keep_tenants_apart('calendar_feeds');
