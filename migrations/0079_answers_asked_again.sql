-- A question that is sent again with its key gets the answer that it has, and is not paid for twice.
alter table answers
    add column request_key text,
    -- Of the request, to tell another one with the same key.
    add column request_hash bytea,
    add check ((request_key is null) = (request_hash is null));
create unique index answers_request on answers (tenant_id, coalesce(user_id, key_id), request_key)
where request_key is not null;
