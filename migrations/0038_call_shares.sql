-- Links that show a call to people without an account. Only the hash of a link's token is stored.
create table call_shares (
    id uuid primary key,
    tenant_id uuid not null references tenants on delete cascade,
    call_id uuid not null references calls on delete cascade,
    token_hash bytea not null unique check (length(token_hash) = 32),
    -- Who made it; the link ends with them.
    user_id uuid references users on delete cascade,
    key_id uuid references api_keys on delete cascade,
    plays_recording boolean not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    opened_at timestamptz,
    times_opened integer not null default 0 check (times_opened >= 0),
    check (num_nonnulls(user_id, key_id) = 1),
    check (expires_at > created_at)
);
create index call_shares_call on call_shares (call_id, created_at desc);
create index call_shares_tenant on call_shares (tenant_id);
create index call_shares_user on call_shares (user_id) where user_id is not null;
create index call_shares_key on call_shares (key_id) where key_id is not null;
create index call_shares_expired on call_shares (expires_at);
select keep_tenants_apart('call_shares');

alter table tenants add column sharing_allowed boolean not null default true;
