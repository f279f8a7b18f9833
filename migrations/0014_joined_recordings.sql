-- Several recordings of one call become one transcript; each says where in the call it lies.

-- When it began, as its sender says; where in the call's time that is, once it is part of the transcript, in seconds;
-- and whether it ends before it should.
alter table recordings
    add column started_at timestamptz,
    add column offset_s double precision check (offset_s >= 0),
    add column cut_off boolean not null default false;

-- Seconds in which somebody speaks, for each channel. `silence_s` is the call's: where no channel has a voice.
alter table transcripts add column channel_speech_s double precision[];

-- What was transcribed before was one recording alone.
update recordings set offset_s = 0 from transcripts where transcripts.recording_id = recordings.id;
