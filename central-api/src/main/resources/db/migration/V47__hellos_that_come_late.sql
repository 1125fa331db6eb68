-- Which runs of an agent have spoken, the one that speaks now first, each with when it said its newest hello: one that the
-- broker delivers late, or once more, says nothing new. And which connection was over before its hello was heard.
-- Nodes of before still write previous_boot and alternated while an upgrade is on its way; a later version drops them.
alter table agent_presence
    add column runs jsonb not null default '{"all": []}',
    add column gone uuid;
