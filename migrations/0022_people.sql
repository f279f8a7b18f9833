-- People with roles, the sessions that they sign in to, and keys with scopes.

alter table users
    add column name text check (length(name) between 1 and 200),
    add column role text not null default 'owner'
        check (role in ('owner', 'admin', 'member', 'viewer')),
    -- An operator of the installation, above all tenants; set only on the server's command line.
    add column operator boolean not null default false,
    add column disabled_at timestamptz,
    -- The secret of an authenticator app, encrypted; `totp_step` is the last time step whose code
    -- was used, so that no code works twice. It applies from `totp_enabled_at` on.
    add column totp_sealed bytea,
    add column totp_step bigint not null default 0,
    add column totp_enabled_at timestamptz,
    -- The account at an OpenID provider that signs in as this user.
    add column oidc_issuer text,
    add column oidc_subject text,
    add constraint users_totp check (totp_enabled_at is null or totp_sealed is not null),
    add constraint users_oidc check ((oidc_issuer is null) = (oidc_subject is null));
alter table users alter column role drop default;
-- A user who signs in with an OpenID provider has no password.
alter table users alter column password_hash drop not null;
create unique index users_oidc_subject on users (oidc_issuer, oidc_subject)
where oidc_subject is not null;

create table recovery_codes (
    user_id uuid not null references users on delete cascade,
    tenant_id uuid not null references tenants on delete cascade,
    code_hash bytea not null check (length(code_hash) = 32),
    primary key (user_id, code_hash)
);

-- A signed-in browser or program. An access token names its session and is refused when that has
-- ended or expired.
create table sessions (
    id uuid primary key,
    user_id uuid not null references users on delete cascade,
    tenant_id uuid not null references tenants on delete cascade,
    kind text not null check (kind in ('browser', 'program')),
    address text check (length(address) <= 100),
    client text check (length(client) <= 200),
    created_at timestamptz not null default now(),
    last_used_at timestamptz not null default now(),
    expires_at timestamptz not null,
    ended_at timestamptz
);
create index sessions_user on sessions (user_id, created_at desc);
create index sessions_tenant on sessions (tenant_id);
create index sessions_expired on sessions (expires_at);

-- A link that works once: to join a tenant, to set a new password, to sign in, or to create the
-- first tenant of an installation. Only the hash of its token is stored.
create table one_time_links (
    id uuid primary key,
    token_hash bytea not null unique check (length(token_hash) = 32),
    purpose text not null check (purpose in ('join', 'reset', 'sign_in', 'setup')),
    tenant_id uuid references tenants on delete cascade,
    user_id uuid references users on delete cascade,
    email text check (length(email) between 3 and 320),
    role text check (role in ('owner', 'admin', 'member', 'viewer')),
    created_by uuid references users on delete set null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    check ((purpose = 'setup') = (tenant_id is null)),
    check ((purpose = 'join') = (email is not null and role is not null)),
    check ((purpose in ('reset', 'sign_in')) = (user_id is not null))
);
create unique index one_time_links_join on one_time_links (tenant_id, lower(email))
where purpose = 'join';
create index one_time_links_expired on one_time_links (expires_at);

-- Keys from before had every right but that of making keys.
alter table api_keys
    add column scopes text[] not null default '{read,ingest,write,admin}'
        check (scopes <@ '{read,ingest,write,admin,keys}' and cardinality(scopes) > 0),
    add column expires_at timestamptz,
    -- Networks from which the key is accepted; empty accepts it from everywhere.
    add column networks cidr[] not null default '{}' check (cardinality(networks) <= 50),
    add column created_by uuid references users on delete set null;
alter table api_keys alter column scopes drop default;
