-- Sums of calls by day and agent, so that a year is read from some thousand rows.

-- What one call counts as. It is computed from the call's own rows, so counting a call again corrects its figures and
-- counts nothing twice. Days are those of the team's clock when the call was counted.
create table call_figures (
    call_id uuid primary key references calls on delete cascade,
    tenant_id uuid not null references tenants on delete cascade,
    day date not null,
    agent_id uuid,
    failed boolean not null,
    has_callback boolean not null,
    callback_done boolean not null,
    callback_in_time boolean not null,
    agent_ms bigint not null,
    caller_ms bigint not null,
    cost_microusd bigint not null,
    ready_bucket smallint,
    response_bucket smallint
);

-- The sums. A change of a call's figures is added to `figure_changes`, where it meets no lock of another call; workers
-- add the changes to the sums. A figure is the sum of both tables.
create table figure_changes (
    id bigint generated always as identity primary key,
    tenant_id uuid not null references tenants on delete cascade,
    day date not null,
    agent_id uuid,
    -- 1, or -1 for what does not count any more.
    calls integer not null,
    failed integer not null,
    callbacks integer not null,
    callbacks_done integer not null,
    callbacks_in_time integer not null,
    agent_ms bigint not null,
    caller_ms bigint not null,
    cost_microusd bigint not null,
    ready_bucket smallint,
    response_bucket smallint
);
create index figure_changes_of_day on figure_changes (tenant_id, day);

create table figure_days (
    tenant_id uuid not null references tenants on delete cascade,
    day date not null,
    agent_id uuid,
    calls bigint not null,
    failed bigint not null,
    callbacks bigint not null,
    callbacks_done bigint not null,
    callbacks_in_time bigint not null,
    agent_ms bigint not null,
    caller_ms bigint not null,
    cost_microusd bigint not null,
    unique nulls not distinct (tenant_id, day, agent_id)
);

-- How many calls took how long; medians are read from it. The n-th number of `buckets`, from 0, counts the calls that took
-- up to 0.1 s * 1.1 ^ n. Of all agents together there are sums by day; of each agent by day, and by month, so that a year
-- is few rows.
create table figure_times (
    tenant_id uuid not null references tenants on delete cascade,
    span text not null check (span in ('day', 'agent_day', 'agent_month')),
    -- The day, or the first day of the month.
    day date not null,
    agent_id uuid,
    measure text not null check (measure in ('ready', 'response')),
    buckets integer[] not null,
    unique nulls not distinct (tenant_id, span, day, agent_id, measure)
);

create function buckets_of(places smallint[], counts bigint[]) returns integer[]
language sql immutable as $$
    select array_agg(coalesce(counted, 0)::integer order by place)
    from generate_series(0, (select max(one) from unnest(places) as one)) as place
    left join unnest(places, counts) as given (given_place, counted) on given_place = place
$$;
create function add_buckets(ones integer[], others integer[]) returns integer[]
language sql immutable as $$
    select array_agg(coalesce(one, 0) + coalesce(other, 0) order by place)
    from unnest(ones, others) with ordinality as both_of (one, other, place)
$$;

create function time_bucket(seconds double precision) returns smallint language sql immutable as $$
    select ceil(ln(least(greatest(seconds, 0.1), 1e9) / 0.1) / ln(1.1))::smallint
$$;

create function day_in_zone(moment timestamptz, zone text) returns date language plpgsql stable as $$
begin
    return (moment at time zone coalesce(zone, 'UTC'))::date;
exception when invalid_parameter_value then
    -- The application knows a zone that this server does not.
    return (moment at time zone 'UTC')::date;
end
$$;

create function figures_of_call(wanted uuid) returns setof call_figures language sql stable as $$
    select
        calls.id, calls.tenant_id, day_in_zone(calls.created_at, tenants.timezone), calls.agent_id,
        calls.status = 'failed', callbacks.id is not null, coalesce(callbacks.status = 'done', false),
        coalesce(
            callbacks.status = 'done'
            and settled_at <= coalesce(due_until, due_at + interval '15 minutes'),
            false
        ),
        coalesce(round(1000 * spoken_s * (talk_ratio ->> 'agent')::double precision), 0)::bigint,
        coalesce(round(1000 * spoken_s * (talk_ratio ->> 'customer')::double precision), 0)::bigint,
        coalesce(
            (
                select sum(cost_microusd)
                from usage_ledger
                where usage_ledger.tenant_id = calls.tenant_id and usage_ledger.call_id = calls.id
            ),
            0
        )::bigint,
        time_bucket(extract(epoch from ready_at - ended_at)::double precision),
        case when callbacks.status = 'done' then
            time_bucket(extract(epoch from settled_at - ended_at)::double precision)
        end
    from calls
    join tenants on tenants.id = calls.tenant_id
    -- The end of a call that its sender states, where it lies shortly before its arrival.
    cross join lateral (
        select
            case
                when source <> 'upload'
                    and started_at between calls.created_at - interval '7 days' and calls.created_at
                    and duration_s < 7 * 86400
                    then least(calls.created_at, started_at + make_interval(secs => duration_s))
                else calls.created_at
            end as ended_at
    ) as timed
    left join callbacks on callbacks.call_id = calls.id
    left join lateral (
        select
            measures -> 'talk_ratio' as talk_ratio,
            least(greatest(duration_s - coalesce(silence_s, 0), 0), 1e9) as spoken_s
        from transcripts
        where call_id = calls.id and measures is not null
        order by version desc
        limit 1
    ) as talked on true
    where calls.id = wanted and calls.status <> 'received'
