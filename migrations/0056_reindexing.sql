-- The model of vectors may change: a run embeds the passages of a team again, call by call, while
-- those that are still of another model are searched by that one.
alter table jobs drop constraint jobs_kind_check;
alter table jobs add constraint jobs_kind_check
check (kind in ('process_call', 'attach_recording', 'reindex_call'));

-- The models that a team's passages have vectors of, with how many were counted lately. A search
-- asks each of them. A row comes before the first vector, and goes when there has been none for long.
create table index_models (
    tenant_id uuid not null references tenants on delete cascade,
    model text not null,
    dimension integer not null,
    passages bigint,
    used_at timestamptz not null default now(),
    primary key (tenant_id, model, dimension)
);
select keep_tenants_apart('index_models');
insert into index_models (tenant_id, model, dimension, passages)
select tenant_id, model, dimension, count(*)
from chunks
where indexed_at is not null and model is not null and dimension is not null
group by tenant_id, model, dimension;

-- `passed_created_at` and `passed_call_id` are the last call, from the newest to the oldest, whose
-- passages were given to a worker.
create table reindex_runs (
    id uuid primary key,
    tenant_id uuid not null references tenants on delete cascade,
    model text not null,
    dimension integer not null,
    status text not null default 'running' check (status in ('running', 'done', 'cancelled')),
    created_at timestamptz not null default now(),
    finished_at timestamptz,
    passed_created_at timestamptz,
    passed_call_id uuid
);
create unique index reindex_runs_running on reindex_runs (tenant_id) where status = 'running';
create index reindex_runs_latest on reindex_runs (tenant_id, created_at);
select keep_tenants_apart('reindex_runs');
