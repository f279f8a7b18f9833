-- What vendors were asked for, by the day of their bills, which is UTC, and by the team's day, which
-- is the one on its clock at the time of the request. `usage_days` stays for processes of the release
-- before, which write to it while they are replaced.
create table usage_sums (
    tenant_id uuid not null references tenants on delete cascade,
    day date not null,
    team_day date not null,
    provider text not null,
    model text not null,
    requests bigint not null check (requests > 0),
    input_tokens bigint not null check (input_tokens >= 0),
    cached_tokens bigint not null check (cached_tokens >= 0),
    output_tokens bigint not null check (output_tokens >= 0),
    audio_s double precision not null check (audio_s >= 0),
    cost_microusd bigint not null check (cost_microusd >= 0),
    failure_cost_microusd bigint not null check (failure_cost_microusd >= 0),
    -- Every request of it had a price.
    priced boolean not null,
    primary key (tenant_id, day, team_day, provider, model)
);
select keep_tenants_apart('usage_sums');

-- A request adds to the ledger and then to `usage_days`: one that waits for this lock is in neither.
lock table usage_days in access exclusive mode;
insert into usage_sums (
    tenant_id, day, team_day, provider, model, requests, input_tokens, cached_tokens,
    output_tokens, audio_s, cost_microusd, failure_cost_microusd, priced
)
select
    tenant_id, (usage_ledger.created_at at time zone 'UTC')::date,
    (usage_ledger.created_at at time zone coalesce(pg_timezone_names.name, 'UTC'))::date,
    provider, model, count(*), sum(input_tokens), sum(cached_tokens), sum(output_tokens),
    sum(audio_s), sum(cost_microusd),
    coalesce(sum(cost_microusd) filter (where outcome <> 'answered'), 0), bool_and(priced)
from usage_ledger
join tenants on tenants.id = tenant_id
left join pg_timezone_names on pg_timezone_names.name = timezone
group by 1, 2, 3, 4, 5;
truncate usage_days;
