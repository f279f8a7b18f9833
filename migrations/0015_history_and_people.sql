-- Facts that nobody stated stay open, runs keep their history, and a lead is a person.

-- UTC was what a tenant got that named no zone, so nothing says that it was chosen. Null: not known.
alter table tenants alter column timezone drop not null, alter column timezone drop default;
update tenants set timezone = null where timezone = 'UTC';

-- `timezone_source` says who named the zone; both are null where nothing says in which zone the caller is.
alter table callbacks
    alter column timezone drop not null,
    add column timezone_source text check (timezone_source in ('sender', 'tenant', 'number'));