$$;

insert into call_figures
select figures.*
from calls
cross join lateral figures_of_call(calls.id) as figures;
insert into figure_days
select
    tenant_id, day, agent_id, count(*), count(*) filter (where failed),
    count(*) filter (where has_callback), count(*) filter (where callback_done),
    count(*) filter (where callback_in_time), sum(agent_ms), sum(caller_ms), sum(cost_microusd)
from call_figures
group by 1, 2, 3;
insert into figure_times
select tenant_id, span, start, agent, measure, buckets_of(array_agg(bucket), array_agg(calls))
from (
    select tenant_id, span, start, agent, measure, bucket, count(*) as calls
    from call_figures
    cross join lateral (
        values ('ready', ready_bucket), ('response', response_bucket)
    ) as taken (measure, bucket)
    cross join lateral (
        values
            ('day', day, null),
            ('agent_day', day, agent_id),
            ('agent_month', date_trunc('month', day)::date, agent_id)
    ) as spans (span, start, agent)
    where bucket is not null
    group by 1, 2, 3, 4, 5, 6
) as counted
group by 1, 2, 3, 4, 5;

-- A tenant that is being deleted counts nothing any more.
create function add_figure_change(counted call_figures, weight integer) returns void language sql as $$
    insert into figure_changes (
        tenant_id, day, agent_id, calls, failed, callbacks, callbacks_done, callbacks_in_time,
        agent_ms, caller_ms, cost_microusd, ready_bucket, response_bucket
    )
    select
        counted.tenant_id, counted.day, counted.agent_id, weight, weight * counted.failed::integer,
        weight * counted.has_callback::integer, weight * counted.callback_done::integer,
        weight * counted.callback_in_time::integer, weight * counted.agent_ms,
        weight * counted.caller_ms, weight * counted.cost_microusd, counted.ready_bucket,
        counted.response_bucket
    where exists (select 1 from tenants where id = counted.tenant_id and deleted_at is null)
$$;
create function pass_on_figures() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' then
        if tg_op = 'DELETE' then
            -- What a deleted call cost stays spent.
            old.cost_microusd := 0;
        end if;
        perform add_figure_change(old, -1);
    end if;
    if tg_op <> 'DELETE' then
        perform add_figure_change(new, 1);
    end if;
    return null;
end
$$;
create trigger call_figures_changed after insert or update or delete on call_figures
for each row execute function pass_on_figures();

create function count_call(wanted uuid) returns void language plpgsql as $$
begin
    -- Waits for a transaction that counts the same call; the next statement sees what it wrote.
    perform 1 from call_figures where call_id = wanted for update;
    insert into call_figures
    select * from figures_of_call(wanted)
    on conflict (call_id) do update
    set
        day = excluded.day, agent_id = excluded.agent_id, failed = excluded.failed,
        has_callback = excluded.has_callback, callback_done = excluded.callback_done,
        callback_in_time = excluded.callback_in_time, agent_ms = excluded.agent_ms,
        caller_ms = excluded.caller_ms, cost_microusd = excluded.cost_microusd,
        ready_bucket = excluded.ready_bucket, response_bucket = excluded.response_bucket
    where (
            call_figures.day, call_figures.agent_id, call_figures.failed, call_figures.has_callback,
            call_figures.callback_done, call_figures.callback_in_time, call_figures.agent_ms,
            call_figures.caller_ms, call_figures.cost_microusd, call_figures.ready_bucket,
            call_figures.response_bucket
        )
        is distinct from (
            excluded.day, excluded.agent_id, excluded.failed, excluded.has_callback,
            excluded.callback_done, excluded.callback_in_time, excluded.agent_ms,
            excluded.caller_ms, excluded.cost_microusd, excluded.ready_bucket,
            excluded.response_bucket
        );
end
$$;
create function count_changed_call() returns trigger language plpgsql as $$
begin
    perform count_call(new.id);
    return null;
end
$$;
create function count_call_of_callback() returns trigger language plpgsql as $$
begin
    -- The end of a run counts the call anyway.
    perform count_call(id)
    from calls
    where id = new.call_id and status not in ('received', 'processing');
    return null;
end
$$;
-- They run at the end of the transaction, so that the lock on a call's figures is always its last one.
create constraint trigger calls_counted after update on calls deferrable initially deferred
for each row
when (
    (new.status, new.agent_id, new.started_at, new.duration_s, new.ready_at)
    is distinct from
    (old.status, old.agent_id, old.started_at, old.duration_s, old.ready_at)
    and new.status <> 'received'
)
execute function count_changed_call();
create constraint trigger callbacks_counted after insert or update on callbacks
deferrable initially deferred
for each row execute function count_call_of_callback();

select keep_tenants_apart('call_figures');
select keep_tenants_apart('figure_changes');
select keep_tenants_apart('figure_days');
select keep_tenants_apart('figure_times');
