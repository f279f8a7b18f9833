-- Attempts at a step that did not end it: when each began and ended, and why it failed. The last attempt is in the
-- step's own row.
create table step_attempts (
    job_id uuid not null references jobs on delete cascade,
    run integer not null,
    step text not null,
    attempt integer not null,
    tenant_id uuid not null references tenants on delete cascade,
    started_at timestamptz not null,
    -- Null for an attempt whose worker was lost.
    finished_at timestamptz,
    error text,
    error_code text,
    primary key (job_id, run, step, attempt)
);
create index step_attempts_tenant on step_attempts (tenant_id);

create function record_attempt() returns trigger language plpgsql as $$
declare
    present integer := (select run from jobs where id = new.job_id);
begin
    insert into step_attempts (
        job_id, run, step, attempt, tenant_id, started_at, finished_at, error, error_code
    )
    values (
        new.job_id, present, new.step, old.attempt, new.tenant_id, old.started_at,
        case when new.status = 'pending' then new.finished_at end,
        case when new.status = 'pending' then new.error end,
        case when new.status = 'pending' then new.error_code end
    )
    on conflict (job_id, run, step, attempt) do nothing;
    -- A run that waits for a vendor's limit makes many attempts; the newest say enough.
    delete from step_attempts
    where job_id = new.job_id and run = present and step = new.step and attempt <= old.attempt - 20;
    return null;
end
$$;
create trigger job_steps_attempted after update on job_steps for each row
when (
    old.status = 'running'
    and old.started_at is not null
    and (new.status = 'pending' or new.status = 'running' and new.attempt > old.attempt)
)
execute function record_attempt();
select keep_tenants_apart('step_attempts');
