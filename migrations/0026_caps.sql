-- What the operator allows a tenant at most, above the tenant's own budget. Null is the installation's setting, or no cap.

alter table tenants
    add column cap_day_microusd bigint check (cap_day_microusd >= 0),
    add column cap_month_microusd bigint check (cap_month_microusd >= 0),
    add column cap_open_runs integer check (cap_open_runs >= 0),
    add column cap_requests_per_minute integer check (cap_requests_per_minute >= 1);
