-- Open callbacks of people who cannot act on them, viewers and those who are shut out, are no one's.
select set_config('aftercall.acting', '{"actor": "worker", "action": "unassign"}', true);
update callbacks
set assignee_id = null
from users
where users.id = assignee_id
    and status in ('scheduled', 'ambiguous')
    and (users.role = 'viewer' or users.disabled_at is not null);
select set_config('aftercall.acting', '', true);
