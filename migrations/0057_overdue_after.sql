-- How long a callback at an instant is due before it is overdue, by the team's own setting. Whether a
-- callback was done in time is decided when it is done, so that figures and the calls behind them stay
-- the same when the setting changes.
alter table tenants add column overdue_after interval not null default '15 minutes'
    check (overdue_after between '1 minute' and '1 day');
alter table callbacks add column in_time boolean;
create or replace function seen_of_callback(callback jsonb) returns jsonb language sql immutable as $$
    select callback
        - '{id,tenant_id,call_id,version,machine,decided_at,settled_at,created_at,listed_at,in_time}'::text[];
$$;
alter table callbacks disable trigger user;
update callbacks
set in_time = settled_at <= coalesce(due_until, due_at + interval '15 minutes')
where status = 'done';
alter table callbacks enable trigger user;

create function decide_in_time() returns trigger language plpgsql as $$
begin
    select new.settled_at <= coalesce(new.due_until, new.due_at + overdue_after)
    into new.in_time
    from tenants
    where id = new.tenant_id;
    return new;
end
$$;
create trigger callbacks_in_time before insert or update of status, settled_at, due_at, due_until
on callbacks for each row
when (new.status = 'done')
execute function decide_in_time();

create or replace function figures_of_call(wanted uuid) returns setof call_figures
language sql stable as $$
    select
        calls.id, calls.tenant_id, day_in_zone(calls.created_at, tenants.timezone), calls.agent_id,
        calls.status = 'failed', callbacks.id is not null, coalesce(callbacks.status = 'done', false),
        coalesce(callbacks.status = 'done' and in_time, false),
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
