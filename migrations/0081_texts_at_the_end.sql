-- While a call is processed, each of its results changed the words that it is searched by. They are
-- written once now, when its run ends or is postponed. Its numbers can be searched from the beginning.
create or replace function refresh_own_call_text() returns trigger language plpgsql as $$
begin
    if old.status = 'received' and new.status = 'processing' then
        perform refresh_call_words(new.id);
    else
        perform refresh_call_text(new.id);
    end if;
    return null;
end
$$;
drop trigger calls_text on calls;
create trigger calls_text after update on calls for each row
when (
    new.status <> 'received'
    and (
        old.status = 'received'
        or (
            new.status <> 'processing'
            and (old.status = 'processing' or new.title is distinct from old.title)
        )
        or (new.from_number, new.to_number, new.contact, new.corrected)
        is distinct from
        (old.from_number, old.to_number, old.contact, old.corrected)
    )
)
execute function refresh_own_call_text();
create or replace function refresh_text_of_call() returns trigger language plpgsql as $$
begin
    perform refresh_call_text(id) from calls where id = new.call_id and status <> 'processing';
    return null;
end
$$;
create or replace function refresh_text_of_summary() returns trigger language plpgsql as $$
declare
    call uuid = case tg_op when 'DELETE' then old.call_id else new.call_id end;
begin
    if exists (select from calls where id = call and status = 'processing') then
        return null;
    end if;
    perform refresh_call_words(call);
    if exists (select from calls where id = call and corrected ?| array['title', 'summary']) then
        perform refresh_call_fields(call);
    end if;
    return null;
end
$$;

-- What changed is found without building a document for each of the columns.
create or replace function record_callback_change() returns trigger language plpgsql as $$
declare
    acting jsonb := nullif(current_setting('aftercall.acting', true), '')::jsonb;
    seen_before jsonb;
    earlier jsonb := '{}';
    later jsonb := '{}';
    did text := coalesce(acting ->> 'action', case tg_op when 'INSERT' then 'created' else 'updated' end);
begin
    if tg_op = 'UPDATE' then
        if new.version = old.version then
            return null;
        end if;
        seen_before := seen_of_callback(to_jsonb(old));
        select jsonb_object_agg(key, seen_before -> key), jsonb_object_agg(key, value)
        into earlier, later
        from jsonb_each(seen_of_callback(to_jsonb(new)))
        where value is distinct from seen_before -> key;
    else
        later := jsonb_strip_nulls(seen_of_callback(to_jsonb(new)));
    end if;
    insert into callback_changes (
        callback_id, version, tenant_id, actor, actor_id, action, before, after, comment
    )
    values (
        new.id, new.version, new.tenant_id, coalesce(acting ->> 'actor', 'worker'),
        (acting ->> 'actor_id')::uuid, did, earlier, later, acting ->> 'comment'
    );
    insert into events (tenant_id, call_id, type, data)
    values (
        new.tenant_id, new.call_id, 'callback.changed',
        jsonb_build_object(
            'callback_id', new.id, 'version', new.version, 'action', did, 'status', new.status
        )
    );
    return null;
end
$$;
create or replace function report_call_change() returns trigger language plpgsql as $$
declare
    changed text[] := array_remove(
        array[
            case when new.agent_id is distinct from old.agent_id then 'agent_id' end,
            case when new.direction is distinct from old.direction then 'direction' end,
            case when new.duration_s is distinct from old.duration_s then 'duration_s' end,
            case when new.from_number is distinct from old.from_number then 'from_number' end,
            case when new.language is distinct from old.language then 'language' end,
            case when new.outcome is distinct from old.outcome then 'outcome' end,
            case when new.started_at is distinct from old.started_at then 'started_at' end,
            case
                when new.status <> old.status and new.status in ('received', 'processing')
                    then 'status'
            end,
            case when new.title is distinct from old.title then 'title' end,
            case when new.to_number is distinct from old.to_number then 'to_number' end
        ],
        null
    );
begin
    if new.status <> old.status
        and new.status in ('ready', 'partial', 'failed')
        and not exists (select from jobs where call_id = new.id and kind = 'process_call')
    then
        insert into events (tenant_id, call_id, type)
        values (new.tenant_id, new.id, 'call.' || new.status);
    end if;
    if cardinality(changed) > 0 then
        insert into events (tenant_id, call_id, type, data)
        values (
            new.tenant_id, new.id, 'call.updated',
            jsonb_build_object('fields', to_jsonb(changed), 'status', new.status)
        );
    end if;
    return null;
end
$$;
