-- Days on which a team calls no one back, in addition to the public holidays of its country.
create table tenant_holidays (
    tenant_id uuid not null references tenants on delete cascade,
    day date not null,
    name text not null check (length(name) between 1 and 200),
    primary key (tenant_id, day)
);
select keep_tenants_apart('tenant_holidays');
