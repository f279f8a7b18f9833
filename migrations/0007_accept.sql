-- Whoever records a call, one that was deleted stays deleted: also when it is deleted while the insert waits for its row.
create function refuse_erased_call() returns trigger language plpgsql as $$
begin
    if exists (select 1 from erasures where tenant_id = new.tenant_id and source = new.source
               and external_id = new.external_id) then
        raise exception 'this call was deleted' using errcode = 'check_violation', constraint = 'calls_stay_deleted';
    end if;
    return null;
end $$;
create trigger calls_stay_deleted after insert on calls for each row execute function refuse_erased_call();
