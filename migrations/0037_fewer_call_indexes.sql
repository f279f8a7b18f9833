-- An index of all calls costs each arriving call. Calls of these statuses are few; the others are
-- found among the newest. Languages are few, and read from the newest calls.
drop index calls_by_language;
drop index calls_by_status;
create index calls_not_ready on calls (tenant_id, status, created_at desc, id desc)
where status in ('processing', 'partial', 'failed');
