-- For each channel: seconds of detected speech that have no words, and words that were removed as
-- invented. Null for transcripts from before.

alter table transcripts
    add column channel_dropped_s double precision[],
    add column channel_dropped_words integer[];
