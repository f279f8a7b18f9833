-- What the words about a callback's time come to, and until when it may be.
alter table callbacks add column time_kind text not null default 'instant'
    check (time_kind in ('instant', 'window', 'day', 'ambiguous', 'none', 'past'));
alter table callbacks add column due_until timestamptz check (due_until >= due_at);
update callbacks set time_kind = 'ambiguous' where due_at is null;
update callbacks set time_kind = 'none' where due_at is not null and rule like 'default delay%';

-- Whose public holidays the team keeps: ISO 3166, two letters. Null keeps none.
alter table tenants add column country text check (country ~ '^[A-Z]{2}$');
