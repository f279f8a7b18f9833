-- A plan that was made while there were no calls may read all calls of the tenant each time: nothing
-- then tells the index of a leg from others that begin with the tenant. `is not distinct from` leaves
-- the index of the leg alone.
create or replace function leg_has_recording(tenant uuid, sid text) returns boolean
language plpgsql volatile as $$
begin
    perform lock_leg(tenant, sid);
    return exists (
            select 1
            from calls
            where tenant_id is not distinct from tenant and call_sid = sid and source = 'twilio'
        )
        or exists (
            select 1
            from erasures
            where tenant_id = tenant and call_sid = sid and source = 'twilio'
        );
end
$$;
