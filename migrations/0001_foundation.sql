-- Tenants, people and machines, agents, what arrived, what was made of it, and the work in between.
-- Every tenant-owned table carries tenant_id; foreign keys cascade, so deleting a tenant deletes all of it.

create extension if not exists vector;

create table tenants (
    id uuid primary key,
    name text not null check (length(name) between 1 and 200),
    timezone text not null default 'UTC',
    opens time not null default '09:00',
    closes time not null default '17:00',
    business_days smallint[] not null default '{0,1,2,3,4}'
        check (business_days <@ '{0,1,2,3,4,5,6}' and cardinality(business_days) > 0),
    callback_delay interval not null default '1 hour' check (callback_delay >= interval '0'),
    skipped_steps text[] not null default '{}',
    created_at timestamptz not null default now(),
    check (opens < closes)
);

create table users (
    id uuid primary key,
    tenant_id uuid not null references tenants on delete cascade,
    email text not null check (length(email) between 3 and 320),
    password_hash text not null,
    created_at timestamptz not null default now()
);
create unique index users_email on users (lower(email));
create index users_tenant on users (tenant_id);

create table api_keys (
    id uuid primary key,
    tenant_id uuid not null references tenants on delete cascade,
    name text not null check (length(name) between 1 and 200),
    prefix text not null,
    key_hash bytea not null unique check (length(key_hash) = 32),
    created_at timestamptz not null default now(),
    last_used_at timestamptz,
    revoked_at timestamptz
);
create index api_keys_tenant on api_keys (tenant_id);

create table agents (
    id uuid primary key,
    tenant_id uuid not null references tenants on delete cascade,
    external_id text not null check (length(external_id) between 1 and 200),
    name text not null check (length(name) between 1 and 200),
    created_at timestamptz not null default now(),
    unique (tenant_id, external_id)
);
create index agents_external on agents (external_id, created_at);

-- A tenant's own webhook URL. Secrets are sealed with the installation's ENCRYPTION_KEY.
create table webhook_endpoints (
    id text primary key check (length(id) >= 20),
    tenant_id uuid not null references tenants on delete cascade,
    source text not null check (source in ('elevenlabs')),
    secret_sealed bytea,
    previous_secret_sealed bytea,
    created_at timestamptz not null default now(),
    check (previous_secret_sealed is null or secret_sealed is not null)
);
create index webhook_endpoints_tenant on webhook_endpoints (tenant_id);

create table calls (
    id uuid primary key,
    tenant_id uuid not null references tenants on delete cascade,
    agent_id uuid references agents on delete set null,
    source text not null check (source in ('elevenlabs', 'upload')),
    external_id text not null check (length(external_id) between 1 and 200),
    status text not null default 'received'
        check (status in ('received', 'processing', 'ready', 'partial', 'failed')),
    direction text check (direction in ('inbound', 'outbound')),
    from_number text,
    to_number text,
    call_sid text,
    started_at timestamptz,
    duration_s double precision check (duration_s >= 0),
    language text,
    timezone text,
    title text,
    error text,
    sender_data jsonb not null default '{}',
    created_at timestamptz not null default now(),
    ready_at timestamptz,
    unique (tenant_id, source, external_id)
);
create index calls_newest on calls (tenant_id, created_at desc, id desc);
create index calls_sid on calls (tenant_id, call_sid) where call_sid is not null;

