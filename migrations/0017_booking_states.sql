-- Whether a calendar outside has a callback, which its status does not say.
alter table callbacks add column booking_state text not null default 'none'
    check (booking_state in ('none', 'booked', 'refused', 'unknown'));
update callbacks set booking_state = 'booked' where reference is not null and provider <> 'local';
update callbacks set booking_state = 'refused' where reference is null and booking_error like 'Cal.com refused%';
