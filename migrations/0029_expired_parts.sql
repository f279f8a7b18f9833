-- Expired parts of calls are found by seeking to the oldest part that is left, and not by going
-- through all old calls again.

create index transcripts_of_tenant on transcripts (tenant_id, call_id);
create index documents_of_tenant on documents (tenant_id, call_id);
create index insights_of_tenant on insights (tenant_id, call_id);
create index chunks_of_tenant on chunks (tenant_id, source, call_id);
-- The new one begins with the same column.
drop index chunks_tenant;
-- The ledger of deletions is pruned by age.
create index erased_tenants_age on erased_tenants (erased_at) where erased_at is not null;
