-- One word per thing, as docs/glossary.md lists them.

alter table jobs rename column hints to wakeups;
alter table jobs rename column hinted_at to woken_at;
-- This run killed its worker before, and is carried out in a process of its own.
alter table jobs rename column alone to isolated;
update jobs
set options = options - 'listen_again'
    || jsonb_build_object('transcribe_again', options -> 'listen_again')
where options ? 'listen_again';
update past_runs
set options = options - 'listen_again'
    || jsonb_build_object('transcribe_again', options -> 'listen_again')
where options ? 'listen_again';

-- The call or recording came through the installation's own account at the sender, so that the
-- installation's key may fetch the rest of it.
alter table calls rename column of_workspace to installation_owned;
alter table recordings rename column of_workspace to installation_owned;

alter table recordings rename column heard_s to transcribed_s;
update job_steps
set meta = meta - 'heard_s' || jsonb_build_object('transcribed_s', meta -> 'heard_s')
where meta ? 'heard_s';
update job_steps
set meta = meta - 'parts_heard'
    || jsonb_build_object('parts_transcribed', meta -> 'parts_heard')
where meta ? 'parts_heard';
update past_run_steps
set meta = meta - 'heard_s' || jsonb_build_object('transcribed_s', meta -> 'heard_s')
where meta ? 'heard_s';
update past_run_steps
set meta = meta - 'parts_heard'
    || jsonb_build_object('parts_transcribed', meta -> 'parts_heard')
where meta ? 'parts_heard';

-- The hash of all that determines the answer.
alter table recording_parts rename column asked to request_hash;
alter table paid_answers rename column asked to request_hash;

-- A `stored` event has a body and can be tried again after an upgrade; of an `ignored` one only the
-- type is counted.
alter table unused_events drop constraint unused_events_kind_check;
alter table unused_events drop constraint unused_events_check;
update unused_events set kind = 'stored' where kind = 'kept';
alter table unused_events add check (kind in ('stored', 'ignored'));
alter table unused_events add check (kind = 'stored' or body is null);

-- Calls that a sender lists and no webhook brought, by its last check.
alter table arrivals rename to missed_calls;
