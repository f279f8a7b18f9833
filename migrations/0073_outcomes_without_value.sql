-- A person may say that a call ended in none of the known ways. Until now the sender's outcome was
-- found and sent then. Adding a stored column writes the table once.
drop index calls_by_outcome;
alter table calls
    drop column current_outcome,
    add column current_outcome text generated always as (
        case when corrected ? 'outcome' then corrected -> 'outcome' ->> 'value' else outcome end
    ) stored;
create index calls_by_outcome on calls (tenant_id, current_outcome, created_at desc, id desc)
where current_outcome is not null;
