-- A view may hold a search in what was said.
alter table saved_views drop constraint saved_views_list_check;
alter table saved_views
    add constraint saved_views_list_check check (list in ('calls', 'callbacks', 'search'));