create table recordings (
    id uuid primary key,
    tenant_id uuid not null references tenants on delete cascade,
    call_id uuid references calls on delete cascade,
    status text not null default 'pending' check (status in
        ('pending', 'uploading', 'uploaded', 'transcribing', 'transcribed', 'completed', 'error')),
    size_bytes bigint check (size_bytes >= 0),
    sha256 bytea check (length(sha256) = 32),
    media_type text,
    duration_s double precision check (duration_s >= 0),
    channels smallint check (channels > 0),
    error text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create index recordings_call on recordings (call_id);
create index recordings_tenant on recordings (tenant_id, created_at desc);

create table transcripts (
    id uuid primary key,
    tenant_id uuid not null references tenants on delete cascade,
    call_id uuid not null references calls on delete cascade,
    version integer not null default 1 check (version > 0),
    origin text not null,
    language text,
    text text not null,
    turns jsonb not null,
    words jsonb not null default '[]',
    segments jsonb not null default '[]',
    created_at timestamptz not null default now(),
    unique (call_id, version)
);

create table insights (
    id uuid primary key,
    tenant_id uuid not null references tenants on delete cascade,
    call_id uuid not null references calls on delete cascade,
    kind text not null check (kind in ('summary', 'callback', 'lead')),
    version integer not null default 1 check (version > 0),
    schema_version integer not null default 1,
    prompt_version text not null default '',
    model text not null,
    value jsonb not null,
    evidence jsonb not null default '{}',
    created_at timestamptz not null default now(),
    unique (call_id, kind, version)
);

create table leads (
    id uuid primary key,
    tenant_id uuid not null references tenants on delete cascade,
    call_id uuid not null unique references calls on delete cascade,
    name text,
    phone text,
    email text,
    company text,
    service text,
    city text,
    confidence double precision not null check (confidence between 0 and 1),
    updated_at timestamptz not null default now()
);
create index leads_tenant on leads (tenant_id, updated_at desc);

create table callbacks (
    id uuid primary key,
    tenant_id uuid not null references tenants on delete cascade,
    call_id uuid not null unique references calls on delete cascade,
    status text not null check (status in ('scheduled', 'ambiguous', 'done', 'cancelled')),
    due_at timestamptz,
    timezone text not null,
    candidates timestamptz[] not null default '{}',
    rule text not null,
    reason text not null,
    phrase text,
    phone text,
    name text,
    provider text,
    reference text,
    booking_error text,
    created_at timestamptz not null default now(),
    check ((status = 'scheduled') <= (due_at is not null))
);
create index callbacks_due on callbacks (tenant_id, due_at, id);

create table documents (
    id uuid primary key,
    tenant_id uuid not null references tenants on delete cascade,
    call_id uuid not null references calls on delete cascade,
    version integer not null default 1 check (version > 0),
    title text not null,
    markdown text not null,
    model text not null,
    prompt_version text not null default '',
    created_at timestamptz not null default now(),
    unique (call_id, version)
);

-- `embedding` is filled where the local index serves; `model` and `dimension` always say what was indexed.
create table chunks (
    id uuid primary key,
    tenant_id uuid not null references tenants on delete cascade,
    call_id uuid not null references calls on delete cascade,
    source text not null check (source in ('transcript', 'summary', 'document')),
    position integer not null check (position >= 0),
    text text not null,
    char_start integer not null check (char_start >= 0),
    char_end integer not null check (char_end >= char_start),
    start_s double precision,
    end_s double precision,
    model text,
    dimension integer,
    embedding vector,
    indexed_at timestamptz,
    created_at timestamptz not null default now(),
    unique (call_id, source, position),
    check (embedding is null or (model is not null and vector_dims(embedding) = dimension))
);
create index chunks_tenant on chunks (tenant_id);
-- One index per dimension in use; pgvector indexes only fixed dimensions, and `vector` only up to 2000.
create index chunks_nearest_384 on chunks
    using hnsw ((embedding::vector(384)) vector_cosine_ops) where dimension = 384;
create index chunks_nearest_1536 on chunks
    using hnsw ((embedding::vector(1536)) vector_cosine_ops) where dimension = 1536;
create index chunks_nearest_3072 on chunks
    using hnsw ((embedding::halfvec(3072)) halfvec_cosine_ops) where dimension = 3072;

-- The row is the truth about a run; a queue entry is only a hint to look at it.
create table jobs (
    id uuid primary key,
    tenant_id uuid not null references tenants on delete cascade,
    call_id uuid not null references calls on delete cascade,
    kind text not null check (kind in ('process_call')),
    status text not null default 'queued'
        check (status in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    fence bigint not null default 0,
    lease_until timestamptz,
    worker text,
    attempts integer not null default 0,
    crashes integer not null default 0,
    snoozes integer not null default 0,
    not_before timestamptz not null default now(),
    hints integer not null default 0,
    hinted_at timestamptz not null default now(),
    error text,
    error_code text,
    created_at timestamptz not null default now(),
    started_at timestamptz,
    finished_at timestamptz,
    unique (call_id, kind),
    check ((status = 'running') = (lease_until is not null)),
    check ((status in ('succeeded', 'failed', 'cancelled')) = (finished_at is not null))
);
create index jobs_open on jobs (created_at) where status in ('queued', 'running');
create index jobs_tenant on jobs (tenant_id, created_at desc, id desc);

create table job_steps (
    job_id uuid not null references jobs on delete cascade,
    tenant_id uuid not null references tenants on delete cascade,
    step text not null,
    status text not null check (status in ('pending', 'running', 'done', 'skipped', 'failed')),
    attempt integer not null default 0,
    errors integer not null default 0,
    started_at timestamptz,
    finished_at timestamptz,
    meta jsonb not null default '{}',
    error text,
    error_code text,
    primary key (job_id, step)
);

-- Everything that arrived, once per (tenant, source, key). tenant_id is null while the agent is unknown.
create table inbound_events (
    id uuid primary key,
    tenant_id uuid references tenants on delete cascade,
    source text not null,
    event_type text not null,
    event_key text not null,
    agent_external_id text,
    status text not null check (status in ('accepted', 'held')),
    payload jsonb,
    call_id uuid references calls on delete cascade,
    job_id uuid references jobs on delete set null,
    recording_id uuid references recordings on delete set null,
    received_at timestamptz not null default now(),
    unique nulls not distinct (tenant_id, source, event_key),
    check ((status = 'held') = (tenant_id is null))
);
create index inbound_events_held on inbound_events (agent_external_id, received_at) where status = 'held';
create index inbound_events_call on inbound_events (call_id);

create table events (
    id bigint generated always as identity primary key,
    tenant_id uuid not null references tenants on delete cascade,
    call_id uuid references calls on delete cascade,
    job_id uuid references jobs on delete cascade,
    type text not null,
    data jsonb not null default '{}',
    created_at timestamptz not null default now()
);
create index events_tenant on events (tenant_id, id);
create index events_call on events (call_id);

-- The ledger of deleted calls: what must still be removed elsewhere, and whose return must be refused.
create table erasures (
    id uuid primary key,
    tenant_id uuid not null references tenants on delete cascade,
    call_id uuid not null,
    source text not null,
    external_id text not null,
    chunk_ids uuid[] not null,
    recording_ids uuid[] not null,
    not_before timestamptz not null default now(),
    attempts integer not null default 0,
    erased_at timestamptz,
    created_at timestamptz not null default now(),
    unique (tenant_id, source, external_id)
);
create index erasures_open on erasures (not_before) where erased_at is null;
