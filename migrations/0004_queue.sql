-- A queue that is fair between tenants and knows what is urgent; runs that are cancelled, retried and set apart.

-- `lane`: `live` goes before `backfill`. `options` are what a retry asked to be done otherwise.
-- `alone`: this run killed its worker before, and is walked in a process of its own.
-- `dismissed_at`: somebody has seen that it ended badly, and it is not shown as waiting for anybody any more.
alter table jobs
    add column lane text not null default 'live' check (lane in ('live', 'backfill')),
    add column options jsonb not null default '{}',
    add column alone boolean not null default false,
    add column dismissed_at timestamptz;

-- Who has waited longest is asked for each tenant by itself.
drop index jobs_open;
create index jobs_open on jobs (tenant_id, created_at) where status in ('queued', 'running');
-- How quickly runs are finished is asked of the last minutes only.
create index jobs_finished on jobs (finished_at) where finished_at is not null;
create index jobs_dead on jobs (tenant_id, finished_at) where status = 'failed' and dismissed_at is null;
