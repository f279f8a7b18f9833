-- Recordings of any length and any sender: heard part by part, kept where and as long as their tenant wants.

alter table recordings drop constraint recordings_status_check;
alter table recordings add constraint recordings_status_check check (status in
    ('pending', 'uploading', 'uploaded', 'transcribing', 'transcribed', 'doc_generating', 'completed', 'error'));

-- `audio_stem` is where the file will lie, `audio_key` where it does: the stem and an extension.
-- `speakers` says who is on which channel; null where nobody said.
-- A recording at Twilio is fetched with the installation's credentials when its own URL told of it (`of_workspace`),
-- else with the secret of the endpoint that did.
-- `speech_s` is how much there is to transcribe over all channels, `heard_s` how much of it is.
alter table recordings
    add column audio_stem text,
    add column audio_key text,
    add column audio_deleted_at timestamptz,
    add column conversation_id text check (length(conversation_id) between 1 and 200),
    add column speakers text[] check (speakers <@ '{agent,customer,unknown}' and cardinality(speakers) > 0),
    add column speech_s double precision check (speech_s >= 0),
    add column heard_s double precision check (heard_s >= 0),
    add column of_workspace boolean not null default false,
    add column endpoint_id text references webhook_endpoints on delete set null,
    drop constraint recordings_one_remote,
    add constraint recordings_one_remote check (num_nonnulls(remote_url, recording_sid, conversation_id) <= 1);
update recordings set audio_stem = id::text, of_workspace = recording_sid is not null;
-- Twilio puts the recorded leg, mostly the customer's, on the first channel.
update recordings set speakers = '{customer,agent}' where recording_sid is not null;
update recordings set audio_key = id || '.audio' where size_bytes is not null;
alter table recordings alter column audio_stem set not null;
-- The sweep asks of every file whether it has a row.
create index recordings_stem on recordings (audio_stem);

-- Whoever changes a recording's status, those who follow it are told in the same transaction.
create function tell_recording_status() returns trigger language plpgsql as $$
begin
    insert into events (tenant_id, call_id, type, data)
    values (new.tenant_id, new.call_id, 'recording.' || new.status, jsonb_build_object('recording_id', new.id));
    return null;
end $$;
create trigger recordings_created after insert on recordings
    for each row execute function tell_recording_status();
create trigger recordings_changed after update of status on recordings
    for each row when (old.status is distinct from new.status) execute function tell_recording_status();

-- A part is paid for once: `asked` is the hash of what was sent, `transcript` what came of it in the part's
-- own time, `raw` the answer itself.
create table recording_parts (
    recording_id uuid not null references recordings on delete cascade,
    tenant_id uuid not null references tenants on delete cascade,
    channel smallint not null check (channel >= 0),
    position integer not null check (position >= 0),
    asked bytea not null check (length(asked) = 32),
    transcript jsonb not null,
    raw jsonb,
    model text not null,
    input_tokens integer not null default 0,
    output_tokens integer not null default 0,
    audio_s double precision not null default 0,
    created_at timestamptz not null default now(),
    primary key (recording_id, channel, position)
);
create index recording_parts_tenant on recording_parts (tenant_id);

-- `measures` tell how the conversation went; `dropped_words` were invented over silence, `silence_s` not heard.
alter table transcripts
    add column recording_id uuid references recordings on delete set null,
    add column duration_s double precision check (duration_s >= 0),
    add column measures jsonb,
    add column dropped_words integer not null default 0 check (dropped_words >= 0),
    add column silence_s double precision check (silence_s >= 0);

-- `language` is what calls are in when nobody says; `answer_language` what summaries are written in.
alter table tenants
    add column vocabulary text[] not null default '{}' check (cardinality(vocabulary) <= 200),
    add column language text check (language ~ '^[a-z]{2,3}$'),
    add column answer_language text check (answer_language ~ '^[a-z]{2,3}$'),
    add column audio_retention_days integer check (audio_retention_days > 0);

-- Told about by the installation's own ElevenLabs workspace, so its API key may ask for the rest.
alter table calls add column of_workspace boolean not null default false;

alter table webhook_endpoints drop constraint webhook_endpoints_source_check;
alter table webhook_endpoints add constraint webhook_endpoints_source_check
    check (source in ('elevenlabs', 'twilio', 'transcription'));

-- The time a calendar has a callback at, which an edited transcript does not change.
alter table callbacks add column booked_for timestamptz;
update callbacks set booked_for = due_at where reference is not null;
alter table callbacks add constraint callbacks_booked check ((reference is null) = (booked_for is null));

alter table erasures add column audio_stems text[] not null default '{}';
update erasures set audio_stems = recording_ids::text[];
