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

-- A lead is a person: what each call said of them is a row of `lead_calls`, and the lead's own fields are the newest
-- that is known. `number` and `email` say whose call it is (shared/db/leads.py); of a call without either the lead is
-- its own.
create table lead_calls (
    call_id uuid primary key references calls on delete cascade,
    tenant_id uuid not null references tenants on delete cascade,
    lead_id uuid not null references leads on delete cascade,
    number text,
    email text,
    name text,
    phone text,
    said_email text,
    company text,
    service text,
    city text,
    confidence double precision not null check (confidence between 0 and 1),
    at timestamptz not null
);
insert into lead_calls (call_id, tenant_id, lead_id, number, email, name, phone, said_email, company, service, city,
    confidence, at)
select leads.call_id, leads.tenant_id, leads.id,
    case when n.number ~ '^\+[1-9][0-9]{6,14}$' then n.number when leads.phone ~ '^\+[1-9][0-9]{6,14}$' then leads.phone end,
    lower(leads.email), leads.name, leads.phone, leads.email, leads.company, leads.service, leads.city,
    leads.confidence, case when calls.started_at between '1900-01-01' and calls.created_at then calls.started_at else calls.created_at end
from leads join calls on calls.id = leads.call_id cross join lateral (
    select case when calls.direction = 'outbound' then calls.to_number
        when calls.direction = 'inbound' or calls.to_number is null then calls.from_number end as number) as n;
create index lead_calls_of_lead on lead_calls (lead_id, at desc);
create index lead_calls_number on lead_calls (tenant_id, number, at desc) where number is not null;
create index lead_calls_email on lead_calls (tenant_id, email) where email is not null;

-- Those of one e-mail address together, then those without one by their number.
update lead_calls set lead_id = firsts.lead_id from (
    select distinct on (tenant_id, email) tenant_id, email, lead_id from lead_calls where email is not null
    order by tenant_id, email, at, call_id) as firsts
where lead_calls.tenant_id = firsts.tenant_id and lead_calls.email = firsts.email;
update lead_calls set lead_id = firsts.lead_id from (
    select distinct on (tenant_id, number) tenant_id, number, lead_id from lead_calls where number is not null
    order by tenant_id, number, email is null, at desc, call_id) as firsts
where lead_calls.email is null and lead_calls.tenant_id = firsts.tenant_id and lead_calls.number = firsts.number;

alter table leads drop column call_id, add column created_at timestamptz not null default now(),
    add column last_call_at timestamptz;
drop index leads_tenant;
create index leads_newest on leads (tenant_id, last_call_at desc, id desc);

-- Each field of a lead is the newest that one of its calls gave; a lead without calls goes.
create function refresh_lead(lead uuid) returns void language sql as $$
    delete from leads where id = lead and not exists (select from lead_calls where lead_id = lead);
    update leads set
        name = (select name from lead_calls where lead_id = lead and name is not null order by at desc, call_id desc limit 1),
        phone = (select phone from lead_calls where lead_id = lead and phone is not null order by at desc, call_id desc limit 1),
        email = (select said_email from lead_calls where lead_id = lead and said_email is not null
            order by at desc, call_id desc limit 1),
        company = (select company from lead_calls where lead_id = lead and company is not null
            order by at desc, call_id desc limit 1),
        service = (select service from lead_calls where lead_id = lead and service is not null
            order by at desc, call_id desc limit 1),
        city = (select city from lead_calls where lead_id = lead and city is not null order by at desc, call_id desc limit 1),
        confidence = (select confidence from lead_calls where lead_id = lead order by at desc, call_id desc limit 1),
        last_call_at = (select at from lead_calls where lead_id = lead order by at desc, call_id desc limit 1),
        updated_at = now()
    where id = lead;
$$;
do $$ begin perform refresh_lead(id) from leads; end $$;
alter table leads alter column last_call_at set not null;

-- Recordings are kept and not transcribed where this is false; an agent that says nothing does as its tenant.
alter table tenants add column transcribe boolean not null default true;
alter table agents add column transcribe boolean;

-- What a sender says a recording is about.
alter table calls add column description text check (length(description) <= 2000);

-- What a host says of the file at a URL, so that another file at the same address is another recording.
alter table recordings add column remote_etag text, add column remote_modified text;
create index recordings_remote on recordings (tenant_id, md5(remote_url)) where remote_url is not null;
-- Of a deleted call, so that the same file does not come back as another one.
alter table erasures add column remote_versions jsonb not null default '[]';
