-- Where the trace of a run began, as W3C Trace Context writes it: the queue may lose or double what it carries.
alter table jobs add column traceparent text check (traceparent ~ '^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$');
