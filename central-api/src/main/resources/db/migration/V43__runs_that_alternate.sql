-- Which run of an agent spoke last. A connection's nonce is never used again, so two boxes that take the session from each
-- other show by their runs alone: one that another one has followed speaks again.
alter table agent_presence
    add column boot          uuid,
    add column previous_boot uuid,
    drop column previous;
