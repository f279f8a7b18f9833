-- What every paid request took and cost, and what a tenant may spend.

-- Micro-dollars; null is without limit. Days and months are those of UTC.
alter table tenants
    add column budget_day_microusd bigint check (budget_day_microusd >= 0),
    add column budget_month_microusd bigint check (budget_month_microusd >= 0);

-- Append-only. Calls and jobs are named without being referred to: what a deleted call cost stays spent.
create table usage_ledger (
    id uuid primary key,
    tenant_id uuid not null references tenants on delete cascade,
    call_id uuid,
    job_id uuid,
    step text,
    attempt integer,
    provider text not null,
    model text not null,
    input_tokens bigint not null check (input_tokens >= 0),
    cached_tokens bigint not null check (cached_tokens >= 0),
    output_tokens bigint not null check (output_tokens >= 0),
    audio_s double precision not null check (audio_s >= 0),
    cost_microusd bigint not null check (cost_microusd >= 0),
    priced boolean not null,
    outcome text not null check (outcome in ('answered', 'unusable', 'unanswered', 'failed')),
    created_at timestamptz not null default now()
);
create index usage_ledger_by_call on usage_ledger (tenant_id, call_id) where call_id is not null;
create index usage_ledger_by_time on usage_ledger (tenant_id, created_at);

-- The ledger's sum by day, so that a budget is checked against some thirty rows.
create table spending (
    tenant_id uuid not null references tenants on delete cascade,
    day date not null,
    cost_microusd bigint not null check (cost_microusd >= 0),
    primary key (tenant_id, day)
);

-- What requests under way may cost. A worker that dies leaves its own behind until they expire.
create table budget_reservations (
    id uuid primary key,
    tenant_id uuid not null references tenants on delete cascade,
    cost_microusd bigint not null check (cost_microusd >= 0),
    expires_at timestamptz not null
);
create index budget_reservations_by_tenant on budget_reservations (tenant_id);
