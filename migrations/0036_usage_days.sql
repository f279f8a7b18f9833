-- The ledger's sums by day and model, so that months are read from some hundred rows.
create table usage_days (
    tenant_id uuid not null references tenants on delete cascade,
    day date not null,
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
    primary key (tenant_id, day, provider, model)
);
insert into usage_days (
    tenant_id, day, provider, model, requests, input_tokens, cached_tokens, output_tokens, audio_s,
    cost_microusd, failure_cost_microusd, priced
)
select
    tenant_id, (created_at at time zone 'UTC')::date, provider, model, count(*), sum(input_tokens),
    sum(cached_tokens), sum(output_tokens), sum(audio_s), sum(cost_microusd),
    coalesce(sum(cost_microusd) filter (where outcome <> 'answered'), 0), bool_and(priced)
from usage_ledger
group by 1, 2, 3, 4;
select keep_tenants_apart('usage_days');
