-- Facts that nobody stated stay open, runs keep their history, and a lead is a person.

-- UTC was what a tenant got that named no zone, so nothing says that it was chosen. Null: not known.
alter table tenants alter column timezone drop not null, alter column timezone drop default;
update tenants set timezone = null where timezone = 'UTC';

-- `timezone_source` says who named the zone; both are null where nothing says in which zone the caller is.
alter table callbacks
    alter column timezone drop not null,
    add column timezone_source text check (timezone_source in ('sender', 'tenant', 'number'));

-- A run that is opened again keeps what it was before. `run` counts them; `requested_as` is what whoever asked for this
-- one calls it, where they call it anything.
alter table jobs
    add column run integer not null default 1 check (run > 0),
    add column requested_as text check (length(requested_as) between 1 and 200);

create table past_runs (
    job_id uuid not null references jobs on delete cascade,
    run integer not null,
    tenant_id uuid not null references tenants on delete cascade,
    requested_as text,
    status text not null,
    attempts integer not null,
    crashes integer not null,
    snoozes integer not null,
    not_before timestamptz not null,
    error text,
    error_code text,
    lane text not null,
    options jsonb not null,
    created_at timestamptz not null,
    started_at timestamptz,
    finished_at timestamptz not null,
    primary key (job_id, run)
);
create index past_runs_tenant on past_runs (tenant_id);

create table past_run_steps (
    job_id uuid not null,
    run integer not null,
    tenant_id uuid not null references tenants on delete cascade,
    step text not null,
    status text not null,
    attempt integer not null,
    errors integer not null,
    started_at timestamptz,
    finished_at timestamptz,
    meta jsonb not null,
    error text,
    error_code text,
    primary key (job_id, run, step),
    foreign key (job_id, run) references past_runs on delete cascade
);
create index past_run_steps_tenant on past_run_steps (tenant_id);
