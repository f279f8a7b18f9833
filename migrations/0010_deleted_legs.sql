-- A leg whose recording was deleted, and with it the call, stays deleted when its conversation is told of later: one
-- that records many leaves such a call to be recorded by itself.
create or replace function leg_has_recording(tenant uuid, sid text) returns boolean language plpgsql volatile as $$
begin
    perform lock_leg(tenant, sid);
    return exists (select 1 from calls where tenant_id = tenant and call_sid = sid and source = 'twilio')
        or exists (select 1 from erasures where tenant_id = tenant and call_sid = sid and source = 'twilio');
end $$;
