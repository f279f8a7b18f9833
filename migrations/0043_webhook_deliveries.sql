-- What came at tenants' own webhook URLs: how often in a minute, how it ended, and why it was refused. A row stands for
-- all deliveries of a minute that ended alike, so that a sender who is not let in cannot fill the table.
create table webhook_deliveries (
    endpoint_id text not null references webhook_endpoints on delete cascade,
    tenant_id uuid not null references tenants on delete cascade,
    minute timestamptz not null,
    outcome text not null check (
        outcome in ('accepted', 'duplicate', 'held', 'stored', 'ignored', 'refused')
    ),
    -- The problem's code; empty for what was not refused.
    reason text not null default '' check (length(reason) <= 100),
    times bigint not null check (times > 0),
    last_at timestamptz not null,
    primary key (endpoint_id, minute, outcome, reason)
);
create index webhook_deliveries_tenant on webhook_deliveries (tenant_id);
create index webhook_deliveries_newest on webhook_deliveries (endpoint_id, last_at desc);
select keep_tenants_apart('webhook_deliveries');
