-- Who records a call holds its telephone leg until commit. Two senders tell of one leg, often at the same moment, and
-- neither would see the other's row: one call became two.
create function lock_leg(tenant uuid, sid text) returns void language sql as $$
    select pg_advisory_xact_lock(hashtextextended(tenant::text || ' ' || sid, 0));
$$;

-- For a statement that records many: its own snapshot is older than the lock, that of this query is not.
create function leg_has_recording(tenant uuid, sid text) returns boolean language plpgsql volatile as $$
begin
    perform lock_leg(tenant, sid);
    return exists (select 1 from calls where tenant_id = tenant and call_sid = sid and source = 'twilio');
end $$;
