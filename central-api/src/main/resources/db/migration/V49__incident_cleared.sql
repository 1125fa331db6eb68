-- Since when whoever raised an incident says that it is over. A person closes it all the same.
alter table incident add column cleared_at timestamptz;
