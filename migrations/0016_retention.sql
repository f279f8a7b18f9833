-- Calls that are deleted when their time is up: a tenant's own number of days, within the installation's.
alter table tenants add column call_retention_days integer check (call_retention_days between 1 and 36500);

-- Finds uploads that were created and never started.
create index recordings_unstarted on recordings (updated_at) where status in ('pending', 'uploading', 'uploaded');
