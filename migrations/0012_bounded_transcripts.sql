-- What a transcript that was too long to be kept whole is without.

alter table transcripts add column left_out jsonb;
